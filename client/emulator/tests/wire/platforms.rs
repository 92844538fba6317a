//! Platforms as state of the vault.

use crate::support::{Caller, base64, started, started_as, unix_account};
use serde_json::{Value, json};

/// A target platform as the list has it.
pub(crate) async fn target(caller: &Caller, id: &str) -> Value {
    let (status, list) = caller.get("api/Platforms/Targets").await;
    assert_eq!(status, 200);
    let list = list["Platforms"].as_array().expect("platforms");
    let found = list.iter().find(|one| one["PlatformID"] == id);
    found.cloned().unwrap_or_default()
}

#[tokio::test]
async fn target_platforms_are_filtered() {
    let (_emulator, administrator) = started().await;
    for (query, total) in [
        ("", 8),
        ("?search=windows", 3),
        ("?filter=active eq True", 8),
        ("?active%20eq%20True", 8),
        ("?filter=systemType+eq+Windows AND manualChange eq true", 3),
        ("?filter=periodicChange eq true", 0),
        ("?search=&filter=active eq false", 0),
    ] {
        let path = format!("api/platforms/targets{query}");
        let (status, found) = administrator.get(&path).await;
        assert_eq!((status, &found["Total"]), (200, &json!(total)), "{query}");
    }
    let path = "api/Platforms/Targets?filter=nothing eq true";
    assert_eq!(administrator.get(path).await.0, 400);
    let (_, types) = administrator.get("api/Platforms/Targets/SystemTypes").await;
    let unix = json!({"Name": "*NIX", "PlatformsCount": 2});
    assert!(
        types["SystemTypes"]
            .as_array()
            .expect("types")
            .contains(&unix)
    );
    for (kind, total) in [("Dependents", 6), ("Groups", 1), ("RotationalGroups", 1)] {
        let path = format!("api/Platforms/{kind}");
        assert_eq!(administrator.get(&path).await.1["Total"], total, "{kind}");
        let path = format!("api/Platforms/{kind}?search=nothing");
        assert_eq!(administrator.get(&path).await.1["Total"], 0, "{kind}");
    }
}

#[tokio::test]
async fn accounts_go_only_to_platforms_that_are_active() {
    let (_emulator, administrator) = started().await;
    administrator.add_safe("Linux").await;
    let id = target(&administrator, "UnixSSH").await["ID"].clone();
    let path = format!("api/Platforms/Targets/{id}");
    let set = async |what: &str| administrator.post_nothing(&format!("{path}/{what}")).await;
    assert_eq!(set("deactivate").await, (200, Value::Null));
    assert_eq!(target(&administrator, "UnixSSH").await["Active"], false);
    let (_, found) = administrator.get("api/Platforms?active=false").await;
    assert_eq!(found["Platforms"][0]["general"]["id"], "UnixSSH");
    let add = || administrator.post("api/Accounts", unix_account("Linux", "a"));
    let (status, body) = add().await;
    assert_eq!((status, &body["ErrorCode"]), (400, &json!("PASWS032E")));
    assert_eq!(set("activate").await.0, 200);
    assert_eq!(add().await.0, 201);
    let mut other = unix_account("Linux", "b");
    other["platformId"] = "SampleGroup".into();
    let (status, body) = administrator.post("api/Accounts", other).await;
    assert_eq!(
        (status, &body["Details"][0]["ErrorCode"]),
        (400, &json!("PASWS168E"))
    );
}

