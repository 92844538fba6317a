//! Safe members in the first generation: other envelopes, and other names of permissions.

use crate::{
    answer::Answer,
    behaviour::Row,
    call::Call,
    dates,
    errors::Refusal,
    fields::{Fields, as_boolean, not_boolean},
    members::{Candidate, admit, change, expel, find},
    permissions::PermissionSet,
    safe::Member,
    safes::first_generation::is_vault,
    state::{Vault, same},
};
use pvwa_api::SafePermission::{self, *};
use serde_json::{Map, Value, json};

/// What this module carries out.
pub(crate) const ROWS: &[Row] = &[
    ("list_safe_members_gen1", list),
    ("add_safe_member_gen1", add),
    ("update_safe_member_gen1", update),
    ("remove_safe_member_gen1", remove),
];

/// The permissions that the list shows, by its names.
const READ: [(&str, SafePermission); 17] = [
    ("Add", AddAccounts),
    ("AddRenameFolder", CreateFolders),
    ("BackupSafe", BackupSafe),
    ("Delete", DeleteAccounts),
    ("DeleteFolder", DeleteFolders),
    ("ListContent", ListAccounts),
    ("ManageSafe", ManageSafe),
    ("ManageSafeMembers", ManageSafeMembers),
    ("MoveFilesAndFolders", MoveAccountsAndFolders),
    ("Rename", RenameAccounts),
    ("RestrictedRetrieve", UseAccounts),
    ("Retrieve", RetrieveAccounts),
    ("Unlock", UnlockAccounts),
    ("Update", UpdateAccountContent),
    ("UpdateMetadata", UpdateAccountProperties),
    ("ViewAudit", ViewAuditLog),
    ("ViewMembers", ViewSafeMembers),
];

/// The permissions that are set by name, in the order of answers; the level of confirmation
/// stands behind the first sixteen.
const WRITTEN: [(&str, SafePermission); 20] = [
    ("UseAccounts", UseAccounts),
    ("RetrieveAccounts", RetrieveAccounts),
    ("ListAccounts", ListAccounts),
    ("AddAccounts", AddAccounts),
    ("UpdateAccountContent", UpdateAccountContent),
    ("UpdateAccountProperties", UpdateAccountProperties),
    (
        "InitiateCPMAccountManagementOperations",
        InitiateCpmAccountManagementOperations,
    ),
    ("SpecifyNextAccountContent", SpecifyNextAccountContent),
    ("RenameAccounts", RenameAccounts),
    ("DeleteAccounts", DeleteAccounts),
    ("UnlockAccounts", UnlockAccounts),
    ("ManageSafe", ManageSafe),
    ("ManageSafeMembers", ManageSafeMembers),
    ("BackupSafe", BackupSafe),
    ("ViewAuditLog", ViewAuditLog),
    ("ViewSafeMembers", ViewSafeMembers),
    ("AccessWithoutConfirmation", AccessWithoutConfirmation),
    ("CreateFolders", CreateFolders),
    ("DeleteFolders", DeleteFolders),
    ("MoveAccountsAndFolders", MoveAccountsAndFolders),
];

/// The name of the number that stands for both levels of confirmation.
const LEVEL: &str = "RequestsAuthorizationLevel";

/// Before which of the names the level stands in answers.
const AFTER_LEVEL: SafePermission = AccessWithoutConfirmation;

/// What a member gets for whom no permission is named.
const DEFAULT: PermissionSet = PermissionSet::of(&[
    ListAccounts,
    RetrieveAccounts,
    UseAccounts,
    ViewAuditLog,
    ViewSafeMembers,
]);

/// The group that the first generation does not find.
const GATEWAYS: &str = "PVWAGWAccounts";

/// All members, the predefined ones included.
fn list(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let members = vault.safe_of(call)?.members.iter().map(|member| {
        let held = READ.iter().map(|(name, permission)| {
            let held = member.permissions.contains(*permission);
            ((*name).to_owned(), Value::from(held))
        });
        let mut permissions: Map<_, _> = held.collect();
        permissions.insert("ValidateSafeContent".to_owned(), false.into());
        json!({"UserName": member.known_as(vault).0, "Permissions": permissions})
    });
    let members: Vec<Value> = members.collect();
    Ok(Answer::ok(json!({"members": members})))
}

