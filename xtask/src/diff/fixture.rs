//! A made-up comparison that has everything.

pub(super) use super::fixture_rust::many_items;
use super::{Explanation, View, fixture_rust};
use pvwa_codegen::diff::{
    change::{Accepted, Change, Comparison, Kind, Level, Place, Policy, Side, Spot, Uses, Verdict},
    rules::Vendor,
};

/// A view with rules that are as made up as the comparison.
pub(super) fn view(policy: Policy) -> View {
    View {
        policy,
        width: Some(100),
        explain,
    }
}

fn explain(id: &str) -> Option<Explanation> {
    let (title, strict, vendor) = match id {
        "api-removed" => (
            "an operation was removed",
            Level::Breaking,
            Vendor::Breaking,
        ),
        "api-renamed" => (
            "an operation has another path",
            Level::Breaking,
            Vendor::Silent,
        ),
        "api-added" => ("an operation was added", Level::Info, Vendor::Allowed),
        "request-maximum-decreased" => (
            "the `maximum` of what is sent was decreased",
            Level::Breaking,
            Vendor::Silent,
        ),
        "response-value-added" => (
            "an answer may have another value",
            Level::Breaking,
            Vendor::Allowed,
        ),
        "response-property-removed" => (
            "an answer lost a property",
            Level::Breaking,
            Vendor::Breaking,
        ),
        "request-default-changed" => ("a default changed", Level::Warning, Vendor::Silent),
        _ => return None,
    };
    Some(Explanation {
        title,
        strict,
        vendor,
        why: "A caller that was right may be wrong now.",
        remedy: "Look for callers that rely on it, and tell them.",
    })
}

/// Two documents that differ in everything.
pub(super) fn comparison() -> Comparison {
    let mut changes = vec![removed(), renamed()];
    changes.extend(in_one_operation());
    changes.extend(in_a_shared_schema());
    changes.extend(additions());
    changes.extend(hostile());
    changes.extend(accepted());
    Comparison {
        old: side("PVWA-14.2.json", Some("14.2"), "Swagger 2.0", 212),
        new: side("PVWA 14.6 <b>|`.json", None, "OpenAPI 3.0", 214),
        changes,
        notes: vec!["`0123456789ab` is accepted and is no longer a change: take it out".to_owned()],
        rust: Some(fixture_rust::rust()),
    }
}

/// As many changes as a new major version may have, of all levels.
pub(super) fn long(number: usize) -> Comparison {
    let mut comparison = comparison();
    comparison.rust = None;
    let levels = [Level::Breaking, Level::Info, Level::Warning, Level::Info];
    comparison.changes = (0..number)
        .map(|number| Change {
            fingerprint: format!("{number:012x}"),
            subject: format!("query parameter `filter{}`", number % 3),
            verdicts: vec![verdict(
                "request-maximum-decreased",
                levels[number % levels.len()],
                Level::Info,
            )],
            ..at(operation(
                "GET",
                &format!("/API/Things/{}/Parts", number / 3),
                "Things_Get",
            ))
        })
        .collect();
    comparison
}

fn side(name: &str, version: Option<&str>, language: &str, operations: usize) -> Side {
    Side {
        name: name.to_owned(),
        version: version.map(str::to_owned),
        language: language.to_owned(),
        operations,
        schemas: 340,
        normalised: None,
    }
}

fn operation(method: &str, path: &str, id: &str) -> Place {
    Place::Operation {
        method: method.to_owned(),
        path: path.to_owned(),
        id: id.to_owned(),
    }
}

fn spot(file: &str, pointer: &str, line: usize) -> Option<Spot> {
    Some(Spot {
        file: file.to_owned(),
        pointer: pointer.to_owned(),
        line: Some(line),
        column: Some(9),
    })
}

fn verdict(rule: &'static str, strict: Level, vendor: Level) -> Verdict {
    Verdict {
        rule: rule.into(),
        strict,
        vendor,
        operations: 1,
    }
}

/// A change in a place, of which everything is as it mostly is.
fn at(place: Place) -> Change {
    let used_by = match &place {
        Place::Operation { method, path, .. } => Uses {
            count: 1,
            first: vec![format!("{method} {path}")],
            all: Vec::new(),
        },
        _ => Uses::default(),
    };
    Change {
        fingerprint: "000000000000".to_owned(),
        kind: Kind::Changed,
        place,
        areas: vec!["Accounts".to_owned()],
        subject: String::new(),
        what: "the maximum was decreased".to_owned(),
        was: "1000".to_owned(),
        is: "100".to_owned(),
        evidence: None,
        verdicts: vec![verdict(
            "request-maximum-decreased",
            Level::Breaking,
            Level::Warning,
        )],
        used_by,
        old: spot("PVWA-14.2.json", "/paths/~1API~1Accounts/get", 120),
        new: spot("PVWA-14.6.json", "/paths/~1API~1Accounts/get", 131),
        accepted: None,
    }
}

