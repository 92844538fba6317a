//! How every variant reads.

use super::*;
use crate::settings::{Place, SettingsProblem};
use pvwa_api::operations;
use std::error::Error as _;

fn call() -> Call {
    Call::of("get_account").at(RequestId::new(), 2)
}

fn refusal(status: u16, code: &str, message: &str) -> Refusal {
    let mut refusal = Refusal::bare(status);
    refusal.code = Some(code.to_owned());
    refusal.message = Some(message.to_owned());
    refusal
}

fn refused(operation: &str, status: u16, code: &str, message: &str) -> Error {
    let row = operations::find(operation).unwrap();
    let call = Call::of(row.id).at(RequestId::new(), 1);
    Error::refused(row, call, refusal(status, code, message))
}

fn http() -> Arc<reqwest::Error> {
    let error = reqwest::Client::new()
        .get("no address")
        .build()
        .unwrap_err();
    Arc::new(error.without_url())
}

/// One of every variant. What is missing here does not compile below.
fn all() -> Vec<Error> {
    let user = || Some(Box::from("alice"));
    vec![
        Error::BaseUrl(BaseUrlError::PlainHttp),
        Error::NoCredentials,
        Error::Credentials {
            what: "password",
            problem: Misprint::in_text("a\nb").unwrap(),
        },
        Error::Options(OptionsError::ZeroTimeout { which: "attempt" }),
        Error::Settings(SettingsError {
            place: Place::Variable("PVWA_URL".to_owned()),
            problem: SettingsProblem::NoText,
        }),
        Error::Closed,
        Error::Discovery {
            call: Call::of("discovery"),
            subdomain: "acme".to_owned(),
            problem: Box::new(DiscoveryProblem::NoVault),
        },
        Error::HttpClient(http()),
        refused("logon", 403, "PASWS013E", "Wrong.").of_logon("alice", LogonMethod::CyberArk),
        Error::RadiusChallenge {
            call: call(),
            user: user(),
            refusal: Box::new(refusal(500, "ITATS542I", "Enter PASSCODE")),
        },
        Error::PasswordExpired {
            call: call(),
            user: user(),
            refusal: Box::new(Refusal::bare(409)),
        },
        Error::UnusableToken { call: call() },
        refused("get_account", 401, "PASWS006E", "No session."),
        refused("get_account", 403, "PASWS041E", "Not allowed."),
        refused("get_account", 404, "PASWS039E", "Not found."),
        refused("add_safe", 409, "SFWS0002", "It is there."),
        refused(
            "add_account",
            400,
            "PASWS167E",
            "Mandatory parameter [platformId] is missing.",
        ),
        refused(
            "retrieve_password",
            400,
            "PASWS011E",
            "Mandatory parameter Reason is missing.",
        ),
        refused(
            "retrieve_password",
            400,
            "PASWS011E",
            "Mandatory parameter TicketId is missing.",
        ),
        refused("retrieve_password", 403, "PASWS004E", "Confirm first."),
        refused(
            "retrieve_password",
            400,
            "ITATS127E",
            "Account x is locked by user bob.",
        ),
        refused("update_safe", 405, "X", "No."),
        refused("get_account", 429, "X", "Slowly."),
        Error::VersionTooOld {
            call: call(),
            needs: Version::new(14, 0, 0),
            has: Version::new(12, 6, 0),
        },
        Error::VersionTooNew {
            call: call(),
            last: Version::new(12, 2, 0),
            has: Version::new(14, 6, 0),
        },
        Error::WrongEdition {
            call: call(),
            needs: Edition::SelfHosted,
            has: Edition::PrivilegeCloud,
        },
        refused("get_account", 500, "CAWS00001E", "Something went wrong."),
        Error::UnexpectedStatus {
            call: call(),
            status: 299,
        },
        Error::Redirected {
            call: call(),
            status: 302,
        },
        Error::NotJson {
            call: call(),
            status: 404,
            content_type: Some("text/html".to_owned()),
        },
        Error::Empty { call: call() },
        Error::Decode {
            call: call(),
            path: Some("value[3].id".into()),
            problem: Unreadable::Type,
            line: 1,
            column: 21,
        },
        Error::TooLong {
            call: call(),
            limit: 67_108_864,
        },
        Error::Timeout {
            call: call(),
            phase: Phase::Answering,
        },
        Error::Tls {
            call: call(),
            problem: TlsProblem::Expired,
            source: http(),
        },
        Error::Proxy {
            call: call(),
            problem: ProxyProblem::Refused,
            source: Some(http()),
        },
        Error::Transport {
            call: call(),
            source: http(),
        },
        Error::LostAnswer {
            call: call(),
            lookup: Lookup::Several(2),
            source: Box::new(Error::Timeout {
                call: call(),
                phase: Phase::Answering,
            }),
        },
        Error::Arguments {
            call: call(),
            problem: "a parameter is empty".to_owned(),
        },
        Error::Elsewhere { call: call() },
        Error::EndlessList {
            call: call(),
            offset: 1000,
        },
        Error::ListCutShort {
            call: call(),
            read: 1,
            total: 2,
        },
        Error::ListTooLong {
            call: call(),
            total: Some(20_001),
            reach: 20_000,
            safe: None,
        },
        Error::Resume {
            call: call(),
            problem: ResumeProblem::OtherList,
        },
    ]
}

