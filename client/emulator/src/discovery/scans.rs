//! Discovery scans. They run for a while by the clock and find nothing: what a scanner would find
//! is reported by hand.

use super::require_administrator;
use crate::{
    answer::Answer, call::Call, dates, encoding, errors::Refusal, fields::Fields,
    identity::PrincipalId, limits::one_of, state::Vault,
};
use serde_json::{Map, Value, json};

/// A scan.
pub(super) struct Scan {
    id: i64,
    kind: &'static str,
    by: PrincipalId,
    name: String,
    scanner: String,
    /// Days and time of day of a recurring scan.
    schedule: Option<Value>,
    machines: i64,
    properties: Map<String, Value>,
    /// In seconds.
    created: i64,
    stopped: Option<i64>,
}

const KINDS: [&str; 2] = ["ActiveDirectory", "CsvFile"];

/// The longest name of a scan.
const LONGEST_NAME: usize = 1024;

/// How many scans there can be.
const MOST: usize = 1000;

/// Seconds until a scan begins, and that it takes for each machine.
const PENDING: i64 = 10;
const PER_MACHINE: i64 = 6;

/// How many machines a directory has.
const IN_DIRECTORY: i64 = 10;

/// Seconds from asking a scan to stop until it has.
const STOPPING: i64 = 10;

pub(super) fn list(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    require_administrator(vault, call)?;
    let scans = vault.discovery.scans.values();
    let scans: Vec<Value> = scans.map(|scan| scan.to_json(vault)).collect();
    Ok(Answer::ok(scans))
}

pub(super) fn get(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    require_administrator(vault, call)?;
    let id = number(call)?;
    let scan = vault.discovery.scans.get(&id);
    let scan = scan.ok_or_else(|| Refusal::missing("Discovery scan", id))?;
    Ok(Answer::ok(scan.to_json(vault)))
}

pub(super) fn delete(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    require_administrator(vault, call)?;
    let id = number(call)?;
    match vault.discovery.scans.remove(&id) {
        Some(_) => Ok(Answer::empty(204)),
        None => Err(Refusal::missing("Discovery scan", id)),
    }
}

pub(super) fn stop(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    require_administrator(vault, call)?;
    let (id, now) = (number(call)?, vault.now());
    let scan = vault.discovery.scans.get_mut(&id);
    let scan = scan.ok_or_else(|| Refusal::missing("Discovery scan", id))?;
    if !matches!(scan.status(now), "Pending" | "Running") {
        let message = format!("Scan {id} does not run.");
        return Err(Refusal::generic(409, message));
    }
    scan.stopped = Some(now);
    Ok(Answer::empty(200))
}

pub(super) fn add(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    require_administrator(vault, call)?;
    let fields = call.fields()?;
    let kind = fields.mandatory("scanType")?;
    let kind = one_of("scanType", kind, &KINDS)?;
    let scanner = fields.mandatory("managingScanner")?;
    if vault
        .user(scanner)
        .is_none_or(|user| user.user_type != "CPM")
    {
        let message = format!("There is no scanner {scanner}.");
        return Err(Refusal::invalid("managingScanner", message));
    }
    check_credentials(vault, call, fields)?;
    let name = fields.text_up_to("discoveryName", LONGEST_NAME)?;
    let schedule = fields.object("scheduleInformation")?;
    let schedule = schedule.map(read_schedule).transpose()?;
    let (machines, properties) = match kind {
        "CsvFile" => from_file(fields)?,
        _ => from_directory(fields)?,
    };
    if vault.discovery.scans.len() >= MOST {
        return Err(Refusal::full(MOST, "scans"));
    }
    vault.discovery.last_scan += 1;
    let id = vault.discovery.last_scan;
    let scan = Scan {
        id,
        kind,
        by: call.caller()?,
        name: match name.is_empty() {
            true => format!("Discovery {id}"),
            false => name,
        },
        scanner: scanner.to_owned(),
        schedule,
        machines,
        properties,
        created: vault.now(),
        stopped: None,
    };
    let body = scan.to_json(vault);
    vault.discovery.scans.insert(id, scan);
    Ok(Answer::created(body))
}

