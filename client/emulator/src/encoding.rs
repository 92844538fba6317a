//! Base64, as clients send it and tokens carry it.

use base64::{
    Engine,
    alphabet::STANDARD,
    engine::{
        DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig, general_purpose::URL_SAFE_NO_PAD,
    },
};
use serde_json::Value;

const PADDED_OR_NOT: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// The bytes of a text in the standard alphabet, with or without padding and line breaks.
pub(crate) fn decode(text: &str) -> Option<Vec<u8>> {
    let text: String = text.split_ascii_whitespace().collect();
    PADDED_OR_NOT.decode(text).ok()
}

/// The bytes of a text in either alphabet, the standard one or that of URLs.
pub(crate) fn decode_url(text: &str) -> Option<Vec<u8>> {
    decode(&text.replace('-', "+").replace('_', "/"))
}

/// In the alphabet of URLs and without padding, as the parts of a token are written.
pub(crate) fn encode_url(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// The bytes of a file in a body: Base64, or the list of numbers that some clients make of bytes.
pub(crate) fn file(value: &Value) -> Option<Vec<u8>> {
    match value {
        Value::String(text) => decode(text),
        Value::Array(bytes) => bytes
            .iter()
            .map(|byte| byte.as_u64().and_then(|byte| u8::try_from(byte).ok()))
            .collect(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_decoded_or_refused() {
        for (text, bytes) in [
            ("", Some(&b""[..])),
            ("Zg==", Some(b"f")),
            ("Zm8=", Some(b"fo")),
            ("Zm9v", Some(b"foo")),
            ("Zm9v\r\nYg", Some(b"foob")),
            ("Z", None),
            ("Zm9=v", None),
            ("Zm!v", None),
            ("Pz8_Pg", None),
        ] {
            assert_eq!(decode(text).as_deref(), bytes, "{text}");
        }
    }

    #[test]
    fn what_is_encoded_for_urls_is_read_again() {
        assert_eq!(encode_url(b"???>"), "Pz8_Pg");
        assert_eq!(decode_url("Pz8_Pg").as_deref(), Some(&b"???>"[..]));
        assert_eq!(decode_url("Pz8/Pg==").as_deref(), Some(&b"???>"[..]));
    }
}
