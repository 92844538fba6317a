//! Keeps the session of an idle job alive.

use crate::{Error, connection::Core};
use pvwa_api::Client;
use std::{
    sync::{Arc, Weak},
    time::Duration,
};
use tracing::{debug, warn};

/// Whenever the session of `core` was idle for as long as `idle`, asks the server for its version by
/// `api`: the cheapest question that belongs to a session.
///
/// Ends when the vault is dropped or closed, or when the vault refuses the credentials.
pub(crate) async fn keep_alive(core: Weak<Core>, api: Client, idle: Duration) {
    loop {
        let Some(clock) = core.upgrade().map(|core| core.line.wire.clock.clone()) else {
            return;
        };
        // Looking more often than once in the time keeps the real pause below twice that time.
        clock.sleep(idle / 4).await;
        if !core.upgrade().is_some_and(|core: Arc<Core>| core.sessions.is_idle(idle)) {
            continue;
        }
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
