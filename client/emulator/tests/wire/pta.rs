//! PTA and FIDO2 devices.

use crate::support::{Caller, started, texts};
use pvwa_emulator::{Emulator, User, Version};
use serde_json::{Value, json};

const ROOT: &str = "api/pta/API";

async fn settings(caller: &Caller, path: &str, name: &str) -> Value {
    let (status, all) = caller.get(&format!("{ROOT}/{path}")).await;
    assert_eq!(status, 200, "{all}");
    let all = all.as_array().expect("a list");
    let one = all.iter().find(|one| one["propertyKey"] == name);
    one.expect("a setting")["actualValue"].clone()
}

#[tokio::test]
async fn lists_of_pta_are_added_to_and_taken_from() {
    let (emulator, administrator) = started().await;
    let network = json!({"cidr": "192.0.2.0/24"});
    for (area, list, entry) in [
        ("administration", "CidrExclusionList", network.clone()),
        (
            "administration",
            "CidrInclusionList",
            json!({"cidr": "2001:db8::/32"}),
        ),
        (
            "administration",
            "SyslogOutboundDataList",
            json!({"siem": "s", "format": "CEF", "host": "h", "port": 514, "protocol": "UDP"}),
        ),
        (
            "configuration",
            "PrivilegedDomainGroupsList",
            json!({"domain": "example.com", "group": "Admins"}),
        ),
        (
            "configuration",
            "PrivilegedUsersList",
            json!({"platform": "UNIX", "user": "root"}),
        ),
    ] {
        let path = format!("{ROOT}/{area}/properties/{list}");
        let added = administrator.patch(&path, entry.clone()).await;
        assert_eq!(added, (200, Value::Null), "{list}");
        assert_eq!(
            administrator.patch(&path, entry.clone()).await.0,
            409,
            "{list}"
        );
        assert_eq!(administrator.patch(&path, json!({})).await.0, 400, "{list}");
        let held = settings(&administrator, area, list).await;
        for (name, value) in entry.as_object().expect("an object") {
            assert_eq!(held[0][name], *value, "{list}");
        }
        let id = held[0]["id"].as_str().expect("an id");
        assert_eq!(
            administrator.delete(&format!("{path}/{id}")).await.0,
            204,
            "{list}"
        );
        assert_eq!(
            administrator.delete(&format!("{path}/{id}")).await.0,
            404,
            "{list}"
        );
        assert_eq!(settings(&administrator, area, list).await, json!([]));
    }
    let path = format!("{ROOT}/Administration/properties/CidrExclusionList");
    for wrong in ["192.0.2.0", "192.0.2.0/33", "example/24"] {
        assert_eq!(
            administrator.patch(&path, json!({"cidr": wrong})).await.0,
            400,
            "{wrong}"
        );
    }
    let app = Caller::logon(&emulator, "app").await;
    assert_eq!(app.patch(&path, network.clone()).await.0, 403);
    emulator.add_user(User::new("app", "a").groups(["Security Admins"]));
    assert_eq!(app.patch(&path, network).await.0, 200);
}

#[tokio::test]
async fn settings_of_pta_are_set_and_reset() {
    let (emulator, administrator) = started().await;
    let mail = json!({
        "host": "mail.example.com",
        "protocol": "NONE",
        "port": 25,
        "sender": "pta@example.com",
        "recipients": ["soc@example.com"],
        "authenticationMethod": {},
    });
    let path = format!("{ROOT}/Administration/properties");
    let both = json!([
        {"key": "SMTPConnectivityDetails", "value": mail},
        {"key": "AlertToEmailScoreThreshold", "value": 80},
    ]);
    assert_eq!(administrator.put(&path, both).await, (200, Value::Null));
    let held = settings(&administrator, "administration", "SMTPConnectivityDetails").await;
    assert_eq!(held, mail);
    let wrong = json!([{"key": "AlertToEmailScoreThreshold", "value": 101}]);
    assert_eq!(administrator.put(&path, wrong).await.0, 400);
    let users = format!("{ROOT}/configuration/properties/PrivilegedUsersList");
    for name in ["root", "toor"] {
        administrator
            .patch(&users, json!({"platform": "UNIX", "user": name}))
            .await;
    }
    let (_, names) = administrator
        .get(&format!("{ROOT}/configuration/categories"))
        .await;
    assert!(
        names
            .as_array()
            .is_some_and(|names| names.contains(&json!("PrivilegedUsersAndGroups")))
    );
    let category = format!("{ROOT}/configuration/categories/PrivilegedUsersAndGroups");
    let (_, one) = administrator.get(&category).await;
    assert_eq!(texts(&one[0]["actualValue"], "user"), ["root", "toor"]);
    assert_eq!(administrator.delete(&format!("{users}/1")).await.0, 204);
    let reset = format!("{ROOT}/configuration/properties/PrivilegedUsersAndGroups/default");
    assert_eq!(
        administrator.send("PUT", &reset, None).await,
        (200, Value::Null)
    );
    assert_eq!(
        settings(&administrator, "configuration", "PrivilegedUsersList").await,
        json!([])
    );
    assert_eq!(
        administrator
            .get(&format!("{ROOT}/configuration/categories/Moon"))
            .await
            .0,
        404
    );
    let catalog = format!("{ROOT}/Administration/GCConnectivity");
    let connection = json!({"properties": {
        "ldap_server": "dc1.example.com",
        "ldap_port": 3268,
        "upn": "pta@example.com",
        "ldapPassword": "made up",
    }});
    assert_eq!(administrator.post(&catalog, connection).await.0, 200);
    let (_, held) = administrator.get(&catalog).await;
    assert_eq!(held["properties"]["upn"], "pta@example.com");
    assert!(!held.to_string().contains("made up"));
    assert!(!format!("{:?}", emulator.requests()).contains("made up"));
}

