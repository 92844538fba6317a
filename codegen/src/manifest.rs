//! The Cargo.toml of a generated crate, and the seam that is copied into it.

use crate::pipeline::Home;
use crate::split::{BOTH_DIRECTIONS, HEADER, Plan};
use std::fmt::Write;

/// The hand-written files that every generated crate has, by their names below `src/`.
pub(crate) const SEAM: [(&str, &str); 5] = [
    ("layers.rs", include_str!("../seam/layers.rs")),
    ("operation.rs", include_str!("../seam/operation.rs")),
    ("permission.rs", include_str!("../seam/permission.rs")),
    ("secret.rs", include_str!("../seam/secret.rs")),
    ("values.rs", include_str!("../seam/values.rs")),
];

/// What generated code depends on: name, version, features that it names itself.
///
/// `chrono` and `uuid` come with the formats `date-time`, `date` and `uuid`, `regress` with
/// patterns, `bytes` and `futures` with raw bodies: only what the code names is listed.
const DEPENDENCIES: [Dependency; 10] = [
    Dependency::always("progenitor-client", "0.15.1", &[]),
    Dependency::always("reqwest", "0.13.5", &["json", "query", "stream"]),
    Dependency::always("secrecy", "0.10.3", &[]),
    Dependency::always("serde", "1.0.228", &["derive"]),
    Dependency::always("serde_json", "1.0.154", &[]),
    Dependency::named("bytes", "1.11.0", &[], "bytes::"),
    Dependency::named("chrono", "0.4.45", &["serde"], "chrono::"),
    Dependency::named("futures", "0.3.34", &[], "futures::"),
    Dependency::named("regress", "0.10.5", &[], "regress::"),
    Dependency::named("uuid", "1.19.0", &["serde"], "uuid::"),
];

struct Dependency {
    name: &'static str,
    version: &'static str,
    features: &'static [&'static str],
    /// Needed only where the sources hold this; empty for always.
    when: &'static str,
}

impl Dependency {
    const fn always(
        name: &'static str,
        version: &'static str,
        features: &'static [&'static str],
    ) -> Self {
        Self::named(name, version, features, "")
    }

    const fn named(
        name: &'static str,
        version: &'static str,
        features: &'static [&'static str],
        when: &'static str,
    ) -> Self {
        Self {
            name,
            version,
            features,
            when,
        }
    }
}

/// The text of Cargo.toml for a crate with `sources`.
pub(crate) fn manifest<'a>(
    plan: &Plan,
    home: Home,
    sources: impl Iterator<Item = &'a String> + Clone,
) -> String {
    let mut out = HEADER.replace("//", "#");
    let about = "A client for CyberArk's PVWA REST API, generated from its description";
    let _ = write!(
        out,
        "[package]\nname = \"pvwa-api\"\ndescription = \"{about}\"\n"
    );
    out.push_str(match home {
        Home::Workspace => {
            "version.workspace = true\nedition.workspace = true\nrust-version.workspace = true\nlicense.workspace = true\n"
        }
        Home::Standalone => {
            "version = \"0.1.0\"\nedition = \"2024\"\nrust-version = \"1.88\"\npublish = false\n"
        }
    });
    let _ = write!(
        out,
        "\n[features]\ndefault = []\n## Every type can be read and written, not only in the direction a client needs.\n{BOTH_DIRECTIONS} = []\n## Every area.\nfull = [\n"
    );
    for area in plan.areas.keys() {
        let _ = writeln!(out, "    \"{area}\",");
    }
    out.push_str("]\n");
    for area in plan.areas.keys() {
        let _ = writeln!(out, "{area} = []");
    }
    out.push_str("\n[dependencies]\n");
    for dependency in &DEPENDENCIES {
        let needed = dependency.when.is_empty()
            || sources.clone().any(|text| text.contains(dependency.when));
        if !needed {
            continue;
        }
        let _ = match home {
            Home::Workspace => writeln!(out, "{}.workspace = true", dependency.name),
            Home::Standalone => writeln!(
                out,
                "{} = {{ version = \"{}\", default-features = false, features = {:?} }}",
                dependency.name,
                dependency.version,
                standalone_features(dependency)
            ),
        };
    }
    out.push_str(match home {
        Home::Workspace => "\n[lints]\nworkspace = true\n",
        // A crate of its own, wherever it is written: never a member of somebody's workspace.
        Home::Standalone => "\n[workspace]\n",
    });
    out
}

fn standalone_features(dependency: &Dependency) -> Vec<&'static str> {
    let mut features = dependency.features.to_vec();
    match dependency.name {
        "serde" | "serde_json" | "bytes" | "futures" | "chrono" | "uuid" | "regress" => {
            features.insert(0, "std");
        }
        "reqwest" => features.push("rustls"),
        _ => {}
    }
    features
}
