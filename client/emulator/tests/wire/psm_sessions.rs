//! Live sessions and recordings.

use crate::support::{Caller, texts};
use pvwa_emulator::{Emulator, User};
use serde_json::{Value, json};
use std::time::Duration;

const NOW: i64 = 1_800_000_000;

async fn scene() -> (Emulator, Caller, Caller, String) {
    let emulator = Emulator::builder()
        .stopped_clock(NOW)
        .user(User::new("app", "app's made-up one"))
        .user(User::new("auditor", "a made-up one").groups(["Auditors"]))
        .start()
        .await
        .expect("a free port");
    let administrator = Caller::logon(&emulator, "Administrator").await;
    administrator.add_safe("Linux").await;
    let account = administrator.add_account("Linux", "a.example.com").await;
    let auditor = Caller::logon(&emulator, "auditor").await;
    (emulator, administrator, auditor, account)
}

#[tokio::test]
async fn live_sessions_are_found_by_who_may_see_them() {
    let (emulator, administrator, auditor, account) = scene().await;
    let first = emulator.begin_session(&account, "app").expect("a session");
    emulator.advance(Duration::from_secs(100));
    let second = emulator
        .begin_session(&account, "Administrator")
        .expect("a session");
    assert_eq!(emulator.begin_session("1_1", "app"), None);
    assert_eq!(emulator.begin_session(&account, "nobody"), None);
    let (status, list) = auditor.get("api/LiveSessions?sort=-start").await;
    assert_eq!((status, &list["Total"]), (200, &json!(2)));
    assert_eq!(
        texts(&list["LiveSessions"], "SessionID"),
        [second.as_str(), &first]
    );
    let session = &list["LiveSessions"][1];
    for (name, value) in [
        ("User", json!("app")),
        ("RemoteMachine", json!("a.example.com")),
        ("AccountUsername", json!("root")),
        ("ConnectionComponentID", json!("PSM-SSH")),
        ("IsLive", json!(true)),
        ("Duration", json!(100)),
        ("End", json!(0)),
        ("CanTerminate", json!(false)),
        ("CanMonitor", json!(true)),
    ] {
        assert_eq!(session[name], value, "{name}");
    }
    for (query, total, shown) in [
        ("sort=PSMVaultUserName", 2, 2),
        ("search=app", 1, 1),
        ("limit=1&offset=1", 2, 1),
        ("safe=psmrecordings", 2, 2),
        ("safe=Linux", 0, 0),
        ("fromTime=1800000050", 1, 1),
        ("toTime=1800000050&useCache=False", 1, 1),
        ("activities=COMMAND", 1, 1),
    ] {
        let (_, list) = auditor.get(&format!("api/LiveSessions?{query}")).await;
        let found = list["LiveSessions"].as_array().map(Vec::len);
        assert_eq!(
            (&list["Total"], found),
            (&json!(total), Some(shown)),
            "{query}"
        );
    }
    for query in ["limit=0", "sort=nothing", "fromTime=yesterday"] {
        assert_eq!(
            auditor.get(&format!("api/LiveSessions?{query}")).await.0,
            400
        );
    }
    let (_, one) = administrator
        .get(&format!("api/LiveSessions/{first}"))
        .await;
    assert_eq!(one["LiveSessions"][0]["SessionID"], first.as_str());
    let (_, properties) = administrator
        .get(&format!("api/LiveSessions/{first}/properties"))
        .await;
    assert_eq!(
        (&properties["SessionID"], &properties["DetailsUrl"]),
        (&json!(first), &Value::Null)
    );
    let (_, activities) = administrator
        .get(&format!("api/LiveSessions/{first}/activities"))
        .await;
    assert_eq!(activities["Total"], 2);
    assert_eq!(activities["Activities"][0]["Offsets"]["vid"], "00:00:35");
    let app = Caller::logon(&emulator, "app").await;
    assert_eq!(app.get("api/LiveSessions").await.1["Total"], 0);
    assert_eq!(app.get(&format!("api/LiveSessions/{first}")).await.0, 404);
    assert_eq!(
        app.get(&format!("api/LiveSessions/{first}/monitor"))
            .await
            .0,
        403
    );
    let (status, file) = auditor
        .get(&format!("api/LiveSessions/{first}/monitor"))
        .await;
    assert!(
        status == 200
            && file
                .as_str()
                .is_some_and(|file| file.contains("full address"))
    );
}

