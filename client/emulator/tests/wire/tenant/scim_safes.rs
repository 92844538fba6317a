//! Safes, members and accounts over SCIM: what the vault holds.

use super::{PASSWORD, Tenant, started};
use crate::support::{Caller, held, texts};
use pvwa_emulator::Rule;
use serde_json::{Value, json};

const CONTAINER: &str = "urn:ietf:params:scim:schemas:pam:1.0:Container";
const PERMISSION: &str = "urn:ietf:params:scim:schemas:pam:1.0:ContainerPermission";
const DATA: &str = "urn:ietf:params:scim:schemas:pam:1.0:PrivilegedData";
const SAFE: &str = "urn:ietf:params:scim:schemas:cyberark:1.0:Safe";
const ACCOUNT: &str = "urn:ietf:params:scim:schemas:cyberark:1.0:PrivilegedData";
const ANN: &str = "ann@cyberark.cloud.1234";

async fn add_safe(administrator: &Tenant, name: &str) {
    let body = json!({
        "schemas": [CONTAINER, SAFE], "name": name, "description": "Made over SCIM",
        SAFE: {"NumberOfDaysRetention": 30, "ManagingCPM": "PasswordManager"},
    });
    let (status, created) = administrator.post("scim/Containers", body).await;
    assert_eq!(status, 201, "{created}");
}

fn account(safe: &str) -> Value {
    json!({
        "schemas": [DATA, ACCOUNT], "name": "root@host", "type": "password",
        ACCOUNT: {"safe": safe, "properties": [
            {"key": "username", "value": "root"},
            {"key": "address", "value": "host.example.com"},
            {"key": "platformId", "value": "UnixSSH"},
            {"key": "secret", "value": "first"},
        ]},
    })
}

#[tokio::test]
async fn a_container_is_a_safe_of_the_vault() {
    let (emulator, administrator) = started().await;
    add_safe(&administrator, "Linux").await;
    let vault = administrator.at_vault(&emulator);
    let (_, safe) = vault.get("api/Safes/Linux").await;
    assert_eq!(
        (&safe["description"], &safe["numberOfDaysRetention"]),
        (&json!("Made over SCIM"), &json!(30))
    );
    vault.add_safe("Windows").await;
    let (_, list) = administrator.get("scim/Containers").await;
    assert_eq!(texts(&list["Resources"], "name"), ["Linux", "Windows"]);
    let (_, found) = administrator
        .get("scim/Containers?filter=name%20eq%20%22Linux%22")
        .await;
    assert_eq!(
        found["Resources"][0]["owner"]["display"],
        emulator.identity_administrator().0
    );
    let body = json!({"schemas": [CONTAINER], "name": "Linux", "description": "New"});
    let (status, replaced) = administrator
        .send("PUT", "scim/Containers/Linux", Some(body))
        .await;
    assert_eq!(
        (status, &replaced["description"]),
        (200, &json!("New")),
        "{replaced}"
    );
    let body = json!({"schemas": [CONTAINER], "name": "Other"});
    let (status, refused) = administrator
        .send("PUT", "scim/Containers/Linux", Some(body))
        .await;
    assert_eq!((status, &refused["scimType"]), (400, &json!("mutability")));
    let body = json!({"schemas": [CONTAINER], "name": "linux"});
    let (status, refused) = administrator.post("scim/Containers", body).await;
    assert_eq!((status, &refused["scimType"]), (409, &json!("uniqueness")));
    let ann = Tenant::logon(&emulator, ANN, PASSWORD).await;
    assert_eq!(ann.get("scim/Containers/Linux").await.0, 404, "no member");
    let body = json!({"schemas": [CONTAINER], "name": "Ann"});
    assert_eq!(ann.post("scim/Containers", body).await.0, 403);
    assert_eq!(
        administrator
            .send("DELETE", "scim/Containers/Linux", None)
            .await
            .0,
        204
    );
    assert_eq!(vault.get("api/Safes/Linux").await.0, 404);
    assert_eq!(
        administrator
            .send("DELETE", "scim/Containers/Linux", None)
            .await
            .0,
        404
    );
}

