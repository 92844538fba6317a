//! The users of the directory.

use super::{PASSWORD, Tenant, started};
use pvwa_emulator::{Emulator, IdentityUser};
use serde_json::{Value, json};

const JOE: &str = "joe@cyberark.cloud.1234";

async fn create(administrator: &Tenant, name: &str) -> Value {
    let body = json!({
        "Name": name, "Mail": "joe@example.com", "Password": PASSWORD,
        "ForcePasswordChangeNext": false, "MobileNumber": "+1 555 0100",
    });
    administrator
        .result("CDirectoryService/CreateUser", body)
        .await
}

#[tokio::test]
async fn a_user_is_created_found_changed_and_deleted() {
    let (emulator, administrator) = started().await;
    let uuid = create(&administrator, JOE).await;
    let id = json!({"ID": uuid});
    let user = administrator
        .result("CDirectoryService/GetUser", id.clone())
        .await;
    assert_eq!(
        (&user["Name"], &user["State"]),
        (&json!(JOE), &json!("None"))
    );
    assert_eq!(user["CreateDate"], "/Date(1700000000000)/");
    assert_eq!(user.get("OfficeNumber"), None, "what is not set is absent");
    let change = json!({"ID": uuid, "Name": "joseph@cyberark.cloud.1234", "DisplayName": "Joseph"});
    administrator
        .result("CDirectoryService/ChangeUser", change)
        .await;
    let by_name = json!({"username": "joseph@cyberark.cloud.1234"});
    let found = administrator
        .result("CDirectoryService/GetUserByName", by_name)
        .await;
    assert_eq!(
        (&found["Uuid"], &found["DisplayName"]),
        (&uuid, &json!("Joseph"))
    );
    let list = administrator
        .result("CDirectoryService/GetUsers", Value::Null)
        .await;
    assert_eq!(
        (
            &list["FullCount"],
            &list["Results"][0]["Entities"][0]["Type"]
        ),
        (&json!(4), &json!("CDUser"))
    );
    Tenant::logon(&emulator, "joseph@cyberark.cloud.1234", PASSWORD).await;
    assert!(emulator.password_of("joseph@cyberark.cloud.1234").is_some());
    administrator
        .result("CDirectoryService/DeleteUser", id.clone())
        .await;
    administrator.failure("CDirectoryService/GetUser", id).await;
    assert!(
        emulator.password_of("joseph@cyberark.cloud.1234").is_none(),
        "gone there, too"
    );
}

#[tokio::test]
async fn what_no_user_can_be_is_refused() {
    let (_emulator, administrator) = started().await;
    create(&administrator, JOE).await;
    for body in [
        json!({"Name": "JOE@cyberark.cloud.1234"}),
        json!({"Name": "joe@unknown.example.com"}),
        json!({"Name": "jim@cyberark.cloud.1234", "Password": "short"}),
        json!({"Name": "jim@cyberark.cloud.1234", "Password": PASSWORD, "confirmPassword": "other"}),
        json!({"Name": "jim@cyberark.cloud.1234", "SendEmailInvite": true}),
        json!({"Name": "jim@cyberark.cloud.1234", "OrgPath": "unknown"}),
    ] {
        administrator
            .failure("CDirectoryService/CreateUser", body)
            .await;
    }
    let own = administrator
        .result("CDirectoryService/GetUserByName", json!({}))
        .await;
    let body = json!({"Users": [own["Uuid"]]});
    administrator.failure("UserMgmt/RemoveUsers", body).await;
    let body = json!({"ID": own["Uuid"], "InSysAdminRole": false});
    administrator
        .failure("CDirectoryService/ChangeUser", body)
        .await;
}

