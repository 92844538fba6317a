//! One example for each rule.

/// Two crates between which one thing changed.
pub(crate) struct Example {
    /// The rule that it is about.
    pub(crate) rule: &'static str,
    /// What changed.
    pub(crate) item: &'static str,
    /// The crate of before.
    pub(crate) old: &'static str,
    /// The crate of now.
    pub(crate) new: &'static str,
}

const fn row(
    rule: &'static str,
    item: &'static str,
    old: &'static str,
    new: &'static str,
) -> Example {
    Example {
        rule,
        item,
        old,
        new,
    }
}

/// All of them, in the order of the rules.
#[rustfmt::skip]
pub(crate) static EXAMPLES: &[Example] = &[
    row("feature_missing", "feature a", "a = []\n---\n", "---\n"),
    row("feature_added", "feature a", "---\n", "a = []\n---\n"),
    row("feature_renamed", "feature a", r##"a = []
---
pub struct Client { a: u8 }
#[cfg(feature = "a")]
pub mod a { use super::Client;
impl Client {
    /// * Request: `GET /API/Safes`
    pub fn list_safes(&self) -> builder::ListSafes<'_> { builder::ListSafes::new(self) }
}
pub mod builder {
    pub struct ListSafes<'a> { client: &'a super::Client }
    impl<'a> ListSafes<'a> {
        pub fn new(client: &'a super::Client) -> Self { Self { } }
        /// Sends a `GET` request to `/API/Safes`
        pub async fn send(self) -> Result<(), String> {  }
    }
}
}"##, r##"b = []
---
pub struct Client { a: u8 }
#[cfg(feature = "b")]
pub mod b { use super::Client;
impl Client {
    /// * Request: `GET /API/Safes`
    pub fn list_safes(&self) -> builder::ListSafes<'_> { builder::ListSafes::new(self) }
}
pub mod builder {
    pub struct ListSafes<'a> { client: &'a super::Client }
    impl<'a> ListSafes<'a> {
        pub fn new(client: &'a super::Client) -> Self { Self { } }
        /// Sends a `GET` request to `/API/Safes`
        pub async fn send(self) -> Result<(), String> {  }
    }
}
}"##),
    row("feature_no_longer_enables_feature", "feature a: b", "a = [\"b\"]\nb = []\n---\n", "a = []\nb = []\n---\n"),
    row("feature_newly_enables_feature", "feature a: b", "a = []\nb = []\n---\n", "a = [\"b\"]\nb = []\n---\n"),
    row("feature_not_enabled_by_default", "feature b", "default = [\"b\"]\nb = []\n---\n", "default = []\nb = []\n---\n"),
    row("item_moved_behind_feature", "A", "a = []\nb = []\n---\n#[cfg(any(feature = \"a\", feature = \"b\"))] pub struct A;", "a = []\nb = []\n---\n#[cfg(feature = \"a\")] pub struct A;"),
    row("item_behind_fewer_features", "A", "a = []\nb = []\n---\n#[cfg(feature = \"a\")] pub struct A;", "a = []\nb = []\n---\n#[cfg(any(feature = \"a\", feature = \"b\"))] pub struct A;"),
    row("module_missing", "a", "pub mod a { pub struct A; }", ""),
    row("module_added", "a", "", "pub mod a { pub struct A; }"),
    row("import_missing", "a::B", "pub struct A; pub mod a { pub use super::A as B; }", "pub struct A; pub mod a { }"),
    row("import_added", "a::B", "pub struct A; pub mod a { }", "pub struct A; pub mod a { pub use super::A as B; }"),
    row("import_changed_target", "A", "pub use other::A;", "pub use another::A;"),
    row("macro_output_changed", "macros of a", "mod a { all! { B, C } } pub use a::B;", "mod a { all! { B, C, D } } pub use a::B;"),
    row("struct_missing", "types::A", "pub mod types { pub struct A { pub a: u8 } }", "pub mod types {  }"),
    row("exhaustive_struct_added", "types::A", "pub mod types {  }", "pub mod types { pub struct A { pub a: u8 } }"),
    row("non_exhaustive_struct_added", "types::A", "pub mod types {  }", "pub mod types { #[non_exhaustive] pub struct A { pub a: u8 } }"),
    row("struct_renamed", "types::A2j", "pub mod types { pub struct A2j { pub a: u8, pub b: Option<String>, pub c: bool } }", "pub mod types { pub struct A8p { pub a: u8, pub b: Option<String>, pub c: bool } }"),
    row("struct_with_pub_fields_changed_type", "types::A", "pub mod types { pub struct A { pub a: u8 } }", "pub mod types { pub enum A { B } }"),
    row("struct_marked_non_exhaustive", "types::A", "pub mod types { pub struct A { pub a: u8 } }", "pub mod types { #[non_exhaustive] pub struct A { pub a: u8 } }"),
    row("struct_no_longer_non_exhaustive", "types::A", "pub mod types { #[non_exhaustive] pub struct A { pub a: u8 } }", "pub mod types { pub struct A { pub a: u8 } }"),
    row("struct_pub_field_missing", "types::A::b", "pub mod types { pub struct A { pub a: u8, pub b: u8 } }", "pub mod types { pub struct A { pub a: u8 } }"),
    row("struct_field_renamed", "types::A::b", r#"pub mod types { pub struct A { pub a: u8, #[serde(rename = "X")] pub b: u8 } }"#, r#"pub mod types { pub struct A { #[serde(rename = "X")] pub x: u8, pub a: u8 } }"#),
    row("struct_field_type_changed", "types::A::a", "pub mod types { pub struct A { pub a: u8 } }", "pub mod types { pub struct A { pub a: u16 } }"),
    row("struct_field_became_option", "types::A::a", "pub mod types { pub struct A { pub a: u8 } }", "pub mod types { pub struct A { pub a: Option<u8> } }"),
    row("struct_field_no_longer_option", "types::A::a", "pub mod types { pub struct A { pub a: Option<u8> } }", "pub mod types { pub struct A { pub a: u8 } }"),
    row("constructible_struct_adds_field", "types::A::b", "pub mod types { pub struct A { pub a: u8 } }", "pub mod types { pub struct A { pub a: u8, pub b: u8 } }"),
    row("constructible_struct_adds_private_field", "types::A", "pub mod types { pub struct A { pub a: u8 } }", "pub mod types { pub struct A { pub a: u8, b: u8 } }"),
    row("struct_no_longer_has_non_pub_fields", "types::A", "pub mod types { pub struct A { pub a: u8, b: u8 } }", "pub mod types { pub struct A { pub a: u8 } }"),
    row("struct_field_added", "types::A::b", "pub mod types { #[non_exhaustive] pub struct A { pub a: u8 } }", "pub mod types { #[non_exhaustive] pub struct A { pub a: u8, pub b: u8 } }"),
    row("struct_field_name_in_json_changed", "types::A::a", r#"pub mod types { pub struct A { #[serde(rename = "A")] pub a: u8 } }"#, "pub mod types { pub struct A { pub a: u8 } }"),
    row("tuple_struct_to_plain_struct", "types::A", "pub mod types { pub struct A(pub u8); }", "pub mod types { pub struct A { pub a: u8 } }"),
    row("enum_missing", "types::A", "pub mod types { pub enum A { B } }", "pub mod types {  }"),
    row("exhaustive_enum_added", "types::A", "pub mod types {  }", "pub mod types { pub enum A { B } }"),
    row("non_exhaustive_enum_added", "types::A", "pub mod types {  }", "pub mod types { #[non_exhaustive] pub enum A { B } }"),
    row("enum_renamed", "types::A2j", "pub mod types { pub enum A2j { B, C } }", "pub mod types { pub enum A8p { B, C } }"),
    row("enum_changed_kind", "types::A", "pub mod types { pub enum A { B } }", "pub mod types { pub struct A { pub a: u8 } }"),
    row("enum_marked_non_exhaustive", "types::A", "pub mod types { pub enum A { B } }", "pub mod types { #[non_exhaustive] pub enum A { B } }"),
    row("enum_no_longer_non_exhaustive", "types::A", "pub mod types { #[non_exhaustive] pub enum A { B } }", "pub mod types { pub enum A { B } }"),
    row("enum_variant_missing", "types::A::C", "pub mod types { pub enum A { B, C } }", "pub mod types { pub enum A { B } }"),
    row("enum_variant_renamed", "types::A::C", r#"pub mod types { pub enum A { B, #[serde(rename = "c")] C } }"#, r#"pub mod types { pub enum A { B, #[serde(rename = "c")] D } }"#),
    row("enum_variant_added", "types::A::C", "pub mod types { pub enum A { B } }", "pub mod types { pub enum A { B, C } }"),
    row("non_exhaustive_enum_variant_added", "types::A::C", "pub mod types { #[non_exhaustive] pub enum A { B } }", "pub mod types { #[non_exhaustive] pub enum A { B, C } }"),
    row("enum_unit_variant_changed_kind", "types::A::B", "pub mod types { pub enum A { B } }", "pub mod types { pub enum A { B(u8) } }"),
    row("enum_tuple_variant_changed_kind", "types::A::B", "pub mod types { pub enum A { B(u8) } }", "pub mod types { pub enum A { B } }"),
    row("enum_struct_variant_changed_kind", "types::A::B", "pub mod types { pub enum A { B { a: u8 } } }", "pub mod types { pub enum A { B(u8) } }"),
    row("enum_variant_type_changed", "types::A::B", "pub mod types { pub enum A { B(u8) } impl From<u8> for A { } }", "pub mod types { pub enum A { B(u16) } impl From<u16> for A { } }"),
    row("enum_variant_name_in_json_changed", "types::A::B", "pub mod types { pub enum A { B } }", r#"pub mod types { pub enum A { #[serde(rename = "b")] B } }"#),
    row("enum_no_repr_variant_discriminant_changed", "types::A", "pub mod types { pub enum A { B, C } }", "pub mod types { pub enum A { C, B } }"),
    row("partial_ord_enum_variants_reordered", "types::A", "pub mod types { #[derive(PartialOrd)] pub enum A { B(u8), C } }", "pub mod types { #[derive(PartialOrd)] pub enum A { C, B(u8) } }"),
    row("type_alias_missing", "A", "pub type A = u8;", ""),
    row("type_alias_added", "A", "", "pub type A = u8;"),
    row("type_alias_changed", "A", "pub type A = u8;", "pub type A = u16;"),
    row("item_changed_kind", "A", "pub const A: u8 = 1;", "pub static A: u8 = 1;"),
    row("type_generics_changed", "A", "pub struct A<T>(pub u8, T);", "pub struct A<T, U>(pub u8, T);"),
    row("pub_module_level_const_missing", "A", "pub const A: u8 = 1;", ""),
    row("pub_const_added", "A", "", "pub const A: u8 = 1;"),
    row("const_type_changed", "A", "pub const A: u8 = 1;", "pub const A: u16 = 1;"),
    row("pub_static_missing", "A", "pub static A: u8 = 1;", ""),
    row("pub_static_added", "A", "", "pub static A: u8 = 1;"),
    row("static_type_changed", "A", "pub static A: &[u8] = &[1];", "pub static A: &[u16] = &[1];"),
    row("function_missing", "a", "pub fn a() {}", ""),
    row("function_added", "a", "", "pub fn a() {}"),
    row("function_parameter_count_changed", "a", "pub fn a() {}", "pub fn a(b: u8) {}"),
    row("function_signature_changed", "a", "pub fn a(b: u8) {}", "pub fn a(b: u16) {}"),
    row("trait_missing", "A", "pub trait A {}", ""),
    row("trait_added", "A", "", "pub trait A {}"),
    row("trait_supertraits_changed", "A", "pub trait A {}", "pub trait A: Send {}"),
    row("trait_method_missing", "A::a", "pub trait A { fn a(&self); }", "pub trait A { }"),
    row("trait_method_added", "A::a", "pub trait A { }", "pub trait A { fn a(&self); }"),
    row("trait_method_with_default_added", "A::a", "pub trait A { }", "pub trait A { fn a(&self) {} }"),
    row("trait_method_changed", "A::a", "pub trait A { fn a(&self); }", "pub trait A { fn a(&self) -> u8; }"),
    row("trait_method_default_impl_removed", "A::a", "pub trait A { fn a(&self) {} }", "pub trait A { fn a(&self); }"),
    row("trait_method_default_impl_added", "A::a", "pub trait A { fn a(&self); }", "pub trait A { fn a(&self) {} }"),
    row("inherent_method_missing", "A::a", "pub struct A { a: u8 } impl A { pub fn a() {} }", "pub struct A { a: u8 } impl A {  }"),
    row("inherent_method_added", "A::a", "pub struct A { a: u8 } impl A {  }", "pub struct A { a: u8 } impl A { pub fn a() {} }"),
    row("inherent_method_renamed", "Client::list_safes", r##"pub struct Client { a: u8 }
impl Client {
    /// * Request: `GET /API/Safes`
    pub fn list_safes(&self) -> builder::ListSafes<'_> { builder::ListSafes::new(self) }
}
pub mod builder {
    pub struct ListSafes<'a> { client: &'a super::Client }
    impl<'a> ListSafes<'a> {
        pub fn new(client: &'a super::Client) -> Self { Self { } }
        /// Sends a `GET` request to `/API/Safes`
        pub async fn send(self) -> Result<(), String> {  }
    }
}"##, r##"pub struct Client { a: u8 }
impl Client {
    /// * Request: `GET /api/safes/`
    pub fn find_safes(&self) -> builder::FindSafes<'_> { builder::FindSafes::new(self) }
}
pub mod builder {
    pub struct FindSafes<'a> { client: &'a super::Client }
    impl<'a> FindSafes<'a> {
        pub fn new(client: &'a super::Client) -> Self { Self { } }
        /// Sends a `GET` request to `/api/safes/`
        pub async fn send(self) -> Result<(), String> {  }
    }
}"##),
    row("method_parameter_count_changed", "A::a", "pub struct A { a: u8 } impl A { pub fn a(b: u8) {} }", "pub struct A { a: u8 } impl A { pub fn a(b: u8, c: u8) {} }"),
    row("method_parameter_type_changed", "A::a", "pub struct A { a: u8 } impl A { pub fn a(b: u8) {} }", "pub struct A { a: u8 } impl A { pub fn a(c: u16) {} }"),
    row("method_return_type_changed", "A::a", "pub struct A { a: u8 } impl A { pub fn a() -> u8 { 1 } }", "pub struct A { a: u8 } impl A { pub fn a() -> u16 { 1 } }"),
    row("inherent_method_now_returns_unit", "A::a", "pub struct A { a: u8 } impl A { pub fn a() -> u8 { 1 } }", "pub struct A { a: u8 } impl A { pub fn a() { } }"),
    row("method_receiver_changed", "A::a", "pub struct A { a: u8 } impl A { pub fn a(&self) {} }", "pub struct A { a: u8 } impl A { pub fn a(self) {} }"),
    row("method_bounds_changed", "A::a", "pub struct A { a: u8 } impl A { pub fn a<T: Clone>(t: T) {} }", "pub struct A { a: u8 } impl A { pub fn a<T>(t: T) where T: Copy {} }"),
    row("method_requires_different_generic_type_params", "A::a", "pub struct A { a: u8 } impl A { pub fn a<T>(t: T) {} }", "pub struct A { a: u8 } impl A { pub fn a<T, U>(t: T) {} }"),
    row("method_qualifiers_changed", "A::a", "pub struct A { a: u8 } impl A { pub const fn a() {} }", "pub struct A { a: u8 } impl A { pub fn a() {} }"),
    row("builder_setter_needed", "builder::ListSafes::b", r##"pub struct Client { a: u8 }
impl Client {
    /// * Request: `GET /s`
    pub fn list_safes(&self) -> builder::ListSafes<'_> { builder::ListSafes::new(self) }
}
pub mod builder {
    pub struct ListSafes<'a> { client: &'a super::Client }
    impl<'a> ListSafes<'a> {
        pub fn new(client: &'a super::Client) -> Self { Self { a: Ok(None), } }
        pub fn a<V>(mut self, value: V) -> Self where V: std::convert::TryInto<u8> { self }
/// Sends a `GET` request to `/s`
        pub async fn send(self) -> Result<(), String> {  }
    }
}"##, r##"pub struct Client { a: u8 }
impl Client {
    /// * Request: `GET /s`
    pub fn list_safes(&self) -> builder::ListSafes<'_> { builder::ListSafes::new(self) }
}
pub mod builder {
    pub struct ListSafes<'a> { client: &'a super::Client }
    impl<'a> ListSafes<'a> {
        pub fn new(client: &'a super::Client) -> Self { Self { a: Ok(None), b: Err("missing".to_string()), } }
        pub fn a<V>(mut self, value: V) -> Self where V: std::convert::TryInto<u8> { self }
pub fn b<V>(mut self, value: V) -> Self where V: std::convert::TryInto<u8> { self }
/// Sends a `GET` request to `/s`
        pub async fn send(self) -> Result<(), String> {  }
    }
}"##),
    row("builder_setter_became_needed", "builder::ListSafes::a", r##"pub struct Client { a: u8 }
impl Client {
    /// * Request: `GET /s`
    pub fn list_safes(&self) -> builder::ListSafes<'_> { builder::ListSafes::new(self) }
}
pub mod builder {
    pub struct ListSafes<'a> { client: &'a super::Client }
    impl<'a> ListSafes<'a> {
        pub fn new(client: &'a super::Client) -> Self { Self { a: Ok(None), } }
        pub fn a<V>(mut self, value: V) -> Self where V: std::convert::TryInto<u8> { self }
/// Sends a `GET` request to `/s`
        pub async fn send(self) -> Result<(), String> {  }
    }
}"##, r##"pub struct Client { a: u8 }
impl Client {
    /// * Request: `GET /s`
    pub fn list_safes(&self) -> builder::ListSafes<'_> { builder::ListSafes::new(self) }
}
pub mod builder {
    pub struct ListSafes<'a> { client: &'a super::Client }
    impl<'a> ListSafes<'a> {
        pub fn new(client: &'a super::Client) -> Self { Self { a: Err("missing".to_string()), } }
        pub fn a<V>(mut self, value: V) -> Self where V: std::convert::TryInto<u8> { self }
/// Sends a `GET` request to `/s`
        pub async fn send(self) -> Result<(), String> {  }
    }
}"##),
    row("builder_setter_no_longer_needed", "builder::ListSafes::a", r##"pub struct Client { a: u8 }
impl Client {
    /// * Request: `GET /s`
    pub fn list_safes(&self) -> builder::ListSafes<'_> { builder::ListSafes::new(self) }
}
pub mod builder {
    pub struct ListSafes<'a> { client: &'a super::Client }
    impl<'a> ListSafes<'a> {
        pub fn new(client: &'a super::Client) -> Self { Self { a: Err("missing".to_string()), } }
        pub fn a<V>(mut self, value: V) -> Self where V: std::convert::TryInto<u8> { self }
/// Sends a `GET` request to `/s`
        pub async fn send(self) -> Result<(), String> {  }
    }
}"##, r##"pub struct Client { a: u8 }
impl Client {
    /// * Request: `GET /s`
    pub fn list_safes(&self) -> builder::ListSafes<'_> { builder::ListSafes::new(self) }
}
pub mod builder {
    pub struct ListSafes<'a> { client: &'a super::Client }
    impl<'a> ListSafes<'a> {
        pub fn new(client: &'a super::Client) -> Self { Self { a: Ok(None), } }
        pub fn a<V>(mut self, value: V) -> Self where V: std::convert::TryInto<u8> { self }
/// Sends a `GET` request to `/s`
        pub async fn send(self) -> Result<(), String> {  }
    }
}"##),
    row("builder_setter_type_changed", "builder::ListSafes::a", r##"pub struct Client { a: u8 }
impl Client {
    /// * Request: `GET /s`
    pub fn list_safes(&self) -> builder::ListSafes<'_> { builder::ListSafes::new(self) }
}
pub mod builder {
    pub struct ListSafes<'a> { client: &'a super::Client }
    impl<'a> ListSafes<'a> {
        pub fn new(client: &'a super::Client) -> Self { Self { a: Ok(None), } }
        pub fn a<V>(mut self, value: V) -> Self where V: std::convert::TryInto<u8> { self }
/// Sends a `GET` request to `/s`
        pub async fn send(self) -> Result<(), String> {  }
    }
}"##, r##"pub struct Client { a: u8 }
impl Client {
    /// * Request: `GET /s`
    pub fn list_safes(&self) -> builder::ListSafes<'_> { builder::ListSafes::new(self) }
}
pub mod builder {
    pub struct ListSafes<'a> { client: &'a super::Client }
    impl<'a> ListSafes<'a> {
        pub fn new(client: &'a super::Client) -> Self { Self { a: Ok(None), } }
        pub fn a<V>(mut self, value: V) -> Self where V: std::convert::TryInto<u16> { self }
/// Sends a `GET` request to `/s`
        pub async fn send(self) -> Result<(), String> {  }
    }
}"##),
    row("builder_setter_name_in_request_changed", "builder::ListSafes::a", r##"pub struct Client { a: u8 }
impl Client {
    /// * Request: `GET /s`
    pub fn list_safes(&self) -> builder::ListSafes<'_> { builder::ListSafes::new(self) }
}
pub mod builder {
    pub struct ListSafes<'a> { client: &'a super::Client }
    impl<'a> ListSafes<'a> {
        pub fn new(client: &'a super::Client) -> Self { Self { a: Ok(None), } }
        pub fn a<V>(mut self, value: V) -> Self where V: std::convert::TryInto<u8> { self }
/// Sends a `GET` request to `/s`
        pub async fn send(self) -> Result<(), String> { q.query(&progenitor_client::QueryParam::new("a", &a)) }
    }
}"##, r##"pub struct Client { a: u8 }
impl Client {
    /// * Request: `GET /s`
    pub fn list_safes(&self) -> builder::ListSafes<'_> { builder::ListSafes::new(self) }
}
pub mod builder {
    pub struct ListSafes<'a> { client: &'a super::Client }
    impl<'a> ListSafes<'a> {
        pub fn new(client: &'a super::Client) -> Self { Self { a: Ok(None), } }
        pub fn a<V>(mut self, value: V) -> Self where V: std::convert::TryInto<u8> { self }
/// Sends a `GET` request to `/s`
        pub async fn send(self) -> Result<(), String> { q.query(&progenitor_client::QueryParam::new("A", &a)) }
    }
}"##),
    row("request_changed", "Client::list_safes", r##"pub struct Client { a: u8 }
impl Client {
    /// * Request: `GET /s`
    pub fn list_safes(&self) -> builder::ListSafes<'_> { builder::ListSafes::new(self) }
}
pub mod builder {
    pub struct ListSafes<'a> { client: &'a super::Client }
    impl<'a> ListSafes<'a> {
        pub fn new(client: &'a super::Client) -> Self { Self { } }
        /// Sends a `GET` request to `/s`
        pub async fn send(self) -> Result<(), String> {  }
    }
}"##, r##"pub struct Client { a: u8 }
impl Client {
    /// * Request: `GET /t`
    pub fn list_safes(&self) -> builder::ListSafes<'_> { builder::ListSafes::new(self) }
}
pub mod builder {
    pub struct ListSafes<'a> { client: &'a super::Client }
    impl<'a> ListSafes<'a> {
        pub fn new(client: &'a super::Client) -> Self { Self { } }
        /// Sends a `GET` request to `/t`
        pub async fn send(self) -> Result<(), String> {  }
    }
}"##),
    row("derive_trait_impl_removed", "types::A: Clone", "pub mod types { #[derive(Clone)] pub struct A { a: u8 } }", "pub mod types { pub struct A { a: u8 } }"),
    row("trait_impl_missing", "types::A: Display", "pub mod types { pub struct A { a: u8 } impl std::fmt::Display for A { } }", "pub mod types { pub struct A { a: u8 } }"),
    row("trait_impl_added", "types::A: Default", "pub mod types { pub struct A { a: u8 } }", "pub mod types { #[derive(Default)] pub struct A { a: u8 } }"),
    row("copy_impl_added", "types::A: Copy", "pub mod types { pub struct A { a: u8 } }", "pub mod types { #[derive(Copy)] pub struct A { a: u8 } }"),
    row("trait_impl_moved_behind_feature", "types::A: Serialize", "pub mod types { #[derive(::serde::Serialize)] pub struct A { a: u8 } }", r#"pub mod types { #[cfg_attr(feature = "both-directions", derive(::serde::Serialize))] pub struct A { a: u8 } }"#),
    row("trait_impl_behind_fewer_features", "types::A: Serialize", r#"pub mod types { #[cfg_attr(feature = "both-directions", derive(::serde::Serialize))] pub struct A { a: u8 } }"#, "pub mod types { #[derive(::serde::Serialize)] pub struct A { a: u8 } }"),
];
