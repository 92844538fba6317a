//! Sessions through PSM: what a client gets to open one.

use crate::{
    account::Action,
    answer::Answer,
    behaviour::Row,
    call::Call,
    custody::Purpose,
    errors::Refusal,
    fields::{Fields, boolean},
    psm_sessions::Connection,
    random,
    state::{Vault, same},
};
use http::header::ACCEPT;
use serde_json::{Map, Value, json};

/// What this module carries out.
pub(crate) const ROWS: &[Row] = &[
    ("connect_through_psm", connect),
    ("connect_ad_hoc", connect_ad_hoc),
];

/// Where PSM and the gateway to it would be found.
const PSM: &str = "psm.example.com";
const GATEWAY: &str = "https://gateway.example.com/guac/direct";

/// How long the part of a session is that is good for one session alone.
const TOKEN: usize = 32;

/// A session to be opened.
struct Session<'a> {
    caller: &'a str,
    component: &'a str,
    parameters: Option<Fields<'a>>,
    token: String,
}

/// Prepares a session with an account, which is taken by it as by reading its secret.
fn connect(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let fields = call.fields()?;
    let (caller, key) = (call.caller()?, call.account()?);
    let component = fields.mandatory("ConnectionComponent")?;
    let parameters = fields.object("ConnectionParams")?;
    let machine = parameter(parameters, "PSMRemoteMachine")?;
    vault.check_machine(key, "PSMRemoteMachine", machine)?;
    let session = Session {
        caller: vault.user_name(caller),
        component,
        parameters,
        token: token(),
    };
    let answer = session.answer(call)?;
    // The last thing that can refuse, since it can use a confirmed request up.
    let purpose = vault.admit(caller, key, fields)?;
    let now = vault.now();
    let details = [component, machine.unwrap_or_default(), &purpose.ticket];
    let details: Vec<&str> = details
        .into_iter()
        .filter(|text| !text.is_empty())
        .collect();
    let details = details.join(", ");
    let account = vault.account_mut(key)?;
    account.note_details(caller, Action::Connect, &purpose.reason, details, now);
    vault.take(caller, key)?;
    let connection = Connection {
        component: Some(component),
        remote_machine: machine,
        ticket: Some(&purpose.ticket),
    };
    vault.begin_psm_session(key, caller, connection)?;
    Ok(answer)
}

/// Prepares a session with an account that the vault does not know.
fn connect_ad_hoc(vault: &mut Vault, call: &Call) -> Result<Answer, Refusal> {
    let fields = call.fields()?;
    for name in ["secret", "address", "userName", "platformId"] {
        fields.mandatory(name)?;
    }
    let wanted = fields.mandatory_object("PSMConnectPrerequisites")?;
    let rules = vault.workflow(fields.mandatory("platformId")?);
    Purpose::read(wanted, rules.reason)?;
    let session = Session {
        caller: vault.user_name(call.caller()?),
        component: wanted.mandatory("ConnectionComponent")?,
        parameters: wanted.object("ConnectionParams")?,
        token: token(),
    };
    session.answer(call)
}

fn token() -> String {
    random::text(TOKEN)
}

/// The value of a connection parameter; `None` where it is absent or empty.
fn parameter<'a>(parameters: Option<Fields<'a>>, name: &str) -> Result<Option<&'a str>, Refusal> {
    let Some(parameter) = parameters
        .map(|all| all.object(name))
        .transpose()?
        .flatten()
    else {
        return Ok(None);
    };
    Ok(parameter.text("value")?.filter(|text| !text.is_empty()))
}

impl Session<'_> {
    /// In the form that the caller accepts: JSON where it asks for that, otherwise a file.
    fn answer(&self, call: &Call) -> Result<Answer, Refusal> {
        let html5 = parameter(self.parameters, "AllowSelectHTML5")?;
        let html5 = html5.is_some_and(|text| same(text, "Yes") || boolean(text) == Some(true));
        let wants_json = call
            .header(ACCEPT)
            .is_some_and(|kinds| kinds.to_ascii_lowercase().contains("json"));
        if html5 {
            return Ok(as_json(json!({
                "PSMGWURL": GATEWAY,
                "PSMGWRequest": self.token,
            })));
        }
        let settings = self.settings()?;
        if wants_json {
            let settings: Map<String, Value> = settings
                .into_iter()
                .map(|(name, _, value)| (name.to_owned(), value.into()))
                .collect();
            return Ok(as_json(settings.into()));
        }
        let file: String = settings
            .into_iter()
            .map(|(name, kind, value)| format!("{name}:{kind}:{value}\r\n"))
            .collect();
        Ok(Answer::bytes("application/octet-stream", file).named("connect.rdp"))
    }

    /// The settings of the file: name, kind and value.
    fn settings(&self) -> Result<Vec<(&'static str, char, String)>, Refusal> {
        let yes = |name| -> Result<String, Refusal> {
            let value = parameter(self.parameters, name)?;
            let on = value.is_some_and(|text| same(text, "Yes"));
            Ok(if on { "1" } else { "0" }.to_owned())
        };
        let console = yes("AllowConnectToConsole")?;
        Ok(vec![
            ("full address", 's', PSM.to_owned()),
            ("server port", 'i', "3389".to_owned()),
            ("username", 's', self.token.clone()),
            (
                "alternate shell",
                's',
                format!("psm /u {} /c {}", self.caller, self.component),
            ),
            ("desktopwidth", 'i', "1024".to_owned()),
            ("desktopheight", 'i', "768".to_owned()),
            ("screen mode id", 'i', "2".to_owned()),
            ("redirectdrives", 'i', yes("AllowMappingLocalDrives")?),
            ("redirectsmartcards", 'i', yes("RedirectSmartCards")?),
            ("administrative session", 'i', console),
            ("EnableCredSspSupport", 'i', "0".to_owned()),
            ("redirectcomports", 'i', "0".to_owned()),
            ("remoteapplicationmode", 'i', "0".to_owned()),
            ("use multimon", 'i', "0".to_owned()),
            ("span monitors", 'i', "0".to_owned()),
        ])
    }
}

/// JSON where the other forms of the same answer are files.
fn as_json(value: Value) -> Answer {
    Answer::bytes("application/json; charset=utf-8", value.to_string())
}
