//! Pictures for themes, and the logo of an older web interface.

use crate::{
    answer::Answer, behaviour::Row, call::Call, errors::Refusal, fields::Fields, state::Vault,
};
use serde_json::Value;

/// What this module carries out.
pub(crate) const ROWS: &[Row] = &[
    ("add_theme_image", add),
    ("get_theme_image", get),
    ("get_logo_gen1", logo),
];

const BYTES: &str = "application/octet-stream";

/// A GIF of one pixel.
const LOGO: [u8; 35] = [
    0x47, 0x49, 0x46, 0x38, 0x39, 0x61, 1, 0, 1, 0, 0x80, 0, 0, 0xff, 0xff, 0xff, 0, 0, 0, 0x2c, 0,
    0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 0x44, 1, 0, 0x3b,
];

/// Stores a picture.
fn add(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    vault.require_vault_admin(call.caller()?)?;
    let fields = call.fields()?;
    let name = fields.mandatory("Name")?;
    let picture = content(fields)?;
    let key = name.to_lowercase();
    if vault.themes.pictures.contains_key(&key) {
        return Err(Refusal::taken("Picture", name));
    }
    vault.themes.pictures.insert(key, picture);
    Ok(Answer::empty(201))
}

/// The bytes of a picture.
fn get(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    vault.require_vault_admin(call.caller()?)?;
    let name = call.parameter("imageName");
    let picture = vault.themes.pictures.get(&name.to_lowercase());
    let picture = picture.ok_or_else(|| Refusal::missing("Picture", name))?;
    Ok(Answer::bytes(BYTES, picture.as_slice()))
}

/// One of the two logos, which are alike here.
fn logo(_: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let shape = call.query.text("type").unwrap_or_default();
    let known = ["square", "watermark"];
    if !known.iter().any(|one| one.eq_ignore_ascii_case(shape)) {
        let message = "type must be square or watermark.";
        return Err(Refusal::invalid("type", message));
    }
    Ok(Answer::bytes(BYTES, LOGO))
}

/// The bytes, which come as Base64 or as a list of numbers.
fn content(fields: Fields) -> Result<Vec<u8>, Refusal> {
    let bytes = match fields.value("Content") {
        None => return Err(Refusal::mandatory("Content")),
        Some(Value::String(text)) => from_base64(text),
        Some(Value::Array(numbers)) => numbers
            .iter()
            .map(|number| number.as_u64().and_then(|number| u8::try_from(number).ok()))
            .collect(),
        Some(_) => None,
    };
    bytes
        .filter(|bytes| !bytes.is_empty())
        .ok_or_else(|| Refusal::invalid("Content", "Content must be Base64."))
}

/// The bytes that a text in Base64 stands for, with or without padding.
pub(crate) fn from_base64(text: &str) -> Option<Vec<u8>> {
    let (mut bytes, mut bits, mut count) = (Vec::new(), 0_u32, 0_u32);
    let text = text.trim_end_matches('=');
    if text.len() % 4 == 1 {
        return None;
    }
    for c in text.bytes() {
        let value = match c {
            b'A'..=b'Z' => c - b'A',
            b'a'..=b'z' => c - b'a' + 26,
            b'0'..=b'9' => c - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            _ => return None,
        };
        bits = (bits << 6) | u32::from(value);
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push(u8::try_from((bits >> count) & 0xff).ok()?);
        }
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_read_with_and_without_padding() {
        for (text, bytes) in [("", ""), ("Zg==", "f"), ("Zm8", "fo"), ("Zm9v", "foo")] {
            assert_eq!(from_base64(text).as_deref(), Some(bytes.as_bytes()));
        }
        assert_eq!(from_base64("Z"), None);
        assert_eq!(from_base64("Zm9 v"), None);
    }
}
