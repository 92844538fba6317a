//! What follows from a change is not said again.

use crate::{diff, lines};
use pvwa_codegen::rust_api::Origin;

const OLD: &str = r#"safes = []
accounts = []
---
pub struct Client { a: u8 }
#[cfg(feature = "safes")]
pub mod safes {
    use super::Client;
    impl Client {
        /// Lists.
        ///
        /// * Request: `GET /API/Safes/{safeName}`
        pub fn list_safes(&self) -> builder::ListSafes<'_> { todo() }
    }
    pub mod builder {
        use super::*;
        use crate::types;
        pub struct ListSafes<'a> { client: &'a super::Client, safe_name: u8, limit: u8 }
        impl<'a> ListSafes<'a> {
            pub fn new(client: &'a super::Client) -> Self {
                Self { client: client, safe_name: Err("no".to_string()), limit: Ok(None) }
            }
            pub fn safe_name<V>(mut self, value: V) -> Self where V: std::convert::TryInto<String> { self }
            pub fn limit<V>(mut self, value: V) -> Self where V: std::convert::TryInto<i64> { self }
            /// Sends a `GET` request to `/API/Safes/{safeName}`
            pub async fn send(self) -> Result<types::A2j, String> {
                format!("{}/{}", client.baseurl, encode_path(& safe_name.to_string()));
                x.query(&progenitor_client::QueryParam::new("Limit", &limit));
            }
        }
    }
    pub(crate) mod types {
        use crate::types::*;
        #[derive(Clone)]
        #[non_exhaustive]
        pub struct A2j { pub name: Option<String>, pub state: Option<State>, pub next: Vec<A2j> }
        pub enum State { Known(StateKnown), Other(String) }
        impl From<StateKnown> for State { fn from(a: StateKnown) -> Self { a } }
        #[non_exhaustive]
        pub enum StateKnown { On, Off }
        pub mod builder {
            pub struct A2j { name: u8, state: u8, next: u8 }
            impl A2j {
                pub fn name<T>(mut self, value: T) -> Self where T: TryInto<Option<String>> { self }
            }
            impl ::std::default::Default for A2j {
                fn default() -> Self { Self { name: Ok(None) } }
            }
            impl TryFrom<A2j> for super::A2j {}
            impl From<super::A2j> for A2j {}
        }
    }
}
pub mod types {
    #[cfg(feature = "safes")]
    pub use crate::safes::types::*;
    pub mod builder {
        #[cfg(feature = "safes")]
        pub use crate::safes::types::builder::*;
    }
}
"#;

#[test]
fn an_operation_takes_its_builder_and_a_type_its_parts_with_it() {
    let new = "safes = []\naccounts = []\n---\npub struct Client { a: u8 }\npub mod types { pub mod builder {} }\n";
    assert_eq!(
        lines(OLD, new),
        [
            "major inherent_method_missing Client::list_safes: fn list_safes(&self) -> builder::ListSafes<'_>",
            "major struct_missing types::A2j: struct A2j { name: Option<String>, state: Option<State>, next: Vec<A2j> }",
            "major enum_missing types::State: enum State { Known(StateKnown), Other(String) }",
        ]
    );
    assert_eq!(
        lines(new, OLD),
        [
            "minor inherent_method_added Client::list_safes: fn list_safes(&self) -> builder::ListSafes<'_>",
            "minor non_exhaustive_struct_added types::A2j: struct A2j { name: Option<String>, state: Option<State>, next: Vec<A2j> }",
            "minor exhaustive_enum_added types::State: enum State { Known(StateKnown), Other(String) }",
        ]
    );
}

#[test]
fn names_that_changed_are_one_change_each() {
    let new = OLD
        .replace("A2j", "A8p")
        .replace("list_safes", "find_safes")
        .replace("ListSafes", "FindSafes")
        .replace("safe_name", "safe_url_id")
        .replace("safeName", "safeUrlId");
    assert_eq!(
        lines(OLD, &new),
        [
            "major inherent_method_renamed Client::list_safes → Client::find_safes (the same request)",
            "major inherent_method_renamed builder::FindSafes::safe_name → builder::FindSafes::safe_url_id (the same position)",
            "major struct_renamed types::A2j → types::A8p (the same fields or variants)",
        ]
    );
}

