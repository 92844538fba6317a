//! A small client that shows statuses and bodies as they are.

use base64::{Engine, engine::general_purpose::STANDARD};
use pvwa_emulator::{Edition, Emulator, EmulatorBuilder, User, Version};
use reqwest::{Client, Method, Response};
use serde_json::{Value, json};
use std::time::Duration;

/// Status and body; a body that is no JSON comes as a text, an absent one as null.
pub(crate) type Reply = (u16, Value);

/// Somebody who has logged on.
#[derive(Clone)]
pub(crate) struct Caller {
    pub(crate) http: Client,
    pub(crate) base: String,
    pub(crate) token: String,
}

impl Caller {
    /// Logs on with the password that the emulator tells.
    pub(crate) async fn logon(emulator: &Emulator, name: &str) -> Self {
        let password = emulator.password_of(name).expect("a known user");
        let anonymous = Self::anonymous(emulator);
        let body =
            json!({"username": name, "password": password.expose(), "concurrentSession": true});
        let (status, token) = anonymous.post("api/auth/CyberArk/Logon", body).await;
        assert_eq!(status, 200, "{token}");
        Self {
            token: token.as_str().expect("a bare string").to_owned(),
            ..anonymous
        }
    }

    /// Somebody without a token.
    pub(crate) fn anonymous(emulator: &Emulator) -> Self {
        Self {
            http: Client::new(),
            base: format!("{}/PasswordVault/", emulator.base_url()),
            token: String::new(),
        }
    }

    pub(crate) async fn send(&self, method: &str, path: &str, body: Option<Value>) -> Reply {
        let bytes = body.map(|body| body.to_string().into_bytes());
        self.send_bytes(method, path, bytes).await
    }

    pub(crate) async fn send_bytes(
        &self,
        method: &str,
        path: &str,
        body: Option<Vec<u8>>,
    ) -> Reply {
        read(self.respond(method, path, body).await).await
    }

    pub(crate) async fn respond(
        &self,
        method: &str,
        path: &str,
        body: Option<Vec<u8>>,
    ) -> Response {
        let method: Method = method.parse().expect("a method");
        let mut request = self.http.request(method, format!("{}{path}", self.base));
        if !self.token.is_empty() {
            request = request.header("Authorization", &self.token);
        }
        if let Some(body) = body {
            request = request
                .header("Content-Type", "application/json")
                .body(body);
        }
        request.send().await.expect("an answer")
    }

    /// Sends a request that may fail on its way.
    pub(crate) async fn attempt(
        &self,
        method: &str,
        path: &str,
        body: Option<Value>,
    ) -> reqwest::Result<Response> {
        let method: Method = method.parse().expect("a method");
        let mut request = self.http.request(method, format!("{}{path}", self.base));
        request = request.header("Authorization", &self.token);
        if let Some(body) = body {
            request = request.json(&body);
        }
        request.send().await
    }

    /// Sends JSON with one more header; answers status, media type and text.
    pub(crate) async fn send_with(
        &self,
        method: &str,
        path: &str,
        header: (&str, &str),
        body: &Value,
    ) -> (u16, String, String) {
        let method: Method = method.parse().expect("a method");
        let response = self
            .http
            .request(method, format!("{}{path}", self.base))
            .header("Authorization", &self.token)
            .header("Content-Type", "application/json")
            .header(header.0, header.1)
            .body(body.to_string())
            .send()
            .await
            .expect("an answer");
        let status = response.status().as_u16();
        let kind = response.headers().get("content-type");
        let kind = kind
            .map_or("", |kind| kind.to_str().expect("a text"))
            .to_owned();
        (status, kind, response.text().await.expect("a body"))
    }

    pub(crate) async fn get(&self, path: &str) -> Reply {
        self.send("GET", path, None).await
    }

    /// Posts without a body.
    pub(crate) async fn post_nothing(&self, path: &str) -> Reply {
        self.send("POST", path, None).await
    }

