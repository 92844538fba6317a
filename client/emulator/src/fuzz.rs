//! Requests of every kind against everything: none may panic, and each answer is what the catalogue
//! says.
//!
//! `PVWA_EMULATOR_FUZZ_SECONDS=600 cargo test -p pvwa-emulator fuzz` goes on for ten minutes.

#![allow(
    clippy::expect_used,
    reason = "a test whose helper fails has failed as well"
)]

use crate::{
    builder::Edition,
    clock::Clock,
    contract,
    endpoint::{self, Endpoint, Host},
    exchange::{Incoming, Request, State},
    faults::Faults,
    received::Log,
    routing::Router,
    state::Vault,
};
use http::{HeaderMap, HeaderValue, Method, Uri, header};
use pvwa_api::operation::Version;
use rand::{Rng, RngExt, SeedableRng, rngs::StdRng, seq::IndexedRandom};
use serde_json::{Map, Value, json};
use std::time::{Duration, Instant};

/// How many requests each version and edition gets where nothing says for how long.
const REQUESTS: usize = 3_000;

/// Texts that mean something to the vault, and some that should not.
const TEXTS: [&str; 40] = [
    "Linux",
    "Windows",
    "New",
    "21_3",
    "21_4",
    "22_3",
    "22_99",
    "1",
    "2",
    "3",
    "0",
    "-1",
    "999999999999",
    "Administrator",
    "PasswordManager",
    "Vault Admins",
    "app",
    "UnixSSH",
    "WinDomain",
    "SampleGroup",
    "User",
    "Group",
    "CyberArk",
    "radius",
    "true",
    "False",
    "",
    " ",
    "..",
    "../..",
    "a.b",
    "é\u{301}😀",
    "\u{0}",
    "%",
    "a+b&c",
    "\"",
    "\\",
    "safeName eq Linux",
    "2026-01-01",
    "bm90IGEgemlw",
];

struct Fuzz {
    random: StdRng,
    state: State,
    routers: [Router; 2],
    tokens: Vec<String>,
}

impl Fuzz {
    fn new(version: Version, edition: Edition, seed: u64) -> Self {
        let mut vault = Vault::empty(version, edition.into(), Clock::stopped_at(1_790_000_000));
        vault.add_predefined();
        let owner = vault.user("Administrator").map_or(0, |user| user.id);
        for safe in ["Linux", "Windows"] {
            assert!(vault.add_made_up(5, safe, owner).is_ok());
        }
        let routers =
            [Host::Pvwa, Host::Identity].map(|host| Router::new(host, version, edition.into()));
        let mut fuzz = Self {
            random: StdRng::seed_from_u64(seed),
            state: State {
                vault,
                faults: Faults::default(),
                log: Log::default(),
                record: None,
                violations: Vec::new(),
            },
            routers,
            tokens: Vec::new(),
        };
        fuzz.log_on();
        fuzz
    }

    /// Everybody has a session again: requests end some, and change passwords.
    fn log_on(&mut self) {
        let vault = &mut self.state.vault;
        self.tokens.clear();
        let users: Vec<_> = vault.users.keys().copied().take(3).collect();
        for (index, user) in users.into_iter().enumerate() {
            let token = format!("token{index}");
            vault.sessions.begin_with(token.clone(), user);
            self.tokens.push(token);
        }
    }

    fn text(&mut self) -> String {
        match self.random.random_range(0..20) {
            0 => "x".repeat(self.random.random_range(0..5_000)),
            1 => (0..self.random.random_range(0..20))
                .map(|_| self.random.random::<char>())
                .collect(),
            _ => (*TEXTS.choose(&mut self.random).expect("texts")).to_owned(),
        }
    }

    /// A value that fits a schema most of the time.
    fn value(&mut self, document: &Value, schema: &Value, depth: usize) -> Value {
        let mut schema = schema;
        while let Some(pointer) = schema["$ref"].as_str() {
            schema = document
                .pointer(pointer.trim_start_matches('#'))
                .unwrap_or(&Value::Null);
        }
        if depth > 6 || self.random.random_ratio(1, 30) {
            return self.anything();
        }
        for choice in ["oneOf", "anyOf"] {
            if let Some(choices) = schema[choice].as_array() {
                let chosen = choices.choose(&mut self.random).unwrap_or(&Value::Null);
                return self.value(document, chosen, depth + 1);
            }
        }
        if let Some(value) = schema["enum"]
            .as_array()
            .and_then(|values| values.choose(&mut self.random))
        {
            return value.clone();
        }
        match schema["type"].as_str() {
            Some("string") => self.text().into(),
            Some("integer") => self.number().into(),
            Some("number") => json!(0.5),
            Some("boolean") => self.random.random::<bool>().into(),
            Some("array") => {
                let length = self.random.random_range(0..4);
                (0..length)
                    .map(|_| self.value(document, &schema["items"], depth + 1))
                    .collect()
            }
            _ => self.object(document, schema, depth),
        }
    }

    fn object(&mut self, document: &Value, schema: &Value, depth: usize) -> Value {
        let mut object = Map::new();
        for part in schema["allOf"].as_array().into_iter().flatten() {
            if let Value::Object(part) = self.value(document, part, depth + 1) {
                object.extend(part);
            }
        }
        let required = schema["required"].as_array();
        for (name, property) in schema["properties"].as_object().into_iter().flatten() {
            let needed = required.is_some_and(|names| names.iter().any(|one| one == name));
            let chance = if needed { 19 } else { 10 };
            if self.random.random_ratio(chance, 20) {
                let value = self.value(document, property, depth + 1);
                object.insert(name.clone(), value);
            }
        }
        if object.is_empty() && self.random.random_ratio(1, 2) {
            object.insert(self.text(), self.anything());
        }
        object.into()
    }

