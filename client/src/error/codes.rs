//! What vaults are known to say, row by row, and what it is to this crate.
//!
//! Rows are tried from the top; the first that fits decides. What no row knows is judged by its
//! status, at the end of the table. No code that is known only from somebody's tests is here.

use super::{Hint, Refusal, saying};
use Kind::{
    ConfirmationRequired, Conflict, Forbidden, InvalidParameters, Locked, NotFound,
    PasswordExpired, RadiusChallenge, RateLimited, ReasonRequired, Refused, TicketRequired,
    Unauthorized, Unsupported,
};

/// What becomes of a refusal: the variant of [`super::Error`] with the same name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Unauthorized,
    Forbidden,
    NotFound,
    Conflict,
    InvalidParameters,
    ReasonRequired,
    TicketRequired,
    ConfirmationRequired,
    Locked,
    RadiusChallenge,
    PasswordExpired,
    Unsupported,
    RateLimited,
    Refused,
}

/// One thing that a vault says. A refusal fits where all that is given fits.
#[derive(Clone, Copy)]
pub(crate) struct Row {
    pub(crate) code: Option<&'static str>,
    /// Where the code has to stand.
    place: Place,
    /// The statuses that it comes with; any where there are none.
    statuses: &'static [u16],
    /// What the operation's id begins with; empty for any.
    operation: &'static str,
    /// What stands in a message, in small letters, all of it: for where a code says too little.
    words: &'static [&'static str],
    /// Parameters of which one is missing.
    missing: &'static [&'static str],
    /// No parameter is named.
    unnamed: bool,
    pub(crate) becomes: Kind,
    pub(crate) hint: Option<Hint>,
    /// It passes by itself, so that calls which may be repeated are.
    passing: bool,
    /// In which situation, and how that is known.
    #[cfg_attr(not(test), expect(dead_code, reason = "for people and for tests"))]
    pub(crate) why: &'static str,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// The code of the refusal, or of one of its details.
    Code,
    /// As [`Place::Code`], as its beginning only: the whole code is not known.
    Beginning,
    /// As [`Place::Code`], or within a message: one code is wrapped into another.
    Anywhere,
}

impl Row {
    const fn of(code: Option<&'static str>, becomes: Kind, why: &'static str) -> Self {
        Self {
            code,
            place: Place::Code,
            statuses: &[],
            operation: "",
            words: &[],
            missing: &[],
            unnamed: false,
            becomes,
            hint: None,
            passing: false,
            why,
        }
    }

    const fn code(code: &'static str, becomes: Kind, why: &'static str) -> Self {
        Self::of(Some(code), becomes, why)
    }

    const fn beginning(code: &'static str, becomes: Kind, why: &'static str) -> Self {
        let mut row = Self::of(Some(code), becomes, why);
        row.place = Place::Beginning;
        row
    }

    const fn anywhere(code: &'static str, becomes: Kind, why: &'static str) -> Self {
        let mut row = Self::of(Some(code), becomes, why);
        row.place = Place::Anywhere;
        row
    }

