//! Dual control: requests for access to accounts, and what is decided on them.

mod access;
mod add;
mod decide;
mod known;
mod own;

pub(crate) use known::Requests;

use crate::behaviour::Row;

/// What these modules carry out.
pub(crate) const ROWS: &[Row] = &[
    ("list_my_requests", own::list),
    ("get_my_request", own::get),
    ("delete_my_request", own::delete),
    ("add_my_request", add::add),
    ("list_incoming_requests", decide::list),
    ("get_incoming_request", decide::get),
    ("confirm_incoming_request", decide::confirm),
    ("reject_incoming_request", decide::reject),
    ("confirm_incoming_requests", decide::confirm_all),
    ("reject_incoming_requests", decide::reject_all),
];
