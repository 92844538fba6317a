//! The forms of requests that existing clients send.

use crate::support::{Caller, granted, started, started_in_cloud};
use serde_json::{Value, json};

#[tokio::test]
async fn case_and_slashes_of_a_path_do_not_matter() {
    let (emulator, administrator) = started().await;
    administrator.add_safe("Vault Admins").await;
    let base = emulator.base_url();
    let http = reqwest::Client::new();
    for path in [
        "/PasswordVault/API/Safes",
        "/PasswordVault/api/safes/",
        "/passwordvault/api/Safes",
        "/PasswordVault//API//Safes//",
        "/PasswordVault/api/Safes/Vault%20Admins/members/",
        "/PasswordVault/API/SAFES/vault%20admins/Members",
        "/PasswordVault/webservices/pimservices.SVC/server/",
    ] {
        let sent = http
            .get(format!("{base}{path}"))
            .header("Authorization", &administrator.token)
            .send()
            .await
            .expect("an answer");
        assert_eq!(sent.status(), 200, "{path}");
    }
}

#[tokio::test]
async fn a_token_may_stand_behind_bearer() {
    let (emulator, administrator) = started().await;
    for scheme in ["Bearer ", "bearer ", ""] {
        let sent = reqwest::Client::new()
            .get(format!("{}/PasswordVault/api/Safes", emulator.base_url()))
            .header("Authorization", format!("{scheme}{}", administrator.token))
            .send()
            .await
            .expect("an answer");
        assert_eq!(sent.status(), 200, "{scheme}");
    }
}

#[tokio::test]
async fn a_logon_does_not_look_at_the_header() {
    let (emulator, _) = started().await;
    let password = emulator.password_of("app").expect("a user");
    let sent = reqwest::Client::new()
        .post(format!(
            "{}/PasswordVault/API/auth/Cyberark/Logon/",
            emulator.base_url()
        ))
        .header("Authorization", "None")
        .json(
            &json!({"username": "app", "password": password.expose(), "concurrentSession": "True"}),
        )
        .send()
        .await
        .expect("an answer");
    assert_eq!(sent.status(), 200);
    let kind = sent.headers()["content-type"].to_str().expect("text");
    assert!(kind.starts_with("application/json"), "{kind}");
}

#[tokio::test]
async fn names_in_paths_are_decoded_and_plus_is_plus_there() {
    let (_emulator, administrator) = started().await;
    administrator.add_safe("Café du coin").await;
    let (status, safe) = administrator.get("api/Safes/Caf%C3%A9%20du%20coin").await;
    assert_eq!((status, &safe["safeName"]), (200, &json!("Café du coin")));
    assert_eq!(administrator.get("api/Safes/Café+du+coin").await.0, 404);
    let (_, safes) = administrator.get("api/Safes?SEARCH=caf%C3%A9+du").await;
    assert_eq!(safes["count"], 1);
}

#[tokio::test]
async fn a_condition_without_a_name_is_no_filter() {
    let (_emulator, administrator) = started().await;
    let (status, platforms) = administrator
        .get("api/platforms/targets?active%20eq%20True")
        .await;
    assert_eq!((status, &platforms["Total"]), (200, &json!(8)));
    let path = "api/platforms/targets?filter=active+eq+True+AND+systemType+eq+Database";
    let (_, platforms) = administrator.get(path).await;
    assert_eq!(platforms["Platforms"][0]["PlatformID"], "Oracle");
}

