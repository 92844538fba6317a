//! Each operation asks for the permissions of its row in the table, and for no others.

use crate::support::{Caller, Reply, granted, started, unix_account};
use pvwa_api::{SafePermission, operation::Operation, operations};
use pvwa_emulator::{Emulator, Rule};
use serde_json::{Value, json};

/// The names of the accounts that are in the safe.
const NAME: &str = "Operating System-UnixSSH-old.example.com-root";
const LOGON: &str = "Operating System-UnixSSH-logon.example.com-root";

/// What is tested elsewhere, and why.
const ELSEWHERE: [&str; 8] = [
    // Lists leave out instead of refusing.
    "list_accounts",
    "list_dependent_accounts",
    "find_account_gen1",
    // The caller must have the account, for which it takes other permissions.
    "check_in_account",
    // Asks for a header.
    "change_account_credentials_gen1",
    // The group comes from a body, in which an account must stand that is not in it.
    "add_account_group_member",
    // The accounts must be on machines that one can become administrator of.
    "grant_administrative_access",
    "revoke_administrative_access",
];

/// Makes what an operation is to find, and fills in what its path asks for.
async fn prepared(
    operation: &Operation,
    (emulator, administrator): (&Emulator, &Caller),
    account: &str,
) -> String {
    let mut path = path(operation, account);
    let own = format!("api/Accounts/{account}");
    if matches!(operation.id, "link_account" | "unlink_account") {
        administrator
            .add_account("Trial", "logon.example.com")
            .await;
        let link =
            json!({"safe": "Trial", "folder": "Root", "name": LOGON, "extraPasswordIndex": 1});
        administrator
            .post(&format!("{own}/LinkAccount"), link)
            .await;
    }
    if operation.id == "unlock_account" {
        emulator.rule(None, Rule::Exclusive);
        let retrieve = format!("{own}/Password/Retrieve");
        administrator.send("POST", &retrieve, None).await;
    }
    if operation.area == "account-groups" {
        let group = json!({"GroupName": "Old", "GroupPlatformId": "SampleGroup", "Safe": "Trial"});
        let (_, group) = administrator.post("api/AccountGroups", group).await;
        let id = group["GroupID"].as_str().expect("an id");
        let members = format!("api/AccountGroups/{id}/Members");
        administrator
            .post(&members, json!({"AccountId": account}))
            .await;
        path = path.replace("{groupId}", id);
        if operation.id == "list_account_groups" {
            path.push_str("?safe=Trial");
        }
    }
    if path.contains("{dependentAccountId}") {
        let dependent = json!({"platformId": "WinService", "name": "old"});
        let dependents = format!("{own}/DependentAccounts");
        let (_, added) = administrator.post(&dependents, dependent).await;
        let id = added["dependentAccountId"].as_str().expect("an id");
        path = path.replace("{dependentAccountId}", id);
    }
    path
}

/// A request that fits the operation; `None` where it needs no body.
fn body(operation: &Operation, safe: &str) -> Option<Value> {
    Some(match operation.id {
        "add_account" => unix_account(safe, "new.example.com"),
        "update_account" => {
            json!([{"op": "replace", "path": "/address", "value": "moved.example.com"}])
        }
        "update_password_in_vault" | "set_next_password" => json!({"NewCredentials": "second"}),
        "update_safe" => json!({"safeName": safe, "description": "changed"}),
        "add_safe_member" => json!({"memberName": "other", "permissions": {}}),
        "update_safe_member" => json!({"permissions": {}}),
        "add_account_gen1" => json!({"account": {"safe": safe, "platformID": "UnixSSH",
            "address": "new.example.com", "username": "root", "password": "first"}}),
        "update_account_gen1" => json!({"Accounts": {"Folder": "Root", "AccountName": NAME,
            "Address": "moved.example.com", "UserName": "root"}}),
        "link_account" => json!({"safe": safe, "folder": "Root", "name": LOGON,
            "extraPasswordIndex": 1}),
        "connect_through_psm" => json!({"ConnectionComponent": "PSM-SSH"}),
        "add_account_group" => {
            json!({"GroupName": "New", "GroupPlatformId": "SampleGroup", "Safe": safe})
        }
        "add_dependent_account" => json!({"platformId": "WinService", "name": "new"}),
        "update_dependent_account" => json!({"name": "renamed"}),
        "start_account_upload" => json!({"accountsList": [unix_account(safe, "new")]}),
        "add_safe_member_gen1" => {
            let none = json!([{"Key": "ListAccounts", "Value": false}]);
            json!({"member": {"MemberName": "other", "Permissions": none}})
        }
        "update_safe_member_gen1" => json!({"member": {}}),
        _ => return None,
    })
}

