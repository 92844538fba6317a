//! The platforms that ship with a vault.

use super::Kind;

/// What a platform is from the start; those that are made of it have the same.
pub(crate) struct Template {
    pub(crate) kind: Kind,
    pub(crate) number: u32,
    pub(crate) id: &'static str,
    pub(crate) name: &'static str,
    /// The type of system; of a dependent platform the kind of dependency.
    pub(crate) system_type: &'static str,
    /// What names of accounts begin with.
    pub(crate) device: &'static str,
    /// Name and display name of what an account must have.
    pub(crate) required: &'static [Property],
    pub(crate) optional: &'static [Property],
    pub(crate) linked: &'static [Property],
    pub(crate) plugin: &'static str,
}

/// A name for calls and one for people.
pub(crate) type Property = (&'static str, &'static str);

const ADDRESS: Property = ("Address", "Address");
const USERNAME: Property = ("Username", "Username");
const PORT: Property = ("Port", "Port");
const DATABASE: Property = ("Database", "Database");
const LOGON_DOMAIN: Property = ("LogonDomain", "Logon To");
const USER_DN: Property = ("UserDN", "User DN");
const DSN: Property = ("DSN", "DSN (ODBC)");
const LOGON: Property = ("LogonAccount", "Logon Account");
const RECONCILE: Property = ("ReconcileAccount", "Reconcile Account");

/// What a platform is that was imported under an id that no vault ships.
pub(crate) const IMPORTED: Template = Template {
    kind: Kind::Target,
    number: 0,
    id: "",
    name: "",
    system_type: "Imported Platforms",
    device: "Application",
    required: &[ADDRESS, USERNAME],
    optional: &[PORT, DATABASE, LOGON_DOMAIN],
    linked: &[LOGON, RECONCILE],
    plugin: "",
};

const fn dependent(
    number: u32,
    id: &'static str,
    name: &'static str,
    required: &'static [Property],
    optional: &'static [Property],
) -> Template {
    Template {
        kind: Kind::Dependent,
        number,
        id,
        name,
        system_type: id,
        device: "",
        required,
        optional,
        linked: &[("Link", "Logon Account")],
        plugin: "",
    }
}

const fn group(kind: Kind, number: u32, id: &'static str, name: &'static str) -> Template {
    Template {
        kind,
        number,
        id,
        name,
        system_type: "Misc",
        device: "",
        required: &[],
        optional: &[],
        linked: &[],
        plugin: "",
    }
}

