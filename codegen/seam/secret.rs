//! Text that must not be seen: passwords, keys, tokens.

use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de, ser};
use std::{cell::Cell, convert::Infallible, fmt, str::FromStr};
use subtle::ConstantTimeEq;

/// A secret text: redacted in `Debug`, without `Display`, wiped from memory on drop.
///
/// It leaves only by [`Secret::expose`] or through [`Exposed`]: requests are written through the
/// latter, and everything else that serialises a secret is refused. To compare two takes the same
/// time wherever they differ; that of texts of two lengths is told apart at once.
#[derive(Clone)]
pub struct Secret(SecretString);

impl Secret {
    /// The text itself. Whoever calls this answers for where it goes.
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }
}

/// Serialises a value with the secrets in it in clear, as requests need them. Whoever makes one
/// answers for where it goes.
///
/// Without it, to serialise a value that holds a [`Secret`] is an error, so that no log, file or
/// message gets a password by the way.
#[derive(Clone, Copy, Debug)]
pub struct Exposed<'a, T: ?Sized>(pub &'a T);

impl<T: Serialize + ?Sized> Serialize for Exposed<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let _exposing = Exposing::begin();
        self.0.serialize(serializer)
    }
}

thread_local! {
    /// How many [`Exposed`] are being serialised, one within the other.
    static DEPTH: Cell<usize> = const { Cell::new(0) };
}

/// Secrets may be written on this thread as long as it lives.
struct Exposing;

impl Exposing {
    fn begin() -> Self {
        DEPTH.with(|depth| depth.set(depth.get().saturating_add(1)));
        Self
    }

    fn is_under_way() -> bool {
        DEPTH.with(Cell::get) > 0
    }
}

impl Drop for Exposing {
    fn drop(&mut self) {
        DEPTH.with(|depth| depth.set(depth.get().saturating_sub(1)));
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret([REDACTED])")
    }
}

impl PartialEq for Secret {
    /// Compares without stopping at the first difference, so that the time tells only the length.
    fn eq(&self, other: &Self) -> bool {
        let (a, b) = (self.expose().as_bytes(), other.expose().as_bytes());
        a.ct_eq(b).into()
    }
}

impl Eq for Secret {}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self(text.into())
    }
}

impl From<&str> for Secret {
    fn from(text: &str) -> Self {
        Self(text.to_owned().into())
    }
}

impl FromStr for Secret {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(text.into())
    }
}

impl Serialize for Secret {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match Exposing::is_under_way() {
            true => serializer.serialize_str(self.expose()),
            false => Err(ser::Error::custom(
                "a secret is written only into a request; use Exposed where it is to be written in clear",
            )),
        }
    }
}

impl<'de> Deserialize<'de> for Secret {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_string(SecretVisitor)
    }
}

struct SecretVisitor;

/// Refuses every other type without repeating the value, which serde's own messages would.
macro_rules! refuse {
    ($($visit:ident: $type:ty),*) => {
        $(fn $visit<E: de::Error>(self, _: $type) -> Result<Secret, E> {
            Err(E::custom("a secret must be a JSON string"))
        })*
    };
}

impl de::Visitor<'_> for SecretVisitor {
    type Value = Secret;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a secret as a JSON string")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Secret, E> {
        Ok(text.into())
    }

    fn visit_string<E: de::Error>(self, text: String) -> Result<Secret, E> {
        Ok(text.into())
    }

    refuse!(visit_bool: bool, visit_i64: i64, visit_u64: u64, visit_f64: f64, visit_bytes: &[u8]);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_written_only_where_that_is_said() {
        let secret = Secret::from("made-up");
        let error = serde_json::to_string(&secret).unwrap_err();
        assert!(!error.to_string().contains("made-up"), "{error}");
        assert_eq!(
            serde_json::to_string(&Exposed(&[&secret])).unwrap(),
            r#"["made-up"]"#
        );
        assert!(serde_json::to_string(&secret).is_err());
    }

    #[test]
    fn a_panic_ends_the_writing() {
        struct Panics;
        impl Serialize for Panics {
            fn serialize<S: Serializer>(&self, _: S) -> Result<S::Ok, S::Error> {
                std::panic::resume_unwind(Box::new(()))
            }
        }
        assert!(std::panic::catch_unwind(|| serde_json::to_string(&Exposed(&Panics))).is_err());
        assert!(serde_json::to_string(&Secret::from("made-up")).is_err());
    }

    #[test]
    fn equal_texts_are_equal_secrets() {
        let secret = Secret::from("made-up");
        assert_eq!(secret, Secret::from("made-up"));
        for other in ["", "made-uP", "made-up ", "Made-up"] {
            assert_ne!(secret, Secret::from(other));
        }
    }
}
