//! Users: adding, finding, replacing, keeping out and deleting them.

use crate::support::{Caller, started, texts};
use pvwa_emulator::{Emulator, User};
use serde_json::{Value, json};

const PASSWORD: &str = "Made-up-4711";

fn operator() -> Value {
    json!({
        "UserName": "operator",
        "InitialPassword": PASSWORD,
        "enableUser": "True",
        "changePassOnNextLogon": "False",
        "expiryDate": 1_900_000_000,
        "unAuthorizedInterfaces": ["psmp", "GUI"],
        "vaultAuthorization": ["AddSafes", "AuditUsers"],
        "allowedAuthenticationMethods": ["cyberark", "ldap"],
        "location": "\\Linux",
        "description": "Works at night",
        "loginFromHour": 6,
        "loginToHour": 24,
        "personalDetails": {"firstName": "Jen", "lastName": "Grey", "department": "Night"},
        "internet": {"businessEmail": "jen@example.com"},
    })
}

async fn added(caller: &Caller, user: Value) -> (String, Value) {
    let (status, body) = caller.post("API/Users/", user).await;
    assert_eq!(status, 201, "{body}");
    (format!("api/Users/{}", body["id"]), body)
}

#[tokio::test]
async fn a_user_is_added_with_everything_and_logs_on() {
    let (emulator, administrator) = started().await;
    let (path, user) = added(&administrator, operator()).await;
    assert_eq!(administrator.get(&path).await, (200, user.clone()));
    for (pointer, value) in [
        ("/username", json!("operator")),
        ("/userType", json!("EPVUser")),
        ("/source", json!("CyberArk")),
        ("/enableUser", json!(true)),
        ("/changePassOnNextLogon", json!(false)),
        ("/passwordNeverExpires", json!(false)),
        ("/expiryDate", json!(1_900_000_000)),
        ("/unAuthorizedInterfaces", json!(["PSMP", "GUI"])),
        ("/authenticationMethod", json!(["AuthTypePass"])),
        ("/vaultAuthorization", json!(["AddSafes", "AuditUsers"])),
        ("/location", json!("\\Linux")),
        ("/loginFromHour", json!(6)),
        ("/personalDetails/lastName", json!("Grey")),
        ("/personalDetails/city", json!("")),
        ("/internet/businessEmail", json!("jen@example.com")),
        ("/groupsMembership", json!([])),
    ] {
        assert_eq!(user.pointer(pointer), Some(&value), "{pointer}");
    }
    let operator = Caller::logon(&emulator, "operator").await;
    operator.add_safe("Night").await;
    let (status, body) = administrator
        .post(
            "api/Users",
            json!({"username": "OPERATOR", "initialPassword": PASSWORD}),
        )
        .await;
    assert_eq!((status, &body["ErrorCode"]), (409, &json!("ITATS013E")));
    let (status, _) = administrator
        .post(
            "api/Users",
            json!({"username": "Auditors", "initialPassword": PASSWORD}),
        )
        .await;
    assert_eq!(status, 409, "a group has the name");
}

#[tokio::test]
async fn what_cannot_be_a_user_is_refused() {
    let (_emulator, administrator) = started().await;
    for (name, value) in [
        ("username", json!("")),
        ("username", json!("a|b")),
        ("username", json!("x".repeat(129))),
        ("initialPassword", Value::Null),
        ("initialPassword", json!("short1A")),
        ("initialPassword", json!("no-capital-letter-1")),
        ("initialPassword", json!("Operator-1")),
        ("userType", json!("Robot")),
        ("enableUser", json!("yes")),
        ("expiryDate", json!(2_147_483_648_u64)),
        ("expiryDate", json!("tomorrow")),
        ("vaultAuthorization", json!(["Fly"])),
        ("unAuthorizedInterfaces", json!(["Fax"])),
        ("authenticationMethod", json!(["AuthTypeNone"])),
        ("allowedAuthenticationMethods", json!(["carrier pigeon"])),
        ("location", json!("Linux")),
        ("description", json!("x".repeat(100))),
        ("loginToHour", json!(25)),
        ("personalDetails", json!({"firstName": "x".repeat(30)})),
        ("phones", json!("none")),
    ] {
        let mut user = operator();
        let object = user.as_object_mut().expect("an object");
        object.retain(|key, _| !key.eq_ignore_ascii_case(name));
        object.insert(name.to_owned(), value.clone());
        let (status, body) = administrator.post("api/Users", user).await;
        assert_eq!(
            (status, &body["ErrorCode"]),
            (400, &json!("PASWS167E")),
            "{name}: {value}"
        );
    }
    let (_, user) = added(
        &administrator,
        json!({"username": "sso", "authenticationMethod": ["AuthTypeRadius"]}),
    )
    .await;
    assert_eq!(user["changePassOnNextLogon"], true, "no password is needed");
}

