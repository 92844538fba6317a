//! The queries that clients send, in the few shapes of SELECT that they have.
//!
//! `SELECT columns FROM User|Role [WHERE tests joined by AND or OR] [ORDER BY column [ASC|DESC]]`,
//! where a test is a column with `=`, `!=`, `<>` or `LIKE` and a text in quotes. Everything else
//! is refused.

use super::{
    answers::{Cut, success, table},
    arguments::body,
    role::USER_MANAGEMENT,
};
use crate::{answer::Answer, behaviour::Row, call::Call, dates, errors::Refusal, state::Vault};
use serde_json::{Map, Value, json};

/// What this module carries out.
pub(crate) const ROWS: &[Row] = &[("run_query", run)];

fn run(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let script = call.fields()?.mandatory("Script")?;
    let select = Select::read(script).ok_or_else(|| {
        Refusal::tenant(format!(
            "The emulator knows no query of this shape: {script}. It takes SELECT columns FROM User or \
             Role, with WHERE, AND, OR, =, !=, LIKE and ORDER BY."
        ))
    })?;
    let (kind, mut rows) = match select.table.to_ascii_lowercase().as_str() {
        "user" | "users" | "dsusers" | "vaultusers" => ("CDUser", users(vault, call)?),
        "role" | "roles" => ("Role", roles(vault)),
        table => {
            return Err(Refusal::tenant(format!(
                "The emulator has no table {table}."
            )));
        }
    };
    rows.retain(|row| select.passes(row));
    if let Some((column, descending)) = &select.order {
        rows.sort_by_cached_key(|row| text(value(row, column)).to_lowercase());
        if *descending {
            rows.reverse();
        }
    }
    let mut selected = Vec::new();
    for row in &rows {
        selected.push(select.columns_of(row)?);
    }
    let cut = Cut::read(body(call)?)?;
    Ok(success(table(selected, &cut, kind, "ID")))
}

/// The users: all of them for who manages users, and the own one for everybody else.
fn users(vault: &Vault, call: &Call) -> Result<Vec<Value>, Refusal> {
    let own = vault.calling_person(call)?.uuid.clone();
    let all = vault.require_right(call, USER_MANAGEMENT).is_ok();
    let now = vault.now();
    let people = vault.tenant.people.values();
    Ok(people
        .filter(|person| all || person.uuid == own)
        .map(|person| {
            json!({
                "ID": person.uuid,
                "Username": person.name,
                "DisplayName": person.display_name(),
                "Email": person.text("Mail"),
                "MobileNumber": person.text("MobileNumber"),
                "SourceDs": "CDS",
                "SourceDsType": "CDS",
                "SourceDsLocalized": "CyberArk Cloud Directory",
                "Status": match person.state.is_open(now) {
                    true if person.last_logon.is_some() => "Active",
                    true => "Created",
                    false => "Suspended",
                },
                "StatusEnum": if person.state.is_open(now) { "Active" } else { "Suspended" },
                "UserType": if person.service { "Service" } else { "User" },
                "OrgId": person.organization,
                "LastLogin": person.last_logon.map(|at| dates::net(Some(at))),
                "Forest": "CDS",
            })
        })
        .collect())
}

fn roles(vault: &Vault) -> Vec<Value> {
    let roles = vault.tenant.roles.values();
    roles
        .map(|role| {
            json!({
                "ID": role.id,
                "_ID": role.id,
                "Name": role.name,
                "Description": role.description,
                "RoleType": role.kind.to_text(),
                "ReadOnly": role.is_predefined(),
                "OrgId": role.organization,
                "DirectoryServiceUuid": super::DIRECTORY,
            })
        })
        .collect()
}

/// A query.
struct Select {
    /// None for all.
    columns: Vec<String>,
    table: String,
    /// Tests joined by AND, and those by OR.
    any_of: Vec<Vec<Test>>,
    order: Option<(String, bool)>,
}

struct Test {
    column: String,
    operator: Operator,
    value: String,
}

#[derive(Clone, Copy)]
enum Operator {
    Equal,
    Unequal,
    Like,
}

/// A word of a query, or a text in quotes.
#[derive(Clone, PartialEq)]
enum Word {
    Plain(String),
    Quoted(String),
}

impl Select {
    fn read(script: &str) -> Option<Self> {
        let words = words(script)?;
        let mut words = words.iter().peekable();
        let mut next = || words.next();
        if !is(next()?, "select") {
            return None;
        }
        let mut columns = Vec::new();
        loop {
            match next()? {
                word if is(word, "from") => break,
                word if is(word, ",") || is(word, "distinct") => {}
                Word::Plain(column) => columns.push(unqualified(column)),
                Word::Quoted(_) => return None,
            }
        }
        let Word::Plain(table) = next()? else {
            return None;
        };
        let mut select = Self {
            columns: match columns.iter().any(|column| column == "*") {
                true => Vec::new(),
                false => columns,
            },
            table: table.clone(),
            any_of: Vec::new(),
            order: None,
        };
        let mut word = next();
        if word.is_some_and(|word| is(word, "where")) {
            select.any_of.push(Vec::new());
            loop {
                let test = Test::read(next()?, next()?, next()?)?;
                select.any_of.last_mut()?.push(test);
                word = next();
                match word {
                    Some(word) if is(word, "and") => {}
                    Some(word) if is(word, "or") => select.any_of.push(Vec::new()),
                    _ => break,
                }
            }
        }
        if word.is_some_and(|word| is(word, "order")) {
            if !is(next()?, "by") {
                return None;
            }
            let Word::Plain(column) = next()? else {
                return None;
            };
            let direction = next();
            let descending = direction.is_some_and(|word| is(word, "desc"));
            if direction.is_some_and(|word| !is(word, "asc") && !is(word, "desc")) {
                return None;
            }
            select.order = Some((unqualified(column), descending));
            word = next();
        }
        word.is_none().then_some(select)
    }

