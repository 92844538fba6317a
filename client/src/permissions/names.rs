//! Sets of permissions in files: read in any spelling, written as a list of the API's names.

use super::SafePermissions;
use pvwa_api::SafePermission;
use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{Error, SeqAccess, Visitor},
};
use std::fmt;

impl Serialize for SafePermissions {
    /// As a list of the API's names, in its order.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter().map(SafePermission::api_name))
    }
}

impl<'de> Deserialize<'de> for SafePermissions {
    /// From a list of names, or from one text as [`str::parse`] reads it.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Names;

        impl<'de> Visitor<'de> for Names {
            type Value = SafePermissions;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list of names of safe permissions, or a text with such names")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<SafePermissions, E> {
                text.parse().map_err(E::custom)
            }

            fn visit_seq<A: SeqAccess<'de>>(
                self,
                mut names: A,
            ) -> Result<SafePermissions, A::Error> {
                let mut set = SafePermissions::NONE;
                while let Some(name) = names.next_element::<String>()? {
                    set = set | name.parse().map_err(A::Error::custom)?;
                }
                Ok(set)
            }
        }

        deserializer.deserialize_any(Names)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Preset, permissions::set::tests::any_set};
    use proptest::prelude::*;

    #[test]
    fn a_list_and_a_text_are_read() {
        let wanted = Preset::ConnectOnly.permissions();
        for json in [
            r#"["useAccounts", "List accounts"]"#,
            r#""RestrictedRetrieve, ListContent""#,
        ] {
            assert_eq!(
                serde_json::from_str::<SafePermissions>(json).unwrap(),
                wanted,
                "{json}"
            );
        }
        let error = serde_json::from_str::<SafePermissions>(r#"["viewSecrets"]"#).unwrap_err();
        assert!(
            error
                .to_string()
                .contains("`viewSecrets` is no safe permission"),
            "{error}"
        );
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(set in any_set()) {
            let json = serde_json::to_string(&set).unwrap();
            prop_assert_eq!(serde_json::from_str::<SafePermissions>(&json).unwrap(), set);
        }
    }
}
