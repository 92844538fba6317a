//! Dual control.

use crate::support::{Caller, Reply, unix_account};
use pvwa_emulator::{Emulator, Rule, User};
use serde_json::{Value, json};
use std::time::Duration;

const NOW: i64 = 1_800_000_000;
const DAY: u64 = 24 * 60 * 60;

/// An account that `app` has to ask for, and `boss` and `chief` confirm on the two levels.
struct Scene {
    emulator: Emulator,
    administrator: Caller,
    app: Caller,
    boss: Caller,
    chief: Caller,
    account: String,
}

impl Scene {
    async fn new() -> Self {
        let users = ["app", "boss", "chief"];
        let builder = Emulator::builder()
            .stopped_clock(NOW)
            .rule(Some("UnixSSH"), Rule::DualControl);
        let builder = users.into_iter().fold(builder, |builder, name| {
            builder.user(User::new(name, format!("{name}'s made-up one")))
        });
        let emulator = builder.start().await.expect("a free port");
        let administrator = Caller::logon(&emulator, "Administrator").await;
        administrator.add_safe("Lin_ux").await;
        let account = administrator.add_account("Lin_ux", "a").await;
        let app = ["listAccounts", "retrieveAccounts", "useAccounts"];
        administrator.add_member("Lin_ux", "app", &app).await;
        let boss = [
            "listAccounts",
            "retrieveAccounts",
            "requestsAuthorizationLevel1",
        ];
        administrator.add_member("Lin_ux", "boss", &boss).await;
        let [app, boss, chief] = [
            Caller::logon(&emulator, "app").await,
            Caller::logon(&emulator, "boss").await,
            Caller::logon(&emulator, "chief").await,
        ];
        Self {
            emulator,
            administrator,
            app,
            boss,
            chief,
            account,
        }
    }

    /// Lets time pass, after which everybody logs on again.
    async fn advance(&mut self, seconds: u64) {
        self.emulator.advance(Duration::from_secs(seconds));
        self.app = Caller::logon(&self.emulator, "app").await;
        self.boss = Caller::logon(&self.emulator, "boss").await;
    }

    async fn retrieve(&self, caller: &Caller) -> Reply {
        let path = format!("api/Accounts/{}/Password/Retrieve", self.account);
        caller.post(&path, json!({"reason": "any"})).await
    }

    /// Asks as `app`, and tells the id.
    async fn ask(&self, mut body: Value) -> String {
        body["AccountId"] = self.account.clone().into();
        let (status, request) = self.app.post("api/MyRequests", body).await;
        assert_eq!(status, 201, "{request}");
        request["RequestID"].as_str().expect("an id").to_owned()
    }

    async fn decide(&self, caller: &Caller, id: &str, what: &str) -> u16 {
        let path = format!("api/IncomingRequests/{id}/{what}");
        caller.post(&path, json!({"Reason": "decided"})).await.0
    }

    async fn title(&self, id: &str) -> String {
        let (status, request) = self.app.get(&format!("api/MyRequests/{id}/")).await;
        assert_eq!(status, 200, "{request}");
        request["StatusTitle"].as_str().expect("a text").to_owned()
    }

    fn is_refused(reply: &Reply) -> bool {
        reply.0 == 403 && reply.1["ErrorCode"] == "PASWS004E"
    }
}

