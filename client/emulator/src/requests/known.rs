//! The requests as the vault holds them.

use crate::{
    account::{Account, ROOT},
    identity::{AccountKey, PrincipalId},
    platforms,
    state::{Vault, same},
};
use pvwa_api::SafePermission;
use serde_json::{Map, Value, json};

/// How long a request lasts, in seconds.
pub(super) const LIFETIME: i64 = 30 * 24 * 60 * 60;

/// How many requests are kept that are over; the oldest make room.
const KEPT: usize = 10_000;

/// All requests, the oldest first.
#[derive(Default)]
pub(crate) struct Requests {
    last: u64,
    pub(super) rows: Vec<Request>,
}

/// What somebody asked for.
#[derive(Clone)]
pub(super) struct Request {
    /// The running number in its id.
    pub(super) number: u64,
    pub(super) by: PrincipalId,
    pub(super) account: AccountKey,
    pub(super) wish: Wish,
    /// In seconds.
    pub(super) created: i64,
    pub(super) decisions: Vec<Decision>,
    /// How many of each level have to confirm; the second level may be left out.
    pub(super) needed: [usize; 2],
    pub(super) used: bool,
}

/// What a request carries.
#[derive(Clone, Default)]
pub(super) struct Wish {
    pub(super) reason: String,
    pub(super) ticketing_system: Option<String>,
    pub(super) ticket: Option<String>,
    pub(super) several_times: bool,
    /// The period in seconds; 0 for none.
    pub(super) from: i64,
    pub(super) to: i64,
    pub(super) connect: bool,
    pub(super) additional: Map<String, Value>,
}

/// What somebody said of a request.
#[derive(Clone)]
pub(super) struct Decision {
    pub(super) by: PrincipalId,
    pub(super) confirmed: bool,
    pub(super) level: usize,
    pub(super) reason: String,
    pub(super) at: i64,
}

/// Where a request stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Status {
    Waiting,
    Confirmed,
    Rejected,
    Expired,
    Used,
}

impl Status {
    /// The number 1 was recorded while a request waits, the others are the emulator's own.
    fn number(self) -> u32 {
        match self {
            Self::Waiting => 1,
            Self::Confirmed => 2,
            Self::Rejected => 3,
            Self::Expired => 4,
            Self::Used => 5,
        }
    }

    /// Whether the request can still come to something.
    pub(super) fn is_open(self) -> bool {
        matches!(self, Self::Waiting | Self::Confirmed)
    }
}

impl Requests {
    /// Adds a request and tells its number.
    pub(super) fn add(&mut self, mut request: Request, now: i64) -> u64 {
        self.last += 1;
        request.number = self.last;
        if self.rows.len() >= KEPT
            && let Some(over) = self.rows.iter().position(|one| !one.status(now).is_open())
        {
            self.rows.remove(over);
        }
        self.rows.push(request);
        self.last
    }

    pub(super) fn get(&self, number: u64) -> Option<&Request> {
        self.rows.iter().find(|one| one.number == number)
    }

    pub(super) fn get_mut(&mut self, number: u64) -> Option<&mut Request> {
        self.rows.iter_mut().find(|one| one.number == number)
    }
}

impl Request {
    /// Where it stands at a moment.
    pub(super) fn status(&self, now: i64) -> Status {
        if self.decisions.iter().any(|one| !one.confirmed) {
            Status::Rejected
        } else if self.used {
            Status::Used
        } else if self.expires() <= now {
            Status::Expired
        } else if self.lacking() == 0 {
            Status::Confirmed
        } else {
            Status::Waiting
        }
    }

    /// When it runs out: with its period, or some time after it was made.
    pub(super) fn expires(&self) -> i64 {
        match self.wish.to {
            0 => self.created.saturating_add(LIFETIME),
            to => to,
        }
    }

    /// The level of confirmers whose turn it is, 0 or 1.
    pub(super) fn level(&self) -> usize {
        usize::from(self.lacking_of(0) == 0 && self.lacking_of(1) > 0)
    }

    /// How many confirmations are needed yet.
    pub(super) fn lacking(&self) -> usize {
        self.lacking_of(0) + self.lacking_of(1)
    }

    fn lacking_of(&self, level: usize) -> usize {
        let needed = self.needed.get(level).copied().unwrap_or(0);
        let of_level = |one: &&Decision| one.confirmed && one.level == level;
        needed.saturating_sub(self.decisions.iter().filter(of_level).count())
    }

    /// The id: the name of the safe and the running number.
    pub(super) fn id(&self, vault: &Vault) -> String {
        format!("{}_{}", safe_name(vault, self.account), self.number)
    }

    fn title(&self, status: Status) -> String {
        match status {
            Status::Waiting => {
                let lacking = self.lacking();
                format!("Waiting: {lacking} more user(s) must confirm the request")
            }
            Status::Confirmed => "Confirmed".to_owned(),
            Status::Rejected => "Rejected".to_owned(),
            Status::Expired => "Expired".to_owned(),
            Status::Used => "Confirmed and used".to_owned(),
        }
    }

