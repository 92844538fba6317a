//! Every fault of the emulator with every kind of call: what the caller sees, as the table of the
//! documentation says it, which this test writes.
//!
//! `UPDATE_TABLE=1 cargo test -p pvwa --test what_goes_wrong` writes it anew.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod vaults;

use futures::future::join_all;
use pvwa::{
    Error, RetrieveOptions, TestClock, Vault, VersionCheck,
    types::{AccountPatchOperation, AccountPatchOperator, AddAccountRequest},
};
use pvwa_emulator::{Emulator, Fault, PlannedFault};
use std::{fmt::Write, time::Duration};
use vaults::builder;

const TABLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/src/what_goes_wrong.md");

/// How many accounts there are in the list: two pages.
const ACCOUNTS: u32 = 1_001;

/// The faults, as the program `pvwa-emulator` writes them, and what they are called in the table.
const FAULTS: [(&str, &str); 20] = [
    ("503", "status 503"),
    ("500", "status 500"),
    ("429", "status 429"),
    ("404", "status 404"),
    ("html:200", "a web page with status 200"),
    ("html:502", "a web page with status 502"),
    (
        "redirect:https://elsewhere.example",
        "a redirect to another host",
    ),
    ("retry-after:5", "429 with `Retry-After: 5`"),
    ("reset-before", "connection closed, nothing done"),
    ("reset-after", "done, but connection closed"),
    ("stall", "done, but no answer"),
    ("drip:1", "an answer byte by byte"),
    ("empty-body", "done, but an empty body"),
    ("wrong-type", "done, but another type of JSON"),
    ("truncated", "done, but half an answer"),
    ("cut-off", "done, but connection lost in the answer"),
    ("content-type:text/html", "another media type"),
    ("huge:100000000", "100 MB before the answer"),
    ("expired-token", "the session has ended"),
    ("duplicated-page", "a page comes again"),
];

/// A further one, which only lists have a meaning for.
const SAME_PAGE: (&str, &str) = ("same-page", "a link back to the same page");

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    List,
    Get,
    Retrieve,
    Add,
    Update,
    Delete,
    Logon,
    Logoff,
}

use Kind::{Add, Delete, Get, List, Logoff, Logon, Retrieve, Update};

impl Kind {
    const ALL: [Self; 8] = [List, Get, Retrieve, Add, Update, Delete, Logon, Logoff];

    fn operation(self) -> &'static str {
        match self {
            List => "list_accounts",
            Get => "get_account",
            Retrieve => "retrieve_password",
            Add => "add_account",
            Update => "update_account",
            Delete => "delete_account",
            Logon => "logon",
            Logoff => "logoff",
        }
    }

    /// Whether a second time may do a second thing.
    fn happens_once(self) -> bool {
        !matches!(self, List | Get | Logoff)
    }
}

fn account(user: &str) -> AddAccountRequest {
    AddAccountRequest::builder()
        .platform_id("UnixSSH")
        .safe_name("Linux")
        .address("host.example.com".to_owned())
        .user_name(user.to_owned())
        .secret(pvwa::Secret::from("made-up"))
        .try_into()
        .unwrap()
}

/// One fault, and the emulator that it strikes in.
struct Row {
    emulator: Emulator,
    fault: Fault,
}

impl Row {
    async fn new(fault: &str) -> Self {
        let planned: PlannedFault = format!("list_accounts={fault}").parse().unwrap();
        let emulator = Emulator::builder()
            .accounts(ACCOUNTS, "Linux")
            .unwrap()
            .start()
            .await
            .unwrap();
        Self {
            emulator,
            fault: planned.fault().clone(),
        }
    }

    fn vault(&self) -> Vault {
        builder(&self.emulator, "Administrator")
            .version_check(VersionCheck::Off)
            .clock(TestClock::impatient())
            .attempt_timeout(match self.fault {
                Fault::Stall => Duration::from_secs(2),
                _ => Duration::from_secs(60),
            })
            .build()
            .unwrap()
    }

    /// What the caller of `kind` sees when the fault strikes `times` times in a row.
    async fn cell(&self, kind: Kind, times: usize) -> String {
        let vault = self.vault();
        let ready = self.vault();
        let id = ready.accounts().add(&account("target")).await.unwrap().id;
        if kind != Logon {
            vault.logon().await.unwrap();
        }
        // A page that comes again needs one before it.
        let first = matches!(self.fault, Fault::DuplicatedPage) && kind == List;
        let before = if first { 1 } else { 0 };
        self.emulator.clear_requests();
        if before > 0 {
            self.emulator.fail_next(
                kind.operation(),
                Fault::ContentType("application/json".into()),
            );
        }
        for _ in 0..times {
            self.emulator
                .fail_next(kind.operation(), self.fault.clone());
        }
        let outcome = self.call(&vault, kind, &id).await;
        self.emulator.clear_faults();

        let requests = self.emulator.requests();
        let sent: Vec<_> = requests
            .iter()
            .filter(|request| request.operation == Some(kind.operation()))
            .collect();
        // A web page stands in the place of what was asked for, whatever its status.
        let pages = match self.fault {
            Fault::Html(200) => times,
            _ => 0,
        };
        let done = sent
            .iter()
            .skip(pages)
            .filter(|request| request.status < 300)
            .count();
        if kind.happens_once() {
            assert!(done <= 1, "{} was done {done} times", kind.operation());
        }
        let text = match &outcome {
            Ok(()) => {
                // Found by a search, or done after all.
                // A session that is gone already counts as closed.
                assert!(
                    done >= 1 || kind == Logoff,
                    "{} was not done",
                    kind.operation()
                );
                match (kind, sent.len()) {
                    (List, _) => "done".to_owned(),
                    (_, 1) => "done".to_owned(),
                    (_, attempts) => format!("done, attempt {attempts}"),
                }
            }
            Err(error) => {
                let shown = format!("{error:?}");
                let name = shown.split([' ', '{']).next().unwrap();
                let attempts = match error.attempts() {
                    0 | 1 => String::new(),
                    attempts => format!(", attempt {attempts}"),
                };
                let effect = match kind.happens_once() && done > 0 {
                    true => "; done",
                    false => "",
                };
                format!("[`{name}`](crate::Error::{name}){attempts}{effect}")
            }
        };
        drop(vault.close().await);
        drop(ready.accounts().delete(&id).await);
        self.remove_added(&ready).await;
        drop(ready.close().await);
        text
    }

