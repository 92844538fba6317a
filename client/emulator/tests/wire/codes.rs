//! Codes that vaults were seen to answer, each in its situation, where no other test has it.

use crate::support::{started, started_as, unix_account};
use serde_json::json;

#[tokio::test]
async fn the_first_generation_knows_no_details() {
    let (_emulator, administrator) = started().await;
    administrator.add_safe("S").await;
    let services = "WebServices/PIMServices.svc";
    let member = json!({"member": {"MemberName": "app", "Permissions": [{"Key": "UseAccounts", "Value": "x"}]}});
    let account = json!({"account": {"safe": "S", "platformID": "UnixSSH", "address": "a"}});
    let safe =
        json!({"safe": {"SafeName": "T", "ManagingCPM": "Nobody", "NumberOfDaysRetention": 1}});
    for (path, body, code) in [
        ("Safes/S/Members", member, "CAWS00001E"),
        ("Account", account, "CAWS00001E"),
        ("Safes", safe, "EPVWS101E"),
    ] {
        let (status, answer) = administrator
            .post(&format!("{services}/{path}"), body)
            .await;
        assert_eq!(
            (status, &answer["ErrorCode"]),
            (400, &json!(code)),
            "{path}"
        );
        assert!(answer.get("Details").is_none(), "{answer}");
    }
    for body in [r#"{"application":"#, r#"{"AppID": "bare"}"#] {
        let body = Some(body.as_bytes().to_vec());
        let path = format!("{services}/Applications/");
        let answer = administrator.respond("POST", &path, body).await;
        let kind = answer.headers()["content-type"]
            .to_str()
            .expect("a text")
            .to_owned();
        assert_eq!(
            (answer.status().as_u16(), kind.as_str()),
            (400, "text/html; charset=utf-8")
        );
    }
}

#[tokio::test]
async fn what_is_no_number_no_id_or_no_component_is_refused() {
    let (_emulator, administrator) = started().await;
    administrator.add_safe("S").await;
    let mut account = unix_account("S", "a");
    account["platformAccountProperties"] = json!({"Port": "ssh"});
    let (status, body) = administrator.post("api/Accounts", account.clone()).await;
    assert_eq!(
        (status, &body["Details"][0]["ErrorCode"]),
        (400, &json!("PASWS018E"))
    );
    account["platformAccountProperties"] = json!({"Port": 22});
    assert_eq!(administrator.post("api/Accounts", account).await.0, 201);
    let (status, body) = administrator.get("api/Accounts/21_3%2021_4").await;
    assert_eq!((status, &body["ErrorCode"]), (400, &json!("CAWS00001E")));
    let (status, body) = administrator
        .get("api/ComponentsMonitoringDetails/Teapots")
        .await;
    assert_eq!((status, &body["ErrorCode"]), (404, &json!("CAWS00001E")));
    assert!(body["ErrorMessage"].to_string().contains("ITATP072E"));
}

#[tokio::test]
async fn who_is_in_a_group_already_is_told_so_as_the_version_does() {
    for (version, code) in [((10, 6), "ITATS262E"), ((14, 6), "PASWS213E")] {
        let (_emulator, administrator) = started_as(version).await;
        let (_, groups) = administrator.get("api/UserGroups?search=Auditors").await;
        let path = format!("api/UserGroups/{}/Members", groups["value"][0]["id"]);
        let body = json!({"memberId": "app"});
        assert_eq!(
            administrator.post(&path, body.clone()).await.0,
            201,
            "{version:?}"
        );
        let (status, answer) = administrator.post(&path, body).await;
        assert_eq!((status, &answer["ErrorCode"]), (409, &json!(code)));
    }
}
