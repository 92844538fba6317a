//! Settings: what is taken, from where, and what is said of what cannot be.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod vaults;

use pvwa::{
    BaseUrl, Credentials, Error, LogonMethod,
    operation::Edition,
    settings::{SecretPlace, Settings, SettingsProblem, Target},
};
use pvwa_emulator::Emulator;
use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

const EXAMPLE: &str = include_str!("../src/settings/example.toml");

/// Settings of a text at `/etc/pvwa.toml` and of variables.
fn resolve(
    text: &str,
    variables: &[(&str, &str)],
    profile: Option<&str>,
) -> Result<Settings, pvwa::settings::SettingsError> {
    let file = Some((Path::new("/etc/pvwa.toml"), text)).filter(|(_, text)| !text.is_empty());
    Settings::resolve(file, &environment(variables), profile)
}

fn environment(variables: &[(&str, &str)]) -> BTreeMap<String, String> {
    let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    variables.iter().map(owned).collect()
}

/// The text of the error, in which nothing secret may stand.
fn refused(text: &str, variables: &[(&str, &str)], profile: Option<&str>) -> String {
    let error = resolve(text, variables, profile).unwrap_err();
    let shown = error.to_string();
    assert!(
        !format!("{shown} {error:?}").contains("Hunter2"),
        "{error:?}"
    );
    shown
}

#[test]
fn the_example_of_the_documentation_is_read() {
    let settings = resolve(EXAMPLE, &[], None).unwrap();
    assert_eq!(settings.profile(), Some("production"));
    let url = BaseUrl::parse("https://pvwa.example.com").unwrap();
    assert_eq!(settings.target(), &Target::Url(url));
    assert_eq!(settings.edition(), Some(Edition::SelfHosted));
    assert_eq!(settings.version().unwrap().to_string(), "14.6");
    let login = settings.login();
    assert_eq!(login.method, Some(LogonMethod::Ldap));
    assert_eq!(login.user.as_deref(), Some("api.user"));
    let Some(SecretPlace::File { path, .. }) = &login.secret else {
        panic!("{login:?}");
    };
    assert_eq!(path, Path::new("/etc/secrets/api.user"));
    assert_eq!(settings.concurrency().unwrap().get(), 8);
    assert_eq!(settings.requests_per_second().unwrap().get(), 20);
    let cloud = resolve(EXAMPLE, &[], Some("cloud")).unwrap();
    assert_eq!(cloud.target(), &Target::Subdomain("acme".to_owned()));
    let place = SecretPlace::Environment("ACME_CLIENT_SECRET".to_owned());
    assert_eq!(cloud.login().secret, Some(place));
    let laboratory = resolve(EXAMPLE, &[("PVWA_PROFILE", "laboratory")], None).unwrap();
    assert!(laboratory.builder().is_ok());
    assert!(matches!(
        laboratory.login().secret,
        Some(SecretPlace::Keyring { .. })
    ));
    insta::assert_debug_snapshot!(settings);
}

#[test]
fn the_example_shows_every_key() {
    // A file with a key that is none names those that are near; the keys themselves are private.
    for name in [
        "url",
        "subdomain",
        "discovery_url",
        "discovery_hosts",
        "edition",
        "version",
        "method",
        "user",
        "password_file",
        "password_env",
        "password_keyring",
        "certificate_authorities",
        "only_these_authorities",
        "client_certificate",
        "client_certificate_password_env",
        "proxy",
        "proxy_user",
        "proxy_password_keyring",
        "connect_timeout",
        "attempt_timeout",
        "operation_timeout",
        "concurrency",
        "requests_per_second",
        "user_agent",
        "http_version",
        "tls",
        "allow_plain_http",
        "readable_secret_files",
    ] {
        assert!(EXAMPLE.contains(&format!("\n{name} = ")), "{name}");
    }
}

