//! Discovered accounts, the rules that onboard them.

use crate::support::{Caller, started, texts};
use pvwa_emulator::{Emulator, Version};
use serde_json::{Value, json};

fn found(user: &str, address: &str) -> Value {
    json!({
        "userName": user,
        "address": address,
        "platformType": "windows server local",
        "accountEnabled": "true",
        "privileged": user == "administrator",
        "osFamily": "Server",
        "platformTypeAccountProperties": {"SID": "S-1-5-21-1-500"},
        "additionalProperties": {"Port": 445},
    })
}

async fn report(caller: &Caller, account: Value) -> Value {
    let (status, answer) = caller.post("api/DiscoveredAccounts", account).await;
    assert_eq!(status, 201, "{answer}");
    answer
}

fn rule(more: Value) -> Value {
    let mut rule = json!({
        "TargetPlatformId": "WinServerLocal",
        "TargetSafeName": "Windows",
        "SystemTypeFilter": "Windows",
    });
    if let (Value::Object(rule), Value::Object(more)) = (&mut rule, more) {
        rule.extend(more);
    }
    rule
}

#[tokio::test]
async fn what_is_reported_waits_and_is_updated() {
    let (emulator, administrator) = started().await;
    let mut account = found("administrator", "win8.example.com");
    account["dependencies"] = json!([{
        "name": "ServiceDep", "address": "win8.example.com", "type": "Windows Service",
    }]);
    let added = report(&administrator, account.clone()).await;
    assert_eq!(added["status"], "addedAccount");
    assert_eq!(added["safe"], "PasswordManager_Pending");
    assert_eq!(added["dependencies"][0]["status"], "addedDependency");
    let path = format!(
        "api/DiscoveredAccounts/{}",
        added["id"].as_str().expect("an id")
    );
    let (_, read) = administrator.get(&path).await;
    assert_eq!(read["platformType"], "Windows Server Local");
    assert_eq!(read["numberOfDependencies"], 1);
    assert_eq!(read["dependencies"][0]["name"], "ServiceDep");
    assert_eq!(read["additionalProperties"]["Port"], 445);
    account["description"] = "seen again".into();
    account["userName"] = "Administrator".into();
    let again = report(&administrator, account).await;
    assert_eq!(
        (&again["status"], &again["id"]),
        (&json!("updatedAccount"), &added["id"])
    );
    let (_, read) = administrator.get(&path).await;
    assert_eq!(read["description"], "seen again");
    assert_eq!(administrator.delete(&path).await, (204, Value::Null));
    assert_eq!(administrator.delete(&path).await.0, 404);
    assert_eq!(administrator.get(&path).await.0, 404);
    for wrong in [
        json!({}),
        json!({"userName": "a", "address": "b", "platformType": "Toaster"}),
        json!({"userName": "a", "address": "b", "platformType": "Unix", "osFamily": "Toaster"}),
    ] {
        assert_eq!(
            administrator.post("api/DiscoveredAccounts", wrong).await.0,
            400
        );
    }
    let app = Caller::logon(&emulator, "app").await;
    let (status, body) = app.post("api/DiscoveredAccounts", found("a", "b")).await;
    assert_eq!((status, &body["ErrorCode"]), (403, &json!("PASWS041E")));
    for path in [
        "api/DiscoveredAccounts",
        "api/AutomaticOnboardingRules",
        "api/DiscoveryScans",
    ] {
        assert_eq!(app.get(path).await.0, 403, "{path}");
    }
}

#[tokio::test]
async fn the_list_is_searched_filtered_sorted_and_cut() {
    let (_emulator, administrator) = started().await;
    for (user, address) in [("administrator", "c"), ("guest", "a"), ("backup", "b")] {
        report(&administrator, found(user, address)).await;
    }
    let unix = json!({"userName": "root", "address": "d", "platformType": "Unix"});
    report(&administrator, unix).await;
    for (query, users) in [
        (
            "sort=userName desc",
            &["root", "guest", "backup", "administrator"][..],
        ),
        ("search=gues", &["guest"]),
        ("search=uest&searchType=StartsWith", &[]),
        (
            "filter=platformType eq Windows Server Local AND privileged eq true",
            &["administrator"],
        ),
        ("filter=platformType eq \"Unix\"", &["root"]),
        ("filter=accountEnabled eq False", &["root"]),
    ] {
        let (status, list) = administrator
            .get(&format!("api/DiscoveredAccounts?{query}"))
            .await;
        assert_eq!(status, 200, "{list}");
        assert_eq!(texts(&list["value"], "userName"), users, "{query}");
        assert_eq!(list["count"], users.len());
        assert!(list["value"][0]["dependencies"].is_null());
    }
    let (_, page) = administrator.get("api/DiscoveredAccounts?limit=3").await;
    assert_eq!(page["nextLink"], "api/DiscoveredAccounts?offset=3&limit=3");
    let (_, page) = administrator
        .get(page["nextLink"].as_str().expect("a link"))
        .await;
    assert_eq!(texts(&page["value"], "userName"), ["root"]);
    for query in [
        "limit=1001",
        "filter=privileged",
        "filter=x eq y",
        "sort=x",
        "searchType=x",
    ] {
        let path = format!("api/DiscoveredAccounts?{query}");
        assert_eq!(administrator.get(&path).await.0, 400, "{query}");
    }
    assert_eq!(administrator.delete("api/DiscoveredAccounts").await.0, 204);
    assert_eq!(
        administrator.get("api/DiscoveredAccounts").await.1["count"],
        0
    );
}

