//! Tokens for programs.

use super::{PASSWORD, SECRET, Tenant, claims, started};
use pvwa_emulator::Emulator;
use serde_json::{Value, json};
use std::time::Duration;

const ROBOT: &str = "robot@cyberark.cloud.1234";
/// `robot@cyberark.cloud.1234:Made-up secret 1`.
const BASIC: &str = "Basic cm9ib3RAY3liZXJhcmsuY2xvdWQuMTIzNDpNYWRlLXVwIHNlY3JldCAx";
const SHARED: &str = "__idaptive_cybr_user_oidc";

async fn robot(emulator: &Emulator) -> Tenant {
    let anonymous = Tenant::anonymous(emulator);
    let (status, token) = anonymous.form("oauth2/platformtoken", &[], &client()).await;
    assert_eq!(
        (status, &token["token_type"]),
        (200, &json!("Bearer")),
        "{token}"
    );
    anonymous.with(&token["access_token"])
}

fn client() -> [(&'static str, &'static str); 3] {
    [
        ("grant_type", "client_credentials"),
        ("client_id", ROBOT),
        ("client_secret", SECRET),
    ]
}

#[tokio::test]
async fn a_service_user_gets_a_token_for_the_vault() {
    let (emulator, _) = started().await;
    let anonymous = Tenant::anonymous(&emulator);
    let (_, token) = anonymous.form("oauth2/platformtoken", &[], &client()).await;
    assert_eq!(token["expires_in"], 3600);
    assert_eq!(claims(&token["access_token"])["unique_name"], ROBOT);
    let vault = anonymous.with(&token["access_token"]).at_vault(&emulator);
    assert_eq!(
        vault.get("api/Safes").await,
        (200, json!({"value": [], "count": 0}))
    );
    let grant = [("grant_type", "client_credentials")];
    let basic = [("Authorization", BASIC)];
    assert_eq!(
        anonymous
            .form("oauth2/platformtoken", &basic, &grant)
            .await
            .0,
        200
    );
    emulator.advance(Duration::from_secs(3600));
    assert_eq!(vault.get("api/Safes").await.0, 401);
}

#[tokio::test]
async fn wrong_credentials_are_refused_in_the_form_of_oauth() {
    let (emulator, _) = started().await;
    let anonymous = Tenant::anonymous(&emulator);
    let with = |id, secret| {
        [
            ("grant_type", "client_credentials"),
            ("client_id", id),
            ("client_secret", secret),
        ]
    };
    let path = "oauth2/platformtoken";
    let (status, wrong) = anonymous.form(path, &[], &with(ROBOT, "wrong")).await;
    assert_eq!((status, &wrong["error"]), (401, &json!("invalid_client")));
    assert!(wrong["error_description"].is_string());
    assert_eq!(
        anonymous.form(path, &[], &with("nobody", "wrong")).await.1,
        wrong
    );
    let person = with("ann@cyberark.cloud.1234", PASSWORD);
    assert_eq!(
        anonymous.form(path, &[], &person).await.0,
        401,
        "no OAuth client"
    );
    let other = [("grant_type", "password")];
    let (status, refused) = anonymous.form(path, &[], &other).await;
    assert_eq!(
        (status, &refused["error"]),
        (400, &json!("unsupported_grant_type"))
    );
    let path = "OAuth2/Token/portal";
    let (status, refused) = anonymous.form(path, &[], &with(ROBOT, "wrong")).await;
    assert_eq!((status, &refused["error"]), (400, &json!("access_denied")));
    assert_eq!(
        anonymous
            .form("OAuth2/Token/unknown", &[], &client())
            .await
            .0,
        400
    );
    for _ in 0..4 {
        anonymous.form(path, &[], &with(ROBOT, "wrong")).await;
    }
    assert_eq!(
        anonymous.form(path, &[], &client()).await.0,
        400,
        "kept out"
    );
}

