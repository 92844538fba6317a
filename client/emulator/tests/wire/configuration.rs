//! Methods of logon, identity providers, referrers, cached keys, health, and the small services.

use crate::support::{Caller, started, texts};
use pvwa_emulator::{Edition, Emulator, User, Version};
use serde_json::{Value, json};
use std::time::Duration;

#[tokio::test]
async fn methods_of_logon_are_set_up() {
    let (emulator, administrator) = started().await;
    let list = "api/Configuration/AuthenticationMethods";
    let (_, all) = administrator.get(list).await;
    let ids = texts(&all["Methods"], "id");
    assert_eq!(
        ids,
        [
            "windows",
            "pki",
            "cyberark",
            "oraclesso",
            "rsa",
            "radius",
            "ldap",
            "saml"
        ]
    );
    let (_, saml) = administrator.get(&format!("{list}/SAML")).await;
    assert_eq!(
        (&saml["enabled"], &saml["secondFactorAuth"]),
        (&json!(true), &Value::Null)
    );
    let change = json!({"enabled": true, "displayName": "Portal", "secondFactorAuth": "RADIUS"});
    let (status, changed) = administrator.put(&format!("{list}/saml"), change).await;
    assert_eq!(
        (status, &changed["secondFactorAuth"]),
        (200, &json!("radius"))
    );
    let (_, verified) = administrator
        .get("WebServices/PIMServices.svc/Verify")
        .await;
    let offered = verified["AuthenticationMethods"]
        .as_array()
        .expect("a list");
    assert!(
        offered.contains(&json!({"Id": "saml", "Enabled": true})),
        "{verified}"
    );
    let (status, added) = administrator
        .post(list, json!({"id": "portal2", "enabled": true}))
        .await;
    assert_eq!((status, &added["displayName"]), (201, &json!("")));
    assert_eq!(
        administrator.post(list, json!({"id": "Portal2"})).await.0,
        409
    );
    for wrong in [
        json!({}),
        json!({"id": "x", "secondFactorAuth": "saml"}),
        json!({"id": "x", "signInLabel": "Hello"}),
        json!({"id": "x", "displayName": "x".repeat(51)}),
    ] {
        assert_eq!(
            administrator.post(list, wrong.clone()).await.0,
            400,
            "{wrong}"
        );
    }
    assert_eq!(
        administrator.delete(&format!("{list}/portal2")).await,
        (204, Value::Null)
    );
    assert_eq!(administrator.get(&format!("{list}/portal2")).await.0, 404);
    let app = Caller::logon(&emulator, "app").await;
    assert_eq!(app.get(list).await.0, 403);
    assert_eq!(app.delete(&format!("{list}/ldap")).await.0, 403);
}

#[tokio::test]
async fn openid_providers_are_kept_without_their_secrets() {
    let (emulator, administrator) = started().await;
    let list = "api/Configuration/OIDC/Providers";
    let provider = |id: &str| {
        json!({
            "id": id,
            "clientId": "pvwa",
            "clientSecret": "made up",
            "clientSecretMethod": "basic",
            "discoveryEndpointUrl": "https://id.example.com/.well-known/openid-configuration",
            "authenticationFlow": "Code",
        })
    };
    let (status, added) = administrator.post(list, provider("portal")).await;
    assert_eq!(status, 201, "{added}");
    assert_eq!(
        (&added["userNameClaim"], &added["clientSecretMethod"]),
        (&json!("preferred_username"), &json!("Basic"))
    );
    assert_eq!(administrator.post(list, provider("Portal")).await.0, 409);
    let path = format!("{list}/portal");
    assert_eq!(administrator.get(&path).await, (200, added));
    let mut change = provider("ignored");
    change["description"] = json!("New");
    let (status, changed) = administrator.put(&path, change).await;
    assert_eq!(
        (status, &changed["Id"], &changed["Description"]),
        (200, &json!("portal"), &json!("New"))
    );
    let (_, all) = administrator.get(list).await;
    assert_eq!(texts(&all["Providers"], "description"), ["New"]);
    assert!(!all.to_string().contains("made up"));
    assert!(!format!("{:?}", emulator.requests()).contains("made up"));
    for (name, value) in [
        ("id", json!("with space")),
        ("clientId", Value::Null),
        ("clientSecretMethod", json!("Shout")),
        ("userNameClaim", json!("name1")),
        ("jwkSet", json!("{}")),
    ] {
        let mut wrong = provider("other");
        wrong[name] = value;
        assert_eq!(administrator.post(list, wrong).await.0, 400, "{name}");
    }
    assert_eq!(administrator.delete(&path).await.0, 204);
    assert_eq!(administrator.delete(&path).await.0, 404);
}

