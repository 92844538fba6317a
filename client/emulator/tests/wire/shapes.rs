//! Fields of answers that recordings of vaults have.

use crate::support::{Caller, started, started_as, started_in_cloud, texts, unix_account};
use serde_json::{Value, json};
use std::time::Duration;

/// Adds an account and answers its path.
async fn account(administrator: &Caller, account: Value) -> String {
    let (status, account) = administrator.post("api/Accounts", account).await;
    assert_eq!(status, 201, "{account}");
    format!("api/Accounts/{}", account["id"].as_str().expect("an id"))
}

#[tokio::test]
async fn an_account_shows_its_machines_its_reason_and_who_verified_it() {
    let (emulator, administrator) = started().await;
    administrator.add_safe("Linux").await;
    let mut body = unix_account("Linux", "a.example.com");
    body["remoteMachinesAccess"] = json!({
        "remoteMachines": "b.example.com;c.example.com",
        "accessRestrictedToRemoteMachines": "True",
    });
    body["secretManagement"] = json!({
        "automaticManagementEnabled": false,
        "manualManagementReason": "testing",
    });
    let path = account(&administrator, body).await;
    let (_, list) = administrator.get("api/Accounts").await;
    let (_, read) = administrator.get(&path).await;
    for one in [&list["value"][0], &read] {
        let machines = &one["remoteMachinesAccess"];
        assert_eq!(machines["remoteMachines"], "b.example.com;c.example.com");
        assert_eq!(machines["accessRestrictedToRemoteMachines"], true);
        let management = &one["secretManagement"];
        assert_eq!(management["automaticManagementEnabled"], false);
        assert_eq!(management["manualManagementReason"], "testing");
    }
    let id = path.trim_start_matches("api/Accounts/");
    let overview = format!("api/ExtendedAccounts/{id}/overview");
    let (_, page) = administrator.get(&overview).await;
    assert_eq!(page["Details"]["LastVerifiedBy"], Value::Null);
    let on = json!([{"op": "replace", "path": "/secretManagement", "value": {"automaticManagementEnabled": true}}]);
    let (status, changed) = administrator.patch(&path, on).await;
    assert_eq!(status, 200, "{changed}");
    assert_eq!(
        changed["secretManagement"].get("manualManagementReason"),
        None
    );
    assert_eq!(
        administrator
            .post_nothing(&format!("{path}/Verify"))
            .await
            .0,
        200
    );
    emulator.advance(Duration::from_secs(3600));
    let (_, page) = administrator.get(&overview).await;
    assert_eq!(page["Details"]["LastVerifiedBy"], "PasswordManager");
}

#[tokio::test]
async fn privilege_cloud_shows_links_of_accounts_and_ids_of_members_as_texts() {
    let (_emulator, administrator) = started_in_cloud().await;
    administrator.add_safe("Linux").await;
    let path = account(&administrator, unix_account("Linux", "a")).await;
    let patch = json!([{"op": "replace", "path": "/address", "value": "b"}]);
    let (_, changed) = administrator.patch(&path, patch).await;
    assert_eq!(
        texts(&changed["LinkedAccounts"], "Name").len(),
        2,
        "{changed}"
    );
    let body = json!({
        "memberName": "app",
        "membershipExpirationDate": 1_967_472_534,
        "permissions": {"useAccounts": true},
    });
    let members = "api/Safes/Linux/Members";
    let (status, added) = administrator.post(members, body.clone()).await;
    assert_eq!(
        (status, &added["membershipExpirationDate"]),
        (201, &json!(1_967_472_534))
    );
    let path = format!("{members}/app");
    let (_, read) = administrator.get(&path).await;
    let (_, updated) = administrator.put(&path, body).await;
    for member in [added, read, updated] {
        assert!(member["memberId"].is_string(), "{member}");
        assert_eq!(member["membershipExpirationDate"], 1_967_472_534);
    }
}