#[tokio::test]
async fn a_confirmed_request_opens_an_account_once() {
    let scene = Scene::new().await;
    assert!(Scene::is_refused(&scene.retrieve(&scene.app).await));
    // Its creator may do without.
    assert_eq!(scene.retrieve(&scene.administrator).await.0, 200);
    let id = scene
        .ask(json!({"Reason": "maintenance", "TicketId": "T1"}))
        .await;
    assert!(id.starts_with("Lin_ux_"), "{id}");
    let (_, mine) = scene.app.get("api/MyRequests").await;
    let request = &mine["MyRequests"][0];
    assert_eq!(
        (&mine["Total"], &request["RequestID"]),
        (&json!(1), &json!(id))
    );
    assert_eq!(
        (&request["Status"], &request["ConfirmationsLeft"]),
        (&json!(1), &json!(1))
    );
    assert_eq!(request["ExpirationDate"], NOW + 30 * DAY.cast_signed());
    assert_eq!(request["AccountDetails"]["Properties"]["UserName"], "root");
    assert_eq!(request["TicketingSystemProperties"]["Number"], "T1");
    assert!(Scene::is_refused(&scene.retrieve(&scene.app).await));
    let (_, incoming) = scene
        .boss
        .get("api/IncomingRequests?onlyWaiting=true")
        .await;
    assert_eq!(incoming["IncomingRequests"][0]["UserReason"], "maintenance");
    assert_eq!(scene.chief.get("api/IncomingRequests").await.1["Total"], 0);
    assert_eq!(scene.decide(&scene.chief, &id, "Confirm").await, 400);
    assert_eq!(scene.decide(&scene.boss, &id, "confirm").await, 200);
    assert_eq!(scene.decide(&scene.boss, &id, "Confirm").await, 409);
    let (_, request) = scene.boss.get(&format!("api/IncomingRequests/{id}")).await;
    let confirmer = &request["Confirmers"][0];
    assert_eq!(
        (&confirmer["Name"], &confirmer["Reason"]),
        (&json!("boss"), &json!("decided"))
    );
    assert_eq!(scene.retrieve(&scene.app).await, (200, json!("first")));
    assert!(Scene::is_refused(&scene.retrieve(&scene.app).await));
    assert_eq!(scene.title(&id).await, "Confirmed and used");
    assert_eq!(
        scene
            .boss
            .get("api/IncomingRequests?onlyWaiting=True")
            .await
            .1["Total"],
        0
    );
}

#[tokio::test]
async fn a_request_can_allow_several_accesses_within_its_period() {
    let mut scene = Scene::new().await;
    let period = json!({
        "MultipleAccessRequired": "true",
        "FromDate": NOW + 3600,
        "ToDate": NOW + 7200,
    });
    let id = scene.ask(period).await;
    assert_eq!(scene.decide(&scene.boss, &id, "Confirm").await, 200);
    assert!(Scene::is_refused(&scene.retrieve(&scene.app).await));
    scene.advance(3600).await;
    assert_eq!(scene.retrieve(&scene.app).await.0, 200);
    assert_eq!(scene.retrieve(&scene.app).await.0, 200);
    scene.advance(3600).await;
    assert!(Scene::is_refused(&scene.retrieve(&scene.app).await));
    assert_eq!(scene.title(&id).await, "Expired");
    assert_eq!(scene.app.get("api/MyRequests").await.1["Total"], 0);
    assert_eq!(
        scene.app.get("api/MyRequests?expired=True").await.1["Total"],
        1
    );
}

#[tokio::test]
async fn a_request_is_rejected_withdrawn_or_runs_out() {
    let mut scene = Scene::new().await;
    let id = scene.ask(json!({})).await;
    assert_eq!(scene.decide(&scene.boss, &id, "Confirm").await, 200);
    // What is confirmed can still be rejected.
    assert_eq!(scene.decide(&scene.boss, &id, "Reject").await, 200);
    assert_eq!(scene.title(&id).await, "Rejected");
    assert!(Scene::is_refused(&scene.retrieve(&scene.app).await));
    let id = scene.ask(json!({})).await;
    let path = format!("api/MyRequests/{id}");
    assert_eq!(scene.boss.delete(&path).await.0, 400);
    assert_eq!(scene.app.delete(&path).await, (204, Value::Null));
    let (status, body) = scene.app.delete(&path).await;
    assert_eq!(
        (status, &body["Details"][0]["ErrorCode"]),
        (400, &json!("PASWS168E"))
    );
    assert_eq!(scene.decide(&scene.boss, &id, "Confirm").await, 400);
    let id = scene.ask(json!({})).await;
    scene.advance(30 * DAY).await;
    assert_eq!(scene.decide(&scene.boss, &id, "Confirm").await, 409);
}