#[test]
fn a_trait_is_the_same_derived_or_written() {
    let old = "use serde::Deserialize;\n#[derive(Deserialize, Debug)] pub struct A(u8);";
    let new = "pub struct A(u8); impl<'de> serde::Deserialize<'de> for A {} impl std::fmt::Debug for A {}";
    assert_eq!(lines(old, new), [""; 0]);
    assert_eq!(lines(new, old), [""; 0]);
}

#[test]
fn a_parameter_of_the_path_is_known_by_its_place() {
    let new = OLD
        .replace("safe_name", "id")
        .replace("safeName", "id")
        .replace("pub fn limit", "fn limit")
        .replace("TryInto<String> { self }", "TryInto<u64> { self }");
    let lines = lines(OLD, &new);
    assert_eq!(lines.len(), 3, "{lines:#?}");
    assert!(lines[0].starts_with("major builder_setter_type_changed builder::ListSafes::id: "));
    assert!(lines[1].starts_with("major inherent_method_missing builder::ListSafes::limit: "));
    assert!(lines[2].starts_with(
        "major inherent_method_renamed builder::ListSafes::safe_name → builder::ListSafes::id "
    ));
}

#[test]
fn what_moves_to_another_area_has_moved() {
    let new = OLD
        .replace("feature = \"safes\"", "feature = \"accounts\"")
        .replace("pub mod safes", "pub mod accounts")
        .replace("crate::safes", "crate::accounts");
    assert_eq!(
        lines(OLD, &new),
        [
            "major item_moved_behind_feature Client::list_safes: safes → accounts",
            "major item_moved_behind_feature types::A2j: safes → accounts",
            "major item_moved_behind_feature types::State: safes → accounts",
        ]
    );
}

#[test]
fn what_sets_a_field_changes_with_it() {
    let new = OLD
        .replace("name: Option<String>", "name: String")
        .replace("T: TryInto<Option<String>>", "T: TryInto<String>");
    assert_eq!(
        lines(OLD, &new),
        ["major struct_field_no_longer_option types::A2j::name: Option<String> → String"]
    );
    let new = OLD.replace("Self { name: Ok(None) }", "Self { name: Err(\"no\") }");
    assert_eq!(
        lines(OLD, &new),
        [
            "major builder_setter_became_needed types::builder::A2j::name: can be left out → has to be given"
        ]
    );
}

#[test]
fn an_answer_of_another_type_is_told_at_the_operation() {
    let new = OLD.replace(
        "Result<types::A2j, String>",
        "Result<Vec<types::A2j>, String>",
    );
    assert_eq!(
        lines(OLD, &new),
        [
            "major method_return_type_changed builder::ListSafes::send: async fn send(self) -> Result<A2j, String> → async fn send(self) -> Result<Vec<A2j>, String>",
        ]
    );
}

#[test]
fn the_document_is_told_with_each_change() {
    let operation = |method: &str, path: &str| Origin::Operation {
        method: method.to_owned(),
        path: path.to_owned(),
    };
    let new = OLD
        .replace("pub fn limit", "fn limit")
        .replace("pub name: Option<String>, ", "")
        .replace("On, Off", "On")
        .replace("types::A2j, String>", "types::State, String>");
    let diff = diff(OLD, &new);
    let told: Vec<_> = diff
        .changes
        .iter()
        .map(|change| (change.item.as_str(), change.origin.clone()))
        .collect();
    let path = "/API/Safes/{safeName}";
    assert_eq!(
        told,
        [
            (
                "builder::ListSafes::limit",
                Origin::Parameter {
                    method: "GET".to_owned(),
                    path: path.to_owned(),
                    name: "Limit".to_owned(),
                }
            ),
            ("builder::ListSafes::send", operation("GET", path)),
            (
                "types::A2j::name",
                Origin::Property {
                    schema: "A2j".to_owned(),
                    name: "name".to_owned(),
                }
            ),
            (
                "types::StateKnown::Off",
                Origin::Value {
                    schema: "StateKnown".to_owned(),
                    name: "Off".to_owned(),
                }
            ),
        ]
    );
}