    fn number(&mut self) -> i64 {
        const NUMBERS: [i64; 10] = [
            0,
            1,
            2,
            3,
            10,
            -1,
            20_000,
            1_790_000_000,
            i64::MAX,
            i64::MIN,
        ];
        *NUMBERS.choose(&mut self.random).expect("numbers")
    }

    fn anything(&mut self) -> Value {
        match self.random.random_range(0..7) {
            0 => Value::Null,
            1 => self.number().into(),
            2 => json!([]),
            3 => json!({}),
            4 => json!([[{"op": "replace", "path": "/address", "value": [1]}]]),
            5 => json!(1e308),
            _ => self.text().into(),
        }
    }

    fn query(&mut self, operation: &Value) -> String {
        let mut query = String::new();
        let names: Vec<String> = operation["parameters"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|parameter| parameter["name"].as_str().map(str::to_owned))
            .chain(["limit", "offset", "filter", "search", "sort"].map(str::to_owned))
            .collect();
        for name in names {
            if self.random.random_ratio(1, 4) {
                let value = self.text();
                let value = percent_encoding::utf8_percent_encode(
                    &value,
                    percent_encoding::NON_ALPHANUMERIC,
                );
                query += &format!("&{name}={value}");
            }
        }
        query
    }

    fn path(&mut self, endpoint: &Endpoint) -> String {
        let root = if endpoint.host == Host::Pvwa {
            "/PasswordVault"
        } else {
            ""
        };
        let mut parts = endpoint.path.split('{');
        let mut path = format!("{root}{}", parts.next().unwrap_or_default());
        for part in parts {
            let value = self.text();
            let value =
                percent_encoding::utf8_percent_encode(&value, percent_encoding::NON_ALPHANUMERIC);
            let rest = part.split_once('}').map_or("", |(_, rest)| rest);
            path += &format!("{value}{rest}");
        }
        path + "/"
    }

    fn request(&mut self, endpoint: &'static Endpoint) {
        let document = contract::document(endpoint.host);
        let operation = &document["paths"][endpoint.path][endpoint.method.to_ascii_lowercase()];
        let content = operation["requestBody"]["content"].as_object();
        let schema = content
            .and_then(|content| content.values().next())
            .map(|media| &media["schema"]);
        let form = content
            .is_some_and(|content| content.contains_key("application/x-www-form-urlencoded"));
        let mut headers = HeaderMap::new();
        if self.random.random_ratio(19, 20) {
            let token = self
                .tokens
                .choose(&mut self.random)
                .cloned()
                .unwrap_or_default();
            let token = if endpoint.host == Host::Identity {
                format!("Bearer {token}")
            } else {
                token
            };
            headers.insert(
                header::AUTHORIZATION,
                HeaderValue::from_str(&token).expect("a token"),
            );
        }
        let body = match schema {
            Some(schema) => self.value(document, schema, 0),
            None if self.random.random_ratio(1, 10) => self.anything(),
            None => Value::Null,
        };
        let bytes = match body {
            Value::Null => Vec::new(),
            Value::Object(fields) if form => {
                let kind = HeaderValue::from_static("application/x-www-form-urlencoded");
                headers.insert(header::CONTENT_TYPE, kind);
                let fields = fields.iter().map(|(key, value)| format!("{key}={value}"));
                fields.collect::<Vec<_>>().join("&").into_bytes()
            }
            body => body.to_string().into_bytes(),
        };
        let query = self.query(operation);
        let uri: Uri = format!("{}?{query}", self.path(endpoint))
            .parse()
            .expect("an address");
        let method: Method = endpoint.method.parse().expect("a method");
        let request = Request {
            method: &method,
            uri: &uri,
            body: Incoming::of(bytes, &headers),
            headers: &headers,
        };
        let router = &self.routers[usize::from(endpoint.host == Host::Identity)];
        let answer = self.state.exchange(router, &request);
        assert!((200..600).contains(&answer.status), "{} {uri}", endpoint.id);
        let wrong = |one: &&String| !one.contains(": request");
        let wrong: Vec<_> = self.state.violations.iter().filter(wrong).collect();
        assert!(wrong.is_empty(), "{uri}: {wrong:#?}");
        self.state.violations.clear();
    }
}

fn run(version: Version, edition: Edition) {
    let seconds = std::env::var("PVWA_EMULATOR_FUZZ_SECONDS").ok();
    let seconds: Option<u64> = seconds.and_then(|seconds| seconds.parse().ok());
    let end = seconds.map(|seconds| Instant::now() + Duration::from_secs(seconds));
    let mut choice = StdRng::seed_from_u64(1);
    let mut done = 0;
    for seed in 0.. {
        let mut fuzz = Fuzz::new(version, edition, seed);
        for _ in 0..REQUESTS {
            let endpoint = endpoint::all().choose(&mut choice).expect("operations");
            if endpoint.host == Host::Identity {
                continue;
            }
            if choice.next_u32() % 50 == 0 {
                fuzz.state.vault.clock.advance(Duration::from_secs(60));
                fuzz.log_on();
            }
            fuzz.request(endpoint);
            done += 1;
        }
        if end.is_none_or(|end| Instant::now() > end) {
            break;
        }
    }
    eprintln!("{done} requests to {version}");
}

#[test]
fn nothing_that_is_sent_to_self_hosted_is_too_much() {
    run(Version::new(14, 6, 0), Edition::SelfHosted);
}

#[test]
fn nothing_that_is_sent_to_privilege_cloud_is_too_much() {
    run(Version::new(15, 2, 0), Edition::PrivilegeCloud);
}

#[test]
fn nothing_that_is_sent_to_an_old_version_is_too_much() {
    run(Version::new(10, 4, 0), Edition::SelfHosted);
}
