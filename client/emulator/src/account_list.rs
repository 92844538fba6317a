//! The list of accounts: what is found, and in which order.

use crate::{
    account::{Account, Action},
    answer::Answer,
    behaviour::Row,
    call::{Call, Query},
    cpm::Work,
    errors::Refusal,
    filter::{Filter, Sort, SortKey, search_words},
    identity::PrincipalId,
    paging::Page,
    state::{Vault, same},
};
use pvwa_api::operation::Version;

/// What this module carries out.
pub(crate) const ROWS: &[Row] = &[("list_accounts", list)];

/// The first versions that look at `savedFilter` and at `searchType`.
const SAVED_FILTERS: Version = Version::new(12, 6, 0);
const SEARCH_TYPES: Version = Version::new(11, 2, 0);

const DEFAULT_LIMIT: usize = 50;
const LARGEST_LIMIT: usize = 1000;

const SORTABLE: [&str; 7] = [
    "name",
    "address",
    "userName",
    "platformId",
    "safeName",
    "createdTime",
    "lastModifiedTime",
];

/// The first offset that the server has no page for.
const FIRST_MISSING: usize = 20_000;

impl Refusal {
    fn no_such_page() -> Self {
        Self::generic(500, "Page doesn't exist")
    }
}

/// The accounts of all safes in which the caller may list them.
fn list(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let caller = call.caller()?;
    let now = vault.now();
    let offset = call.query.number("offset")?;
    if vault.quirks.offsets_end && offset >= Some(FIRST_MISSING) {
        return Err(Refusal::no_such_page());
    }
    let page = Page::read(call.query, DEFAULT_LIMIT, Some(LARGEST_LIMIT), vault.quirks)?;
    let sort = Sort::read(call.query, &SORTABLE)?;
    let saved = match vault.version >= SAVED_FILTERS {
        true => SavedFilter::read(call.query)?,
        false => SavedFilter::Regular,
    };
    let search = Search::read(call.query, vault.version)?;
    let filter = Filter::read(call.query, vault.version, |property, operator, value| {
        let condition = Condition::read(property, operator, value)?;
        (vault.version >= condition.since()).then_some(condition)
    })?;
    let vault = &*vault;
    // By safe, since one look at its members is enough for all of its accounts.
    let mut found: Vec<(&Account, &str)> = vault
        .safes
        .values()
        .flat_map(|safe| {
            let all = vault.allows(caller, call.operation, safe, now);
            let accounts = vault.accounts.of_safe(safe.number);
            let accounts = accounts.filter(move |(account, is_plain)| {
                let listed = match *is_plain || account.access.is_empty() {
                    true => all,
                    false => vault.allows_on(caller, call.operation, account, safe, now),
                };
                let passes = *is_plain && matches!(saved, SavedFilter::Regular)
                    || saved.passes(vault, account, caller, now);
                listed && passes
            });
            accounts.map(|(account, _)| (account, safe.name.as_str()))
        })
        .filter(|(account, _)| search.passes(account))
        .filter(|(account, safe)| filter.passes(|test| test.passes(account, safe)))
        .collect();
    sort.sort(&mut found, |(account, safe), property| {
        sort_key(account, safe, property)
    });
    Ok(Answer::ok(page.cut(
        &found,
        call,
        vault.quirks,
        "api/Accounts",
        |(account, safe)| vault.shown(account, safe),
    )))
}

fn sort_key(account: &Account, safe: &str, property: &str) -> SortKey {
    let given = &account.properties;
    let text = match property {
        "createdtime" => return SortKey::Number(account.created),
        "lastmodifiedtime" => return SortKey::Number(account.management.modified),
        "name" => &given.name,
        "address" => given.address.as_deref().unwrap_or_default(),
        "username" => given.user_name.as_deref().unwrap_or_default(),
        "platformid" => &given.platform,
        _ => safe,
    };
    SortKey::Text(text.to_lowercase())
}

/// One condition of the parameter `filter`.
enum Condition {
    Safe(String),
    ModifiedSince(i64),
}

impl Condition {
    fn read(property: &str, operator: &str, value: &str) -> Option<Self> {
        match (property, operator) {
            ("safename", "eq") => Some(Self::Safe(value.to_owned())),
            ("modificationtime", "gte") => value.parse().ok().map(Self::ModifiedSince),
            _ => None,
        }
    }

    /// The first version that knows it.
    fn since(&self) -> Version {
        match self {
            Self::Safe(_) => Version::new(0, 0, 0),
            Self::ModifiedSince(_) => Version::new(11, 4, 0),
        }
    }

    fn passes(&self, account: &Account, safe: &str) -> bool {
        match self {
            Self::Safe(name) => same(name, safe),
            Self::ModifiedSince(time) => account.modified.max(account.management.modified) >= *time,
        }
    }
}

/// The words that all have to be found in an account.
struct Search {
    words: Vec<String>,
    at_start: bool,
}

