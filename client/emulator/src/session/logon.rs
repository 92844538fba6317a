//! Logons with a name and a password, and those that the connection vouches for.

use super::{Begun, Envelope, Others, Radius, hop::Hop, with_cookie};
use crate::{
    answer::Answer, call::Call, errors::Refusal, fields::Fields, identity::PrincipalId,
    state::Vault,
};
use pvwa_api::Secret;
use serde_json::json;

/// The highest number that a session of the first generation can have.
const MOST_NUMBERS: i64 = 100;

/// A way to log on.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Password,
    Radius,
    /// Windows and client certificates: the connection says who it is.
    Connection,
}

impl Kind {
    fn read(name: &str) -> Option<Self> {
        const KINDS: [(&str, Kind); 6] = [
            ("cyberark", Kind::Password),
            ("ldap", Kind::Password),
            ("radius", Kind::Radius),
            ("windows", Kind::Connection),
            ("pki", Kind::Connection),
            ("pkipn", Kind::Connection),
        ];
        let same = |known: &str| known.eq_ignore_ascii_case(name);
        KINDS.iter().find(|row| same(row.0)).map(|row| row.1)
    }
}

/// Logs a user on and answers the token as a JSON string, or what the next step needs.
pub(super) fn logon(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let name = call.parameter("type");
    let kind = Kind::read(name).ok_or_else(|| Refusal::logon_type_not_emulated(name))?;
    let fields = call.fields()?;
    let others = match fields.boolean("concurrentSession")?.unwrap_or(false) {
        true => Others::Stay,
        false => Others::End,
    };
    let begun = Begun::at(call, others, Envelope::Bare);
    step(vault, call, (kind, name), fields)?.answer(vault, begun)
}

/// The logon of the first generation, whose answer is an envelope.
pub(super) fn gen1(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let fields = call.fields()?;
    let kind = match fields.boolean("useRadiusAuthentication")?.unwrap_or(false) {
        true => (Kind::Radius, "radius"),
        false => (Kind::Password, "cyberark"),
    };
    let number = fields.within("connectionNumber", 1..=MOST_NUMBERS)?;
    let others = number.map_or(Others::End, Others::EndNumber);
    let begun = Begun::at(call, others, Envelope::CyberArk);
    step(vault, call, kind, fields)?.answer(vault, begun)
}

/// The logon of whoever is allowed to call, as the one user that was set up for it.
pub(super) fn shared(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let user = vault.users.values().find(|user| user.methods.shared);
    let user = user.map(|user| user.id).ok_or_else(Refusal::logon)?;
    vault.may_log_on(user)?;
    vault.begin(user, Begun::at(call, Others::Stay, Envelope::Shared))
}

/// How far a logon has come.
enum Step {
    Done(PrincipalId),
    Next(Box<Answer>),
    /// The user has to react on another device.
    Held(PrincipalId),
}

impl Step {
    fn answer(self, vault: &mut Vault, begun: Begun) -> Result<Answer, Refusal> {
        match self {
            Self::Done(user) => vault.begin(user, begun),
            Self::Next(answer) => Ok(*answer),
            Self::Held(user) => Ok(vault.wait_for_push(user, begun)),
        }
    }
}

