//! Whether a rule takes a discovered account.

use super::{known::text, rules::Rule};
use serde_json::{Map, Value};

impl Rule {
    /// Whether all filters fit what was reported.
    pub(super) fn takes(&self, account: &Map<String, Value>) -> bool {
        let privileged = account.get("privileged").and_then(Value::as_bool);
        let category = match self.category {
            "Privileged" => privileged == Some(true),
            "NonPrivileged" => privileged != Some(true),
            _ => true,
        };
        let family = text(account, "osFamily");
        let machine = self.machine == "Any" || self.machine.eq_ignore_ascii_case(family);
        let fits = |filter: &Option<String>, method, name| {
            let filter = filter.as_deref();
            filter.is_none_or(|filter| compared(method, text(account, name), filter))
        };
        system(account) == Some(self.system)
            && category
            && machine
            && (!self.admin_id || is_administrator(account))
            && fits(&self.user, self.user_method, "userName")
            && fits(&self.address, self.address_method, "address")
    }
}

/// The system that the kind of account belongs to.
fn system(account: &Map<String, Value>) -> Option<&'static str> {
    let kind = text(account, "platformType").to_lowercase();
    match kind.as_str() {
        _ if kind.starts_with("windows") => Some("Windows"),
        _ if kind.starts_with("unix") => Some("Unix"),
        _ => None,
    }
}

/// A built-in administrator: UID 0, or a SID that ends in 500.
fn is_administrator(account: &Map<String, Value>) -> bool {
    let own = account.get("platformTypeAccountProperties");
    let own = own.and_then(Value::as_object).into_iter().flatten();
    let mut rows = own.map(|(name, value)| match value {
        Value::String(text) => (name.to_lowercase(), text.clone()),
        other => (name.to_lowercase(), other.to_string()),
    });
    rows.any(|(name, value)| match name.as_str() {
        "uid" => value == "0",
        "sid" => value.ends_with("-500"),
        _ => false,
    })
}

fn compared(method: &str, value: &str, filter: &str) -> bool {
    let (value, filter) = (value.to_lowercase(), filter.to_lowercase());
    match method {
        "Begins" => value.starts_with(&filter),
        "Ends" => value.ends_with(&filter),
        _ => value == filter,
    }
}