#[tokio::test]
async fn a_permission_is_a_membership() {
    let (emulator, administrator) = started().await;
    add_safe(&administrator, "Linux").await;
    let path = "scim/ContainerPermissions";
    let body = |who: &str, value: &str| {
        json!({
            "schemas": [PERMISSION], "container": {"name": "Linux"},
            who: {"value": value}, "rights": ["ListAccounts", "UseAccounts"],
        })
    };
    let (status, created) = administrator.post(path, body("user", ANN)).await;
    assert_eq!(
        (status, &created["id"]),
        (201, &json!(format!("Linux:{ANN}"))),
        "{created}"
    );
    assert_eq!(administrator.post(path, body("user", ANN)).await.0, 409);
    assert_eq!(
        administrator.post(path, body("user", "nobody")).await.0,
        404
    );
    let strange = json!({"schemas": [PERMISSION], "container": {"name": "Linux"}, "user": {"value": ANN}, "rights": ["Fly"]});
    assert_eq!(administrator.post(path, strange).await.0, 400);
    let vault = administrator.at_vault(&emulator);
    let (_, member) = vault.get(&format!("api/Safes/Linux/Members/{ANN}/")).await;
    assert_eq!(held(&member), ["useAccounts", "listAccounts"]);
    let ann = Tenant::logon(&emulator, ANN, PASSWORD).await;
    assert_eq!(ann.at_vault(&emulator).get("api/Safes/Linux").await.0, 200);
    assert_eq!(
        ann.get(path).await.1["totalResults"],
        0,
        "members are not for everybody to see"
    );
    let own = format!("{path}/Linux:{ANN}");
    let mut change = body("user", ANN);
    change["rights"] = json!(["ListAccounts", "ViewSafeMembers"]);
    let (status, changed) = administrator.send("PUT", &own, Some(change)).await;
    assert_eq!(
        (status, &changed["rights"]),
        (200, &json!(["ListAccounts", "ViewSafeMembers"]))
    );
    let (_, seen) = ann
        .get(&format!("{path}?filter=container.name%20eq%20%22Linux%22"))
        .await;
    let (administrator_name, _) = emulator.identity_administrator();
    let mut expected =
        ["PasswordManager", &administrator_name, ANN].map(|name| format!("Linux:{name}"));
    expected.sort_by_key(|name| name.to_lowercase());
    assert_eq!(texts(&seen["Resources"], "id"), expected);
    assert_eq!(ann.send("DELETE", &own, None).await.0, 403);
    assert_eq!(administrator.send("DELETE", &own, None).await.0, 204);
    assert_eq!(administrator.get(&own).await.0, 404);
    assert_eq!(ann.at_vault(&emulator).get("api/Safes/Linux").await.0, 404);
}

#[tokio::test]
async fn a_role_on_a_safe_lets_its_members_in() {
    let (emulator, administrator) = started().await;
    add_safe(&administrator, "Linux").await;
    let ann = Tenant::logon(&emulator, ANN, PASSWORD).await;
    let role = administrator
        .result("Roles/StoreRole", json!({"Name": "Operators of Linux"}))
        .await;
    let body = json!({
        "schemas": [PERMISSION], "container": {"value": "Linux"},
        "group": {"display": "Operators of Linux"}, "rights": ["ListAccounts"],
    });
    let (status, created) = administrator.post("scim/ContainerPermissions", body).await;
    assert_eq!(
        (status, &created["group"]["value"]),
        (201, &role["_RowKey"]),
        "{created}"
    );
    let vault = ann.at_vault(&emulator);
    assert_eq!(vault.get("api/Safes/Linux").await.0, 404);
    let members = json!({"Name": role["_RowKey"], "Users": [ANN]});
    administrator
        .result("SaasManage/AddUsersAndGroupsToRole", members.clone())
        .await;
    assert_eq!(vault.get("api/Safes/Linux").await.0, 200);
    administrator
        .result("SaasManage/RemoveUsersAndGroupsFromRole", members.clone())
        .await;
    assert_eq!(vault.get("api/Safes/Linux").await.0, 404);
    administrator
        .result("SaasManage/AddUsersAndGroupsToRole", members)
        .await;
    administrator
        .result("SaasManage/DeleteRole", json!({"Name": role["_RowKey"]}))
        .await;
    assert_eq!(vault.get("api/Safes/Linux").await.0, 404);
    let own = json!({"Name": "Vault Admins"});
    let own = administrator.result("Roles/StoreRole", own).await;
    let members = json!({"Name": own["_RowKey"], "Users": [ANN]});
    administrator
        .result("SaasManage/AddUsersAndGroupsToRole", members)
        .await;
    let (_, users) = administrator
        .at_vault(&emulator)
        .get("api/Users?search=ann%40&extendedDetails=true")
        .await;
    assert_eq!(
        users["Users"][0]["groupsMembership"],
        json!([]),
        "no way into the vault's own group"
    );
}