#[tokio::test]
async fn the_token_of_an_application_leads_on_to_one_for_the_vault() {
    let (emulator, _) = started().await;
    let anonymous = Tenant::anonymous(&emulator);
    let path = format!("OAuth2/Token/{SHARED}");
    let fields = [("grant_type", "client_credentials"), ("scope", "api")];
    let (status, token) = anonymous
        .form(&path, &[("Authorization", BASIC)], &fields)
        .await;
    assert_eq!(status, 200, "{token}");
    let robot = anonymous.with(&token["access_token"]);
    let path = format!(
        "OAuth2/Authorize/{SHARED}?client_id={SHARED}&response_type=id_token&scope=openid%20profile%20api&\
         redirect_uri=https%3A%2F%2Fcyberark.cloud%2Fredirect&nonce=abc&state=x%20y"
    );
    let location = redirect(&robot, &path).await;
    let rest = location.strip_prefix("https://cyberark.cloud/redirect#id_token=");
    let (token, state) = rest
        .and_then(|rest| rest.split_once("&state="))
        .expect("a token");
    assert_eq!(
        (claims(&json!(token))["nonce"].as_str(), state),
        (Some("abc"), "x%20y")
    );
    let vault = robot.with(&json!(token)).at_vault(&emulator);
    assert_eq!(vault.get("api/Safes").await.0, 200);
    let login = redirect(&anonymous, &path).await;
    assert!(
        login.starts_with(&format!("{}/login", emulator.identity_url())),
        "{login}"
    );
    let strange = path.replace("cyberark.cloud%2Fredirect", "evil.example.com");
    assert_eq!(robot.get(&strange).await.0, 400);
    let unknown = path.replace("response_type=id_token", "response_type=other");
    assert_eq!(
        robot.get(&unknown).await.1["error"],
        "unsupported_response_type"
    );
}

async fn redirect(caller: &Tenant, path: &str) -> String {
    let response = caller.respond("GET", path, &[], None).await;
    assert_eq!(response.status().as_u16(), 302);
    let location = response.headers().get("Location").expect("a location");
    location.to_str().expect("a text").to_owned()
}

const BACK: &str = "https://portal.example.com/back";

async fn code(caller: &Tenant, challenge: &str) -> String {
    let path = format!(
        "OAuth2/Authorize/portal?client_id=portal&response_type=code&scope=openid&\
         redirect_uri=https%3A%2F%2Fportal.example.com%2Fback{challenge}"
    );
    let location = redirect(caller, &path).await;
    location.split("?code=").nth(1).expect("a code").to_owned()
}

#[tokio::test]
async fn a_code_is_changed_into_tokens_once_and_only_by_who_began() {
    let (emulator, administrator) = started().await;
    // Verifier and challenge of the example in RFC 7636.
    let challenge =
        "&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256";
    let verifier = (
        "code_verifier",
        "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk",
    );
    let anonymous = Tenant::anonymous(&emulator);
    let path = "OAuth2/Token/portal";
    let first = code(&administrator, challenge).await;
    let grant = ("grant_type", "authorization_code");
    let back = ("redirect_uri", BACK);
    let (status, refused) = anonymous
        .form(path, &[], &[grant, back, ("code", &first)])
        .await;
    assert_eq!(
        (status, &refused["error"]),
        (400, &json!("invalid_grant")),
        "no verifier"
    );
    let second = code(&administrator, challenge).await;
    let fields = [grant, back, ("code", second.as_str()), verifier];
    let (status, tokens) = anonymous.form(path, &[], &fields).await;
    assert_eq!(status, 200, "{tokens}");
    assert_eq!(
        anonymous.form(path, &[], &fields).await.0,
        400,
        "used already"
    );
    let user = anonymous.with(&tokens["access_token"]);
    let (_, info) = user
        .post("OAuth2/UserInfo/portal", json!({"Scopes": ["userInfo"]}))
        .await;
    assert_eq!(info["Username"], emulator.identity_administrator().0);
    assert_eq!(
        user.at_vault(&emulator).get("api/Safes").await.0,
        401,
        "no platform token"
    );
    let as_session = anonymous.with(&tokens["id_token"]);
    assert_eq!(
        as_session.post("OAuth2/UserInfo/portal", json!({})).await.0,
        401
    );
    let refresh = tokens["refresh_token"].as_str().expect("a refresh token");
    let fields = [("grant_type", "refresh_token"), ("refresh_token", refresh)];
    let (status, renewed) = anonymous.form(path, &[], &fields).await;
    assert_eq!(
        (status, &renewed["scope"]),
        (200, &json!("openid")),
        "{renewed}"
    );
    assert_eq!(
        anonymous.form(path, &[], &fields).await.0,
        400,
        "used already"
    );
    let third = code(&administrator, "").await;
    emulator.advance(Duration::from_secs(300));
    let fields = [grant, back, ("code", third.as_str())];
    assert_eq!(anonymous.form(path, &[], &fields).await.0, 400, "too late");
}