/// Each one an account that the caller may see, or a user name with a password.
fn check_credentials(vault: &Vault, call: &Call, fields: Fields) -> Result<(), Refusal> {
    let credentials = fields.list("scanCredentials")?.unwrap_or_default();
    if credentials.is_empty() {
        return Err(Refusal::mandatory("scanCredentials"));
    }
    for one in credentials {
        let fields = Fields::of(Some(one))?;
        match fields.text("scanAccountId")?.filter(|id| !id.is_empty()) {
            Some(id) => {
                let known = vault.visible_account(call.caller()?, id, vault.now());
                known.ok_or_else(|| Refusal::account_missing(id))?;
            }
            None => {
                fields.mandatory("username")?;
                fields.mandatory("password")?;
            }
        }
    }
    Ok(())
}

fn read_schedule(fields: Fields) -> Result<Value, Refusal> {
    let days = fields.list("daysOfWeek")?.unwrap_or_default();
    let days = days
        .iter()
        .map(|day| {
            let day = day.as_str().unwrap_or_default();
            dates::WEEK
                .into_iter()
                .find(|one| one.eq_ignore_ascii_case(day))
        })
        .collect::<Option<Vec<_>>>()
        .filter(|days| !days.is_empty() && days.len() <= dates::WEEK.len())
        .ok_or_else(|| Refusal::invalid("daysOfWeek", "daysOfWeek must name days of the week."))?;
    Ok(json!({"daysOfWeek": days, "time": fields.mandatory("time")?}))
}

fn from_file(fields: Fields) -> Result<(i64, Map<String, Value>), Refusal> {
    let name = fields.mandatory("fileName")?;
    let file = fields.mandatory_value("csvFile")?;
    let file = encoding::file(file);
    let file = file.ok_or_else(|| Refusal::must_be("csvFile", "Base64"))?;
    let lines = file.split(|byte| *byte == b'\n');
    let machines = lines.filter(|line| !line.trim_ascii().is_empty()).count();
    let mut properties = Map::new();
    properties.insert("FileName".to_owned(), name.into());
    Ok((i64::try_from(machines).unwrap_or(i64::MAX), properties))
}

fn from_directory(fields: Fields) -> Result<(i64, Map<String, Value>), Refusal> {
    let mut properties = Map::new();
    let domain = fields.mandatory("domainName")?;
    properties.insert("Domain".to_owned(), domain.into());
    let unit = fields.text("OU")?.filter(|text| !text.is_empty());
    properties.insert("OU".to_owned(), unit.unwrap_or("All OUs").into());
    let secure = fields.boolean("useSecureProtocol")?.unwrap_or(false);
    let secure = if secure { "Yes" } else { "No" };
    properties.insert("UseSecureProtocol".to_owned(), secure.into());
    Ok((IN_DIRECTORY, properties))
}

fn number(call: &Call) -> Result<i64, Refusal> {
    let id = call.parameter("taskId");
    id.parse().map_err(|_| Refusal::not_a_number("taskId", id))
}

impl Scan {
    fn begins(&self) -> i64 {
        self.created.saturating_add(PENDING)
    }

    fn ends(&self) -> i64 {
        let takes = self.machines.saturating_mul(PER_MACHINE);
        self.begins().saturating_add(takes)
    }

    fn status(&self, now: i64) -> &'static str {
        match self.stopped {
            Some(at) if now < at.saturating_add(STOPPING) => "Stopping",
            Some(_) => "Stopped",
            None if now < self.begins() => "Pending",
            None if now < self.ends() => "Running",
            None => "Completed",
        }
    }

    fn scanned(&self, now: i64) -> i64 {
        let until = self.stopped.unwrap_or(now).min(now);
        let took = (until - self.begins()).max(0);
        (took / PER_MACHINE).min(self.machines)
    }

    fn to_json(&self, vault: &Vault) -> Value {
        let now = vault.now();
        let mode = match self.schedule {
            Some(_) => "Recurring",
            None => "Onetime",
        };
        let mut scan = json!({
            "taskId": self.id,
            "discoveryType": self.kind,
            "creationDate": dates::ticks(self.created),
            "createdBy": vault.user_name(self.by),
            "discoveryName": self.name,
            "managingScanner": self.scanner,
            "runningMode": mode,
            "scanStatus": self.status(now),
            "scheduleInformation": self.schedule,
            "totalMachines": self.machines,
            "scannedMachines": self.scanned(now),
            "scanProperties": self.properties,
        });
        if now >= self.begins() {
            scan["lastScanTime"] = dates::ticks(self.begins()).into();
        } else {
            scan["nextScanTime"] = dates::ticks(self.begins()).into();
        }
        scan
    }
}
