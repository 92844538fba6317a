//! The schemas of SCIM's resources, attribute by attribute.

use serde_json::{Value, json};

pub(crate) const USER: &str = "urn:ietf:params:scim:schemas:core:2.0:User";
pub(crate) const GROUP: &str = "urn:ietf:params:scim:schemas:core:2.0:Group";
pub(crate) const ENTERPRISE: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";
pub(crate) const CUSTOM: &str = "urn:scim:schemas:extension:custom:2.0";
pub(crate) const LINKED: &str = "urn:ietf:params:scim:schemas:pam:1.0:LinkedObject";
pub(crate) const CONTAINER: &str = "urn:ietf:params:scim:schemas:pam:1.0:Container";
pub(crate) const CONTAINER_PERMISSION: &str =
    "urn:ietf:params:scim:schemas:pam:1.0:ContainerPermission";
pub(crate) const PRIVILEGED_DATA: &str = "urn:ietf:params:scim:schemas:pam:1.0:PrivilegedData";
pub(crate) const DATA_PERMISSION: &str =
    "urn:ietf:params:scim:schemas:pam:1.0:PrivilegedDataPermission";
pub(crate) const SAFE: &str = "urn:ietf:params:scim:schemas:cyberark:1.0:Safe";
pub(crate) const SAFE_MEMBER: &str = "urn:ietf:params:scim:schemas:cyberark:1.0:SafeMember";
pub(crate) const ACCOUNT: &str = "urn:ietf:params:scim:schemas:cyberark:1.0:PrivilegedData";

/// A kind of resource: its name, where its resources are, its schema and its extensions.
pub(crate) type KindRow = (
    &'static str,
    &'static str,
    &'static str,
    &'static [&'static str],
);

/// The kinds there are.
pub(crate) const KINDS: [KindRow; 6] = [
    ("User", "/Users", USER, &[ENTERPRISE, CUSTOM, LINKED]),
    ("Group", "/Groups", GROUP, &[LINKED]),
    ("Container", "/Containers", CONTAINER, &[SAFE]),
    (
        "ContainerPermission",
        "/ContainerPermissions",
        CONTAINER_PERMISSION,
        &[SAFE_MEMBER],
    ),
    (
        "PrivilegedData",
        "/PrivilegedData",
        PRIVILEGED_DATA,
        &[ACCOUNT],
    ),
    (
        "PrivilegedDataPermission",
        "/PrivilegedDataPermissions",
        DATA_PERMISSION,
        &[],
    ),
];

/// An attribute: name, type, how it behaves (`*` a list, `!` required, `-` only read, `=` set
/// once, `>` only written), and the names of the attributes inside it, all of them texts.
type AttributeRow = (
    &'static str,
    &'static str,
    &'static str,
    &'static [&'static str],
);

/// A schema: URN, name, what it is for, attributes.
type SchemaRow = (
    &'static str,
    &'static str,
    &'static str,
    &'static [AttributeRow],
);

const REFERENCE: &[&str] = &["value", "$ref", "display"];

