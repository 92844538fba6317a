//! Users and groups over SCIM.

use super::{PASSWORD, Tenant, started};
use serde_json::{Value, json};

const USER: &str = "urn:ietf:params:scim:schemas:core:2.0:User";
const GROUP: &str = "urn:ietf:params:scim:schemas:core:2.0:Group";

fn joe() -> Value {
    json!({
        "schemas": [USER],
        "userName": "joe@cyberark.cloud.1234",
        "name": {"givenName": "Joe", "familyName": "Doe", "formatted": "Joe Doe"},
        "active": true,
        "password": PASSWORD,
        "emails": [{"type": "work", "primary": true, "value": "joe@example.com"}],
        "phoneNumbers": [{"type": "mobile", "value": "555 0100"}],
    })
}

fn patch(operations: Value) -> Option<Value> {
    let urn = "urn:ietf:params:scim:api:messages:2.0:PatchOp";
    Some(json!({"schemas": [urn], "Operations": operations}))
}

async fn create(administrator: &Tenant, path: &str, body: Value) -> (String, Value) {
    let (status, created) = administrator.post(path, body).await;
    assert_eq!(status, 201, "{created}");
    let id = created["id"].as_str().expect("an id");
    (format!("{path}/{id}"), created)
}

#[tokio::test]
async fn a_user_is_created_changed_and_deleted() {
    let (emulator, administrator) = started().await;
    let (path, created) = create(&administrator, "scim/Users", joe()).await;
    assert_eq!(created.get("password"), None);
    assert_eq!(created["meta"]["created"], "2023-11-14T22:13:20.0000000Z");
    assert_eq!(created["groups"][0]["display"], "Everybody");
    let (status, taken) = administrator.post("scim/Users", joe()).await;
    assert_eq!(
        (status, &taken["scimType"], &taken["status"]),
        (409, &json!("uniqueness"), &json!("409"))
    );
    let v2 = path.replace("scim/", "Scim/v2/");
    assert_eq!(
        administrator.get(&v2).await,
        (200, created.clone()),
        "the same at the longer path"
    );
    let session = Tenant::logon(&emulator, "joe@cyberark.cloud.1234", PASSWORD).await;
    let operations = json!([
        {"op": "Replace", "value": {"name.formatted": "Joseph Doe", "preferredLanguage": "de_DE"}},
        {"op": "add", "path": "phoneNumbers", "value": [{"type": "work", "value": "555 0101"}]},
        {"op": "replace", "path": "emails[type eq \"work\"].value", "value": "j@example.com"},
        {"op": "remove", "path": "phoneNumbers[type eq \"mobile\"]"},
    ]);
    let (status, changed) = administrator.send("PATCH", &path, patch(operations)).await;
    assert_eq!(status, 200, "{changed}");
    assert_eq!(
        (&changed["displayName"], &changed["name"]["familyName"]),
        (&json!("Joseph Doe"), &json!("Doe"))
    );
    assert_eq!(changed["emails"][0]["value"], "j@example.com");
    assert_eq!(
        changed["phoneNumbers"],
        json!([{"type": "work", "value": "555 0101"}])
    );
    let nowhere = json!([{"op": "replace", "path": "shoeSize", "value": 1}]);
    let (status, refused) = administrator.send("PATCH", &path, patch(nowhere)).await;
    assert_eq!((status, &refused["scimType"]), (400, &json!("noTarget")));
    let body = json!({"schemas": [USER], "userName": "jo@cyberark.cloud.1234", "active": false});
    let (status, replaced) = administrator.send("PUT", &path, Some(body)).await;
    assert_eq!(
        (status, &replaced["active"], replaced.get("emails")),
        (200, &json!(false), None)
    );
    assert_eq!(replaced["displayName"], "Joseph Doe", "it stays");
    assert_eq!(
        session.post("UserMgmt/GetUserInfo", json!({})).await.0,
        401,
        "not active"
    );
    assert_eq!(
        administrator.send("DELETE", &path, None).await,
        (204, Value::Null)
    );
    let (status, missing) = administrator.get(&path).await;
    let id = created["id"].as_str().expect("an id");
    assert_eq!(
        (status, &missing["detail"]),
        (404, &json!(format!("Resource {id} not found")))
    );
    assert_eq!(administrator.send("DELETE", &path, None).await.0, 404);
}