#[test]
fn a_variable_goes_before_the_file() {
    let variables = [
        ("PVWA_USER", "other"),
        ("PVWA_SUBDOMAIN", "acme"),
        ("PVWA_PASSWORD", "Hunter2"),
        ("PVWA_CONCURRENCY", "3"),
        ("PVWA_EDITION", ""),
    ];
    let settings = resolve(EXAMPLE, &variables, None).unwrap();
    assert_eq!(settings.target(), &Target::Subdomain("acme".to_owned()));
    assert_eq!(settings.login().user.as_deref(), Some("other"));
    let place = SecretPlace::Environment("PVWA_PASSWORD".to_owned());
    assert_eq!(settings.login().secret, Some(place));
    assert_eq!(settings.concurrency().unwrap().get(), 3);
    assert_eq!(
        settings.edition(),
        Some(Edition::SelfHosted),
        "an empty one is not set"
    );
    assert!(!format!("{settings:?}").contains("Hunter2"));
}

#[test]
fn variables_alone_will_do() {
    let variables = [
        ("PVWA_URL", "https://pvwa.example.com"),
        ("PVWA_ATTEMPT_TIMEOUT", "1m 30s"),
    ];
    let settings = resolve("", &variables, None).unwrap();
    assert_eq!((settings.profile(), settings.file()), (None, None));
    assert!(settings.builder().is_ok());
}

#[test]
fn every_mistake_is_placed_and_explained() {
    let profile = |lines: &str| format!("[profile.a]\nurl = \"https://pvwa\"\n{lines}\n");
    let two = "[profile.a]\nurl = \"https://x\"\n[profile.b]\nurl = \"https://y\"\n";
    let mut texts = String::new();
    for text in [
        profile("password = \"Hunter2\""),
        profile("password = Hunter2"),
        profile("client_secret = \"Hunter2\""),
        profile("proxy-password = \"Hunter2\""),
        profile("token = 7"),
        profile("usr = \"Hunter2\""),
        profile("colour = \"Hunter2\""),
        profile("connect_timeout = 10"),
        profile("connect_timeout = \"0s\""),
        profile("connect_timeout = \"-1s\""),
        profile("concurrency = 0"),
        profile("concurrency = -1"),
        profile("allow_plain_http = \"Hunter2\""),
        profile("edition = \"selfhosted\""),
        profile("method = \"Hunter2\""),
        profile("version = \"Hunter2\""),
        profile("user = \"\""),
        profile("user = 7"),
        profile("certificate_authorities = [1]"),
        profile("password_file = \"a\"\npassword_env = \"b\""),
        profile("subdomain = \"acme\""),
        profile("password_keyring = \"service\""),
        profile("url = \"Hunter2\""),
        "[profile.a]\nurl = \"https://me:Hunter2@pvwa\"\n".to_owned(),
        "[profile.a]\nurl = \"http://pvwa\"\n".to_owned(),
        profile("proxy = \"http://me:Hunter2@proxy\""),
        profile("proxy = \"proxy:3128\""),
        profile("discovery_url = \"https://me:Hunter2@pvwa\""),
        "[profile.a]\nuser = \"me\"\n".to_owned(),
        "url = \"Hunter2\"\n".to_owned(),
        "[profiles.a]\nurl = \"Hunter2\"\n".to_owned(),
        "profile = \"Hunter2\"\n".to_owned(),
        "default = \"b\"\n[profile.a]\n".to_owned(),
        "[profile.a\nHunter2".to_owned(),
        two.to_owned(),
    ] {
        texts.push_str(&refused(&text, &[], None));
        texts.push('\n');
    }
    texts.push_str("-- the environment --\n");
    for (text, variables, asked) in [
        (two, vec![], Some("c")),
        (two, vec![("PVWA_PROFILE", "c")], None),
        ("", vec![], None),
        ("", vec![], Some("production")),
        (
            "",
            vec![
                ("PVWA_CONNECT_TIMEOUT", "Hunter2"),
                ("PVWA_URL", "https://x"),
            ],
            None,
        ),
        (
            "",
            vec![("PVWA_TLS", "Hunter2"), ("PVWA_URL", "https://x")],
            None,
        ),
        (
            "",
            vec![("PVWA_URL", "https://x"), ("PVWA_SUBDOMAIN", "y")],
            None,
        ),
    ] {
        texts.push_str(&refused(text, &variables, asked));
        texts.push('\n');
    }
    insta::assert_snapshot!(texts);
}