#[tokio::test]
async fn roles_of_the_tenant_are_members_on_privilege_cloud() {
    let (_emulator, administrator) = started_in_cloud().await;
    administrator.add_safe("Linux").await;
    let name = "Privilege Cloud Users";
    let body = json!({
        "memberName": name, "memberType": "Role", "permissions": granted(&["listAccounts"]),
    });
    let path = "api/safes/Linux/members";
    let (status, member) = administrator.post(path, body.clone()).await;
    assert_eq!((status, &member["memberType"]), (201, &json!("Role")));
    assert_eq!(administrator.post(path, body.clone()).await.0, 409);
    let own = format!("{path}/Privilege%20Cloud%20Users");
    let changed = json!({"permissions": granted(&["useAccounts"])});
    assert_eq!(administrator.put(&own, changed).await.0, 200);
    for (kind, found) in [("role", 1), ("Group", 0)] {
        let filtered = format!("{path}?filter=memberType+eq+{kind}");
        let (_, members) = administrator.get(&filtered).await;
        assert_eq!(members["count"], found, "{kind}: {members}");
    }
    let unknown = json!({"memberName": "Nobody", "memberType": "Role", "permissions": {}});
    assert_eq!(administrator.post(path, unknown).await.0, 404);
    assert_eq!(administrator.delete(&own).await.0, 204);
    let (_emulator, administrator) = started().await;
    administrator.add_safe("Linux").await;
    assert_eq!(administrator.post(path, body).await.0, 400);
}

#[tokio::test]
async fn privilege_cloud_numbers_authentications_with_texts() {
    for (cloud, number) in [(false, json!(1)), (true, json!("1"))] {
        let (_emulator, administrator) = match cloud {
            true => started_in_cloud().await,
            false => started().await,
        };
        let path = "WebServices/PIMServices.svc/Applications";
        let body = json!({"application": {"AppID": "Billing", "Location": "\\"}});
        administrator.post(path, body).await;
        let path = format!("{path}/Billing/Authentications");
        let body = json!({"authentication": {"AuthType": "osUser", "AuthValue": "bill"}});
        administrator.post(&path, body).await;
        let (_, known) = administrator.get(&path).await;
        assert_eq!(known["authentication"][0]["authID"], number);
        let (status, _) = administrator.delete(&format!("{path}/1")).await;
        assert_eq!(status, 200);
    }
}

#[tokio::test]
async fn an_empty_body_is_none() {
    let (_emulator, administrator) = started().await;
    administrator.add_safe("Linux").await;
    let id = administrator.add_account("Linux", "a").await;
    for action in [
        "Password/Retrieve",
        "Secret/Retrieve",
        "Secret/Generate",
        "Change",
        "Verify",
        "Reconcile",
    ] {
        let path = format!("API/Accounts/{id}/{action}");
        for body in [
            None,
            Some(Vec::new()),
            Some(b"{}".to_vec()),
            Some(b"null".to_vec()),
        ] {
            let (status, answer) = administrator.send_bytes("POST", &path, body).await;
            assert_eq!(status, 200, "{action}: {answer}");
        }
    }
}

#[tokio::test]
async fn what_leads_nowhere_is_told_apart() {
    let (emulator, administrator) = started().await;
    let (status, page) = administrator.get("api/Unheard/Of").await;
    assert_eq!(status, 404);
    assert!(
        page.as_str().is_some_and(|page| page.contains("<html>")),
        "{page}"
    );
    let elsewhere = reqwest::get(format!("{}/api/Safes", emulator.base_url()))
        .await
        .expect("an answer");
    assert_eq!(elsewhere.status(), 404);
    let (status, body) = administrator
        .send("PATCH", "api/Safes", Some(json!([])))
        .await;
    assert_eq!((status, body["Message"].is_string()), (405, true));
    // An operation without a behaviour would be answered with 501 and its id.
    let all = pvwa_api::operations::ALL.iter();
    for operation in all.filter(|one| one.method == "GET" && !one.path.contains('{')) {
        let path = operation.path.trim_start_matches('/');
        let (status, body) = administrator.get(path).await;
        if status == 501 {
            assert_eq!(body["ErrorCode"], "PVWA-EMULATOR");
            let text = body["ErrorMessage"].as_str();
            assert!(text.is_some_and(|text| text.contains(operation.id)));
        }
    }
    let anonymous = Caller::anonymous(&emulator);
    assert_eq!(anonymous.get("api/Safes").await.1["ErrorCode"], "PASWS006E");
    assert_ne!(anonymous.get("api/verify").await.1, Value::Null);
}