fn removed() -> Change {
    Change {
        fingerprint: "a1b2c3d4e5f6".to_owned(),
        kind: Kind::Removed,
        what: "the operation was removed".to_owned(),
        was: String::new(),
        is: String::new(),
        verdicts: vec![verdict("api-removed", Level::Breaking, Level::Breaking)],
        new: None,
        ..at(operation(
            "DELETE",
            "/API/Accounts/{id}",
            "Accounts_DeleteAccount",
        ))
    }
}

fn renamed() -> Change {
    Change {
        fingerprint: "b1b2c3d4e5f6".to_owned(),
        kind: Kind::Renamed,
        areas: vec!["Safes".to_owned()],
        what: "the operation has another path".to_owned(),
        was: "/API/Safes/{safeName}/Members".to_owned(),
        is: "/API/Safes/{safeUrlId}/Members".to_owned(),
        evidence: Some("the operationId is the same, and so are 11 of 12 fields".to_owned()),
        verdicts: vec![verdict("api-renamed", Level::Breaking, Level::Warning)],
        ..at(operation(
            "GET",
            "/API/Safes/{safeName}/Members",
            "Members_GetMembers",
        ))
    }
}

fn in_one_operation() -> [Change; 5] {
    let place = || operation("GET", "/API/Accounts", "Accounts_GetAccounts");
    let media_type = |fingerprint: &str, is: &str| Change {
        fingerprint: fingerprint.to_owned(),
        kind: Kind::Added,
        subject: "response 200".to_owned(),
        what: "another media type is new".to_owned(),
        was: String::new(),
        is: is.to_owned(),
        verdicts: vec![verdict(
            "response-media-type-added",
            Level::Info,
            Level::Info,
        )],
        old: None,
        ..at(place())
    };
    [
        media_type("c4b2c3d4e5f6", "application/xml"),
        media_type("c5b2c3d4e5f6", "text/json"),
        Change {
            fingerprint: "c1b2c3d4e5f6".to_owned(),
            subject: "query parameter `limit`".to_owned(),
            ..at(place())
        },
        Change {
            fingerprint: "c2b2c3d4e5f6".to_owned(),
            subject: "query parameter `sort`".to_owned(),
            what: "the default changed".to_owned(),
            was: "name ascending, then platform, then address, then user name, then safe"
                .to_owned(),
            is: "name descending, then platform, then address, then user name, then safe"
                .to_owned(),
            verdicts: vec![verdict(
                "request-default-changed",
                Level::Warning,
                Level::Warning,
            )],
            ..at(place())
        },
        Change {
            fingerprint: "c3b2c3d4e5f6".to_owned(),
            kind: Kind::Added,
            subject: "query parameter `savedFilter`".to_owned(),
            what: "it was added, and may be left out".to_owned(),
            was: String::new(),
            is: "string".to_owned(),
            verdicts: vec![verdict("request-parameter-added", Level::Info, Level::Info)],
            old: None,
            ..at(place())
        },
    ]
}

fn in_a_shared_schema() -> [Change; 3] {
    let shared = |fingerprint: &str| Change {
        fingerprint: fingerprint.to_owned(),
        areas: ["Accounts", "Safes", "Sessions"]
            .map(str::to_owned)
            .to_vec(),
        used_by: Uses {
            count: 12,
            first: (1..=5)
                .map(|number| format!("GET /API/Accounts/{number} (response 200)"))
                .collect(),
            all: Vec::new(),
        },
        ..at(Place::Schema {
            name: "AccountModel".to_owned(),
        })
    };
    [
        Change {
            kind: Kind::Removed,
            subject: "property `secretManagement.status`".to_owned(),
            what: "it was removed".to_owned(),
            was: "string".to_owned(),
            is: String::new(),
            verdicts: vec![
                verdict(
                    "response-property-removed",
                    Level::Breaking,
                    Level::Breaking,
                ),
                verdict("request-property-removed", Level::Warning, Level::Warning),
            ],
            new: None,
            ..shared("d1b2c3d4e5f6")
        },
        Change {
            subject: "property `status`".to_owned(),
            what: "a value was added".to_owned(),
            was: "one of `new`, `ready`".to_owned(),
            is: "one of `new`, `ready`, `suspended`".to_owned(),
            verdicts: vec![verdict(
                "response-value-added",
                Level::Breaking,
                Level::Info,
            )],
            ..shared("d2b2c3d4e5f6")
        },
        Change {
            subject: "property `address`".to_owned(),
            what: "the description changed".to_owned(),
            was: "lorem ipsum ".repeat(200),
            is: "lorem ipsum ".repeat(100) + "dolor sit " + &"lorem ipsum ".repeat(100),
            verdicts: vec![verdict("description-changed", Level::Info, Level::Info)],
            used_by: Uses {
                count: 1,
                first: vec!["POST /API/Accounts (request body)".to_owned()],
                all: Vec::new(),
            },
            ..shared("d3b2c3d4e5f6")
        },
    ]
}