/// The variant's place in `all`: a new one has to be put there.
fn place(error: &Error) -> usize {
    macro_rules! places {
        ($($variant:ident)*) => {{
            let mut place = 0;
            $(if let Error::$variant { .. } = error { return place; } place += 1;)*
            let _ = place;
            // No `_`: the compiler names what is missing.
            match error { $(Error::$variant { .. } => usize::MAX,)* }
        }};
    }
    places! {
        BaseUrl NoCredentials Credentials Options Settings Closed Discovery HttpClient Logon RadiusChallenge
        PasswordExpired UnusableToken Unauthorized Forbidden NotFound Conflict InvalidParameters
        ReasonRequired TicketRequired ConfirmationRequired Locked Unsupported RateLimited
        VersionTooOld VersionTooNew WrongEdition Refused UnexpectedStatus Redirected NotJson Empty
        Decode TooLong Timeout Tls Proxy Transport LostAnswer Arguments Elsewhere EndlessList
        ListCutShort ListTooLong Resume
    }
}

#[test]
fn every_variant_reads_well() {
    let mut text = String::new();
    for (index, error) in all().iter().enumerate() {
        assert_eq!(place(error), index, "{error:?}");
        let mut shown = error.to_string();
        if let Some(id) = error.request_id() {
            shown = shown.replace(&id.to_string(), "…");
        }
        assert!(!shown.contains('\n') && !shown.ends_with('.'), "{shown}");
        text.push_str(&format!("{shown}\n"));
        for hint in error.hints() {
            text.push_str(&format!("    {}\n", hint.id()));
        }
    }
    insta::assert_snapshot!(text);
}

#[test]
fn neither_the_source_nor_a_hint_is_said_twice() {
    for error in all() {
        let shown = error.to_string();
        let mut cause = error.source();
        while let Some(source) = cause {
            assert!(!shown.contains(&source.to_string()), "{shown}");
            cause = source.source();
        }
        for hint in error.hints() {
            assert!(
                !shown.contains(hint.text()) && !shown.contains(hint.remedy()),
                "{shown}"
            );
        }
    }
}

#[test]
fn what_became_of_a_create_reads_well() {
    let failed = Error::Timeout {
        call: Call::of("list_accounts"),
        phase: Phase::Answering,
    };
    let mut text = String::new();
    for lookup in [
        Lookup::NotFound,
        Lookup::ThereBefore,
        Lookup::Several(2),
        Lookup::Unclear,
        Lookup::Failed(Box::new(failed)),
    ] {
        text.push_str(&format!("{lookup}\n"));
    }
    insta::assert_snapshot!(text);
}

