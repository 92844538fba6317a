//! What errors advise to do.

use super::{Call, Phase, Refusal, RefusedParameter};
use crate::permissions::Analysis;
use pvwa_api::operation::{Edition, Permissions, Version};
use std::time::Duration;

/// Whether another attempt to log on in the same way would be refused too.
pub(super) fn refuses_logon(refusal: &Refusal) -> bool {
    matches!(refusal.status, 400..=499) && !matches!(refusal.status, 408 | 429)
}

pub(super) fn logon_remedy(refusal: &Refusal) -> &'static str {
    match refusal.status {
        401 | 403 => "check the user's name, the password, and the way of logging on",
        404 => "check the base URL, and that the vault offers this way of logging on",
        _ => "the vault's own log may say more",
    }
}

/// What to do about a refusal of which nothing more is known.
pub(super) fn refused(refusal: &Refusal) -> &'static str {
    match refusal.status {
        408 | 502..=504 => "try again in a while",
        500.. => "PVWA's own log says why; if it is not the request, try again later",
        _ => "compare the request with the documentation of the operation",
    }
}

/// `` `alice` `` and a space; nothing where the user is not known.
pub(super) fn whose(user: &Option<Box<str>>) -> String {
    user.as_ref()
        .map_or_else(String::new, |user| format!("`{user}` "))
}

/// `` of `alice` `` and a space; nothing where the user is not known.
pub(super) fn of(user: &Option<Box<str>>) -> String {
    user.as_ref()
        .map_or_else(String::new, |user| format!("of `{user}` "))
}

/// `` by `alice` `` after a space; nothing where that is not known.
pub(super) fn held_by(by: &Option<Box<str>>) -> String {
    by.as_ref()
        .map_or_else(String::new, |by| format!(" that `{by}` has"))
}

/// What to do about parameters, by their names; the complaints stand in the refusal.
pub(super) fn listed(parameters: &[RefusedParameter]) -> String {
    let mut names: Vec<&str> = Vec::new();
    for name in parameters.iter().filter_map(|it| it.name.as_deref()) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    match names[..] {
        [] => "the vault does not say which value it is".to_owned(),
        _ => format!("correct {}", names.join(", ")),
    }
}

/// What a call needs, and what its caller lacks of it.
pub(super) fn lacking(
    permissions: Option<&'static Permissions>,
    analysis: Option<&Analysis>,
) -> String {
    let names_any = |row: &&Permissions| {
        let lists = [row.safe.len(), row.safe_any.len(), row.vault.len()];
        lists.iter().sum::<usize>() > 0 || row.other.is_some()
    };
    let needed = permissions.filter(names_any).map(|row| {
        let row = row.to_string();
        format!("it needs {}", row.trim_end_matches('.'))
    });
    match (needed, analysis) {
        (Some(needed), Some(analysis)) => {
            format!("{needed}. By what can be seen, {}", analysis.conclusion())
        }
        (Some(needed), None) => {
            format!("{needed}. The vault does not say which of it the caller lacks")
        }
        (None, _) => "which permission it needs is not known".to_owned(),
    }
}

pub(super) fn available(since: Option<Version>) -> String {
    match since {
        Some(version) => format!("it is there from version {version} on"),
        None => "this version or edition may not have it".to_owned(),
    }
}

pub(super) fn not_json_remedy(status: u16) -> &'static str {
    match status {
        200..=299 => "check the base URL, and what stands between this machine and the vault",
        404 => "the web server does not know the address: check the base URL and the name",
        405 => "the web server forbids the method",
        _ => "the web server or a proxy in front of the vault says so, not the vault",
    }
}

pub(super) fn timed_out(phase: Phase) -> &'static str {
    match phase {
        Phase::Connecting => "nothing was sent; check the base URL and the firewall",
        Phase::Answering => "whether the vault did what was asked is not known",
        Phase::Operation => {
            "whether the vault did what was asked is not known; operation_timeout() on the builder sets how \
             long a call may take"
        }
    }
}

pub(super) fn unexpected(status: u16) -> &'static str {
    match status {
        200..=299 => {
            "this version of the vault answers otherwise, and has most likely done what was asked"
        }
        _ => "check what stands between this machine and the vault",
    }
}

pub(super) fn edition_name(edition: Edition) -> &'static str {
    match edition {
        Edition::SelfHosted => "Self-Hosted",
        Edition::PrivilegeCloud => "Privilege Cloud",
        _ => "both editions",
    }
}

pub(super) fn retry_after_told(retry_after: Option<Duration>) -> String {
    match retry_after {
        Some(wait) => format!("the server wants to be left alone for {} s", wait.as_secs()),
        None => "the server does not say for how long".to_owned(),
    }
}

/// What is said of a list that is longer than the vault gives.
pub(super) fn too_long(call: &Call, total: Option<u64>, reach: u64, safe: Option<&str>) -> String {
    let items = total.map_or("more items".to_owned(), |total| format!("{total} items"));
    let safe_name = safe.map_or(String::new(), |safe| format!(" in the safe `{safe}`"));
    let remedy = match safe {
        Some(_) => "narrow it by search(), modified_since() or saved_filter()",
        None => "narrow it by safe(), search() or modified_since(), or allow split_by_safe()",
    };
    format!(
        "{call} finds {items}{safe_name}, and the vault gives no more than {reach} of one list; what \
         was handed out is complete up to there, and nothing after it was read: {remedy}"
    )
}
