//! The sessions as the vault holds them.

use crate::{
    errors::Refusal,
    identity::{AccountKey, PrincipalId},
    platforms::Kind,
    predefined::ADMINISTRATOR,
    random,
    safe::SafeProperties,
    state::Vault,
};
use pvwa_api::SafePermission;

/// The safe that recordings are kept in.
pub(super) const RECORDINGS: &str = "PSMRecordings";

/// How many sessions are kept that are over; the oldest make room.
const KEPT: usize = 10_000;

/// How many sessions go on at a time, at most.
const MOST: usize = 1000;

/// What is done in every session: seconds from its start, and what it was.
const SCRIPT: [(i64, &str); 4] = [
    (35, "explorer.exe, Program Manager"),
    (90, "cmd.exe, Command Prompt"),
    (300, "regedit.exe, Registry Editor"),
    (900, "explorer.exe, File Explorer"),
];

/// All sessions, the oldest first.
#[derive(Default)]
pub(crate) struct PsmSessions {
    pub(super) rows: Vec<PsmSession>,
}

/// What somebody chose when connecting; what is absent is chosen by the platform.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Connection<'a> {
    pub(crate) component: Option<&'a str>,
    pub(crate) remote_machine: Option<&'a str>,
    pub(crate) ticket: Option<&'a str>,
}

/// A session through PSM, with what it was about as it was when it began.
pub(super) struct PsmSession {
    /// Of the file that describes it; its id.
    pub(super) key: AccountKey,
    pub(super) guid: String,
    pub(super) user: String,
    pub(super) account: AccountKey,
    pub(super) account_user: String,
    pub(super) address: String,
    pub(super) platform: String,
    pub(super) device: &'static str,
    pub(super) component: String,
    pub(super) remote_machine: String,
    pub(super) ticket: String,
    /// In seconds.
    pub(super) start: i64,
    pub(super) end: Option<i64>,
    pub(super) suspended: bool,
    /// Whether a recording of it is kept.
    pub(super) recorded: bool,
    /// Who looked at the recording last, and when.
    pub(super) reviewed: Option<(String, i64)>,
}

/// Something that was done in a session.
pub(super) struct Activity {
    pub(super) number: usize,
    /// Seconds from the start.
    pub(super) at: i64,
    pub(super) text: &'static str,
}

impl PsmSession {
    /// The client and the protocol towards the machine.
    pub(super) fn client(&self) -> (&'static str, &'static str) {
        match self.component.as_str() {
            "PSM-SSH" => ("SSH", "SSH"),
            "PSM-WinSCP" => ("WinSCP", "SSH"),
            "PSM-SQLPlus" => ("SQLPlus", "Oracle"),
            "PSM-WebAppSample" => ("Chrome", "HTTPS"),
            _ => ("RDP", "RDP"),
        }
    }

    /// How long it lasted, or has lasted up to now.
    pub(super) fn duration(&self, now: i64) -> i64 {
        (self.end.unwrap_or(now) - self.start).max(0)
    }

    /// What was done by now.
    pub(super) fn activities(&self, now: i64) -> Vec<Activity> {
        let duration = self.duration(now);
        let rows = SCRIPT.into_iter().zip(1..);
        rows.filter(|((at, _), _)| *at <= duration)
            .map(|((at, text), number)| Activity { number, at, text })
            .collect()
    }

    /// The bytes of the video, which shows nothing.
    pub(super) fn video(&self) -> Vec<u8> {
        let mut content = b"AVI ".to_vec();
        content.extend(self.guid.as_bytes());
        let length = u32::try_from(content.len()).unwrap_or_default();
        [&b"RIFF"[..], &length.to_le_bytes(), &content].concat()
    }

    /// The text of what was done.
    pub(super) fn text(&self, now: i64) -> String {
        let lines = self.activities(now).into_iter();
        lines.map(|one| format!("{}\r\n", one.text)).collect()
    }

