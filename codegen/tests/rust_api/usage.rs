//! What reaches another crate.

use crate::diff;
use pvwa_codegen::rust_api::{Use, touched};
use std::collections::BTreeMap;
use std::path::PathBuf;

fn used(files: &[(&str, &str)]) -> Use {
    let files: BTreeMap<PathBuf, String> = files
        .iter()
        .map(|(name, text)| (PathBuf::from(name), (*text).to_owned()))
        .collect();
    Use::read(&files).unwrap()
}

const OLD: &str = r#"safes = []
users = []
---
pub struct Client { a: u8 }
impl Client {
    /// Request: `GET /API/Safes`
    pub fn list_safes(&self) -> builder::ListSafes<'_> { todo() }
    /// Request: `GET /API/Users`
    pub fn list_users(&self) -> builder::ListUsers<'_> { todo() }
}
pub mod builder {
    pub struct ListSafes<'a> { a: &'a u8 }
    impl<'a> ListSafes<'a> {
        pub fn new(a: u8) -> Self { Self { limit: Ok(1) } }
        pub fn limit<V>(mut self, value: V) -> Self where V: TryInto<i64> { self }
        pub fn sort<V>(mut self, value: V) -> Self where V: TryInto<i64> { self }
        /// Sends a `GET` request to `/API/Safes`
        pub async fn send(self) -> Result<Safe, String> { todo() }
    }
    pub struct ListUsers<'a> { a: &'a u8 }
    impl<'a> ListUsers<'a> {
        pub fn new(a: u8) -> Self { Self { limit: Ok(1) } }
        pub fn limit<V>(mut self, value: V) -> Self where V: TryInto<i64> { self }
        /// Sends a `GET` request to `/API/Users`
        pub async fn send(self) -> Result<User, String> { todo() }
    }
}
pub mod types {
    #[non_exhaustive]
    pub struct Safe { pub safe_name: String, pub state: State, pub size: u8 }
    #[non_exhaustive]
    pub struct User { pub safe_name: String, pub size: u8 }
    pub enum State { On, Off }
    pub struct Color { pub red: u8 }
}
"#;

const SOURCE: &str = r#"//! list_users is not called here.
use pvwa_api::{Client, types::{State, Color as Paint}};

/// `.sort(` stands only here.
async fn all(client: &Client) -> String {
    let safe = client.list_safes().limit(5).send().await;
    println!("size {}", safe.safe_name);
    assert!(matches!(safe.state, State::On));
    safe.safe_name
}

fn paint() -> Paint {
    Paint { red: 1 }
}
"#;

/// What changes where something is replaced in the old crate, with the lines that it reaches.
fn reached(from: &str, to: &str) -> Vec<String> {
    let used = used(&[
        ("src/a.rs", SOURCE),
        (
            "Cargo.toml",
            "[features]\nall = [\"pvwa-api/users\"]\n\n[dependencies]\npvwa-api = { path = \"a\", features = [\"safes\"] }\n",
        ),
    ]);
    let diff = diff(OLD, &OLD.replace(from, to));
    assert!(!diff.changes.is_empty());
    touched(&diff, &used)
        .iter()
        .flat_map(|touched| {
            let item = &touched.change.item;
            touched
                .places
                .iter()
                .map(move |place| format!("{item} {place}"))
        })
        .collect()
}

#[test]
fn a_change_reaches_the_lines_that_use_it() {
    for (from, to, expected) in [
        (
            "fn list_safes",
            "fn find_safes",
            &["Client::list_safes src/a.rs:6:23"][..],
        ),
        // Not called.
        ("fn list_users", "fn find_users", &[]),
        ("pub fn sort", "fn sort", &[]),
        ("Result<User", "Result<Safe", &[]),
        (
            "Result<Safe",
            "Result<User",
            &["builder::ListSafes::send src/a.rs:6:23"],
        ),
        // A field of a type that an operation answers that is called, and of one that is not.
        (
            "pub safe_name: String, pub state",
            "pub state",
            &[
                "types::Safe::safe_name src/a.rs:7:30",
                "types::Safe::safe_name src/a.rs:9:10",
            ],
        ),
        ("pub safe_name: String, pub size", "pub size", &[]),
        // Only in a text.
        ("State, pub size: u8", "State", &[]),
        (
            "On, Off",
            "On, Off, Broken",
            &[
                "types::State::Broken src/a.rs:2:32",
                "types::State::Broken src/a.rs:8:34",
            ],
        ),
        ("{ On, Off", "{ Off", &["types::State::On src/a.rs:8:41"]),
        (
            "pub red: u8",
            "pub red: u8, pub blue: u8",
            &["types::Color::blue src/a.rs:2:39"],
        ),
        (
            "pub struct Color",
            "struct Color",
            &["types::Color src/a.rs:2:39"],
        ),
        ("\nusers = []", "", &["feature users Cargo.toml:2:8"]),
        ("safes = []\n", "", &["feature safes Cargo.toml:5:38"]),
    ] {
        let reached: Vec<_> = reached(from, to);
        // Numbers of variants are another matter.
        let reached: Vec<_> = reached
            .iter()
            .filter(|line| !line.starts_with("types::State src"))
            .collect();
        assert_eq!(reached, expected, "{from} → {to}");
    }
}

#[test]
fn a_new_value_that_is_needed_reaches_the_call() {
    let from = "pub fn sort<V>";
    let to = "pub fn kind<V>(mut self, value: V) -> Self where V: TryInto<i64> { self }\n pub fn sort<V>";
    let new = OLD
        .replace(from, to)
        .replacen("limit: Ok(1)", "limit: Ok(1), kind: Err(1)", 1);
    let diff = diff(OLD, &new);
    let used = used(&[("src/a.rs", SOURCE)]);
    let touched = touched(&diff, &used);
    assert_eq!(touched.len(), 1);
    assert_eq!(touched[0].change.rule, "builder_setter_needed");
    assert_eq!(touched[0].places[0].to_string(), "src/a.rs:6:23");
}

#[test]
fn what_is_not_rust_is_refused() {
    let files = BTreeMap::from([(PathBuf::from("src/a.rs"), "fn (".to_owned())]);
    let refusal = Use::read(&files).unwrap_err();
    assert!(
        refusal
            .to_string()
            .starts_with("src/a.rs: the source is not Rust")
    );
}