#[tokio::test]
async fn nobody_confirms_an_own_request() {
    let scene = Scene::new().await;
    let body = json!({"AccountId": scene.account});
    // Of listing and using or retrieving, both are needed to ask.
    let (status, request) = scene.boss.post("api/MyRequests", body.clone()).await;
    assert_eq!(status, 201, "{request}");
    let id = request["RequestID"].as_str().expect("an id");
    assert_eq!(scene.decide(&scene.boss, id, "Confirm").await, 400);
    assert_eq!(scene.boss.get("api/IncomingRequests").await.1["Total"], 0);
    assert_eq!(scene.decide(&scene.administrator, id, "Confirm").await, 200);
    let (status, body) = scene.chief.post("api/MyRequests", body).await;
    assert_eq!((status, &body["ErrorCode"]), (404, &json!("PASWS039E")));
}

#[tokio::test]
async fn the_master_policy_can_ask_for_two_levels() {
    let scene = Scene::new().await;
    let policy = json!({"MultiLevelApproval": true});
    assert_eq!(
        scene.administrator.put("api/Policies/1", policy).await.0,
        204
    );
    let second = ["listAccounts", "requestsAuthorizationLevel2"];
    let (status, _) = scene
        .administrator
        .add_member("Lin_ux", "chief", &second)
        .await;
    assert_eq!(status, 201);
    let id = scene.ask(json!({})).await;
    assert_eq!(scene.decide(&scene.boss, &id, "Confirm").await, 200);
    let (_, request) = scene.app.get(&format!("api/MyRequests/{id}")).await;
    assert_eq!(request["CurrentConfirmationLevel"], 2);
    assert_eq!(request["ConfirmationsLeft"], 1);
    assert!(Scene::is_refused(&scene.retrieve(&scene.app).await));
    assert_eq!(scene.decide(&scene.boss, &id, "Confirm").await, 409);
    let (_, incoming) = scene.chief.get("api/IncomingRequests").await;
    assert_eq!(incoming["Total"], 1);
    assert_eq!(scene.decide(&scene.chief, &id, "Confirm").await, 200);
    assert_eq!(scene.retrieve(&scene.app).await.0, 200);
}

#[tokio::test]
async fn the_master_policy_holds_for_platforms_without_an_exception() {
    let scene = Scene::new().await;
    let account = json!({
        "safeName": "Lin_ux",
        "platformId": "WinServerLocal",
        "address": "w",
        "userName": "local",
        "secret": "other",
    });
    let (_, account) = scene.administrator.post("api/Accounts", account).await;
    let id = account["id"].as_str().expect("an id");
    let path = format!("api/Accounts/{id}/Password/Retrieve");
    assert_eq!(scene.app.post_nothing(&path).await, (200, json!("other")));
    for (asked, status) in [(true, 403), (false, 200)] {
        let policy = json!({"DualControl": asked});
        let (set, _) = scene.administrator.put("api/Policies/1", policy).await;
        assert_eq!((set, scene.app.post_nothing(&path).await.0), (204, status));
    }
    assert!(Scene::is_refused(&scene.retrieve(&scene.app).await));
}