#[tokio::test]
async fn users_are_found_by_what_they_are() {
    let (_emulator, administrator) = started().await;
    let (path, _) = added(&administrator, operator()).await;
    added(
        &administrator,
        json!({"username": "psm1", "userType": "PSM", "initialPassword": PASSWORD}),
    )
    .await;
    administrator
        .post(&format!("{path}/disable"), json!({}))
        .await;
    for (query, names) in [
        ("search=gre", &["operator"][..]),
        ("search=jen", &["operator"]),
        ("search=jen+grey", &["operator"]),
        ("search=nobody", &[]),
        ("userType=psm", &["psm1"]),
        ("userStatus=disabled", &["operator"]),
        ("userStatus=suspended", &[]),
        ("allowedAuthenticationMethods=LDAP", &["operator"]),
        ("hasFido2Credentials=true", &[]),
        ("source=LDAP", &[]),
        (
            "componentUser=true&sort=username+desc",
            &["PVWAGWUser", "psm1", "PasswordManager"],
        ),
        ("sort=location+desc&pageOffset=0&pageSize=1", &["operator"]),
    ] {
        let (status, users) = administrator.get(&format!("api/Users?{query}")).await;
        assert_eq!(status, 200, "{query}: {users}");
        assert_eq!(texts(&users["Users"], "username"), names, "{query}");
    }
    let (_, users) = administrator.get("api/Users?userName=Administrator").await;
    assert!(users["Users"][0].get("groupsMembership").is_none());
    let (_, users) = administrator
        .get("api/Users?userName=Administrator&ExtendedDetails=True")
        .await;
    let groups = texts(&users["Users"][0]["groupsMembership"], "groupName");
    assert_eq!(groups, ["Vault Admins", "PVWAMonitor", "PVWAUsers"]);
    assert_eq!(
        administrator.get("api/Users?userStatus=asleep").await.0,
        400
    );
}

#[tokio::test]
async fn an_update_replaces_all_but_groups_and_password() {
    let (emulator, administrator) = started().await;
    let (path, _) = added(&administrator, operator()).await;
    let change = json!({"username": "night", "changePassOnNextLogon": false});
    let (status, user) = administrator.put(&path, change).await;
    assert_eq!(status, 200, "{user}");
    for (pointer, value) in [
        ("/username", json!("night")),
        ("/vaultAuthorization", json!([])),
        ("/location", json!("\\")),
        ("/expiryDate", json!(-62_135_578_800_i64)),
        ("/description", json!("")),
        ("/personalDetails/firstName", json!("")),
    ] {
        assert_eq!(user.pointer(pointer), Some(&value), "{pointer}");
    }
    let (status, same) = administrator.put(&path, user.clone()).await;
    assert_eq!(
        (status, same),
        (200, user),
        "what was read can be sent back"
    );
    assert_eq!(
        emulator.password_of("night").expect("a user").expose(),
        PASSWORD
    );
    assert_eq!(
        administrator.put(&path, json!({"username": "app"})).await.0,
        409
    );
    assert_eq!(administrator.put(&path, json!({})).await.0, 400);
    let (_, master) = administrator.get("api/Users/3").await;
    assert_eq!(master["username"], "Master");
    assert_eq!(
        administrator
            .put("api/Users/3", json!({"username": "Mistress"}))
            .await
            .0,
        403
    );
}

