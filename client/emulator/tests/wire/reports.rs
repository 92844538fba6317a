//! Reports and the tasks that generate them; themes.

use crate::support::{Caller, started, texts};
use pvwa_emulator::{Emulator, User, Version};
use serde_json::{Value, json};
use std::time::Duration;

/// 2026-01-01.
const NOW: i64 = 1_767_225_600;

async fn with_reports() -> (Emulator, Caller, Caller) {
    let emulator = Emulator::builder()
        .version(Version::new(15, 0, 0))
        .stopped_clock(NOW)
        .user(User::new("monitor", "m").groups(["PVWAMonitor"]))
        .user(User::new("app", "a"))
        .start()
        .await
        .expect("a free port");
    emulator.idle_timeout(Duration::from_secs(3_000_000_000));
    let administrator = Caller::logon(&emulator, "Administrator").await;
    let app = Caller::logon(&emulator, "app").await;
    (emulator, administrator, app)
}

fn task(name: &str) -> Value {
    json!({
        "subType": "InventoryReports.InventoryReportUI",
        "name": name,
        "keepTaskDefinition": false,
        "subscribers": [],
        "filters": [{"name": "safe", "value": "Team"}],
    })
}

#[tokio::test]
async fn a_report_is_generated_and_opened() {
    let (emulator, administrator, app) = with_reports().await;
    for safe in ["Team", "Other"] {
        administrator.add_safe(safe).await;
        administrator.add_account(safe, "one.example.com").await;
    }
    assert_eq!(
        administrator.post("api/Tasks", task("Weekly, all")).await,
        (201, Value::Null)
    );
    let (_, reports) = administrator.get("api/Reports").await;
    assert_eq!(reports["reports"][0]["status"], "Pending");
    emulator.advance(Duration::from_secs(2));
    let (_, reports) = administrator
        .get("api/Reports?filter=status+EQ+Done&limit=10")
        .await;
    let report = &reports["reports"][0];
    assert_eq!(
        (&reports["totalCount"], &report["records"]),
        (&json!(1), &json!(1))
    );
    assert_eq!(report["createdAt"], "2026-01-01T00:00:00Z");
    assert_eq!(
        administrator.get("api/Tasks").await.1["totalCount"],
        0,
        "it ran once"
    );
    let id = report["taskId"].as_str().expect("an id");
    let (status, file) = administrator
        .get(&format!("api/Reports/{id}/content?format=csv"))
        .await;
    assert_eq!(status, 200);
    let file = file.as_str().expect("text");
    assert!(
        file.starts_with("Safe,Account,Platform\r\nTeam,") && !file.contains("Other"),
        "{file}"
    );
    // Safe=PVWAReports^@^Folder=Root\2^@^Name=Weekly, all_2^@^Format=excel^@^Type=Invent…
    let data = "U2FmZT1QVldBUmVwb3J0c15AXkZvbGRlcj1Sb290XDJeQF5OYW1lPVdlZWtseSwgYWxsXzJeQF5Gb3JtYXQ9ZXhjZWxeQF5UeXBlPUludmVudG9yeVJlcG9ydHMuSW52ZW50b3J5UmVwb3J0VUk=";
    assert_eq!(
        (&report["location"], &report["filename"]),
        (&json!("Root\\2"), &json!("Weekly, all_2"))
    );
    let (status, file) = administrator
        .get(&format!("api/ClassicReports?data={data}"))
        .await;
    assert_eq!(status, 200, "{file}");
    assert!(
        file.as_str().is_some_and(|file| file.contains("<Workbook")),
        "{file}"
    );
    assert_eq!(
        administrator.get("api/ClassicReports?data=U2FmZQ").await.0,
        400
    );
    let (_, used) = administrator.get("api/Reports").await;
    assert_eq!(used["reports"][0]["lastUsedBy"], "Administrator");
    assert_eq!(app.get("api/Reports").await.1["totalCount"], 0);
    assert_eq!(
        app.get(&format!("api/Reports/{id}/content?format=csv"))
            .await
            .0,
        404
    );
    assert_eq!(app.post("api/Tasks", task("Mine")).await.0, 403);
    let monitor = Caller::logon(&emulator, "monitor").await;
    assert_eq!(
        monitor.get("api/Reports").await.1["totalCount"],
        1,
        "a manager sees all"
    );
    assert_eq!(administrator.get("api/Reports?limit=1001").await.0, 400);
}

