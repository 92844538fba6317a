//! What follows from a change, by the chapter on semver of Cargo's book.

use super::bump::Bump;
use serde::Serialize;

/// What one kind of change asks of the version.
///
/// Where cargo-semver-checks has a lint of the same meaning the rule has its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Rule {
    /// Its name.
    pub id: &'static str,
    /// What happened, in a few words.
    pub title: &'static str,
    /// The version that follows.
    pub bump: Bump,
    /// Why.
    pub why: &'static str,
}

const fn row(id: &'static str, bump: Bump, title: &'static str, why: &'static str) -> Rule {
    Rule {
        id,
        title,
        bump,
        why,
    }
}

use Bump::{Major, Minor, Patch};

/// All rules.
#[rustfmt::skip]
pub static RULES: &[Rule] = &[
    // Features.
    row("feature_missing", Major, "a feature is gone", "a manifest that names it is refused"),
    row("feature_added", Minor, "there is a new feature", "nothing that is off changes anything"),
    row("feature_renamed", Major, "a feature has another name", "a manifest that names the old one is refused"),
    row("feature_no_longer_enables_feature", Major, "a feature brings another one no longer", "whoever relied on the one loses what the other brings"),
    row("feature_newly_enables_feature", Minor, "a feature brings another one", "there is more behind it than before"),
    row("feature_not_enabled_by_default", Major, "a feature is no longer on by default", "whoever named no features loses what it brings"),
    row("item_moved_behind_feature", Major, "an item stands behind other features", "whoever has only the features of before loses it"),
    row("item_behind_fewer_features", Minor, "an item stands behind more features than before, or behind none", "everybody who had it still has it"),
    // Modules and paths.
    row("module_missing", Major, "a module is gone", "paths through it lead nowhere"),
    row("module_added", Minor, "there is a new module", "nothing that was there changes"),
    row("import_missing", Major, "a path to an item is gone", "the item has another path still, but code that names this one does not compile"),
    row("import_added", Minor, "an item has one more path", "the other paths stay"),
    row("import_changed_target", Major, "a path leads to another item", "code that names it gets something else"),
    row("macro_output_changed", Major, "what a macro writes changed", "nobody looks into macros here: any item that it writes may be gone"),
    // Structs.
    row("struct_missing", Major, "a struct is gone", "code that names it does not compile"),
    row("exhaustive_struct_added", Minor, "there is a new struct", "nothing that was there changes"),
    row("non_exhaustive_struct_added", Minor, "there is a new struct that can grow", "nothing that was there changes"),
    row("struct_renamed", Major, "a struct has another name", "code that names the old one does not compile"),
    row("struct_with_pub_fields_changed_type", Major, "a struct became something else", "its fields can no longer be reached"),
    row("struct_marked_non_exhaustive", Major, "a struct can grow from now on", "outside the crate it can no longer be written as a literal or matched without `..`"),
    row("struct_no_longer_non_exhaustive", Minor, "a struct will not grow any more", "whatever could be done with it still can"),
    row("struct_pub_field_missing", Major, "a field is gone", "code that reads or sets it does not compile"),
    row("struct_field_renamed", Major, "a field has another name", "code that reads or sets the old one does not compile"),
    row("struct_field_type_changed", Major, "a field has another type", "code that reads or sets it expects the old one"),
    row("struct_field_became_option", Major, "a field may be missing", "code that reads it expects a value"),
    row("struct_field_no_longer_option", Major, "a field is always there", "code that reads it expects an `Option`"),
    row("constructible_struct_adds_field", Major, "a struct whose fields are all public has one more", "literals and patterns without `..` do not compile"),
    row("constructible_struct_adds_private_field", Major, "a struct whose fields are all public has a private one", "it can no longer be written as a literal"),
    row("struct_no_longer_has_non_pub_fields", Minor, "a struct has no private fields any more", "whatever could be done with it still can"),
    row("struct_field_added", Minor, "a struct that can grow has one more field", "`#[non_exhaustive]`, or a private field, kept everybody from listing all fields"),
    row("struct_field_name_in_json_changed", Patch, "a field stands under another name in JSON", "the Rust name stays; what is sent and read differs"),
    row("tuple_struct_to_plain_struct", Major, "the fields of a struct are written in another way", "literals and patterns of the old form do not compile"),
    // Enums.
    row("enum_missing", Major, "an enum is gone", "code that names it does not compile"),
    row("exhaustive_enum_added", Minor, "there is a new enum", "nothing that was there changes"),
    row("non_exhaustive_enum_added", Minor, "there is a new enum that can grow", "nothing that was there changes"),
    row("enum_renamed", Major, "an enum has another name", "code that names the old one does not compile"),
    row("enum_changed_kind", Major, "an enum became something else", "its variants can no longer be named"),
    row("enum_marked_non_exhaustive", Major, "an enum can grow from now on", "a match outside the crate needs an arm for the rest"),
    row("enum_no_longer_non_exhaustive", Minor, "an enum will not grow any more", "an arm for the rest is only warned of"),
    row("enum_variant_missing", Major, "a variant is gone", "code that names it does not compile"),
    row("enum_variant_renamed", Major, "a variant has another name", "code that names the old one does not compile"),
    row("enum_variant_added", Major, "an enum that does not grow has one more variant", "a match over all variants of before does not compile"),
    row("non_exhaustive_enum_variant_added", Minor, "an enum that can grow has one more variant", "every match has an arm for the rest already"),
    row("enum_unit_variant_changed_kind", Major, "a variant holds something from now on", "code that names it without a value does not compile"),
    row("enum_tuple_variant_changed_kind", Major, "a variant is written in another way", "code that names it in the old way does not compile"),
    row("enum_struct_variant_changed_kind", Major, "a variant with named fields is written in another way", "code that names it in the old way does not compile"),
    row("enum_variant_type_changed", Major, "a variant holds something else", "code that makes or matches it expects the old type"),
    row("enum_variant_name_in_json_changed", Patch, "a variant stands under another name in JSON", "the Rust name stays; what is sent and read differs"),
    row("enum_no_repr_variant_discriminant_changed", Major, "the variants of an enum have other numbers", "one was put in or taken out before them: a cast with `as` gives another number, and comparisons another order"),
    row("partial_ord_enum_variants_reordered", Major, "the variants of an enum stand in another order", "the derived order is theirs: comparisons turn out otherwise"),
    // Other items.
    row("type_alias_missing", Major, "a type alias is gone", "code that names it does not compile"),
    row("type_alias_added", Minor, "there is a new type alias", "nothing that was there changes"),
    row("type_alias_changed", Major, "a type alias stands for another type", "code that names it gets another type"),
    row("item_changed_kind", Major, "an item became something else", "what could be done with it cannot be done any more"),
    row("type_generics_changed", Major, "a type has other generic parameters", "code that gives them does not compile"),
    row("pub_module_level_const_missing", Major, "a constant is gone", "code that names it does not compile"),
    row("pub_const_added", Minor, "there is a new constant", "nothing that was there changes"),
    row("const_type_changed", Major, "a constant has another type", "code that uses it expects the old one"),
    row("pub_static_missing", Major, "a static is gone", "code that names it does not compile"),
    row("pub_static_added", Minor, "there is a new static", "nothing that was there changes"),
    row("static_type_changed", Major, "a static has another type", "code that uses it expects the old one"),
    row("function_missing", Major, "a function is gone", "calls of it do not compile"),
    row("function_added", Minor, "there is a new function", "nothing that was there changes"),
    row("function_parameter_count_changed", Major, "a function takes more or fewer parameters", "calls of it do not compile"),
    row("function_signature_changed", Major, "a function takes or returns something else", "calls of it need not compile"),
    row("trait_missing", Major, "a trait is gone", "code that names it does not compile"),
    row("trait_added", Minor, "there is a new trait", "nothing that was there changes"),
    row("trait_supertraits_changed", Major, "a trait asks for other traits", "types that have it may lack them, and code may rely on those of before"),
    row("trait_method_missing", Major, "a member of a trait is gone", "calls and implementations of it do not compile"),
    row("trait_method_added", Major, "a trait asks for one more member", "implementations of it lack it"),
    row("trait_method_with_default_added", Minor, "a trait has one more member that can be left out", "implementations of it need not have it"),
    row("trait_method_changed", Major, "a member of a trait has another signature", "calls and implementations of it need not compile"),
    row("trait_method_default_impl_removed", Major, "a member of a trait can no longer be left out", "implementations of it may lack it"),
    row("trait_method_default_impl_added", Minor, "a member of a trait can be left out", "implementations of it still may have it"),
    // Methods.
    row("inherent_method_missing", Major, "a method is gone", "calls of it do not compile"),
    row("inherent_method_added", Minor, "there is a new method", "the type's own methods stay as they are"),
    row("inherent_method_renamed", Major, "a method has another name", "calls of the old one do not compile"),
    row("method_parameter_count_changed", Major, "a method takes more or fewer parameters", "calls of it do not compile"),
    row("method_parameter_type_changed", Major, "a method takes something else", "calls of it pass what it took before"),
    row("method_return_type_changed", Major, "a method returns something else", "callers expect what it returned before"),
    row("inherent_method_now_returns_unit", Major, "a method returns nothing any more", "callers expect what it returned before"),
    row("method_receiver_changed", Major, "a method takes `self` in another way", "calls of it need not compile"),
    row("method_bounds_changed", Major, "a method asks other things of its type parameters", "types that callers pass may lack them"),
    row("method_requires_different_generic_type_params", Major, "a method has other type parameters", "calls that give them do not compile"),
    row("method_qualifiers_changed", Major, "a method is `async`, `const` or `unsafe` where it was not, or the other way round", "calls of it need not compile"),
    // Builders.
    row("builder_setter_needed", Major, "there is a new value that has to be given", "code compiles, but what does not give it fails when it runs"),
    row("builder_setter_became_needed", Major, "a value that could be left out has to be given", "code compiles, but what leaves it out fails when it runs"),
    row("builder_setter_no_longer_needed", Minor, "a value can be left out", "code that gives it still may"),
    row("builder_setter_type_changed", Major, "a setter takes something else", "calls of it pass what it took before"),
    row("builder_setter_name_in_request_changed", Patch, "a parameter stands under another name in the request", "the Rust name stays; what is sent differs"),
    row("request_changed", Patch, "a method sends another request", "the Rust name stays; what is sent differs"),
    // Traits of types.
    row("derive_trait_impl_removed", Major, "a type no longer has a trait that was derived", "code that relies on it does not compile"),
    row("trait_impl_missing", Major, "a type no longer has a trait", "code that relies on it does not compile"),
    row("trait_impl_added", Minor, "a type has one more trait", "what it could do before it still can"),
    row("copy_impl_added", Major, "a type is copied from now on", "a closure that took a value by `move` borrows it otherwise than before"),
    row("trait_impl_moved_behind_feature", Major, "a type has a trait only with other features", "whoever has only the features of before loses it"),
    row("trait_impl_behind_fewer_features", Minor, "a type has a trait with fewer features than before", "everybody who had it still has it"),
];

/// The rule of that name.
pub fn rule(id: &str) -> Option<&'static Rule> {
    RULES.iter().find(|rule| rule.id == id)
}