#[tokio::test]
async fn what_cannot_be_asked_for_is_refused() {
    let scene = Scene::new().await;
    scene.emulator.rule(Some("UnixSSH"), Rule::Reason);
    let id = scene.account.as_str();
    for (body, status, code) in [
        (json!({}), 400, "PASWS167E"),
        (json!({"AccountId": id}), 400, "PASWS167E"),
        (json!({"AccountId": "1_1", "Reason": "r"}), 404, "PASWS039E"),
        (
            json!({"AccountId": id, "Reason": "r", "FromDate": 5}),
            500,
            "CAWS00001E",
        ),
        (
            json!({"AccountId": id, "Reason": "r", "FromDate": NOW + 9, "ToDate": NOW + 1}),
            500,
            "CAWS00001E",
        ),
        (json!({"AccountId": id, "Reason": "r"}), 201, ""),
        (
            json!({"AccountId": id, "Reason": "again"}),
            409,
            "PASWS099E",
        ),
    ] {
        let (found, answer) = scene.app.post("api/MyRequests", body.clone()).await;
        assert_eq!(found, status, "{body}: {answer}");
        assert_eq!(
            answer["ErrorCode"].as_str().unwrap_or_default(),
            code,
            "{body}"
        );
    }
    let (_, body) = scene
        .app
        .post("api/MyRequests", json!({"AccountId": id, "Reason": "r"}))
        .await;
    assert!(
        body["ErrorMessage"]
            .as_str()
            .is_some_and(|text| text.contains("EPVPA050E"))
    );
    let (status, _) = scene
        .administrator
        .post("api/MyRequests", json!({"AccountId": id, "Reason": "r"}))
        .await;
    assert_eq!(status, 409);
}

#[tokio::test]
async fn several_are_asked_for_and_decided_at_once() {
    let scene = Scene::new().await;
    let mut second = unix_account("Lin_ux", "b");
    second["userName"] = "second".into();
    let (_, second) = scene.administrator.post("api/Accounts", second).await;
    let items: Vec<Value> = [json!(scene.account), json!("1_1")]
        .into_iter()
        .map(|id| json!({"Operation": "Add", "Item": {"accountID": id, "reason": "bulk"}}))
        .map(|mut item| {
            let id = item["Item"]["accountID"].take();
            item["Item"] = json!({"AccountId": id, "reason": "bulk"});
            item
        })
        .collect();
    let (status, bulk) = scene
        .app
        .post("api/MyRequests", json!({"BulkItems": items}))
        .await;
    assert_eq!((status, bulk["id"].is_string()), (201, true));
    let bulk = format!("api/BulkActions/{}", bulk["id"].as_str().expect("an id"));
    let (status, bulk) = scene.app.get(&bulk).await;
    assert_eq!(
        (status, &bulk["Summary"]["Failed"]),
        (200, &json!(1)),
        "{bulk}"
    );
    let filter = json!({"BulkFilter": {
        "CommonEntityProperties": {"Operation": "Add", "Item": {
            "Reason": "found", "TicketingSystemName": null, "TicketID": null,
            "multipleAccessRequired": false, "fromDate": 0, "toDate": 0, "AdditionalInfo": null,
        }},
        "ExcludedEntities": [],
        "FilterParams": {"SearchParam": {"Search": "second"}},
    }});
    assert_eq!(scene.app.post("api/MyRequests", filter).await.0, 201);
    let (_, mine) = scene.app.get("api/MyRequests").await;
    assert_eq!(mine["Total"], 2);
    assert_eq!(
        mine["MyRequests"][1]["AccountDetails"]["AccountID"],
        second["id"]
    );
    let ids = [0, 1].map(|at| mine["MyRequests"][at]["RequestID"].clone());
    let all = |ids: &[Value]| -> Value {
        let items: Vec<_> = ids
            .iter()
            .map(|id| json!({"RequestID": id, "Reason": "all"}))
            .collect();
        json!({"BulkItems": items})
    };
    let (status, _) = scene
        .boss
        .post("api/IncomingRequests/Confirm/Bulk", all(&ids))
        .await;
    assert_eq!(status, 200);
    assert_eq!(scene.retrieve(&scene.app).await.0, 200);
    let (status, results) = scene
        .boss
        .post("api/IncomingRequests/Reject/Bulk", all(&ids))
        .await;
    assert_eq!(status, 207);
    assert_eq!(results["Results"][0]["Succeeded"], false);
    assert_eq!(results["Results"][1]["Succeeded"], true);
}
