//! Tasks that generate reports, once or on a schedule.

use super::{KEPT, RICHER, Report, content, page, schedule::Schedule};
use crate::{
    answer::Answer,
    behaviour::Row,
    bounded,
    call::Call,
    dates,
    errors::Refusal,
    fields::Fields,
    filter::{Filter, search_words},
    identity::PrincipalId,
    limits::one_of,
    random,
    record::{Kind, Property, optional, read, required},
    state::{Vault, same},
};
use serde_json::{Value, json};

/// What this module carries out.
pub(crate) const ROWS: &[Row] = &[
    ("list_report_tasks", list),
    ("add_report_task", add),
    ("get_report_task", get),
    ("update_report_task", update),
    ("delete_report_task", delete),
];

/// The kinds of report.
const KINDS: [&str; 9] = [
    "InventoryReports.InventoryReportUI",
    "InventoryReports.ComplianceReportUI",
    "CyberArk.Reports.ApplicationReports.ApplicationReportUI",
    "CyberArk.Reports.EntitlementReport.EntitlementReportUI",
    "CyberArk.Reports.ActivitiesReport.ActivitiesReportUI",
    "CyberArk.Reports.LicenseCapacityReport.LicenseCapacityReportUI",
    "CyberArk.Reports.UsersReport.UsersListReportUI",
    "CyberArk.Reports.ActiveNonActiveSafesReport.ActiveNonActiveSafesReportUI",
    "CyberArk.Reports.OwnersListReport.OwnersListReportUI",
];

const SUBSCRIBER: &[Property] = &[
    required("name", Kind::Text),
    optional("type", Kind::Text),
    optional("notifyOnSuccess", Kind::Boolean),
    optional("ldapInfo", Kind::Object),
];

const FILTER: &[Property] = &[required("name", Kind::Text), optional("value", Kind::Text)];

/// A task.
pub(crate) struct Task {
    id: String,
    folder: i64,
    said: Said,
    pub(super) by: PrincipalId,
    /// In seconds.
    at: i64,
    changed: Option<(i64, String)>,
    /// When it runs next, in seconds; `None` where it does not any more.
    next: Option<i64>,
}

/// What a request says of a task.
#[derive(Clone)]
struct Said {
    kind: &'static str,
    name: String,
    keep: bool,
    notify: bool,
    schedule: Option<Schedule>,
    subscribers: Vec<Value>,
    filters: Vec<Value>,
}

impl Said {
    fn read(vault: &Vault, fields: Fields) -> Result<Self, Refusal> {
        let kind = fields.mandatory("subType")?;
        let kind = KINDS.into_iter().find(|known| same(known, kind));
        let name = fields.mandatory("name")?;
        fields.text_up_to("name", 256)?;
        if let Some(kind) = fields.text("type")? {
            one_of("type", kind, &["Report"])?;
        }
        fields.within("version", 1..=2)?;
        let list = |name, properties| {
            let items = fields.list(name)?.unwrap_or_default().iter();
            let items = items.map(|one| Ok(read(Fields::of(Some(one))?, properties)?.into()));
            items.collect::<Result<Vec<Value>, Refusal>>()
        };
        let subscribers = list("subscribers", SUBSCRIBER)?;
        for one in &subscribers {
            let name = one["name"].as_str().unwrap_or_default();
            let known = vault.user(name).is_some() || vault.group(name).is_some();
            if !known && one["ldapInfo"].is_null() {
                let message = format!("The vault has no user or group {name}.");
                return Err(Refusal::invalid("subscribers", message));
            }
        }
        let schedule = fields.object("schedule")?;
        let schedule = schedule.map(|schedule| Schedule::read(schedule, vault.now()));
        Ok(Self {
            kind: kind.ok_or_else(|| Refusal::invalid("subType", "There is no such report."))?,
            name: name.to_owned(),
            keep: fields.boolean("keepTaskDefinition")?.unwrap_or(false),
            notify: fields.boolean("notifyOnFailure")?.unwrap_or(false),
            schedule: schedule.transpose()?,
            subscribers,
            filters: list("filters", FILTER)?,
        })
    }

    /// When it is to run first.
    fn first(&self, now: i64) -> Option<i64> {
        match &self.schedule {
            None => Some(now),
            Some(schedule) => schedule.next(now.saturating_sub(1)),
        }
    }
}

/// The caller's own tasks, on pages.
fn list(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let (caller, query) = (call.caller()?, call.query);
    let filter = Filter::read(query, vault.version, |property, operator, value| {
        (["name", "subtype"].contains(&property) && operator == "eq")
            .then(|| (property.to_owned(), value.to_owned()))
    })?;
    let words = search_words(query);
    let found: Vec<&Task> = vault
        .reports
        .tasks
        .iter()
        .filter(|task| task.by == caller)
        .filter(|task| {
            filter.passes(|(property, value)| match property.as_str() {
                "name" => same(&task.said.name, value),
                _ => same(task.said.kind, value),
            })
        })
        .filter(|task| {
            let name = task.said.name.to_lowercase();
            words.iter().all(|word| name.contains(word.as_str()))
        })
        .collect();
    let (total, page) = page(call, found)?;
    let page: Vec<Value> = page.into_iter().map(|one| to_json(vault, one)).collect();
    Ok(Answer::ok(json!({"tasks": page, "totalCount": total})))
}