#[tokio::test]
async fn a_session_is_suspended_resumed_and_ended() {
    let (emulator, administrator, auditor, account) = scene().await;
    let id = emulator.begin_session(&account, "app").expect("a session");
    let path = format!("api/LiveSessions/{id}");
    let read = async || administrator.get(&path).await.1["LiveSessions"][0].clone();
    let guid = read().await["SessionGuid"]
        .as_str()
        .expect("a GUID")
        .to_owned();
    let act = async |what: &str| {
        let path = format!("api/LiveSessions/{guid}/{what}");
        administrator.post_nothing(&path).await.0
    };
    assert_eq!(act("Resume").await, 409);
    assert_eq!(act("Suspend").await, 200);
    assert_eq!(read().await["CanSuspend"], false);
    assert_eq!(act("suspend").await, 409);
    assert_eq!(act("Resume").await, 200);
    let by_auditor = format!("api/LiveSessions/{guid}/Terminate");
    assert_eq!(auditor.post_nothing(&by_auditor).await.0, 403);
    emulator.advance(Duration::from_secs(120));
    assert_eq!(administrator.get("api/Recordings").await.1["Total"], 0);
    assert_eq!(act("Terminate").await, 200);
    assert_eq!(act("Terminate").await, 404);
    assert_eq!(administrator.get(&path).await.0, 404);
    assert_eq!(administrator.get("api/LiveSessions").await.1["Total"], 0);
    let (_, list) = administrator.get("api/Recordings?activities=prompt").await;
    let recording = &list["Recordings"][0];
    assert_eq!(
        (&list["Total"], &recording["SessionID"]),
        (&json!(1), &json!(id))
    );
    assert_eq!(
        (&recording["Duration"], &recording["IsLive"]),
        (&json!(120), &json!(false))
    );
    assert_eq!(
        recording["RecordedActivities"][0]["ActivityText"],
        "cmd.exe, Command Prompt"
    );
}

#[tokio::test]
async fn recordings_are_read_played_and_kept_for_a_while() {
    let (emulator, mut administrator, auditor, account) = scene().await;
    let id = emulator.begin_session(&account, "app").expect("a session");
    assert!(emulator.end_session(&id) && !emulator.end_session(&id));
    let path = format!("api/Recordings/{id}");
    let (_, one) = administrator.get(&path).await;
    let size = one["Recordings"][0]["VideoSize"].as_u64();
    assert_eq!(
        administrator.get(&format!("{path}/properties")).await.1,
        one["Recordings"][0]
    );
    assert_eq!(
        administrator.get(&format!("{path}/activities")).await.1["Total"],
        0
    );
    assert_eq!(
        administrator.get(&format!("{path}/valid")).await,
        (200, json!(true))
    );
    let play = administrator
        .respond("POST", &format!("{path}/Play"), None)
        .await;
    assert_eq!(play.status(), 200);
    let name = play.headers()["content-disposition"]
        .to_str()
        .expect("a text");
    assert!(name.contains(".VID.avi"), "{name}");
    let video = play.bytes().await.expect("a video");
    assert_eq!(Some(video.len() as u64), size);
    let (_, properties) = auditor.get(&format!("{path}/properties")).await;
    assert_eq!(
        properties["RecordingFiles"][0]["LastReviewBy"],
        "Administrator"
    );
    // Seeing that there is one is not seeing it.
    assert_eq!(auditor.post_nothing(&format!("{path}/Play")).await.0, 404);
    emulator.advance(Duration::from_secs(49 * 60 * 60));
    administrator = Caller::logon(&emulator, "Administrator").await;
    assert_eq!(administrator.get("api/Recordings").await.1["Total"], 0);
    let (_, list) = administrator.get("api/Recordings?fromTime=0").await;
    assert_eq!(list["Total"], 1);
    emulator.advance(Duration::from_secs(90 * 24 * 60 * 60));
    administrator = Caller::logon(&emulator, "Administrator").await;
    assert_eq!(administrator.get(&path).await.0, 404);
    let policy = json!({"RecordActivity": false});
    assert_eq!(administrator.put("api/Policies/1", policy).await.0, 204);
    let id = emulator.begin_session(&account, "app").expect("a session");
    assert!(emulator.end_session(&id));
    assert_eq!(administrator.get("api/Recordings").await.1["Total"], 0);
}

#[tokio::test]
async fn connecting_through_psm_begins_a_session() {
    let (_emulator, administrator, _, account) = scene().await;
    let path = format!("api/Accounts/{account}/PSMConnect");
    let connection = json!({
        "ConnectionComponent": "psm-winscp",
        "ConnectionParams": {"PSMRemoteMachine": {"value": "b.example.com"}},
    });
    assert_eq!(administrator.post(&path, connection).await.0, 200);
    let (_, list) = administrator.get("api/LiveSessions").await;
    let session = &list["LiveSessions"][0];
    assert_eq!(
        (&list["Total"], &session["ConnectionComponentID"]),
        (&json!(1), &json!("PSM-WinSCP"))
    );
    assert_eq!(session["RemoteMachine"], "b.example.com");
}
