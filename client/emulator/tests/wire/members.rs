//! Safe members.

use crate::support::{Caller, granted, held, started, texts};
use serde_json::json;

#[tokio::test]
async fn a_member_is_added_read_changed_and_removed() {
    let (_emulator, administrator) = started().await;
    administrator.add_safe("Team").await;
    let (status, added) = administrator
        .add_member("Team", "app", &["listAccounts"])
        .await;
    assert_eq!((status, held(&added)), (201, vec!["listAccounts"]));
    assert_eq!(
        (&added["memberName"], &added["memberType"]),
        (&json!("app"), &json!("User"))
    );
    assert!(added["memberId"].is_i64());
    let (status, body) = administrator.add_member("Team", "APP", &[]).await;
    assert_eq!((status, &body["ErrorCode"]), (409, &json!("SFWS0012")));
    let path = "api/Safes/Team/members/app/";
    assert_eq!(administrator.get(path).await, (200, added));
    let change = json!({"Permissions": {"UseAccounts": true, "listAccounts": "true"}});
    let (status, changed) = administrator.put(path, change).await;
    assert_eq!(
        (status, held(&changed)),
        (200, vec!["useAccounts", "listAccounts"])
    );
    assert_eq!(administrator.delete(path).await.0, 204);
    for (status, body) in [
        administrator.get(path).await,
        administrator.delete(path).await,
    ] {
        assert_eq!((status, &body["ErrorCode"]), (404, &json!("SFWS0010")));
    }
}

#[tokio::test]
async fn permissions_that_belong_together_are_settled() {
    let (_emulator, administrator) = started().await;
    administrator.add_safe("Team").await;
    let (_, adder) = administrator
        .add_member("Team", "app", &["addAccounts"])
        .await;
    assert_eq!(held(&adder), ["addAccounts", "updateAccountProperties"]);
    let (_, chooser) = administrator
        .add_member(
            "Team",
            "other",
            &["listAccounts", "specifyNextAccountContent"],
        )
        .await;
    assert_eq!(held(&chooser), ["listAccounts"]);
}

#[tokio::test]
async fn nobody_hands_out_more_than_the_own_permissions() {
    let (emulator, administrator) = started().await;
    administrator.add_safe("Team").await;
    let manager = ["manageSafeMembers", "viewSafeMembers", "listAccounts"];
    administrator.add_member("Team", "app", &manager).await;
    let app = Caller::logon(&emulator, "app").await;
    let (status, body) = app.add_member("Team", "other", &["retrieveAccounts"]).await;
    assert_eq!((status, &body["ErrorCode"]), (403, &json!("PASWS041E")));
    assert_eq!(
        app.add_member("Team", "other", &["listAccounts"]).await.0,
        201
    );
    let path = "api/Safes/Team/Members/other";
    let more = json!({"permissions": granted(&["listAccounts", "useAccounts"])});
    assert_eq!(app.put(path, more.clone()).await.0, 403);
    administrator.put(path, more.clone()).await;
    assert_eq!(app.put(path, more).await.0, 200, "what is there may stay");
}

#[tokio::test]
async fn nobody_changes_the_own_membership() {
    let (emulator, administrator) = started().await;
    administrator.add_safe("Team").await;
    let all = json!({"permissions": granted(&["listAccounts"])});
    let own = "api/Safes/Team/Members/Administrator";
    for (status, body) in [
        administrator.add_member("Team", "Administrator", &[]).await,
        administrator.put(own, all).await,
        administrator.delete(own).await,
    ] {
        assert_eq!((status, &body["ErrorCode"]), (403, &json!("SFWS0013")));
    }
    drop(emulator);
}

#[tokio::test]
async fn predefined_members_show_only_when_asked_for() {
    let (_emulator, administrator) = started().await;
    administrator.add_safe("Team").await;
    administrator
        .add_member("Team", "Vault Admins", &["listAccounts"])
        .await;
    let list = "api/Safes/Team/Members";
    let (_, members) = administrator.get(list).await;
    assert_eq!(texts(&members["value"], "memberName"), ["Administrator"]);
    let all = format!("{list}?filter=includePredefinedUsers+eq+True");
    let (_, members) = administrator.get(&all).await;
    let names = texts(&members["value"], "memberName");
    for name in [
        "Master",
        "Auditors",
        "Backup Users",
        "Operators",
        "Vault Admins",
    ] {
        assert!(names.contains(&name), "{name} not in {names:?}");
    }
    let users = format!("{all}%20AND%20memberType%20eq%20user&sort=memberName+desc");
    let (_, members) = administrator.get(&users).await;
    assert_eq!(
        texts(&members["value"], "memberName"),
        ["Master", "Batch", "Administrator"]
    );
    assert_eq!(administrator.delete(&format!("{list}/Master")).await.0, 403);
    let (_, auditors) = administrator.get(&format!("{list}/Auditors")).await;
    assert_eq!(
        held(&auditors),
        ["listAccounts", "viewAuditLog", "viewSafeMembers"]
    );
}

#[tokio::test]
async fn what_cannot_be_a_membership_is_refused() {
    let (_emulator, administrator) = started().await;
    administrator.add_safe("Team").await;
    let list = "api/Safes/Team/Members";
    let (status, body) = administrator.add_member("Team", "nobody", &[]).await;
    assert_eq!((status, &body["ErrorCode"]), (404, &json!("SFWS0010")));
    for body in [
        json!({"memberName": "app"}),
        json!({"permissions": {}}),
        json!({"memberName": "app", "permissions": {"fly": true}}),
        json!({"memberName": "app", "permissions": {"useAccounts": 1}}),
        json!({"memberName": "app", "permissions": [{"Key": "UseAccounts", "Value": true}]}),
        json!({"memberName": "app", "permissions": {}, "memberType": "Robot"}),
        json!({"memberName": ["app"], "permissions": {}}),
    ] {
        let (status, answer) = administrator.post(list, body.clone()).await;
        assert_eq!(
            (status, &answer["ErrorCode"]),
            (400, &json!("PASWS167E")),
            "{body}"
        );
    }
    let group = json!({"memberName": "app", "permissions": {}, "memberType": "Group"});
    assert_eq!(
        administrator.post(list, group).await.0,
        404,
        "app is a user"
    );
}

#[tokio::test]
async fn the_managing_cpm_becomes_a_member() {
    let (_emulator, administrator) = started().await;
    let safe = json!({"safeName": "Managed", "managingCPM": "PasswordManager"});
    assert_eq!(administrator.post("api/Safes", safe).await.0, 201);
    let (_, cpm) = administrator
        .get("api/Safes/Managed/Members/PasswordManager")
        .await;
    assert_eq!(held(&cpm).len(), 15);
    let safe = json!({"safeName": "Unmanaged", "managingCPM": "nobody"});
    assert_eq!(administrator.post("api/Safes", safe).await.0, 400);
}