    const fn words(words: &'static [&'static str], becomes: Kind, why: &'static str) -> Self {
        Self::of(None, becomes, why).saying(words)
    }

    const fn missing(
        parameters: &'static [&'static str],
        becomes: Kind,
        why: &'static str,
    ) -> Self {
        let mut row = Self::of(None, becomes, why);
        row.missing = parameters;
        row
    }

    const fn status(statuses: &'static [u16], becomes: Kind, why: &'static str) -> Self {
        Self::of(None, becomes, why).with(statuses)
    }

    const fn with(mut self, statuses: &'static [u16]) -> Self {
        self.statuses = statuses;
        self
    }

    const fn saying(mut self, words: &'static [&'static str]) -> Self {
        self.words = words;
        self
    }

    const fn at(mut self, operation: &'static str) -> Self {
        self.operation = operation;
        self
    }

    const fn unnamed(mut self) -> Self {
        self.unnamed = true;
        self
    }

    const fn hint(mut self, hint: Hint) -> Self {
        self.hint = Some(hint);
        self
    }

    const fn passing(mut self) -> Self {
        self.passing = true;
        self
    }

    fn fits(&self, operation: &str, refusal: &Refusal) -> bool {
        (self.statuses.is_empty() || self.statuses.contains(&refusal.status))
            && operation.starts_with(self.operation)
            && self.code.is_none_or(|code| self.has_code(code, refusal))
            && self.words.iter().all(|words| saying::says(refusal, words))
            && (self.missing.is_empty() || saying::misses(refusal, self.missing))
            && (!self.unnamed || saying::parameters(refusal).is_empty())
    }

    fn has_code(&self, code: &str, refusal: &Refusal) -> bool {
        let mut codes = saying::codes(refusal);
        match self.place {
            Place::Code => codes.any(|found| found == code),
            Place::Beginning => codes.any(|found| found.starts_with(code)),
            Place::Anywhere => {
                codes.any(|found| found == code)
                    || saying::says(refusal, &code.to_ascii_lowercase())
            }
        }
    }
}

/// The first row that fits; `None` where nothing is known of such a refusal.
pub(crate) fn find(operation: &str, refusal: &Refusal) -> Option<&'static Row> {
    ROWS.iter().find(|row| row.fits(operation, refusal))
}

/// What a refusal of the operation becomes.
pub(crate) fn kind(operation: &str, refusal: &Refusal) -> Kind {
    match find(operation, refusal) {
        Some(row) => row.becomes,
        // A parameter that is named is what is wrong, whichever the code.
        None if refusal.status == 400 && refusal.details.iter().any(|it| it.name.is_some()) => {
            InvalidParameters
        }
        None => Refused,
    }
}

/// Whether the same call may succeed in a moment: a code says so, or a gateway's status.
pub(crate) fn passes_by_itself(refusal: &Refusal) -> bool {
    let by_code = ROWS
        .iter()
        .any(|row| row.passing && row.code.is_some() && row.fits("", refusal));
    by_code || passing_status(refusal.status)
}

/// Whether a status alone says that the same call may succeed in a moment.
pub(crate) fn passing_status(status: u16) -> bool {
    matches!(status, 408 | 502..=504)
}

/// The statuses of a server that failed.
const SERVER: &[u16] = &[500, 501, 502, 503, 504];
/// The statuses by which a request is refused, other than those that have a meaning of their own.
const CLIENT: &[u16] = &[400, 403, 409, 422, 500];

