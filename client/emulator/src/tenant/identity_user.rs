//! Who is given to the tenant to log on with.

use super::SUFFIX;
use pvwa_api::Secret;

/// Where the code of a second factor comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Channel {
    /// It is mailed, once the client asks for it.
    Email,
    /// It comes as a message, once the client asks for it.
    Sms,
    /// An authenticator shows it.
    Authenticator,
}

/// Something to log on with besides the password.
#[derive(Clone, Debug)]
pub(crate) enum Factor {
    Code(Channel, Secret),
    Push,
}

/// Somebody to log on with at the Identity tenant.
///
/// The password is the first challenge. Whoever has further factors is asked for one of them next.
///
/// ```
/// use pvwa_emulator::{Channel, IdentityUser};
///
/// let ann = IdentityUser::new("ann@cyberark.cloud.1234", "correct horse")
///     .with_otp(Channel::Sms, "482913")
///     .with_push()
///     .roles(["Privilege Cloud Administrators"]);
/// assert!(!format!("{ann:?}").contains("horse"));
/// ```
#[derive(Clone, Debug)]
pub struct IdentityUser {
    pub(crate) name: String,
    pub(crate) password: Secret,
    pub(crate) factors: Vec<Factor>,
    pub(crate) roles: Vec<String>,
    pub(crate) service: bool,
    pub(crate) federation: Option<Federation>,
}

/// That somebody logs on at another identity provider.
#[derive(Clone, Debug)]
pub(crate) struct Federation {
    /// What the browser shows at the end, for the client to hand in.
    pub(crate) pin: Option<Secret>,
}

impl IdentityUser {
    /// A person with a password. A name without a suffix gets `cyberark.cloud.1234`.
    pub fn new(name: impl Into<String>, password: impl Into<Secret>) -> Self {
        Self {
            name: with_suffix(&name.into()),
            password: password.into(),
            factors: Vec::new(),
            roles: Vec::new(),
            service: false,
            federation: None,
        }
    }

    /// Has the user log on at another identity provider, in a browser: the client asks for the
    /// state of it until [`Emulator::finish_federated_logon`].
    ///
    /// [`Emulator::finish_federated_logon`]: crate::Emulator::finish_federated_logon
    #[must_use]
    pub fn federated(mut self) -> Self {
        self.federation = Some(Federation { pin: None });
        self
    }

    /// Like [`Self::federated`], with a PIN that the browser shows and the client hands in.
    #[must_use]
    pub fn federated_with_pin(mut self, pin: impl Into<Secret>) -> Self {
        self.federation = Some(Federation {
            pin: Some(pin.into()),
        });
        self
    }

    /// A service user, who asks for a token with name and secret at `/oauth2/platformtoken`.
    pub fn service(name: impl Into<String>, secret: impl Into<Secret>) -> Self {
        Self {
            service: true,
            ..Self::new(name, secret)
        }
    }

    /// Has the user asked for a code, which is always this one.
    #[must_use]
    pub fn with_otp(mut self, channel: Channel, code: impl Into<Secret>) -> Self {
        self.factors.push(Factor::Code(channel, code.into()));
        self
    }

    /// Has the user sent a push, for which the client polls until [`Emulator::accept_push`].
    ///
    /// [`Emulator::accept_push`]: crate::Emulator::accept_push
    #[must_use]
    pub fn with_push(mut self) -> Self {
        self.factors.push(Factor::Push);
        self
    }

    /// Puts the user into roles, which come into being where the tenant has none of the name.
    #[must_use]
    pub fn roles<T: Into<String>>(mut self, names: impl IntoIterator<Item = T>) -> Self {
        self.roles.extend(names.into_iter().map(Into::into));
        self
    }
}

/// A name as users log on with it.
pub(crate) fn with_suffix(name: &str) -> String {
    match name.contains('@') {
        true => name.to_owned(),
        false => format!("{name}@{SUFFIX}"),
    }
}