#[tokio::test]
async fn rules_and_reactions_are_kept() {
    let (_emulator, administrator) = started().await;
    let rule = json!({
        "category": "SSH",
        "regex": "(.*)rm -rf(.*)",
        "score": 90,
        "description": "",
        "response": "SUSPEND",
        "active": true,
    });
    let path = format!("{ROOT}/Settings/RiskyActivity/");
    let (status, added) = administrator.post(&path, rule.clone()).await;
    assert_eq!((status, &added["id"]), (200, &json!("1")));
    let mut off = added;
    off["active"] = json!(false);
    assert_eq!(
        administrator.put(&path, off.clone()).await,
        (200, off.clone())
    );
    let on = json!({"changePassword_OverPassTheHash": true});
    let remediations = format!("{ROOT}/Settings/AutomaticRemediations/");
    assert_eq!(
        administrator.patch(&remediations, on).await,
        (200, Value::Null)
    );
    let (_, all) = administrator.get(&format!("{ROOT}/Settings")).await;
    assert_eq!(all["riskyActivities"], json!([off]));
    let reactions = &all["automaticRemediation"];
    assert_eq!(reactions["changePassword_OverPassTheHash"], true);
    assert_eq!(reactions["changePassword_SuspectedCredentialsTheft"], false);
    for (name, value) in [
        ("category", json!("FAX")),
        ("score", json!(0)),
        ("description", Value::Null),
        ("active", json!("maybe")),
    ] {
        let mut wrong = rule.clone();
        wrong[name] = value;
        assert_eq!(administrator.post(&path, wrong).await.0, 400, "{name}");
    }
    off["id"] = json!("9");
    assert_eq!(administrator.put(&path, off).await.0, 404);
}

#[tokio::test]
async fn a_suspension_is_an_event_until_somebody_deals_with_it() {
    let emulator = Emulator::builder()
        .version(Version::new(12, 2, 0))
        .user(User::new("app", "a"))
        .start()
        .await
        .expect("a free port");
    let administrator = Caller::logon(&emulator, "Administrator").await;
    let events = format!("{ROOT}/Events/");
    assert_eq!(administrator.get(&events).await, (200, json!([])));
    let (_, users) = administrator.get("api/Users?userName=app").await;
    let path = format!("api/Users/{}", users["Users"][0]["id"]);
    let (_, mut user) = administrator.get(&path).await;
    user["suspended"] = json!(true);
    administrator.put(&path, user).await;
    let (_, found) = administrator.get(&events).await;
    assert_eq!(found[0]["audits"][0]["vaultUser"], "app");
    let event = format!("{ROOT}/Events/{}", found[0]["id"].as_str().expect("an id"));
    let close = json!({"mStatus": "CLOSED", "closeReason": "HANDLED"});
    let (status, closed) = administrator.patch(&event, close).await;
    assert_eq!((status, &closed["mStatus"]), (200, &json!("CLOSED")));
    assert_eq!(
        administrator.get(&format!("{events}?status=OPEN")).await.1,
        json!([])
    );
    let (_, all) = administrator
        .get(&format!("{events}?status=CLOSED&fromUpdateDate=1"))
        .await;
    assert_eq!(all, json!([closed]));
    assert_eq!(
        administrator
            .patch(&event, json!({"mStatus": "GONE"}))
            .await
            .0,
        400
    );
    let nowhere = format!("{ROOT}/Events/ffffffffffffffffffffffff");
    assert_eq!(
        administrator
            .patch(&nowhere, json!({"mStatus": "OPEN"}))
            .await
            .0,
        404
    );
}