/// What stands in the way of a builder, with the folder left out.
fn unmade(folder: &Path, lines: &str) -> String {
    let path = folder.join("pvwa.toml");
    fs::write(
        &path,
        format!("[profile.a]\nurl = \"https://pvwa\"\n{lines}\n"),
    )
    .unwrap();
    let error = Settings::load_from(&path, None)
        .unwrap()
        .builder()
        .unwrap_err();
    let shown = error.to_string();
    assert!(
        !format!("{shown} {error:?}").contains("Hunter2"),
        "{error:?}"
    );
    shown.replace(folder.to_str().unwrap(), "FOLDER")
}

#[test]
fn what_a_file_names_is_looked_at() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    fs::write(folder.join("empty"), "").unwrap();
    fs::write(folder.join("text"), "Hunter2").unwrap();
    fs::write(folder.join("bytes"), [0xff, 0xfe]).unwrap();
    for name in ["empty", "text", "bytes"] {
        restrict(&folder.join(name), 0o600);
    }
    let mut texts = String::new();
    for lines in [
        "certificate_authorities = [\"missing.pem\"]",
        "certificate_authorities = [\"text\"]",
        "certificate_authorities = [\"empty\"]",
        "only_these_authorities = true",
        "client_certificate = \"missing.pem\"",
        "proxy = \"http://proxy\"\nproxy_user = \"me\"",
        "proxy = \"http://proxy\"\nproxy_user = \"me\"\nproxy_password_file = \"missing\"",
        "proxy = \"http://proxy\"\nproxy_user = \"me\"\nproxy_password_file = \"empty\"",
        "proxy = \"http://proxy\"\nproxy_user = \"me\"\nproxy_password_file = \"bytes\"",
        "proxy = \"http://proxy\"\nproxy_user = \"me\"\nproxy_password_env = \"PVWA_NOT_SET\"",
        "user_agent = \"two\\nlines\"",
    ] {
        texts.push_str(&unmade(folder, lines));
        texts.push('\n');
    }
    insta::assert_snapshot!(texts);
}

#[test]
fn a_company_has_to_be_looked_for() {
    let settings = resolve("[profile.a]\nsubdomain = \"acme\"\n", &[], None).unwrap();
    let error = settings.builder().unwrap_err();
    assert!(
        matches!(&error, Error::Settings(error) if error.problem == SettingsProblem::NeedsDiscovery),
        "{error}"
    );
}

#[cfg(unix)]
fn restrict(path: &Path, mode: u32) {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

#[cfg(not(unix))]
fn restrict(_: &Path, _: u32) {}

/// Writes a settings file with a password file beside it.
fn with_password(folder: &Path, lines: &str) -> PathBuf {
    let path = folder.join("pvwa.toml");
    let text =
        format!("[profile.a]\nurl = \"https://pvwa\"\npassword_file = \"password\"\n{lines}");
    fs::write(&path, text).unwrap();
    fs::write(folder.join("password"), "Hunter2\n").unwrap();
    path
}

#[cfg(unix)]
#[test]
fn files_that_everybody_may_read_or_write_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = with_password(folder.path(), "");
    let read = || {
        let settings = Settings::load_from(&path, None).unwrap();
        settings.login().secret.as_ref().unwrap().read()
    };
    let password = folder.path().join("password");
    restrict(&password, 0o644);
    let error = read().unwrap_err();
    assert_eq!(error.problem, SettingsProblem::Readable, "{error}");
    for mode in [0o600, 0o640, 0o400] {
        restrict(&password, mode);
        assert_eq!(read().unwrap().expose(), "Hunter2", "without its line end");
    }
    restrict(&password, 0o444);
    with_password(folder.path(), "readable_secret_files = true\n");
    assert_eq!(read().unwrap().expose(), "Hunter2");
    restrict(&path, 0o666);
    let error = Settings::load_from(&path, None).unwrap_err();
    assert_eq!(error.problem, SettingsProblem::Writable, "{error}");
}

