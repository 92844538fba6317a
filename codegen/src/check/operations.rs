//! Operations: their names, their methods and the templates of their paths.

use super::findings::Findings;
use crate::repair::operations::{is_taken, names};
use crate::repair::paths::is_template;
use crate::walk::{self, join};
use std::collections::HashMap;

pub(super) fn check(findings: &mut Findings) {
    let document = findings.value();
    let mut used: HashMap<String, String> = HashMap::new();
    walk::operations(document, |method, path, at, operation| {
        if matches!(method, "options" | "trace") {
            findings.add(
                at,
                format!(
                    "{} is no method that the client can send",
                    method.to_uppercase()
                ),
                "reqwest has no such method, so the client would not compile",
                "take the operation out of the document",
            );
        }
        if path.starts_with('/') && !is_template(path) {
            findings.add(
                at,
                format!("the path `{path}` cannot be read as a template"),
                "each `{` needs a name and its `}`, without a slash between them",
                "correct the braces in the path, or take the operation out",
            );
        }
        let at = join(at, "operationId");
        let Some(id) = operation.get("operationId").and_then(|id| id.as_str()) else {
            findings.add(
                &at,
                "the operation has no operationId",
                "it becomes the name of the method",
                "give it an operationId, such as `list_safes`",
            );
            return;
        };
        let [method_name, builder] = names(id);
        if is_taken(&method_name) {
            findings.add(
                &at,
                format!("the operationId `{id}` becomes `{method_name}`"),
                "the generated client has that name for itself",
                "give the operation another operationId",
            );
        }
        let title = format!("{} {path}", method.to_uppercase());
        for name in [method_name, builder] {
            if let Some(other) = used.insert(name.clone(), title.clone())
                && other != title
            {
                findings.add(
                    &at,
                    format!("the operationId `{id}` and that of {other} both become `{name}`"),
                    "two methods with one name do not compile",
                    "give one of the two operations another operationId",
                );
                break;
            }
        }
    });
}
