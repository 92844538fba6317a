//! Reports: those that were generated, and their files.

pub(crate) mod activities;
pub(crate) mod content;
pub(crate) mod schedule;
pub(crate) mod tasks;

use crate::{
    answer::Answer,
    behaviour::Row,
    call::Call,
    dates, encoding,
    errors::Refusal,
    filter::{Filter, search_words},
    identity::PrincipalId,
    paging::Page,
    quirks::Quirks,
    state::{Vault, same},
};
use content::Format;
use pvwa_api::operation::Version;
use serde_json::{Value, json};
use tasks::Task;

/// What this module carries out.
pub(crate) const ROWS: &[Row] = &[
    ("list_reports", list),
    ("download_report", download),
    ("export_classic_report", export),
];

/// The group whose members generate reports, and open those of others.
pub(crate) const MANAGERS: &str = "PVWAMonitor";

/// The most reports on one page.
const MOST: usize = 1000;

/// How many reports are kept; the oldest go first.
const KEPT: usize = 100;

/// How long a report takes, in seconds: half of it waiting.
const DURATION: i64 = 2;

/// The safe that the files lie in.
const SAFE: &str = "PVWAReports";

/// What stands between the values that name a classic report.
const SEPARATOR: &str = "^@^";

/// The first version that knows filter, search and sort, and answers four more properties.
const RICHER: Version = Version::new(15, 0, 0);

/// Reports and the tasks that generate them.
#[derive(Default)]
pub(crate) struct Reports {
    tasks: Vec<Task>,
    done: Vec<Report>,
    last_folder: i64,
}

/// A report.
struct Report {
    name: String,
    kind: String,
    task: String,
    scheduled: bool,
    /// The user it was generated for.
    by: PrincipalId,
    by_name: String,
    /// In seconds.
    at: i64,
    folder: i64,
    /// Header and rows.
    rows: Vec<Vec<String>>,
    filters: Value,
    /// The names of those who get it.
    subscribers: Vec<String>,
    /// When and by whom it was last opened.
    used: Option<(i64, String)>,
}

impl Reports {
    /// Forgets the tasks of a user; the reports stay for those who get them.
    pub(crate) fn forget(&mut self, user: PrincipalId) {
        self.tasks.retain(|task| task.by != user);
    }
}

impl Report {
    fn status(&self, now: i64) -> &'static str {
        match now.saturating_sub(self.at) {
            age if age >= DURATION => "Done",
            age if age >= DURATION / 2 => "Running",
            _ => "Pending",
        }
    }

    fn file_name(&self) -> String {
        format!("{}_{}", self.name, self.folder)
    }

    fn location(&self) -> String {
        format!("Root\\{}", self.folder)
    }

    fn records(&self) -> usize {
        self.rows.len().saturating_sub(1)
    }

    fn to_json(&self, now: i64, richer: bool) -> Value {
        let done = self.status(now) == "Done";
        let size = Format::Csv.write(&self.rows).len();
        let mut json = json!({
            "name": self.name,
            "type": self.kind,
            "filename": self.file_name(),
            "isScheduled": self.scheduled,
            "createdAt": dates::iso(self.at),
            "createdBy": self.by_name,
            "status": self.status(now),
            "statusAdditionalInfo": "",
            "records": if done { self.records() } else { 0 },
            "size": if done { size } else { 0 },
            "duration": if done { DURATION } else { 0 },
            "safe": SAFE,
            "location": self.location(),
        });
        if richer {
            let used = self.used.as_ref();
            json["taskId"] = self.task.as_str().into();
            json["filters"] = self.filters.clone();
            json["lastUsedAt"] = json!(used.map(|(at, _)| dates::iso(*at)));
            json["lastUsedBy"] = json!(used.map(|(_, by)| by));
        }
        json
    }
}