/// The schemas there are.
const SCHEMAS: [SchemaRow; 11] = [
    (
        USER,
        "User",
        "A user of the directory",
        &[
            ("userName", "string", "!", &[]),
            (
                "name",
                "complex",
                "",
                &["formatted", "familyName", "givenName"],
            ),
            ("displayName", "string", "", &[]),
            ("preferredLanguage", "string", "", &[]),
            ("active", "boolean", "", &[]),
            ("password", "string", ">", &[]),
            ("emails", "complex", "*", &["type", "primary", "value"]),
            ("phoneNumbers", "complex", "*", &["type", "value"]),
            ("groups", "complex", "*-", REFERENCE),
        ],
    ),
    (
        GROUP,
        "Group",
        "A role of the tenant",
        &[
            ("displayName", "string", "!", &[]),
            (
                "members",
                "complex",
                "*",
                &["value", "$ref", "display", "type"],
            ),
        ],
    ),
    (
        ENTERPRISE,
        "EnterpriseUser",
        "What a company adds to a user",
        &[
            ("organization", "string", "", &[]),
            ("manager", "complex", "", &["value", "$ref", "displayName"]),
        ],
    ),
    (
        CUSTOM,
        "CustomUser",
        "Attributes that the tenant added to its users",
        &[("customDataAttributes", "complex", "", &[])],
    ),
    (
        LINKED,
        "LinkedObject",
        "Where something of another directory comes from",
        &[
            ("source", "string", "-", &[]),
            ("nativeIdentifier", "string", "-", &[]),
        ],
    ),
    (
        CONTAINER,
        "Container",
        "A safe",
        &[
            ("name", "string", "!=", &[]),
            ("displayName", "string", "-", &[]),
            ("description", "string", "", &[]),
            ("type", "string", "-", &[]),
            ("owner", "complex", "-", REFERENCE),
            (
                "privilegedData",
                "complex",
                "*-",
                &["value", "$ref", "display", "type"],
            ),
        ],
    ),
    (
        CONTAINER_PERMISSION,
        "ContainerPermission",
        "A member of a safe",
        &[
            (
                "container",
                "complex",
                "!=",
                &["value", "$ref", "name", "display"],
            ),
            ("user", "complex", "=", REFERENCE),
            ("group", "complex", "=", REFERENCE),
            ("rights", "string", "*!", &[]),
        ],
    ),
    (
        PRIVILEGED_DATA,
        "PrivilegedData",
        "An account",
        &[
            ("name", "string", "!", &[]),
            ("description", "string", "", &[]),
            ("type", "string", "", &[]),
        ],
    ),
    (
        SAFE,
        "CyberArkSafe",
        "What the vault adds to a container",
        &[
            ("NumberOfDaysRetention", "integer", "", &[]),
            ("ManagingCPM", "string", "", &[]),
        ],
    ),
    (
        SAFE_MEMBER,
        "CyberArkSafeMember",
        "What the vault adds to a container permission",
        &[
            ("membershipExpirationDate", "integer", "", &[]),
            ("memberType", "string", "-", &[]),
            ("searchIn", "string", ">", &[]),
        ],
    ),
    (
        ACCOUNT,
        "CyberArkPrivilegedData",
        "What the vault adds to privileged data",
        &[
            ("safe", "string", "!=", &[]),
            (
                "remoteMachinesAccess",
                "complex",
                "",
                &["remoteMachines", "accessRestrictedToRemoteMachines"],
            ),
            ("properties", "complex", "*", &["key", "value"]),
        ],
    ),
];

/// All schemas.
pub(crate) fn all() -> Vec<Value> {
    SCHEMAS.iter().map(to_json).collect()
}

/// The schema of a URN, or of the short name of a core schema.
pub(crate) fn find(id: &str) -> Option<Value> {
    let mut schemas = SCHEMAS.iter();
    let known =
        schemas.find(|row| row.0.eq_ignore_ascii_case(id) || row.1.eq_ignore_ascii_case(id));
    known.map(to_json)
}

fn to_json(row: &SchemaRow) -> Value {
    let attributes: Vec<Value> = row.3.iter().map(attribute).collect();
    json!({"id": row.0, "name": row.1, "description": row.2, "attributes": attributes})
}

fn attribute(row: &AttributeRow) -> Value {
    let (name, kind, marks, inside) = *row;
    let is = |mark: char| marks.contains(mark);
    let mutability = match () {
        () if is('-') => "readOnly",
        () if is('=') => "immutable",
        () if is('>') => "writeOnly",
        () => "readWrite",
    };
    let mut json = json!({
        "name": name,
        "type": kind,
        "multiValued": is('*'),
        "required": is('!'),
        "mutability": mutability,
        "returned": if is('>') { "never" } else { "default" },
        "uniqueness": if is('!') && kind == "string" { "server" } else { "none" },
    });
    if kind == "string" {
        json["caseExact"] = false.into();
    }
    if !inside.is_empty() {
        let part = |name: &&'static str| {
            let kind = match *name {
                "primary" | "accessRestrictedToRemoteMachines" => "boolean",
                _ => "string",
            };
            attribute(&(*name, kind, "", &[]))
        };
        json["subAttributes"] = inside.iter().map(part).collect();
    }
    json
}