#[test]
fn an_error_is_small_and_goes_anywhere() {
    fn goes_anywhere<T: Clone + Send + Sync + std::error::Error + 'static>() {}
    goes_anywhere::<Error>();
    assert!(size_of::<Error>() <= 96, "{}", size_of::<Error>());
}

#[test]
fn each_question_is_answered_by_its_variants() {
    let mut text = String::new();
    type Question = (&'static str, fn(&Error) -> bool);
    let questions: &[Question] = &[
        ("configuration", Error::is_configuration),
        ("logon", Error::is_logon),
        ("radius_challenge", Error::is_radius_challenge),
        ("password_expired", Error::is_password_expired),
        ("unauthorized", Error::is_unauthorized),
        ("forbidden", Error::is_forbidden),
        ("not_found", Error::is_not_found),
        ("conflict", Error::is_conflict),
        ("invalid_parameters", Error::is_invalid_parameters),
        ("reason_required", Error::is_reason_required),
        ("ticket_required", Error::is_ticket_required),
        ("confirmation_required", Error::is_confirmation_required),
        ("locked", Error::is_locked),
        ("rate_limited", Error::is_rate_limited),
        ("unsupported", Error::is_unsupported),
        ("version_too_old", Error::is_version_too_old),
        ("wrong_edition", Error::is_wrong_edition),
        ("not_json", Error::is_not_json),
        ("unreadable", Error::is_unreadable),
        ("timeout", Error::is_timeout),
        ("tls", Error::is_tls),
        ("proxy", Error::is_proxy),
        ("arguments", Error::is_arguments),
        ("list_incomplete", Error::is_list_incomplete),
        ("connection", Error::is_connection),
        ("retryable", Error::is_retryable),
        ("may have been done", Error::may_have_been_done),
    ];
    for error in all() {
        let name = format!("{error:?}");
        let name = name.split([' ', '(']).next().unwrap_or_default().to_owned();
        let yes = questions.iter().filter(|(_, asks)| asks(&error));
        let yes: Vec<_> = yes.map(|(question, _)| *question).collect();
        text.push_str(&format!("{name}: {}\n", yes.join(", ")));
    }
    insta::assert_snapshot!(text);
}

#[test]
fn what_a_refusal_is_about_can_be_asked() {
    let locked = refused(
        "retrieve_password",
        400,
        "ITATS127E",
        "x is locked by user bob.",
    );
    assert_eq!(locked.locked_by(), Some("bob"));
    let invalid = refused(
        "add_account",
        400,
        "PASWS011E",
        "Mandatory parameter Port is missing",
    );
    assert_eq!(invalid.parameters()[0].name.as_deref(), Some("Port"));
    let lost = Error::LostAnswer {
        call: call(),
        lookup: Lookup::NotFound,
        source: Box::new(Error::Timeout {
            call: call(),
            phase: Phase::Answering,
        }),
    };
    assert!(lost.is_timeout() && !lost.is_retryable() && !lost.is_conflict());
}

#[test]
fn what_does_harm_twice_is_not_said_to_be_retryable() {
    let failed = |operation, phase, attempts| Error::Timeout {
        call: Call::of(operation).at(RequestId::new(), attempts),
        phase,
    };
    assert!(failed("list_accounts", Phase::Answering, 1).is_retryable());
    assert!(!failed("add_account", Phase::Answering, 1).is_retryable());
    assert!(failed("add_account", Phase::Connecting, 1).is_retryable());
    assert!(failed("add_account", Phase::Operation, 0).is_retryable());
    assert!(refused("list_accounts", 503, "X", "").is_retryable());
    assert!(!refused("add_account", 503, "X", "").is_retryable());
    assert!(refused("add_account", 429, "X", "").is_retryable());
    assert!(!refused("list_accounts", 500, "X", "").is_retryable());
}