#[tokio::test]
async fn settings_lead_to_a_vault() {
    let emulator = Emulator::builder().tls().start().await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("ca.pem"), emulator.authority().unwrap()).unwrap();
    let path = folder.path().join("pvwa.toml");
    let text = format!(
        "default = \"by_url\"\n\
         [profile.by_url]\nurl = \"{}\"\ncertificate_authorities = [\"ca.pem\"]\nproxy = \"none\"\n\
         only_these_authorities = true\nattempt_timeout = \"30s\"\n\
         [profile.by_name]\nsubdomain = \"emulator\"\ncertificate_authorities = [\"ca.pem\"]\n\
         discovery_url = \"{}\"\ndiscovery_hosts = [\"127.0.0.1\"]\nedition = \"privilege-cloud\"\n",
        emulator.base_url(),
        emulator.identity_url()
    );
    fs::write(&path, text).unwrap();
    for profile in [None, Some("by_name")] {
        let settings = Settings::load_from(&path, profile).unwrap();
        let builder = settings.discovered_builder().await.unwrap();
        let password = emulator.password_of("Administrator").unwrap();
        let credentials = Credentials::cyberark("Administrator", password.expose().to_owned());
        let vault = builder.credentials(credentials).build().unwrap();
        vault.logon().await.unwrap();
        vault.logoff().await.unwrap();
    }
    assert_eq!(vaults::count(&emulator, "logon"), 2);
    assert_eq!(vaults::count(&emulator, "list_platform_services"), 1);
}

#[tokio::test]
async fn a_profile_is_enough_to_log_on() {
    let emulator = pvwa_emulator::Emulator::builder().start().await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let secret = folder.path().join("password");
    let password = emulator.password_of("Administrator").unwrap();
    std::fs::write(&secret, format!("{}\n", password.expose())).unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let private = std::fs::Permissions::from_mode(0o600);
        std::fs::set_permissions(&secret, private).unwrap();
    }
    let text = format!(
        "[profile.only]\nurl = \"{}\"\nallow_plain_http = true\nuser = \"Administrator\"\npassword_file = \"password\"\n",
        emulator.base_url()
    );
    let file = folder.path().join("pvwa.toml");
    let settings = Settings::resolve(Some((&file, &text)), &BTreeMap::new(), None).unwrap();
    let credentials = settings.credentials().unwrap();
    assert_eq!(credentials.user(), Some("Administrator"));
    assert_eq!(credentials.method(), Some(LogonMethod::CyberArk));
    let vault = settings.builder().unwrap().build().unwrap();
    vault.logon().await.unwrap();
    assert_eq!(
        emulator.requests()[0].path,
        "/PasswordVault/API/Auth/CyberArk/Logon"
    );
    vault.close().await.unwrap();
}

#[test]
fn what_settings_leave_open_is_up_to_the_program() {
    let open = |lines: &str| {
        let text = format!("[profile.only]\nurl = \"https://pvwa.example.com\"\n{lines}");
        resolve(&text, &[], None).unwrap().credentials()
    };
    assert!(open("").is_none());
    assert!(open("user = \"api.user\"").is_none());
    assert!(open("password_env = \"HOME\"").is_none());
    assert!(open("method = \"saml\"").is_none());
    for method in ["pki", "pkipn", "shared"] {
        assert!(
            open(&format!("method = \"{method}\"")).is_some(),
            "{method}"
        );
    }
}
