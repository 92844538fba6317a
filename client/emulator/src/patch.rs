//! The changes of a PATCH on an account.

use crate::{
    account::AccountProperties, errors::Refusal, fields::Fields, fields::as_boolean,
    platforms::platform_property_text,
};
use serde_json::Value;

/// One step of a patch.
struct Step<'a> {
    kind: Kind,
    /// Without slashes at either end.
    path: &'a str,
    value: Option<&'a Value>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Add,
    Replace,
    Remove,
}

/// What only the server sets, in lower case.
const READ_ONLY: [&str; 8] = [
    "id",
    "safename",
    "secret",
    "secrettype",
    "createdtime",
    "deletiontime",
    "categorymodificationtime",
    "linkedaccounts",
];

/// The properties as a patch leaves them; all steps are taken or none.
pub(crate) fn patched(
    properties: &AccountProperties,
    body: Option<&Value>,
) -> Result<AccountProperties, Refusal> {
    let steps = match body {
        Some(Value::Array(steps)) => steps,
        // The server's own document asks for an object, and the server stumbles over it.
        _ => return Err(Refusal::null_reference()),
    };
    let mut patched = properties.clone();
    for step in steps {
        Step::read(step)?.apply(&mut patched)?;
    }
    if patched.automatic && patched.manual_reason == properties.manual_reason {
        // Whoever turns the management on again need not take the old reason away.
        patched.manual_reason = None;
    }
    if patched.automatic && patched.manual_reason.is_some() {
        return Err(Refusal::reason_while_automatic());
    }
    Ok(patched)
}

impl<'a> Step<'a> {
    fn read(step: &'a Value) -> Result<Self, Refusal> {
        let fields = Fields::of(Some(step))?;
        let kind = match fields.mandatory("op")?.to_ascii_lowercase().as_str() {
            "add" => Kind::Add,
            "replace" => Kind::Replace,
            "remove" => Kind::Remove,
            _ => {
                return Err(Refusal::must_be("op", "add, replace or remove"));
            }
        };
        Ok(Self {
            kind,
            path: fields.mandatory("path")?.trim_matches('/'),
            value: fields
                .iter()
                .find(|(key, _)| key.eq_ignore_ascii_case("value"))
                .map(|(_, value)| value),
        })
    }

    fn apply(&self, account: &mut AccountProperties) -> Result<(), Refusal> {
        let (head, tail) = match self.path.split_once('/') {
            Some((head, tail)) => (head.to_ascii_lowercase(), Some(tail)),
            None => (self.path.to_ascii_lowercase(), None),
        };
        match (head.as_str(), tail) {
            ("name", None) => account.name = self.needed_text()?,
            ("platformid", None) => account.platform = self.needed_text()?,
            ("address", None) => account.address = self.text(account.address.is_some())?,
            ("username", None) => account.user_name = self.text(account.user_name.is_some())?,
            ("platformaccountproperties", None) => {
                self.each(|step, name| step.platform_property(account, name))?
            }
            ("platformaccountproperties", Some(name)) => self.platform_property(account, name)?,
            ("secretmanagement", None) => self.each(|step, name| step.management(account, name))?,
            ("secretmanagement", Some(name)) => self.management(account, name)?,
            ("remotemachinesaccess", None) => {
                self.each(|step, name| step.remote_machines(account, name))?;
            }
            ("remotemachinesaccess", Some(name)) => self.remote_machines(account, name)?,
            (other, _) if READ_ONLY.contains(&other) => {
                return Err(Refusal::read_only(self.path));
            }
            _ => return Err(self.unknown()),
        }
        Ok(())
    }

    /// Takes an object as one step for each of its keys.
    fn each(
        &self,
        mut take: impl FnMut(&Step<'a>, &str) -> Result<(), Refusal>,
    ) -> Result<(), Refusal> {
        for (name, value) in Fields::of(self.value)?.iter() {
            let step = Step {
                // An object that replaces another brings keys that are new.
                kind: match self.kind {
                    Kind::Replace => Kind::Add,
                    other => other,
                },
                path: self.path,
                value: Some(value),
            };
            take(&step, name)?;
        }
        Ok(())
    }

    fn platform_property(
        &self,
        account: &mut AccountProperties,
        name: &str,
    ) -> Result<(), Refusal> {
        let present = account.platform_property(name).is_some();
        self.needs(self.kind == Kind::Add || present, name)?;
        if self.kind == Kind::Remove {
            account
                .platform_properties
                .retain(|(known, _)| !known.eq_ignore_ascii_case(name));
            return Ok(());
        }
        let value = self.value.ok_or_else(|| Refusal::mandatory("value"))?;
        account.set_platform_property(name, platform_property_text(name, value)?);
        Ok(())
    }

    fn management(&self, account: &mut AccountProperties, name: &str) -> Result<(), Refusal> {
        match name.to_ascii_lowercase().as_str() {
            "automaticmanagementenabled" => {
                account.automatic = self
                    .value
                    .and_then(as_boolean)
                    .filter(|_| self.kind != Kind::Remove)
                    .ok_or_else(|| {
                        Refusal::invalid(
                            self.path,
                            "automaticManagementEnabled must be true or false.",
                        )
                    })?;
            }
            "manualmanagementreason" => {
                account.manual_reason = self
                    .text(account.manual_reason.is_some())?
                    .filter(|text| !text.is_empty());
            }
            "status" | "lastmodifiedtime" | "lastreconciledtime" | "lastverifiedtime" => {
                return Err(Refusal::read_only(name));
            }
            _ => return Err(self.unknown()),
        }
        Ok(())
    }

    fn remote_machines(&self, account: &mut AccountProperties, name: &str) -> Result<(), Refusal> {
        match name.to_ascii_lowercase().as_str() {
            "remotemachines" => {
                account.remote_machines = self.text(account.remote_machines.is_some())?;
            }
            "accessrestrictedtoremotemachines" => {
                account.restricted_to_machines = self.value.and_then(as_boolean).unwrap_or(false);
            }
            _ => return Err(self.unknown()),
        }
        Ok(())
    }

    /// The text to set; `None` to remove what is there.
    fn text(&self, present: bool) -> Result<Option<String>, Refusal> {
        match (self.kind, self.value) {
            (Kind::Remove, _) => self.needs(present, self.path).map(|()| None),
            (_, None) => Ok(None),
            (_, Some(Value::String(text))) => Ok(Some(text.clone())),
            _ => Err(Refusal::invalid(
                self.path,
                format!("{} must be a text.", self.path),
            )),
        }
    }

    fn needed_text(&self) -> Result<String, Refusal> {
        self.text(true)?
            .filter(|text| !text.is_empty())
            .ok_or_else(|| Refusal::mandatory(self.path))
    }

    fn needs(&self, present: bool, name: &str) -> Result<(), Refusal> {
        if present {
            Ok(())
        } else {
            Err(Refusal::property_absent(name))
        }
    }

    fn unknown(&self) -> Refusal {
        Refusal::invalid("path", "The path leads to no property of an account.")
    }
}
