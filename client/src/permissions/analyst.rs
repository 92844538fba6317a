//! Puts the analysis into the errors of refused calls, and does not ask the same twice.

use super::{About, Analysis, Objects, ask::analyse};
use crate::{Clock, Error};
use pvwa_api::{Client, operation::Operation};
use std::time::{Duration, Instant};
use tokio::sync::Mutex;

/// How long an analysis holds for the same operation on the same object: one minute.
///
/// A job that goes through a thousand accounts of a safe and may not use them is refused a thousand
/// times; one analysis is enough for all.
const REMEMBERED: Duration = Duration::from_secs(60);

/// The most analyses in that time. Further refusals stay without one.
const MOST: usize = 50;

/// Codes of refusals that say themselves what is wrong: nobody may change the own membership.
const CLEAR: [&str; 1] = ["SFWS0013"];

/// Finds out why calls are refused.
#[derive(Default)]
pub(crate) struct Analyst {
    /// What was found out, the oldest first.
    recent: Mutex<Vec<Recent>>,
}

struct Recent {
    at: Instant,
    operation: &'static str,
    about: Objects,
    analysis: Analysis,
}

impl Analyst {
    /// Adds to the refusal of a call what its caller lacks, as far as it can be told; leaves every
    /// other error as it is.
    ///
    /// `api` reads. It must not come back here.
    pub(crate) async fn explain(
        &self,
        mut error: Error,
        operation: &'static Operation,
        about: About,
        user: Option<&str>,
        api: &Client,
        clock: &dyn Clock,
    ) -> Error {
        if let Error::Forbidden {
            refusal, analysis, ..
        } = &mut error
        {
            let clear = refusal
                .code
                .as_deref()
                .is_some_and(|code| CLEAR.contains(&code));
            if !clear && analysis.is_none() {
                let found = self
                    .find(operation, about.objects(operation), user, api, clock)
                    .await;
                *analysis = found.map(Box::new);
            }
        }
        error
    }

    async fn find(
        &self,
        operation: &'static Operation,
        objects: Objects,
        user: Option<&str>,
        api: &Client,
        clock: &dyn Clock,
    ) -> Option<Analysis> {
        let about = objects.clone().of_safe();
        let mut recent = self.recent.lock().await;
        let now = clock.now();
        recent.retain(|one| now.saturating_duration_since(one.at) < REMEMBERED);
        let known = recent
            .iter()
            .find(|one| one.operation == operation.id && one.about == about);
        if let Some(known) = known {
            return Some(known.analysis.clone());
        }
        if recent.len() >= MOST {
            return None;
        }
        let (safe, account) = (objects.safe.as_deref(), objects.account.as_deref());
        let analysis = analyse(api, operation, safe, account, user.unwrap_or_default()).await;
        recent.push(Recent {
            at: now,
            operation: operation.id,
            about,
            analysis: analysis.clone(),
        });
        Some(analysis)
    }
}