/// The reports that the caller may open, on pages.
fn list(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let (caller, now, query) = (call.caller()?, vault.now(), call.query);
    let richer = vault.version >= RICHER;
    let filter = Filter::read(query, vault.version, |property, operator, value| {
        let known = ["createdby", "name", "records", "status", "type"];
        (known.contains(&property) && operator == "eq")
            .then(|| (property.to_owned(), value.to_owned()))
    })?;
    let words = search_words(query);
    let mut found: Vec<&Report> = vault
        .reports
        .done
        .iter()
        .filter(|report| vault.opens(caller, report))
        .filter(|report| {
            filter.passes(|(property, value)| match property.as_str() {
                "createdby" => same(&report.by_name, value),
                "name" => same(&report.name, value),
                "records" => report.records().to_string() == *value,
                "status" => same(report.status(now), value),
                _ => same(&report.kind, value),
            })
        })
        .filter(|report| {
            let texts = [&report.name, &report.kind, report.status(now)];
            let texts = texts.map(str::to_lowercase);
            words
                .iter()
                .all(|word| texts.iter().any(|text| text.contains(word)))
        })
        .collect();
    match query.text("sort") {
        None => {}
        Some(sort) if same(sort, "CreatedAt") => {}
        Some(sort) if same(sort, "-CreatedAt") => found.reverse(),
        Some(_) => return Err(Refusal::invalid("sort", "The order is not valid.")),
    }
    let (total, page) = page(call, found)?;
    let page: Vec<Value> = page.iter().map(|one| one.to_json(now, richer)).collect();
    Ok(Answer::ok(json!({"reports": page, "totalCount": total})))
}

/// How many there are, and those of one page.
fn page<T>(call: &Call, items: Vec<T>) -> Result<(usize, Vec<T>), Refusal> {
    let page = Page::read(call.query, MOST, Some(MOST), Quirks::default())?;
    Ok((items.len(), page.of(items).collect()))
}

/// The file of the last report of a task.
fn download(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let format = call.query.mandatory("format")?;
    let id = call.parameter("id");
    open(vault, call, format, id, |report| same(&report.task, id))
}

/// The file of a report, which one parameter names in five values.
fn export(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let data = call.query.mandatory("data")?;
    // A plus that was not encoded has become a space.
    let data = encoding::decode(&data.replace(' ', "+"));
    let data = data.and_then(|data| String::from_utf8(data).ok());
    let data = data.ok_or_else(|| Refusal::must_be("data", "Base64 of text"))?;
    let value = |name: &str| {
        let mut parts = data
            .split(SEPARATOR)
            .filter_map(|part| part.split_once('='));
        let value = parts.find(|(known, _)| same(known, name));
        let value = value.map(|(_, value)| value.to_owned());
        value.ok_or_else(|| Refusal::invalid("data", format!("data has no {name}.")))
    };
    let (safe, folder, name) = (value("Safe")?, value("Folder")?, value("Name")?);
    let (format, kind) = (value("Format")?, value("Type")?);
    open(vault, call, &format, &name, |report| {
        same(SAFE, &safe)
            && same(&report.location(), &folder)
            && same(&report.file_name(), &name)
            && same(&report.kind, &kind)
    })
}

fn open(
    vault: &mut Vault,
    call: &Call,
    format: &str,
    name: &str,
    wanted: impl Fn(&Report) -> bool,
) -> Result<Answer, Refusal> {
    let (caller, now) = (call.caller()?, vault.now());
    let format = Format::read(format)?;
    let by = vault.user_name(caller).to_owned();
    let missing = || Refusal::missing("Report", name);
    let mut reports = vault.reports.done.iter();
    let place = reports.rposition(|report| {
        wanted(report) && vault.opens(caller, report) && report.status(now) == "Done"
    });
    let place = place.ok_or_else(missing)?;
    let report = vault.reports.done.get_mut(place).ok_or_else(missing)?;
    report.used = Some((now, by));
    let file = format!("{}.{}", report.name, format.ending());
    let bytes = format.write(&report.rows);
    Ok(Answer::bytes("application/octet-stream", bytes).named(&file))
}

impl Vault {
    /// Whether a user may open a report: its own, one it gets, or any as a manager of reports.
    fn opens(&self, user: PrincipalId, report: &Report) -> bool {
        let gets = |name: &String| same(name, self.user_name(user)) || self.is_in_group(user, name);
        report.by == user || report.subscribers.iter().any(gets) || self.is_in_group(user, MANAGERS)
    }

    fn require_report_manager(&self, caller: PrincipalId) -> Result<(), Refusal> {
        self.require_member(caller, &[MANAGERS])
    }
}
