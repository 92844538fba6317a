//! Sessions through PSM: those that go on, and the recordings of those that are over.

mod found;
mod known;
mod live;
mod recorded;
mod shown;

pub(crate) use known::{Connection, PsmSessions};

use crate::behaviour::Row;

/// What these modules carry out.
pub(crate) const ROWS: &[Row] = &[
    ("list_live_sessions", live::list),
    ("get_live_session", live::get),
    ("list_live_session_activities", live::activities),
    ("get_live_session_properties", live::properties),
    ("monitor_live_session", live::monitor),
    ("suspend_live_session", live::suspend),
    ("resume_live_session", live::resume),
    ("terminate_live_session", live::terminate),
    ("list_recordings", recorded::list),
    ("get_recording", recorded::get),
    ("list_recording_activities", recorded::activities),
    ("get_recording_properties", recorded::properties),
    ("check_recording", recorded::check),
    ("play_recording", recorded::play),
];
