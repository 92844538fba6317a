//! Users, safes and members in the forms of the first generation, on the same vault.

use crate::support::{Caller, held, started_as, texts};
use serde_json::{Value, json};

const ROOT: &str = "WebServices/PIMServices.svc";

#[tokio::test]
async fn users_are_the_same_in_both_generations() {
    let (emulator, administrator) = started_as((12, 2)).await;
    let user = json!({
        "UserName": "old",
        "InitialPassword": "Made-up-4711",
        "Email": "old@example.com",
        "FirstName": "Olga",
        "ExpiryDate": "12/31/2030",
        "Location": "\\Linux",
        "Disabled": false,
    });
    let (status, added) = administrator
        .post(&format!("{ROOT}/Users"), user.clone())
        .await;
    assert_eq!(status, 201, "{added}");
    for (name, value) in [
        ("UserName", json!("old")),
        ("FirstName", json!("Olga")),
        ("Email", json!("old@example.com")),
        ("ExpiryDate", json!("12/31/2030")),
        ("Expired", json!(false)),
        ("UserTypeName", json!("EPVUser")),
        ("Location", json!("\\Linux")),
        ("AgentUser", json!(false)),
    ] {
        assert_eq!(added[name], value, "{name}");
    }
    assert_eq!(
        administrator.post(&format!("{ROOT}/Users"), user).await.0,
        409
    );
    let path = format!("{ROOT}/Users/old/");
    assert_eq!(administrator.get(&path).await, (200, added));
    let (_, found) = administrator.get("api/Users?search=olga").await;
    assert_eq!(texts(&found["Users"], "username"), ["old"]);
    let old = Caller::logon(&emulator, "old").await;
    assert_eq!(old.get(&format!("{ROOT}/User")).await.1["UserName"], "old");
    let change = json!({"LastName": "Old", "NewPassword": "Another-1", "Disabled": true});
    let (status, changed) = administrator.put(&path, change).await;
    assert_eq!(
        (status, &changed["LastName"], &changed["FirstName"]),
        (200, &json!("Old"), &json!("Olga"))
    );
    assert_eq!(changed["Disabled"], true);
    assert_eq!(
        emulator.password_of("old").expect("a user").expose(),
        "Another-1"
    );
    assert_eq!(
        administrator
            .put(&path, json!({"NewPassword": "weak", "FirstName": "Eve"}))
            .await
            .0,
        400
    );
    assert_eq!(administrator.get(&path).await.1["FirstName"], "Olga");
    let (_, found) = administrator.get("api/Users?userName=old").await;
    let gen2 = format!("api/Users/{}", found["Users"][0]["id"]);
    let (_, mut user) = administrator.get(&gen2).await;
    user["suspended"] = json!(true);
    assert_eq!(
        administrator.put(&gen2, user).await.1["suspended"],
        true,
        "12.2 takes it"
    );
    let (_, active) = administrator.put(&path, json!({"Suspended": false})).await;
    assert_eq!(active["Suspended"], false);
    let group = format!("{ROOT}/Groups/Vault%20Admins/Users");
    let member = administrator.post(&group, json!({"UserName": "old"})).await;
    assert_eq!(member, (200, json!({"UserName": "old"})));
    assert_eq!(administrator.delete(&path).await, (200, Value::Null));
    assert_eq!(administrator.get(&gen2).await.0, 404);
}

