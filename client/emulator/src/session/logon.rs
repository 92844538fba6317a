//! Logons with a name and a password, and those that the connection vouches for.

use super::{Others, Radius, at_this_node, hop::Hop, with_cookie};
use crate::{
    answer::Answer, call::Call, errors::Refusal, fields::Fields, identity::PrincipalId,
    principals::UserRecord, state::Vault,
};
use pvwa_api::Secret;
use serde_json::json;

/// After how many wrong passwords in a row a user is suspended.
const MOST_FAILED: u32 = 5;

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
    match step(vault, call, kind, fields)? {
        Step::Done(user) => {
            let token = vault.begin_session(call, user, others)?;
            Ok(at_this_node(Answer::ok(token), call))
        }
        Step::Next(answer) => Ok(*answer),
    }
}

/// The logon of the first generation, whose answer is an envelope.
pub(super) fn gen1(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let fields = call.fields()?;
    let kind = match fields.boolean("useRadiusAuthentication")?.unwrap_or(false) {
        true => Kind::Radius,
        false => Kind::Password,
    };
    let number = fields.within("connectionNumber", 1..=MOST_NUMBERS)?;
    let others = number.map_or(Others::End, Others::EndNumber);
    match step(vault, call, kind, fields)? {
        Step::Done(user) => {
            let token = vault.begin_session(call, user, others)?;
            let answer = Answer::ok(json!({"CyberArkLogonResult": token}));
            Ok(at_this_node(answer, call))
        }
        Step::Next(answer) => Ok(*answer),
    }
}

/// The logon of whoever is allowed to call, as the one user that was set up for it.
pub(super) fn shared(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let user = vault.users.values().find(|user| user.methods.shared);
    let user = user.map(|user| user.id).ok_or_else(Refusal::logon)?;
    vault.may_log_on(user)?;
    let token = vault.begin_session(call, user, Others::Stay)?;
    Ok(at_this_node(
        Answer::ok(json!({"LogonResult": token})),
        call,
    ))
}

/// How far a logon has come.
enum Step {
    Done(PrincipalId),
    Next(Box<Answer>),
}

fn step(vault: &mut Vault, call: &Call, kind: Kind, fields: Fields) -> Result<Step, Refusal> {
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
        _ => vault.meant(kind, fields)?,
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
    fn meant(&self, kind: Kind, fields: Fields) -> Result<PrincipalId, Refusal> {
        let name = fields.text("username")?.unwrap_or_default();
        let named = self.user(name);
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
        self.may_log_on(user)?;
        Ok(user)
    }

    /// Refuses whom the vault does not let in, whatever the password.
    pub(super) fn may_log_on(&self, user: PrincipalId) -> Result<(), Refusal> {
        let now = self.now();
        let may = |user: &UserRecord| {
            user.enabled && !user.suspended && user.expires.is_none_or(|end| end > now)
        };
        match self.users.get(&user).is_some_and(may) {
            true => Ok(()),
            false => Err(Refusal::logon()),
        }
    }

    fn password_is_right(&mut self, user: PrincipalId, password: &str) -> Result<(), Refusal> {
        let known = self.users.get(&user).map(|user| &user.password);
        match known == Some(&Secret::from(password)) {
            true => Ok(()),
            false => Err(self.wrong(user)),
        }
    }

    /// Counts a logon that failed; too many in a row suspend the user.
    fn wrong(&mut self, user: PrincipalId) -> Refusal {
        let now = self.now();
        if let Some(user) = self.users.get_mut(&user) {
            user.last_failed_logon = Some(now);
            user.failed_logons += 1;
            user.suspended |= user.failed_logons >= MOST_FAILED && !user.predefined;
        }
        Refusal::logon()
    }

    /// Sets the new password that a logon brings; without one an expired password is refused.
    fn password_is_fresh(&mut self, user: PrincipalId, new: Option<&str>) -> Result<(), Refusal> {
        let Some(user) = self.users.get_mut(&user) else {
            return Ok(());
        };
        match new.filter(|new| !new.is_empty()) {
            Some(new) => {
                user.password = new.into();
                user.must_change_password = false;
                Ok(())
            }
            None if user.must_change_password => Err(Refusal::password_expired()),
            None => Ok(()),
        }
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

    /// The password has expired and the logon brings no new one.
    fn password_expired() -> Self {
        Self::new(
            409,
            "CAWS00001E",
            "The password has expired: log on with a new one besides.",
        )
    }
}