/// The next step by a method of a kind.
fn step(
    vault: &mut Vault,
    call: &Call,
    (kind, method): (Kind, &str),
    fields: Fields,
) -> Result<Step, Refusal> {
    let password = fields.text("password")?.unwrap_or_default();
    let now = vault.now();
    let hop = call.hop.and_then(|cookie| vault.hops.take(cookie, now));
    let user = match hop {
        Some(Hop::Radius(user, index)) if kind == Kind::Radius => {
            return vault.challenged(call, user, index, password);
        }
        Some(Hop::Second(user)) if kind == Kind::Connection => {
            vault.password_is_right(user, password)?;
            return Ok(Step::Done(user));
        }
        _ => vault.meant(kind, method, fields)?,
    };
    let (second_hop, radius) = match vault.users.get(&user) {
        Some(record) => (record.methods.second_hop, record.methods.radius.clone()),
        None => (false, None),
    };
    match (kind, radius) {
        (Kind::Password, _) => {
            vault.password_is_right(user, password)?;
            vault.password_is_fresh(user, fields.text("newPassword")?)?;
            Ok(Step::Done(user))
        }
        (Kind::Radius, None) => Err(vault.wrong(user)),
        (Kind::Radius, Some(Radius::Append(code))) => {
            let (password, given) = password.rsplit_once(',').unwrap_or((password, ""));
            vault.password_is_right(user, password)?;
            match code == Secret::from(given) {
                true => Ok(Step::Done(user)),
                false => Err(vault.wrong(user)),
            }
        }
        (Kind::Radius, Some(Radius::Push { accepted })) => {
            vault.password_is_right(user, password)?;
            match accepted {
                true => Ok(Step::Done(user)),
                false => Err(vault.wrong(user)),
            }
        }
        (Kind::Radius, Some(Radius::HeldPush)) => {
            vault.password_is_right(user, password)?;
            Ok(Step::Held(user))
        }
        (Kind::Radius, Some(Radius::Challenge(codes))) => {
            vault.password_is_right(user, password)?;
            match codes.is_empty() {
                true => Ok(Step::Done(user)),
                false => Ok(vault.challenge(call, user, 0)),
            }
        }
        (Kind::Connection, _) if second_hop => {
            let cookie = vault.hops.expect(Hop::Second(user), now);
            let answer = json!({"AdditionalInfo": "", "UserName": vault.user_name(user)});
            let answer = with_cookie(Answer::ok(answer), call, &cookie);
            Ok(Step::Next(Box::new(answer)))
        }
        (Kind::Connection, _) => Ok(Step::Done(user)),
    }
}

impl Vault {
    /// Whom a first request is about. What it says of a user is checked later.
    fn meant(&mut self, kind: Kind, method: &str, fields: Fields) -> Result<PrincipalId, Refusal> {
        let name = fields.text("username")?.unwrap_or_default();
        let named = self.named(method, name);
        let named = named.and_then(|user| self.users.get(&user));
        let user = match kind {
            Kind::Password | Kind::Radius => named,
            // Whoever gives a name over a connection that vouches for nobody must know the password.
            Kind::Connection if name.is_empty() => {
                self.users.values().find(|user| user.methods.certificate)
            }
            Kind::Connection => {
                let password = Secret::from(fields.text("password")?.unwrap_or_default());
                named.filter(|user| user.methods.certificate || user.password == password)
            }
        };
        let user = user.map(|user| user.id).ok_or_else(Refusal::logon)?;
        self.may_log_on_by(user, method)?;
        Ok(user)
    }

    fn challenge(&mut self, call: &Call, user: PrincipalId, index: usize) -> Step {
        let now = self.now();
        let cookie = self.hops.expect(Hop::Radius(user, index), now);
        let answer = Refusal::radius_challenge().into();
        Step::Next(Box::new(with_cookie(answer, call, &cookie)))
    }

    fn challenged(
        &mut self,
        call: &Call,
        user: PrincipalId,
        index: usize,
        code: &str,
    ) -> Result<Step, Refusal> {
        self.may_log_on(user)?;
        let codes = match self.users.get(&user).map(|user| &user.methods.radius) {
            Some(Some(Radius::Challenge(codes))) => codes.clone(),
            _ => Vec::new(),
        };
        if codes.get(index) != Some(&Secret::from(code)) {
            return Err(self.wrong(user));
        }
        match index + 1 < codes.len() {
            true => Ok(self.challenge(call, user, index + 1)),
            false => Ok(Step::Done(user)),
        }
    }
}

impl Refusal {
    /// RADIUS wants a code: no failure, whatever the status.
    fn radius_challenge() -> Self {
        Self::new(500, "ITATS542I", "Enter PASSCODE")
    }
}