    fn passes(&self, row: &Value) -> bool {
        self.any_of.is_empty()
            || self
                .any_of
                .iter()
                .any(|all| all.iter().all(|test| test.passes(row)))
    }

    /// The columns that are asked for, in the spelling they have.
    fn columns_of(&self, row: &Value) -> Result<Value, Refusal> {
        if self.columns.is_empty() {
            return Ok(row.clone());
        }
        let mut selected = Map::new();
        for column in &self.columns {
            let known = row.as_object().into_iter().flatten();
            let mut known = known.filter(|(name, _)| name.eq_ignore_ascii_case(column));
            let (name, value) = known
                .next()
                .ok_or_else(|| Refusal::tenant(format!("The emulator has no column {column}.")))?;
            selected.insert(name.clone(), value.clone());
        }
        Ok(selected.into())
    }
}

impl Test {
    fn read(column: &Word, operator: &Word, wanted: &Word) -> Option<Self> {
        let (Word::Plain(column), Word::Plain(operator)) = (column, operator) else {
            return None;
        };
        let operator = match operator.to_ascii_lowercase().as_str() {
            "=" => Operator::Equal,
            "!=" | "<>" => Operator::Unequal,
            "like" => Operator::Like,
            _ => return None,
        };
        let Word::Quoted(value) = wanted else {
            return None;
        };
        Some(Self {
            column: unqualified(column),
            operator,
            value: value.to_lowercase(),
        })
    }

    fn passes(&self, row: &Value) -> bool {
        let text = text(value(row, &self.column)).to_lowercase();
        match self.operator {
            Operator::Equal => text == self.value,
            Operator::Unequal => text != self.value,
            Operator::Like => like(&text, &self.value),
        }
    }
}

/// Whether a text fits a pattern in which `%` stands for anything.
fn like(text: &str, pattern: &str) -> bool {
    let mut parts = pattern.split('%');
    let Some(mut rest) = text.strip_prefix(parts.next().unwrap_or_default()) else {
        return false;
    };
    let mut parts: Vec<&str> = parts.collect();
    let Some(last) = parts.pop() else {
        return rest.is_empty();
    };
    for part in parts {
        match rest.split_once(part) {
            Some((_, after)) => rest = after,
            None => return false,
        }
    }
    rest.ends_with(last)
}

fn value<'a>(row: &'a Value, column: &str) -> &'a Value {
    let known = row.as_object().into_iter().flatten();
    let mut known = known.filter(|(name, _)| name.eq_ignore_ascii_case(column));
    known.next().map_or(&Value::Null, |(_, value)| value)
}

fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

fn is(word: &Word, plain: &str) -> bool {
    matches!(word, Word::Plain(text) if text.eq_ignore_ascii_case(plain))
}

/// `User.ID` and `"User"."ID"` are `ID`.
fn unqualified(column: &str) -> String {
    let name = column.rsplit('.').next().unwrap_or(column);
    name.trim_matches(|sign| sign == '"' || sign == '[' || sign == ']')
        .to_owned()
}

fn words(script: &str) -> Option<Vec<Word>> {
    let mut words = Vec::new();
    let mut rest = script.trim().trim_end_matches(';').trim_end();
    while let Some(first) = rest.chars().next() {
        let length = match first {
            '\'' => {
                let (text, after) = quoted(rest.get(1..)?)?;
                words.push(Word::Quoted(text));
                rest = after.trim_start();
                continue;
            }
            ',' | '=' => 1,
            '!' | '<' | '>' => 2,
            _ => rest
                .find(|sign: char| sign.is_whitespace() || ",=!<>'()".contains(sign))
                .unwrap_or(rest.len()),
        };
        // A bracket opens what is not known here.
        let word = rest.get(..length).filter(|word| !word.is_empty())?;
        words.push(Word::Plain(word.to_owned()));
        rest = rest.get(length..)?.trim_start();
    }
    Some(words)
}

/// A text up to its closing quote, in which two quotes stand for one, and what follows.
fn quoted(text: &str) -> Option<(String, &str)> {
    let (mut value, mut rest) = (String::new(), text);
    loop {
        let (before, after) = rest.split_once('\'')?;
        value.push_str(before);
        match after.strip_prefix('\'') {
            Some(after) => {
                value.push('\'');
                rest = after;
            }
            None => return Some((value, after)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_clients_send_is_read_and_nothing_else() {
        for good in [
            "Select ID, Username from User where Username='ann@x'",
            "SELECT * FROM Role;",
            "select Role.Name from Role where Name like 'it''s%' or ID != 'a' order by Name desc",
        ] {
            assert!(Select::read(good).is_some(), "{good}");
        }
        for bad in [
            "",
            "delete from User",
            "select ID from User where lower(Username) = 'a'",
            "select ID from User where Username = 'a",
            "select ID from User where Username > 'a'",
            "select ID from User group by ID",
            "@/lib/get_superrights.js(excludeRight:'')",
        ] {
            assert!(Select::read(bad).is_none(), "{bad}");
        }
    }

    #[test]
    fn a_pattern_fits_from_end_to_end() {
        for (text, pattern, fits) in [
            ("ann", "ann", true),
            ("anna", "ann", false),
            ("anna", "ann%", true),
            ("joanna", "%ann%", true),
            ("joanna", "%ann", false),
            ("joanna", "j%n%a", true),
        ] {
            assert_eq!(like(text, pattern), fits, "{text} {pattern}");
        }
    }
}