#[tokio::test]
async fn a_platform_is_copied_and_deleted_once_no_account_uses_it() {
    let (_emulator, administrator) = started().await;
    administrator.add_safe("Linux").await;
    let source = target(&administrator, "UnixSSH").await["ID"].clone();
    let path = format!("api/Platforms/Targets/{source}/Duplicate");
    let copy = json!({"Name": "Unix in the cellar", "Description": "copied"});
    let (status, copy) = administrator.post(&path, copy).await;
    assert_eq!(
        (status, &copy["PlatformID"]),
        (200, &json!("Unixinthecellar"))
    );
    let again = json!({"name": "Unix in the cellar"});
    assert_eq!(administrator.post(&path, again).await.0, 409);
    for wrong in [json!({}), json!({"Name": "a/b"}), json!({"Name": " "})] {
        assert_eq!(administrator.post(&path, wrong).await.0, 400);
    }
    let (_, found) = administrator.get("api/Platforms?search=cellar").await;
    assert_eq!(
        found["Platforms"][0]["general"]["platformBaseID"],
        "UnixSSH"
    );
    let mut account = unix_account("Linux", "a");
    account["platformId"] = "unixinthecellar".into();
    let (status, account) = administrator.post("api/Accounts", account).await;
    assert_eq!((status, &account["platformId"]), (201, &copy["PlatformID"]));
    let path = format!("api/Platforms/Targets/{}", copy["ID"]);
    assert_eq!(administrator.delete(&path).await.0, 409);
    let id = account["id"].as_str().expect("an id");
    administrator.delete(&format!("api/Accounts/{id}")).await;
    assert_eq!(administrator.delete(&path).await, (204, Value::Null));
    assert_eq!(administrator.delete(&path).await.0, 404);
    let (status, body) = administrator.delete("api/Platforms/Targets/UnixSSH").await;
    assert_eq!((status, &body["ErrorCode"]), (400, &json!("PASWS167E")));
}

#[tokio::test]
async fn platforms_of_other_kinds_have_their_own_numbers() {
    let (_emulator, administrator) = started().await;
    for (kind, id, singular) in [
        ("Dependents", 7, "Dependent"),
        ("Groups", 33, "Groups"),
        ("RotationalGroups", 40, "RotationalGroups"),
    ] {
        let name = json!({"Name": format!("Copy of {kind}")});
        let path = format!("api/Platforms/{singular}/{id}/Duplicate");
        let (status, copy) = administrator.post(&path, name).await;
        assert_eq!(status, 200, "{copy}");
        assert_eq!(copy["PlatformID"], format!("Copyof{kind}"));
        let path = format!("api/Platforms/{kind}/{}", copy["ID"]);
        if kind != "Dependents" {
            assert_eq!(
                administrator
                    .post_nothing(&format!("{path}/deactivate"))
                    .await
                    .0,
                200
            );
            let (_, list) = administrator
                .get(&format!("api/Platforms/{kind}?search=copy"))
                .await;
            assert_eq!(list["Platforms"][0]["Active"], false);
            assert_eq!(
                administrator
                    .post_nothing(&format!("{path}/activate"))
                    .await
                    .0,
                200
            );
        }
        let export = administrator
            .respond("POST", &format!("{path}/Export"), None)
            .await;
        assert_eq!(export.status(), 200);
        assert_eq!(administrator.delete(&path).await.0, 204);
        let path = format!("api/Platforms/Targets/{}", copy["ID"]);
        assert_eq!(administrator.delete(&path).await.0, 404);
    }
}

#[tokio::test]
async fn what_is_exported_can_be_imported() {
    let (_emulator, administrator) = started().await;
    let export = administrator
        .respond("POST", "api/Platforms/Oracle/Export", None)
        .await;
    assert_eq!(export.status(), 200);
    let named = export.headers()["content-disposition"]
        .to_str()
        .expect("a text")
        .to_owned();
    assert!(named.contains("Oracle.zip"), "{named}");
    let package = export.bytes().await.expect("a file").to_vec();
    let import = json!({"ImportFile": base64(&package)});
    // It conflicts with the one that is there, and waits.
    let (status, _) = administrator
        .post("api/Platforms/Import", import.clone())
        .await;
    assert_eq!(status, 409);
    let (_, stored) = administrator.get("api/Platforms/Storage").await;
    assert_eq!(stored["StoredPlatformDetails"]["Id"], "Oracle");
    assert_eq!(stored["ConflictedPlatformsDetails"][0]["Id"], "Oracle");
    let beside = json!({"PlatformId": "Oracle2", "PlatformName": "Oracle once more"});
    let (status, added) = administrator.patch("api/Platforms/Import", beside).await;
    assert_eq!((status, &added["PlatformId"]), (201, &json!("Oracle2")));
    assert_eq!(administrator.get("api/Platforms/Storage").await.0, 404);
    administrator
        .post("api/Platforms/Import", import.clone())
        .await;
    assert_eq!(
        administrator
            .post_nothing("api/Platforms/UnixSSH/Update")
            .await
            .0,
        409
    );
    assert_eq!(
        administrator
            .post_nothing("api/Platforms/Oracle/Update")
            .await
            .0,
        200
    );
    administrator
        .post("api/Platforms/Import", import.clone())
        .await;
    assert_eq!(administrator.delete("api/Platforms/Storage").await.0, 204);
    // Without it the same file adds it.
    let id = target(&administrator, "Oracle").await["ID"].clone();
    administrator
        .delete(&format!("api/Platforms/Targets/{id}"))
        .await;
    let (status, added) = administrator.post("api/Platforms/Import", import).await;
    assert_eq!((status, added), (201, json!({"PlatformID": "Oracle"})));
    assert_eq!(
        target(&administrator, "Oracle").await["SystemType"],
        "Database"
    );
    for wrong in [
        json!({}),
        json!({"ImportFile": "no Base64!"}),
        json!({"ImportFile": base64(b"no ZIP file")}),
        json!({"ImportFile": base64(package.get(..40).expect("a part"))}),
    ] {
        let (status, body) = administrator.post("api/Platforms/Import", wrong).await;
        assert_eq!((status, &body["ErrorCode"]), (400, &json!("PASWS167E")));
    }
}

