//! The running emulator and its handles.

use crate::{
    answer::{Answer, Delivery},
    builder::EmulatorBuilder,
    certificate::Certificate,
    endpoint::{self, Host},
    exchange::{Request, State, read_body},
    faults::{Fault, Faults, PlannedFault},
    principals::User,
    psm_sessions::Connection,
    quirks::Quirk,
    received::{Log, Received, Recorder},
    routing::Router,
    server,
    state::Vault,
    tenant::{self, IdentityUser},
    workflow::Rule,
};
use axum::response::Response;
use pvwa_api::{Secret, operation::Version};
use std::{
    fmt, io,
    net::SocketAddr,
    pin::pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use tokio::{
    net::TcpListener,
    sync::{Notify, watch},
};

/// How often a logon that waits for its user looks at the clock.
const SECOND: Duration = Duration::from_secs(1);

/// A PVWA that runs in this process until it is dropped.
///
/// Passing against it says just that: see the [crate](crate).
pub struct Emulator {
    shared: Arc<Shared>,
    address: SocketAddr,
    identity: SocketAddr,
    /// The authority of the certificate, as PEM; `None` over plain HTTP.
    authority: Option<String>,
    client_certificate: Option<String>,
    /// Dropping it stops the servers.
    _stop: watch::Sender<()>,
}

/// What an emulator is made of before it serves.
pub(crate) struct Setup {
    pub(crate) vault: Vault,
    pub(crate) listen: SocketAddr,
    pub(crate) certificate: Option<Certificate>,
    pub(crate) latency: Duration,
    pub(crate) record: Option<Recorder>,
}

struct Shared {
    latency: Duration,
    pvwa: Router,
    identity: Router,
    state: Mutex<State>,
    /// That a push was accepted or declined, or the clock put forward.
    reacted: Notify,
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        // Nothing is left half done while the lock is held that a later request would stumble on.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn answer(&self, host: Host, request: axum::extract::Request) -> Response {
        let (parts, body) = request.into_parts();
        let request = Request {
            method: &parts.method,
            uri: &parts.uri,
            headers: &parts.headers,
            body: read_body(body, &parts.headers).await,
        };
        let router = match host {
            Host::Pvwa => &self.pvwa,
            Host::Identity => &self.identity,
        };
        let mut answer = self.state().exchange(router, &request);
        if let Delivery::Held(push) = answer.delivery {
            answer = self.decided(push).await;
        }
        if !self.latency.is_zero() {
            tokio::time::sleep(self.latency).await;
        }
        if answer.delivery == Delivery::Never {
            // Until the caller has had enough, or the emulator is dropped.
            std::future::pending::<()>().await;
        }
        answer.into()
    }

    /// The answer to a logon that waits for its user, once there is one.
    async fn decided(&self, push: u64) -> Answer {
        loop {
            let mut reacted = pin!(self.reacted.notified());
            reacted.as_mut().enable();
            let decided = self.state().vault.decided(push);
            if let Some(answer) = decided {
                return answer;
            }
            // The vault's clock goes on by itself, too.
            let _ = tokio::time::timeout(SECOND, reacted).await;
        }
    }
}

impl Emulator {
    /// An emulator with Administrator as its only user to log on with, until it is told more.
    pub fn builder() -> EmulatorBuilder {
        EmulatorBuilder::new()
    }

    /// Serves PVWA at an address, and Identity at a free port beside it.
    pub(crate) async fn serve(setup: Setup) -> io::Result<Self> {
        let Setup {
            mut vault,
            listen,
            certificate,
            latency,
            record,
        } = setup;
        let pvwa = TcpListener::bind(listen).await?;
        let identity = TcpListener::bind(SocketAddr::new(listen.ip(), 0)).await?;
        let (address, identity_address) = (pvwa.local_addr()?, identity.local_addr()?);
        let scheme = scheme(certificate.is_some());
        vault.addresses.pvwa = format!("{scheme}://{address}");
        vault.addresses.identity = format!("{scheme}://{identity_address}");
        let shared = Arc::new(Shared {
            latency,
            pvwa: Router::new(Host::Pvwa, vault.version, vault.edition),
            identity: Router::new(Host::Identity, vault.version, vault.edition),
            state: Mutex::new(State {
                vault,
                faults: Faults::default(),
                log: Log::default(),
                record,
                #[cfg(feature = "contract")]
                violations: Vec::new(),
            }),
            reacted: Notify::new(),
        });
        let (stop, stopped) = watch::channel(());
        let acceptor = certificate.as_ref().map(|made| &made.acceptor);
        for (host, listener) in [(Host::Pvwa, pvwa), (Host::Identity, identity)] {
            let served = Arc::clone(&shared);
            let app = axum::Router::new().fallback(move |request| {
                let shared = Arc::clone(&served);
                async move { shared.answer(host, request).await }
            });
            let server = server::serve(listener, acceptor.cloned(), app, stopped.clone());
            tokio::spawn(server);
        }
        let (authority, client_certificate) = match certificate {
            Some(made) => (Some(made.authority), made.client),
            None => (None, None),
        };
        Ok(Self {
            shared,
            address,
            identity: identity_address,
            authority,
            client_certificate,
            _stop: stop,
        })
    }