/// Makes a user or group a member.
fn add(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let fields = member(call)?;
    let name = fields.mandatory("MemberName")?;
    let search_in = fields.text("SearchIn")?.filter(|place| !is_vault(place));
    let candidate = Candidate {
        name,
        kind: None,
        search_in,
        permissions: permissions(fields)?.unwrap_or(DEFAULT),
        expires: dates::read_american_day(fields, "MembershipExpirationDate")?,
    };
    let admitted = admit(vault, call, &candidate)?;
    let mut json = state(&admitted);
    json["MemberName"] = name.into();
    json["SearchIn"] = search_in.unwrap_or("Vault").into();
    Ok(Answer::created(json!({"member": json})))
}

/// Sets permissions and expiry; tells them where nothing is sent.
fn update(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let fields = member(call)?;
    let name = call.parameter("MemberName");
    let found = find(vault, call, vault.safe_of(call)?);
    let (_, known) = found.map_err(|_| Refusal::no_such_member(name))?;
    if same(name, GATEWAYS) {
        return Err(Refusal::no_such_member(name));
    }
    if call.caller == Some(known.id) {
        return Err(Refusal::new(403, "CAWS00001E", ""));
    }
    if fields.iter().next().is_none() {
        return Ok(Answer::ok(json!({"member": state(known)})));
    }
    let set = permissions(fields)?.unwrap_or(known.permissions);
    let expires = match fields.text("MembershipExpirationDate")? {
        Some(_) => dates::read_american_day(fields, "MembershipExpirationDate")?,
        None => known.expires,
    };
    let changed = change(vault, call, set, expires)?;
    Ok(Answer::ok(json!({"member": state(&changed)})))
}

/// Ends a membership.
fn remove(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    expel(vault, call)?;
    Ok(Answer::empty(200))
}

fn member<'a>(call: &Call<'a>) -> Result<Fields<'a>, Refusal> {
    call.fields()?.mandatory_object("member")
}

/// The permissions of a list of names and values; `None` where there is no list or it is empty.
fn permissions(fields: Fields) -> Result<Option<PermissionSet>, Refusal> {
    let entries = fields.list("Permissions")?.unwrap_or_default();
    if entries.is_empty() {
        return Ok(None);
    }
    let wrong = || Refusal::invalid("Permissions", "The value of Permissions is not valid.");
    let mut set = PermissionSet::default();
    for entry in entries {
        let entry = Fields::of(Some(entry)).map_err(|_| wrong())?;
        let key = entry.mandatory("Key")?;
        let value = entry.value("Value").ok_or_else(wrong)?;
        if same(key, LEVEL) {
            set = match entry.integer("Value")? {
                Some(0) => set,
                Some(1) => set.union(PermissionSet::of(&[RequestsAuthorizationLevel1])),
                Some(2) => set.union(PermissionSet::of(&[RequestsAuthorizationLevel2])),
                _ => return Err(wrong()),
            };
            continue;
        }
        let permission = WRITTEN.iter().find(|(name, _)| same(name, key));
        let (_, permission) = permission.ok_or_else(wrong)?;
        set = match as_boolean(value) {
            Some(true) => set.union(PermissionSet::of(&[*permission])),
            Some(false) => set.without(*permission),
            None => return Err(not_boolean("Permissions")),
        };
    }
    Ok(Some(set.settled()))
}

/// What an answer says of a member, without the name.
fn state(member: &Member) -> Value {
    let held = member.permissions;
    let level = match (
        held.contains(RequestsAuthorizationLevel1),
        held.contains(RequestsAuthorizationLevel2),
    ) {
        (_, true) => 2,
        (true, false) => 1,
        (false, false) => 0,
    };
    let mut permissions = Vec::new();
    for (name, permission) in WRITTEN {
        if permission == AFTER_LEVEL {
            permissions.push(json!({"Key": LEVEL, "Value": level}));
        }
        permissions.push(json!({"Key": name, "Value": held.contains(permission)}));
    }
    json!({
        "MembershipExpirationDate": member.expires.map_or(String::new(), dates::american_day),
        "Permissions": permissions,
    })
}