#[tokio::test]
async fn before_10_7_a_directory_has_addresses() {
    let (_emulator, administrator) = started_as((10, 6)).await;
    let body = json!({
        "DirectoryType": "MicrosoftADProfile.ini",
        "HostAddresses": ["192.0.2.7"],
        "DCList": [],
        "BindUsername": "reader",
        "BindPassword": "made up",
        "Port": 389,
        "DomainName": "example.com",
        "DomainBaseContext": "DC=example,DC=com",
    });
    let directories = "api/Configuration/LDAP/Directories";
    let (status, added) = administrator.post(directories, body).await;
    assert_eq!(status, 201, "{added}");
    assert_eq!(added["HostAddresses"], json!(["192.0.2.7"]));
    assert_eq!(
        (&added["Port"], &added["DCList"]),
        (&json!(389), &Value::Null)
    );
}

#[tokio::test]
async fn what_a_user_may_not_use_and_may_do_comes_back_from_an_update() {
    let (_emulator, administrator) = started().await;
    let (_, users) = administrator.get("api/Users?search=app").await;
    let path = format!("api/Users/{}", users["Users"][0]["id"]);
    let body = json!({
        "username": "app",
        "changePassOnNextLogon": false,
        "unAuthorizedInterfaces": ["PSM", "PSMP"],
        "vaultAuthorization": ["AddSafes"],
    });
    let (status, updated) = administrator.put(&path, body).await;
    assert_eq!(status, 200, "{updated}");
    assert_eq!(updated["unAuthorizedInterfaces"], json!(["PSM", "PSMP"]));
    assert_eq!(updated["vaultAuthorization"], json!(["AddSafes"]));
}

#[tokio::test]
async fn a_rule_and_a_found_account_keep_all_that_was_said() {
    let (_emulator, administrator) = started().await;
    administrator.add_safe("Windows").await;
    let mut rule = json!({
        "TargetPlatformId": "WinServerLocal",
        "TargetSafeName": "Windows",
        "SystemTypeFilter": "Windows",
        "RuleName": "all",
    });
    let rules = "api/AutomaticOnboardingRules";
    let (status, added) = administrator.post(rules, rule.clone()).await;
    assert_eq!(status, 200, "{added}");
    let filters = [
        ("AddressFilter", "10."),
        ("AddressMethod", "Begins"),
        ("UserNameFilter", "admin"),
        ("UserNameMethod", "Equals"),
    ];
    for (name, value) in filters {
        rule[name] = value.into();
    }
    let (status, changed) = administrator
        .put(&format!("{rules}/{}", added["RuleId"]), rule)
        .await;
    assert_eq!(status, 200, "{changed}");
    for (name, value) in filters {
        assert_eq!(changed[name], value, "{name}");
    }
    let found = json!({
        "userName": "svc",
        "address": "10.0.0.1",
        "platformType": "Windows Server Local",
        "accountEnabled": true,
        "discoveryDateTime": 1_700_000_000,
        "domain": "example.com",
        "lastLogonDateTime": 1_700_000_001,
        "lastPasswordSetDateTime": 1_700_000_002,
        "passwordExpirationDateTime": 1_700_000_003,
        "passwordNeverExpires": false,
        "organizationalUnit": "OU=x",
        "osGroups": "Administrators",
        "osVersion": "2022",
        "userDisplayName": "Service",
        "dependencies": [{
            "name": "Task", "address": "10.0.0.2", "type": "Windows Scheduled Task", "taskFolder": "x",
        }],
    });
    let (status, added) = administrator
        .post("api/DiscoveredAccounts", found.clone())
        .await;
    assert_eq!(status, 201, "{added}");
    let path = format!(
        "api/DiscoveredAccounts/{}",
        added["id"].as_str().expect("an id")
    );
    let (_, read) = administrator.get(&path).await;
    for (name, value) in found.as_object().expect("an object") {
        if name != "dependencies" {
            assert_eq!(read[name], *value, "{name}");
        }
    }
    assert_eq!(read["dependencies"][0]["taskFolder"], "x");
}

#[tokio::test]
async fn a_method_of_logon_shows_its_second_factor_in_the_list() {
    let (_emulator, administrator) = started().await;
    let methods = "api/Configuration/AuthenticationMethods";
    let change = json!({"enabled": true, "secondFactorAuth": "radius"});
    assert_eq!(
        administrator
            .put(&format!("{methods}/ldap"), change)
            .await
            .0,
        200
    );
    let (_, list) = administrator.get(methods).await;
    let list = list["Methods"].as_array().expect("a list");
    let factors = list
        .iter()
        .filter(|one| one["secondFactorAuth"] == "radius");
    assert_eq!(factors.count(), 1);
}