#[tokio::test]
async fn oauth_providers_are_kept_by_version_15() {
    let emulator = Emulator::builder()
        .version(Version::new(15, 0, 0))
        .start()
        .await
        .expect("a free port");
    let administrator = Caller::logon(&emulator, "Administrator").await;
    let list = "api/Configuration/OAuth/Providers";
    let provider = json!({
        "id": "ci",
        "accessTokenValidationMode": 2,
        "issuerUrl": "https://ci.example.com",
        "jwksUrl": "https://ci.example.com/keys",
        "allowedUsers": [{"userName": "Administrator", "priority": 1}],
        "audience": "pvwa",
        "clientCredentials": {"accountId": "21_3"},
        "clientIdClaimType": "azp",
    });
    let (status, added) = administrator.post(list, provider.clone()).await;
    assert_eq!(
        (status, &added["signatureValidationMode"]),
        (201, &json!(1))
    );
    assert_eq!(administrator.post(list, provider.clone()).await.0, 409);
    for (name, value) in [
        ("audience", Value::Null),
        ("issuerUrl", Value::Null),
        ("jwksUrl", Value::Null),
        ("accessTokenValidationMode", json!(3)),
        ("allowedUsers", json!([{"userName": "nobody"}])),
    ] {
        let mut wrong = provider.clone();
        wrong["id"] = json!("other");
        wrong[name] = value;
        assert_eq!(administrator.post(list, wrong).await.0, 400, "{name}");
    }
    let path = format!("{list}/CI");
    let mut change = provider;
    change["audience"] = json!("vault");
    change.as_object_mut().expect("an object").remove("id");
    let (status, changed) = administrator.put(&path, change).await;
    assert_eq!(
        (status, &changed["id"], &changed["audience"]),
        (200, &json!("ci"), &json!("vault"))
    );
    assert_eq!(administrator.get(&path).await.1, changed);
    assert_eq!(
        administrator.get(list).await.1["Providers"],
        json!([changed])
    );
    assert_eq!(administrator.delete(&path).await.0, 204);
    assert_eq!(administrator.get(&path).await.0, 404);
}

#[tokio::test]
async fn referrers_are_added_once() {
    let (_emulator, administrator) = started().await;
    let list = "api/Configuration/AccessRestriction/AllowedReferrers";
    assert_eq!(administrator.get(list).await, (200, json!([])));
    let entry = json!({"referrerURL": "https://portal.example.com/", "regularExpression": false});
    for _ in 0..2 {
        let sent = json!({"referrerURL": "https://portal.example.com/"});
        assert_eq!(administrator.post(list, sent).await, (200, entry.clone()));
    }
    assert_eq!(administrator.get(list).await, (200, json!([entry])));
    assert_eq!(administrator.post(list, json!({})).await.0, 400);
}

#[tokio::test]
async fn cached_keys_last_for_hours_or_until_they_are_ended() {
    let (emulator, administrator) = started().await;
    let app = Caller::logon(&emulator, "app").await;
    let own = "api/Users/Secret/SSHKeys/Cache";
    let body = json!({"formats": ["ppk", "OpenSSH"], "keyPassword": "made up"});
    let (status, key) = app.post(own, body).await;
    assert_eq!((status, &key["count"]), (200, &json!(2)));
    assert_eq!(texts(&key["value"], "format"), ["PPK", "OpenSSH"]);
    let lasts = key["expirationTime"]
        .as_i64()
        .zip(key["creationTime"].as_i64());
    assert_eq!(lasts.map(|(end, start)| end - start), Some(28_800));
    assert_eq!(app.delete(own).await, (204, Value::Null));
    assert_eq!(app.delete(own).await.0, 404);
    let (_, users) = administrator.get("api/Users?userName=app").await;
    let of_app = format!("api/Users/{}/Secret/SSHKeys/Cache", users["Users"][0]["id"]);
    assert_eq!(
        administrator.post(&of_app, json!({})).await.1["value"][0]["format"],
        "PEM"
    );
    emulator.advance(Duration::from_secs(28_801));
    assert_eq!(administrator.delete(&of_app).await.0, 404, "it has run out");
    administrator.post(&of_app, json!({})).await;
    let clear = "api/Users/Secret/SSHKeys/ClearCache";
    assert_eq!(
        administrator
            .delete(&format!("{clear}?search=other"))
            .await
            .0,
        204
    );
    assert_eq!(
        administrator.delete(&of_app).await.0,
        204,
        "another user was meant"
    );
    administrator.post(&of_app, json!({})).await;
    assert_eq!(administrator.delete(clear).await.0, 204);
    assert_eq!(administrator.delete(&of_app).await.0, 404);
    assert_eq!(app.delete(clear).await.0, 403);
    assert_eq!(
        administrator
            .post(own, json!({"formats": ["clay"]}))
            .await
            .0,
        400
    );
}

