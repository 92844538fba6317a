//! Safes.

use crate::support::{Caller, held, started, texts};
use serde_json::json;

#[tokio::test]
async fn a_safe_comes_back_as_it_was_added() {
    let (_emulator, administrator) = started().await;
    let body = json!({
        "SafeName": "Büro 日",
        "Description": "for \"tests\"",
        "managingCpm": "PasswordManager",
        "numberOfVersionsRetention": null,
        "numberOfDaysRetention": "3",
        "OLACEnabled": "False",
    });
    let (status, safe) = administrator.post("api/Safes", body).await;
    assert_eq!(status, 201);
    assert_eq!(safe["safeUrlId"], "B%C3%BCro%20%E6%97%A5");
    assert_eq!(safe["safeName"], "Büro 日");
    assert_eq!(safe["numberOfDaysRetention"], 3);
    assert!(safe["numberOfVersionsRetention"].is_null());
    let created = safe["creationTime"].as_i64().expect("seconds");
    let modified = safe["lastModificationTime"].as_i64().expect("microseconds");
    assert!((modified / 1_000_000 - created).abs() <= 1);
    let (status, read) = administrator.get("api/Safes/B%C3%BCro%20%E6%97%A5/").await;
    assert_eq!(status, 200);
    assert_eq!(
        (&read["accounts"], &read["isExpiredMember"]),
        (&json!([]), &json!(false))
    );
    for (key, value) in safe.as_object().expect("an object") {
        assert_eq!(read[key], *value, "{key}");
    }
    assert_eq!(read["creator"]["name"], "Administrator");
}

#[tokio::test]
async fn its_creator_gets_all_but_the_second_confirmation_level() {
    let (_emulator, administrator) = started().await;
    administrator.add_safe("New").await;
    let (_, creator) = administrator
        .get("api/Safes/New/Members/administrator")
        .await;
    assert_eq!(held(&creator).len(), 21);
    assert_eq!(creator["permissions"]["requestsAuthorizationLevel2"], false);
    assert_eq!(creator["isReadOnly"], true);
}

#[tokio::test]
async fn names_are_unique_whatever_their_case_and_checked() {
    let (_emulator, administrator) = started().await;
    administrator.add_safe("Twice").await;
    let (status, body) = administrator
        .post("api/Safes", json!({"safeName": "tWICE"}))
        .await;
    assert_eq!((status, &body["ErrorCode"]), (409, &json!("SFWS0002")));
    let too_long = "a".repeat(29);
    for name in ["", "a/b", " a", "a.b", "a+b", too_long.as_str()] {
        let (status, body) = administrator
            .post("api/Safes", json!({"safeName": name}))
            .await;
        assert_eq!(
            (status, &body["ErrorCode"]),
            (400, &json!("PASWS167E")),
            "{name}"
        );
    }
}

#[tokio::test]
async fn an_update_replaces_and_renames() {
    let (_emulator, administrator) = started().await;
    administrator.add_safe("Old").await;
    administrator.add_safe("Taken").await;
    let account = administrator.add_account("Old", "a.example.com").await;
    let (_, mut safe) = administrator.get("api/Safes/Old").await;
    safe["description"] = "new".into();
    safe["safeName"] = "New".into();
    let (status, body) = administrator.put("api/Safes/Old", safe).await;
    assert_eq!(
        (status, &body["safeName"], &body["description"]),
        (200, &json!("New"), &json!("new"))
    );
    assert_eq!(administrator.get("api/Safes/Old").await.0, 404);
    let (_, moved) = administrator.get(&format!("api/Accounts/{account}")).await;
    assert_eq!(moved["safeName"], "New");
    let (status, body) = administrator
        .put("api/Safes/New", json!({"safeName": "taken"}))
        .await;
    assert_eq!((status, &body["ErrorCode"]), (409, &json!("SFWS0002")));
    let (status, body) = administrator
        .put("api/Safes/New", json!({"description": ""}))
        .await;
    assert_eq!((status, &body["ErrorCode"]), (400, &json!("PASWS167E")));
    let (status, _) = administrator
        .put("api/Safes/New", json!({"safeName": "a/b"}))
        .await;
    assert_eq!(status, 400);
    assert_eq!(
        administrator.get("api/Safes/New").await.0,
        200,
        "a refused update changes nothing"
    );
}

#[tokio::test]
async fn a_deleted_safe_takes_its_accounts_along() {
    let (emulator, administrator) = started().await;
    administrator.add_safe("Gone").await;
    let account = administrator.add_account("Gone", "a.example.com").await;
    assert_eq!(
        administrator.delete("api/Safes/Gone").await,
        (204, json!(null))
    );
    let (status, body) = administrator.delete("api/Safes/Gone").await;
    assert_eq!((status, &body["ErrorCode"]), (404, &json!("SFWS0007")));
    assert_eq!(
        administrator
            .get(&format!("api/Accounts/{account}"))
            .await
            .0,
        404
    );
    let auditor = Caller::logon(&emulator, "Auditor").await;
    assert_eq!(auditor.get("api/Safes").await.1["count"], 0);
}

#[tokio::test]
async fn a_list_can_be_searched_and_sorted() {
    let (_emulator, administrator) = started().await;
    for safe in ["Linux B", "linux A", "Windows"] {
        administrator.add_safe(safe).await;
    }
    administrator.add_account("Windows", "a.example.com").await;
    let (_, safes) = administrator.get("api/Safes?search=LINUX").await;
    assert_eq!(texts(&safes["value"], "safeName"), ["linux A", "Linux B"]);
    let (_, safes) = administrator
        .get("api/safes?sort=safeName+desc&includeAccounts=True")
        .await;
    assert_eq!(
        texts(&safes["value"], "safeName"),
        ["Windows", "Linux B", "linux A"]
    );
    assert_eq!(
        safes["value"][0]["accounts"].as_array().map(Vec::len),
        Some(1)
    );
}

/// What PVWA refuses to create today, older clients created, and it cannot be reached by its name.
#[tokio::test]
async fn a_safe_of_an_odd_name_is_listed_and_cannot_be_reached() {
    let seed = "safes: [{name: 'a+b'}, {name: 'R&D'}, {name: '5%'}, {name: 'v1.2'}, {name: 'Été à Paris'}]";
    let seed: pvwa_emulator::Seed = seed.parse().expect("a seed");
    let emulator = pvwa_emulator::Emulator::builder().seed(seed).start().await;
    let emulator = emulator.expect("a free port");
    let administrator = Caller::logon(&emulator, "Administrator").await;
    let (_, safes) = administrator.get("api/Safes?sort=safeName+asc").await;
    for (name, url_id, status) in [
        ("a+b", "a%2Bb", 404),
        ("R&D", "R%26D", 400),
        ("5%", "5%25", 400),
        ("v1.2", "v1.2", 404),
        ("Été à Paris", "%C3%89t%C3%A9%20%C3%A0%20Paris", 200),
    ] {
        let listed = safes["value"].as_array().expect("a list");
        let listed = listed.iter().find(|safe| safe["safeName"] == name);
        assert_eq!(listed.expect("the safe")["safeUrlId"], url_id);
        let found = administrator.get(&format!("api/Safes/{url_id}")).await;
        assert_eq!(found.0, status, "{name}: {}", found.1);
        let new = json!({"safeName": name});
        let refused = administrator.post("api/Safes", new).await.0;
        assert_eq!(refused, if status == 200 { 409 } else { 400 }, "{name}");
    }
    let found = administrator.get("api/Safes/v1.2/").await;
    assert_eq!(found.0, 200, "a slash at the end lets a dot through");
}