#[tokio::test]
async fn a_password_brings_a_token_unless_there_is_a_further_factor() {
    let (emulator, _) = started().await;
    let push = pvwa_emulator::IdentityUser::new("push", PASSWORD).with_push();
    emulator.add_identity_user(push);
    let anonymous = Tenant::anonymous(&emulator);
    for (name, status) in [
        ("ann@cyberark.cloud.1234", 200),
        ("push@cyberark.cloud.1234", 400),
    ] {
        let fields = [
            ("grant_type", "password"),
            ("username", name),
            ("password", PASSWORD),
        ];
        assert_eq!(
            anonymous.form("OAuth2/Token/portal", &[], &fields).await.0,
            status
        );
    }
}

#[tokio::test]
async fn a_token_is_looked_at_and_revoked() {
    let (emulator, _) = started().await;
    let robot = robot(&emulator).await;
    let body = json!({"token": robot.token});
    let introspect = format!("OAuth2/Introspect/{SHARED}");
    let (_, known) = robot.post(&introspect, body.clone()).await;
    assert_eq!(
        (&known["active"], &known["username"]),
        (&json!(true), &json!(ROBOT))
    );
    assert_eq!(
        robot.post("OAuth2/Introspect/portal", body.clone()).await.1["active"],
        false
    );
    let revoke = format!("OAuth2/Revoke/{SHARED}");
    let form = robot.form(&revoke, &[], &[("token", "unknown")]).await;
    assert_eq!(form, (200, Value::Null));
    assert_eq!(robot.post(&revoke, body.clone()).await, (200, Value::Null));
    assert_eq!(
        robot.post(&introspect, body).await.1,
        json!({"active": false})
    );
    assert_eq!(robot.at_vault(&emulator).get("api/Safes").await.0, 401);
    let (_, keys) = robot
        .send("POST", &format!("OAuth2/Keys/{SHARED}"), None)
        .await;
    assert_eq!(keys["keys"][0]["kid"], "emulator");
    let (_, meta) = robot
        .send("POST", "OAuth2/GetMeta?serviceName=portal", None)
        .await;
    assert_eq!(
        meta["token_endpoint"],
        format!("{}/OAuth2/Token/portal", emulator.identity_url())
    );
}

#[tokio::test]
async fn an_application_can_end_the_session_of_the_cookies() {
    let (emulator, administrator) = started().await;
    let anonymous = Tenant::anonymous(&emulator);
    let cookie = format!(".ASPXAUTH={}", administrator.token);
    let end = |target: &str| {
        format!("OAuth2/EndSession/portal?state=1&post_logout_redirect_uri={target}")
    };
    let strange = end("https%3A%2F%2Fevil.example.com");
    assert_eq!(anonymous.send("POST", &strange, None).await.0, 400);
    let path = end("https%3A%2F%2Fportal.example.com%2Fback");
    let response = anonymous
        .respond("POST", &path, &[("Cookie", &cookie)], None)
        .await;
    assert_eq!(response.status().as_u16(), 302);
    assert_eq!(response.headers()["Location"], format!("{BACK}?state=1"));
    assert_eq!(administrator.post("SysInfo/About", json!({})).await.0, 401);
}