#[tokio::test]
async fn settings_are_changed_one_by_one() {
    let (_emulator, administrator) = started_as((15, 2)).await;
    administrator.add_safe("Linux").await;
    let id = target(&administrator, "UnixSSH").await["ID"].clone();
    let path = format!("api/Platforms/Targets/{id}/settings");
    let changes = json!([
        {"op": "replace", "path": "General/description", "value": "for servers"},
        {"op": "replace", "path": "Policy/General/allowedSafes", "value": "Win.*"},
        {"op": "replace", "path": "Policy/General/passwordLength", "value": "30"},
        {"op": "replace", "path": "Policy/General/performPeriodicChange", "value": "Yes"},
        {"op": "replace", "path": "Policy/additionalPolicySettings/port", "value": "22"},
    ]);
    assert_eq!(
        administrator.patch(&path, changes).await,
        (200, Value::Null)
    );
    let (_, settings) = administrator.get(&path).await;
    let length = &settings["policy"]["general"]["passwordLength"];
    assert_eq!(
        (&length["value"], &length["isDefault"]),
        (&json!("30"), &json!(false))
    );
    let (_, section) = administrator
        .get(&format!("{path}?scope=policy/cpmPlugin"))
        .await;
    assert_eq!(section["dllName"]["value"], "PMTerminal.exe");
    let (_, details) = administrator.get("api/Platforms/UnixSSH").await;
    assert_eq!(details["Details"]["PasswordLength"], "30");
    assert_eq!(details["Details"]["Port"], "22");
    let (_, list) = administrator
        .get("api/Platforms/Targets?filter=periodicChange eq true")
        .await;
    assert_eq!(list["Total"], 1);
    let (_, secret) = administrator
        .post_nothing("api/Platforms/UnixSSH/GenerateSecret/")
        .await;
    assert_eq!(secret["Password"].as_str().map(str::len), Some(30));
    // Now the safe is none of those that may hold its accounts.
    let (status, _) = administrator
        .post("api/Accounts", unix_account("Linux", "a"))
        .await;
    assert_eq!(status, 400);
    administrator.add_safe("WinSafe").await;
    let (_, safes) = administrator.get("api/Platforms/UnixSSH/Safes").await;
    assert_eq!(safes, json!({"value": ["WinSafe"], "count": 1}));
    let undo = json!([{"op": "remove", "path": "policy/general/allowedSafes"}]);
    assert_eq!(administrator.patch(&path, undo).await.0, 200);
    let (_, safes) = administrator
        .get("api/Platforms/UnixSSH/Safes?safe=lin")
        .await;
    assert_eq!(safes["value"], json!(["Linux"]));
    for wrong in [
        json!([{"op": "replace", "path": "Policy/General/nothing", "value": "1"}]),
        json!([{"op": "replace", "path": "General/id", "value": "1"}]),
        json!([{"op": "add", "path": "General/name", "value": "1"}]),
        json!({}),
    ] {
        assert_eq!(administrator.patch(&path, wrong).await.0, 400);
    }
    let rename = json!({"Name": "Unix by another name"});
    let path = format!("api/Platforms/Targets/{id}");
    assert_eq!(administrator.put(&path, rename).await.0, 200);
    assert_eq!(
        target(&administrator, "UnixSSH").await["Name"],
        "Unix by another name"
    );
    let taken = json!({"Name": "Windows Domain Account"});
    assert_eq!(administrator.put(&path, taken).await.0, 409);
}