#[tokio::test]
async fn nobody_hands_out_authorisations_that_are_not_held() {
    let emulator = Emulator::builder()
        .user(User::new("deputy", "d").authorizations(["AddUpdateUsers", "AuditUsers"]))
        .user(User::new("app", "a"))
        .start()
        .await
        .expect("a free port");
    let deputy = Caller::logon(&emulator, "deputy").await;
    let user = |authorizations: &[&str]| json!({"username": "new", "initialPassword": PASSWORD, "vaultAuthorization": authorizations});
    assert_eq!(deputy.post("api/Users", user(&["AddSafes"])).await.0, 403);
    let (path, user) = added(&deputy, user(&["AuditUsers"])).await;
    let mut more = user.clone();
    more["vaultAuthorization"] = json!(["AuditUsers", "BackupAllSafes"]);
    assert_eq!(deputy.put(&path, more).await.0, 403);
    let mut other = user;
    other["changePassOnNextLogon"] = json!(false);
    assert_eq!(
        deputy.put(&path, other).await.0,
        403,
        "that takes ResetUsersPasswords"
    );
    let (_, own) = deputy.get("api/Users?userName=deputy").await;
    let own = format!("api/Users/{}", own["Users"][0]["id"]);
    assert_eq!(deputy.delete(&own).await.0, 403, "nobody deletes oneself");
    let app = Caller::logon(&emulator, "app").await;
    for (status, body) in [
        app.get("api/Users").await,
        app.post("api/Users", operator()).await,
        app.delete(&path).await,
        deputy
            .post(
                &format!("{path}/ResetPassword"),
                json!({"newPassword": PASSWORD}),
            )
            .await,
        deputy.post(&format!("{path}/Activate"), json!({})).await,
    ] {
        assert_eq!((status, &body["ErrorCode"]), (403, &json!("PASWS041E")));
    }
}

#[tokio::test]
async fn who_stands_below_a_place_reaches_nothing_above_it() {
    let (emulator, administrator) = started().await;
    let lead = json!({
        "username": "lead",
        "initialPassword": PASSWORD,
        "changePassOnNextLogon": false,
        "location": "\\Linux",
        "vaultAuthorization": ["AddUpdateUsers", "AuditUsers", "ResetUsersPasswords"],
    });
    added(&administrator, lead).await;
    let (root, _) = added(
        &administrator,
        json!({"username": "root1", "initialPassword": PASSWORD}),
    )
    .await;
    let lead = Caller::logon(&emulator, "lead").await;
    let at = |name: &str, place: &str| json!({"username": name, "initialPassword": PASSWORD, "location": place});
    assert_eq!(lead.post("api/Users", at("one", "\\")).await.0, 403);
    assert_eq!(lead.post("api/Users", at("two", "\\Linux2")).await.0, 403);
    let (below, _) = added(&lead, at("three", "\\linux\\Web")).await;
    let password = json!({"newPassword": "Another-1"});
    assert_eq!(
        lead.post(&format!("{root}/ResetPassword"), password.clone())
            .await
            .0,
        403
    );
    assert_eq!(
        lead.post(&format!("{below}/ResetPassword"), password)
            .await
            .0,
        200
    );
}

#[tokio::test]
async fn a_password_is_reset_and_a_user_kept_out() {
    let (emulator, administrator) = started().await;
    let (path, _) = added(&administrator, operator()).await;
    let reset = format!("{path}/ResetPassword");
    assert_eq!(
        administrator
            .post(&reset, json!({"newPassword": "weak"}))
            .await
            .0,
        400
    );
    let answer = administrator
        .post(&reset, json!({"newPassword": "Another-1"}))
        .await;
    assert_eq!(answer, (200, Value::Null));
    assert_eq!(
        emulator.password_of("operator").expect("a user").expose(),
        "Another-1"
    );
    for (action, enabled) in [("disable", false), ("enable", true)] {
        let answer = administrator
            .post(&format!("{path}/{action}"), json!({}))
            .await;
        assert_eq!(answer, (200, Value::Null));
        assert_eq!(administrator.get(&path).await.1["enableUser"], enabled);
    }
    let activate = administrator
        .send("POST", &format!("{path}/activate"), None)
        .await;
    assert_eq!(activate, (200, Value::Null));
    let (_, own) = administrator.get("api/Users?userName=Administrator").await;
    let own = format!("api/Users/{}", own["Users"][0]["id"]);
    assert_eq!(
        administrator
            .post(&format!("{own}/disable"), json!({}))
            .await
            .0,
        403
    );
    let (status, logons) = administrator.get("api/LoginsInfo").await;
    assert_eq!(status, 200);
    assert!(logons["LastSuccessLoginTime"].is_i64(), "{logons}");
}