#[tokio::test]
async fn others_see_themselves_only() {
    let (emulator, administrator) = started().await;
    let joe = create(&administrator, JOE).await;
    let ann = Tenant::logon(&emulator, "ann@cyberark.cloud.1234", PASSWORD).await;
    let own = ann
        .result("CDirectoryService/GetUserByName", json!({}))
        .await;
    ann.result("CDirectoryService/GetUser", json!({"ID": own["Uuid"]}))
        .await;
    let message = ann
        .failure("CDirectoryService/GetUser", json!({"ID": joe}))
        .await;
    let unknown = json!({"ID": "00000000-0000-0000-0000-000000000000"});
    assert_eq!(
        ann.failure("CDirectoryService/GetUser", unknown).await,
        message
    );
    for (path, body) in [
        ("CDirectoryService/GetUsers", json!({})),
        (
            "CDirectoryService/CreateUser",
            json!({"Name": "jim@cyberark.cloud.1234"}),
        ),
        (
            "UserMgmt/ResetUserPassword",
            json!({"ID": joe, "newPassword": PASSWORD}),
        ),
        (
            "User/UpdateProfile",
            json!({"ID": joe, "Mail": "x@example.com"}),
        ),
        (
            "User/UpdateProfile",
            json!({"ID": own["Uuid"], "Name": "a@cyberark.cloud.1234"}),
        ),
    ] {
        ann.failure(path, body).await;
    }
    let body = json!({"ID": own["Uuid"], "Mail": "ann@example.com"});
    ann.result("User/UpdateProfile", body).await;
    let all = ann.result("UserMgmt/GetUserAttributes", json!({})).await;
    assert_eq!(
        (&all["Mail"], &all["CloudState"]),
        (&json!("ann@example.com"), &json!("None"))
    );
    let same = ann
        .result("CDirectoryService/GetUserAttributes", Value::Null)
        .await;
    assert_eq!(same, all);
    let details = ann.result("UserMgmt/GetUserInfo", json!({})).await;
    assert_eq!(
        (&details["IsSysAdmin"], &details["EmailAddress"]),
        (&json!(false), &json!("ann@example.com"))
    );
    assert_eq!(
        Tenant::anonymous(&emulator)
            .post("UserMgmt/GetUserInfo", json!({}))
            .await
            .0,
        401
    );
}

#[tokio::test]
async fn passwords_are_set_and_changed() {
    let (emulator, administrator) = started().await;
    let joe = create(&administrator, JOE).await;
    let body = json!({"ID": joe, "newPassword": "Another horse 2"});
    administrator
        .result("UserMgmt/ResetUserPassword", body)
        .await;
    let session = Tenant::logon(&emulator, JOE, "Another horse 2").await;
    let path = "UserMgmt/ChangeUserPassword";
    let wrong = json!({"oldPassword": "wrong", "newPassword": PASSWORD});
    session.failure(path, wrong).await;
    let weak = json!({"oldPassword": "Another horse 2", "newPassword": "weak"});
    session.failure(path, weak).await;
    let body = json!({"oldPassword": "Another horse 2", "newPassword": PASSWORD});
    session.result(path, body).await;
    Tenant::logon(&emulator, JOE, PASSWORD).await;
}

#[tokio::test]
async fn directories_are_searched_by_the_conditions_of_the_sdks() {
    let (_emulator, administrator) = started().await;
    create(&administrator, JOE).await;
    let (_, directories) = administrator.get("Core/GetDirectoryServices").await;
    let uuid = &directories["Result"]["Results"][0]["Row"]["directoryServiceUuid"];
    let body = |user: Value| {
        json!({
            "directoryServices": [uuid], "user": user.to_string(), "group": "{}",
            "roles": json!({"_and": [{"_ID": {"_like": "sys"}}]}).to_string(),
            "Args": {"PageNumber": 1, "PageSize": 10, "Limit": 10, "SortBy": "", "Caching": -1},
        })
    };
    let path = "UserMgmt/DirectoryServiceQuery";
    let wanted = json!({"_or": [
        {"DisplayName": {"_like": "JOE"}}, {"SystemName": {"_eq": "ann@cyberark.cloud.1234"}},
    ]});
    let found = administrator.result(path, body(wanted)).await;
    assert_eq!(
        (&found["User"]["FullCount"], &found["Group"]["FullCount"]),
        (&json!(2), &json!(0))
    );
    assert_eq!(
        found["roles"]["Results"][0]["Row"]["Name"],
        "System Administrator"
    );
    // As an SDK sends it, at the address of the platform.
    let quoted = json!({"directoryServices": [uuid], "roles": "{'_ID': {'_eq': 'sysadmin'}}"});
    let path = "api/idadmin/UserMgmt/DirectoryServiceQuery";
    let role = administrator.result(path, quoted).await;
    assert_eq!(role["roles"]["FullCount"], 1);
    let strange = json!({"SystemName": {"_regex": "a"}});
    administrator.failure(path, body(strange)).await;
    let elsewhere = json!({"directoryServices": ["other"], "user": "{}"});
    let none = administrator.result(path, elsewhere).await;
    assert_eq!(
        (&none["User"]["FullCount"], none.get("roles")),
        (&json!(0), None)
    );
}