#[tokio::test]
async fn safes_are_the_same_in_both_generations() {
    let (_emulator, administrator) = started_as((12, 2)).await;
    let list = format!("{ROOT}/Safes");
    let safe = json!({"SafeName": "Old", "Description": "d", "NumberOfDaysRetention": 7, "ManagingCPM": "PasswordManager"});
    let (status, added) = administrator.post(&list, json!({"safe": safe})).await;
    assert_eq!(status, 201, "{added}");
    let expected = json!({
        "SafeName": "Old",
        "Description": "d",
        "Location": "\\",
        "ManagingCPM": "PasswordManager",
        "NumberOfDaysRetention": 7,
        "NumberOfVersionsRetention": null,
        "OLACEnabled": false,
    });
    assert_eq!(added["AddSafeResult"], expected);
    let (_, one) = administrator.get(&format!("{list}/Old")).await;
    assert_eq!(one["GetSafeResult"], expected);
    assert_eq!(administrator.get("api/Safes/Old").await.0, 200);
    administrator.add_safe("New").await;
    let (_, all) = administrator.get(&list).await;
    assert_eq!(texts(&all["GetSafesResult"], "SafeName"), ["New", "Old"]);
    let (_, some) = administrator.get(&format!("{list}?Query=ol")).await;
    assert_eq!(texts(&some["SearchSafesResult"], "SafeName"), ["Old"]);
    let change = json!({"safe": {"SafeName": "Older", "NumberOfVersionsRetention": 3}});
    let (status, changed) = administrator
        .put(&format!("{list}/Old"), change.clone())
        .await;
    assert_eq!(
        (
            status,
            &changed["UpdateSafeResult"]["NumberOfVersionsRetention"]
        ),
        (200, &json!(3))
    );
    assert_eq!(
        administrator.put(&format!("{list}/Old"), change).await.0,
        404
    );
    for (safe, code) in [
        (
            json!({"SafeName": "So&So", "NumberOfDaysRetention": 7}),
            "EPVWS101E",
        ),
        (
            json!({"SafeName": "Both", "NumberOfDaysRetention": 7, "NumberOfVersionsRetention": 7}),
            "CAWS00001E",
        ),
        (json!({"SafeName": "None"}), "CAWS00001E"),
    ] {
        let (status, body) = administrator.post(&list, json!({"safe": safe})).await;
        assert_eq!((status, &body["ErrorCode"]), (400, &json!(code)), "{safe}");
    }
    assert_eq!(
        administrator.delete(&format!("{list}/Older")).await,
        (200, Value::Null)
    );
    assert_eq!(administrator.get("api/Safes/Older").await.0, 404);
}

#[tokio::test]
async fn members_are_the_same_under_other_names() {
    let (emulator, administrator) = started_as((12, 2)).await;
    administrator.add_safe("Team").await;
    let list = format!("{ROOT}/Safes/Team/Members");
    let member = json!({"MemberName": "app", "SearchIn": "Vault", "MembershipExpirationDate": ""});
    let (status, added) = administrator.post(&list, json!({"member": member})).await;
    assert_eq!(
        (status, &added["member"]["MemberName"]),
        (201, &json!("app"))
    );
    let (_, gen2) = administrator.get("api/Safes/Team/Members/app").await;
    assert_eq!(
        held(&gen2),
        [
            "useAccounts",
            "retrieveAccounts",
            "listAccounts",
            "viewAuditLog",
            "viewSafeMembers"
        ]
    );
    let path = format!("{list}/app");
    let (status, read) = administrator.put(&path, json!({"member": {}})).await;
    assert_eq!(
        (
            status,
            read["member"]["Permissions"].as_array().map(Vec::len)
        ),
        (200, Some(21))
    );
    let set = json!({"member": {"MembershipExpirationDate": "12/31/2030", "Permissions": [
        {"Key": "ListAccounts", "Value": true},
        {"Key": "ManageSafeMembers", "Value": "true"},
        {"Key": "RequestsAuthorizationLevel", "Value": 1},
    ]}});
    let (status, changed) = administrator.put(&path, set).await;
    assert_eq!(
        (status, &changed["member"]["MembershipExpirationDate"]),
        (200, &json!("12/31/2030"))
    );
    let level = &changed["member"]["Permissions"][16];
    assert_eq!(
        level,
        &json!({"Key": "RequestsAuthorizationLevel", "Value": 1})
    );
    let (_, gen2) = administrator.get("api/Safes/Team/Members/app").await;
    assert_eq!(
        held(&gen2),
        [
            "listAccounts",
            "manageSafeMembers",
            "requestsAuthorizationLevel1"
        ]
    );
    let (_, members) = administrator.get(&list).await;
    let names = texts(&members["members"], "UserName");
    assert!(
        names.contains(&"Auditors") && names.contains(&"app"),
        "{names:?}"
    );
    let app = Caller::logon(&emulator, "app").await;
    let own = app.put(&path, json!({"member": {}})).await;
    assert_eq!(
        own,
        (403, json!({"ErrorCode": "CAWS00001E", "ErrorMessage": ""}))
    );
    for (permissions, status) in [
        (json!([{"Key": "Fly", "Value": true}]), 400),
        (
            json!([{"Key": "RequestsAuthorizationLevel", "Value": 3}]),
            400,
        ),
        (json!([{"Key": "UseAccounts", "Value": true}]), 403),
    ] {
        let member = json!({"MemberName": "PasswordManager", "Permissions": permissions});
        let answer = app.post(&list, json!({"member": member})).await;
        assert_eq!(answer.0, status, "{permissions}");
    }
    let gateways = administrator
        .put(&format!("{list}/PVWAGWAccounts"), json!({"member": {}}))
        .await;
    assert_eq!(gateways.0, 404);
    assert_eq!(administrator.delete(&path).await, (200, Value::Null));
    assert_eq!(administrator.get("api/Safes/Team/Members/app").await.0, 404);
}

