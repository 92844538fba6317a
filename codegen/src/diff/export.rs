//! A comparison as other programs read it.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde::Serialize;
use serde_json::Value;

use super::change::{Comparison, Counts, Level, Policy};

/// The version of the structure: it goes up where a program that reads it would have to change.
pub const VERSION: u32 = 1;

/// A comparison of two documents.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Export<'c> {
    /// The version of this structure.
    #[schemars(extend("const" = VERSION))]
    pub version: u32,
    /// How much changed, judged by one policy.
    pub summary: Summary<'c>,
    /// What changed.
    #[serde(flatten)]
    pub comparison: &'c Comparison,
}

/// How much changed, judged by one policy.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Summary<'c> {
    /// By whose words the levels of this summary are given.
    pub policy: Policy,
    /// The gravest level of what was not accepted; `null` where nothing is left.
    pub worst: Option<Level>,
    /// How many changes there are of each level.
    pub counts: Counts,
    /// The same for each area; a change of several areas counts in each of them.
    pub areas: BTreeMap<&'c str, Counts>,
}

impl<'c> Export<'c> {
    /// A comparison, with its summary under a policy.
    pub fn new(comparison: &'c Comparison, policy: Policy) -> Self {
        Self {
            version: VERSION,
            summary: Summary {
                policy,
                worst: comparison.worst(policy),
                counts: comparison.counts(policy),
                areas: comparison.areas(policy),
            },
            comparison,
        }
    }
}

/// The JSON Schema of an [`Export`].
pub fn schema() -> Value {
    let settings = SchemaSettings::draft2020_12().for_serialize();
    settings
        .into_generator()
        .into_root_schema_for::<Export<'static>>()
        .to_value()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::change::Side;
    use super::*;

    fn side(name: &str) -> Side {
        Side {
            name: name.to_owned(),
            version: None,
            language: "Swagger 2.0".to_owned(),
            operations: 0,
            schemas: 0,
            normalised: None,
        }
    }

    #[test]
    fn the_schema_allows_what_is_written_and_nothing_less() {
        let comparison = Comparison {
            old: side("old.json"),
            new: side("new.json"),
            changes: Vec::new(),
            notes: Vec::new(),
            rust: None,
        };
        let validator = jsonschema::validator_for(&schema()).unwrap();
        let mut export = serde_json::to_value(Export::new(&comparison, Policy::Both)).unwrap();
        assert!(validator.is_valid(&export), "{export:#}");

        export["version"] = json!(2);
        assert!(!validator.is_valid(&export), "another version");
        export["version"] = json!(VERSION);
        export.as_object_mut().unwrap().remove("changes");
        assert!(!validator.is_valid(&export), "no changes");
    }
}
