//! The logon of those whose identity provider is another one.

use super::{PASSWORD, Tenant, cookies, read, started};
use pvwa_emulator::IdentityUser;
use serde_json::{Value, json};

async fn start(anonymous: &Tenant, name: &str, headers: &[(&str, &str)]) -> Value {
    let body = json!({"User": name, "Version": "1.0", "PlatformTokenResponse": true});
    let path = "Security/StartAuthentication";
    let response = anonymous.respond("POST", path, headers, Some(body)).await;
    read(response).await.1["Result"].clone()
}

#[tokio::test]
async fn a_federated_user_is_waited_for() {
    let (emulator, _) = started().await;
    emulator.add_identity_user(IdentityUser::new("fed", PASSWORD).federated());
    let anonymous = Tenant::anonymous(&emulator);
    let name = "fed@cyberark.cloud.1234";
    let plain = start(&anonymous, name, &[]).await;
    assert!(plain["IdpRedirectUrl"].is_string() && plain.get("IdpLoginSessionId").is_none());
    let begun = start(&anonymous, name, &[("OobIdPAuth", "true")]).await;
    assert_eq!(
        (&begun["IdpOobAuthPinRequired"], begun.get("Challenges")),
        (&json!(false), None)
    );
    let body = json!({"SessionId": begun["IdpLoginSessionId"]});
    let path = "Security/OobAuthStatus";
    assert_eq!(
        anonymous.result(path, body.clone()).await,
        json!({"State": "Pending"})
    );
    assert!(!emulator.finish_federated_logon("ann"), "nothing waits");
    assert!(emulator.finish_federated_logon("fed"));
    let response = anonymous
        .respond("POST", path, &[], Some(body.clone()))
        .await;
    assert!(cookies(&response).contains(".ASPXAUTH="));
    let (_, done) = read(response).await;
    assert_eq!(done["Result"]["State"], "Success", "{done}");
    let vault = anonymous.with(&done["Result"]["Token"]).at_vault(&emulator);
    assert_eq!(vault.get("api/Safes").await.0, 200);
    anonymous.failure(path, body).await;
}

#[tokio::test]
async fn the_pin_of_the_browser_is_handed_in() {
    let (emulator, _) = started().await;
    emulator.add_identity_user(IdentityUser::new("pin", PASSWORD).federated_with_pin("7731"));
    let anonymous = Tenant::anonymous(&emulator);
    let begun = start(
        &anonymous,
        "pin@cyberark.cloud.1234",
        &[("OobIdPAuth", "true")],
    )
    .await;
    assert_eq!(begun["IdpOobAuthPinRequired"], true);
    let session = &begun["IdpLoginSessionId"];
    let pin = |pin: &str| json!({"SessionId": session, "MechanismId": "OOBAUTHPIN", "Action": "Answer", "Answer": pin});
    let path = "Security/AdvanceAuthentication";
    anonymous.failure(path, pin("7731")).await;
    assert!(emulator.finish_federated_logon("pin"));
    let status = anonymous
        .result("Security/OobAuthStatus", json!({"SessionId": session}))
        .await;
    assert_eq!(
        status,
        json!({"State": "Pending"}),
        "no token without the PIN"
    );
    anonymous.failure(path, pin("0000")).await;
    let done = anonymous.result(path, pin("7731")).await;
    assert_eq!(done["Summary"], "LoginSuccess");
}
