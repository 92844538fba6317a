//! Themes: the look of the web interface.

pub(crate) mod colors;
pub(crate) mod pictures;

use crate::{
    answer::Answer,
    behaviour::Row,
    call::Call,
    errors::Refusal,
    fields::Fields,
    state::{Vault, same},
};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// What this module carries out.
pub(crate) const ROWS: &[Row] = &[
    ("list_themes", list),
    ("add_theme", add),
    ("get_theme", get),
    ("update_theme", update),
    ("delete_theme", delete),
    ("set_theme_draft_state", set_draft),
    ("get_active_theme", get_active),
    ("activate_theme", activate),
    ("deactivate_theme", deactivate),
];

/// The themes that the product brings along, each with its style.
const SYSTEM: [(&str, &str); 2] = [("Bright", "bright"), ("Dark", "dark")];

/// How many themes can be in use: a bright and a dark one.
const MOST_ACTIVE: usize = 2;

/// The places that pictures have in a theme.
const PLACES: [&str; 4] = [
    "mainBackgroundImage",
    "mainLogoDark",
    "advancedSmallLogo",
    "advancedSymbolLogo",
];

/// The themes and their pictures.
pub(crate) struct Themes {
    all: Vec<Theme>,
    /// The names of those in use.
    active: Vec<String>,
    pictures: BTreeMap<String, Vec<u8>>,
}

struct Theme {
    name: String,
    system: bool,
    draft: bool,
    images: Value,
    colors: Value,
}

impl Default for Themes {
    fn default() -> Self {
        let system = |(name, style): (&str, &str)| Theme {
            name: name.to_owned(),
            system: true,
            draft: false,
            images: no_images(),
            colors: colors::of_product(style),
        };
        Self {
            all: SYSTEM.into_iter().map(system).collect(),
            active: Vec::new(),
            pictures: BTreeMap::new(),
        }
    }
}

impl Themes {
    fn find(&self, name: &str) -> Result<&Theme, Refusal> {
        let found = self.all.iter().find(|theme| same(&theme.name, name));
        found.ok_or_else(|| Refusal::missing("Theme", name))
    }

    /// The theme of a name that the site made.
    fn own_mut(&mut self, name: &str) -> Result<&mut Theme, Refusal> {
        let found = self.all.iter_mut().find(|theme| same(&theme.name, name));
        match found {
            None => Err(Refusal::missing("Theme", name)),
            Some(theme) if theme.system => Err(Refusal::built_in(&theme.name)),
            Some(theme) => Ok(theme),
        }
    }

    fn to_json(&self, theme: &Theme) -> Value {
        json!({
            "name": theme.name,
            "isActive": self.active.iter().any(|name| same(name, &theme.name)),
            "isSystem": theme.system,
            "isDraft": theme.draft,
            "images": theme.images,
            "colors": theme.colors,
        })
    }

    /// The pictures that a request names, all of which have been uploaded.
    fn images(&self, fields: Fields) -> Result<Value, Refusal> {
        let Some(images) = fields.object("images")? else {
            return Ok(no_images());
        };
        let main = images.mandatory_object("main")?;
        let mut named = no_images();
        for place in PLACES {
            let name = main.text(place)?.unwrap_or_default();
            if !name.is_empty() && !self.pictures.contains_key(&name.to_lowercase()) {
                let message = format!("There is no picture {name}; upload it first.");
                return Err(Refusal::invalid(place, message));
            }
            named["main"][place] = name.into();
        }
        Ok(named)
    }
}

fn no_images() -> Value {
    let places = PLACES
        .iter()
        .map(|place| ((*place).to_owned(), Value::from("")));
    json!({"main": places.collect::<serde_json::Map<_, _>>()})
}

/// All themes.
fn list(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    vault.require_vault_admin(call.caller()?)?;
    let themes = &vault.themes;
    let all: Vec<Value> = themes.all.iter().map(|one| themes.to_json(one)).collect();
    Ok(Answer::ok(json!({"CustomThemes": all})))
}