#[tokio::test]
async fn there_are_no_risks() {
    let (_emulator, administrator) = started().await;
    let risks = format!("{ROOT}/Risks/RisksEvents/");
    let filter = "?filter=type+eq+%22RISK_RISKY_SPN%22+AND+status+eq+%22OPEN%22&page=0";
    let (status, page) = administrator.get(&format!("{risks}{filter}")).await;
    assert_eq!((status, &page["totalEntities"]), (200, &json!(0)));
    assert_eq!(
        administrator.get(&format!("{risks}?size=1001")).await.0,
        400
    );
    let close = json!({"status": "CLOSED"});
    assert_eq!(
        administrator.patch(&format!("{risks}7"), close).await.0,
        404
    );
    let (_, summary) = administrator.get(&format!("{ROOT}/Risks/Summary/")).await;
    assert_eq!(summary[0]["attributes"][0]["amount"], 0);
}

/// The base64url of the client data that answers a challenge.
fn client_data(challenge: &str) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let text = json!({"type": "webauthn.create", "challenge": challenge}).to_string();
    let mut out = String::new();
    for chunk in text.as_bytes().chunks(3) {
        let bytes = [
            chunk[0],
            *chunk.get(1).unwrap_or(&0),
            *chunk.get(2).unwrap_or(&0),
        ];
        let bits = u32::from_be_bytes([0, bytes[0], bytes[1], bytes[2]]);
        for place in 0..=chunk.len() {
            out.push(LETTERS[(bits >> (18 - 6 * place)) as usize & 63].into());
        }
    }
    out
}

fn attestation(id: &str, options: &Value) -> Value {
    let challenge = options["createCredentialOptions"]["challenge"].as_str();
    let data = client_data(challenge.expect("a challenge"));
    json!({"Id": id, "Type": "public-key", "Response": {"AttestationObject": "o2Nm", "ClientDataJson": data}})
}

#[tokio::test]
async fn a_device_is_registered_in_two_steps_and_removed() {
    let (emulator, administrator) = started().await;
    let app = Caller::logon(&emulator, "app").await;
    let options = "api/fido2/selfRegistrationOptions";
    let register = "api/fido2/selfRegistration";
    assert_eq!(
        app.send("POST", options, None).await.0,
        400,
        "a body has to be there"
    );
    let (status, first) = app.post(options, json!({})).await;
    assert_eq!(status, 200, "{first}");
    let body = json!({"Attestation": attestation("a2V5MQ", &first)});
    let (status, made) = app.post(register, body.clone()).await;
    assert_eq!(
        (status, &made["CredentialData"]["User"]["name"]),
        (200, &json!("app"))
    );
    assert_eq!(
        app.post(register, body).await.0,
        400,
        "a challenge is answered once"
    );
    let (_, second) = app.post(options, json!({})).await;
    let known = &second["createCredentialOptions"]["excludeCredentials"];
    assert_eq!(texts(known, "id"), ["a2V5MQ"]);
    let again = json!({"Attestation": attestation("a2V5MQ", &second)});
    assert_eq!(app.post(register, again).await.0, 409);
    let (_, users) = administrator
        .get("api/Users?hasFido2Credentials=true")
        .await;
    assert_eq!(texts(&users["Users"], "username"), ["app"]);
    assert_eq!(users["Users"][0]["FidoCredentialsIds"], json!([1]));
    let (_, other) = administrator.get("api/Users?userName=other").await;
    let id = other["Users"][0]["id"].clone();
    let start = json!({"UserId": id});
    assert_eq!(
        app.post("api/fido2/registrationOptions", start.clone())
            .await
            .0,
        403
    );
    let (_, for_other) = administrator
        .post("api/fido2/registrationOptions", start)
        .await;
    let body = json!({"UserId": id, "Attestation": attestation("a2V5Mg", &for_other)});
    assert_eq!(
        administrator.post("api/fido2/registration", body).await.0,
        200
    );
    assert_eq!(app.delete("api/fido2/selfKeys/2").await.0, 404, "another's");
    assert_eq!(app.delete("api/fido2/selfKeys/1").await.0, 204);
    assert_eq!(administrator.delete("api/fido2/keys/2").await.0, 204);
    let (_, users) = administrator
        .get("api/Users?hasFido2Credentials=true")
        .await;
    assert_eq!(users["Total"], 0);
    for wrong in [json!({"UserId": 0}), json!({})] {
        let answer = administrator
            .post("api/fido2/registrationOptions", wrong.clone())
            .await;
        assert_eq!(answer.0, 400, "{wrong}");
    }
    let nobody = administrator
        .post("api/fido2/registrationOptions", json!({"UserId": 999}))
        .await;
    assert_eq!(nobody.0, 404);
}
