//! No location had the document.

use super::{Address, Answer, Attempt};
use crate::problem::{Problem, Refusal};

/// The refusal that lists what was tried and says what to do; `label` is what the document was to
/// be kept under.
pub fn nowhere(address: &Address, attempts: &[Attempt], logged_on: bool, label: &str) -> Refusal {
    let tried: Vec<_> = attempts.iter().map(ToString::to_string).collect();
    let remedies = [
        logon(attempts, logged_on),
        enable(address, attempts),
        elsewhere(attempts),
        folder(address, attempts),
    ];
    let mut remedy: Vec<_> = remedies.into_iter().flatten().collect();
    remedy.push(format!(
        "or save the document with a browser and load it: \
         cargo xtask spec load FILE --as {label}"
    ));
    Problem::new(
        "nothing that was tried answers a Swagger or OpenAPI document",
        // Below each other, as deep as the first stands.
        remedy.join(";\n          "),
    )
    .at(address.root(), None)
    .why(tried.join("\n       "))
    .into()
}

fn logon(attempts: &[Attempt], logged_on: bool) -> Option<String> {
    let wanted = attempts.iter().any(|attempt| attempt.answer.wants_logon());
    wanted.then(|| match logged_on {
        false => "log on with --user NAME, or bring a session's token in PVWA_TOKEN".to_owned(),
        true => "log on as a user who may see the document".to_owned(),
    })
}

/// Where a server answers and knows of no document, it is mostly switched off.
fn enable(address: &Address, attempts: &[Attempt]) -> Option<String> {
    let off = |attempt: &Attempt| {
        matches!(
            attempt.answer,
            Answer::NotFound | Answer::Page | Answer::Forbidden(_)
        )
    };
    attempts.iter().any(off).then(|| {
        let page = address.below("swagger");
        format!("see that Swagger is enabled in PVWA: a browser shows it at {page}")
    })
}

fn elsewhere(attempts: &[Attempt]) -> Option<String> {
    let stray = |attempt: &Attempt| matches!(attempt.answer, Answer::Stray(_));
    attempts.iter().any(stray).then(|| {
        "if a redirect leads to the vault itself, name the address that it leads to".to_owned()
    })
}

/// A folder of another name may be what a proxy puts in front.
fn folder(address: &Address, attempts: &[Attempt]) -> Option<String> {
    let absent = |attempt: &Attempt| matches!(attempt.answer, Answer::NotFound);
    (address.has_own_folder() && attempts.iter().all(absent)).then(|| {
        let root = address.root();
        format!("if PVWA stands below that folder, name {root}/PasswordVault")
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pull::redirect;
    use url::Url;

    fn nowhere(address: &str, answers: &[(u16, Answer)], logged_on: bool) -> String {
        let address = Address::parse(address, false).unwrap();
        let locations = address.locations();
        let attempts: Vec<_> = locations
            .into_iter()
            .zip(answers)
            .map(|(url, (status, answer))| Attempt {
                url,
                landed: None,
                status: *status,
                answer: answer.clone(),
            })
            .collect();
        super::nowhere(&address, &attempts, logged_on, "my-vault").to_string()
    }

    #[test]
    fn everything_that_was_tried_is_listed_with_what_to_do() {
        let url = Url::parse("https://pvwa/x").unwrap();
        let stray = redirect(&url, Some("https://idp.example/saml?a=b"), 0).unwrap_err();
        insta::assert_snapshot!(nowhere(
            "pvwa",
            &[
                (
                    401,
                    Answer::Unauthorized(Some("PASWS006E: no session".to_owned()))
                ),
                (302, Answer::Stray(stray)),
                (200, Answer::Page),
                (404, Answer::NotFound),
            ],
            false
        ));
    }

    #[test]
    fn what_to_do_depends_on_what_was_answered() {
        let absent = [const { (404, Answer::NotFound) }; 4];
        let text = nowhere("pvwa", &absent, false);
        assert!(
            !text.contains("--user") && !text.contains("below that folder"),
            "{text}"
        );
        let text = nowhere("https://proxy/east", &absent, false);
        assert!(
            text.contains("name https://proxy/east/PasswordVault"),
            "{text}"
        );
        let text = nowhere("pvwa", &[(403, Answer::Forbidden(None))], true);
        assert!(
            text.contains("as a user who may") && !text.contains("--user"),
            "{text}"
        );
        let text = nowhere("pvwa", &[(503, Answer::Other(None))], false);
        assert!(
            !text.contains("enabled") && text.contains("spec load FILE"),
            "{text}"
        );
    }
}
