//! What is done with a platform of any kind, by its number.

use super::{Kind, known::Platform, require_administrator};
use crate::{answer::Answer, behaviour::Row, call::Call, errors::Refusal, state::Vault};
use rand::{
    distr::{Alphanumeric, SampleString},
    seq::IndexedRandom,
};
use serde_json::json;

/// What this module carries out.
pub(crate) const ROWS: &[Row] = &[
    ("activate_target_platform", activate),
    ("activate_group_platform", activate),
    ("activate_rotational_group_platform", activate),
    ("deactivate_target_platform", deactivate),
    ("deactivate_group_platform", deactivate),
    ("deactivate_rotational_group_platform", deactivate),
    ("duplicate_target_platform", duplicate),
    ("duplicate_dependent_platform", duplicate),
    ("duplicate_dependent_platform_singular", duplicate),
    ("duplicate_group_platform", duplicate),
    ("duplicate_rotational_group_platform", duplicate),
    ("delete_target_platform", delete),
    ("delete_dependent_platform", delete),
    ("delete_group_platform", delete),
    ("delete_rotational_group_platform", delete),
    ("rename_target_platform", rename),
    ("generate_platform_secret", generate_secret),
];

/// The longest name or description of a platform.
const LONGEST: usize = 255;

fn activate(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    set_active(vault, call, true)
}

fn deactivate(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    set_active(vault, call, false)
}

fn set_active(vault: &mut Vault, call: &Call, active: bool) -> Result<Answer, Refusal> {
    numbered_mut(vault, call)?.active = active;
    Ok(Answer::empty(200))
}

fn duplicate(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let source = numbered(vault, call)?.clone();
    let fields = call.fields()?;
    let name = name(fields.mandatory("Name")?)?;
    let description = fields.text_up_to("Description", LONGEST)?;
    let copy = vault.platforms.duplicate(&source, name, &description)?;
    Ok(Answer::ok(json!({
        "ID": copy.number,
        "PlatformID": copy.id,
        "Name": copy.name,
        "Description": copy.description,
    })))
}

/// Deletes a platform, unless accounts need it.
fn delete(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let platform = numbered(vault, call)?;
    let (kind, number) = (platform.kind(), platform.number);
    let mut accounts = vault.accounts.values();
    let grouped = vault.has_groups_of(&platform.id);
    let used = kind == Kind::Target
        && accounts.any(|one| one.deleted.is_none() && one.properties.platform == platform.id);
    if used || grouped {
        return Err(Refusal::platform_used(&platform.id));
    }
    vault.platforms.remove(kind, number);
    Ok(Answer::empty(204))
}

fn rename(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let number = numbered(vault, call)?.number;
    let name = name(call.fields()?.mandatory("Name")?)?;
    vault.platforms.check_free_name(name, number)?;
    name.clone_into(&mut numbered_mut(vault, call)?.name);
    Ok(Answer::empty(200))
}

/// Makes up a secret by the rules of the platform.
fn generate_secret(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let platform = super::lists::find(vault, call)?;
    Ok(Answer::ok(json!({"Password": made_up(platform)})))
}

fn made_up(platform: &Platform) -> String {
    let setting = |name| {
        platform
            .setting(name)
            .parse::<usize>()
            .unwrap_or(0)
            .min(LONGEST)
    };
    let mut secret = Vec::new();
    let rng = &mut rand::rng();
    for (name, letters) in [
        ("MinUpperCase", &b"ABCDEFGHIJKLMNOPQRSTUVWXYZ"[..]),
        ("MinLowerCase", b"abcdefghijklmnopqrstuvwxyz"),
        ("MinDigit", b"0123456789"),
        ("MinSpecial", b"!#$%*+-=?@_"),
    ] {
        for _ in 0..setting(name) {
            secret.extend(letters.choose(rng).copied().map(char::from));
        }
    }
    let missing = setting("PasswordLength").saturating_sub(secret.len());
    secret.extend(Alphanumeric.sample_string(rng, missing).chars());
    secret.into_iter().collect()
}

/// A name that a platform can have.
fn name(text: &str) -> Result<&str, Refusal> {
    let good = |c: char| c.is_alphanumeric() || "_- ".contains(c);
    let text = text.trim();
    if text.is_empty() || text.chars().count() > LONGEST || !text.chars().all(good) {
        return Err(Refusal::must_be(
            "Name",
            "made of letters, digits, underscores, hyphens and spaces",
        ));
    }
    Ok(text)
}

/// The kind of platforms that the path is about, and the number in it.
fn numbers(call: &Call) -> Result<(Kind, u32), Refusal> {
    let kind = match call.operation.path.split('/').nth(3) {
        Some("Groups") => Kind::Group,
        Some("RotationalGroups") => Kind::RotationalGroup,
        Some("Dependents" | "Dependent") => Kind::Dependent,
        _ => Kind::Target,
    };
    let id = call.parameter("platformId");
    let number = id
        .parse()
        .map_err(|_| Refusal::not_a_number("platformID", id))?;
    Ok((kind, number))
}

/// The platform that the path names, for administrators.
pub(super) fn numbered<'a>(vault: &'a Vault, call: &Call) -> Result<&'a Platform, Refusal> {
    require_administrator(vault, call)?;
    let (kind, number) = numbers(call)?;
    let platform = vault.platforms.numbered(kind, number);
    platform.ok_or_else(|| Refusal::platform_missing(&number.to_string()))
}

/// The same, to change it.
pub(super) fn numbered_mut<'a>(
    vault: &'a mut Vault,
    call: &Call,
) -> Result<&'a mut Platform, Refusal> {
    require_administrator(vault, call)?;
    let (kind, number) = numbers(call)?;
    let platform = vault.platforms.numbered_mut(kind, number);
    platform.ok_or_else(|| Refusal::platform_missing(&number.to_string()))
}

impl Refusal {
    fn platform_used(id: &str) -> Self {
        Self::generic(
            409,
            format!("Accounts or groups use platform {id}: it cannot be deleted."),
        )
    }
}
