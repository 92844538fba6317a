//! What other versions and editions answer.

use crate::support::{Caller, texts};
use pvwa_emulator::{Edition, Emulator, Version};
use serde_json::{Value, json};

async fn started(version: Version, edition: Edition) -> (Emulator, Caller) {
    let builder = Emulator::builder().version(version).edition(edition);
    let builder = builder.accounts(1, "Linux").expect("a name");
    let emulator = builder.start().await.expect("a free port");
    let administrator = Caller::logon(&emulator, "Administrator").await;
    (emulator, administrator)
}

#[tokio::test]
async fn safes_are_spelled_as_the_version_does() {
    let safes = |minor: (u16, u16)| async move {
        let version = Version::new(minor.0, minor.1, 0);
        let (_emulator, administrator) = started(version, Edition::SelfHosted).await;
        administrator.get("API/Safes").await.1
    };
    let old = safes((11, 1)).await;
    let keys: Vec<_> = old.as_object().expect("an object").keys().collect();
    assert_eq!(keys, ["GetSafesResult"]);
    assert_eq!(texts(&old["GetSafesResult"], "SafeName"), ["Linux"]);
    let older = safes((12, 0)).await;
    assert_eq!(
        (texts(&older["Safes"], "safeName"), &older["Total"]),
        (vec!["Linux"], &json!(1))
    );
    let today = safes((14, 6)).await;
    assert_eq!(
        (texts(&today["value"], "safeName"), &today["count"]),
        (vec!["Linux"], &json!(1))
    );
}

#[tokio::test]
async fn one_safe_and_one_application_are_spelled_as_the_version_does() {
    for (version, old_safe, old_application) in [
        ((10, 10), true, true),
        ((12, 1), true, false),
        ((12, 2), false, false),
    ] {
        let version = Version::new(version.0, version.1, 0);
        let (_emulator, administrator) = started(version, Edition::SelfHosted).await;
        let (status, safe) = administrator.get("API/Safes/Linux").await;
        assert_eq!(status, 200, "{version}");
        let name = match old_safe {
            true => &safe["GetSafeResult"]["SafeName"],
            false => &safe["safeName"],
        };
        assert_eq!(name, "Linux", "{version}");
        let applications = "WebServices/PIMServices.svc/Applications";
        let body = json!({"application": {"AppID": "Robot", "Location": "\\"}});
        let (status, body) = administrator.post(&format!("{applications}/"), body).await;
        assert_eq!(status, 201, "{body}");
        let (_, one) = administrator.get(&format!("{applications}/Robot/")).await;
        assert_eq!(one["application"].is_array(), old_application, "{version}");
    }
}

#[tokio::test]
async fn members_are_spelled_as_version_and_edition_do() {
    for (version, edition, read_only, text) in [
        (Version::new(12, 1, 0), Edition::SelfHosted, false, false),
        (Version::new(14, 6, 0), Edition::SelfHosted, true, false),
        (Version::new(14, 6, 0), Edition::PrivilegeCloud, true, true),
    ] {
        let (_emulator, administrator) = started(version, edition).await;
        let members = administrator.get("API/Safes/Linux/Members").await.1;
        let first = &members["value"][0];
        assert_eq!(first.get("isReadOnly").is_some(), read_only, "{version}");
        assert_eq!(first["memberId"].is_string(), text, "{edition:?}");
    }
}

#[tokio::test]
async fn what_a_version_lacks_is_not_found_or_not_allowed() {
    let (_emulator, administrator) = started(Version::new(10, 4, 0), Edition::SelfHosted).await;
    let (status, page) = administrator.get("API/Safes/Linux/Members").await;
    assert_eq!(
        (status, page.is_string()),
        (404, true),
        "the path came later"
    );
    let (status, body) = administrator
        .post("API/Safes", json!({"safeName": "New"}))
        .await;
    assert_eq!(status, 405, "only the method came later");
    assert_ne!(body["Message"], Value::Null);
}