/// Areas whose safe stands neither in the path nor in a body that any request would have.
const OTHER_SAFES: [&str; 4] = [
    "discovered-accounts",
    "live-sessions",
    "recordings",
    "requests",
];

/// Lets `app` try an operation in a safe of its own where it has just these permissions.
async fn tried(operation: &Operation, permissions: &[&str]) -> Reply {
    let (emulator, administrator) = started().await;
    administrator.add_safe("Trial").await;
    let account = administrator.add_account("Trial", "old.example.com").await;
    let (status, body_of_member) = administrator.add_member("Trial", "app", permissions).await;
    assert_eq!(status, 201, "{body_of_member}");
    if operation.path.to_lowercase().contains("{membername}") {
        assert_eq!(
            administrator
                .add_member("Trial", "other", &["listAccounts"])
                .await
                .0,
            201
        );
    }
    let path = prepared(operation, (&emulator, &administrator), &account).await;
    let app = Caller::logon(&emulator, "app").await;
    app.send(operation.method, &path, body(operation, "Trial"))
        .await
}

/// The path with everything in it that is always there.
fn path(operation: &Operation, account: &str) -> String {
    let mut parts = operation.path.trim_start_matches('/').split('{');
    let mut path = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (name, rest) = part.split_once('}').expect("a parameter");
        path += match name.to_ascii_lowercase().as_str() {
            "accountid" => account,
            "safeurlid" | "safename" => "Trial",
            "membername" => "other",
            "extrapasswordindex" => "1",
            "id" if operation.path.contains("/ExtendedAccounts") => account,
            _ => {
                path += &format!("{{{name}}}{rest}");
                continue;
            }
        };
        path += rest;
    }
    path
}

/// Whether the safe stands in the path, so that nothing else of a request matters.
fn names_safe(operation: &Operation) -> bool {
    let path = operation.path.to_ascii_lowercase();
    ["{accountid}", "{safeurlid}", "{safename}"]
        .iter()
        .any(|name| path.contains(name))
}

/// What the creator of a safe can hand out, less one permission and what would bring it back.
fn all_but(left_out: SafePermission) -> Vec<&'static str> {
    SafePermission::ALL
        .into_iter()
        .filter(|one| *one != left_out && *one != SafePermission::RequestsAuthorizationLevel2)
        .filter(|one| {
            left_out != SafePermission::UpdateAccountProperties
                || *one != SafePermission::AddAccounts
        })
        .map(SafePermission::api_name)
        .collect()
}

#[tokio::test]
async fn each_operation_needs_exactly_the_permissions_of_its_row() {
    let mut tested = 0;
    for operation in operations::ALL {
        let Some(needed) = operation.permissions else {
            continue;
        };
        // What takes many items answers for each of them.
        let many = operation.path.ends_with("/Bulk") || operation.id == "get_bulk_action";
        if needed.safe.is_empty()
            || many
            || ELSEWHERE.contains(&operation.id)
            || OTHER_SAFES.contains(&operation.area)
        {
            continue;
        }
        let exactly: Vec<_> = needed.safe.iter().map(|one| one.api_name()).collect();
        let (status, answer) = tried(operation, &exactly).await;
        if status == 501 || (status == 404 && answer.is_string()) {
            continue; // not emulated, or not in this version
        }
        let known = body(operation, "Trial").is_some() || operation.method == "GET";
        if !known && !names_safe(operation) {
            continue; // the safe stands in a body of its own kind
        }
        // What has no body here may be refused for that, but not for a permission.
        let passes = match known {
            true => (200..300).contains(&status) || status == 404,
            false => status != 403,
        };
        assert!(passes, "{}: {status} {answer}", operation.id);
        tested += 1;
        for one in needed.safe {
            let (status, answer) = tried(operation, &all_but(*one)).await;
            assert_eq!(status, 403, "{} without {one}: {answer}", operation.id);
            assert_eq!(answer["ErrorCode"], "PASWS041E");
            assert!(
                !answer.to_string().contains(one.api_name()),
                "names the permission"
            );
        }
    }
    assert!(tested >= 20, "only {tested}");
}

#[tokio::test]
async fn renaming_an_account_needs_a_permission_of_its_own() {
    let (emulator, administrator) = started().await;
    administrator.add_safe("Trial").await;
    let account = administrator.add_account("Trial", "a.example.com").await;
    administrator
        .add_member("Trial", "app", &["updateAccountProperties"])
        .await;
    administrator
        .add_member(
            "Trial",
            "other",
            &["updateAccountProperties", "renameAccounts"],
        )
        .await;
    let rename = json!([{"op": "replace", "path": "/name", "value": "renamed"}]);
    let path = format!("api/Accounts/{account}");
    let app = Caller::logon(&emulator, "app").await;
    assert_eq!(app.patch(&path, rename.clone()).await.0, 403);
    let other = Caller::logon(&emulator, "other").await;
    let (status, body) = other.patch(&path, rename).await;
    assert_eq!((status, &body["name"]), (200, &json!("renamed")));
}

