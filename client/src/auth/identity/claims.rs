//! What a token of Identity says of itself. Nothing of it is trusted: only the server can.

use serde_json::Value;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// The longest token that is looked into, in bytes: 64 KiB. Real ones have two to four.
const LONGEST: usize = 64 << 10;

/// The claims of a JSON Web Token.
pub(crate) struct Claims(Value);

impl Claims {
    /// The claims of a token; `None` where it is none.
    pub(crate) fn of(token: &str) -> Option<Self> {
        let mut parts = token.split('.');
        let (_, claims, _) = (parts.next()?, parts.next()?, parts.next()?);
        if token.len() > LONGEST || parts.next().is_some() {
            return None;
        }
        let claims: Value = serde_json::from_slice(&decoded(claims)?).ok()?;
        claims.is_object().then_some(Self(claims))
    }

    /// How long the token is good for, from `now` on; zero where it has expired, `None` where it
    /// does not say.
    pub(crate) fn expires_in(&self, now: SystemTime) -> Option<Duration> {
        let end = self.0.get("exp")?.as_u64()?;
        let end = UNIX_EPOCH.checked_add(Duration::from_secs(end))?;
        Some(end.duration_since(now).unwrap_or_default())
    }

    /// The tenant that issued the token, if its id can be part of the name of a cookie.
    pub(super) fn tenant_id(&self) -> Option<&str> {
        let id = self.0.get("tenant_id")?.as_str()?;
        super::refresh::is_tenant_id(id).then_some(id)
    }
}

/// Decodes Base64 in the form for URLs, without padding.
fn decoded(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3 + 3);
    let (mut bits, mut count) = (0_u32, 0);
    for letter in text.bytes() {
        let value = match letter {
            b'A'..=b'Z' => letter - b'A',
            b'a'..=b'z' => letter - b'a' + 26,
            b'0'..=b'9' => letter - b'0' + 52,
            b'-' => 62,
            b'_' => 63,
            _ => return None,
        };
        bits = (bits << 6) | u32::from(value);
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push((bits >> count) as u8);
            bits &= (1 << count) - 1;
        }
    }
    (count < 6).then_some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_and_the_tenant_are_read() {
        // {"exp":1700000100,"tenant_id":"ABC1234"}
        let token = "e30.eyJleHAiOjE3MDAwMDAxMDAsInRlbmFudF9pZCI6IkFCQzEyMzQifQ.c2ln";
        let claims = Claims::of(token).unwrap();
        assert_eq!(claims.tenant_id(), Some("ABC1234"));
        let at = |seconds| UNIX_EPOCH + Duration::from_secs(seconds);
        assert_eq!(
            claims.expires_in(at(1_700_000_000)),
            Some(Duration::from_secs(100))
        );
        assert_eq!(claims.expires_in(at(1_800_000_000)), Some(Duration::ZERO));
    }

    #[test]
    fn what_is_no_token_says_nothing() {
        for token in ["", "a.b", "a.b.c", "a.e30.c.d", "e30.W10.c", "e30.e3%0.c"] {
            assert!(Claims::of(token).is_none(), "{token}");
        }
        let empty = Claims::of("e30.e30.c").unwrap();
        assert!(empty.tenant_id().is_none() && empty.expires_in(UNIX_EPOCH).is_none());
    }

    #[test]
    fn letters_become_bytes() {
        for (text, bytes) in [
            ("", &b""[..]),
            ("Zg", b"f"),
            ("Zm8", b"fo"),
            ("Zm9v", b"foo"),
            ("-_8", &[0xfb, 0xff]),
        ] {
            assert_eq!(decoded(text).unwrap(), bytes);
        }
        assert!(decoded("Z").is_none() && decoded("Zg==").is_none());
    }
}
