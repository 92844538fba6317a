//! The operation table of a generated crate: what is known beyond requests and answers.

use crate::operation::{Edition, PagingStyle, Retry, Version};
use crate::permission::SafePermission;
use crate::repair::bodies::{may_be_left_out, media_type};
use crate::split::Plan;
use crate::walk;
use indexmap::IndexMap;
use serde_json::{Map, Value};
use std::collections::HashSet;
use std::fmt::Write;

/// Where operations without a tag belong.
const NO_AREA: &str = "other";

/// The text of `operations.rs` for `document`.
pub fn operations(document: &Value) -> String {
    let mut rows: Vec<(String, String)> = Vec::new();
    walk::operations(document, |method, path, _, operation| {
        let id = text(operation, "operationId").to_owned();
        let row = row(&id, method, path, operation);
        rows.push((id, row));
    });
    rows.sort();
    let mut out = crate::split::HEADER.to_owned();
    out.push_str(
        "//! Every operation of the API, with what is known of it beyond its request and its answer.\n\n\
         use crate::SafePermission;\n\
         use crate::operation::{Edition, Operation, Paging, PagingStyle, Permissions, Retry, Version};\n\n\
         /// Every operation, in the order of the ids.\n\
         pub static ALL: &[Operation] = &[\n",
    );
    for (_, row) in &rows {
        out.push_str(row);
    }
    out.push_str(
        "];\n\n\
         /// The operation of that id; `None` where there is none.\n\
         pub fn find(id: &str) -> Option<&'static Operation> {\n    \
             ALL.binary_search_by(|operation| operation.id.cmp(id)).ok().and_then(|at| ALL.get(at))\n\
         }\n",
    );
    out
}

fn row(id: &str, method: &str, path: &str, operation: &Map<String, Value>) -> String {
    let mut out = String::from("    Operation {\n");
    let mut field = |name: &str, value: String| {
        let _ = writeln!(out, "        {name}: {value},");
    };
    field("id", quoted(id));
    field("method", quoted(&method.to_ascii_uppercase()));
    field("path", quoted(path));
    field("area", quoted(&area(operation)));
    field("summary", quoted(text(operation, "summary")));
    field("since", option(version(operation, "x-since")));
    field("until", option(version(operation, "x-until")));
    field("edition", format!("Edition::{:?}", edition(operation)));
    field(
        "permissions",
        option(
            operation
                .get("x-permissions")
                .and_then(Value::as_object)
                .map(permissions),
        ),
    );
    field(
        "paging",
        option(
            operation
                .get("x-paging")
                .and_then(Value::as_object)
                .map(paging),
        ),
    );
    field("retry", format!("Retry::{:?}", retry(method, operation)));
    out.push_str("    },\n");
    out
}

/// The area of an operation: its first tag as a module is named, or what its path begins with.
pub fn area(operation: &Map<String, Value>) -> String {
    let tag = operation
        .get("tags")
        .and_then(|tags| tags.get(0))
        .and_then(Value::as_str)
        .unwrap_or(NO_AREA);
    let words: Vec<_> = tag
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_ascii_lowercase)
        .collect();
    let mut name = words.join("-");
    name.truncate(LONGEST_AREA);
    let is_identifier = syn::parse_str::<syn::Ident>(&crate::split::module(&name)).is_ok();
    match name {
        name if name.is_empty() => NO_AREA.to_owned(),
        name if is_identifier && !RESERVED.contains(&name.as_str()) => name,
        // A digit at its start, a keyword, or a name that is taken.
        name => format!("area-{name}"),
    }
}

/// The longest name of an area, in bytes: it is a file's name too.
const LONGEST_AREA: usize = 64;

/// What an area cannot be called: modules, features and dependencies of every generated crate, the
/// names of its own files, and devices that Windows takes for files.
const RESERVED: [&str; 25] = [
    "alloc",
    "aux",
    "both-directions",
    "client",
    "con",
    "core",
    "default",
    "full",
    "layers",
    "lib",
    "main",
    "nul",
    "operation",
    "operations",
    "permission",
    "prn",
    "progenitor-client",
    "reqwest",
    "round-trip",
    "secret",
    "send",
    "serde-json",
    "std",
    "types",
    "values",
];

