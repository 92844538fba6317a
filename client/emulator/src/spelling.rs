//! How other versions and editions spell what is answered today.

use crate::{answer::Body, endpoint::Endpoint, state::Vault};
use pvwa_api::operation::{Edition, Version};
use serde_json::{Map, Value};

/// How answers of an operation were spelled before a version.
struct Spelling {
    operations: &'static [&'static str],
    /// The first version that answers as today.
    before: Version,
    respell: fn(&mut Value),
}

/// Of several that fit, each is applied.
const SPELLINGS: [Spelling; 5] = [
    // Recorded on 10.x and 11.1: seven properties, in capitals.
    Spelling {
        operations: &["list_safes"],
        before: Version::new(12, 0, 0),
        respell: |page| {
            let safes = items(page, "value").into_iter().map(first_safe).collect();
            *page = object([("GetSafesResult", Value::Array(safes))]);
        },
    },
    // Recorded on 10.x; the same address answered so until the operation got its present form.
    Spelling {
        operations: &["get_safe"],
        before: Version::new(12, 2, 0),
        respell: |safe| {
            let first = first_safe(safe.take());
            *safe = object([("GetSafeResult", first)]);
        },
    },
    // Recorded on 10.x: one application is a list of one.
    Spelling {
        operations: &["get_application"],
        before: Version::new(11, 0, 0),
        respell: |answer| {
            if let Some(application) = answer.get_mut("application") {
                *application = Value::Array(vec![application.take()]);
            }
        },
    },
    // Read by the vendor's own clients of 12.0.
    Spelling {
        operations: &["list_safes"],
        before: Version::new(12, 1, 0),
        respell: |page| {
            for (today, then) in [("value", "Safes"), ("count", "Total")] {
                rename(page, today, then);
            }
        },
    },
    // diff-12.1-to-12.2: the property came with 12.2.
    Spelling {
        operations: &["list_safe_members", "add_safe_member"],
        before: Version::new(12, 2, 0),
        respell: |answer| {
            let without = |member: &mut Value| {
                if let Some(member) = member.as_object_mut() {
                    member.remove("isReadOnly");
                }
            };
            match answer.get_mut("value").and_then(Value::as_array_mut) {
                Some(members) => members.iter_mut().for_each(without),
                None => without(answer),
            }
        },
    },
];

/// The operations whose answers hold a `memberId`, which is a text on Privilege Cloud.
const MEMBERS: [&str; 4] = [
    "list_safe_members",
    "add_safe_member",
    "get_safe_member",
    "update_safe_member",
];

/// Spells an answer as the emulated version and edition do.
pub(crate) fn apply(endpoint: &Endpoint, vault: &Vault, body: &mut Body) {
    let Body::Json(body) = body else {
        return;
    };
    for spelling in &SPELLINGS {
        if vault.version < spelling.before && spelling.operations.contains(&endpoint.id) {
            (spelling.respell)(body);
        }
    }
    if vault.edition == Edition::PrivilegeCloud && MEMBERS.contains(&endpoint.id) {
        match body.get_mut("value").and_then(Value::as_array_mut) {
            Some(members) => members.iter_mut().for_each(as_text),
            None => as_text(body),
        }
    }
}

fn as_text(member: &mut Value) {
    if let Some(id) = member.get_mut("memberId")
        && id.is_number()
    {
        *id = id.to_string().into();
    }
}

fn items(page: &mut Value, name: &str) -> Vec<Value> {
    match page.get_mut(name).map(Value::take) {
        Some(Value::Array(items)) => items,
        _ => Vec::new(),
    }
}

fn rename(object: &mut Value, today: &str, then: &str) {
    let value = object
        .as_object_mut()
        .and_then(|object| object.remove(today));
    if let (Some(value), Some(object)) = (value, object.as_object_mut()) {
        object.insert(then.to_owned(), value);
    }
}

fn object<const N: usize>(pairs: [(&str, Value); N]) -> Value {
    let pairs = pairs
        .into_iter()
        .map(|(key, value)| (key.to_owned(), value));
    pairs.collect::<Map<_, _>>().into()
}

/// A safe in the first spelling of the second generation.
fn first_safe(safe: Value) -> Value {
    let take = |name: &str| safe.get(name).cloned().unwrap_or_default();
    object([
        ("SafeName", take("safeName")),
        ("Description", take("description")),
        ("Location", take("location")),
        ("OLACEnabled", take("olacEnabled")),
        ("ManagingCPM", take("managingCPM")),
        (
            "NumberOfVersionsRetention",
            take("numberOfVersionsRetention"),
        ),
        ("NumberOfDaysRetention", take("numberOfDaysRetention")),
    ])
}
