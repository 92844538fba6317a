//! Account groups.

use crate::support::{Caller, started, started_as, texts};
use serde_json::{Value, json};

#[tokio::test]
async fn the_accounts_of_a_group_are_changed_together() {
    let (emulator, administrator) = started().await;
    administrator.add_safe("Linux").await;
    administrator.add_safe("Other").await;
    let mut ids = Vec::new();
    for address in ["a", "b", "c"] {
        ids.push(administrator.add_account("Linux", address).await);
    }
    let foreign = administrator.add_account("Other", "d").await;
    let group = json!({"GroupName": "Web", "GroupPlatformId": "SampleGroup", "Safe": "linux"});
    let (status, added) = administrator
        .post("api/AccountGroups/", group.clone())
        .await;
    assert_eq!(status, 200, "{added}");
    assert_eq!(
        (&added["Safe"], &added["GroupPlatformID"]),
        (&json!("Linux"), &json!("SampleGroup"))
    );
    let (status, body) = administrator.post("api/AccountGroups", group).await;
    assert_eq!(status, 409);
    assert!(
        body["ErrorMessage"]
            .as_str()
            .expect("a text")
            .contains("EPVPA012E")
    );
    let (_, groups) = administrator.get("api/AccountGroups?Safe=Linux").await;
    assert_eq!(groups, json!([added]));
    assert_eq!(
        administrator.get("api/AccountGroups?Safe=Other").await.1,
        json!([])
    );
    assert_eq!(administrator.get("api/AccountGroups").await.0, 400);
    let members = format!(
        "api/AccountGroups/{}/Members",
        added["GroupID"].as_str().expect("an id")
    );
    for id in &ids[..2] {
        let body = json!({"AccountId": id});
        assert_eq!(
            administrator.post(&members, body.clone()).await,
            (200, body)
        );
    }
    assert_eq!(
        administrator
            .post(&members, json!({"AccountId": ids[0]}))
            .await
            .0,
        400
    );
    assert_eq!(
        administrator
            .post(&members, json!({"AccountId": foreign}))
            .await
            .0,
        400
    );
    assert_eq!(
        administrator
            .post(&members, json!({"AccountId": "1_1"}))
            .await
            .0,
        404
    );
    assert_eq!(
        administrator
            .post(
                "api/AccountGroups/1_1/Members",
                json!({"AccountId": ids[0]})
            )
            .await
            .0,
        404
    );
    let (_, list) = administrator.get(&members).await;
    assert_eq!(texts(&list, "Address"), ["a", "b"]);
    let secret = |id: &str| {
        emulator
            .secret_of(id)
            .expect("a secret")
            .expose()
            .to_owned()
    };
    let change = |id: &str, whole: bool| {
        let path = format!("api/Accounts/{id}/Change");
        let administrator = &administrator;
        async move {
            administrator
                .post(&path, json!({"ChangeEntireGroup": whole}))
                .await
                .0
        }
    };
    assert_eq!(change(&ids[0], true).await, 200);
    assert_eq!(secret(&ids[0]), secret(&ids[1]));
    assert_ne!(secret(&ids[0]), "first");
    assert_eq!(secret(&ids[2]), "first");
    assert_eq!(change(&ids[0], false).await, 200);
    assert_ne!(secret(&ids[0]), secret(&ids[1]));
    let store = json!({"NewCredentials": "both", "ChangeEntireGroup": true});
    administrator
        .post(&format!("api/Accounts/{}/Password/Update", ids[1]), store)
        .await;
    assert_eq!(
        (secret(&ids[0]).as_str(), secret(&ids[1]).as_str()),
        ("both", "both")
    );
    let leave = format!("{members}/{}", ids[0]);
    assert_eq!(administrator.delete(&leave).await, (204, Value::Null));
    assert_eq!(administrator.delete(&leave).await.0, 404);
    assert_eq!(change(&ids[1], true).await, 200);
    assert_eq!(secret(&ids[0]), "both");
}

#[tokio::test]
async fn groups_are_for_those_who_may_change_the_safe() {
    let (emulator, administrator) = started().await;
    administrator.add_safe("Linux").await;
    let app = Caller::logon(&emulator, "app").await;
    assert_eq!(app.get("api/AccountGroups?Safe=Linux").await.0, 404);
    administrator
        .add_member("Linux", "app", &["listAccounts"])
        .await;
    let group = json!({"GroupName": "Web", "GroupPlatformId": "SampleGroup", "Safe": "Linux"});
    assert_eq!(app.post("api/AccountGroups", group.clone()).await.0, 403);
    let (_, added) = administrator.post("api/AccountGroups", group).await;
    assert_eq!(
        app.get("api/AccountGroups?Safe=Linux").await.1,
        json!([added])
    );
    let members = format!(
        "api/AccountGroups/{}/Members",
        added["GroupID"].as_str().expect("an id")
    );
    assert_eq!(app.get(&members).await, (200, json!([])));
    let id = administrator.add_account("Linux", "a").await;
    assert_eq!(app.post(&members, json!({"AccountId": id})).await.0, 403);
}

#[tokio::test]
async fn older_vaults_list_the_groups_below_their_safe() {
    let (_emulator, administrator) = started_as((12, 2)).await;
    administrator.add_safe("Linux").await;
    let group = json!({"GroupName": "Web", "GroupPlatformId": "SampleGroup", "Safe": "Linux"});
    let (_, added) = administrator.post("api/AccountGroups", group).await;
    let path = "api/Safes/Linux/accountgroups";
    assert_eq!(administrator.get(path).await, (200, json!([added])));
}