#[tokio::test]
async fn a_task_runs_on_its_days() {
    let (emulator, administrator, _) = with_reports().await;
    let mut weekly = task("Weekly");
    weekly["subscribers"] = json!([{"name": "app", "type": "User"}]);
    weekly["schedule"] = json!({
        "startTime": "2026-01-02T06:00:00Z",
        "recurrence": {"type": "Weekly", "recurrenceValue": 1, "daysOfWeek": ["Monday"]},
    });
    assert_eq!(administrator.post("api/Tasks", weekly.clone()).await.0, 201);
    let (_, tasks) = administrator.get("api/Tasks?filter=name+EQ+Weekly").await;
    let one = &tasks["tasks"][0];
    assert_eq!(
        one["schedule"]["recurrence"]["daysOfWeek"],
        json!(["Monday"])
    );
    let path = format!("api/Tasks/{}", one["id"].as_str().expect("an id"));
    emulator.advance(Duration::from_secs(4 * 86_400));
    assert_eq!(
        administrator.get("api/Reports").await.1["totalCount"],
        0,
        "Monday is at six"
    );
    emulator.advance(Duration::from_secs(6 * 3_600));
    let (_, reports) = administrator.get("api/Reports").await;
    assert_eq!(reports["reports"][0]["createdAt"], "2026-01-05T06:00:00Z");
    emulator.advance(Duration::from_secs(365 * 86_400));
    let app = Caller::logon(&emulator, "app").await;
    let (_, reports) = app.get("api/Reports?sort=-CreatedAt").await;
    assert_eq!(
        reports["totalCount"], 2,
        "what was missed is made up for once: {reports}"
    );
    assert_eq!(app.get(&path).await.0, 404, "the task is another's");
    let administrator = Caller::logon(&emulator, "Administrator").await;
    assert_eq!(
        administrator.put(&path, weekly.clone()).await.0,
        400,
        "the start has passed"
    );
    weekly["schedule"]["startTime"] = json!("2030-01-01T08:00:00+02:00");
    weekly["name"] = json!("Later");
    assert_eq!(administrator.put(&path, weekly).await, (200, Value::Null));
    let (_, one) = administrator.get(&path).await;
    assert_eq!(
        (&one["name"], &one["lastModifiedBy"]),
        (&json!("Later"), &json!("Administrator"))
    );
    assert_eq!(one["schedule"]["startTime"], "2030-01-01T06:00:00Z");
    assert_eq!(administrator.delete(&path).await.0, 204);
    assert_eq!(administrator.delete(&path).await.0, 404);
    for (name, value) in [
        ("subType", json!("Weather")),
        ("name", json!("x".repeat(257))),
        ("subscribers", json!([{"name": "nobody"}])),
        ("filters", json!([{"value": "x"}])),
        ("schedule", json!({"recurrence": {"daysOfWeek": []}})),
        (
            "schedule",
            json!({"recurrence": {"daysOfWeek": ["Someday"]}}),
        ),
    ] {
        let mut wrong = task("Wrong");
        wrong[name] = value;
        assert_eq!(
            administrator.post("api/Tasks", wrong).await.0,
            400,
            "{name}"
        );
    }
    let (_, activities) = administrator
        .get("api/ReportParams/Activities?type=ActivitiesReport")
        .await;
    assert_eq!(
        activities["activityGroups"].as_array().map(Vec::len),
        Some(3)
    );
}

fn named(names: &[&str]) -> Value {
    names
        .iter()
        .map(|name| ((*name).to_owned(), json!("#1a2b3c")))
        .collect()
}

