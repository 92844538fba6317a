//! What is taken out of a server's words, and that every secret property is known.

use super::*;
use proptest::prelude::*;
use std::{collections::BTreeSet, fs, path::Path};

fn shown(secret: &str, text: &str) -> String {
    let secrets = Secrets::new([secret.to_owned()]);
    secrets.message(text.to_owned()).unwrap_or_default()
}

#[test]
fn a_secret_is_taken_out_in_every_spelling() {
    let secret = "a<b&\"c' 7";
    for spelling in [
        secret,
        "a&lt;b&amp;&quot;c' 7",
        "a&lt;b&amp;&quot;c&#39; 7",
        "a<b&\\\"c' 7",
        "a%3Cb%26%22c%27+7",
        "a%3Cb%26%22c%27%207",
        "a<b&...",
        "a<b&\"c…",
    ] {
        let text = shown(secret, &format!("The value ({spelling}) is invalid"));
        assert_eq!(text, "The value ([REDACTED]) is invalid");
    }
}

#[test]
fn a_short_secret_neither_garbles_nor_shows_itself() {
    for secret in ["e", "is", "the"] {
        let with = shown(secret, "the value is invalid");
        let without = shown(secret, "VALOR MALO");
        assert_eq!(with, without, "{secret}");
        assert_eq!(with, WITHHELD);
        let secrets = Secrets::new([secret.to_owned()]);
        assert_eq!(
            secrets.name("PASWS167E".to_owned()).as_deref(),
            Some("PASWS167E")
        );
    }
}

#[test]
fn a_secret_that_is_a_word_leaves_no_hole() {
    assert_eq!(shown("invalid", "the value is invalid"), WITHHELD);
    assert_eq!(shown("1521", "port 1521 is taken"), WITHHELD);
    assert_eq!(
        shown("Invalid", "the value is invalid"),
        "the value is invalid"
    );
}

#[test]
fn nothing_is_made_of_nothing() {
    assert_eq!(shown("a", " \n "), "");
    assert_eq!(shown("", "fine"), "fine");
}

#[test]
fn secrets_are_found_in_json_and_in_forms() {
    let json =
        br#"{"userName":"o","secret":"Hunter2","nested":[{"NewCredentials":["x",{"a":"y"}]}]}"#;
    assert_eq!(secrets_in(json), ["Hunter2", "x", "y"]);
    let form = b"client_id=robot&client_secret=Hunter%202&grant_type=client_credentials";
    assert_eq!(secrets_in(form), ["Hunter 2"]);
    assert_eq!(secrets_in(b"\xff\xfe"), [""; 0]);
}

proptest! {
    #[test]
    fn no_secret_is_left(secret in "\\PC{4,24}", before in "\\PC{0,20}", after in "\\PC{0,20}") {
        prop_assume!(!REDACTED.contains(&secret) && !WITHHELD.contains(&secret));
        let text = shown(&secret, &format!("{before}{secret}{after}"));
        // What is around a hole can make the secret up again only where it is a part of the mark.
        prop_assume!(!REDACTED.contains(&secret[..secret.chars().next().map_or(0, char::len_utf8)]));
        prop_assert!(!text.contains(&secret), "{text}");
    }
}

/// The properties of the type `Secret` in the generated code, as the server spells them.
fn generated(service: &str) -> BTreeSet<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../generated")
        .join(service);
    let mut found = BTreeSet::new();
    for file in fs::read_dir(folder.join("src")).unwrap() {
        let text = fs::read_to_string(file.unwrap().path()).unwrap();
        let mut renamed = None;
        for line in text.lines().map(str::trim) {
            if let Some((_, rest)) = line.split_once("rename = \"") {
                renamed = rest.split('"').next().map(str::to_owned);
            } else if let Some(field) = line.strip_prefix("pub ") {
                let renamed = renamed.take();
                if let Some((name, ty)) = field.split_once(": ")
                    && ty.contains("crate::Secret")
                {
                    found.insert(renamed.unwrap_or_else(|| name.to_owned()));
                }
            }
        }
    }
    found
}

#[test]
fn every_secret_property_is_known() {
    // These stand in answers only, whose texts become no errors.
    const ANSWERS: [&str; 10] = [
        "access_token",
        "Auth",
        "code",
        "CyberArkLogonResult",
        "id_token",
        "LogonResult",
        "Notes",
        "Result",
        "ReCaptchaToken",
        "SecurityQuestionReplies",
    ];
    // Too general a name: much else is a value.
    const GENERAL: [&str; 2] = ["value", "CustomFields_Value"];
    for (service, at_least) in [("pvwa", 15), ("identity", 10)] {
        let names = generated(service);
        assert!(names.len() >= at_least, "{names:?}");
        for name in names {
            let excused = ANSWERS.contains(&name.as_str()) || GENERAL.contains(&name.as_str());
            assert!(is_secret(&name) || excused, "{service}: {name}");
        }
    }
}
