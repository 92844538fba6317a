//! The types a user can have by the licence, and the interfaces that belong to them.

use crate::{answer::Answer, behaviour::Row, call::Call, errors::Refusal, state::Vault};
use serde_json::{Value, json};

/// What this module carries out.
pub(crate) const ROWS: &[Row] = &[("list_user_types", list)];

/// A type of user.
pub(crate) struct UserKind {
    /// As the API calls it.
    pub(crate) name: &'static str,
    /// Whether a component of the product works under such users.
    pub(crate) component: bool,
    /// Through what such users may log on.
    pub(crate) interfaces: &'static [&'static str],
}

/// The type of people.
pub(crate) const PERSON: &str = "EPVUser";

/// The type of applications.
pub(crate) const APPLICATION: &str = "AppProvider";

const PEOPLE: &[&str] = &["PIMSU", "PSM", "PSMP", "PVWA", "WINCLIENT", "PTA", "GUI"];
const ALL: &[&str] = &[
    "PIMSU",
    "PSM",
    "PSMP",
    "PVWA",
    "WINCLIENT",
    "PTA",
    "GUI",
    "PACLI",
    "PAPI",
    "NAPI",
    "XAPI",
    "HTTPGW",
    "EVD",
];

const KINDS: [UserKind; 14] = [
    kind(PERSON, false, ALL),
    kind("EPVUserLite", false, PEOPLE),
    kind("BasicUser", false, PEOPLE),
    kind("BizUser", false, PEOPLE),
    kind("ExtUser", false, &["PSM", "PSMP", "PVWA"]),
    kind("Built-InAdmins", false, ALL),
    kind("AIMAccount", false, &["AIMApp"]),
    kind(APPLICATION, true, &["AppPrv", "AIMApp"]),
    kind("CPM", true, &["CPM"]),
    kind("PVWA", true, &["PVWAApp", "PVWA"]),
    kind("PSM", true, &["PSMApp", "PSM"]),
    kind("PSMPServer", true, &["PSMP"]),
    kind("PTA", true, &["PTA"]),
    kind("DR_USER", true, &["DRUSER"]),
];

const fn kind(
    name: &'static str,
    component: bool,
    interfaces: &'static [&'static str],
) -> UserKind {
    UserKind {
        name,
        component,
        interfaces,
    }
}

/// The type of a name, whatever its case.
pub(crate) fn find(name: &str) -> Option<&'static UserKind> {
    KINDS
        .iter()
        .find(|kind| kind.name.eq_ignore_ascii_case(name))
}

/// All types.
fn list(_: &mut Vault, _: &Call) -> Result<Answer, Refusal> {
    let types: Vec<Value> = KINDS
        .iter()
        .zip(1..)
        .map(|(kind, number)| {
            json!({
                "UserTypeId": number,
                "UserTypeName": kind.name,
                "IsComponentUser": kind.component,
                "AllowedClientInterfaces": kind.interfaces,
            })
        })
        .collect();
    Ok(Answer::ok(json!({"UserTypes": types})))
}