    async fn call(&self, vault: &Vault, kind: Kind, id: &str) -> Result<(), Error> {
        let accounts = vault.accounts();
        match kind {
            List => {
                let listed = accounts.list().stream().all().await?;
                // Never short without a word.
                assert_eq!(listed.len(), ACCOUNTS as usize + 1);
                Ok(())
            }
            Get => accounts.get(id).await.map(drop),
            Retrieve => {
                let options = RetrieveOptions::new();
                let secret = accounts.retrieve_password(id, &options).await?;
                assert_eq!(secret.expose(), "made-up");
                Ok(())
            }
            Add => accounts.add(&account("added")).await.map(drop),
            Update => {
                let change = AccountPatchOperation::builder()
                    .op(AccountPatchOperator::Replace)
                    .path("/address".to_owned())
                    .value(serde_json::json!("other.example.com"))
                    .try_into()
                    .unwrap();
                accounts.update(id, &[change]).await.map(drop)
            }
            Delete => accounts.delete(id).await,
            Logon => vault.logon().await,
            Logoff => vault.logoff().await,
        }
    }

    /// Takes away what was added, of which there is never more than one.
    async fn remove_added(&self, vault: &Vault) {
        let list = vault.accounts().list().search("added").stream();
        let found = list.all().await.unwrap();
        assert!(found.len() <= 1, "added {} times", found.len());
        for account in found {
            vault.accounts().delete(&account.id).await.unwrap();
        }
    }
}

async fn line(fault: (&str, &str), times: usize, kinds: &[Kind]) -> String {
    let row = Row::new(fault.0).await;
    let mut line = format!("| {} |", fault.1);
    for kind in Kind::ALL {
        let cell = match kinds.contains(&kind) {
            true => row.cell(kind, times).await,
            false => "–".to_owned(),
        };
        write!(line, " {cell} |").unwrap();
    }
    line
}

async fn table(times: usize, faults: &[(&str, &str)], kinds: &[Kind]) -> String {
    let mut lines = Vec::new();
    // As many at once as there are cores to carry them.
    for some in faults.chunks(4) {
        lines.extend(join_all(some.iter().map(|fault| line(*fault, times, kinds))).await);
    }
    let head = "| what happens | list | get | retrieve | add | update | delete | logon | logoff |\n\
                | --- | --- | --- | --- | --- | --- | --- | --- | --- |";
    format!("{head}\n{}\n", lines.join("\n"))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_table_says_what_happens() {
    let mut once = table(1, &FAULTS, &Kind::ALL).await;
    once.push_str(&line(SAME_PAGE, 1, &[List]).await);
    let passing: Vec<_> = FAULTS
        .into_iter()
        .filter(|(fault, _)| {
            ["503", "429", "html:502", "reset-before", "expired-token"].contains(fault)
        })
        .collect();
    let always = table(4, &passing, &Kind::ALL).await;
    let text = include_str!("what_goes_wrong/page.md")
        .replace("{once}", once.trim_end())
        .replace("{always}", always.trim_end());
    if std::env::var_os("UPDATE_TABLE").is_some() {
        std::fs::write(TABLE, &text).unwrap();
    }
    let kept = std::fs::read_to_string(TABLE).unwrap_or_default();
    assert!(
        kept == text,
        "src/what_goes_wrong.md says otherwise; write it anew with \
         UPDATE_TABLE=1 cargo test -p pvwa --test what_goes_wrong, and read the difference:\n{text}"
    );
}

#[test]
fn every_fault_is_in_the_table() {
    let all = "list_accounts=nothing"
        .parse::<PlannedFault>()
        .unwrap_err()
        .to_string();
    let (_, list) = all.split_once("such as 503, ").unwrap();
    let here: Vec<_> = FAULTS
        .iter()
        .chain([&SAME_PAGE])
        .map(|(fault, _)| *fault)
        .collect();
    for fault in list.split(", ") {
        let name = fault.trim().split(':').next().unwrap();
        assert!(
            here.iter()
                .any(|known| known.split(':').next() == Some(name)),
            "{name} is not in the table"
        );
    }
}