    /// Whether its id or its GUID is this.
    pub(super) fn is(&self, id: &str) -> bool {
        self.key.to_string() == id || self.guid.eq_ignore_ascii_case(id)
    }
}

impl Vault {
    /// Connects a user through PSM with an account, and tells the id of the session.
    pub(crate) fn begin_psm_session(
        &mut self,
        account: AccountKey,
        user: PrincipalId,
        connection: Connection,
    ) -> Result<String, Refusal> {
        let known = self.account(account)?.properties.clone();
        let platform = self.platforms.get(Kind::Target, &known.platform);
        let own = platform.and_then(|one| {
            let mut connectors = one.connectors.iter();
            connectors
                .find(|(_, enabled)| *enabled)
                .map(|(id, _)| id.as_str())
        });
        let component = connection.component.filter(|id| !id.is_empty());
        let component = component.or(own).unwrap_or("PSM-RDP");
        let component = self
            .psm
            .connector(component)
            .unwrap_or(component)
            .to_owned();
        let device = platform.map_or("", |one| one.device());
        let live = self
            .psm_sessions
            .rows
            .iter()
            .filter(|one| one.end.is_none());
        if live.count() >= MOST {
            return Err(Refusal::full(MOST, "sessions at a time"));
        }
        let safe = self.recordings_safe()?;
        let key = self.new_object(safe)?;
        let address = known.address.unwrap_or_default();
        let remote_machine = connection.remote_machine.filter(|text| !text.is_empty());
        let session = PsmSession {
            key,
            guid: random::uuid(),
            user: self.user_name(user).to_owned(),
            account,
            account_user: known.user_name.unwrap_or_default(),
            remote_machine: remote_machine.unwrap_or(&address).to_owned(),
            address,
            platform: known.platform,
            device,
            component,
            ticket: connection.ticket.unwrap_or_default().to_owned(),
            start: self.now(),
            end: None,
            suspended: false,
            recorded: self.policy.record,
            reviewed: None,
        };
        let rows = &mut self.psm_sessions.rows;
        if rows.len() >= KEPT + MOST
            && let Some(over) = rows.iter().position(|one| one.end.is_some())
        {
            rows.remove(over);
        }
        rows.push(session);
        Ok(key.to_string())
    }

    /// Ends a session that goes on; a recording is left where sessions are recorded.
    pub(crate) fn end_psm_session(&mut self, id: &str) -> bool {
        let now = self.now();
        let mut rows = self.psm_sessions.rows.iter_mut();
        match rows.find(|one| one.end.is_none() && one.is(id)) {
            Some(session) => {
                session.end = Some(now);
                true
            }
            None => false,
        }
    }

    /// The number of a safe of the vault's own, which comes into being where it is not there yet.
    pub(crate) fn own_safe(&mut self, name: &str) -> Result<u32, Refusal> {
        if let Some(safe) = self.safe(name) {
            return Ok(safe.number);
        }
        let creator = self.user(ADMINISTRATOR).map_or(0, |user| user.id);
        self.create_safe(name, SafeProperties::default(), creator)
    }

    fn recordings_safe(&mut self) -> Result<u32, Refusal> {
        use crate::{
            permissions::PermissionSet,
            safe::{Member, MemberKind},
        };
        let is_new = self.safe(RECORDINGS).is_none();
        let number = self.own_safe(RECORDINGS)?;
        let group = self.group("PSMMaster").map(|group| group.id);
        if let (true, Some(id), Some(safe)) = (is_new, group, self.safes.get_mut(&number)) {
            safe.members.push(Member {
                id,
                kind: MemberKind::Group,
                permissions: PermissionSet::of(&[
                    SafePermission::ListAccounts,
                    SafePermission::RetrieveAccounts,
                    SafePermission::ViewAuditLog,
                ]),
                expires: None,
            });
        }
        Ok(number)
    }
}
