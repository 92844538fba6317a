//! Where the services are found, and what the tenant says of itself.

use super::{Tenant, started};
use serde_json::{Value, json};

#[tokio::test]
async fn the_directory_of_tenants_leads_to_both_hosts() {
    let (emulator, _) = started().await;
    let anonymous = Tenant::anonymous(&emulator);
    let (status, services) = anonymous.get("api/v2/services/subdomain/Emulator").await;
    assert_eq!(status, 200, "{services}");
    assert_eq!(services["pcloud"]["api"], emulator.base_url());
    let (_, endpoint) = anonymous.get("api/identity-endpoint/emulator").await;
    assert_eq!(endpoint, json!({"endpoint": emulator.identity_url()}));
    assert_eq!(anonymous.get("api/identity-endpoint/acme").await.0, 404);
}

#[tokio::test]
async fn the_tenant_tells_its_version_directories_and_hosts() {
    let (_emulator, administrator) = started().await;
    let about = administrator.result("SysInfo/About", json!({})).await;
    assert!(
        about["PodFqdn"]
            .as_str()
            .is_some_and(|host| host.starts_with("127.0.0.1:"))
    );
    let (_, directories) = administrator.get("Core/GetDirectoryServices").await;
    assert_eq!(directories["Result"]["Results"][0]["Row"]["Service"], "CDS");
    let urls = administrator.result("TenantCnames/Get", json!({})).await;
    assert_eq!(urls[0]["Cname"], about["PodFqdn"]);
    let cnames = administrator.result("TenantCnames/UiGet", json!({})).await;
    assert_eq!(cnames["Results"][0]["Row"]["ReadOnly"], true);
    let health = administrator
        .result("Core/CheckProxyHealth", json!({}))
        .await;
    assert_eq!(health, json!({"Connectors": []}));
    let body = json!({"ID": "ann@cyberark.cloud.1234", "SettingsType": ""});
    let settings = administrator.result("Core/GetUserSettings", body).await;
    assert_eq!(settings["FullCount"], 0);
    let password = json!({"userUuid": "ann@cyberark.cloud.1234", "passwordLength": 30});
    let password = administrator
        .result("Core/GeneratePassword", password)
        .await;
    assert_eq!(password.as_str().map(str::len), Some(30));
}

#[tokio::test]
async fn settings_are_kept_by_who_may_configure() {
    let (emulator, administrator) = started().await;
    let set = "Core/SetTenantConfig?key=CompanyName&value=Acme";
    administrator.result(set, json!({})).await;
    let body = json!({"AllowCors": true, "OtpCodeLength": 8});
    administrator
        .result("TenantConfig/SetCustomerConfig", body)
        .await;
    let get = "Core/GetTenantConfig?key=CompanyName&dflt=none";
    assert_eq!(administrator.result(get, json!({})).await, "Acme");
    let all = administrator
        .result("TenantConfig/GetCustomerConfig", json!({}))
        .await;
    assert_eq!(
        all,
        json!({"AllowCors": true, "CompanyName": "Acme", "OtpCodeLength": 8})
    );
    administrator
        .result("Core/DeleteTenantConfig?key=CompanyName", json!({}))
        .await;
    assert_eq!(administrator.result(get, json!({})).await, "none");
    let ann = Tenant::logon(&emulator, "ann@cyberark.cloud.1234", super::PASSWORD).await;
    ann.failure(set, json!({})).await;
}

#[tokio::test]
async fn suffixes_are_added_renamed_and_deleted() {
    let (_emulator, administrator) = started().await;
    let add = "Core/StoreAlias?alias=example.com&cdsAlias=true&domain=example.com";
    assert_eq!(administrator.result(add, json!({})).await["State"], 0);
    assert_eq!(
        administrator.result(add, json!({})).await["State"],
        1,
        "it is there"
    );
    let rename =
        "Core/StoreAlias?alias=example.org&cdsAlias=true&domain=example.org&oldName=example.com";
    assert_eq!(administrator.result(rename, json!({})).await["State"], 0);
    let body = json!({"Args": {"PageNumber": 2, "PageSize": 1, "SortBy": "ID", "Ascending": true}});
    let page = administrator.result("Core/GetAliasesForTenant", body).await;
    assert_eq!((&page["Count"], &page["FullCount"]), (&json!(1), &json!(2)));
    assert_eq!(page["Results"][0]["Row"]["ID"], "example.org");
    let user = json!({"Name": "joe@example.org", "SendEmailInvite": false});
    let uuid = administrator
        .result("CDirectoryService/CreateUser", user)
        .await;
    let delete = json!({"Suffixes": ["example.org"]});
    administrator
        .failure("Core/DeleteAliases", delete.clone())
        .await;
    administrator
        .result("CDirectoryService/DeleteUser", json!({"ID": uuid}))
        .await;
    administrator.result("Core/DeleteAliases", delete).await;
    let left = administrator
        .result("Core/GetCdsAliasesForTenant", Value::Null)
        .await;
    assert_eq!(left["FullCount"], 1);
}

#[tokio::test]
async fn the_tenant_gets_and_loses_host_names() {
    let (_emulator, administrator) = started().await;
    for name in ["acme", "other"] {
        let path = format!("TenantCnames/Register?cnamePrefix={name}");
        administrator.result(&path, Value::Null).await;
        administrator.failure(&path, Value::Null).await;
    }
    let prefer = "TenantCnames/SetPreferred?customCname=";
    administrator
        .result(&format!("{prefer}other.id.cyberark.cloud"), Value::Null)
        .await;
    let (_, refused) = administrator
        .post(&format!("{prefer}acme"), Value::Null)
        .await;
    assert_eq!(
        refused["MessageID"],
        "_I18N_TenantCnames.TenantCnameNotOwned"
    );
    let unregister = "TenantCnames/UnRegister?customCname=acme.id.cyberark.cloud";
    administrator.result(unregister, Value::Null).await;
    let left = administrator
        .result("TenantCnames/UiGet", Value::Null)
        .await;
    let row = |index: usize| &left["Results"][index]["Row"]["CnameType"];
    assert_eq!(
        (row(0), row(1), &left["Count"]),
        (&json!("System"), &json!("Preferred"), &json!(2))
    );
}

#[tokio::test]
async fn administrators_keep_security_questions() {
    let (emulator, administrator) = started().await;
    let body = json!({"Culture": "en", "Question": "Which horse?"});
    let id = administrator
        .result("TenantConfig/SetAdminSecurityQuestion", body.clone())
        .await;
    let list = administrator
        .result("TenantConfig/GetAdminSecurityQuestions", Value::Null)
        .await;
    assert_eq!(list[0]["Question"], "Which horse?");
    let id = json!({"Id": id});
    let one = administrator
        .result("TenantConfig/GetAdminSecurityQuestion", id.clone())
        .await;
    assert_eq!(one, list[0]);
    let ann = Tenant::logon(&emulator, "ann@cyberark.cloud.1234", super::PASSWORD).await;
    ann.failure("TenantConfig/SetAdminSecurityQuestion", body)
        .await;
    administrator
        .result("TenantConfig/DeleteAdminSecurityQuestion", id.clone())
        .await;
    administrator
        .failure("TenantConfig/GetAdminSecurityQuestion", id)
        .await;
}