#[tokio::test]
async fn queries_of_the_known_shapes_answer_tables() {
    let (emulator, administrator) = started().await;
    create(&administrator, JOE).await;
    let query = |script: &str| json!({"Script": script, "Args": {"PageSize": 2, "PageNumber": 1}});
    let path = "Redrock/query";
    let body = query(
        "Select ID, Username, MobileNumber from User where Username = 'joe@cyberark.cloud.1234'",
    );
    let found = administrator.result(path, body).await;
    assert_eq!(found["Results"][0]["Row"]["Username"], JOE);
    assert_eq!(found["Columns"].as_array().map(Vec::len), Some(3));
    let found = administrator
        .result(path, query("SELECT * FROM Role ORDER BY Name DESC"))
        .await;
    assert_eq!(
        (&found["Count"], &found["FullCount"]),
        (&json!(2), &json!(8))
    );
    assert_eq!(found["Results"][0]["Row"]["Name"], "System Administrator");
    for script in [
        "select * from Server",
        "delete from User",
        "select Nothing from User",
    ] {
        administrator.failure(path, query(script)).await;
    }
    let ann = Tenant::logon(&emulator, "ann@cyberark.cloud.1234", PASSWORD).await;
    let own = ann.result(path, query("select Username from User")).await;
    assert_eq!(own["FullCount"], 1, "nobody else");
}

#[tokio::test]
async fn invitations_and_several_users_at_once() {
    let (_emulator, administrator) = started().await;
    let joe = create(&administrator, JOE).await;
    let role = administrator
        .result("Roles/StoreRole", json!({"Name": "Invited"}))
        .await;
    let body = json!({
        "EmailInvite": true, "Role": role["_RowKey"],
        "Entities": [{"Type": "User", "Guid": joe, "Name": JOE}],
    });
    administrator.result("UserMgmt/InviteUsers", body).await;
    let roles = json!({"ID": joe, "Args": {"SortBy": "Name", "Ascending": true}});
    let roles = administrator
        .result("UserMgmt/GetUsersRolesAndAdministrativeRights", roles)
        .await;
    assert_eq!(roles["Results"][1]["Row"]["Name"], "Invited");
    administrator
        .result("UserMgmt/SendLoginEmails", json!({"ID": [joe]}))
        .await;
    let risk = administrator
        .result("UserMgmt/GetUserRiskLevel", json!({"ID": joe}))
        .await;
    assert_eq!(risk, json!({"Uuid": joe, "RiskLevel": null}));
    let names = ["a@cyberark.cloud.1234", "b@cyberark.cloud.1234"];
    let body = json!({"Users": [{"Name": names[0]}, {"Name": names[1]}]});
    let created = administrator
        .result("CDirectoryService/CreateUsers", body)
        .await;
    administrator
        .result("UserMgmt/RemoveUsers", json!({"Users": created}))
        .await;
    administrator
        .result(
            "CDirectoryService/RefreshToken?ID=joe@cyberark.cloud.1234",
            json!({}),
        )
        .await;
    administrator
        .result("UserIdentifiers/Get", Value::Null)
        .await;
    let lock = "UserMgmt/IsUserCloudLocked?user=joe@cyberark.cloud.1234";
    assert_eq!(administrator.result(lock, json!({})).await, false);
}

#[tokio::test]
async fn a_user_that_the_vault_has_already_is_the_same() {
    let emulator = Emulator::builder()
        .user(pvwa_emulator::User::new("ann@cyberark.cloud.1234", "other").groups(["Auditors"]))
        .identity_user(IdentityUser::new("ann", PASSWORD))
        .start()
        .await
        .expect("a free port");
    Tenant::logon(&emulator, "ann@cyberark.cloud.1234", PASSWORD).await;
    let administrator = crate::support::Caller::logon(&emulator, "Administrator").await;
    let (_, users) = administrator
        .get("api/Users?search=ann&extendedDetails=true")
        .await;
    assert_eq!(users["Total"], 1);
    assert_eq!(
        users["Users"][0]["groupsMembership"][0]["groupName"],
        "Auditors"
    );
}
