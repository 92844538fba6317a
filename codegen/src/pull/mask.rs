//! Secrets that come back: a server may repeat in an error what it was sent.

use crate::problem::Refusal;
use secrecy::{ExposeSecret, SecretString};

/// What stands in the place of a secret.
const MASK: &str = "[REDACTED]";

/// Shorter ones are not looked for: every text holds them by chance, and the marks would tell them.
const LEAST: usize = 4;

/// A text without the secrets.
pub fn mask(text: &str, secrets: &[SecretString]) -> String {
    let secrets = secrets.iter().map(ExposeSecret::expose_secret);
    secrets
        .filter(|secret| secret.chars().count() >= LEAST)
        .fold(text.to_owned(), |text, secret| text.replace(secret, MASK))
}

/// A refusal without the secrets.
#[must_use]
pub fn mask_refusal(mut refusal: Refusal, secrets: &[SecretString]) -> Refusal {
    for problem in &mut refusal.0 {
        problem.what = mask(&problem.what, secrets);
        problem.remedy = mask(&problem.remedy, secrets);
        let place = problem.place.as_mut().map(|place| &mut place.file);
        let more = [
            &mut problem.pointer,
            &mut problem.operation,
            &mut problem.why,
        ];
        for text in more.into_iter().flatten().chain(place) {
            *text = mask(text, secrets);
        }
    }
    refusal
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::Problem;

    #[test]
    fn secrets_are_taken_out_of_everything_that_is_said() {
        let secrets = ["Hunter2".into(), "ab".into()];
        let all = "Hunter2 is no password";
        let problem = Problem::new(all, all)
            .at(all, None)
            .pointer(all)
            .operation(all)
            .why("about Hunter2Hunter2");
        let text = mask_refusal(problem.into(), &secrets).to_string();
        assert_eq!(text.matches("[REDACTED]").count(), 7, "{text}");
        assert!(!text.contains("Hunter2"), "{text}");
        assert!(text.contains("about"), "what is short stays: {text}");
    }
}