#[tokio::test]
async fn lists_are_filtered_sorted_and_cut() {
    let (emulator, administrator) = started().await;
    create(&administrator, "scim/Users", joe()).await;
    let names = |page: &Value| -> Vec<String> {
        let all = page["Resources"].as_array().into_iter().flatten();
        all.map(|user| {
            user["userName"]
                .as_str()
                .expect("a name")
                .replace("@cyberark.cloud.1234", "")
        })
        .collect()
    };
    let (_, all) = administrator.get("scim/Users").await;
    assert_eq!(names(&all), ["admin", "ann", "joe", "robot"]);
    let (_, page) = administrator.get("scim/Users?startIndex=2&count=2").await;
    assert_eq!(names(&page), ["ann", "joe"]);
    assert_eq!(
        (
            &page["totalResults"],
            &page["itemsPerPage"],
            &page["startIndex"]
        ),
        (&json!(4), &json!(2), &json!(2))
    );
    let (_, sorted) = administrator
        .get("scim/Users?sortBy=userName&sortOrder=descending&count=1")
        .await;
    assert_eq!(names(&sorted), ["robot"]);
    for (filter, expected) in [
        (
            "userName%20eq%20%22joe%40cyberark.cloud.1234%22",
            vec!["joe"],
        ),
        (
            "userName%20sw%20%22a%22%20and%20userName%20co%20%22nn%22",
            vec!["ann"],
        ),
        ("emails.value%20ew%20%22example.com%22", vec!["joe"]),
    ] {
        let (_, found) = administrator
            .get(&format!("scim/Users?filter={filter}"))
            .await;
        assert_eq!(names(&found), expected, "{filter}");
    }
    let (_, none) = administrator
        .get("scim/Users?filter=userName%20eq%20%22x%22")
        .await;
    assert_eq!(
        (&none["totalResults"], none.get("Resources")),
        (&json!(0), None)
    );
    let (_, few) = administrator
        .get("scim/Users?attributes=userName&count=1")
        .await;
    assert_eq!(
        few["Resources"][0].as_object().map(|user| user.len()),
        Some(3)
    );
    let (status, refused) = administrator
        .get("scim/Users?filter=active%20eq%20true")
        .await;
    assert_eq!(
        (status, &refused["scimType"]),
        (400, &json!("invalidFilter"))
    );
    let (status, refused) = Tenant::anonymous(&emulator).get("scim/Users").await;
    assert_eq!((status, &refused["status"]), (401, &json!("401")));
}

#[tokio::test]
async fn a_group_is_a_role_of_the_tenant() {
    let (emulator, administrator) = started().await;
    let (user, joe) = create(&administrator, "scim/Users", joe()).await;
    let body = json!({
        "schemas": [GROUP], "displayName": "Operators",
        "members": [{"value": joe["id"], "type": "User"}],
    });
    let (path, group) = create(&administrator, "scim/Groups", body.clone()).await;
    assert_eq!(group["members"][0]["display"], "joe@cyberark.cloud.1234");
    assert_eq!(administrator.post("scim/Groups", body).await.0, 409);
    let members = json!({"Name": group["id"]});
    let members = administrator.result("Roles/GetRoleMembers", members).await;
    assert_eq!(members["Results"][0]["Row"]["Guid"], joe["id"]);
    let missing =
        json!({"schemas": [GROUP], "displayName": "X", "members": [{"value": "unknown"}]});
    let (status, refused) = administrator.post("scim/Groups", missing).await;
    assert_eq!(
        (status, &refused["detail"]),
        (404, &json!("Resource unknown not found"))
    );
    let add =
        json!([{"op": "add", "path": "members", "value": [{"value": "Privilege_Cloud_Users_ID"}]}]);
    let (status, changed) = administrator.send("PATCH", &path, patch(add)).await;
    assert_eq!(
        (status, changed["members"].as_array().map(Vec::len)),
        (200, Some(2)),
        "{changed}"
    );
    let object = json!([{"op": "add", "path": "members", "value": {"value": joe["id"]}}]);
    assert_eq!(
        administrator.send("PATCH", &path, patch(object)).await.0,
        500
    );
    let remove = json!([{"op": "remove", "path": format!("members[value eq \"{}\"]", joe["id"].as_str().expect("an id"))}]);
    let (_, changed) = administrator.send("PATCH", &path, patch(remove)).await;
    assert_eq!(changed["members"][0]["type"], "Group");
    let body = json!({"schemas": [GROUP], "displayName": "Operators of Linux"});
    let (_, replaced) = administrator.send("PUT", &path, Some(body)).await;
    assert_eq!(
        (&replaced["displayName"], replaced.get("members")),
        (&json!("Operators of Linux"), None)
    );
    let (_, found) = administrator
        .get("scim/Groups?filter=displayName%20sw%20%22Operators%22")
        .await;
    assert_eq!(found["totalResults"], 1);
    let ann = Tenant::logon(&emulator, "ann@cyberark.cloud.1234", PASSWORD).await;
    assert_eq!(ann.send("DELETE", &path, None).await.0, 403);
    assert_eq!(ann.send("DELETE", &user, None).await.0, 403);
    assert_eq!(administrator.send("DELETE", &path, None).await.0, 204);
    assert_eq!(administrator.get(&path).await.0, 404);
    assert_eq!(
        administrator
            .send("DELETE", "scim/Groups/sysadmin", None)
            .await
            .0,
        403
    );
}

#[tokio::test]
async fn the_service_says_what_it_supports() {
    let (_emulator, administrator) = started().await;
    let (_, config) = administrator.get("scim/ServiceProviderConfig").await;
    assert_eq!(
        (
            &config["patch"]["supported"],
            &config["filter"]["maxResults"]
        ),
        (&json!(true), &json!(1000))
    );
    let (_, kinds) = administrator.get("scim/ResourceTypes").await;
    assert_eq!(kinds["totalResults"], 6);
    let (_, kind) = administrator.get("scim/ResourceTypes/Group").await;
    assert_eq!(kind["endpoint"], "/Groups");
    assert_eq!(administrator.get("scim/ResourceTypes/Groups").await.0, 404);
    let (_, schemas) = administrator.get("scim/Schemas").await;
    assert_eq!(schemas["totalResults"], 11);
    let (_, schema) = administrator.get("scim/Schemas/User").await;
    assert_eq!(schema["id"], USER);
    assert_eq!(administrator.get("scim/Schemas/Nothing").await.0, 500);
}
