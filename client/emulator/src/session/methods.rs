//! How a user may log on, besides with the password alone.

use crate::principals::User;
use pvwa_api::Secret;

/// How RADIUS asks for the second factor.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Radius {
    /// The code follows the password after a comma.
    Append(Secret),
    /// The user accepts on another device, or does not, at once.
    Push {
        /// Whether the user accepts.
        accepted: bool,
    },
    /// The user is asked on another device, and the logon is not answered before
    /// [`Emulator::accept_push`](crate::Emulator::accept_push) or
    /// [`Emulator::decline_push`](crate::Emulator::decline_push) says what the user did, or five
    /// minutes of the vault's clock have passed.
    HeldPush,
    /// The password is answered with status 500 and ITATS542I, and each right code but the last one
    /// again.
    Challenge(Vec<Secret>),
}

/// What is set up for a user.
#[derive(Clone, Debug, Default)]
pub(crate) struct Methods {
    pub(crate) radius: Option<Radius>,
    /// Whether Windows and PKI are only the first of two factors.
    pub(crate) second_hop: bool,
    /// Whether a client certificate is this user's.
    pub(crate) certificate: bool,
    /// Whether the shared logon is this user's.
    pub(crate) shared: bool,
    pub(crate) suspended: bool,
    pub(crate) password_expired: bool,
}

impl User {
    /// Lets the user log on by RADIUS.
    #[must_use]
    pub fn radius(mut self, radius: Radius) -> Self {
        self.methods.radius = Some(radius);
        self
    }

    /// Makes Windows and PKI the first of two factors: the first request is answered with an object
    /// instead of a token, the second one brings the password on the same cookies.
    #[must_use]
    pub fn second_hop(mut self) -> Self {
        self.methods.second_hop = true;
        self
    }

    /// Lets whoever logs on by PKI or PKIPN without a name be this user. The emulator does not
    /// look at certificates.
    #[must_use]
    pub fn certificate(mut self) -> Self {
        self.methods.certificate = true;
        self
    }

    /// Makes this the user of the shared logon of the first generation.
    #[must_use]
    pub fn shared(mut self) -> Self {
        self.methods.shared = true;
        self
    }

    /// Suspends the user: no logon succeeds until somebody activates it.
    #[must_use]
    pub fn suspended(mut self) -> Self {
        self.methods.suspended = true;
        self
    }

    /// Lets the password have expired: a logon is answered with 409 until it brings a new one.
    #[must_use]
    pub fn password_expired(mut self) -> Self {
        self.methods.password_expired = true;
        self
    }
}