/// All of them.
pub(crate) const SHIPPED: [Template; 16] = [
    Template {
        kind: Kind::Target,
        number: 2,
        id: "UnixSSH",
        name: "Unix via SSH",
        system_type: "*NIX",
        device: "Operating System",
        required: &[ADDRESS, USERNAME],
        optional: &[PORT],
        linked: &[LOGON, RECONCILE],
        plugin: "PMTerminal.exe",
    },
    Template {
        kind: Kind::Target,
        number: 3,
        id: "UnixSSHKeys",
        name: "Unix via SSH Keys",
        system_type: "*NIX",
        device: "Operating System",
        required: &[ADDRESS, USERNAME],
        optional: &[PORT],
        linked: &[LOGON, RECONCILE],
        plugin: "PMTerminal.exe",
    },
    Template {
        kind: Kind::Target,
        number: 4,
        id: "WinServerLocal",
        name: "Windows Server Local Accounts",
        system_type: "Windows",
        device: "Operating System",
        required: &[ADDRESS, USERNAME],
        optional: &[PORT, LOGON_DOMAIN],
        linked: &[LOGON, RECONCILE],
        plugin: "PMWindows.dll",
    },
    Template {
        kind: Kind::Target,
        number: 5,
        id: "WinDomain",
        name: "Windows Domain Account",
        system_type: "Windows",
        device: "Operating System",
        required: &[ADDRESS, USERNAME],
        optional: &[PORT, LOGON_DOMAIN, USER_DN],
        linked: &[LOGON, RECONCILE],
        plugin: "PMWindows.dll",
    },
    Template {
        kind: Kind::Target,
        number: 6,
        id: "WinDesktopLocal",
        name: "Windows Desktop Local Accounts",
        system_type: "Windows",
        device: "Operating System",
        required: &[ADDRESS, USERNAME],
        optional: &[PORT, LOGON_DOMAIN],
        linked: &[LOGON, RECONCILE],
        plugin: "PMWindows.dll",
    },
    Template {
        kind: Kind::Target,
        number: 7,
        id: "Oracle",
        name: "Oracle Database",
        system_type: "Database",
        device: "Database",
        required: &[ADDRESS, USERNAME],
        optional: &[PORT, DATABASE, DSN],
        linked: &[LOGON, RECONCILE],
        plugin: "PMODBC.exe",
    },
    Template {
        kind: Kind::Target,
        number: 8,
        id: "BusinessWebsite",
        name: "Business Website",
        system_type: "Website",
        device: "Website",
        required: &[("ItemName", "Item Name")],
        optional: &[
            USERNAME,
            ("URL", "URL"),
            ("Tags", "Tags"),
            ("Notes", "Notes"),
        ],
        linked: &[],
        plugin: "",
    },
    Template {
        kind: Kind::Target,
        number: 9,
        id: "CyberArkPTA",
        name: "CyberArk PTA",
        system_type: "Application",
        device: "Application",
        required: &[ADDRESS, USERNAME],
        optional: &[PORT, ("IgnoreCertificate", "Ignore Certificate")],
        linked: &[],
        plugin: "PMPTA.dll",
    },
    group(
        Kind::Group,
        33,
        "SampleGroup",
        "[Sample Password Group Platform]",
    ),
    group(
        Kind::RotationalGroup,
        40,
        "SampleRotationalGroup",
        "[Sample Rotational Group Platform]",
    ),
    dependent(
        1,
        "COMPlus",
        "COM+ Application",
        &[("ApplicationName", "Application Name"), ADDRESS],
        &[("Restart", "Restart")],
    ),
    dependent(
        3,
        "IISAnonymous",
        "IIS Anonymous User",
        &[("WebSiteName", "Web Site Name"), ADDRESS],
        &[
            ("WebSiteID", "Web Site Identifier"),
            ("VirtualDirPath", "Virtual Directory Path"),
        ],
    ),
    dependent(
        4,
        "IISAppPool",
        "IIS Application Pool",
        &[("AppPoolName", "Application Pool"), ADDRESS],
        &[("RestartService", "Restart Service")],
    ),
    dependent(
        5,
        "Registry",
        "Windows Registry",
        &[
            ("RegistryPathName", "Registry Path"),
            ("RegistryValueName", "Value Name"),
            ADDRESS,
        ],
        &[
            ("Prefix", "Password Prefix"),
            ("Postfix", "Password Postfix"),
        ],
    ),
    dependent(
        6,
        "SchedTask",
        "Scheduled Task",
        &[("TaskName", "Task Name"), ADDRESS],
        &[("TaskFolder", "Task Folder")],
    ),
    dependent(
        7,
        "WinService",
        "Windows Service",
        &[("ServiceName", "Service Name"), ADDRESS],
        &[("RestartService", "Restart Service")],
    ),
];

/// The settings that all platforms share, as their files spell them.
pub(crate) const SETTINGS: [(&str, &str); 24] = [
    ("PolicyType", "Regular"),
    ("SearchForUsages", "Yes"),
    ("ImmediateInterval", "5"),
    ("Interval", "1440"),
    ("MaxConcurrentConnections", "3"),
    ("AllowedSafes", ".*"),
    ("MinValidityPeriod", "60"),
    ("Timeout", "30"),
    ("UnlockIfFail", "No"),
    ("MaximumRetries", "5"),
    ("MinDelayBetweenRetries", "90"),
    ("AllowManualChange", "Yes"),
    ("PerformPeriodicChange", "No"),
    ("VFAllowManualVerification", "Yes"),
    ("VFPerformPeriodicVerification", "No"),
    ("RCAllowManualReconciliation", "Yes"),
    ("RCAutomaticReconcileWhenUnsynched", "No"),
    ("PasswordLength", "16"),
    ("MinUpperCase", "1"),
    ("MinLowerCase", "1"),
    ("MinDigit", "1"),
    ("MinSpecial", "0"),
    ("ExpirationPeriod", "90"),
    ("VFVerificationPeriod", "7"),
];