impl Search {
    fn read(query: &Query, version: Version) -> Result<Self, Refusal> {
        let at_start = version >= SEARCH_TYPES
            && query.choice("searchType", &["contains", "startswith"])? == Some("startswith");
        Ok(Self {
            words: search_words(query),
            at_start,
        })
    }

    fn passes(&self, account: &Account) -> bool {
        if self.words.is_empty() {
            return true;
        }
        let given = &account.properties;
        let texts: Vec<String> = [&given.name, &given.platform]
            .into_iter()
            .chain(&given.address)
            .chain(&given.user_name)
            .chain(given.platform_properties.iter().map(|(_, value)| value))
            .map(|text| text.to_lowercase())
            .collect();
        self.words.iter().all(|word| {
            texts.iter().any(|text| {
                if self.at_start {
                    text.starts_with(word)
                } else {
                    text.contains(word)
                }
            })
        })
    }
}

/// A ready-made filter of the accounts page.
#[derive(Clone, Copy)]
enum SavedFilter {
    Regular,
    Recently,
    New,
    Deleted,
    AccessedByUsers,
    ModifiedByUsers,
    ModifiedByCpm,
    DisabledByUser,
    DisabledByCpm,
    Reconciled,
    /// The last task failed, of whatever kind or of one.
    Failed(Option<Work>),
    Scheduled(Work),
    Linked,
    Locked,
    LockedOrNew,
    /// What no call can make of an account.
    Nothing,
}

/// How the CPM signs the reasons it writes itself.
const BY_CPM: &str = "(CPM)";

impl SavedFilter {
    fn read(query: &Query) -> Result<Self, Refusal> {
        let Some(name) = query.text("savedFilter") else {
            return Ok(Self::Regular);
        };
        Ok(match name.to_ascii_lowercase().as_str() {
            "regular" => Self::Regular,
            "recently" => Self::Recently,
            "new" => Self::New,
            "lockedornew" => Self::LockedOrNew,
            "deleted" => Self::Deleted,
            "accessedbyusers" => Self::AccessedByUsers,
            "modifiedbyusers" => Self::ModifiedByUsers,
            "modifiedbycpm" => Self::ModifiedByCpm,
            "disabledpasswordbyuser" => Self::DisabledByUser,
            "disabledpasswordbycpm" => Self::DisabledByCpm,
            "successfullyreconciled" => Self::Reconciled,
            "policyfailures" => Self::Failed(None),
            "failedchange" => Self::Failed(Some(Work::Change)),
            "failedverify" => Self::Failed(Some(Work::Verify)),
            "failedreconcile" => Self::Failed(Some(Work::Reconcile)),
            "scheduledforchange" => Self::Scheduled(Work::Change),
            "scheduledforverify" => Self::Scheduled(Work::Verify),
            "scheduledforreconcile" => Self::Scheduled(Work::Reconcile),
            "link" => Self::Linked,
            "locked" => Self::Locked,
            "favorites" | "deleteinsightstatus" => Self::Nothing,
            _ => {
                return Err(Refusal::invalid(
                    "savedFilter",
                    format!("{name} is no saved filter."),
                ));
            }
        })
    }

    fn passes(self, vault: &Vault, account: &Account, caller: PrincipalId, now: i64) -> bool {
        if let Some(deleted) = account.deleted {
            let safe = vault.safes.get(&account.key.safe);
            let forgotten = safe.and_then(|safe| safe.properties.forgets_before(now));
            let kept = forgotten.is_none_or(|moment| moment <= deleted);
            return kept && matches!(self, Self::Deleted);
        }
        if matches!(self, Self::Regular) {
            return true;
        }
        let reason = account.properties.manual_reason.as_deref();
        let is_new = account.is_new(now);
        let disabled = !account.properties.automatic;
        let by_cpm = reason.is_some_and(|reason| reason.starts_with(BY_CPM));
        let modified_by_cpm = || {
            let last = account
                .secrets
                .last()
                .and_then(|last| vault.users.get(&last.by));
            last.map(|user| user.is_component())
        };
        match self {
            Self::Regular => true,
            Self::Recently => account.activities.iter().any(|one| one.by == caller),
            Self::New => is_new,
            Self::AccessedByUsers => {
                account.was(Action::Retrieve, None) || account.was(Action::Connect, None)
            }
            Self::ModifiedByUsers => modified_by_cpm() == Some(false),
            Self::ModifiedByCpm => modified_by_cpm() == Some(true),
            Self::DisabledByUser => disabled && !by_cpm,
            Self::DisabledByCpm => disabled && by_cpm,
            Self::Reconciled => account.management.reconciled.is_some(),
            Self::Failed(work) => {
                account.management.status == Some("failure")
                    && work.is_none_or(|work| account.management.last == Some(work))
            }
            Self::Scheduled(work) => account.task.is_some_and(|task| task.work == work),
            Self::Linked => !account.links.is_empty(),
            Self::Locked => account.lock.is_some(),
            Self::LockedOrNew => account.lock.is_some() || is_new,
            Self::Deleted | Self::Nothing => false,
        }
    }
}
