//! The rules of the catalogue, one row each.

mod answers;
mod extensions;
mod names;
mod paging;
mod paths;
mod references;
mod schemas;
mod texts;
mod versions;

use super::verify::Rule;

pub(super) const RULES: &[Rule] = &[
    Rule {
        name: "unreadable-file",
        why: "each file is an OpenAPI 3.0 document of its own area",
        check: extensions::unreadable_file,
    },
    Rule {
        name: "unknown-extension",
        why: "an extension that nothing reads is a misspelt one",
        check: extensions::unknown_extension,
    },
    Rule {
        name: "missing-extension",
        why: "the table of operations is made of the extensions",
        check: extensions::missing_extension,
    },
    Rule {
        name: "bad-extension-value",
        why: "the table of operations is made of the extensions",
        check: extensions::bad_extension_value,
    },
    Rule {
        name: "unknown-permission",
        why: "the client tells the caller which permission is missing, by the name the API uses",
        check: extensions::unknown_permission,
    },
    Rule {
        name: "missing-confidence",
        why: "a permission that is a guess must not pass for one that is known",
        check: extensions::missing_confidence,
    },
    Rule {
        name: "unknown-version",
        why: "_document.yaml lists every version that is told apart",
        check: versions::unknown_version,
    },
    Rule {
        name: "unordered-versions",
        why: "the last version is the newest, from which the client is generated",
        check: versions::unordered_versions,
    },
    Rule {
        name: "since-after-until",
        why: "nothing goes before it comes",
        check: versions::since_after_until,
    },
    Rule {
        name: "outlives-operation",
        why: "a parameter is there only while its operation is",
        check: versions::outlives_operation,
    },
    Rule {
        name: "unknown-format",
        why: "the format decides the type in Rust, and with it whether a secret can be printed",
        check: extensions::unknown_format,
    },
    Rule {
        name: "wrong-tag",
        why: "the tag becomes the module and the feature of the area, so it is the name of the file",
        check: names::wrong_tag,
    },
    Rule {
        name: "bad-operation-id",
        why: "the id becomes a method of the client",
        check: names::bad_operation_id,
    },
    Rule {
        name: "duplicate-operation",
        why: "all files become one document",
        check: names::duplicate_operation,
    },
    Rule {
        name: "bad-path",
        why: "the documents of vaults are matched by path, and the path tells the generation",
        check: paths::bad_path,
    },
    Rule {
        name: "path-parameter",
        why: "a path is put together from its parameters",
        check: paths::path_parameter,
    },
    Rule {
        name: "bad-summary",
        why: "the summary becomes the first line of the documentation",
        check: texts::bad_summary,
    },
    Rule {
        name: "missing-description",
        why: "the description becomes the documentation",
        check: texts::missing_description,
    },
    Rule {
        name: "several-successes",
        why: "a method has one answer",
        check: answers::several_successes,
    },
    Rule {
        name: "missing-error",
        why: "all operations have the same type of error",
        check: answers::missing_error,
    },
    Rule {
        name: "bad-schema-name",
        why: "the name becomes a type of the client",
        check: names::bad_schema_name,
    },
    Rule {
        name: "duplicate-schema",
        why: "all files become one document",
        check: names::duplicate_schema,
    },
    Rule {
        name: "dangling-reference",
        why: "all files become one document, and nothing outside of it is read",
        check: references::dangling_reference,
    },
    Rule {
        name: "reference-siblings",
        why: "what stands beside a reference is not read",
        check: references::reference_siblings,
    },
    Rule {
        name: "unused-schema",
        why: "what no operation reaches is in no client",
        check: references::unused_schema,
    },
    Rule {
        name: "misplaced-schema",
        why: "a reader looks for what several areas share in common.yaml",
        check: references::misplaced_schema,
    },
    Rule {
        name: "inline-object",
        why: "a type needs a name of its own",
        check: schemas::inline_object,
    },
    Rule {
        name: "inline-enum",
        why: "a type needs a name of its own",
        check: schemas::inline_enum,
    },
    Rule {
        name: "alias-clash",
        why: "a body that holds both spellings could not be read",
        check: schemas::alias_clash,
    },
    Rule {
        name: "bad-paging",
        why: "the client follows pages by what x-paging names",
        check: paging::bad_paging,
    },
    Rule {
        name: "shape-mismatch",
        why: "free JSON is for what no source shows, and says so",
        check: schemas::shape_mismatch,
    },
    Rule {
        name: "secret-in-query",
        why: "servers and proxies write addresses into their logs",
        check: schemas::secret_in_query,
    },
];