#[tokio::test]
async fn who_is_no_member_finds_neither_safe_nor_account() {
    let (emulator, administrator) = started().await;
    administrator.add_safe("Hidden").await;
    let account = administrator.add_account("Hidden", "a.example.com").await;
    let app = Caller::logon(&emulator, "app").await;
    for path in ["api/Safes/Hidden", "api/Safes/Hidden/Members"] {
        let (status, body) = app.get(path).await;
        assert_eq!((status, &body["ErrorCode"]), (404, &json!("SFWS0007")));
    }
    let path = format!("api/Accounts/{account}");
    let (status, body) = app.get(&path).await;
    assert_eq!((status, &body["ErrorCode"]), (404, &json!("PASWS039E")));
    let (status, body) = app.post("api/Accounts", unix_account("Hidden", "b")).await;
    assert_eq!(
        (status, &body["Details"][0]["ErrorCode"]),
        (400, &json!("PASWS031E"))
    );
    assert_eq!(app.get("api/Safes").await.1["count"], 0);
    assert_eq!(app.get("api/Accounts").await.1["count"], 0);
}

#[tokio::test]
async fn a_list_leaves_out_accounts_of_safes_where_they_may_not_be_listed() {
    let (emulator, administrator) = started().await;
    for (safe, permission) in [("Listed", "listAccounts"), ("Unlisted", "useAccounts")] {
        administrator.add_safe(safe).await;
        administrator.add_account(safe, "a.example.com").await;
        administrator.add_member(safe, "app", &[permission]).await;
    }
    let app = Caller::logon(&emulator, "app").await;
    let (status, accounts) = app.get("api/Accounts").await;
    assert_eq!((status, &accounts["count"]), (200, &json!(1)));
    assert_eq!(accounts["value"][0]["safeName"], "Listed");
    assert_eq!(app.get("api/Safes").await.1["count"], 2);
}

#[tokio::test]
async fn vault_authorizations_are_asked_for() {
    let (emulator, administrator) = started().await;
    let app = Caller::logon(&emulator, "app").await;
    for path in ["api/Users", "api/UserGroups"] {
        let (status, body) = app.get(path).await;
        assert_eq!(
            (status, &body["ErrorCode"]),
            (403, &json!("PASWS041E")),
            "{path}"
        );
        assert_eq!(administrator.get(path).await.0, 200);
    }
    let safe = json!({"safeName": "Mine"});
    assert_eq!(app.post("api/Safes", safe.clone()).await.0, 403);
    let builder = pvwa_emulator::User::new("builder", "made-up").authorizations(["AddSafes"]);
    emulator.add_user(builder);
    let builder = Caller::logon(&emulator, "builder").await;
    assert_eq!(builder.post("api/Safes", safe).await.0, 201);
    assert_eq!(
        administrator.get("api/Safes/Mine").await.0,
        404,
        "a safe of somebody else"
    );
}

#[tokio::test]
async fn a_group_gives_its_permissions_to_its_users() {
    let (emulator, administrator) = started().await;
    emulator.add_user(pvwa_emulator::User::new("app", "made-up").groups(["Readers"]));
    administrator.add_safe("Shared").await;
    let account = administrator.add_account("Shared", "a.example.com").await;
    let app = Caller::logon(&emulator, "app").await;
    let path = format!("api/Accounts/{account}");
    assert_eq!(app.get(&path).await.0, 404);
    let (status, body) = administrator
        .add_member("Shared", "Readers", &["listAccounts"])
        .await;
    assert_eq!((status, &body["memberType"]), (201, &json!("Group")));
    assert_eq!(app.get(&path).await.0, 200);
    let retrieve = format!("{path}/Password/Retrieve");
    assert_eq!(app.send("POST", &retrieve, None).await.0, 403);
    administrator
        .add_member("Shared", "app", &["retrieveAccounts"])
        .await;
    assert_eq!(app.send("POST", &retrieve, None).await.0, 200);
    let ended = json!({"permissions": granted(&["listAccounts"]), "membershipExpirationDate": 1});
    administrator
        .put("api/Safes/Shared/Members/Readers", ended)
        .await;
    assert_eq!(
        app.get(&path).await.0,
        403,
        "the group's membership has run out"
    );
}
