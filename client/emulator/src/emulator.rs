//! The running emulator and its handles.

use crate::{
    builder::EmulatorBuilder,
    exchange::{Request, State, read_body},
    faults::{Fault, Faults},
    principals::User,
    quirks::Quirk,
    received::{Log, Received},
    routing::Router,
    state::Vault,
};
use axum::response::Response;
use pvwa_api::Secret;
use std::{
    fmt, io,
    net::{Ipv4Addr, SocketAddr},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use tokio::{net::TcpListener, sync::oneshot};

/// A PVWA that runs in this process until it is dropped.
///
/// Passing against it says just that: see the [crate](crate).
pub struct Emulator {
    shared: Arc<Shared>,
    address: SocketAddr,
    /// Dropping it stops the server.
    _stop: oneshot::Sender<()>,
}

struct Shared {
    router: Router,
    state: Mutex<State>,
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        // Nothing is left half done while the lock is held that a later request would stumble on.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn answer(&self, request: axum::extract::Request) -> Response {
        let (parts, body) = request.into_parts();
        let request = Request {
            method: &parts.method,
            uri: &parts.uri,
            headers: &parts.headers,
            body: read_body(body).await,
        };
        self.state().exchange(&self.router, &request).into()
    }
}

impl Emulator {
    /// An emulator with Administrator as its only user to log on with, until it is told more.
    pub fn builder() -> EmulatorBuilder {
        EmulatorBuilder::new()
    }

    pub(crate) async fn serve(vault: Vault) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        let shared = Arc::new(Shared {
            router: Router::new(vault.version),
            state: Mutex::new(State {
                vault,
                faults: Faults::default(),
                log: Log::default(),
            }),
        });
        let (stop, stopped) = oneshot::channel::<()>();
        let served = Arc::clone(&shared);
        let app = axum::Router::new().fallback(move |request| {
            let shared = Arc::clone(&served);
            async move { shared.answer(request).await }
        });
        tokio::spawn(async move {
            let server = axum::serve(listener, app).with_graceful_shutdown(async {
                // It ends by being dropped, which is an error here and the sign to stop.
                let _ = stopped.await;
            });
            if let Err(error) = server.await {
                tracing::error!(%error, "the emulator stopped serving");
            }
        });
        Ok(Self {
            shared,
            address,
            _stop: stop,
        })
    }

    /// Scheme, host and port; the application stands below it at `/PasswordVault`.
    pub fn base_url(&self) -> String {
        format!("http://{}", self.address)
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
        self.shared.state().vault.sessions.end_all();
    }

    /// How many sessions there are.
    pub fn session_count(&self) -> usize {
        self.shared.state().vault.sessions.count()
    }

    /// Lets a request of an operation fail: the next one, or the one after those that other
    /// faults wait for. Session and permissions do not matter for it.
    ///
    /// # Panics
    ///
    /// Where the operation table has no such id, since the test that asks for it would hold for
    /// the wrong reason.
    pub fn fail_next(&self, operation: &str, fault: Fault) {
        let Some(operation) = pvwa_api::operations::find(operation) else {
            panic!("`{operation}` is no operation; see pvwa_api::operations::ALL for their ids");
        };
        self.shared.state().faults.add(operation.id, fault);
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

impl fmt::Debug for Emulator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Emulator")
            .field("address", &self.address)
            .finish_non_exhaustive()
    }
}