/// Queues a task.
fn add(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let (caller, now) = (call.caller()?, vault.now());
    vault.require_report_manager(caller)?;
    let said = Said::read(vault, call.fields()?)?;
    vault.reports.last_folder += 1;
    let task = Task {
        id: random::uuid(),
        folder: vault.reports.last_folder,
        by: caller,
        at: now,
        changed: None,
        next: said.first(now),
        said,
    };
    vault.reports.tasks.push(task);
    Ok(Answer::empty(201))
}

/// One task of the caller.
fn get(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let place = vault.task_of(call)?;
    let task = vault.reports.tasks.get(place);
    let task = task.ok_or_else(|| Refusal::missing("Task", ""))?;
    Ok(Answer::ok(to_json(vault, task)))
}

/// Replaces a task of the caller.
fn update(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let (caller, now) = (call.caller()?, vault.now());
    vault.require_report_manager(caller)?;
    let place = vault.task_of(call)?;
    let mut said = Said::read(vault, call.fields()?)?;
    let by = vault.user_name(caller).to_owned();
    if let Some(task) = vault.reports.tasks.get_mut(place) {
        let before = task.said.schedule.as_ref();
        let last = before.and_then(|schedule| schedule.last);
        if let Some(schedule) = &mut said.schedule {
            schedule.last = last;
        }
        task.next = said.first(now);
        task.changed = Some((now, by));
        task.said = said;
    }
    Ok(Answer::empty(200))
}

/// Deletes a task of the caller; its reports stay.
fn delete(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let place = vault.task_of(call)?;
    vault.reports.tasks.remove(place);
    Ok(Answer::empty(204))
}

impl Vault {
    fn task_of(&self, call: &Call) -> Result<usize, Refusal> {
        let (id, caller) = (call.parameter("taskId"), call.caller()?);
        let mut tasks = self.reports.tasks.iter();
        tasks
            .position(|task| same(&task.id, id) && task.by == caller)
            .ok_or_else(|| Refusal::missing("Task", id))
    }

    /// Generates the reports that have become due: one for each task, however often it was due.
    pub(crate) fn run_report_tasks(&mut self) {
        let now = self.now();
        let mut tasks = std::mem::take(&mut self.reports.tasks);
        for task in &mut tasks {
            let Some(due) = task.next.filter(|at| *at <= now) else {
                continue;
            };
            let filters = Value::from(task.said.filters.clone());
            let names = task.said.subscribers.iter();
            let names = names.filter_map(|one| one["name"].as_str());
            self.reports.last_folder += 1;
            let report = Report {
                name: task.said.name.clone(),
                kind: task.said.kind.to_owned(),
                task: task.id.clone(),
                scheduled: task.said.schedule.is_some(),
                by: task.by,
                by_name: self.user_name(task.by).to_owned(),
                at: due,
                folder: self.reports.last_folder,
                rows: content::rows(self, task.said.kind, task.by, &filters),
                filters,
                subscribers: names.map(str::to_owned).collect(),
                used: None,
            };
            bounded::push(&mut self.reports.done, report, KEPT);
            task.next = match &mut task.said.schedule {
                None => None,
                Some(schedule) => {
                    schedule.last = Some(due);
                    schedule.next(now)
                }
            };
        }
        // Only a task that is to be kept outlives its last run.
        tasks.retain(|task| task.next.is_some() || task.said.keep);
        self.reports.tasks = tasks;
    }
}

fn to_json(vault: &Vault, task: &Task) -> Value {
    let richer = vault.version >= RICHER;
    let said = &task.said;
    let schedule = said.schedule.as_ref();
    let mut json = json!({
        "id": task.id,
        "folder": format!("Root\\{}", task.folder),
        "type": "Report",
        "subType": said.kind,
        "name": said.name,
        "keepTaskDefinition": said.keep,
    });
    if let Some(schedule) = schedule {
        json["schedule"] = schedule.to_json(richer);
    }
    if richer {
        let changed = task.changed.as_ref();
        json["notifyOnFailure"] = said.notify.into();
        json["subscribers"] = said.subscribers.clone().into();
        json["filters"] = said.filters.clone().into();
        json["createdAt"] = dates::iso(task.at).into();
        json["createdBy"] = vault.user_name(task.by).into();
        json["lastModifiedAt"] = json!(changed.map(|(at, _)| dates::iso(*at)));
        json["lastModifiedBy"] = json!(changed.map(|(_, by)| by));
    }
    json
}
