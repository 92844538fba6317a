//! Groups and who is in them.

use crate::support::{Caller, started, texts};
use serde_json::{Value, json};

async fn added(caller: &Caller, name: &str) -> String {
    let group = json!({"groupName": name, "description": "All of them", "location": "\\"});
    let (status, group) = caller.post("api/UserGroups", group).await;
    assert_eq!(status, 200, "{group}");
    format!("api/UserGroups/{}", group["id"])
}

async fn id_of(caller: &Caller, name: &str) -> Value {
    let (_, users) = caller.get(&format!("api/Users?userName={name}")).await;
    users["Users"][0]["id"].clone()
}

#[tokio::test]
async fn a_group_is_added_changed_and_deleted() {
    let (_emulator, administrator) = started().await;
    let path = added(&administrator, "Linux").await;
    let (_, group) = administrator
        .get(&format!("{path}?includeMembers=false"))
        .await;
    assert_eq!(
        (&group["groupName"], &group["groupType"]),
        (&json!("Linux"), &json!("Vault"))
    );
    assert!(group.get("members").is_none());
    for name in ["LINUX", "auditors", "app"] {
        let (status, body) = administrator
            .post("api/UserGroups", json!({"groupName": name}))
            .await;
        assert_eq!(
            (status, &body["ErrorCode"]),
            (409, &json!("ITATS013E")),
            "{name}"
        );
    }
    let (status, group) = administrator.put(&path, json!({"groupName": "Unix"})).await;
    assert_eq!(
        (status, &group["groupName"], &group["description"]),
        (200, &json!("Unix"), &json!(""))
    );
    let (_, found) = administrator
        .get("api/UserGroups?filter=groupName+eq+unix&includeMembers=true")
        .await;
    assert_eq!(
        (&found["count"], &found["value"][0]["members"]),
        (&json!(1), &json!([]))
    );
    assert_eq!(administrator.delete(&path).await.0, 204);
    assert_eq!(administrator.delete(&path).await.0, 404);
    for group in [
        json!({}),
        json!({"groupName": "x".repeat(129)}),
        json!({"groupName": "A", "location": "B"}),
    ] {
        assert_eq!(
            administrator.post("api/UserGroups", group.clone()).await.0,
            400,
            "{group}"
        );
    }
}

#[tokio::test]
async fn membership_in_a_group_opens_safes_until_it_ends() {
    let (emulator, administrator) = started().await;
    let path = added(&administrator, "Linux").await;
    administrator.add_safe("Team").await;
    administrator
        .add_member("Team", "Linux", &["listAccounts"])
        .await;
    let app = Caller::logon(&emulator, "app").await;
    assert_eq!(app.get("api/Safes/Team").await.0, 404);
    let members = format!("{path}/Members");
    let (status, member) = administrator
        .post(&members, json!({"memberId": "app", "memberType": "Vault"}))
        .await;
    assert_eq!(
        (status, member),
        (201, json!({"memberId": "app", "memberType": "Vault"}))
    );
    assert_eq!(app.get("api/Safes/Team").await.0, 200);
    let (status, body) = administrator
        .post(&members, json!({"memberId": "APP"}))
        .await;
    assert_eq!((status, &body["ErrorCode"]), (409, &json!("PASWS213E")));
    let (status, body) = administrator
        .post(&members, json!({"memberId": "nobody"}))
        .await;
    assert_eq!((status, &body["ErrorCode"]), (404, &json!("ITATS003E")));
    let (_, group) = administrator.get(&path).await;
    assert_eq!(texts(&group["members"], "UserName"), ["app"]);
    assert_eq!(
        administrator.delete(&format!("{members}/app/")).await.0,
        204
    );
    assert_eq!(
        administrator.delete(&format!("{members}/app/")).await.0,
        404
    );
    assert_eq!(app.get("api/Safes/Team").await.0, 404);
    administrator
        .post(&members, json!({"memberId": "app"}))
        .await;
    administrator.delete(&path).await;
    assert_eq!(app.get("api/Safes/Team").await.0, 404, "the group is gone");
}

#[tokio::test]
async fn membership_is_changed_by_numbers_and_in_bulk_as_well() {
    let (_emulator, administrator) = started().await;
    let path = added(&administrator, "Linux").await;
    let (app, group) = (
        id_of(&administrator, "app").await,
        path.rsplit('/').next().expect("an id"),
    );
    let (status, body) = administrator
        .post(&format!("{path}/users"), json!({"Username": "app"}))
        .await;
    assert_eq!((status, &body["UserID"]), (201, &app));
    let bulk = json!({"Source": 2, "BulkItems": [
        {"Operation": "Add", "Item": {"Username": "app"}},
        {"Operation": "Add", "Item": {"Username": "other"}},
    ]});
    let (status, body) = administrator.post(&format!("{path}/users"), bulk).await;
    assert_eq!(status, 207, "{body}");
    assert_eq!(texts(&body["ItemResults"], "Status"), ["Failed", "Success"]);
    assert_eq!(
        administrator
            .delete(&format!("api/Users/{app}/groups/{group}"))
            .await
            .0,
        200
    );
    assert_eq!(
        administrator
            .delete(&format!("api/Users/{app}/groups/{group}"))
            .await
            .0,
        404
    );
    let back = administrator
        .post(
            &format!("api/Users/{app}/groups"),
            json!({"GroupName": "linux"}),
        )
        .await;
    assert_eq!(back, (200, Value::Null));
    let bulk = json!({"BulkItems": [{"Item": {"GroupName": "Auditors"}}]});
    assert_eq!(
        administrator
            .post(&format!("api/Users/{app}/groups"), bulk)
            .await
            .0,
        207
    );
    let (_, user) = administrator.get(&format!("api/Users/{app}")).await;
    assert_eq!(
        texts(&user["groupsMembership"], "groupName"),
        ["Linux", "Auditors"]
    );
}

#[tokio::test]
async fn groups_of_the_vault_stay_and_others_may_not_change_them() {
    let (emulator, administrator) = started().await;
    let (_, found) = administrator.get("api/UserGroups?search=vault+adm").await;
    let path = format!("api/UserGroups/{}", found["value"][0]["id"]);
    assert_eq!(administrator.delete(&path).await.0, 403);
    assert_eq!(
        administrator
            .put(&path, json!({"groupName": "Admins"}))
            .await
            .0,
        403
    );
    let app = Caller::logon(&emulator, "app").await;
    assert_eq!(app.get("api/UserGroups").await.0, 403);
    assert_eq!(
        app.post("api/UserGroups", json!({"groupName": "Mine"}))
            .await
            .0,
        403
    );
    assert_eq!(app.get("api/ComponentsMonitoringSummary").await.0, 403);
    administrator
        .post(&format!("{path}/Members"), json!({"memberId": "app"}))
        .await;
    assert_eq!(app.get("api/ComponentsMonitoringSummary").await.0, 200);
}

#[tokio::test]
async fn members_with_accounts_of_their_own_are_kept() {
    let (_emulator, administrator) = started().await;
    let members = json!([{"Id": "7", "memberType": "group", "name": "Night"}, {"id": "8"}]);
    let answer = administrator
        .post("api/UserGroups/SavePPAMembers?templateName=T", members)
        .await;
    assert_eq!(answer, (200, Value::Null));
    let query = "api/UserGroups/PPAUsersGroupsQuery?ppaSourceId=1";
    let (_, found) = administrator
        .get(&format!("{query}&memberIds=7&memberIds=9"))
        .await;
    assert_eq!(texts(&found, "name"), ["Night"]);
    assert_eq!(administrator.get(query).await.0, 400);
}
