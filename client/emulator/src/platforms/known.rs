//! The platforms as the vault holds them.

use super::shipped::{IMPORTED, Property, SETTINGS, SHIPPED, Template};
use crate::{errors::Refusal, state::same};
use std::collections::BTreeMap;

/// What a platform is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Accounts.
    Target,
    /// Dependent accounts.
    Dependent,
    /// Account groups.
    Group,
    /// Groups of two accounts that take turns.
    RotationalGroup,
}

/// A platform.
#[derive(Clone)]
pub(crate) struct Platform {
    pub(crate) number: u32,
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) description: String,
    pub(crate) active: bool,
    pub(crate) exceptions: Exceptions,
    /// The PSM server; `None` where none is chosen.
    pub(crate) psm_server: Option<String>,
    /// Connection components, and whether users can connect with them.
    pub(crate) connectors: Vec<(String, bool)>,
    /// What differs from the settings that all platforms share.
    settings: BTreeMap<String, String>,
    template: &'static Template,
}

/// Where a platform departs from the master policy.
#[derive(Clone, Copy, Default)]
pub(crate) struct Exceptions {
    pub(crate) dual_control: Option<bool>,
    pub(crate) exclusive: Option<bool>,
    pub(crate) one_time: Option<bool>,
    pub(crate) reason: Option<bool>,
}

/// The platforms of the vault.
pub(crate) struct Platforms {
    rows: Vec<Platform>,
    /// The id of a package that was imported and conflicts with a platform.
    pub(crate) stored: Option<String>,
}

impl Default for Platforms {
    fn default() -> Self {
        Self {
            rows: SHIPPED.iter().map(Platform::shipped).collect(),
            stored: None,
        }
    }
}

impl Platforms {
    /// All of a kind, in the order of their numbers.
    pub(crate) fn of(&self, kind: Kind) -> impl Iterator<Item = &Platform> {
        self.rows.iter().filter(move |one| one.kind() == kind)
    }

    /// The platform of an id, whatever its case and its kind.
    pub(crate) fn any(&self, id: &str) -> Option<&Platform> {
        self.rows.iter().find(|one| same(&one.id, id))
    }

    /// The platform of an id and a kind.
    pub(crate) fn get(&self, kind: Kind, id: &str) -> Option<&Platform> {
        self.any(id).filter(|one| one.kind() == kind)
    }

    /// The platform of an id, for accounts.
    pub(crate) fn target(&self, id: &str) -> Option<&Platform> {
        self.get(Kind::Target, id)
    }

    /// The same, to change it.
    pub(crate) fn target_mut(&mut self, id: &str) -> Option<&mut Platform> {
        let mut rows = self.rows.iter_mut();
        rows.find(|one| one.kind() == Kind::Target && same(&one.id, id))
    }

    /// The platform of a kind and a number.
    pub(crate) fn numbered(&self, kind: Kind, number: u32) -> Option<&Platform> {
        self.of(kind).find(|one| one.number == number)
    }

    /// The same, to change it.
    pub(crate) fn numbered_mut(&mut self, kind: Kind, number: u32) -> Option<&mut Platform> {
        let mut rows = self.rows.iter_mut();
        rows.find(|one| one.kind() == kind && one.number == number)
    }

    /// Takes a platform away.
    pub(crate) fn remove(&mut self, kind: Kind, number: u32) {
        self.rows
            .retain(|one| one.kind() != kind || one.number != number);
    }

    /// Adds a copy of a platform under another name, and makes the id of the name.
    pub(crate) fn duplicate(
        &mut self,
        source: &Platform,
        name: &str,
        description: &str,
    ) -> Result<&Platform, Refusal> {
        let id: String = name.split_whitespace().collect();
        self.check_free(&id, name)?;
        let copy = Platform {
            number: self.next_number(),
            id,
            name: name.to_owned(),
            description: description.to_owned(),
            ..source.clone()
        };
        self.rows.push(copy);
        self.rows
            .last()
            .ok_or_else(|| Refusal::platform_missing(name))
    }

    /// Adds the platform of a package.
    pub(crate) fn import(
        &mut self,
        id: &str,
        name: &str,
        description: &str,
    ) -> Result<(), Refusal> {
        self.check_free(id, name)?;
        let template = SHIPPED.iter().find(|one| same(one.id, id));
        let mut imported = Platform::shipped(template.unwrap_or(&IMPORTED));
        imported.number = self.next_number();
        imported.id = id.to_owned();
        imported.name = name.to_owned();
        imported.description = description.to_owned();
        self.rows.push(imported);
        Ok(())
    }