#[tokio::test]
async fn privileged_data_is_an_account() {
    let (emulator, administrator) = started().await;
    add_safe(&administrator, "Linux").await;
    let (status, created) = administrator
        .post("scim/PrivilegedData", account("Linux"))
        .await;
    assert_eq!(status, 201, "{created}");
    let id = created["id"].as_str().expect("an id");
    let vault = administrator.at_vault(&emulator);
    let (_, known) = vault.get(&format!("api/Accounts/{id}")).await;
    assert_eq!(
        (&known["name"], &known["userName"]),
        (&json!("root@host"), &json!("root"))
    );
    let retrieve = format!("api/Accounts/{id}/Password/Retrieve");
    assert_eq!(vault.post(&retrieve, json!({})).await.1, "first");
    assert!(
        !created.to_string().contains("first"),
        "no secret is answered"
    );
    let path = format!("scim/PrivilegedData/{id}");
    let operations = json!([
        {"op": "replace", "path": format!("{ACCOUNT}.properties"), "value": [
            {"key": "secret", "value": "second"}, {"key": "address", "value": "other.example.com"},
        ]},
    ]);
    let patch = json!({"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], "Operations": operations});
    let (status, changed) = administrator.send("PATCH", &path, Some(patch)).await;
    assert_eq!(status, 200, "{changed}");
    let (_, known) = vault.get(&format!("api/Accounts/{id}")).await;
    assert_eq!(
        (&known["address"], &known["userName"]),
        (&json!("other.example.com"), &json!("root"))
    );
    assert_eq!(vault.post(&retrieve, json!({})).await.1, "second");
    let (_, found) = administrator
        .get("scim/PrivilegedData?filter=name%20eq%20%22root%40host%22")
        .await;
    assert_eq!(found["Resources"][0]["id"], id);
    assert_eq!(
        administrator
            .post("scim/PrivilegedData", account("Linux"))
            .await
            .0,
        409
    );
    assert_eq!(
        administrator
            .post("scim/PrivilegedData", account("Nowhere"))
            .await
            .0,
        404
    );
    let (status, refused) = administrator
        .send("PUT", &path, Some(account("Other")))
        .await;
    assert_eq!((status, &refused["scimType"]), (400, &json!("mutability")));
    assert_eq!(
        administrator
            .send("PUT", &path, Some(account("Linux")))
            .await
            .0,
        200
    );
    assert_eq!(vault.post(&retrieve, json!({})).await.1, "first");
    let ann = Tenant::logon(&emulator, ANN, PASSWORD).await;
    assert_eq!(ann.get(&path).await.0, 404);
    assert_eq!(administrator.send("DELETE", &path, None).await.0, 204);
    assert_eq!(administrator.get(&path).await.0, 404);
    assert_eq!(vault.get(&format!("api/Accounts/{id}")).await.0, 404);
    for request in emulator.requests() {
        let body = request.body.unwrap_or_default().to_string();
        assert!(
            !body.contains("\"first\"") && !body.contains("\"second\""),
            "{body}"
        );
    }
}

#[tokio::test]
async fn an_account_that_somebody_has_is_not_deleted() {
    let (emulator, administrator) = started().await;
    add_safe(&administrator, "Linux").await;
    let (_, created) = administrator
        .post("scim/PrivilegedData", account("Linux"))
        .await;
    let id = created["id"].as_str().expect("an id");
    let holder = Caller::logon(&emulator, "Administrator").await;
    let vault = administrator.at_vault(&emulator);
    let _ = vault
        .add_member("Linux", "Administrator", &["retrieveAccounts"])
        .await;
    emulator.rule(None, Rule::Exclusive);
    let retrieve = format!("api/Accounts/{id}/Password/Retrieve");
    assert_eq!(holder.post(&retrieve, json!({})).await.1, "first");
    let path = format!("scim/PrivilegedData/{id}");
    let (status, refused) = administrator.send("DELETE", &path, None).await;
    assert_eq!(status, 400, "{refused}");
    let unlock = format!("api/Accounts/{id}/Unlock");
    assert_eq!(vault.post(&unlock, json!({})).await.0, 200);
    assert_eq!(administrator.send("DELETE", &path, None).await.0, 204);
}