    /// Scheme, host and port; the application stands below it at `/PasswordVault`.
    pub fn base_url(&self) -> String {
        format!("{}://{}", scheme(self.authority.is_some()), self.address)
    }

    /// Scheme, host and port of the Identity tenant.
    pub fn identity_url(&self) -> String {
        format!("{}://{}", scheme(self.authority.is_some()), self.identity)
    }

    /// The authority that vouches for the certificate, as PEM; `None` over plain HTTP.
    pub fn authority(&self) -> Option<&str> {
        self.authority.as_deref()
    }

    /// What a client has to show, as PEM with its key; `None` unless
    /// [`EmulatorBuilder::tls_client_certificate`] asks for it.
    pub fn client_certificate(&self) -> Option<&str> {
        self.client_certificate.as_deref()
    }

    /// Puts the vault's clock forward. What is due by then has happened at the next request: the
    /// CPM has done its work, sessions have ended.
    pub fn advance(&self, by: Duration) {
        self.shared.state().vault.clock.advance(by);
        self.shared.reacted.notify_waiters();
    }

    /// Reads or changes something in the vault, between two requests, once what is due has been
    /// done.
    pub(crate) fn vault<T>(&self, act: impl FnOnce(&mut Vault) -> T) -> T {
        let vault = &mut self.shared.state().vault;
        vault.settle();
        act(vault)
    }

    /// Turns a rule of privileged access on: for one platform by its id, or in the master policy,
    /// which holds for all of them.
    ///
    /// # Panics
    ///
    /// Where the vault has no platform of the id, since the test that sets the rule would hold for
    /// the wrong reason.
    pub fn rule(&self, platform: Option<&str>, rule: Rule) {
        let set = self.vault(|vault| vault.set_rule(platform, rule));
        assert!(set.is_ok(), "there is no platform {platform:?}");
    }

    /// Adds a user, or replaces password, authorisations and groups of the one of that name.
    pub fn add_user(&self, user: User) {
        if let Some(authorization) = user.unknown_authorization() {
            tracing::warn!(user = user.name, authorization, "no vault authorisation");
        }
        self.shared.state().vault.put_user(user);
    }

    /// The password of a user; `None` where there is no such user.
    pub fn password_of(&self, name: &str) -> Option<Secret> {
        let state = self.shared.state();
        state.vault.user(name).map(|user| user.password.clone())
    }

    /// Adds somebody to the Identity tenant, or replaces the user of that name.
    pub fn add_identity_user(&self, user: IdentityUser) {
        self.shared.state().vault.put_identity_user(user);
    }

    /// Name and password of the user that the Identity tenant is administered with.
    pub fn identity_administrator(&self) -> (String, Secret) {
        let name = tenant::ADMINISTRATOR.to_owned();
        let password = self
            .identity_password_of(&name)
            .unwrap_or_else(|| "".into());
        (name, password)
    }

    /// The password of a user of the Identity tenant; `None` where there is no such user.
    pub fn identity_password_of(&self, name: &str) -> Option<Secret> {
        let state = self.shared.state();
        let person = state
            .vault
            .tenant
            .person_named(&tenant::with_suffix(name))?;
        Some(person.password.clone())
    }

    /// Accepts the pushes that a user was sent, as the user would on the phone: a logon by RADIUS
    /// ([`Radius::HeldPush`](crate::Radius::HeldPush)) is answered, and the next poll of a logon to
    /// the Identity tenant goes on. Whether there was one that waited.
    pub fn accept_push(&self, user: &str) -> bool {
        self.react_to_push(user, true)
    }

    fn react_to_push(&self, user: &str, accepted: bool) -> bool {
        let vault = &mut self.shared.state().vault;
        let by_radius = vault.react_to_push(user, accepted);
        let by_tenant = vault.tenant.react_to_push(user, accepted);
        self.shared.reacted.notify_waiters();
        by_radius || by_tenant
    }

    /// Adds somebody whom LDAP directories know and the vault has not met: a logon by LDAP brings
    /// the user in, as the first mapping of the first directory says that has one.
    pub fn add_directory_user(&self, name: impl Into<String>, password: impl Into<Secret>) {
        let directories = &mut self.shared.state().vault.directories;
        directories.add_person(name.into(), password.into());
    }

