//! LDAP directories, their mappings, and who comes from there.

use crate::support::{Caller, granted, started, texts};
use pvwa_emulator::Emulator;
use serde_json::{Value, json};

const DIRECTORY: &str = "api/Configuration/LDAP/Directories/example.com/";

fn directory() -> Value {
    json!({
        "DirectoryType": "MicrosoftADProfile.ini",
        "DomainName": "example.com",
        "DomainBaseContext": "DC=example,DC=com",
        "BindUsername": "reader",
        "BindPassword": "made up",
        "DCList": [{"Name": "dc1.example.com", "SSLConnect": true}],
    })
}

fn mapping(name: &str) -> Value {
    json!({
        "MappingName": name,
        "LDAPBranch": "DC=example,DC=com",
        "DomainGroups": ["Admins of Linux"],
        "VaultGroups": ["PVWAUsers"],
        "Location": "\\Mapped",
        "MappingAuthorizations": ["AuditUsers", "addsafes"],
    })
}

async fn with_directory() -> (Emulator, Caller) {
    let (emulator, administrator) = started().await;
    let (status, body) = administrator
        .post("api/Configuration/LDAP/Directories", directory())
        .await;
    assert_eq!((status, &body["BindPassword"]), (201, &json!("made up")));
    (emulator, administrator)
}

#[tokio::test]
async fn a_directory_is_connected_and_disconnected() {
    let (emulator, administrator) = with_directory().await;
    let (_, list) = administrator
        .get("api/Configuration/LDAP/Directories")
        .await;
    assert_eq!(
        list,
        json!([{"DomainName": "example.com", "DomainBaseContext": "DC=example,DC=com"}])
    );
    let (status, one) = administrator.get(DIRECTORY).await;
    assert_eq!((status, &one["BindPassword"]), (200, &json!("")));
    assert_eq!(
        one["DCList"],
        json!([{"Name": "dc1.example.com", "Port": 636, "SSLConnect": true}])
    );
    let again = administrator
        .post("api/Configuration/LDAP/Directories", directory())
        .await;
    assert_eq!(again.0, 409);
    for name in ["DCList", "DomainName", "DirectoryType"] {
        let mut other = directory();
        other.as_object_mut().expect("an object").remove(name);
        let (status, _) = administrator
            .post("api/Configuration/LDAP/Directories", other)
            .await;
        assert_eq!(status, 400, "{name}");
    }
    assert!(!format!("{:?}", emulator.requests()).contains("made up"));
    let app = Caller::logon(&emulator, "app").await;
    assert_eq!(app.get("api/Configuration/LDAP/Directories").await.0, 403);
    assert_eq!(administrator.delete(DIRECTORY).await.0, 204);
    let (status, body) = administrator.get(DIRECTORY).await;
    assert_eq!((status, &body["ErrorCode"]), (404, &json!("PASWS161E")));
}

#[tokio::test]
async fn mappings_are_kept_in_their_order() {
    let (_emulator, administrator) = with_directory().await;
    let mappings = format!("{DIRECTORY}Mappings");
    let (status, first) = administrator.post(&mappings, mapping("first")).await;
    assert_eq!(status, 201, "{first}");
    assert_eq!(
        first["MappingAuthorizations"],
        json!(["AuditUsers", "AddSafes"])
    );
    assert_eq!(
        (&first["UserType"], &first["DirectoryMappingOrder"]),
        (&json!("EPVUser"), &json!(1000))
    );
    let (_, second) = administrator.post(&mappings, mapping("second")).await;
    assert_eq!(administrator.post(&mappings, mapping("FIRST")).await.0, 409);
    let order = json!({"MappingsOrder": [second["MappingID"], first["MappingID"]]});
    let answer = administrator
        .post(&format!("{mappings}/Reorder"), order)
        .await;
    assert_eq!(answer, (200, Value::Null));
    let half = json!({"MappingsOrder": [second["MappingID"]]});
    assert_eq!(
        administrator
            .post(&format!("{mappings}/Reorder"), half)
            .await
            .0,
        400
    );
    let (_, list) = administrator.get(&mappings).await;
    assert_eq!(texts(&list, "MappingName"), ["second", "first"]);
    let path = format!("{mappings}/{}", first["MappingID"]);
    let (_, one) = administrator.get(&path).await;
    assert_eq!(one["DirectoryMappingOrder"], 2000);
    let change = json!({"MappingName": "first", "LDAPBranch": "DC=com", "Location": "\\Elsewhere"});
    let (status, changed) = administrator.put(&path, change).await;
    assert_eq!(
        (status, &changed["MappingAuthorizations"]),
        (200, &json!([]))
    );
    assert_eq!(
        (&changed["Location"], &changed["DomainGroups"]),
        (&json!("\\Mapped"), &json!([]))
    );
    assert_eq!(administrator.delete(&path).await.0, 204);
    let (status, body) = administrator.get(&path).await;
    assert_eq!((status, &body["ErrorCode"]), (404, &json!("PASWS197E")));
    for wrong in [
        json!({"MappingName": "x"}),
        json!({"MappingName": "x".repeat(29), "LDAPBranch": "DC=com"}),
        json!({"MappingName": "x", "LDAPBranch": "DC=com", "VaultGroups": ["PVWAUsers"]}),
        json!({"MappingName": "x", "LDAPBranch": "DC=com", "MappingAuthorizations": ["Fly"]}),
        json!({"MappingName": "x", "LDAPBranch": "DC=com", "UserActivityLogPeriod": 0}),
    ] {
        assert_eq!(
            administrator.post(&mappings, wrong.clone()).await.0,
            400,
            "{wrong}"
        );
    }
}