#[tokio::test]
async fn the_server_tells_its_version_at_both_paths() {
    let (_emulator, administrator) = started().await;
    for path in ["WebServices/PIMServices.svc/Server", "API/Server/"] {
        let (status, server) = administrator.get(path).await;
        assert_eq!(
            (status, &server["ExternalVersion"]),
            (200, &json!("14.6.0")),
            "{path}"
        );
    }
}

#[tokio::test]
async fn components_are_counted() {
    let (_emulator, administrator) = started().await;
    let (status, health) = administrator.get("api/ComponentsMonitoringSummary").await;
    assert_eq!(status, 200);
    let kinds = texts(&health["Components"], "ComponentID");
    assert_eq!(kinds, ["PVWA", "CPM", "SessionManagement", "AIM"]);
    assert_eq!(
        health["Components"][0]["ComponentSpecificStat"], 1,
        "one session"
    );
    assert_eq!(health["Vaults"][0]["Role"], "Primary");
    let pta = json!({"username": "PTA_1", "userType": "PTA", "initialPassword": "Made-up-4711"});
    let (_, pta) = administrator.post("api/Users", pta).await;
    administrator
        .post(&format!("api/Users/{}/disable", pta["id"]), json!({}))
        .await;
    let (_, health) = administrator.get("api/ComponentsMonitoringSummary").await;
    let pta = &health["Components"][4];
    assert_eq!(
        (&pta["ComponentTotalCount"], &pta["ConnectedComponentCount"]),
        (&json!(1), &json!(0))
    );
    let (_, cpms) = administrator
        .get("API//ComponentsMonitoringDetails/CPM/")
        .await;
    let cpms = &cpms["ComponentsDetails"];
    assert_eq!(texts(cpms, "ComponentUserName"), ["PasswordManager"]);
    assert_eq!(cpms[0]["IsLoggedOn"], true);
    let (status, body) = administrator
        .get("api/ComponentsMonitoringDetails/Coffee")
        .await;
    assert_eq!((status, &body["ErrorCode"]), (404, &json!("CAWS00001E")));
}

#[tokio::test]
async fn the_services_of_a_tenant_are_kept() {
    let emulator = Emulator::builder()
        .edition(Edition::PrivilegeCloud)
        .user(User::new("app", "a"))
        .start()
        .await
        .expect("a free port");
    emulator.idle_timeout(Duration::from_secs(3_000_000_000));
    let administrator = Caller::logon(&emulator, "Administrator").await;
    let (_, licenses) = administrator.get("api/licenses/pcloud/").await;
    assert_eq!(
        licenses["licensesData"][0]["licencesElements"][0]["used"],
        "1"
    );
    let app = Caller::logon(&emulator, "app").await;
    assert_eq!(app.get("api/licenses/pcloud/").await.0, 403);
    let logs = "api/ticketing-systems/logs/7/app";
    assert_eq!(administrator.get(logs).await.0, 404);
    let import = "api/ticketing-systems/import";
    assert_eq!(
        administrator
            .post(import, json!({"ticketingZipFile": "UEs="}))
            .await,
        (200, Value::Null)
    );
    assert_eq!(administrator.get(logs).await.0, 200);
    assert_eq!(
        administrator
            .get("api/ticketing-systems/logs/8/app")
            .await
            .0,
        400
    );
    let send = |path: &'static str| administrator.send("POST", path, None);
    assert_eq!(send("api/byok/enable").await.0, 400, "no key yet");
    let key = json!({"kms_arn": "arn:aws:kms:eu-central-1:123456789012:key/4711"});
    let (_, status) = administrator.post("api/byok/configure", key).await;
    assert_eq!(
        (&status["status"], &status["customer_key_details"]["region"]),
        (&json!("BYOK OFF"), &json!("eu-central-1"))
    );
    assert_eq!(
        administrator
            .post("api/byok/configure", json!({"kms_arn": "key"}))
            .await
            .0,
        400
    );
    assert_eq!(send("api/byok/enable").await.0, 200);
    assert_eq!(send("api/byok/disable").await.0, 409, "the change goes on");
    emulator.advance(Duration::from_secs(1_201));
    assert_eq!(send("api/byok/enable").await.1["status"], "BYOK ON");
}