    /// Finishes what a federated user of the Identity tenant has to do in the browser: the logons
    /// that wait for it go on. Whether there was one.
    pub fn finish_federated_logon(&self, user: &str) -> bool {
        self.shared.state().vault.tenant.finish_federated(user)
    }

    /// Declines the pushes that a user was sent: the logon by RADIUS is refused, the next poll of
    /// the Identity tenant fails. Whether there was one that waited.
    pub fn decline_push(&self, user: &str) -> bool {
        self.react_to_push(user, false)
    }

    /// The requests that were answered, oldest first; the last 10,000 of them.
    pub fn requests(&self) -> Vec<Received> {
        self.shared.state().log.all()
    }

    /// Forgets the requests that were answered.
    pub fn clear_requests(&self) {
        self.shared.state().log.clear();
    }

    /// Ends every session: each token is answered with 401 from now on.
    pub fn expire_sessions(&self) {
        let vault = &mut self.shared.state().vault;
        vault.sessions.end_all();
        vault.tenant.end_all();
    }

    /// Ends every session of a user, as an administrator can.
    pub fn end_sessions_of(&self, name: &str) {
        let vault = &mut self.shared.state().vault;
        if let Some(user) = vault.user(name).map(|user| user.id) {
            vault.sessions.end_all_of(user);
        }
    }

    /// Changes how long a session lasts without a request: 20 minutes unless this is called.
    pub fn idle_timeout(&self, idle: Duration) {
        self.shared.state().vault.sessions.set_idle(idle);
    }

    /// How many sessions there are.
    pub fn session_count(&self) -> usize {
        self.shared.state().vault.sessions.count()
    }

    /// Forgets all faults that still wait for their requests.
    pub fn clear_faults(&self) {
        self.shared.state().faults = Faults::default();
    }

    /// Lets a request of an operation fail: the next one, or the one after those that other
    /// faults wait for. Session and permissions do not matter for it. Where PVWA and Identity have
    /// an operation of the same id, `identity/ID` is that of Identity.
    ///
    /// # Panics
    ///
    /// Where the operation table has no such id, since the test that asks for it would hold for
    /// the wrong reason.
    pub fn fail_next(&self, operation: &str, fault: Fault) {
        let Some(endpoint) = endpoint::find(operation) else {
            panic!(
                "`{operation}` is no operation; see pvwa_api::operations::ALL and \
                 identity_api::operations::ALL for their ids"
            );
        };
        self.shared.state().faults.add(endpoint, fault);
    }

    /// Connects a user through PSM with an account, both by what the vault calls them, and tells
    /// the id of the live session; `None` where the vault has no such account or user.
    pub fn begin_session(&self, account: &str, user: &str) -> Option<String> {
        let vault = &mut self.shared.state().vault;
        let user = vault.user(user)?.id;
        let account = account.parse().ok()?;
        vault
            .begin_psm_session(account, user, Connection::default())
            .ok()
    }

    /// Ends a live session as its user would, and tells whether there was one of the id. Its
    /// recording appears where the master policy wants sessions to be recorded.
    pub fn end_session(&self, id: &str) -> bool {
        self.shared.state().vault.end_psm_session(id)
    }

    /// Has a fault wait that was written down.
    pub(crate) fn plan(&self, planned: PlannedFault) {
        let mut state = self.shared.state();
        for _ in 0..planned.times {
            state.faults.add(planned.endpoint, planned.fault.clone());
        }
    }

    /// The version that is emulated.
    pub fn version(&self) -> Version {
        self.shared.state().vault.version
    }

    /// Turns a quirk on.
    pub fn quirk(&self, quirk: Quirk) {
        self.shared.state().vault.quirks.set(quirk, true);
    }

    /// Turns a quirk off, such as [`Quirk::SavedFilterLost`], which is on from the start.
    pub fn quirk_off(&self, quirk: Quirk) {
        self.shared.state().vault.quirks.set(quirk, false);
    }
}

/// What was taken or answered against the catalogue fails the test.
#[cfg(feature = "contract")]
impl Drop for Emulator {
    fn drop(&mut self) {
        let violations = std::mem::take(&mut self.shared.state().violations);
        let panics = std::thread::panicking();
        assert!(
            panics || violations.is_empty(),
            "the catalogue says otherwise:\n{}",
            violations.join("\n")
        );
    }
}

/// Of the addresses.
fn scheme(encrypted: bool) -> &'static str {
    match encrypted {
        true => "https",
        false => "http",
    }
}

impl fmt::Debug for Emulator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Emulator")
            .field("address", &self.address)
            .finish_non_exhaustive()
    }
}