pub(crate) const ROWS: &[Row] = &[
    // Logging on.
    Row::code("ITATS542I", RadiusChallenge, "a one-time code is asked for, on status 500: psPAS, aiobastion and cybr-cli read it so"),
    Row::status(&[409], PasswordExpired, "a logon with a password that has expired: aiobastion reads the status so").at("logon"),
    Row::words(&["limit of", "session"], Forbidden, "the user has as many sessions as the vault allows, 300: recorded by aiobastion").at("logon").hint(Hint::TooManySessions),
    Row::code("PASWS013E", Forbidden, "wrong password, disabled user or wrong way of logging on: recorded with 403").hint(Hint::LogonType),
    Row::code("PASWS035E", Forbidden, "the authentication failed elsewhere: recorded with 400 for SAML and with 403 for LDAP behind Duo").hint(Hint::IdentityProvider),
    Row::code("access_denied", Forbidden, "Identity refuses the client credentials, or the client may not use them: recorded").hint(Hint::ServiceUser),
    Row::code("invalid_grant", Forbidden, "Identity wants an assertion that the grant lacks: recorded").hint(Hint::ServiceUser),
    Row::code("invalid_scope", InvalidParameters, "Identity does not know the scope: recorded"),
    // The session.
    Row::code("PASWS006E", Unauthorized, "the session is absent, unknown or timed out: recorded").hint(Hint::ConcurrentSession),
    Row::code("CAIWS001E", Unauthorized, "a session of the first generation at a vault of version 9 is none for the second: recorded with 403"),
    // What a use of an account has to bring along.
    Row::missing(&["reason"], ReasonRequired, "the policy wants a reason: recorded for retrieving and for connecting").with(&[400]),
    Row::missing(&["ticketid", "ticketingsystem", "ticketingsystemname"], TicketRequired, "the policy wants a ticket: read as the missing reason is, since its code is the same").with(&[400]),
    Row::beginning("PASWS004", ConfirmationRequired, "dual control wants a confirmation first: one public client reads codes that begin so in this way"),
    Row::code("ITATS127E", Locked, "somebody has checked the account out: the vendor's scripts read it so"),
    Row::code("PASWS143E", Locked, "somebody holds the password: recorded for verifying"),
    // Permissions.
    Row::code("PASWS041E", Forbidden, "the caller may not do this, and the vault does not say what is missing: recorded"),
    Row::code("PASWS291E", Forbidden, "the built-in Administrator may not do this: recorded for bulk uploads").hint(Hint::BuiltInAdministrator),
    Row::code("SFWS0013", Forbidden, "nobody changes the own membership: the vendor's scripts read it so").hint(Hint::OwnMembership),
    // Safes and their members.
    Row::code("SFWS0002", Conflict, "there is a safe of that name: the vendor's scripts read it so"),
    Row::code("SFWS0007", NotFound, "the safe is gone or not to be seen: the vendor's scripts read it so"),
    Row::code("SFWS0012", Conflict, "it is a member already: the vendor's scripts read it so"),
    Row::words(&["is already a member"], Conflict, "it is a member already: a script of the vendor's reads the text").with(CLIENT),
    Row::code("SFWS0001", InvalidParameters, "the name is that of a role of Identity, not of a group: the vendor's module reads it so").hint(Hint::RoleMember),
    Row::code("SFWS0010", NotFound, "the vault has no group of that name: documented for Privilege Cloud").hint(Hint::RoleMember),
    Row::code("SFWS0015", Refused, "a membership cannot be changed, for the reason in the message: the vendor's module stops there"),
    Row::code("PASWS167E", InvalidParameters, "the group cannot be found, or SearchIn is wrong, and nothing more is said: recorded for Privilege Cloud").with(&[400]).at("add_safe_member").unnamed().hint(Hint::RoleMember),
    Row::code("EPVWS101E", InvalidParameters, "the managing CPM is not there, or the name has an & in it: recorded").hint(Hint::ManagingCpm),
    // Accounts and their secrets.
    Row::code("PASWS031E", InvalidParameters, "the safe of a new account is not there or not to be seen: recorded as a detail of PASWS167E").hint(Hint::SafeOfAccount),
    Row::code("PASWS032E", InvalidParameters, "the platform of a new account is not active: recorded").hint(Hint::InactivePlatform),
    Row::code("PASWS039E", NotFound, "there is no account of that id, or none to be seen: documented"),
    Row::code("PASWS027E", Conflict, "the safe has an object of that name: the vendor's scripts read it so"),
    Row::code("PASWS125E", InvalidParameters, "a change names a property that belongs to the server: idsec-sdk-golang reads it so").hint(Hint::ReadOnlyProperty),
    Row::code("PASWS164E", InvalidParameters, "what is to be replaced is not there: aiobastion reads it so").hint(Hint::PropertyAbsent),
    Row::code("PASWS159E", InvalidParameters, "a reason against automatic management while it is on: recorded").hint(Hint::AutomaticManagement),
    Row::code("EPVWF061E", InvalidParameters, "the new secret is not what the policy wants: documented").hint(Hint::PasswordPolicy),
    Row::words(&["potentially dangerous"], InvalidParameters, "ASP.NET takes a < for an attack: recorded for passwords").hint(Hint::SecretCharacters),
    Row::code("PASWS167E", InvalidParameters, "a secret with a comma or a < in it, and nothing more is said: recorded").with(&[400]).at("add_account").unnamed().hint(Hint::SecretCharacters),
    Row::anywhere("EPVPA012E", Conflict, "the account group is there already: aiobastion reads the message"),
    // Parameters in general.
    Row::code("PASWS167E", InvalidParameters, "some parameters are not valid, the details may say which: recorded").with(&[400]),
    Row::code("PASWS011E", InvalidParameters, "a mandatory parameter is missing: documented"),
    Row::code("PASWS168E", InvalidParameters, "the value of a parameter is not valid: documented"),
    Row::code("PASWS018E", InvalidParameters, "a property has to be a number: the vendor's scripts read rows of bulk uploads so"),
    Row::words(&["mandatory", "missing"], InvalidParameters, "the first generation says in the message what is missing: recorded for accounts").with(&[400]),
    Row::words(&["value is invalid"], InvalidParameters, "the first generation says in the message what is wrong: recorded for permissions, properties and ids").with(&[400]),
    Row::words(&["invalid", "filter"], InvalidParameters, "a space in a filter, up to version 14.4: recorded").with(&[400]).hint(Hint::SpaceInFilter),
    // Requests, users, groups, directories, rules.
    Row::anywhere("EPVPA050E", Conflict, "the same request was made before: documented within PASWS099E"),
    Row::code("PASWS099E", Conflict, "the request could not be made; a code within says why: documented with 409"),
    Row::words(&["contradict"], InvalidParameters, "settings of a request contradict each other, on status 500: documented").with(&[400, 500]).at("add_my_request"),
    Row::code("ITATS013E", Conflict, "there is a user, a group or a mapping of that name: documented"),
    Row::code("ITATS003E", NotFound, "there is no such user: Ansible's collection reads it so"),
    Row::code("ITATS262E", Conflict, "the user is in the group already, on older servers: Ansible's collection reads it so"),
    Row::code("PASWS213E", Conflict, "the user is in the group already, on newer servers: Ansible's collection reads it so"),
    Row::code("PASWS161E", NotFound, "there is no such directory: the vendor's mock answers so"),
    Row::code("PASWS197E", NotFound, "there is no such mapping: the vendor's mock answers so"),
    Row::code("PASWS150E", Conflict, "there is an onboarding rule of that name: documented"),
    Row::anywhere("ITATP072E", NotFound, "the component is not monitored: the vendor's mock wraps it into CAWS00001E"),
    Row::anywhere("ITATS903E", Conflict, "there is such a rule for commands: a script of the vendor's reads it in the status text"),
    // What passes.
    Row::code("ITADM111E", Refused, "the vault fails for a moment: idsec-sdk-golang repeats it").with(SERVER).passing(),
    Row::code("SRAPIE0006", Refused, "a service fails for a moment: idsec-sdk-golang repeats it").with(SERVER).passing(),
    Row::words(&["page", "exist"], Refused, "a list from offset 20,000 on, on status 500: recorded").with(&[500]).hint(Hint::OffsetEnd),
    // By the status alone: what the codes say no more about, CAWS00001E among them.
    Row::status(&[401], Unauthorized, "the session is not accepted, with or without a body").hint(Hint::StickySession),
    Row::status(&[403], Forbidden, "the caller lacks a permission"),
    Row::status(&[404], NotFound, "it is not there, or not to be seen"),
    Row::status(&[405, 501], Unsupported, "this version does not have the operation: recorded"),
    Row::status(&[409], Conflict, "it is there already, or its state forbids the call"),
    Row::status(&[429], RateLimited, "too many requests"),
];

#[cfg(test)]
#[path = "codes_tests.rs"]
mod tests;
