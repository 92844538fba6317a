//! Sessions as answers carry them.

use super::known::{Activity, PsmSession, RECORDINGS};
use crate::{account::ROOT, principals::VAULT_ADMINS, state::Vault};
use serde_json::{Map, Value, json};

/// Who may end and suspend sessions.
pub(super) const TERMINATORS: &[&str] = &["PSMLiveSessionTerminators", VAULT_ADMINS];

/// Who may watch sessions.
pub(super) const WATCHERS: &[&str] = &[
    "Auditors",
    "PSMMaster",
    "PSMLiveSessionTerminators",
    VAULT_ADMINS,
];

/// Where everybody comes from: the emulator does not look.
const FROM: &str = "127.0.0.1";

impl PsmSession {
    /// The session with all that lists and single answers share; `fitting` are the activities
    /// that were searched for.
    pub(super) fn to_json(&self, now: i64, fitting: &[Activity]) -> Value {
        let (client, protocol) = self.client();
        let file = format!("{}.session", self.guid);
        let (files, video, text) = match self.end {
            None => (Vec::new(), None, None),
            Some(_) => {
                let (video, text) = (self.video().len(), self.text(now).len());
                (self.files(video, text), Some(video), Some(text))
            }
        };
        let page = match self.end {
            None => "Livesessiondetails.aspx",
            Some(_) => "recordingdetails.aspx",
        };
        let activities: Vec<Value> = fitting.iter().map(Activity::to_json).collect();
        json!({
            "SessionID": self.key.to_string(),
            "SessionGuid": self.guid,
            "SafeName": RECORDINGS,
            "FolderName": ROOT,
            "IsLive": self.end.is_none(),
            "FileName": file,
            "Start": self.start,
            "End": self.end.unwrap_or(0),
            "Duration": self.duration(now),
            "User": self.user,
            "RemoteMachine": self.remote_machine,
            "ProtectionDate": 0,
            "ProtectedBy": "",
            "ProtectionEnabled": false,
            "AccountUsername": self.account_user,
            "AccountPlatformID": self.platform,
            "AccountAddress": self.address,
            "PIMSuCommand": "",
            "PIMSuCWD": "",
            "ConnectionComponentID": self.component,
            "PSMRecordingEntity": "SessionRecording",
            "TicketID": self.ticket,
            "FromIP": FROM,
            "Protocol": protocol,
            "Client": client,
            "RiskScore": -1,
            "Severity": "",
            "IncidentDetails": null,
            "RawProperties": self.raw(&file, protocol),
            "RecordingFiles": files,
            "RecordedActivities": activities,
            "VideoSize": video,
            "TextSize": text,
            "DetailsUrl": format!("{page}?Data={}", self.guid),
        })
    }

    /// The same while it goes on, with what the caller may do.
    pub(super) fn to_live_json(&self, vault: &Vault, caller: i64, fitting: &[Activity]) -> Value {
        let mut session = self.to_json(vault.now(), fitting);
        let may_end = vault.is_member(caller, TERMINATORS);
        session["CanTerminate"] = may_end.into();
        session["CanSuspend"] = (may_end && !self.suspended).into();
        session["CanMonitor"] = vault.is_member(caller, WATCHERS).into();
        session
    }

    fn files(&self, video: usize, text: usize) -> Vec<Value> {
        let (by, at) = match &self.reviewed {
            Some((by, at)) => (by.as_str(), *at),
            None => ("", 0),
        };
        let file = |ending: &str, kind: u32, size: usize, format: &str| {
            json!({
                "FileName": format!("{}.{ending}", self.guid),
                "RecordingType": kind,
                "LastReviewBy": by,
                "LastReviewDate": at,
                "FileSize": size,
                "CompressedFileSize": size,
                "Format": format,
            })
        };
        vec![
            file("VID.avi", 2, video, "VID"),
            file("WIN.txt", 1, text, "WIN"),
        ]
    }

    fn raw(&self, file: &str, protocol: &str) -> Map<String, Value> {
        let guid = &self.guid;
        let status = match (self.end, self.suspended) {
            (Some(_), _) => "Final",
            (None, true) => "Suspended",
            (None, false) => "Placeholder",
        };
        let mut rows = vec![
            ("Address", self.address.clone()),
            ("ConnectionComponentID", self.component.clone()),
            ("DeviceType", self.device.to_owned()),
            ("EntityVersion", "1.0".to_owned()),
            (
                "ExpectedRecordingsList",
                format!("{guid}.WIN.txt,{guid}.VID.avi"),
            ),
            ("PSMPasswordID", self.account.number.to_string()),
            ("PSMProtocol", protocol.to_owned()),
            ("PSMRecordingEntity", "SessionRecording".to_owned()),
            ("PSMRemoteMachine", self.remote_machine.clone()),
            ("PSMSafeID", self.account.safe.to_string()),
            ("PSMSourceAddress", FROM.to_owned()),
            ("PSMStartTime", self.start.to_string()),
            ("PSMStatus", status.to_owned()),
            ("PSMVaultUserName", self.user.clone()),
            ("PolicyID", self.platform.clone()),
            ("ProviderID", "PSMApp".to_owned()),
            ("UserName", self.account_user.clone()),
            ("Safe", RECORDINGS.to_owned()),
            ("Folder", ROOT.to_owned()),
            ("Name", file.to_owned()),
        ];
        rows.extend(self.end.map(|end| ("PSMEndTime", end.to_string())));
        let rows = rows.into_iter();
        rows.map(|(name, value)| (name.to_owned(), value.into()))
            .collect()
    }
}

impl Activity {
    pub(super) fn to_json(&self) -> Value {
        let (hours, minutes) = (self.at / 3600, self.at / 60 % 60);
        json!({
            "ActivityText": self.text,
            "ActivityType": 3,
            "ActivityId": self.number.to_string(),
            "Formats": ["vid"],
            "Offsets": {"vid": format!("{hours:02}:{minutes:02}:{:02}", self.at % 60)},
        })
    }
}
