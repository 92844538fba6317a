//! The Identity tenant beside the vault: its users, roles and logons.
//!
//! A person or a service user of the tenant becomes a user of the vault at the first logon, and
//! safes, members and accounts are the vault's own, whichever side asks for them.

mod answers;
mod arguments;
mod attempt;
mod auth_profiles;
mod authorize;
mod directory_users;
mod discovery;
mod extended;
mod federated;
mod identity_user;
mod link;
mod logon;
mod oauth;
mod oauth_tokens;
mod organizations;
mod person;
mod profile;
mod query;
mod questions;
mod role;
mod role_attributes;
mod role_members;
mod roles;
mod scim;
mod search;
mod settings;
mod sign_out;
mod suffixes;
mod token;
mod urls;
mod user_states;
mod users;

pub use identity_user::{Channel, IdentityUser};

pub(crate) use answers::refused;
pub(crate) use identity_user::with_suffix;
pub(crate) use link::{ADMINISTRATOR, role_of_group};
pub(crate) use token::presented;

use crate::{behaviour::Row, identity::PrincipalId, state::Vault};
use attempt::Attempts;
use authorize::Codes;
use extended::Extended;
use organizations::Organization;
use person::Person;
use questions::Question;
use role::Role;
use role_attributes::RoleAttribute;
use serde_json::Value;
use std::collections::BTreeMap;
use suffixes::Suffix;
use token::Tokens;
use urls::Urls;

/// What is emulated of Identity, each module by itself.
pub(crate) const AREAS: &[&[Row]] = &[
    auth_profiles::ROWS,
    authorize::ROWS,
    directory_users::ROWS,
    discovery::ROWS,
    extended::ROWS,
    federated::ROWS,
    logon::ROWS,
    oauth::ROWS,
    oauth_tokens::ROWS,
    organizations::ROWS,
    query::ROWS,
    questions::ROWS,
    role_attributes::ROWS,
    role_members::ROWS,
    roles::ROWS,
    scim::accounts::ROWS,
    scim::containers::ROWS,
    scim::groups::ROWS,
    scim::members::ROWS,
    scim::service::ROWS,
    scim::users::ROWS,
    search::ROWS,
    settings::ROWS,
    sign_out::ROWS,
    suffixes::ROWS,
    urls::ROWS,
    user_states::ROWS,
    users::ROWS,
];

/// What needs no session.
pub(crate) const ANONYMOUS: &[&str] = &[
    "start_authentication",
    "advance_authentication",
    "cancel_authentication",
    "get_federated_logon_status",
    "request_platform_token",
    "request_token",
    "authorize_client",
    "refresh_platform_token",
    "introspect_token",
    "revoke_token",
    "end_oauth_session",
    "list_oauth_keys",
    "get_oauth_metadata",
    "list_platform_services",
    "get_identity_endpoint",
];

/// The id of the tenant, three letters and four digits.
pub(crate) const TENANT: &str = "emu1234";

/// The first part of the host names of the company.
pub(crate) const SUBDOMAIN: &str = "emulator";

/// The suffix of names that come without one.
pub(crate) const SUFFIX: &str = "cyberark.cloud.1234";

/// The UUID of the cloud directory, the only one there is.
pub(crate) const DIRECTORY: &str = "09b9a9b0-6ce8-465f-ab03-65766d33b05e";

/// The application that hands out tokens for the shared services.
pub(crate) const SHARED_SERVICES: &str = "__idaptive_cybr_user_oidc";

/// What the tenant holds.
#[derive(Default)]
pub(crate) struct Tenant {
    /// By their UUIDs.
    people: BTreeMap<String, Person>,
    /// By their identifiers.
    roles: BTreeMap<String, Role>,
    role_attributes: Vec<RoleAttribute>,
    /// The attributes that users can have beside their own.
    extended: Vec<Extended>,
    /// By their UUIDs.
    auth_profiles: BTreeMap<String, Value>,
    organizations: BTreeMap<String, Organization>,
    suffixes: Vec<Suffix>,
    urls: Urls,
    questions: Vec<Question>,
    settings: BTreeMap<String, Value>,
    applications: Vec<Application>,
    /// Suffixes whose users log on at another host.
    elsewhere: Vec<(String, String)>,
    attempts: Attempts,
    tokens: Tokens,
    codes: Codes,
}

/// An application that hands out tokens.
#[derive(Clone, Debug)]
pub(crate) struct Application {
    pub(crate) id: String,
    /// Where its authorisations may lead to.
    pub(crate) redirects: Vec<String>,
}

impl Tenant {
    /// Whose a token is; `None` where it is not good here.
    pub(crate) fn caller(&self, token: &str) -> Option<PrincipalId> {
        self.tokens.principal(token)
    }

    /// Ends every session.
    pub(crate) fn end_all(&mut self) {
        self.tokens.end_all();
    }

    /// Lets the pushes that a user was sent be accepted or declined; whether there was one.
    pub(crate) fn react_to_push(&mut self, name: &str, accept: bool) -> bool {
        let name = with_suffix(name);
        let Some(uuid) = self.person_named(&name).map(|person| person.uuid.clone()) else {
            return false;
        };
        self.attempts.react(&uuid, accept)
    }

    /// Finishes the logons of a user at another identity provider; whether one waited.
    pub(crate) fn finish_federated(&mut self, name: &str) -> bool {
        let name = with_suffix(name);
        let Some(uuid) = self.person_named(&name).map(|person| person.uuid.clone()) else {
            return false;
        };
        self.attempts.finish(&uuid)
    }

    /// Adds an application that hands out tokens.
    pub(crate) fn add_application(&mut self, application: Application) {
        self.applications.push(application);
    }

    /// Sends the users of a suffix to another host.
    pub(crate) fn send_elsewhere(&mut self, suffix: String, host: String) {
        self.elsewhere.push((suffix, host));
    }

    fn application(&self, id: &str) -> Option<&Application> {
        let mut known = self.applications.iter();
        known.find(|application| application.id.eq_ignore_ascii_case(id))
    }
}

impl Vault {
    /// Ends what has run out in the tenant since the last request.
    pub(crate) fn settle_tenant(&mut self) {
        let now = self.now();
        for token in self.tenant.tokens.expired(now) {
            self.end_identity_session(&token);
        }
        self.tenant.attempts.forget_old(now);
        self.tenant.codes.forget_old(now);
    }

    /// The host of the tenant, without a scheme.
    fn tenant_host(&self) -> String {
        let address = &self.addresses.identity;
        let host = address
            .split_once("://")
            .map_or(address.as_str(), |pair| pair.1);
        host.to_owned()
    }
}
