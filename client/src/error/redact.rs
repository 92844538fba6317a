//! Keeps secrets out of the words of a server, which quotes what it complains about.

use std::borrow::Cow;

/// The most characters of one text of the server that an error keeps. Its longest known message has
/// about 300.
const LONGEST_TEXT: usize = 1_000;

/// What stands in the place of a secret.
const REDACTED: &str = "[REDACTED]";

/// What stands in the place of a text that may hold a secret in a way that cannot be taken out.
const WITHHELD: &str = "[left out, since it may show a secret]";

/// The fewest characters of a secret that is looked for: one of three or fewer is found in texts
/// that have nothing to do with it.
const FINDABLE: usize = 4;

/// The most characters of a secret that a server shows before it breaks off; ASP.NET shows about 15.
const LONGEST_BEGINNING: usize = 64;

/// The secrets that a request held, and how its answer's texts are kept free of them.
///
/// * A secret of four characters or more, not of one kind alone, is replaced where it stands: as it
///   was sent, as HTML, JSON and URLs write it, and where it breaks off with dots.
/// * A secret of letters alone or of digits alone may be a word of the message itself. What is left
///   around such a hole would tell which one, so a text in which it stands is left out whole.
/// * A secret of three characters or fewer stands in nearly every text. All texts are left out then,
///   whether it stands in them or not, so that not even that is told.
///
/// Codes and the names of parameters stay.
#[derive(Default)]
pub(crate) struct Secrets {
    /// Each in all its spellings, the longest first, so that one which holds another goes whole.
    replaced: Vec<String>,
    /// Those that may be words.
    words: Vec<String>,
    /// There is one that is too short to be looked for.
    short: bool,
}

impl Secrets {
    pub(crate) fn new(secrets: impl IntoIterator<Item = String>) -> Self {
        let mut all = Self::default();
        for secret in secrets {
            all.add(secret);
        }
        all.replaced
            .sort_by_key(|secret| std::cmp::Reverse(secret.len()));
        all
    }

    fn add(&mut self, secret: String) {
        let of_one_kind = secret.chars().all(char::is_alphabetic)
            || secret.chars().all(|character| character.is_ascii_digit());
        match secret.chars().count() {
            0 => {}
            1..FINDABLE => self.short = true,
            _ if of_one_kind => self.words.push(secret),
            _ => self.replaced.extend(spellings(&secret)),
        }
    }

    /// A message of the server as it may be shown; `None` where nothing is left of it.
    pub(crate) fn message(&self, text: String) -> Option<String> {
        if self.short || self.words.iter().any(|word| text.contains(word)) {
            return plain(text).map(|_| WITHHELD.to_owned());
        }
        let mut text = text;
        for secret in &self.replaced {
            if text.contains(secret.as_str()) {
                text = text.replace(secret.as_str(), REDACTED);
            }
            text = without_beginnings(text, secret);
        }
        plain(text)
    }

    /// A code or a name of the server as it may be shown; `None` where it is none.
    pub(crate) fn name(&self, text: String) -> Option<String> {
        let of_name = |byte: u8| byte.is_ascii_alphanumeric() || b"_-.[]/:".contains(&byte);
        let is_name = text.len() <= 128 && text.bytes().all(of_name);
        let holds = |secrets: &[String]| secrets.iter().any(|secret| text.contains(secret));
        match is_name && !holds(&self.replaced) && !holds(&self.words) {
            true => plain(text),
            false => self.message(text),
        }
    }
}

/// How a secret may stand in a text.
fn spellings(secret: &str) -> Vec<String> {
    let html = secret
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;");
    let html_number = html.replace('\'', "&#39;");
    let json = serde_json::to_string(secret).unwrap_or_default();
    let json = json
        .get(1..json.len().saturating_sub(1))
        .unwrap_or_default();
    let url: String = url::form_urlencoded::byte_serialize(secret.as_bytes()).collect();
    let url_space = url.replace('+', "%20");
    let mut all = vec![
        secret.to_owned(),
        html,
        html_number,
        json.to_owned(),
        url,
        url_space,
    ];
    all.retain(|spelling| !spelling.is_empty());
    all.dedup();
    all
}

/// Takes out the beginnings of a secret that break off with dots.
fn without_beginnings(text: String, secret: &str) -> String {
    let dots = ["...", "…"];
    if !dots.iter().any(|dots| text.contains(dots)) {
        return text;
    }
    let ends = secret.char_indices().map(|(at, _)| at);
    let ends: Vec<_> = ends.skip(FINDABLE).take(LONGEST_BEGINNING).collect();
    let mut text = text;
    for beginning in ends.into_iter().rev().filter_map(|end| secret.get(..end)) {
        for dots in dots {
            text = text.replace(&format!("{beginning}{dots}"), REDACTED);
        }
    }
    text
}

/// A text without control characters and within bounds; `None` where nothing is left of it.
fn plain(text: String) -> Option<String> {
    let visible = |character: char| match character.is_control() {
        true => ' ',
        false => character,
    };
    let shown: String = text
        .trim()
        .chars()
        .map(visible)
        .take(LONGEST_TEXT)
        .collect();
    (!shown.trim().is_empty()).then_some(shown)
}

/// The properties of requests that hold secrets, in small letters and without underscores.
///
/// A test compares them with the generated types.
const SECRET_PROPERTIES: [&str; 27] = [
    "additionalinfo",
    "answer",
    "bindpassword",
    "challenge",
    "challengereply",
    "clientdata",
    "clientsecret",
    "codeverifier",
    "confirmpassword",
    "defaultpassword",
    "firstcode",
    "initialpassword",
    "keypassword",
    "ldappassword",
    "newcredentials",
    "newpassword",
    "oldpassword",
    "otpcode",
    "password",
    "phonepin",
    "privatekey",
    "refreshtoken",
    "registrationdata",
    "samlresponse",
    "secondcode",
    "secret",
    "token",
];

/// Whether the property with this name holds a secret.
fn is_secret(name: &str) -> bool {
    let name = name.replace('_', "").to_ascii_lowercase();
    SECRET_PROPERTIES.contains(&name.as_str())
}

/// The secrets in the body of a request, which is JSON or a form.
pub(crate) fn secrets_in(body: &[u8]) -> Vec<String> {
    fn collect(value: serde_json::Value, inside: bool, found: &mut Vec<String>) {
        match value {
            serde_json::Value::String(text) if inside => found.push(text),
            serde_json::Value::Array(items) => {
                let items = items.into_iter();
                items.for_each(|item| collect(item, inside, found));
            }
            serde_json::Value::Object(properties) => {
                for (name, value) in properties {
                    collect(value, inside || is_secret(&name), found);
                }
            }
            _ => {}
        }
    }
    let mut found = Vec::new();
    match serde_json::from_slice(body) {
        Ok(value) => collect(value, false, &mut found),
        Err(_) => {
            let fields = url::form_urlencoded::parse(body);
            let secrets = fields.filter(|(name, _)| is_secret(name));
            found.extend(secrets.map(|(_, secret)| Cow::into_owned(secret)));
        }
    }
    found
}

#[cfg(test)]
#[path = "redact_tests.rs"]
mod tests;