#[tokio::test]
async fn a_suspended_user_logs_on_again_once_activated() {
    let (emulator, administrator) = started().await;
    let (path, _) = added(&administrator, operator()).await;
    let anonymous = Caller::anonymous(&emulator);
    let logon = |password: &str| json!({"username": "operator", "password": password});
    let at = "api/auth/CyberArk/Logon";
    for _ in 0..10 {
        assert_eq!(anonymous.post(at, logon("wrong")).await.0, 403);
    }
    assert_eq!(anonymous.post(at, logon(PASSWORD)).await.0, 403);
    let (_, users) = administrator.get("api/Users?userStatus=suspended").await;
    assert_eq!(texts(&users["Users"], "username"), ["operator"]);
    let (_, events) = administrator.get("api/pta/API/Events/").await;
    assert_eq!(events[0]["audits"][0]["vaultUser"], "operator");
    assert!(
        events[0]["createTime"]
            .as_i64()
            .is_some_and(|time| time > 0),
        "{events}"
    );
    let activate = format!("{path}/Activate");
    administrator
        .post(&format!("{path}/disable"), json!({}))
        .await;
    assert_eq!(administrator.post(&activate, json!({})).await.0, 200);
    assert_eq!(
        anonymous.post(at, logon(PASSWORD)).await.0,
        403,
        "still disabled"
    );
    administrator
        .post(&format!("{path}/enable"), json!({}))
        .await;
    assert_eq!(anonymous.post(at, logon(PASSWORD)).await.0, 200);
    let (_, user) = administrator.get(&path).await;
    assert!(
        user["lastSuccessfulLoginDate"]
            .as_i64()
            .is_some_and(|time| time > 0)
    );
}

#[tokio::test]
async fn a_deleted_user_is_gone_everywhere() {
    let (emulator, administrator) = started().await;
    let (path, _) = added(&administrator, operator()).await;
    administrator.add_safe("Team").await;
    administrator
        .add_member("Team", "operator", &["listAccounts"])
        .await;
    let (_, safes) = administrator.get(&format!("{path}/safes")).await;
    assert_eq!(
        safes["Safes"],
        json!([{"SafeName": "Team", "AccessLevel": "Partial"}])
    );
    let operator = Caller::logon(&emulator, "operator").await;
    assert_eq!(operator.get("api/Safes").await.0, 200);
    assert_eq!(administrator.delete(&path).await, (204, Value::Null));
    assert_eq!(operator.get("api/Safes").await.0, 401);
    for answer in [
        administrator.get(&path).await,
        administrator.delete(&path).await,
    ] {
        assert_eq!(
            (answer.0, &answer.1["ErrorCode"]),
            (404, &json!("ITATS003E"))
        );
    }
    assert_eq!(
        administrator.get("api/Safes/Team/Members/operator").await.0,
        404
    );
    for name in ["Administrator", "PasswordManager"] {
        let (_, found) = administrator
            .get(&format!("api/Users?userName={name}"))
            .await;
        let id = &found["Users"][0]["id"];
        assert_eq!(
            administrator.delete(&format!("api/Users/{id}")).await.0,
            403,
            "{name}"
        );
    }
}

#[tokio::test]
async fn methods_of_logon_are_given_to_several_users_at_once() {
    let (_emulator, administrator) = started().await;
    let (path, user) = added(&administrator, operator()).await;
    let items = |users: Value, methods: Value| json!({"BulkItems": [{"userIds": users, "allowedAuthenticationMethods": methods}]});
    let add = "api/Users/AddAllowedAuthenticationMethods/Bulk";
    let (status, body) = administrator
        .patch(add, items(json!([user["id"]]), json!(["SAML", "ldap"])))
        .await;
    assert_eq!(status, 200, "{body}");
    let methods = &administrator.get(&path).await.1["allowedAuthenticationMethods"];
    assert_eq!(methods, &json!(["cyberark", "ldap", "saml"]));
    let remove = "api/Users/RemoveAllowedAuthenticationMethods/Bulk";
    let (status, body) = administrator
        .patch(remove, items(json!([user["id"], 999]), json!(["ldap"])))
        .await;
    assert_eq!((status, &body["Result"]["Failed"]), (207, &json!(1)));
    let methods = &administrator.get(&path).await.1["allowedAuthenticationMethods"];
    assert_eq!(methods, &json!(["cyberark", "saml"]));
    assert_eq!(administrator.patch(add, json!({})).await.0, 400);
    let (_, types) = administrator.get("api/UserTypes").await;
    assert!(texts(&types["UserTypes"], "UserTypeName").contains(&"EPVUser"));
}