#[tokio::test]
async fn a_rule_onboards_what_it_takes() {
    let (_emulator, administrator) = started().await;
    administrator.add_safe("Windows").await;
    let filters = json!({
        "RuleName": "Administrators",
        "UserNameFilter": "admin",
        "UserNameMethod": "Begins",
        "AddressFilter": ".example.com",
        "AddressMethod": 2,
        "MachineTypeFilter": "Server",
        "AccountCategoryFilter": "Privileged",
        "IsAdminIDFilter": true,
    });
    let (status, added) = administrator
        .post("api/AutomaticOnboardingRules", rule(filters))
        .await;
    assert_eq!((status, &added["AddressMethod"]), (200, &json!("Ends")));
    assert_eq!(added["TargetDeviceType"], "Operating System");
    assert_eq!(added["LastOnboardedTime"], 0);
    let onboarded = report(&administrator, found("administrator", "a.example.com")).await;
    assert_eq!(
        (&onboarded["safe"], &onboarded["status"]),
        (&json!("Windows"), &json!("onboardedAccount"))
    );
    let path = format!("api/Accounts/{}", onboarded["id"].as_str().expect("an id"));
    let (_, account) = administrator.get(&path).await;
    assert_eq!(account["platformId"], "WinServerLocal");
    assert_eq!(account["platformAccountProperties"]["Port"], "445");
    assert!(account["secretManagement"]["lastReconciledTime"].is_i64());
    let (status, _) = administrator
        .post_nothing(&format!("{path}/Password/Retrieve"))
        .await;
    assert_eq!(status, 200);
    for (user, address) in [
        ("guest", "a.example.com"),
        ("administrator", "a.example.org"),
    ] {
        let waiting = report(&administrator, found(user, address)).await;
        assert_eq!(
            waiting["safe"], "PasswordManager_Pending",
            "{user} {address}"
        );
    }
    let (_, rules) = administrator
        .get("api/AutomaticOnboardingRules?names=Administrators,Others")
        .await;
    assert_eq!(rules["Total"], 1);
    assert_ne!(rules["AutomaticOnboardingRules"][0]["LastOnboardedTime"], 0);
    // A filter that is not sent is gone.
    let path = format!("api/AutomaticOnboardingRules/{}", added["RuleId"]);
    let (status, updated) = administrator
        .put(&path, rule(json!({"RuleName": "Everybody"})))
        .await;
    assert_eq!((status, &updated["UserNameFilter"]), (200, &Value::Null));
    let onboarded = report(&administrator, found("someone", "anywhere")).await;
    assert_eq!(onboarded["safe"], "Windows");
    assert_eq!(administrator.delete(&path).await.0, 204);
    assert_eq!(administrator.delete(&path).await.0, 404);
    let waiting = report(&administrator, found("someone", "elsewhere")).await;
    assert_eq!(waiting["safe"], "PasswordManager_Pending");
}

#[tokio::test]
async fn a_rule_needs_what_it_names() {
    let (_emulator, administrator) = started().await;
    administrator.add_safe("Windows").await;
    let path = "api/AutomaticOnboardingRules";
    let named = rule(json!({"RuleName": "One"}));
    assert_eq!(administrator.post(path, named.clone()).await.0, 200);
    let (status, body) = administrator.post(path, named).await;
    assert_eq!((status, &body["ErrorCode"]), (409, &json!("PASWS150E")));
    // Without a name it gets one.
    let (_, made) = administrator.post(path, rule(json!({}))).await;
    assert_eq!(
        (&made["RuleName"], &made["RulePrecedence"]),
        (&json!("Rule 2"), &json!(2))
    );
    for wrong in [
        json!({"TargetPlatformId": "Nothing"}),
        json!({"TargetSafeName": "Nothing"}),
        json!({"SystemTypeFilter": "Toaster"}),
        json!({"SystemTypeFilter": null}),
        json!({"MachineTypeFilter": 7}),
        json!({"RuleDescription": "x".repeat(256)}),
    ] {
        assert_eq!(
            administrator.post(path, rule(wrong.clone())).await.0,
            400,
            "{wrong}"
        );
    }
}