#[tokio::test]
async fn users_and_groups_of_a_directory_become_members() {
    let (_emulator, administrator) = with_directory().await;
    administrator.add_safe("Team").await;
    let member = |name: &str, kind: &str| json!({"memberName": name, "memberType": kind, "searchIn": "example.com", "permissions": granted(&["listAccounts"])});
    let members = "api/Safes/Team/Members";
    let (status, _) = administrator.post(members, member("jen", "User")).await;
    assert_eq!(status, 404, "without a mapping nobody comes in");
    let mappings = format!("{DIRECTORY}Mappings");
    let (_, added) = administrator.post(&mappings, mapping("first")).await;
    assert_eq!(
        administrator.post(members, member("jen", "User")).await.0,
        201
    );
    assert_eq!(
        administrator
            .post(members, member("Admins of Linux", "Group"))
            .await
            .0,
        201
    );
    let mut elsewhere = member("jim", "User");
    elsewhere["searchIn"] = json!("example.org");
    assert_eq!(administrator.post(members, elsewhere).await.0, 400);
    let (_, users) = administrator
        .get("api/Users?source=LDAP&extendedDetails=true")
        .await;
    let jen = &users["Users"][0];
    for (pointer, value) in [
        ("/username", json!("jen")),
        ("/userDN", json!("CN=jen,DC=example,DC=com")),
        ("/location", json!("\\Mapped")),
        ("/vaultAuthorization", json!(["AuditUsers", "AddSafes"])),
        ("/groupsMembership/0/groupName", json!("PVWAUsers")),
    ] {
        assert_eq!(jen.pointer(pointer), Some(&value), "{pointer}");
    }
    let reset = format!("api/Users/{}/ResetPassword", jen["id"]);
    assert_eq!(
        administrator
            .post(&reset, json!({"newPassword": "Another-1"}))
            .await
            .0,
        400
    );
    let (_, groups) = administrator
        .get("api/UserGroups?filter=groupType+eq+Directory")
        .await;
    assert_eq!(
        groups["value"][0]["dn"],
        "CN=Admins of Linux,DC=example,DC=com"
    );
    let (_, vault_admins) = administrator
        .get("api/UserGroups?filter=groupName+eq+PVWAMonitor")
        .await;
    let into = format!("api/UserGroups/{}", vault_admins["value"][0]["id"]);
    for name in ["jim", "Admins of Linux"] {
        let body = json!({"memberId": name, "memberType": "domain", "domainName": "example.com"});
        let (status, answer) = administrator.post(&format!("{into}/Members"), body).await;
        assert_eq!(
            (status, &answer["memberType"]),
            (201, &json!("Domain")),
            "{answer}"
        );
    }
    let (_, group) = administrator.get(&into).await;
    assert_eq!(
        texts(&group["members"], "UserName"),
        ["Administrator", "jim", "Admins of Linux"]
    );
    administrator
        .delete(&format!("{mappings}/{}", added["MappingID"]))
        .await;
    assert_eq!(
        administrator.get("api/Users?source=LDAP").await.1["Total"],
        0
    );
    administrator.delete(DIRECTORY).await;
    let (_, members) = administrator.get(members).await;
    assert_eq!(texts(&members["value"], "memberName"), ["Administrator"]);
}