    pub(crate) async fn post(&self, path: &str, body: Value) -> Reply {
        self.send("POST", path, Some(body)).await
    }

    pub(crate) async fn put(&self, path: &str, body: Value) -> Reply {
        self.send("PUT", path, Some(body)).await
    }

    pub(crate) async fn patch(&self, path: &str, body: Value) -> Reply {
        self.send("PATCH", path, Some(body)).await
    }

    pub(crate) async fn delete(&self, path: &str) -> Reply {
        self.send("DELETE", path, None).await
    }

    /// Adds a safe.
    pub(crate) async fn add_safe(&self, name: &str) {
        let (status, body) = self.post("api/Safes", json!({"safeName": name})).await;
        assert_eq!(status, 201, "{body}");
    }

    /// Adds a Unix account with the secret `first` and answers its id.
    pub(crate) async fn add_account(&self, safe: &str, address: &str) -> String {
        let (status, body) = self.post("api/Accounts", unix_account(safe, address)).await;
        assert_eq!(status, 201, "{body}");
        body["id"].as_str().expect("an id").to_owned()
    }

    /// Makes a user or group a member with some permissions.
    pub(crate) async fn add_member(&self, safe: &str, name: &str, permissions: &[&str]) -> Reply {
        let body = json!({"memberName": name, "permissions": granted(permissions)});
        self.post(&format!("api/Safes/{safe}/Members"), body).await
    }
}

/// Status and body of an answer.
pub(crate) async fn read(response: Response) -> Reply {
    let status = response.status().as_u16();
    let text = response.text().await.expect("a body");
    let body = match text.as_str() {
        "" => Value::Null,
        _ => serde_json::from_str(&text).unwrap_or(Value::String(text)),
    };
    (status, body)
}

/// An emulator with the users `app` and `other`, who may do nothing by themselves, and
/// Administrator logged on.
pub(crate) async fn started() -> (Emulator, Caller) {
    start(Emulator::builder()).await
}

/// The same of another version.
pub(crate) async fn started_as((major, minor): (u16, u16)) -> (Emulator, Caller) {
    start(Emulator::builder().version(Version::new(major, minor, 0))).await
}

/// The same as Privilege Cloud.
pub(crate) async fn started_in_cloud() -> (Emulator, Caller) {
    start(Emulator::builder().edition(Edition::PrivilegeCloud)).await
}

async fn start(builder: EmulatorBuilder) -> (Emulator, Caller) {
    let emulator = builder
        .user(User::new("app", "app's made-up one"))
        .user(User::new("other", "other's made-up one"))
        .start()
        .await
        .expect("a free port");
    // Tests put the clock forward by days.
    emulator.idle_timeout(Duration::from_secs(3_000_000_000));
    let administrator = Caller::logon(&emulator, "Administrator").await;
    (emulator, administrator)
}

pub(crate) fn unix_account(safe: &str, address: &str) -> Value {
    json!({
        "safeName": safe,
        "platformId": "UnixSSH",
        "address": address,
        "userName": "root",
        "secret": "first",
    })
}

/// The object of permissions that a request carries.
pub(crate) fn granted(permissions: &[&str]) -> Value {
    permissions
        .iter()
        .map(|name| ((*name).to_owned(), Value::from(true)))
        .collect()
}

/// The names of the permissions that are true in an answer.
pub(crate) fn held(member: &Value) -> Vec<&str> {
    let permissions = member["permissions"].as_object().expect("permissions");
    assert_eq!(permissions.len(), 22);
    permissions
        .iter()
        .filter(|(_, value)| **value == Value::Bool(true))
        .map(|(name, _)| name.as_str())
        .collect()
}

/// The texts of one property over a list.
pub(crate) fn texts<'a>(list: &'a Value, property: &str) -> Vec<&'a str> {
    list.as_array()
        .expect("a list")
        .iter()
        .map(|item| item[property].as_str().expect("a text"))
        .collect()
}

/// What a client sends as a file.
pub(crate) fn base64(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}
