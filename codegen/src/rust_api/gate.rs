//! Behind which Cargo features an item stands.

use std::collections::BTreeSet;
use std::fmt;
use syn::punctuated::Punctuated;
use syn::{Attribute, Meta, Token};

/// The sets of features of which one has to be on.
///
/// `{}` in it is no condition at all; without any set the item is never there.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Gate(BTreeSet<BTreeSet<String>>);

impl Gate {
    /// No condition.
    pub(super) fn always() -> Self {
        Self(BTreeSet::from([BTreeSet::new()]))
    }

    /// Only in tests, or otherwise never for a user.
    pub(super) fn never() -> Self {
        Self(BTreeSet::new())
    }

    /// Behind one feature.
    pub(super) fn feature(name: &str) -> Self {
        Self(BTreeSet::from([BTreeSet::from([name.to_owned()])]))
    }

    /// What the `cfg`s of an item ask for.
    pub(super) fn of(attrs: &[Attribute]) -> Self {
        attrs
            .iter()
            .filter(|attr| attr.path().is_ident("cfg"))
            .filter_map(|attr| attr.parse_args::<Meta>().ok())
            .fold(Self::always(), |gate, meta| gate.and(&Self::read(&meta)))
    }

    /// What one predicate asks for.
    pub(super) fn read(meta: &Meta) -> Self {
        let parts = |list: &syn::MetaList| {
            list.parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated)
                .map(|parts| parts.iter().map(Self::read).collect::<Vec<_>>())
                .unwrap_or_default()
        };
        match meta {
            Meta::NameValue(pair) if pair.path.is_ident("feature") => match &pair.value {
                syn::Expr::Lit(syn::ExprLit {
                    lit: syn::Lit::Str(name),
                    ..
                }) => Self::feature(&name.value()),
                _ => Self::always(),
            },
            Meta::List(list) if list.path.is_ident("any") => parts(list)
                .iter()
                .fold(Self::never(), |all, part| all.or(part)),
            Meta::List(list) if list.path.is_ident("all") => parts(list)
                .iter()
                .fold(Self::always(), |all, part| all.and(part)),
            Meta::Path(path) if path.is_ident("test") => Self::never(),
            // What no feature decides stands as a condition with its own spelling.
            other => Self::feature(&super::spelling::spelling(other)),
        }
    }

    /// Both conditions.
    pub(super) fn and(&self, other: &Self) -> Self {
        if *self == Self::always() {
            return other.clone();
        }
        if *other == Self::always() {
            return self.clone();
        }
        let mut all = BTreeSet::new();
        for one in &self.0 {
            for two in &other.0 {
                all.insert(one.union(two).cloned().collect());
            }
        }
        Self(all).absorbed()
    }

    /// Either condition.
    pub(super) fn or(&self, other: &Self) -> Self {
        Self(self.0.union(&other.0).cloned().collect()).absorbed()
    }

    /// Without the sets that hold another one: it is enough.
    fn absorbed(self) -> Self {
        let sets = &self.0;
        let least = |set: &&BTreeSet<String>| {
            !sets
                .iter()
                .any(|other| other.len() < set.len() && other.is_subset(set))
        };
        Self(sets.iter().filter(least).cloned().collect())
    }

    /// Whether there is no condition.
    pub(super) fn is_always(&self) -> bool {
        self.0.contains(&BTreeSet::new())
    }

    /// Whether nobody can have it.
    pub(super) fn is_never(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether whoever fulfils `other` has the item too.
    pub(super) fn covers(&self, other: &Self) -> bool {
        other
            .0
            .iter()
            .all(|set| self.0.iter().any(|enough| enough.is_subset(set)))
    }

    /// The one feature that it is about.
    pub(super) fn single(&self) -> Option<&str> {
        let mut sets = self.0.iter();
        let (Some(set), None) = (sets.next(), sets.next()) else {
            return None;
        };
        let mut names = set.iter();
        match (names.next(), names.next()) {
            (Some(name), None) => Some(name),
            _ => None,
        }
    }

    /// The same gate where features have other names.
    pub(super) fn renamed(&self, rename: impl Fn(&str) -> String) -> Self {
        let set = |set: &BTreeSet<String>| set.iter().map(|name| rename(name)).collect();
        Self(self.0.iter().map(set).collect())
    }
}

impl fmt::Display for Gate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_always() {
            return f.write_str("no feature");
        }
        let join = |set: &BTreeSet<String>| set.iter().cloned().collect::<Vec<_>>().join(" with ");
        let all: Vec<String> = self.0.iter().map(join).collect();
        f.write_str(&all.join(", "))
    }
}

#[cfg(test)]
mod tests {
    use super::Gate;

    fn gate(text: &str) -> Gate {
        let item: syn::ItemStruct = syn::parse_str(&format!("{text} struct A;")).unwrap();
        Gate::of(&item.attrs)
    }

    #[test]
    fn conditions_are_sets_of_features() {
        for (text, expected) in [
            ("", "no feature"),
            ("#[cfg(feature = \"a\")]", "a"),
            ("#[cfg(any(feature = \"b\", feature = \"a\"))]", "a, b"),
            ("#[cfg(all(feature = \"b\", feature = \"a\"))]", "a with b"),
            (
                "#[cfg(feature = \"a\")] #[cfg(feature = \"b\")]",
                "a with b",
            ),
            (
                "#[cfg(any(feature = \"a\", all(feature = \"a\", feature = \"b\")))]",
                "a",
            ),
            ("#[cfg(test)]", ""),
        ] {
            assert_eq!(gate(text).to_string(), expected, "{text}");
        }
        let (narrow, wide) = (
            gate("#[cfg(feature = \"a\")]"),
            gate("#[cfg(any(feature = \"a\", feature = \"b\"))]"),
        );
        assert!(wide.covers(&narrow) && !narrow.covers(&wide));
        assert!(Gate::always().covers(&wide) && !wide.covers(&Gate::always()));
    }
}
