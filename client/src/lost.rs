//! What becomes of a create whose answer was lost: it is looked up, and never sent again.

mod judge;
mod server_time;

pub(crate) use server_time::ServerTime;

use crate::{
    Accounts, Error, Members, Safes,
    line::Line,
    types::{Account, AddAccountRequest, AddSafeMemberRequest, AddSafeRequest, Safe, SafeMember},
};
use judge::Verdict;
use std::{
    fmt,
    time::{Duration, SystemTime},
};
use tracing::debug;

/// What the vault showed after the answer to a create was lost.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Lookup {
    /// Nothing of the kind, so most likely the vault did not do it. A server that is still at it may
    /// show it later.
    NotFound,
    /// Something of that name, which was there before the call.
    ThereBefore,
    /// As many objects that the call may have made.
    Several(usize),
    /// Something of that name, but not all of it is what was asked for, or it cannot be told whose
    /// it is.
    Unclear,
    /// Nothing, because looking failed too.
    Failed(Box<Error>),
}

impl fmt::Display for Lookup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotFound => f.write_str(
                "afterwards the vault showed nothing of the kind, so most likely it did not do it; look again before \
                 you repeat the call",
            ),
            Self::ThereBefore => f.write_str(
                "afterwards the vault showed something of that name which was there before, so it did not do it; take \
                 what is there, or choose another name",
            ),
            Self::Several(count) => write!(
                f,
                "afterwards the vault showed {count} objects that it may have made; look at them, and give names to \
                 tell them apart by",
            ),
            Self::Unclear => f.write_str(
                "afterwards the vault showed something of that name, but whether this call made it cannot be told; \
                 compare it with what was asked for",
            ),
            Self::Failed(error) => write!(
                f,
                "whether the vault did it could not be looked up ({error}); look for it before you repeat the call"
            ),
        }
    }
}

/// Who has called, and by which clock: what is needed to know one's own objects again.
#[derive(Clone, Copy)]
pub(crate) struct Witness<'a> {
    line: &'a Line,
    user: Option<&'a str>,
}

impl fmt::Debug for Witness<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Witness")
            .field("user", &self.user)
            .finish_non_exhaustive()
    }
}

/// How long to wait before looking a second time for what was not there: a server that has just
/// been cut off, or taken longer than a client waits, may need a moment to finish.
const SECOND_LOOK: Duration = Duration::from_secs(2);

/// The most accounts that are looked through: five full pages. A search that finds more is no search.
const MOST_CANDIDATES: usize = 5_000;

impl<'a> Witness<'a> {
    pub(crate) fn new(line: &'a Line, user: Option<&'a str>) -> Self {
        Self { line, user }
    }

    /// The time now, to be given back once the answer is lost.
    pub(crate) fn begin(&self) -> SystemTime {
        self.line.clock().wall()
    }

    /// The account that a call made which began at `begun` and was answered with `error`; `error`
    /// itself where it says that nothing was made.
    pub(crate) async fn account(
        &self,
        accounts: &Accounts<'_>,
        request: &AddAccountRequest,
        begun: SystemTime,
        error: Error,
    ) -> Result<Account, Error> {
        self.look("add_account", error, async || {
            let candidates = candidates(accounts, request).await?;
            let since = self.line.wire.server_time.since(begun);
            Ok(
                candidates.map_or(Verdict::Other(Lookup::Unclear), |candidates| {
                    judge::account(request, candidates, since)
                }),
            )
        })
        .await
    }

    /// The safe that a call made: see [`Witness::account`].
    pub(crate) async fn safe(
        &self,
        safes: &Safes<'_>,
        request: &AddSafeRequest,
        begun: SystemTime,
        error: Error,
    ) -> Result<Safe, Error> {
        self.look("add_safe", error, async || {
            match safes.get(&request.safe_name).await {
                Ok(safe) => {
                    let since = self.line.wire.server_time.since(begun);
                    Ok(judge::safe(safe, self.user, since))
                }
                Err(error) => absent(error),
            }
        })
        .await
    }

    /// The membership that a call made: see [`Witness::account`].
    pub(crate) async fn member(
        &self,
        members: &Members<'_>,
        request: &AddSafeMemberRequest,
        error: Error,
    ) -> Result<SafeMember, Error> {
        self.look("add_safe_member", error, async || {
            match members.get(&request.member_name).await {
                Ok(member) => Ok(judge::member(request, member)),
                Err(error) => absent(error),
            }
        })
        .await
    }

    /// Looks once, and once more where nothing was there.
    async fn look<T>(
        &self,
        operation: &'static str,
        error: Error,
        look: impl AsyncFn() -> Result<Verdict<T>, Error>,
    ) -> Result<T, Error> {
        // The error may be that of a logon: then the create was not sent.
        let own = error
            .call()
            .filter(|call| call.operation() == Some(operation));
        let Some(call) = own.filter(|_| error.may_have_been_done()) else {
            return Err(error);
        };
        debug!("the answer was lost; what became of the call is looked up");
        let mut seen = look().await;
        if matches!(seen, Ok(Verdict::Other(Lookup::NotFound))) {
            self.line.clock().sleep(SECOND_LOOK).await;
            seen = look().await;
        }
        let lookup = match seen {
            Ok(Verdict::Made(object)) => return Ok(object),
            Ok(Verdict::Other(lookup)) => lookup,
            Err(error) => Lookup::Failed(Box::new(error)),
        };
        Err(Error::LostAnswer {
            call,
            lookup,
            source: Box::new(error),
        })
    }
}

/// What is not there, or why it cannot be known.
fn absent<T>(error: Error) -> Result<Verdict<T>, Error> {
    match error.is_not_found() {
        true => Ok(Verdict::Other(Lookup::NotFound)),
        false => Err(error),
    }
}

/// The accounts that the request may have made; `None` where they are too many.
async fn candidates(
    accounts: &Accounts<'_>,
    request: &AddAccountRequest,
) -> Result<Option<Vec<Account>>, Error> {
    let words = match &request.name {
        Some(name) => name.clone(),
        None => {
            let words = [&request.user_name, &request.address];
            let words: Vec<&str> = words.into_iter().flatten().map(String::as_str).collect();
            words.join(" ")
        }
    };
    let mut list = accounts.list().safe(&request.safe_name);
    if !words.trim().is_empty() {
        list = list.search(words);
    }
    let mut stream = list.stream();
    let mut found = Vec::new();
    while let Some(account) = stream.try_next().await? {
        if found.len() == MOST_CANDIDATES {
            return Ok(None);
        }
        found.push(account);
    }
    Ok(Some(found))
}