fn colors() -> Value {
    let palette = named(&[
        "backgroundMain",
        "borderMain",
        "textMain",
        "disableMain",
        "disableTextPrimary",
        "disableBackgroundPrimary",
        "successPrimary",
        "successSecondary",
        "warningPrimary",
        "warningSecondary",
        "infoPrimary",
        "infoSecondary",
        "errorPrimary",
        "errorSecondary",
    ]);
    json!({
        "colorsStyle": "dark",
        "definitionByType": {"dark": palette, "bright": palette},
        "main": named(&["mainColor", "selectedMain", "hoverMain", "defaultButtonTextPrimary"]),
        "menu": named(&[
            "menuLogoBackground", "menuBackground", "menuHoverBackground",
            "menuActiveBackgroundPrimary", "menuActiveBackgroundSecondary", "menuText",
            "menuTextActive", "menuIcon",
        ]),
        "advanced": {},
    })
}

#[tokio::test]
async fn a_theme_is_drawn_up_published_and_put_into_use() {
    let (emulator, administrator) = started().await;
    let picture = json!({"Name": "logo.png", "Content": "UE5H"});
    assert_eq!(
        administrator.post("api/Images", picture.clone()).await,
        (201, Value::Null)
    );
    assert_eq!(administrator.post("api/Images", picture).await.0, 409);
    assert_eq!(
        administrator.get("api/Images/logo.png/").await,
        (200, json!("PNG"))
    );
    let theme = json!({
        "name": "Ours",
        "isDraft": true,
        "colors": colors(),
        "images": {"main": {"mainLogoDark": "logo.png", "mainBackgroundImage": ""}},
    });
    let (status, added) = administrator.post("api/Themes", theme.clone()).await;
    assert_eq!(
        (status, &added["isActive"], &added["isSystem"]),
        (201, &json!(false), &json!(false))
    );
    assert_eq!(administrator.post("api/Themes", theme.clone()).await.0, 409);
    let mut wrong = theme.clone();
    wrong["name"] = json!("Other");
    wrong["images"]["main"]["mainLogoDark"] = json!("none.png");
    assert_eq!(administrator.post("api/Themes", wrong.clone()).await.0, 400);
    wrong["images"] = Value::Null;
    wrong["colors"]["menu"] = json!({});
    assert_eq!(administrator.post("api/Themes", wrong).await.0, 400);
    assert_eq!(administrator.get("api/ActiveThemes").await.0, 404);
    let activate = json!({"themesNames": ["ours"]});
    assert_eq!(
        administrator
            .post("api/ActiveThemes", activate.clone())
            .await
            .0,
        400,
        "a draft"
    );
    let publish = json!({"IsDraft": false});
    assert_eq!(
        administrator.post("api/Themes/Ours/draft", publish).await,
        (204, Value::Null)
    );
    assert_eq!(
        administrator.post("api/ActiveThemes", activate).await,
        (204, Value::Null)
    );
    let mut renamed = theme;
    renamed["name"] = json!("Theirs");
    renamed["isDraft"] = json!(false);
    assert_eq!(administrator.put("api/Themes/Ours", renamed).await.0, 204);
    let (_, active) = administrator.get("api/ActiveThemes").await;
    assert_eq!(
        (&active["name"], &active["isActive"]),
        (&json!("Theirs"), &json!(true))
    );
    let (_, all) = administrator.get("api/Themes").await;
    assert_eq!(
        texts(&all["CustomThemes"], "name"),
        ["Bright", "Dark", "Theirs"]
    );
    assert_eq!(administrator.delete("api/ActiveThemes").await.0, 204);
    assert_eq!(administrator.get("api/ActiveThemes").await.0, 404);
    assert_eq!(administrator.delete("api/Themes/Dark").await.0, 403);
    assert_eq!(administrator.delete("api/Themes/Theirs").await.0, 204);
    assert_eq!(administrator.get("api/Themes/Theirs").await.0, 404);
    let app = Caller::logon(&emulator, "app").await;
    assert_eq!(app.get("api/Themes").await.0, 403);
}
