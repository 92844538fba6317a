//! Whom the vault lets in, by which method, and when it shuts somebody out again.

use crate::support::{Caller, started, texts};
use pvwa_emulator::{Emulator, Radius, User};
use serde_json::{Value, json};
use std::time::Duration;

const PASSWORD: &str = "made-up Wort 1";
const CODE: &str = "PASWS013E";

async fn logon(emulator: &Emulator, kind: &str, name: &str, password: &str) -> (u16, Value) {
    let body = json!({"username": name, "password": password, "concurrentSession": true});
    let path = format!("API/auth/{kind}/Logon");
    Caller::anonymous(emulator).post(&path, body).await
}

async fn is_refused(emulator: &Emulator, kind: &str, name: &str) {
    let (status, body) = logon(emulator, kind, name, PASSWORD).await;
    assert_eq!((status, &body["ErrorCode"]), (403, &json!(CODE)), "{name}");
}

/// Waits until a push of a user waits, and reacts to it.
async fn react(react: impl Fn() -> bool) {
    while !react() {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn a_held_push_waits_for_its_user_and_holds_nobody_up() {
    let (emulator, administrator) = started().await;
    for name in ["a", "b", "c", "d"] {
        emulator.add_user(User::new(name, PASSWORD).radius(Radius::HeldPush));
    }
    assert!(!emulator.accept_push("a"), "none waits");
    let accepted = async {
        let (logon, ()) = tokio::join!(
            logon(&emulator, "radius", "a", PASSWORD),
            react(|| emulator.accept_push("A"))
        );
        logon
    };
    let (status, token) = accepted.await;
    let caller = Caller {
        token: token.as_str().expect("a token").to_owned(),
        ..Caller::anonymous(&emulator)
    };
    assert_eq!((status, caller.get("API/Safes").await.0), (200, 200));
    assert_eq!(logon(&emulator, "radius", "b", "wrong").await.0, 403);
    let declined = async {
        assert_eq!(administrator.get("API/Safes").await.0, 200, "meanwhile");
        react(|| emulator.decline_push("b")).await;
    };
    let (logon_of_b, ()) = tokio::join!(logon(&emulator, "radius", "b", PASSWORD), declined);
    assert_eq!(logon_of_b.1["ErrorCode"], CODE);
    let too_late = async {
        let asked = |emulator: &Emulator| {
            let requests = emulator.requests();
            requests
                .iter()
                .filter(|one| one.path.contains("radius"))
                .count()
        };
        react(|| asked(&emulator) == 4).await;
        emulator.advance(Duration::from_secs(301));
    };
    let (logon_of_c, ()) = tokio::join!(logon(&emulator, "radius", "c", PASSWORD), too_late);
    assert_eq!(logon_of_c.0, 403);
    let gen1 = "WebServices/auth/Cyberark/CyberArkAuthenticationService.svc/Logon";
    let body = json!({"username": "d", "password": PASSWORD, "useRadiusAuthentication": true});
    let anonymous = Caller::anonymous(&emulator);
    let ((status, answer), ()) = tokio::join!(
        anonymous.post(gen1, body),
        react(|| emulator.accept_push("d"))
    );
    assert_eq!(
        (status, answer["CyberArkLogonResult"].is_string()),
        (200, true)
    );
}

#[tokio::test]
async fn a_method_that_is_off_lets_nobody_in() {
    let (emulator, administrator) = started().await;
    emulator.add_user(User::new("a", PASSWORD).certificate());
    let methods = "API/Configuration/AuthenticationMethods";
    for (method, kind) in [("ldap", "LDAP"), ("pki", "PKIPN"), ("windows", "windows")] {
        assert_eq!(logon(&emulator, kind, "a", PASSWORD).await.0, 200, "{kind}");
        let off = json!({"enabled": false});
        let (status, _) = administrator.put(&format!("{methods}/{method}"), off).await;
        assert_eq!(status, 200);
        is_refused(&emulator, kind, "a").await;
    }
    let on = json!({"enabled": true});
    administrator.put(&format!("{methods}/ldap"), on).await;
    assert_eq!(logon(&emulator, "LDAP", "a", PASSWORD).await.0, 200);
    administrator.delete(&format!("{methods}/ldap")).await;
    is_refused(&emulator, "LDAP", "a").await;
}

#[tokio::test]
async fn a_user_logs_on_by_the_methods_and_interfaces_that_are_its_own() {
    let (emulator, administrator) = started().await;
    let user = |name: &str, more: (&str, Value)| {
        let mut user = json!({
            "username": name,
            "initialPassword": PASSWORD,
            "changePassOnNextLogon": false,
        });
        user[more.0] = more.1;
        user
    };
    for (name, more, by_ldap) in [
        (
            "one",
            ("allowedAuthenticationMethods", json!(["ldap"])),
            200,
        ),
        ("two", ("unAuthorizedInterfaces", json!(["PSM"])), 200),
        ("three", ("unAuthorizedInterfaces", json!(["PVWA"])), 403),
    ] {
        let (status, body) = administrator.post("API/Users", user(name, more)).await;
        assert_eq!(status, 201, "{body}");
        assert_eq!(logon(&emulator, "LDAP", name, PASSWORD).await.0, by_ldap);
    }
    is_refused(&emulator, "CyberArk", "one").await;
    assert_eq!(logon(&emulator, "CyberArk", "two", PASSWORD).await.0, 200);
}

#[tokio::test]
async fn whoever_is_shut_out_has_no_session_any_more() {
    let (emulator, administrator) = started().await;
    let token_of = async |name: &str| {
        emulator.add_user(User::new(name, PASSWORD));
        Caller::logon(&emulator, name).await
    };
    let id_of = async |name: &str| {
        let (_, users) = administrator.get(&format!("API/Users?search={name}")).await;
        users["Users"][0]["id"].clone()
    };
    let disabled = token_of("disabled").await;
    let path = format!("API/Users/{}", id_of("disabled").await);
    administrator.post_nothing(&format!("{path}/disable")).await;
    administrator.post_nothing(&format!("{path}/enable")).await;
    let suspended = token_of("suspended").await;
    for _ in 0..5 {
        logon(&emulator, "CyberArk", "suspended", "wrong").await;
    }
    let replaced = token_of("replaced").await;
    let path = format!("API/Users/{}", id_of("replaced").await);
    let body = json!({"username": "replaced", "enableUser": false});
    assert_eq!(administrator.put(&path, body).await.0, 200);
    let expired = token_of("expired").await;
    let path = format!("API/Users/{}", id_of("expired").await);
    let body = json!({"username": "expired", "expiryDate": 1, "changePassOnNextLogon": false});
    assert_eq!(administrator.put(&path, body).await.0, 200);
    let deleted = token_of("deleted").await;
    let path = format!("API/Users/{}", id_of("deleted").await);
    assert_eq!(administrator.delete(&path).await.0, 204);
    let sessions = emulator.session_count();
    for caller in [disabled, suspended, replaced, expired, deleted] {
        let (status, body) = caller.get("API/Safes").await;
        assert_eq!((status, &body["ErrorCode"]), (401, &json!("PASWS006E")));
    }
    assert_eq!(sessions, 1, "that of Administrator");
}

#[tokio::test]
async fn a_logon_by_ldap_brings_in_whom_the_vault_has_not_met() {
    let (emulator, administrator) = started().await;
    emulator.add_directory_user("Ada", PASSWORD);
    is_refused(&emulator, "LDAP", "ada").await;
    let directory = json!({
        "DirectoryType": "MicrosoftADProfile.ini",
        "DomainName": "example.com",
        "DomainBaseContext": "DC=example,DC=com",
        "DCList": [{"Name": "dc1.example.com", "SSLConnect": true}],
    });
    let directories = "API/Configuration/LDAP/Directories";
    assert_eq!(administrator.post(directories, directory).await.0, 201);
    is_refused(&emulator, "LDAP", "ada").await;
    let mapping = json!({
        "MappingName": "People",
        "LDAPBranch": "DC=example,DC=com",
        "DomainGroups": ["People"],
        "MappingAuthorizations": ["AddSafes"],
    });
    let path = format!("{directories}/example.com/Mappings");
    assert_eq!(administrator.post(&path, mapping).await.0, 201);
    is_refused(&emulator, "CyberArk", "ada").await;
    assert_eq!(logon(&emulator, "LDAP", "ada", "wrong").await.0, 403);
    let (status, token) = logon(&emulator, "LDAP", "ada", PASSWORD).await;
    assert_eq!(status, 200);
    let ada = Caller {
        token: token.as_str().expect("a token").to_owned(),
        ..Caller::anonymous(&emulator)
    };
    ada.add_safe("Ada's").await;
    let (_, users) = administrator.get("API/Users?search=ada").await;
    assert_eq!(texts(&users["Users"], "username"), ["Ada"]);
    assert_eq!(users["Users"][0]["source"], "LDAP");
    is_refused(&emulator, "CyberArk", "ada").await;
    let body = json!({"username": "ada", "password": PASSWORD, "newPassword": "Another 1"});
    let (status, _) = Caller::anonymous(&emulator)
        .post("API/auth/LDAP/Logon", body)
        .await;
    assert_eq!(status, 400, "the directory keeps the password");
}