    /// Puts the settings of a platform back to those that it began with.
    pub(crate) fn reset(&mut self, id: &str) {
        if let Some(platform) = self.rows.iter_mut().find(|one| same(&one.id, id)) {
            platform.settings.clear();
        }
    }

    /// Refuses an id or a name that a platform has.
    pub(crate) fn check_free(&self, id: &str, name: &str) -> Result<(), Refusal> {
        let taken = |one: &Platform| same(&one.id, id) || same(&one.name, name);
        match self.rows.iter().find(|one| taken(one)) {
            Some(one) => Err(Refusal::platform_taken(&one.id)),
            None => Ok(()),
        }
    }

    /// Refuses a name that a platform has other than the one of a number.
    pub(crate) fn check_free_name(&self, name: &str, number: u32) -> Result<(), Refusal> {
        let taken = |one: &&Platform| one.number != number && same(&one.name, name);
        match self.rows.iter().find(taken) {
            Some(one) => Err(Refusal::platform_taken(&one.id)),
            None => Ok(()),
        }
    }

    fn next_number(&self) -> u32 {
        let last = self.rows.iter().map(|one| one.number).max();
        last.map_or(1, |last| last.saturating_add(1))
    }
}

impl Platform {
    fn shipped(template: &'static Template) -> Self {
        let connectors: &[&str] = match template.system_type {
            "*NIX" => &["PSM-SSH", "PSM-WinSCP"],
            "Windows" => &["PSM-RDP"],
            "Database" => &["PSM-SQLPlus"],
            "Website" => &["PSM-WebAppSample"],
            _ => &[],
        };
        Self {
            number: template.number,
            id: template.id.to_owned(),
            name: template.name.to_owned(),
            description: String::new(),
            active: true,
            exceptions: Exceptions::default(),
            psm_server: (template.kind == Kind::Target).then(|| "PSMServer".to_owned()),
            connectors: connectors.iter().map(|&id| (id.to_owned(), true)).collect(),
            settings: BTreeMap::new(),
            template,
        }
    }

    pub(crate) fn kind(&self) -> Kind {
        self.template.kind
    }

    /// The id of the platform that it was made of, if only by copies of copies.
    pub(crate) fn base(&self) -> &str {
        match self.template.id {
            "" => &self.id,
            base => base,
        }
    }

    /// The type of system; of a dependent platform the kind of dependency.
    pub(crate) fn system_type(&self) -> &'static str {
        self.template.system_type
    }

    /// What names of accounts begin with.
    pub(crate) fn device(&self) -> &'static str {
        self.template.device
    }

    pub(crate) fn required(&self) -> &'static [Property] {
        self.template.required
    }

    pub(crate) fn optional(&self) -> &'static [Property] {
        self.template.optional
    }

    /// Roles of linked accounts.
    pub(crate) fn linked(&self) -> &'static [Property] {
        self.template.linked
    }

    /// A setting by the name it has in the file; empty where there is none.
    pub(crate) fn setting(&self, name: &str) -> &str {
        self.own_setting(name).unwrap_or_else(|| match name {
            "DllName" => self.template.plugin,
            "PolicyType" if self.kind() != Kind::Target => "Group",
            _ => SETTINGS
                .iter()
                .find(|(known, _)| *known == name)
                .map_or("", |(_, value)| value),
        })
    }

    /// The same where somebody has set it.
    pub(crate) fn own_setting(&self, name: &str) -> Option<&str> {
        self.settings.get(name).map(String::as_str)
    }

    /// Whether a setting says yes.
    pub(crate) fn says(&self, name: &str) -> bool {
        let value = self.setting(name);
        value.eq_ignore_ascii_case("yes") || value.eq_ignore_ascii_case("true")
    }

    /// Sets a setting, or `None` for what all platforms share.
    pub(crate) fn set(&mut self, name: &str, value: Option<String>) {
        match value {
            Some(value) => drop(self.settings.insert(name.to_owned(), value)),
            None => drop(self.settings.remove(name)),
        }
    }

    /// The settings that only this platform has, or has otherwise.
    pub(crate) fn own_settings(&self) -> impl Iterator<Item = (&str, &str)> {
        let all = self.settings.iter();
        all.map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// Whether a safe may hold accounts of it.
    pub(crate) fn allows_safe(&self, safe: &str) -> bool {
        super::pattern::matches(self.setting("AllowedSafes"), safe)
    }

    /// Whether all words stand in its id or its name.
    pub(crate) fn matches(&self, words: &[String]) -> bool {
        let (id, name) = (self.id.to_lowercase(), self.name.to_lowercase());
        let mut words = words.iter().map(String::as_str);
        words.all(|word| id.contains(word) || name.contains(word))
    }
}
