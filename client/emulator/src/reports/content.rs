//! What stands in reports, and in which form.

use crate::{
    dates,
    errors::Refusal,
    identity::PrincipalId,
    state::{Vault, same},
};
use serde_json::Value;

/// How many rows a report has at most, its header included.
const MOST_ROWS: usize = 10_000;

/// The form of a file.
#[derive(Clone, Copy)]
pub(crate) enum Format {
    Csv,
    Excel,
}

impl Format {
    pub(crate) fn read(text: &str) -> Result<Self, Refusal> {
        match text {
            _ if same(text, "csv") => Ok(Self::Csv),
            _ if same(text, "excel") => Ok(Self::Excel),
            _ => Err(Refusal::invalid(
                "format",
                "The format must be excel or csv.",
            )),
        }
    }

    pub(crate) fn ending(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Excel => "xls",
        }
    }

    pub(crate) fn write(self, rows: &[Vec<String>]) -> String {
        match self {
            Self::Csv => rows.iter().map(|row| csv(row)).collect(),
            Self::Excel => spreadsheet(rows),
        }
    }
}

fn csv(row: &[String]) -> String {
    let cell = |cell: &String| match cell.contains([',', '"', '\r', '\n']) {
        true => format!("\"{}\"", cell.replace('"', "\"\"")),
        false => cell.clone(),
    };
    let cells: Vec<String> = row.iter().map(cell).collect();
    format!("{}\r\n", cells.join(","))
}

/// A table in the XML that spreadsheets read.
fn spreadsheet(rows: &[Vec<String>]) -> String {
    let escaped = |text: &str| {
        text.replace('&', "&amp;")
            .replace('<', "&lt;")
            .replace('>', "&gt;")
    };
    let mut table = String::new();
    for row in rows {
        table.push_str("<Row>");
        for cell in row {
            let cell = escaped(cell);
            table.push_str(&format!(
                "<Cell><Data ss:Type=\"String\">{cell}</Data></Cell>"
            ));
        }
        table.push_str("</Row>");
    }
    format!(
        "<?xml version=\"1.0\"?><Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\" \
         xmlns:ss=\"urn:schemas-microsoft-com:office:spreadsheet\"><Worksheet ss:Name=\"Report\">\
         <Table>{table}</Table></Worksheet></Workbook>"
    )
}

/// The rows of a report of a kind, as far as its user sees them; the first is the header.
pub(crate) fn rows(
    vault: &Vault,
    kind: &str,
    user: PrincipalId,
    filters: &Value,
) -> Vec<Vec<String>> {
    let wanted = |name: &str| {
        let filters = filters.as_array().into_iter().flatten();
        let mut filters = filters.filter(|one| one["name"].as_str().is_some_and(|n| same(n, name)));
        let value = filters.find_map(|one| one["value"].as_str());
        value.map(|value| {
            value
                .split(',')
                .map(str::trim)
                .map(str::to_lowercase)
                .collect()
        })
    };
    let safes: Option<Vec<String>> = wanted("safe");
    let now = vault.now();
    let seen = vault.safes.values().filter(|safe| {
        vault.permissions_of(user, safe, now).is_some()
            && safes
                .as_ref()
                .is_none_or(|names| names.contains(&safe.name.to_lowercase()))
    });
    let header = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect();
    let mut rows: Vec<Vec<String>> = Vec::new();
    match kind.rsplit('.').next().unwrap_or_default() {
        "UsersListReportUI" => {
            rows.push(header(&["User", "Type", "Location"]));
            let users = vault.users.values();
            rows.extend(users.map(|user| {
                let kind = user.user_type.to_owned();
                vec![user.name.clone(), kind, user.profile.location.clone()]
            }));
        }
        "LicenseCapacityReportUI" => {
            rows.push(header(&["Type", "Used"]));
            let mut types: Vec<&str> = vault.users.values().map(|user| user.user_type).collect();
            types.sort_unstable();
            let groups = types.chunk_by(|a, b| a == b);
            let used = groups.filter_map(|group| Some((group.first()?, group.len())));
            rows.extend(used.map(|(kind, used)| vec![(*kind).to_owned(), used.to_string()]));
        }
        "ActiveNonActiveSafesReportUI" => {
            rows.push(header(&["Safe", "Accounts"]));
            rows.extend(seen.map(|safe| {
                let accounts = vault.accounts_of(safe.number).count();
                vec![safe.name.clone(), accounts.to_string()]
            }));
        }
        "OwnersListReportUI" | "EntitlementReportUI" => {
            rows.push(header(&["Safe", "Member"]));
            for safe in seen {
                let names = safe.members.iter().map(|member| member.known_as(vault).0);
                rows.extend(names.map(|name| vec![safe.name.clone(), name.to_owned()]));
            }
        }
        "ApplicationReportUI" => {
            rows.push(header(&["Application"]));
            let users = vault.users.values();
            let users = users.filter(|user| user.user_type == crate::users::kinds::APPLICATION);
            rows.extend(users.map(|user| vec![user.name.clone()]));
        }
        "ActivitiesReportUI" => {
            rows.push(header(&["Account", "User", "Activity", "Time"]));
            for account in seen.flat_map(|safe| vault.accounts_of(safe.number)) {
                rows.extend(account.activities.iter().map(|activity| {
                    vec![
                        account.properties.name.clone(),
                        vault.user_name(activity.by).to_owned(),
                        activity.action.described().0.to_owned(),
                        dates::iso(activity.at),
                    ]
                }));
            }
        }
        _ => {
            rows.push(header(&["Safe", "Account", "Platform"]));
            for safe in seen {
                rows.extend(vault.accounts_of(safe.number).map(|account| {
                    let properties = &account.properties;
                    let platform = properties.platform.clone();
                    vec![safe.name.clone(), properties.name.clone(), platform]
                }));
            }
        }
    }
    rows.truncate(MOST_ROWS);
    rows
}
