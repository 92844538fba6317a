//! The Identity tenant over HTTP.

mod discovery;
mod extended;
mod federated;
mod identity_users;
mod logon;
mod oauth;
mod organizations;
mod roles;
mod scim;
mod scim_safes;

pub(crate) use crate::support::read;

use crate::support::{Caller, Reply};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use pvwa_emulator::{Emulator, IdentityUser};
use reqwest::{Client, Response, redirect::Policy};
use serde_json::{Value, json};

/// A client of the tenant, which neither follows redirects nor keeps cookies.
pub(crate) struct Tenant {
    http: Client,
    base: String,
    pub(crate) token: String,
}

pub(crate) const PASSWORD: &str = "Correct horse 1";
pub(crate) const SECRET: &str = "Made-up secret 1";

impl Tenant {
    /// Somebody without a token.
    pub(crate) fn anonymous(emulator: &Emulator) -> Self {
        let http = Client::builder().redirect(Policy::none()).build();
        Self {
            http: http.expect("a client"),
            base: format!("{}/", emulator.identity_url()),
            token: String::new(),
        }
    }

    /// Somebody of the tenant with a platform token.
    pub(crate) async fn logon(emulator: &Emulator, name: &str, password: &str) -> Self {
        let anonymous = Self::anonymous(emulator);
        let package = anonymous.start(name).await;
        let (_, done) = anonymous.answer(&package, 0, password).await;
        assert_eq!(done["Result"]["Summary"], "LoginSuccess", "{done}");
        anonymous.with(&done["Result"]["Token"])
    }

    /// The administrator of the tenant.
    pub(crate) async fn administrator(emulator: &Emulator) -> Self {
        let (name, password) = emulator.identity_administrator();
        Self::logon(emulator, &name, password.expose()).await
    }

    pub(crate) fn with(&self, token: &Value) -> Self {
        Self {
            http: self.http.clone(),
            base: self.base.clone(),
            token: token.as_str().expect("a token").to_owned(),
        }
    }

    /// The package of challenges for a name.
    pub(crate) async fn start(&self, name: &str) -> Value {
        let body = json!({"User": name, "Version": "1.0", "PlatformTokenResponse": true});
        let (status, started) = self.post("Security/StartAuthentication", body).await;
        assert_eq!(
            (status, &started["success"]),
            (200, &json!(true)),
            "{started}"
        );
        started["Result"].clone()
    }

    /// One step with the only mechanism of a challenge.
    pub(crate) async fn step(
        &self,
        package: &Value,
        challenge: usize,
        action: &str,
        answer: Option<&str>,
    ) -> Reply {
        let mechanism = &package["Challenges"][challenge]["Mechanisms"][0];
        let mut body = json!({
            "SessionId": package["SessionId"],
            "MechanismId": mechanism["MechanismId"],
            "Action": action,
        });
        if let Some(answer) = answer {
            body["Answer"] = answer.into();
        }
        self.post("Security/AdvanceAuthentication", body).await
    }

    pub(crate) async fn answer(&self, package: &Value, challenge: usize, text: &str) -> Reply {
        self.step(package, challenge, "Answer", Some(text)).await
    }

    pub(crate) async fn respond(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: Option<Value>,
    ) -> Response {
        let method = method.parse().expect("a method");
        let mut request = self.http.request(method, format!("{}{path}", self.base));
        if !self.token.is_empty() {
            request = request.bearer_auth(&self.token);
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if let Some(body) = body {
            request = request
                .header("Content-Type", "application/json")
                .body(body.to_string());
        }
        request.send().await.expect("an answer")
    }

    pub(crate) async fn send(&self, method: &str, path: &str, body: Option<Value>) -> Reply {
        read(self.respond(method, path, &[], body).await).await
    }

    pub(crate) async fn get(&self, path: &str) -> Reply {
        self.send("GET", path, None).await
    }

    pub(crate) async fn post(&self, path: &str, body: Value) -> Reply {
        self.send("POST", path, Some(body)).await
    }

    /// A POST that has to succeed; its Result.
    pub(crate) async fn result(&self, path: &str, body: Value) -> Value {
        let (status, answer) = self.post(path, body).await;
        assert_eq!(
            (status, &answer["success"]),
            (200, &json!(true)),
            "{path}: {answer}"
        );
        answer["Result"].clone()
    }

    /// A POST that has to fail; what is said.
    pub(crate) async fn failure(&self, path: &str, body: Value) -> String {
        let (status, answer) = self.post(path, body).await;
        assert_eq!(
            (status, &answer["success"]),
            (200, &json!(false)),
            "{path}: {answer}"
        );
        assert_eq!(answer["Result"], Value::Null);
        answer["Message"].as_str().expect("a message").to_owned()
    }

    /// A form.
    pub(crate) async fn form(
        &self,
        path: &str,
        headers: &[(&str, &str)],
        fields: &[(&str, &str)],
    ) -> Reply {
        let encode = |text: &str| -> String {
            let byte = |byte: u8| match byte.is_ascii_alphanumeric() {
                true => char::from(byte).to_string(),
                false => format!("%{byte:02X}"),
            };
            text.bytes().map(byte).collect()
        };
        let body: Vec<String> = fields
            .iter()
            .map(|(name, value)| format!("{name}={}", encode(value)))
            .collect();
        let mut request = self
            .http
            .post(format!("{}{path}", self.base))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .body(body.join("&"));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        read(request.send().await.expect("an answer")).await
    }

    /// The same token at the vault.
    pub(crate) fn at_vault(&self, emulator: &Emulator) -> Caller {
        let mut caller = Caller::anonymous(emulator);
        caller.token = format!("Bearer {}", self.token);
        caller
    }
}

/// The cookies that an answer sets, as a client would send them back.
pub(crate) fn cookies(response: &Response) -> String {
    let set = response.headers().get_all("set-cookie").iter();
    let pairs: Vec<&str> = set
        .filter_map(|value| value.to_str().ok()?.split(';').next())
        .collect();
    pairs.join("; ")
}

/// An emulator with `ann`, a service user `robot`, and the administrator logged on.
pub(crate) async fn started() -> (Emulator, Tenant) {
    let emulator = Emulator::builder()
        .stopped_clock(1_700_000_000)
        .identity_user(IdentityUser::new("ann", PASSWORD))
        .service_user("robot", SECRET)
        .oauth_application("portal", ["https://portal.example.com/back"])
        .identity_elsewhere("elsewhere.example.com", "abc1234.id.cyberark.cloud")
        .start()
        .await
        .expect("a free port");
    let administrator = Tenant::administrator(&emulator).await;
    (emulator, administrator)
}

/// The claims of a token.
pub(crate) fn claims(token: &Value) -> Value {
    let parts: Vec<&str> = token.as_str().expect("a token").split('.').collect();
    assert_eq!(parts.len(), 3);
    let bytes = URL_SAFE_NO_PAD.decode(parts[1]).expect("base64url");
    serde_json::from_slice(&bytes).expect("claims")
}
