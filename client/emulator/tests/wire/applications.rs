//! Applications and what they have to prove.

use crate::support::{Caller, started, texts};
use serde_json::{Value, json};

const LIST: &str = "WebServices/PIMServices.svc/Applications/";

async fn add(caller: &Caller, name: &str, location: &str) -> u16 {
    let application = json!({"AppID": name, "Location": location, "Description": "Builds"});
    let (status, body) = caller.post(LIST, json!({"application": application})).await;
    assert!(status != 201 || body.is_null(), "{body}");
    status
}

#[tokio::test]
async fn applications_are_added_found_and_deleted() {
    let (_emulator, administrator) = started().await;
    for (name, location) in [
        ("build", "\\Applications"),
        ("deploy", "\\Applications\\Linux"),
        ("root", "\\"),
    ] {
        assert_eq!(add(&administrator, name, location).await, 201);
    }
    assert_eq!(add(&administrator, "BUILD", "\\").await, 409);
    assert_eq!(add(&administrator, "a&b", "\\").await, 400);
    assert_eq!(add(&administrator, "x", "Applications").await, 400);
    for (query, names) in [
        ("", &["build", "deploy", "root"][..]),
        ("?AppID=Build", &["build"]),
        ("?Location=%5CApplications", &["build"]),
        (
            "?Location=%5CApplications&IncludeSublocations=True",
            &["build", "deploy"],
        ),
        (
            "?Location=%5C&IncludeSublocations=true",
            &["build", "deploy", "root"],
        ),
        ("?Location=%5C", &["root"]),
    ] {
        let (_, found) = administrator.get(&format!("{LIST}{query}")).await;
        assert_eq!(texts(&found["application"], "AppID"), names, "{query}");
    }
    let (status, one) = administrator.get(&format!("{LIST}build/")).await;
    assert_eq!(status, 200);
    assert_eq!(
        one["application"],
        json!({
            "AccessPermittedFrom": 0,
            "AccessPermittedTo": 24,
            "AllowExtendedAuthenticationRestrictions": false,
            "AppID": "build",
            "BusinessOwnerEmail": "",
            "BusinessOwnerFName": "",
            "BusinessOwnerLName": "",
            "BusinessOwnerPhone": "",
            "Description": "Builds",
            "Disabled": false,
            "ExpirationDate": null,
            "Location": "\\Applications",
        })
    );
    assert_eq!(
        administrator.delete(&format!("{LIST}build")).await,
        (200, Value::Null)
    );
    assert_eq!(administrator.get(&format!("{LIST}build")).await.0, 404);
    let app = json!({"AppID": "timed", "Location": "\\", "ExpirationDate": "02/29/2028", "AccessPermittedFrom": 9, "AccessPermittedTo": 17, "Disabled": "Yes"});
    // "Yes" is not in the catalogue, whose other values the next one has.
    let mut timed = app.clone();
    timed["Disabled"] = json!("True");
    assert_eq!(
        administrator
            .post(LIST, json!({"application": timed}))
            .await
            .0,
        201
    );
    let (_, one) = administrator.get(&format!("{LIST}timed")).await;
    assert_eq!(one["application"]["ExpirationDate"], "02/29/2028");
    assert_eq!(one["application"]["Disabled"], true);
    for (name, value) in [
        ("ExpirationDate", json!("02/30/2028")),
        ("AccessPermittedTo", json!(25)),
        ("Location", Value::Null),
    ] {
        let mut wrong = json!({"AppID": "wrong", "Location": "\\"});
        wrong[name] = value;
        assert_eq!(
            administrator
                .post(LIST, json!({"application": wrong}))
                .await
                .0,
            400,
            "{name}"
        );
    }
    assert_eq!(
        administrator
            .post(LIST, json!({"AppID": "bare", "Location": "\\"}))
            .await
            .0,
        400
    );
}

#[tokio::test]
async fn an_application_is_a_user_that_can_be_a_safe_member() {
    let (emulator, administrator) = started().await;
    assert_eq!(add(&administrator, "build", "\\").await, 201);
    administrator.add_safe("Team").await;
    assert_eq!(
        administrator
            .add_member("Team", "build", &["retrieveAccounts", "listAccounts"])
            .await
            .0,
        201
    );
    let (_, users) = administrator.get("api/Users?userType=AppProvider").await;
    assert_eq!(texts(&users["Users"], "username"), ["build"]);
    let app = Caller::logon(&emulator, "app").await;
    assert_eq!(app.get(LIST).await.0, 403);
    assert_eq!(add(&app, "mine", "\\").await, 403);
    let path = format!("api/Users/{}", users["Users"][0]["id"]);
    assert_eq!(administrator.delete(&path).await.0, 204);
    assert_eq!(administrator.get(&format!("{LIST}build")).await.0, 404);
    assert_eq!(
        administrator.get("api/Safes/Team/Members/build").await.0,
        404
    );
}

#[tokio::test]
async fn an_application_proves_what_was_asked_of_it_and_nothing_twice() {
    let (_emulator, administrator) = started().await;
    assert_eq!(add(&administrator, "build", "\\").await, 201);
    let path = format!("{LIST}build/Authentications/");
    for (condition, status) in [
        (
            json!({"AuthType": "machineaddress", "AuthValue": "10.0.0.1"}),
            201,
        ),
        (
            json!({"AuthType": "machineAddress", "AuthValue": "10.0.0.2"}),
            201,
        ),
        (
            json!({"AuthType": "machineAddress", "AuthValue": "10.0.0.1"}),
            409,
        ),
        (
            json!({"AuthType": "path", "AuthValue": "/opt/build", "IsFolder": true}),
            201,
        ),
        (
            json!({"AuthType": "hash", "AuthValue": "4711", "Comment": "of build"}),
            201,
        ),
        (
            json!({"AuthType": "hash", "AuthValue": "4711", "Comment": "again"}),
            409,
        ),
        (json!({"AuthType": "osUser", "AuthValue": "build"}), 201),
        (
            json!({"AuthType": "certificateattr", "Subject": ["CN=build"]}),
            201,
        ),
        (json!({"AuthType": "Kubernetes", "Namespace": "ci"}), 201),
        (
            json!({"AuthType": "certificateattr", "Comment": "empty"}),
            400,
        ),
        (json!({"AuthType": "osUser"}), 400),
        (json!({"AuthType": "smell", "AuthValue": "x"}), 400),
    ] {
        let answer = administrator
            .post(&path, json!({"authentication": condition}))
            .await;
        assert_eq!(answer.0, status, "{condition}");
    }
    let (_, list) = administrator.get(&path).await;
    let list = &list["authentication"];
    assert_eq!(
        list[0],
        json!({
            "AppID": "build",
            "authID": 1,
            "AuthType": "machineAddress",
            "AuthValue": "10.0.0.1",
            "AllowInternalScripts": null,
            "IsFolder": null,
            "Comment": null,
        })
    );
    assert_eq!(
        (&list[2]["IsFolder"], &list[2]["AllowInternalScripts"]),
        (&json!(true), &json!(false))
    );
    assert_eq!(
        administrator.delete(&format!("{path}1/")).await,
        (200, Value::Null)
    );
    assert_eq!(administrator.delete(&format!("{path}1/")).await.0, 404);
    let (_, left) = administrator.get(&path).await;
    assert_eq!(left["authentication"].as_array().map(Vec::len), Some(6));
    assert_eq!(left["authentication"][0]["authID"], 2);
}