    /// The request as answers carry it, with its confirmers or, as in the list of the own ones,
    /// without them.
    pub(super) fn to_json(&self, vault: &Vault, with_confirmers: bool) -> Value {
        let status = self.status(vault.now());
        let wish = &self.wish;
        let account = vault.accounts.get(&self.account);
        let name = account.map_or("", |account| &account.properties.name);
        let operation = if wish.connect {
            "Connect with"
        } else {
            "Retrieve password"
        };
        let confirmers = match with_confirmers {
            true => self.confirmers(vault),
            false => Vec::new(),
        };
        let invalid = u32::from(!status.is_open());
        json!({
            "RequestID": self.id(vault),
            "SafeName": safe_name(vault, self.account),
            "RequestorUserName": vault.user_name(self.by),
            "RequestorReason": wish.reason,
            "UserReason": wish.reason,
            "CreationDate": self.created,
            "Operation": format!("{operation} {name}"),
            "ExpirationDate": self.expires(),
            "OperationType": if wish.connect { 8 } else { 4 },
            "AccessType": if wish.several_times { "MultipleTimes" } else { "OneTime" },
            "ConfirmationsLeft": self.lacking(),
            "AccessFrom": wish.from,
            "AccessTo": wish.to,
            "Status": status.number(),
            "StatusTitle": self.title(status),
            "InvalidRequestReason": invalid,
            "CurrentConfirmationLevel": self.level() + 1,
            "RequiredConfirmersCountLevel2": self.needed[1],
            "TicketingSystemProperties": {
                "Name": wish.ticketing_system,
                "Number": wish.ticket,
                "Status": null,
            },
            "AdditionalInfo": wish.additional,
            "AccountDetails": {
                "AccountID": self.account.to_string(),
                "Properties": account.map(|account| properties(vault, account)),
            },
            "Confirmers": confirmers,
        })
    }

    /// Those who have decided, and one entry for all who may yet.
    fn confirmers(&self, vault: &Vault) -> Vec<Value> {
        let entry = |id: i64, name: &str, action: u32, reason: &str, at: i64| {
            json!({
                "Type": 1,
                "ID": id,
                "Name": name,
                "Action": action,
                "Reason": reason,
                "ActionDate": at,
                "AdditionalDetails": {},
                "Members": null,
            })
        };
        let mut confirmers: Vec<Value> = self
            .decisions
            .iter()
            .map(|one| {
                let action = if one.confirmed { 0 } else { 1 };
                entry(one.by, vault.user_name(one.by), action, &one.reason, one.at)
            })
            .collect();
        if self.status(vault.now()) == Status::Waiting {
            confirmers.push(entry(-1, "N/A", 2, "", 0));
        }
        confirmers
    }
}

impl Vault {
    /// The request of an id as paths write it.
    pub(super) fn request(&self, id: &str) -> Option<&Request> {
        let (safe, number) = id.rsplit_once('_')?;
        let request = self.requests.get(number.parse().ok()?)?;
        same(safe_name(self, request.account), safe).then_some(request)
    }

    /// The level, 0 or 1, on which a user may confirm a request now. Nobody confirms an own one.
    pub(super) fn may_decide(&self, user: PrincipalId, request: &Request) -> Option<usize> {
        let safe = self.safes.get(&request.account.safe)?;
        let held = self.permissions_of(user, safe, self.now())?;
        let level = request.level();
        let needed = match level {
            0 => SafePermission::RequestsAuthorizationLevel1,
            _ => SafePermission::RequestsAuthorizationLevel2,
        };
        (request.by != user && held.contains(needed)).then_some(level)
    }
}

fn safe_name(vault: &Vault, account: AccountKey) -> &str {
    let safe = vault.safes.get(&account.safe);
    safe.map_or("", |safe| safe.name.as_str())
}

/// The file categories of the account, all as text.
fn properties(vault: &Vault, account: &Account) -> Map<String, Value> {
    let given = &account.properties;
    let millis = |seconds: i64| seconds.saturating_mul(1000).to_string();
    let platform = vault.platforms.target(&given.platform);
    let mut rows: Vec<(&str, String)> = vec![
        ("Safe", safe_name(vault, account.key).to_owned()),
        ("Folder", ROOT.to_owned()),
        ("Name", given.name.clone()),
        ("PolicyID", given.platform.clone()),
        (
            "PlatformName",
            platform.map_or_else(String::new, |one| one.name.clone()),
        ),
        (
            "DeviceType",
            platforms::device(&vault.platforms, &given.platform).to_owned(),
        ),
        ("LastModifiedDate", millis(account.modified)),
        ("CreationDate", account.created.to_string()),
        (
            "ManagedByCPM",
            if given.automatic { "True" } else { "False" }.to_owned(),
        ),
        (
            "IsSSHKey",
            if given.is_key { "True" } else { "False" }.to_owned(),
        ),
    ];
    rows.extend(given.address.clone().map(|text| ("Address", text)));
    rows.extend(given.user_name.clone().map(|text| ("UserName", text)));
    let own = given.platform_properties.iter();
    rows.into_iter()
        .map(|(name, value)| (name.to_owned(), value.into()))
        .chain(own.map(|(name, value)| (name.clone(), value.as_str().into())))
        .collect()
}
