//! Keeps the session of an idle job alive.

use crate::{Error, connection::Core};
use pvwa_api::layers::Layers;
use std::{sync::Weak, time::Duration};
use tracing::{debug, warn};

/// Whenever the session of `core` was idle for as long as `idle`, asks the server for its version:
/// the cheapest question that belongs to a session.
///
/// Ends when the vault is dropped, or when it refuses the credentials.
pub(crate) async fn keep_alive(core: Weak<Core>, http: reqwest::Client, idle: Duration) {
    loop {
        let Some(clock) = core.upgrade().map(|core| core.line.wire.clock.clone()) else {
            return;
        };
        // Looking more often than once in that time makes a pause at most a quarter longer.
        clock.sleep(idle / 4).await;
        let Some(core) = core.upgrade() else { return };
        if !core.sessions.is_idle(idle) {
            continue;
        }
        let base = core.line.wire.base.as_str().to_owned();
        let api = pvwa_api::Client::new_with_client(&base, http.clone(), Layers::shared(core));
        match api.get_server().send().await.map_err(Error::from) {
            Ok(_) => debug!("the idle session was kept alive"),
            Err(error) if error.is_final_at_logon() => {
                warn!(%error, "the session is no longer kept alive");
                return;
            }
            Err(error) => debug!(%error, "the idle session could not be kept alive"),
        }
    }
}
