//! Logging on by a password: CyberArk's own users and those of a directory.

use super::{Credentials, Door, LogonMethod, Method, Opened, Renewal, check_text, check_user};
use crate::{Error, error::Named};
use pvwa_api::{
    Secret,
    layers::BoxFuture,
    types::{LogonAnswer, LogonRequest},
};

/// Whether other sessions of the same user stay alive when one is opened.
///
/// They do: without this, each logon ends the session that another job of the same user works with.
pub(super) const CONCURRENT_SESSIONS: bool = true;

macro_rules! by_password {
    ($(#[$doc:meta])* $name:ident, $method:expr) => {
        $(#[$doc])*
        #[derive(Clone, Debug)]
        pub struct $name {
            user: String,
            password: Secret,
        }

        impl $name {
            /// The user with this name and password.
            pub fn new(user: impl Into<String>, password: impl Into<Secret>) -> Self {
                Self {
                    user: user.into(),
                    password: password.into(),
                }
            }
        }

        impl From<$name> for Credentials {
            fn from(method: $name) -> Self {
                Self::new(method)
            }
        }

        impl Method for $name {
            fn user(&self) -> Option<&str> {
                Some(&self.user)
            }

            fn method(&self) -> LogonMethod {
                $method
            }

            fn check(&self) -> Result<(), Error> {
                check_user(&self.user)?;
                check_text("password", self.password.expose())
            }

            fn open<'a>(
                &'a self,
                door: &'a Door,
                _: Option<&'a Renewal>,
            ) -> BoxFuture<'a, Result<Opened, Error>> {
                Box::pin(log_on(door, $method, &self.user, &self.password))
            }
        }
    };
}

by_password! {
    /// A user that the vault itself keeps.
    ///
    /// `POST /API/Auth/CyberArk/Logon`.
    CyberArk, LogonMethod::CyberArk
}

by_password! {
    /// A user of a directory that the vault is connected to. Without the domain, unless the site has
    /// several.
    ///
    /// `POST /API/Auth/LDAP/Logon`.
    Ldap, LogonMethod::Ldap
}

async fn log_on(
    door: &Door,
    method: LogonMethod,
    user: &str,
    password: &Secret,
) -> Result<Opened, Error> {
    let mut request = LogonRequest::default();
    request.username = Some(user.to_owned());
    request.password = Some(password.clone());
    request.concurrent_session = Some(CONCURRENT_SESSIONS);
    let answer = door
        .api(None)
        .logon()
        .type_(method.api_name())
        .body(request)
        .send()
        .await
        .named("logon")
        .map_err(|error| error.of_logon(user, method))?;
    match answer {
        LogonAnswer::Secret(token) => Opened::of_pvwa(door, &token),
        // A second call is due, which neither of these methods asks for.
        _ => Err(door.unusable_token()),
    }
}
