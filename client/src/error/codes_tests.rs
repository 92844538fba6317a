//! Everything that vaults are known to say, and what becomes of it.

use super::*;
use crate::{Call, Error, RefusedParameter};
use pvwa_api::operations;
use std::collections::BTreeSet;

/// Code, status, words, operation, and what becomes of it. A status of 0 is one that no source
/// gives: the code decides with whichever.
type Said = (&'static str, u16, &'static str, &'static str, Kind);

const SAID: &[Said] = &[
    // Logging on, and the session.
    ("PASWS006E", 401, "", "list_safes", Unauthorized),
    ("PASWS013E", 403, "", "logon", Forbidden),
    ("PASWS013E", 401, "", "logon", Forbidden),
    ("PASWS035E", 400, "", "logon", Forbidden),
    ("PASWS035E", 403, "", "logon", Forbidden),
    ("CAIWS001E", 403, "", "list_safes", Unauthorized),
    ("ITATS542I", 500, "Enter PASSCODE", "logon", RadiusChallenge),
    ("", 403, "", "logon", Forbidden),
    ("", 409, "", "logon", PasswordExpired),
    ("", 401, "", "list_safes", Unauthorized),
    (
        "",
        0,
        "the limit of 300 concurrent sessions was reached",
        "logon",
        Forbidden,
    ),
    ("access_denied", 400, "", "logon", Forbidden),
    ("invalid_scope", 400, "", "logon", InvalidParameters),
    ("invalid_grant", 400, "", "logon", Forbidden),
    // Locks, reasons, confirmations.
    ("ITATS127E", 0, "", "retrieve_password", Locked),
    ("PASWS143E", 400, "", "verify_password", Locked),
    (
        "",
        400,
        "Mandatory parameter Reason is missing",
        "retrieve_password",
        ReasonRequired,
    ),
    (
        "PASWS004E",
        403,
        "",
        "retrieve_password",
        ConfirmationRequired,
    ),
    ("PASWS004", 0, "", "retrieve_password", ConfirmationRequired),
    // Permissions.
    ("PASWS041E", 403, "", "list_users", Forbidden),
    ("CAWS00001E", 403, "", "update_safe_member_gen1", Forbidden),
    ("PASWS291E", 0, "", "add_bulk_upload", Forbidden),
    ("SFWS0013", 0, "", "add_safe_member", Forbidden),
    ("", 403, "", "add_safe", Forbidden),
    ("", 403, "", "add_safe_member", Forbidden),
    ("", 403, "", "list_safe_members", Forbidden),
    // Safes and members.
    ("SFWS0002", 409, "", "add_safe", Conflict),
    ("SFWS0007", 404, "", "get_safe", NotFound),
    ("SFWS0012", 409, "", "add_safe_member", Conflict),
    ("SFWS0015", 0, "", "update_safe_member", Refused),
    ("SFWS0001", 0, "", "add_safe_member", InvalidParameters),
    ("SFWS0010", 0, "", "add_safe_member", NotFound),
    (
        "CAWS00001E",
        400,
        "Permissions value is invalid",
        "add_safe_member_gen1",
        InvalidParameters,
    ),
    (
        "CAWS00001E",
        404,
        "the user was not found",
        "list_safe_members_gen1",
        NotFound,
    ),
    ("", 404, "no such owner", "get_safe_member", NotFound),
    (
        "",
        409,
        "somebody is already a member of the safe",
        "add_safe_member",
        Conflict,
    ),
    (
        "",
        400,
        "somebody is already a member of the safe",
        "add_safe_member",
        Conflict,
    ),
    ("PASWS167E", 400, "", "add_safe_member", InvalidParameters),
    ("EPVWS101E", 400, "", "add_safe_gen1", InvalidParameters),
    ("PASWS167E", 400, "", "update_safe", InvalidParameters),
    ("CAWS00001E", 0, "", "list_safes", Refused),
    ("", 500, "", "list_safe_members_gen1", Refused),
    // Accounts.
    ("PASWS039E", 404, "", "get_account", NotFound),
    ("PASWS031E", 400, "", "add_account", InvalidParameters),
    ("PASWS032E", 400, "", "add_account", InvalidParameters),
    ("PASWS159E", 400, "", "update_account", InvalidParameters),
    ("PASWS018E", 0, "", "add_bulk_upload", InvalidParameters),
    ("PASWS027E", 409, "", "add_account", Conflict),
    ("PASWS125E", 400, "", "update_account", InvalidParameters),
    ("PASWS164E", 400, "", "update_account", InvalidParameters),
    (
        "",
        500,
        "Object reference not set to an instance of an object",
        "update_account",
        Refused,
    ),
    (
        "",
        400,
        "Account id value is invalid",
        "get_account",
        InvalidParameters,
    ),
    (
        "CAWS00001E",
        400,
        "mandatory parameter Username is missing",
        "add_account_gen1",
        InvalidParameters,
    ),
    (
        "",
        400,
        "mandatory parameter AccountDetails is missing",
        "add_account",
        InvalidParameters,
    ),
    (
        "",
        400,
        "Properties value is invalid",
        "update_account_gen1",
        InvalidParameters,
    ),
    ("PASWS167E", 400, "", "add_account", InvalidParameters),
    (
        "",
        400,
        "a potentially dangerous value was found",
        "add_account_gen1",
        InvalidParameters,
    ),
    ("EPVWF061E", 400, "", "change_password", InvalidParameters),
    ("PASWS011E", 400, "", "connect_ad_hoc", InvalidParameters),
    ("PASWS168E", 400, "", "get_my_request", InvalidParameters),
    ("PASWS167E", 400, "", "list_accounts", InvalidParameters),
    (
        "PASWS167E",
        400,
        "",
        "get_target_platform_psm_settings",
        InvalidParameters,
    ),
    (
        "CAWS00001E",
        500,
        "the page does not exist",
        "list_accounts",
        Refused,
    ),
    (
        "",
        400,
        "the filter is invalid",
        "list_accounts",
        InvalidParameters,
    ),
    ("", 409, "", "add_account", Conflict),
    // Groups of accounts, requests, users, directories, rules.
    (
        "",
        400,
        "EPVPA012E: there is such a group",
        "add_account_group",
        Conflict,
    ),
    ("CAWS00001E", 0, "", "add_account_group_member", Refused),
    ("PASWS099E", 409, "", "add_my_request", Conflict),
    (
        "PASWS099E",
        409,
        "EPVPA050E: it was made before",
        "add_my_request",
        Conflict,
    ),
    (
        "CAWS00001E",
        500,
        "access and timeframe contradict each other",
        "add_my_request",
        InvalidParameters,
    ),
    ("ITATS013E", 409, "", "add_user", Conflict),
    ("ITATS003E", 404, "", "delete_user", NotFound),
    ("ITATS262E", 409, "", "add_group_member", Conflict),
    ("PASWS213E", 409, "", "add_group_member", Conflict),
    ("", 405, "", "list_group_members", Unsupported),
    ("PASWS161E", 404, "", "get_directory", NotFound),
    ("PASWS197E", 404, "", "get_mapping", NotFound),
    ("PASWS150E", 409, "", "add_onboarding_rule", Conflict),
    (
        "CAWS00001E",
        404,
        "ITATP072E: the client is not monitored",
        "get_component",
        NotFound,
    ),
    (
        "",
        500,
        "ITATS903E: there is such a rule",
        "add_policy_rule",
        Conflict,
    ),
    // What passes, and what the status says.
    ("ITADM111E", 500, "", "list_accounts", Refused),
    ("SRAPIE0006", 503, "", "list_accounts", Refused),
    ("", 405, "", "list_accounts", Unsupported),
    ("", 501, "", "list_accounts", Unsupported),
    ("", 429, "", "list_accounts", RateLimited),
];

/// What is known and stands in no row, with the reason.
const LEFT_OUT: &[(&[&str], &str)] = &[
    (
        &["ITATS028E", "ITATS031E", "ITATS034E"],
        "answers of PACLI, not of this API",
    ),
    (
        &[
            "APPAP004E",
            "APPAP007E",
            "APPAP008E",
            "APPAP081E",
            "APPAP227E",
            "APPAP228E",
            "APPAP229E",
            "APPAP282E",
            "APPAP306E",
            "AIMWS030E",
            "AIMWS031E",
            "CASVL010E",
            "ITATS982E",
        ],
        "answers of the Central Credential Provider, which is another service",
    ),
    (
        &[
            "PASWS001W",
            "PASWS001E",
            "PASWS002E",
            "PASWS003E",
            "PASWS008E",
            "PASWS044E",
            "PASWS103E",
            "PASWS204E",
            "SFWS0007E",
            "ITATS555E",
            "ITATS123I",
            "ITATS542E",
            "ITATS300E",
            "LOGON_FAILED",
        ],
        "known only from tests and generated pages, which contradict each other",
    ),
    (
        &["PASWS001I", "PASWS002I", "CASW013I", "CASW051D"],
        "lines of PVWA's log, which no call is answered with",
    ),
];

fn refusal(code: &str, status: u16, message: &str) -> Refusal {
    let mut refusal = Refusal::bare(if status == 0 { 400 } else { status });
    refusal.code = Some(code.to_owned()).filter(|code| !code.is_empty());
    refusal.message = Some(message.to_owned()).filter(|message| !message.is_empty());
    refusal
}

#[test]
fn everything_that_is_said_becomes_what_it_means() {
    for (code, status, message, operation, expected) in SAID {
        let found = kind(operation, &refusal(code, *status, message));
        let unknown_status = *status == 0 && *expected == Refused;
        assert!(
            found == *expected || unknown_status,
            "{code} {status} {message}: {found:?}"
        );
    }
}

#[test]
fn a_code_decides_whatever_the_status_unless_its_row_names_one() {
    for row in ROWS
        .iter()
        .filter(|row| row.statuses.is_empty() && row.words.is_empty())
    {
        let Some(code) = row.code.filter(|_| row.operation.is_empty()) else {
            continue;
        };
        for status in [400, 403, 404, 409, 500] {
            let found = find("list_safes", &refusal(code, status, ""));
            assert_eq!(
                found.map(|row| row.why),
                Some(row.why),
                "{code} with {status}"
            );
        }
    }
}

#[test]
fn every_row_is_reached() {
    let reached: BTreeSet<&str> = SAID
        .iter()
        .filter_map(|(code, status, message, operation, _)| {
            Some(find(operation, &refusal(code, *status, message))?.why)
        })
        .collect();
    for row in ROWS {
        // A ticket is missed as a reason is: `a_missing_parameter_is_named_by_its_detail`.
        let is_ticket = row.becomes == TicketRequired;
        assert!(
            is_ticket || reached.contains(row.why),
            "nothing reaches: {}",
            row.why
        );
        assert!(!row.why.is_empty());
    }
}

#[test]
fn what_is_left_out_is_in_no_row() {
    for (codes, why) in LEFT_OUT {
        for code in *codes {
            assert!(
                ROWS.iter().all(|row| row.code != Some(code)),
                "{code}: {why}"
            );
        }
    }
}

#[test]
fn a_missing_parameter_is_named_by_its_detail() {
    let detailed = |name: &str, code: &str| {
        let mut refusal = refusal("PASWS167E", 400, "There are some invalid parameters.");
        refusal.details = vec![RefusedParameter {
            name: Some(name.to_owned()),
            code: Some(code.to_owned()),
            message: None,
        }];
        kind("retrieve_password", &refusal)
    };
    assert_eq!(detailed("Reason", "PASWS011E"), ReasonRequired);
    assert_eq!(detailed("reason", "PASWS168E"), InvalidParameters);
    assert_eq!(detailed("TicketId", "PASWS011E"), TicketRequired);
    assert_eq!(detailed("TicketingSystemName", "PASWS011E"), TicketRequired);
    assert_eq!(detailed("Machine", "PASWS011E"), InvalidParameters);
}

#[test]
fn an_unknown_refusal_is_judged_by_what_it_names() {
    let mut unknown = refusal("XYZ", 400, "no");
    assert_eq!(kind("get_safe", &unknown), Refused);
    unknown.details = vec![RefusedParameter {
        name: Some("limit".to_owned()),
        ..RefusedParameter::default()
    }];
    assert_eq!(kind("get_safe", &unknown), InvalidParameters);
    assert_eq!(kind("get_safe", &refusal("XYZ", 500, "no")), Refused);
}

#[test]
fn only_what_passes_passes() {
    for (code, status, passes) in [
        ("ITADM111E", 500, true),
        ("SRAPIE0006", 503, true),
        ("ITADM111E", 400, false),
        ("CAWS00001E", 500, false),
        ("", 408, true),
        ("", 502, true),
        ("", 503, true),
        ("", 504, true),
        ("", 429, false),
        ("", 500, false),
    ] {
        assert_eq!(
            passes_by_itself(&refusal(code, status, "")),
            passes,
            "{code} {status}"
        );
    }
}

#[test]
fn each_kind_is_the_variant_of_its_name() {
    let row = operations::find("get_account").unwrap();
    for (code, status, message, _, kind) in SAID.iter().filter(|said| said.1 != 0) {
        let error = Error::refused(row, Call::of(row.id), refusal(code, *status, message));
        let name = format!("{error:?}");
        let name = name.split(' ').next().unwrap_or_default().to_owned();
        let by_operation = self::kind(row.id, &refusal(code, *status, message));
        assert_eq!(name, format!("{by_operation:?}"), "{kind:?}");
        assert_eq!(error.refusal().map(|it| it.status), Some(*status));
    }
}

#[test]
fn the_table_as_it_stands() {
    let mut text = String::new();
    for row in ROWS {
        let what = row
            .code
            .map(str::to_owned)
            .unwrap_or_else(|| match (row.words, row.missing) {
                ([], []) => format!("{:?}", row.statuses),
                ([], missing) => format!("missing {}", missing.join("/")),
                (words, _) => format!("“{}”", words.join(" … ")),
            });
        let hint = row.hint.map_or("-", Hint::id);
        text.push_str(&format!(
            "{what} | {:?} | {hint} | {}\n",
            row.becomes, row.why
        ));
    }
    insta::assert_snapshot!(text);
}