#[tokio::test]
async fn public_keys_are_the_same_in_both_generations() {
    let (emulator, administrator) = started_as((12, 2)).await;
    let keys =
        format!("{ROOT}/Users/app/AuthenticationMethods/SSHKeyAuthentication/AuthorizedKeys");
    let (status, added) = administrator
        .post(&keys, json!({"PublicSSHKey": "ssh-ed25519 AAAAC3Nz a@b"}))
        .await;
    let id = added["AddUserAuthorizedKeyResult"]["KeyID"]
        .as_str()
        .expect("an id");
    assert_eq!((status, id.len()), (201, 32));
    let (_, list) = administrator.get(&keys).await;
    assert_eq!(
        list["GetUserAuthorizedKeysResult"][0],
        added["AddUserAuthorizedKeyResult"]
    );
    let (_, users) = administrator.get("api/Users?userName=app").await;
    let gen2 = format!("api/Users/{}/Secret/SSHKeys", users["Users"][0]["id"]);
    let (_, second) = administrator.get(&gen2).await;
    assert_eq!(
        (&second["count"], &second["value"][0]["fingerprint"]),
        (&json!(1), &json!(id))
    );
    assert_eq!(
        administrator
            .get(&format!("{gen2}?keyStoreTypeFilter=1"))
            .await
            .1["count"],
        0
    );
    let (status, _) = administrator
        .post(&gen2, json!({"publicKey": "ssh-ed25519 AAAAC3Nz twice"}))
        .await;
    assert_eq!(status, 409);
    for wrong in [
        "",
        "ssh-ed25519",
        "rot13 AAAA",
        "ssh-rsa AAAA\nssh-rsa BBBB",
    ] {
        assert_eq!(
            administrator
                .post(&gen2, json!({"publicKey": wrong}))
                .await
                .0,
            400,
            "{wrong}"
        );
    }
    assert_eq!(
        administrator.delete(&format!("{keys}/{id}")).await,
        (200, Value::Null)
    );
    let gone = administrator
        .send("DELETE", &gen2, Some(json!({"keyFingerprint": id})))
        .await;
    assert_eq!(gone.0, 404);
    administrator
        .post(&gen2, json!({"publicKey": "ssh-rsa AAAA"}))
        .await;
    let (_, list) = administrator.get(&gen2).await;
    let body = json!({"keyFingerprint": list["value"][0]["fingerprint"]});
    assert_eq!(
        administrator.send("DELETE", &gen2, Some(body)).await,
        (200, Value::Null)
    );
    let own = keys.replace("app", "Administrator");
    assert_eq!(administrator.get(&own).await.0, 403);
    let app = Caller::logon(&emulator, "app").await;
    assert_eq!(app.get(&keys).await.0, 403);
}
