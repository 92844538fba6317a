//! Logons that have begun and are not finished.

use super::{
    identity_user::{Channel, Factor},
    person::{PASSWORD_RULES, Person},
};
use crate::{bounded, random};
use pvwa_api::Secret;
use serde_json::{Value, json};

/// A logon under way.
pub(crate) struct Attempt {
    pub(crate) id: String,
    /// UUID of the user; `None` where there is none of the name, which nobody is told.
    pub(crate) person: Option<String>,
    pub(crate) started: i64,
    /// Whether a token for the shared services is wanted.
    pub(crate) platform: bool,
    /// In the order in which they must be met.
    pub(crate) challenges: Vec<Vec<Mechanism>>,
    /// How many of them have been met.
    pub(crate) met: usize,
    pub(crate) failures: u32,
    /// Whether the logon at the other identity provider is done; `None` where there is none.
    pub(crate) federated: Option<bool>,
}

/// One way to meet a challenge.
pub(crate) struct Mechanism {
    pub(crate) id: String,
    pub(crate) way: Way,
    /// Whether the code or the push was sent.
    pub(crate) started: bool,
    /// What the user did with the push.
    pub(crate) reaction: Option<bool>,
}

/// What meets a challenge.
pub(crate) enum Way {
    Password,
    Code(Channel, Secret),
    Push,
    /// A new password.
    Reset,
}

/// The logons under way, oldest first.
#[derive(Default)]
pub(crate) struct Attempts(Vec<Attempt>);

/// How many there are at most; the oldest make room.
const MOST: usize = 1000;

/// How long one is good, in seconds.
const LIFETIME: i64 = 10 * 60;

impl Attempts {
    /// Keeps one.
    pub(crate) fn add(&mut self, attempt: Attempt) {
        bounded::push(&mut self.0, attempt, MOST);
    }

    /// The one of an id.
    pub(crate) fn get(&mut self, id: &str) -> Option<&mut Attempt> {
        self.0.iter_mut().find(|attempt| attempt.id == id)
    }

    /// Forgets one; whether there was one.
    pub(crate) fn remove(&mut self, id: &str) -> bool {
        let before = self.0.len();
        self.0.retain(|attempt| attempt.id != id);
        self.0.len() < before
    }

    /// Forgets those that have run out.
    pub(crate) fn forget_old(&mut self, now: i64) {
        self.0
            .retain(|attempt| attempt.started.saturating_add(LIFETIME) > now);
    }

    /// Lets a user react to the pushes that wait; whether one did.
    pub(crate) fn react(&mut self, uuid: &str, accept: bool) -> bool {
        let mut waited = false;
        let own = self
            .0
            .iter_mut()
            .filter(|one| one.person.as_deref() == Some(uuid));
        for mechanism in own.flat_map(|attempt| attempt.challenges.iter_mut().flatten()) {
            if matches!(mechanism.way, Way::Push)
                && mechanism.started
                && mechanism.reaction.is_none()
            {
                mechanism.reaction = Some(accept);
                waited = true;
            }
        }
        waited
    }
}

impl Attempts {
    /// Finishes the logons of a user at the other identity provider; whether one waited.
    pub(crate) fn finish(&mut self, uuid: &str) -> bool {
        let own = self
            .0
            .iter_mut()
            .filter(|one| one.person.as_deref() == Some(uuid));
        let waiting = own.filter(|attempt| attempt.federated == Some(false));
        waiting
            .map(|attempt| attempt.federated = Some(true))
            .count()
            > 0
    }
}

impl Attempt {
    /// The logon of somebody: the password first, then one of the further factors.
    pub(crate) fn new(person: Option<&Person>, platform: bool, now: i64) -> Self {
        let mut challenges = vec![vec![Mechanism::new(Way::Password)]];
        let exempt = person.is_some_and(|person| person.state.exempt_until > now);
        challenges.extend(person.filter(|_| !exempt).and_then(second));
        Self {
            id: random::uuid(),
            person: person.map(|person| person.uuid.clone()),
            started: now,
            platform,
            challenges,
            met: 0,
            failures: 0,
            federated: None,
        }
    }

    /// The logon of somebody whose identity provider is another one.
    pub(crate) fn federated(person: &Person, platform: bool, now: i64) -> Self {
        Self {
            challenges: Vec::new(),
            federated: Some(false),
            ..Self::new(Some(person), platform, now)
        }
    }

    /// The way that is meant, of the challenge that is due.
    pub(crate) fn due(&mut self, mechanism: &str) -> Option<&mut Mechanism> {
        let challenge = self.challenges.get_mut(self.met)?;
        challenge.iter_mut().find(|one| one.id == mechanism)
    }

    /// Replaces the challenges by those that prove who it is without the password, and a new
    /// password after them. Without a further factor there are none.
    pub(crate) fn forget_password(&mut self, person: Option<&Person>) -> bool {
        let Some(second) = person.and_then(second) else {
            return false;
        };
        self.challenges = vec![second];
        self.met = 0;
        self.demand_password();
        true
    }

    /// Adds a challenge to set a new password.
    pub(crate) fn demand_password(&mut self) {
        self.challenges.push(vec![Mechanism::new(Way::Reset)]);
    }

    /// The challenges that are left.
    pub(crate) fn to_json(&self) -> Value {
        let left = self.challenges.iter().skip(self.met);
        left.map(|ways| {
            let ways: Vec<Value> = ways.iter().map(Mechanism::to_json).collect();
            json!({"Mechanisms": ways})
        })
        .collect()
    }
}

fn second(person: &Person) -> Option<Vec<Mechanism>> {
    let way = |factor: &Factor| {
        Mechanism::new(match factor {
            Factor::Code(channel, code) => Way::Code(*channel, code.clone()),
            Factor::Push => Way::Push,
        })
    };
    let ways: Vec<Mechanism> = person.factors.iter().map(way).collect();
    (!ways.is_empty()).then_some(ways)
}

impl Mechanism {
    fn new(way: Way) -> Self {
        Self {
            id: random::uuid(),
            way,
            started: false,
            reaction: None,
        }
    }

    /// Whether something has to be sent to the user first.
    pub(crate) fn is_sent(&self) -> bool {
        matches!(
            self.way,
            Way::Push | Way::Code(Channel::Email | Channel::Sms, _)
        )
    }

    fn to_json(&self) -> Value {
        let (name, kind, prompt, chosen) = match &self.way {
            Way::Password => ("UP", "Text", "Password", "Enter Password"),
            Way::Code(Channel::Email, _) => (
                "EMAIL",
                "StartTextOob",
                "Email",
                "Enter the code that was sent to you by mail",
            ),
            Way::Code(Channel::Sms, _) => (
                "SMS",
                "StartTextOob",
                "Text Message",
                "Enter the code that was sent to your phone",
            ),
            Way::Code(Channel::Authenticator, _) => (
                "OATH",
                "Text",
                "OATH OTP Client",
                "Enter the code that your authenticator shows",
            ),
            Way::Push => (
                "OTP",
                "StartOob",
                "Mobile Authenticator",
                "Accept the request on your phone",
            ),
            Way::Reset => ("RESET", "Reset", "Password", "Enter a new password"),
        };
        let hint = matches!(self.way, Way::Reset).then_some(PASSWORD_RULES);
        json!({
            "MechanismId": self.id,
            "Name": name,
            "AnswerType": kind,
            "PromptSelectMech": prompt,
            "PromptMechChosen": chosen,
            "PasswordComplexityHint": hint,
            "MultipartMechanism": null,
            "Enrolled": true,
        })
    }
}
