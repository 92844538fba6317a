//! Pictures for themes, and the logo of an older web interface.

use crate::{
    answer::Answer, behaviour::Row, call::Call, encoding, errors::Refusal, fields::Fields,
    state::Vault,
};

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
        return Err(Refusal::must_be("type", "square or watermark"));
    }
    Ok(Answer::bytes(BYTES, LOGO))
}

/// The bytes of a picture.
fn content(fields: Fields) -> Result<Vec<u8>, Refusal> {
    let sent = fields.mandatory_value("Content")?;
    encoding::file(sent)
        .filter(|bytes| !bytes.is_empty())
        .ok_or_else(|| Refusal::must_be("Content", "Base64"))
}
