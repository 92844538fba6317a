//! What a refused request is told, with the codes that real vaults were seen to send.
//!
//! A refusal never names the permission that is missing: a vault does not either. Where no source
//! pairs a situation with a code or a status, the nearest one stands here (error-codes).

use crate::{
    answer::Answer,
    endpoint::{Endpoint, Host},
    tenant,
};
use serde_json::{Value, json};
use std::fmt;

/// Why a request is not carried out.
#[derive(Debug)]
pub(crate) struct Refusal {
    status: u16,
    code: &'static str,
    message: String,
    details: Vec<Detail>,
}

#[derive(Debug)]
struct Detail {
    code: &'static str,
    message: String,
    parameter: String,
}

/// The code for what no source gives a code of its own.
const GENERIC: &str = "CAWS00001E";

impl Refusal {
    pub(crate) fn new(status: u16, code: &'static str, message: impl Into<String>) -> Self {
        Self {
            status,
            code,
            message: message.into(),
            details: Vec::new(),
        }
    }

    /// A refusal that no source gives a code of its own.
    pub(crate) fn generic(status: u16, message: impl Into<String>) -> Self {
        Self::new(status, GENERIC, message)
    }

    /// There is nothing of that kind and name.
    pub(crate) fn missing(what: &str, name: impl fmt::Display) -> Self {
        let named = format!("{what} {name}");
        Self::generic(404, format!("{} was not found.", named.trim_end()))
    }

    /// Something of that kind has the name already.
    pub(crate) fn taken(what: &str, name: &str) -> Self {
        Self::generic(409, format!("{what} {name} exists already."))
    }

    /// There are as many as there can be.
    pub(crate) fn full(most: usize, what: &str) -> Self {
        Self::generic(403, format!("There can be no more than {most} {what}."))
    }

    /// A text is longer than it can be.
    pub(crate) fn too_long(parameter: &str, most: usize) -> Self {
        Self::invalid(
            parameter,
            format!("{parameter} has at most {most} characters."),
        )
    }

    /// A path parameter that should be a number.
    pub(crate) fn not_a_number(parameter: &str, value: &str) -> Self {
        let message = format!("The value '{value}' is not valid for {parameter}, a number.");
        Self::invalid(parameter, message)
    }

    /// No token, an unknown one or one that has ended.
    pub(crate) fn no_session() -> Self {
        Self::new(
            401,
            "PASWS006E",
            "The session token is absent, unknown or has ended.",
        )
    }

    /// Wrong name or password.
    pub(crate) fn logon() -> Self {
        Self::new(
            403,
            "PASWS013E",
            "Logon refused: the user name or the password is wrong.",
        )
    }

    /// The user has as many sessions as one can have.
    pub(crate) fn too_many_sessions(most: usize) -> Self {
        Self::new(
            403,
            GENERIC,
            format!("The user has reached the limit of {most} concurrent sessions."),
        )
    }

    /// The caller lacks a permission.
    pub(crate) fn not_authorized() -> Self {
        Self::new(403, "PASWS041E", "The user may not do this.")
    }

    /// Somebody tried to change the own membership of a safe.
    pub(crate) fn own_membership() -> Self {
        Self::new(
            403,
            "SFWS0013",
            "Users cannot change their own membership of a safe.",
        )
    }

    /// No such safe, or none that the caller is a member of.
    pub(crate) fn safe_missing(name: &str) -> Self {
        Self::new(404, "SFWS0007", format!("Safe {name} was not found."))
    }

    /// The name of the safe is taken.
    pub(crate) fn safe_taken(name: &str) -> Self {
        Self::new(409, "SFWS0002", format!("Safe {name} exists already."))
    }

    /// The user or group is a member already.
    pub(crate) fn member_taken(name: &str, safe: &str) -> Self {
        Self::new(
            409,
            "SFWS0012",
            format!("{name} is a member of safe {safe} already."),
        )
    }

    /// The user or group is no member, or there is none of that name.
    pub(crate) fn member_missing(name: &str, safe: &str) -> Self {
        Self::new(
            404,
            "SFWS0010",
            format!("Member {name} was not found for safe {safe}."),
        )
    }

    /// No such account, or none that the caller may know of.
    pub(crate) fn account_missing(id: &str) -> Self {
        Self::new(404, "PASWS039E", format!("Account {id} was not found."))
    }

    /// What stands in the place of an account's id is a list or no id at all.
    pub(crate) fn no_account_id() -> Self {
        Self::generic(400, "The value of the account id is not valid.")
    }

    /// The safe holds an object of that name.
    pub(crate) fn account_taken(name: &str) -> Self {
        Self::new(
            409,
            "PASWS027E",
            format!("The safe has an account of the name {name} already."),
        )
    }

    /// A patch names a property that only the server sets.
    pub(crate) fn read_only(property: &str) -> Self {
        Self::new(
            400,
            "PASWS125E",
            format!("Property {property} cannot be changed by this request."),
        )
    }

    /// A patch replaces or removes what the account does not have.
    pub(crate) fn property_absent(property: &str) -> Self {
        Self::new(
            400,
            "PASWS164E",
            format!("The account has no property {property}."),
        )
    }

    /// A reason against automatic management while it is on.
    pub(crate) fn reason_while_automatic() -> Self {
        Self::new(
            400,
            "PASWS159E",
            "A reason for manual management needs automatic management to be off.",
        )
    }

    /// No such platform.
    pub(crate) fn platform_missing(id: &str) -> Self {
        Self::missing("Platform", id)
    }

