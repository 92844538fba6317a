//! Logons with the assertion of a SAML identity provider.
//!
//! The emulator believes every assertion that looks signed: it knows no identity provider.

use super::{Begun, Envelope, Others};
use crate::{
    answer::Answer, call::Call, encoding, errors::Refusal, identity::PrincipalId, state::Vault,
};

/// Takes the form that an identity provider's page would post.
pub(super) fn logon(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let is_true = |name| {
        call.form(name)
            .is_some_and(|text| text.eq_ignore_ascii_case("true"))
    };
    if !is_true("apiUse") {
        return Ok(Answer::html(200));
    }
    let user = vault.asserted(call.form("SAMLResponse").unwrap_or_default())?;
    let others = match is_true("concurrentSession") {
        true => Others::Stay,
        false => Others::End,
    };
    vault.begin(user, Begun::at(call, others, Envelope::Bare))
}

/// Takes the assertion in the place of a token.
pub(super) fn gen1(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let user = vault.asserted(call.token.unwrap_or_default())?;
    vault.begin(user, Begun::at(call, Others::End, Envelope::CyberArk))
}

impl Vault {
    fn asserted(&self, response: &str) -> Result<PrincipalId, Refusal> {
        // A form that was not encoded as one has spaces in the place of plus signs.
        let response = response.trim().replace(' ', "+");
        let decoded = encoding::decode(&response);
        let text = decoded.and_then(|bytes| String::from_utf8(bytes).ok());
        let text = text.ok_or_else(Refusal::saml)?;
        if element(&text, "SignatureValue").is_none() {
            return Err(Refusal::saml());
        }
        let name = element(&text, "NameID").ok_or_else(Refusal::saml)?;
        let user = self.user(name.trim()).ok_or_else(Refusal::logon)?;
        self.may_log_on_by(user.id, "saml")?;
        Ok(user.id)
    }
}

/// The text of the first element of a local name, whatever its prefix.
fn element<'t>(text: &'t str, name: &str) -> Option<&'t str> {
    text.split('<').find_map(|tag| {
        let (head, content) = tag.split_once('>')?;
        let full = head.split_whitespace().next()?;
        let local = full.split_once(':').map_or(full, |(_, local)| local);
        (local == name && !head.ends_with('/')).then_some(content)
    })
}

impl Refusal {
    /// No assertion, or none that is signed.
    fn saml() -> Self {
        Self::new(
            400,
            "PASWS035E",
            "The SAML response was not accepted; ask the administrator.",
        )
    }
}
