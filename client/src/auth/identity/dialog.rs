//! What Identity asks, as the program and the person in front of it see it.

use identity_api::types::AuthenticationMechanism;
use pvwa_api::Secret;

/// The most characters of a text of the server that is handed on.
const LONGEST_TEXT: usize = 300;

/// The most parts of one way: security questions are two to five.
const MOST_PARTS: usize = 20;

/// A question of Identity during the logon of a user.
///
/// All texts are the server's, cut and without control characters.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Question {
    /// There are several ways to go on. Answer with [`Reply::Choose`].
    #[non_exhaustive]
    Choose {
        /// The ways.
        mechanisms: Vec<Mechanism>,
    },
    /// A code or another text is wanted. Answer with [`Reply::Answer`], or, where it was sent and the
    /// user may follow a link in it instead, with [`Reply::Done`].
    #[non_exhaustive]
    Answer {
        /// The way that was taken.
        mechanism: Mechanism,
        /// Whether the code was just sent to the user.
        is_sent: bool,
    },
    /// Several answers are wanted at once, as to security questions. Answer with [`Reply::Answers`],
    /// in their order.
    #[non_exhaustive]
    Answers {
        /// The way that was taken.
        mechanism: Mechanism,
        /// The questions.
        prompts: Vec<String>,
    },
    /// The user was asked to confirm on another device. Tell so, and answer with [`Reply::Done`] at
    /// once: what the user did is asked for meanwhile.
    #[non_exhaustive]
    Confirm {
        /// The way that was taken.
        mechanism: Mechanism,
        /// The number that the user has to pick on that device; `None` where there is none.
        number: Option<String>,
    },
    /// The user's company logs on elsewhere: open this address in a browser. Answer with
    /// [`Reply::Done`] at once, or, where `pin` is wanted, with [`Reply::Answer`] and the PIN that the
    /// browser shows at the end.
    #[non_exhaustive]
    Browser {
        /// The address: `https`, on a host that Identity names.
        url: String,
        /// Whether a PIN is wanted.
        pin: bool,
    },
}

/// The answer to a [`Question`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reply {
    /// The way with this number, counted from 0.
    Choose(usize),
    /// A code or another text.
    Answer(Secret),
    /// Several of them.
    Answers(Vec<Secret>),
    /// Nothing to say: the question was told, or is answered elsewhere.
    Done,
}

/// A way to go on with a logon.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Mechanism {
    /// The server's name for it, such as `OATH`, `SMS`, `EMAIL`, `OTP`, `SQ`; `UP` is the password.
    pub name: String,
    /// What to call it in a list to choose from, such as `Text Message`.
    pub label: String,
    /// What to tell the user who has chosen it.
    pub prompt: String,
    /// Part of the address that a code goes to, to be recognised; `None` where the server names none.
    pub address: Option<String>,
    pub(super) id: String,
    pub(super) kind: Kind,
}

/// How a way is gone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Password,
    /// A text that the user knows or reads off a device.
    Text,
    /// Several texts, under these ids.
    Parts(Vec<(String, String)>),
    /// A text that is sent first.
    SentText,
    /// Something to confirm elsewhere.
    Confirmation,
    /// A new password.
    Reset,
}

impl Mechanism {
    /// Reads a way; `None` where this crate does not know how to go it, or the user has not set it up.
    pub(super) fn read(found: &AuthenticationMechanism) -> Option<Self> {
        let id = found.mechanism_id.clone().filter(|id| !id.is_empty())?;
        if found.enrolled == Some(false) {
            return None;
        }
        let text = |text: &Option<String>| text.as_deref().map(shown).unwrap_or_default();
        let name = text(&found.name);
        let parts = found.multipart_mechanism.as_ref();
        let parts = parts.map(|parts| &parts.mechanism_parts);
        let answer_type = found.answer_type.as_deref().unwrap_or_default();
        let kind = match (answer_type.to_ascii_lowercase().as_str(), parts) {
            (_, Some(parts)) if (1..=MOST_PARTS).contains(&parts.len()) => {
                let part = |part: &identity_api::types::MechanismPart| {
                    let prompt = part.prompt_mech_chosen.as_deref();
                    let prompt = prompt.or(part.question_text.as_deref());
                    Some((part.uuid.clone()?, shown(prompt.unwrap_or_default())))
                };
                Kind::Parts(parts.iter().map(part).collect::<Option<_>>()?)
            }
            (_, Some(parts)) if !parts.is_empty() => return None,
            _ if name.eq_ignore_ascii_case("UP") => Kind::Password,
            _ if name.eq_ignore_ascii_case("RESET") => Kind::Reset,
            ("text", _) => Kind::Text,
            ("reset", _) => Kind::Reset,
            ("starttextoob", _) => Kind::SentText,
            ("startoob", _) => Kind::Confirmation,
            _ => return None,
        };
        Some(Self {
            label: match text(&found.prompt_select_mech) {
                label if label.is_empty() => name.clone(),
                label => label,
            },
            prompt: text(&found.prompt_mech_chosen),
            address: found.partial_address.as_deref().map(shown),
            name,
            id,
            kind,
        })
    }
}

/// A text of the server as it may be shown.
pub(super) fn shown(text: &str) -> String {
    let plain = |character: char| match character.is_control() {
        true => ' ',
        false => character,
    };
    let text: String = text.chars().map(plain).take(LONGEST_TEXT).collect();
    text.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn read(value: serde_json::Value) -> Option<Mechanism> {
        Mechanism::read(&serde_json::from_value(value).unwrap())
    }

    #[test]
    fn ways_that_nobody_knows_are_left_out() {
        let way = |name: &str, kind: &str| {
            read(json!({"MechanismId": "m", "Name": name, "AnswerType": kind}))
                .map(|mechanism| mechanism.kind)
        };
        for (name, kind, expected) in [
            ("UP", "Text", Some(Kind::Password)),
            ("OATH", "Text", Some(Kind::Text)),
            ("SMS", "StartTextOob", Some(Kind::SentText)),
            ("OTP", "StartOob", Some(Kind::Confirmation)),
            ("RESET", "Reset", Some(Kind::Reset)),
            ("U2F", "Fido2", None),
            ("QR", "StartQrOob", None),
            ("", "", None),
        ] {
            assert_eq!(way(name, kind), expected, "{name}");
        }
        let enrolled =
            json!({"MechanismId": "m", "Name": "OATH", "AnswerType": "Text", "Enrolled": false});
        assert!(read(enrolled).is_none());
        assert!(read(json!({"Name": "OATH", "AnswerType": "Text"})).is_none());
    }

    #[test]
    fn questions_keep_their_order_and_texts_are_plain() {
        let parts = json!([
            {"Uuid": "u_1", "PromptMechChosen": "First\u{1b}[31m?"},
            {"Uuid": "u_2", "QuestionText": "Second?"},
        ]);
        let way = read(json!({
            "MechanismId": "m", "Name": "SQ", "AnswerType": "Text",
            "MultipartMechanism": {"MechanismParts": parts},
        }));
        let expected = [("u_1", "First [31m?"), ("u_2", "Second?")];
        let expected = expected.map(|(id, text)| (id.to_owned(), text.to_owned()));
        assert_eq!(way.unwrap().kind, Kind::Parts(expected.to_vec()));
        assert_eq!(shown(&"x".repeat(1 << 16)).len(), LONGEST_TEXT);
    }
}