    /// No such user.
    pub(crate) fn user_missing(id: &str) -> Self {
        Self::new(404, "ITATS003E", format!("User {id} was not found."))
    }

    /// No such group.
    pub(crate) fn group_missing(id: &str) -> Self {
        Self::missing("Group", id)
    }

    /// The account holds no such version of its secret.
    pub(crate) fn version_missing(version: i64) -> Self {
        Self::new(
            404,
            GENERIC,
            format!("The account has no version {version} of its secret."),
        )
    }

    /// What a real server says when a patch arrives wrapped in an object.
    pub(crate) fn null_reference() -> Self {
        Self::new(
            500,
            GENERIC,
            "Object reference not set to an instance of an object.",
        )
    }

    /// A parameter or property cannot be taken.
    pub(crate) fn invalid(parameter: &str, message: impl Into<String>) -> Self {
        Self::invalid_with("", parameter, message)
    }

    /// A parameter or property is something else than it has to be.
    pub(crate) fn must_be(parameter: &str, what: &str) -> Self {
        Self::invalid(parameter, format!("{parameter} must be {what}."))
    }

    /// A mandatory property is absent.
    pub(crate) fn mandatory(parameter: &str) -> Self {
        Self::invalid_with(
            "PASWS011E",
            parameter,
            format!("Mandatory parameter {parameter} is absent."),
        )
    }

    /// An account is to go to a safe that the caller cannot see.
    pub(crate) fn no_safe_for_account(name: &str) -> Self {
        Self::invalid_with(
            "PASWS031E",
            "safeName",
            format!("Safe {name} was not found."),
        )
    }

    /// Like [`Self::invalid`], with a code of its own in the detail.
    pub(crate) fn invalid_with(
        code: &'static str,
        parameter: &str,
        message: impl Into<String>,
    ) -> Self {
        let mut refusal = Self::new(400, "PASWS167E", "Some parameters are not valid.");
        refusal.details.push(Detail {
            code,
            message: message.into(),
            parameter: parameter.to_owned(),
        });
        refusal
    }

    /// More bytes than the emulator takes.
    pub(crate) fn body_too_large(limit: usize) -> Self {
        Self::new(
            413,
            GENERIC,
            format!("The body of the request is larger than {limit} bytes."),
        )
    }

    /// The table knows the operation, the emulator does not. The code is no vault's, on purpose.
    pub(crate) fn not_emulated(operation: &Endpoint) -> Self {
        Self::new(
            501,
            "PVWA-EMULATOR",
            format!(
                "The emulator has no behaviour for {} ({} {}); a real PVWA may have.",
                operation.id, operation.method, operation.path
            ),
        )
    }

    /// The emulator knows no logon of this type.
    pub(crate) fn logon_type_not_emulated(name: &str) -> Self {
        Self::new(
            501,
            "PVWA-EMULATOR",
            format!("The emulator has no logon of the type {name}; a real PVWA may have."),
        )
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let detail = self.details.first().map(|detail| &detail.message);
        f.write_str(detail.unwrap_or(&self.message))
    }
}

/// What the paths of the first generation begin with.
const FIRST_GENERATION: &str = "/WebServices/";

impl Refusal {
    /// The same as the first generation says it: it knows no details, and only the codes of the
    /// vault itself besides the generic one.
    fn in_first_generation(self) -> Self {
        let Some(detail) = self.details.first() else {
            return self;
        };
        let code = match detail.code.starts_with("PASWS") || detail.code.is_empty() {
            true => GENERIC,
            false => detail.code,
        };
        Self::new(self.status, code, detail.message.clone())
    }

    /// What it says, to stand within a larger answer.
    pub(crate) fn into_body(self) -> Value {
        body(self.code, &self.message)
    }

    /// The answer that says it, in the form of the host that was asked.
    pub(crate) fn into_answer(self, endpoint: &Endpoint) -> Answer {
        match endpoint.host {
            Host::Pvwa if endpoint.path.starts_with(FIRST_GENERATION) => {
                self.in_first_generation().into()
            }
            Host::Pvwa => self.into(),
            Host::Identity => tenant::refused(self, endpoint),
        }
    }

    /// Status, code and what to say: of the first parameter that is not valid, where one is not.
    pub(crate) fn into_parts(self) -> (u16, &'static str, String) {
        let detail = self.details.into_iter().next();
        let message = detail.map_or(self.message, |detail| detail.message);
        (self.status, self.code, message)
    }
}

impl Refusal {
    /// Code and message in one text, with what was wrong with single parameters.
    pub(crate) fn text(&self) -> String {
        let details = self.details.iter().map(|detail| detail.message.as_str());
        let messages: Vec<&str> = std::iter::once(self.message.as_str())
            .chain(details)
            .collect();
        format!("{} {}", self.code, messages.join(" "))
    }

    /// Code and message as an error body has them.
    pub(crate) fn to_json(&self) -> Value {
        body(self.code, &self.text())
    }
}

impl From<Refusal> for Answer {
    fn from(refusal: Refusal) -> Self {
        let mut body = body(refusal.code, &refusal.message);
        if !refusal.details.is_empty() {
            let details: Vec<Value> = refusal
                .details
                .into_iter()
                .map(|detail| {
                    json!({
                        "ErrorCode": detail.code,
                        "ErrorMessage": detail.message,
                        "ParameterName": detail.parameter,
                    })
                })
                .collect();
            body["Details"] = details.into();
        }
        Self::json(refusal.status, body)
    }
}

/// An error body with a code and a message.
pub(crate) fn body(code: &str, message: &str) -> Value {
    json!({"ErrorCode": code, "ErrorMessage": message})
}