fn additions() -> [Change; 3] {
    let added = |fingerprint: &str, place: Place| Change {
        fingerprint: fingerprint.to_owned(),
        kind: Kind::Added,
        areas: vec!["Sessions".to_owned()],
        what: "the operation was added".to_owned(),
        was: String::new(),
        is: String::new(),
        verdicts: vec![verdict("api-added", Level::Info, Level::Info)],
        old: None,
        ..at(place)
    };
    [
        added(
            "e1b2c3d4e5f6",
            operation("POST", "/API/Sessions", "Sessions_Start"),
        ),
        added("e2b2c3d4e5f6", operation("GET", "/API/Sessions/{id}", "")),
        Change {
            areas: Vec::new(),
            subject: "security scheme `psmToken`".to_owned(),
            what: "it was added".to_owned(),
            ..added("e3b2c3d4e5f6", Place::Document)
        },
    ]
}

/// What a document may contain to do harm where it is shown.
fn hostile() -> [Change; 3] {
    let place = || {
        operation(
            "GET",
            "/API/<script>alert(1)</script>/{a|b}",
            "Ev`il|\"'&<img src=x onerror=alert(1)>",
        )
    };
    [
        Change {
            fingerprint: "f1b2c3d4e5f6".to_owned(),
            areas: vec!["<i>Evil</i> | `area`, 50%".to_owned()],
            subject: "header `X-\u{1b}[31mRed`".to_owned(),
            what: "the pattern changed ]]> @everyone #1 https://example.org".to_owned(),
            was: "^a|b`c\r\n::error::injected$".to_owned(),
            is: "^a|b``c --> </script><script>alert(2)</script>$".to_owned(),
            ..at(place())
        },
        Change {
            fingerprint: "f2b2c3d4e5f6".to_owned(),
            areas: vec!["<i>Evil</i> | `area`, 50%".to_owned()],
            subject: "property `口座名義人`".to_owned(),
            what: "the pattern changed".to_owned(),
            was: "\u{202e}اسم الحساب".to_owned(),
            is: "所有者の名前とアカウントの種類を表す長い説明文".repeat(4),
            verdicts: vec![verdict(
                "request-default-changed",
                Level::Warning,
                Level::Warning,
            )],
            ..at(place())
        },
        Change {
            fingerprint: "f3b2c3d4e5f6".to_owned(),
            areas: vec!["Безопасность".to_owned()],
            subject: "property `ключ`".to_owned(),
            what: "it was removed".to_owned(),
            was: "string".to_owned(),
            is: String::new(),
            verdicts: vec![verdict(
                "response-property-removed",
                Level::Breaking,
                Level::Breaking,
            )],
            used_by: Uses::default(),
            ..at(Place::Schema {
                name: "x".repeat(400),
            })
        },
    ]
}

fn accepted() -> [Change; 2] {
    let accept = |reason: &str, until: Option<&str>| {
        Some(Accepted {
            reason: reason.to_owned(),
            until: until.map(str::to_owned),
        })
    };
    [
        Change {
            fingerprint: "91b2c3d4e5f6".to_owned(),
            areas: vec!["Platforms".to_owned()],
            accepted: accept("nobody calls it <yet>", Some("2027-01-31")),
            subject: "query parameter `offset`".to_owned(),
            ..at(operation("GET", "/API/Platforms", "Platforms_Get"))
        },
        Change {
            fingerprint: "92b2c3d4e5f6".to_owned(),
            accepted: accept("the old path answers until the next version", None),
            ..removed()
        },
    ]
}