/// What the splitter must know about `document`.
pub fn plan(document: &Value) -> Plan {
    let info = &document["info"];
    let mut plan = Plan {
        title: one_line(info["title"].as_str().unwrap_or("An API")),
        version: one_line(info["version"].as_str().unwrap_or("of an unknown version")),
        ..Plan::default()
    };
    let described: IndexMap<&str, &str> = document["tags"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|tag| Some((tag["name"].as_str()?, tag["description"].as_str()?)))
        .collect();
    walk::operations(document, |_, _, _, operation| {
        let id = text(operation, "operationId").to_owned();
        let area = area(operation);
        let tag = operation.get("tags").and_then(|tags| tags[0].as_str());
        let what = tag.and_then(|tag| described.get(tag)).map_or_else(
            || format!("The operations of `{area}`."),
            |text| one_line(text),
        );
        plan.areas.entry(area.clone()).or_insert(what);
        let parameters = operation.get("parameters").and_then(Value::as_array);
        let words = parameters
            .into_iter()
            .flatten()
            .filter_map(|parameter| {
                let name = heck::AsSnakeCase(parameter["name"].as_str()?).to_string();
                Some((name, parameter["description"].as_str()?.trim().to_owned()))
            })
            .collect();
        plan.parameters.insert(id.clone(), words);
        if let Some(media) = media_type(operation) {
            plan.body_types.insert(id.clone(), media.to_owned());
        }
        if may_be_left_out(operation) {
            plan.optional_bodies.insert(id.clone());
        }
        plan.operations.insert(id, area);
    });
    plan.areas.sort_keys();
    for (name, schema) in document["components"]["schemas"]
        .as_object()
        .into_iter()
        .flatten()
    {
        let properties = schema["properties"].as_object();
        // A spelling that means two properties means none.
        let mut spellings: HashSet<&str> = properties
            .into_iter()
            .flat_map(Map::keys)
            .map(String::as_str)
            .collect();
        for (property, schema) in properties.into_iter().flatten() {
            let aliases: Vec<String> = strings_of(&schema["x-aliases"])
                .filter(|alias| spellings.insert(alias))
                .map(str::to_owned)
                .collect();
            if !aliases.is_empty() {
                let name = heck::AsPascalCase(name).to_string();
                plan.aliases
                    .entry(name)
                    .or_default()
                    .insert(property.clone(), aliases);
            }
        }
    }
    plan
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn text<'a>(operation: &'a Map<String, Value>, key: &str) -> &'a str {
    operation
        .get(key)
        .and_then(Value::as_str)
        .unwrap_or_default()
}

fn quoted(text: &str) -> String {
    format!("{:?}", one_line(text))
}

fn option(value: Option<String>) -> String {
    value.map_or_else(|| "None".to_owned(), |value| format!("Some({value})"))
}

fn version(operation: &Map<String, Value>, key: &str) -> Option<String> {
    let version: Version = operation.get(key)?.as_str()?.parse().ok()?;
    Some(format!(
        "Version::new({}, {}, {})",
        version.major, version.minor, version.patch
    ))
}

fn edition(operation: &Map<String, Value>) -> Edition {
    match text(operation, "x-edition") {
        "self-hosted" => Edition::SelfHosted,
        "privilege-cloud" => Edition::PrivilegeCloud,
        _ => Edition::Both,
    }
}

/// What the document says; for what it does not say, only reading is safe.
fn retry(method: &str, operation: &Map<String, Value>) -> Retry {
    match (text(operation, "x-retry"), method) {
        ("safe", _) | ("", "get" | "head") => Retry::Safe,
        _ => Retry::Unsafe,
    }
}

fn strings<'a>(object: &'a Map<String, Value>, key: &str) -> impl Iterator<Item = &'a str> {
    object.get(key).into_iter().flat_map(strings_of)
}

/// The texts in a list.
fn strings_of(list: &Value) -> impl Iterator<Item = &str> {
    let list = list.as_array().into_iter().flatten();
    list.filter_map(Value::as_str)
}

fn permissions(object: &Map<String, Value>) -> String {
    let safe = |key| {
        let names: Vec<_> = strings(object, key)
            .filter_map(|name| name.parse::<SafePermission>().ok())
            .map(|permission| format!("SafePermission::{permission:?}"))
            .collect();
        format!("&[{}]", names.join(", "))
    };
    let vault: Vec<_> = strings(object, "vault").map(quoted).collect();
    let other = object.get("other").and_then(Value::as_str).map(quoted);
    format!(
        "Permissions {{ safe: {}, safe_any: {}, vault: &[{}], other: {} }}",
        safe("safe"),
        safe("safe-any"),
        vault.join(", "),
        option(other)
    )
}

fn paging(object: &Map<String, Value>) -> String {
    let style = match text(object, "style") {
        "offset" => PagingStyle::Offset,
        "start-index" => PagingStyle::StartIndex,
        "page-number" => PagingStyle::PageNumber {
            first: u32::from(object.get("first").is_some_and(|first| *first == 1)),
        },
        _ => PagingStyle::NextLink,
    };
    let property = |key| option(object.get(key).and_then(Value::as_str).map(quoted));
    format!(
        "Paging {{ style: PagingStyle::{style:?}, items: {}, total: {}, next: {}, max: {} }}",
        quoted(text(object, "items")),
        property("total"),
        property("next"),
        option(
            object
                .get("max")
                .and_then(Value::as_u64)
                .map(|max| max.to_string())
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::area;
    use serde_json::json;

    #[test]
    fn an_area_is_a_module_and_a_file_wherever_it_comes_from() {
        for (tag, expected) in [
            ("Account Groups", "account-groups"),
            ("Bulk/Accounts", "bulk-accounts"),
            ("../../etc/passwd", "etc-passwd"),
            ("lib", "area-lib"),
            ("Types", "area-types"),
            ("struct", "area-struct"),
            ("2FA", "area-2fa"),
            ("保险箱", "other"),
        ] {
            let operation = json!({"tags": [tag]});
            assert_eq!(area(operation.as_object().unwrap()), expected);
        }
        let long = json!({"tags": ["x".repeat(300)]});
        assert_eq!(area(long.as_object().unwrap()).len(), 64);
    }
}
