//! Secrets in the keyring of the operating system.

use super::source::SourceProblem;
use pvwa_api::Secret;

#[cfg(feature = "keyring")]
pub(super) fn read(service: &str, user: &str) -> Result<Secret, SourceProblem> {
    let entry = keyring::Entry::new(service, user).and_then(|entry| entry.get_password());
    entry
        .map(Secret::from)
        .map_err(|error| SourceProblem::Keyring {
            reason: error.to_string(),
        })
}

#[cfg(not(feature = "keyring"))]
pub(super) fn read(_: &str, _: &str) -> Result<Secret, SourceProblem> {
    Err(SourceProblem::NotBuiltIn { feature: "keyring" })
}
