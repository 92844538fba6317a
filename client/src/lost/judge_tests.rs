//! Which objects are taken for those that a call made.

use super::*;
use crate::{Preset, SafePermissions};

const SINCE: i64 = 1_000;

fn request(name: Option<&str>) -> AddAccountRequest {
    let mut builder = AddAccountRequest::builder()
        .platform_id("Oracle")
        .safe_name("APP_Oracle")
        .user_name("app".to_owned())
        .address("db1".to_owned());
    if let Some(name) = name {
        builder = builder.name(name.to_owned());
    }
    builder.try_into().unwrap()
}

fn made(name: &str, user: &str, created: Option<i64>) -> Account {
    let mut account: Account = serde_json::from_value(serde_json::json!({
        "id": "1_1", "name": name, "platformId": "oracle", "safeName": "app_oracle",
        "userName": user, "address": "DB1",
    }))
    .unwrap();
    account.created_time = created.map(EpochSeconds);
    account
}

fn shown<T>(verdict: Verdict<T>) -> String {
    match verdict {
        Verdict::Made(_) => "made".to_owned(),
        Verdict::Other(lookup) => format!("{lookup:?}"),
    }
}

#[test]
fn an_account_with_a_name_is_known_by_it() {
    let rows = [
        (vec![], "NotFound"),
        (vec![made("X", "app", Some(1_000))], "made"),
        (vec![made("other", "app", Some(1_000))], "NotFound"),
        (vec![made("x", "app", Some(999))], "ThereBefore"),
        (vec![made("x", "app", None)], "Unclear"),
        (vec![made("x", "somebody", Some(1_000))], "Unclear"),
    ];
    for (candidates, expected) in rows {
        assert_eq!(
            shown(account(&request(Some("x")), candidates, SINCE)),
            expected
        );
    }
}

#[test]
fn an_account_without_a_name_is_known_by_what_it_is_and_when() {
    let rows = [
        (vec![], "NotFound"),
        (vec![made("a", "app", Some(1_000))], "made"),
        (
            vec![made("a", "app", Some(5)), made("b", "APP", Some(1_001))],
            "made",
        ),
        (vec![made("a", "app", Some(999))], "NotFound"),
        (vec![made("a", "somebody", Some(1_000))], "NotFound"),
        (
            vec![made("a", "app", Some(1_000)), made("b", "app", Some(1_000))],
            "Several(2)",
        ),
        (vec![made("a", "app", None)], "Unclear"),
    ];
    for (candidates, expected) in rows {
        assert_eq!(shown(account(&request(None), candidates, SINCE)), expected);
    }
}

#[test]
fn properties_that_were_asked_for_have_to_be_there() {
    let mut request = request(None);
    request
        .platform_account_properties
        .insert("Port".to_owned(), "1521".to_owned());
    let mut candidate = made("a", "app", Some(1_000));
    assert_eq!(
        shown(account(&request, vec![candidate.clone()], SINCE)),
        "Unclear"
    );
    let properties = &mut candidate.platform_account_properties;
    properties.insert("Port".to_owned(), "1521".to_owned());
    properties.insert("Database".to_owned(), "X".to_owned());
    assert_eq!(shown(account(&request, vec![candidate], SINCE)), "made");
}

#[test]
fn a_safe_is_known_by_who_made_it_and_when() {
    let made = |creator: Option<&str>, created: Option<i64>| -> Safe {
        serde_json::from_value(serde_json::json!({
            "safeName": "S", "creationTime": created, "creator": { "id": "2", "name": creator },
        }))
        .unwrap()
    };
    let rows = [
        (made(Some("Alice"), Some(1_000)), Some("alice"), "made"),
        (made(Some("Bob"), Some(1_000)), Some("alice"), "Unclear"),
        (made(None, Some(1_000)), Some("alice"), "Unclear"),
        (made(Some("Alice"), Some(1_000)), None, "Unclear"),
        (made(Some("Alice"), Some(999)), Some("alice"), "ThereBefore"),
        (made(Some("Alice"), None), Some("alice"), "Unclear"),
    ];
    for (candidate, user, expected) in rows {
        assert_eq!(shown(safe(candidate, user, SINCE)), expected);
    }
}

#[test]
fn a_member_is_known_by_its_permissions() {
    let asked: AddSafeMemberRequest = AddSafeMemberRequest::builder()
        .member_name("app")
        .permissions(Preset::ReadOnly.permissions())
        .try_into()
        .unwrap();
    let held = |permissions: SafePermissions, end: Option<i64>| {
        let mut member: SafeMember = serde_json::from_str(r#"{"memberName":"app"}"#).unwrap();
        member.permissions = Some(permissions.into());
        member.membership_expiration_date = end.map(EpochSeconds);
        member
    };
    let read = Preset::ReadOnly.permissions();
    assert_eq!(shown(member(&asked, held(read, None))), "made");
    assert_eq!(
        shown(member(&asked, held(SafePermissions::ALL, None))),
        "Unclear"
    );
    let mut ends = asked;
    ends.membership_expiration_date = Some(EpochSeconds(7));
    assert_eq!(shown(member(&ends, held(read, None))), "Unclear");
    assert_eq!(shown(member(&ends, held(read, Some(7)))), "made");
}
