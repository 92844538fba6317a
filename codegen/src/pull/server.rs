//! Which version a vault says it runs.

use crate::operation::Version;
use serde_json::Value;

/// Where the version is asked for, below the folder of PVWA, in this order: Privilege Cloud may
/// know only the first, Self-Hosted has had the second for longer. Both want a session, mostly.
pub const VERSION_PATHS: [&str; 2] = ["API/Server", "WebServices/PIMServices.svc/Server"];

/// The version in an answer from there; `None` where it holds none.
pub fn server_version(status: u16, body: &[u8]) -> Option<Version> {
    if status != 200 {
        return None;
    }
    let Ok(Value::Object(body)) = serde_json::from_slice(body) else {
        return None;
    };
    let named = |name: &str| {
        let mut values = body
            .iter()
            .filter(|(key, _)| key.eq_ignore_ascii_case(name));
        values.find_map(|(_, value)| value.as_str()?.trim().parse().ok())
    };
    named("ExternalVersion").or_else(|| named("InternalVersion"))
}

/// Whether a version that somebody named is another than the server's. Two numbers, as in 14.6,
/// agree with every 14.6.x.
pub fn disagree(named: Version, server: Version) -> bool {
    (named.major, named.minor) != (server.major, server.minor)
        || (named.patch != 0 && named.patch != server.patch)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_is_read_from_what_servers_answer() {
        for (status, body, version) in [
            (
                200,
                r#"{"ExternalVersion": "14.4.0", "InternalVersion": "14.4.0.5", "ServerName": "Vault"}"#,
                Some("14.4"),
            ),
            (200, r#"{"externalversion": " 14.6.1 "}"#, Some("14.6.1")),
            (
                200,
                r#"{"ExternalVersion": "", "InternalVersion": "13.2.0.48"}"#,
                Some("13.2"),
            ),
            (200, r#"{"ExternalVersion": 14.6}"#, None),
            (200, r#"{"ServerName": "Vault"}"#, None),
            (200, "<html>", None),
            (401, r#"{"ExternalVersion": "14.4.0"}"#, None),
        ] {
            let read = server_version(status, body.as_bytes());
            assert_eq!(
                read.map(|read| read.to_string()).as_deref(),
                version,
                "{body}"
            );
        }
    }

    #[test]
    fn what_is_said_less_precisely_is_no_disagreement() {
        let disagree = |named: &str, server: &str| {
            super::disagree(named.parse().unwrap(), server.parse().unwrap())
        };
        assert!(!disagree("14.6", "14.6.0"));
        assert!(!disagree("14.6", "14.6.3"));
        assert!(!disagree("14.6.3", "14.6.3.12"));
        assert!(disagree("14.6.2", "14.6"));
        assert!(disagree("14.6", "14.4"));
        assert!(disagree("15.6", "14.6"));
    }
}
