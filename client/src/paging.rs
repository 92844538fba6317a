//! Lists, page by page: how they are read, and what is promised.
//!
//! Every list of this crate is a [`Pager`]: a stream of items that asks for pages as they are
//! needed.
//!
//! ```no_run
//! # async fn example(vault: pvwa::Vault) -> Result<(), pvwa::Error> {
//! let mut accounts = vault.accounts().list().search("oracle").stream().read_ahead(8);
//! while let Some(account) = accounts.try_next().await? {
//!     println!("{} in {}", account.name, account.safe_name);
//! }
//! # Ok(()) }
//! ```
//!
//! # What is promised
//!
//! * **All of it, in order, once, or an error.** A list ends where the vault says so, and never
//!   because a page was short, a link was missing before the total was reached, or a server gives
//!   smaller pages than it was asked for. One that ends before the vault's own total is
//!   [`Error::ListCutShort`].
//! * **It ends.** A page that comes again, a link that leads back or to the same page, and pages
//!   without items one after the other are [`Error::EndlessList`].
//! * **Every condition stands on every page request**: filter, search, order and saved filter, which
//!   the vault's own links lose. Of a link, only the offset in its query is looked at; host, path and
//!   all else in it are not.
//! * **Little memory.** The page that is being handed out, those that were
//!   [read ahead](Pager::read_ahead), and numbers that stand for what was there: of each page so far,
//!   and of the last 10,000 items. For a million accounts that is less than a megabyte.
//! * **No more than is asked for.** Nothing is sent before the first item is asked for, and nothing
//!   ahead of the reader unless [`Pager::read_ahead`] says so. Where the vault states the total,
//!   nothing is asked for behind the end. [`Pager::at_most`] asks for the first items only.
//!
//! A list that changes while it is read, as long as it is not sorted by what changes:
//!
//! * What is added before the place moves the rest down. What therefore comes twice is left out the
//!   second time, and what was added is missed.
//! * What is deleted before the place moves the rest up. Where the vault states the total, a smaller
//!   one tells, and the next page begins so much earlier, so that nothing is missed; a program may
//!   delete what it lists. Where it does not, or where as many were added, items are missed.
//!
//! # Where a list was left
//!
//! [`Pager::resume_token`] tells at any time, also after an error. It is a text that can be kept in
//! a file, and any process goes on with it.
//!
//! ```no_run
//! # async fn example(vault: pvwa::Vault, kept: Option<String>) -> Result<(), Box<dyn std::error::Error>> {
//! let list = vault.accounts().list().safe("APP_Oracle");
//! let mut accounts = match kept {
//!     Some(token) => list.resume(&token.parse()?)?,
//!     None => list.stream(),
//! };
//! for _ in 0..100 {
//!     let Some(account) = accounts.try_next().await? else { break };
//!     println!("{}", account.name);
//! }
//! println!("go on with {}", accounts.resume_token());
//! # Ok(()) }
//! ```
//!
//! # More than 20,000 accounts
//!
//! From offset 20,000 on, the vault answers a list of accounts with status 500. This crate notices
//! before it hands out anything, where the vault states the total, and says so with
//! [`Error::ListTooLong`]; where it does not, the first 20,000 come, and then the error. Where the
//! vault does give more, which is asked for with one request more, there is no such end.
//!
//! [`ListAccounts::split_by_safe`](crate::ListAccounts::split_by_safe) allows another way: the safes
//! are listed, and the accounts of each.

mod by_safe;
mod flight;
#[cfg(test)]
mod model;
mod pager;
mod pages;
mod place;
mod plan;
mod reader;
mod request;
mod seen;
mod token;

#[cfg(doc)]
use crate::Error;

pub use pager::{MOST_PAGES_AHEAD, PAGE_SIZE, Pager, READ_AHEAD};
pub use pages::{Page, Pages};
pub use request::{PageAnswer, PageRequest};
pub use token::{NotAResumeToken, ResumeToken};

pub(crate) use by_safe::BySafe;
pub(crate) use plan::Style;
pub(crate) use reader::List;
pub(crate) use request::Pages as PagesOf;
pub(crate) use token::Identity;