#[tokio::test]
async fn discovered_accounts_are_onboarded_by_hand() {
    let (emulator, administrator) = started().await;
    administrator.add_safe("Windows").await;
    let mut ids = Vec::new();
    for user in ["one", "two", "three", "four"] {
        let added = report(&administrator, found(user, "a")).await;
        ids.push(added["id"].as_str().expect("an id").to_owned());
    }
    let query = "safeName=Windows&discoveryPlatformType=Windows%20Server%20Local";
    let (_, list) = administrator
        .get(&format!("api/DiscoveredAccounts/Platforms?{query}"))
        .await;
    let list = list["Platforms"].as_array().expect("platforms");
    let best: Vec<_> = list
        .iter()
        .filter(|one| one["isRecommended"] == true)
        .collect();
    assert_eq!(
        (list.len(), &best[0]["platformID"]),
        (3, &json!("WinServerLocal"))
    );
    let target =
        json!({"platformId": "WinServerLocal", "safeName": "Windows", "defaultPassword": "known"});
    let path = format!("api/DiscoveredAccounts/{}/Onboard", ids[0]);
    let (status, onboarded) = administrator.post(&path, target.clone()).await;
    assert_eq!(status, 200, "{onboarded}");
    assert_eq!(administrator.post(&path, target.clone()).await.0, 404);
    let account = onboarded["id"].as_str().expect("an id");
    let path = format!("api/Accounts/{account}/Password/Retrieve");
    assert_eq!(
        administrator.post_nothing(&path).await,
        (200, json!("known"))
    );
    let path = format!("api/DiscoveredAccounts/{}/Onboard", ids[1]);
    for (name, value) in [("platformId", "Nothing"), ("safeName", "Nothing")] {
        let mut wrong = target.clone();
        wrong[name] = value.into();
        assert_eq!(administrator.post(&path, wrong).await.0, 400, "{name}");
    }
    let item = |id: &str| {
        json!({
            "discoveredAccountId": id,
            "platformId": "WinServerLocal",
            "safeName": "Windows",
            "shouldReconcileAccount": true,
        })
    };
    let all = json!({"BulkItems": [item(&ids[1]), item("1_1")]});
    let (status, _) = administrator
        .post("api/DiscoveredAccounts/Onboard/Bulk", all)
        .await;
    assert_eq!(status, 207);
    let rest: Vec<_> = ids[2..]
        .iter()
        .map(|id| json!({"discoveredAccountId": id}))
        .collect();
    let rest = json!({"BulkItems": rest});
    let (status, _) = administrator
        .post("api/DiscoveredAccounts/Delete/Bulk", rest)
        .await;
    assert_eq!(status, 200);
    assert_eq!(
        administrator.get("api/DiscoveredAccounts").await.1["count"],
        0
    );
    let (_, accounts) = administrator
        .get("api/Accounts?filter=safeName eq Windows")
        .await;
    assert_eq!(accounts["count"], 2);
    assert!(!format!("{:?}", emulator.requests()).contains("known"));
}

#[tokio::test]
async fn pending_accounts_of_the_first_generation_wait_as_well() {
    let emulator = Emulator::builder()
        .version(Version::new(13, 2, 0))
        .start()
        .await
        .expect("a free port");
    let administrator = Caller::logon(&emulator, "Administrator").await;
    let account = json!({"pendingAccount": {
        "UserName": "root",
        "Address": "a.example.com",
        "AccountDiscoveryDate": "2026-01-31T23:59:59Z",
        "OSType": "Unix",
        "AccountEnabled": "enabled",
        "AccountCategory": "Privileged",
        "UID": "0",
        "GID": "0",
    }});
    let path = "WebServices/PIMServices.svc/PendingAccounts";
    assert_eq!(administrator.post(path, account).await, (201, Value::Null));
    let (_, list) = administrator.get("api/DiscoveredAccounts").await;
    let waiting = &list["value"][0];
    assert_eq!(
        (&waiting["platformType"], &waiting["privileged"]),
        (&json!("Unix"), &json!(true))
    );
    assert_eq!(administrator.post(path, json!({})).await.0, 400);
}
