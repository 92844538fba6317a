//! The colors of a theme, all of which a request has to name.

use crate::{errors::Refusal, fields::Fields, limits::one_of};
use serde_json::{Map, Value, json};

const STYLES: [&str; 2] = ["bright", "dark"];

const PALETTE: [&str; 14] = [
    "backgroundMain",
    "borderMain",
    "textMain",
    "disableMain",
    "disableTextPrimary",
    "disableBackgroundPrimary",
    "successPrimary",
    "successSecondary",
    "warningPrimary",
    "warningSecondary",
    "infoPrimary",
    "infoSecondary",
    "errorPrimary",
    "errorSecondary",
];

const MAIN: [&str; 4] = [
    "mainColor",
    "selectedMain",
    "hoverMain",
    "defaultButtonTextPrimary",
];

const MENU: [&str; 8] = [
    "menuLogoBackground",
    "menuBackground",
    "menuHoverBackground",
    "menuActiveBackgroundPrimary",
    "menuActiveBackgroundSecondary",
    "menuText",
    "menuTextActive",
    "menuIcon",
];

const ADVANCED: [&str; 3] = ["backgroundMain", "borderMain", "textMain"];

/// The colors of a theme of the product.
pub(crate) fn of_product(style: &str) -> Value {
    let all = |names: &[&str], color: &str| {
        let colors = names
            .iter()
            .map(|name| ((*name).to_owned(), Value::from(color)));
        colors.collect::<Map<_, _>>()
    };
    json!({
        "colorsStyle": style,
        "definitionByType": {"dark": all(&PALETTE, "#101820"), "bright": all(&PALETTE, "#ffffff")},
        "main": all(&MAIN, "#0a5fb4"),
        "menu": all(&MENU, "#13284b"),
        "advanced": all(&ADVANCED, "#f4f6f8"),
    })
}

/// The colors of a request; those of the product where it has none.
pub(crate) fn read(fields: Fields) -> Result<Value, Refusal> {
    let Some(colors) = fields.object("colors")? else {
        return Ok(of_product("bright"));
    };
    let style = colors.mandatory("colorsStyle")?;
    let style = one_of("colorsStyle", style, &STYLES)?;
    let by_type = within(colors, "definitionByType")?;
    Ok(json!({
        "colorsStyle": style,
        "definitionByType": {
            "dark": all(within(by_type, "dark")?, &PALETTE, true)?,
            "bright": all(within(by_type, "bright")?, &PALETTE, true)?,
        },
        "main": all(within(colors, "main")?, &MAIN, true)?,
        "menu": all(within(colors, "menu")?, &MENU, true)?,
        "advanced": all(within(colors, "advanced")?, &ADVANCED, false)?,
    }))
}

fn within<'a>(fields: Fields<'a>, name: &str) -> Result<Fields<'a>, Refusal> {
    fields.mandatory_object(name)
}

fn all(fields: Fields, names: &[&str], needed: bool) -> Result<Map<String, Value>, Refusal> {
    let mut colors = Map::new();
    for name in names {
        match fields.text(name)? {
            Some(color) => drop(colors.insert((*name).to_owned(), color.into())),
            None if needed => return Err(Refusal::mandatory(name)),
            None => {}
        }
    }
    Ok(colors)
}