/// Adds a theme, which is not in use yet.
fn add(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    vault.require_vault_admin(call.caller()?)?;
    let fields = call.fields()?;
    let name = fields.mandatory("name")?;
    let draft = fields.boolean("isDraft")?;
    let theme = Theme {
        name: name.to_owned(),
        system: false,
        draft: draft.ok_or_else(|| Refusal::mandatory("isDraft"))?,
        images: vault.themes.images(fields)?,
        colors: colors::read(fields)?,
    };
    if vault.themes.find(name).is_ok() {
        return Err(Refusal::taken("Theme", name));
    }
    let answer = vault.themes.to_json(&theme);
    vault.themes.all.push(theme);
    Ok(Answer::created(answer))
}

/// One theme.
fn get(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    vault.require_vault_admin(call.caller()?)?;
    let theme = vault.themes.find(call.parameter("themeName"))?;
    Ok(Answer::ok(vault.themes.to_json(theme)))
}

/// Replaces a theme; one that is in use stays so under its new name.
fn update(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    vault.require_vault_admin(call.caller()?)?;
    let (fields, before) = (call.fields()?, call.parameter("themeName"));
    let name = fields.text("name")?.filter(|name| !name.is_empty());
    let name = name.unwrap_or(before);
    let images = vault.themes.images(fields)?;
    let colors = colors::read(fields)?;
    let draft = fields.boolean("isDraft")?.unwrap_or(false);
    if !same(name, before) && vault.themes.find(name).is_ok() {
        return Err(Refusal::taken("Theme", name));
    }
    let theme = vault.themes.own_mut(before)?;
    name.clone_into(&mut theme.name);
    theme.images = images;
    theme.colors = colors;
    theme.draft = draft;
    for active in &mut vault.themes.active {
        if same(active, before) {
            name.clone_into(active);
        }
    }
    Ok(Answer::empty(204))
}

/// Deletes a theme, which is not in use afterwards.
fn delete(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    vault.require_vault_admin(call.caller()?)?;
    let name = call.parameter("themeName");
    vault.themes.own_mut(name)?;
    vault.themes.all.retain(|theme| !same(&theme.name, name));
    vault.themes.active.retain(|active| !same(active, name));
    Ok(Answer::empty(204))
}

/// Publishes a theme, or makes it a draft again.
fn set_draft(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    vault.require_vault_admin(call.caller()?)?;
    let draft = call.fields()?.boolean("IsDraft")?.unwrap_or(false);
    vault.themes.own_mut(call.parameter("themeName"))?.draft = draft;
    Ok(Answer::empty(204))
}

/// The theme in use.
fn get_active(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    vault.require_vault_admin(call.caller()?)?;
    let name = vault.themes.active.first().map_or("", String::as_str);
    let theme = vault.themes.find(name)?;
    Ok(Answer::ok(vault.themes.to_json(theme)))
}

/// Puts one theme into use, or a bright and a dark one.
fn activate(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    vault.require_vault_admin(call.caller()?)?;
    let names = call.fields()?.list("themesNames")?.unwrap_or_default();
    if names.is_empty() {
        return Err(Refusal::mandatory("themesNames"));
    }
    if names.len() > MOST_ACTIVE {
        let message = format!("No more than {MOST_ACTIVE} themes can be in use.");
        return Err(Refusal::invalid("themesNames", message));
    }
    let mut active = Vec::new();
    for name in names {
        let name = name.as_str().unwrap_or_default();
        let theme = vault.themes.find(name)?;
        if theme.draft {
            let message = format!("Theme {name} is a draft; publish it first.");
            return Err(Refusal::invalid("themesNames", message));
        }
        active.push(theme.name.clone());
    }
    vault.themes.active = active;
    Ok(Answer::empty(204))
}

/// Goes back to the look of the product.
fn deactivate(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    vault.require_vault_admin(call.caller()?)?;
    vault.themes.active.clear();
    Ok(Answer::empty(204))
}
