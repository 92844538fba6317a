//! Discovery scans.

use crate::support::{Caller, base64};
use pvwa_emulator::Emulator;
use serde_json::json;
use std::time::Duration;

#[tokio::test]
async fn a_scan_runs_by_the_clock() {
    let emulator = Emulator::builder()
        .stopped_clock(1_800_000_000)
        .start()
        .await
        .expect("a free port");
    let administrator = Caller::logon(&emulator, "Administrator").await;
    let scan = json!({
        "scanType": "CsvFile",
        "csvFile": base64(b"a.example.com\nb.example.com\n"),
        "fileName": "linux.csv",
        "managingScanner": "PasswordManager",
        "scanCredentials": [{"username": "scanner", "password": "made-up one"}],
        "scheduleInformation": {"daysOfWeek": ["sunday"], "time": "18:00:00"},
    });
    let (status, added) = administrator.post("api/DiscoveryScans", scan.clone()).await;
    assert_eq!((status, &added["taskId"]), (201, &json!(1)));
    assert_eq!(
        (&added["scanStatus"], &added["totalMachines"]),
        (&json!("Pending"), &json!(2))
    );
    assert_eq!(added["runningMode"], "Recurring");
    assert_eq!(added["creationDate"], 639_355_968_000_000_000_i64);
    assert!(!format!("{:?}", emulator.requests()).contains("made-up one"));
    let read = async || {
        let (_, scan) = administrator.get("api/DiscoveryScans/1").await;
        (scan["scanStatus"].clone(), scan["scannedMachines"].clone())
    };
    for (seconds, status, scanned) in [(16, "Running", 1), (6, "Completed", 2)] {
        emulator.advance(Duration::from_secs(seconds));
        assert_eq!(read().await, (json!(status), json!(scanned)));
    }
    let stop = administrator
        .post_nothing("api/DiscoveryScans/1/stop")
        .await;
    assert_eq!(stop.0, 409);
    let directory = json!({
        "scanType": "ActiveDirectory",
        "domainName": "example.com",
        "managingScanner": "PasswordManager",
        "scanCredentials": [{"username": "scanner", "password": "made-up one"}],
    });
    assert_eq!(
        administrator.post("api/DiscoveryScans", directory).await.0,
        201
    );
    assert_eq!(
        administrator
            .post_nothing("api/DiscoveryScans/2/stop")
            .await
            .0,
        200
    );
    let status = async || administrator.get("api/DiscoveryScans").await.1[1]["scanStatus"].clone();
    assert_eq!(status().await, "Stopping");
    emulator.advance(Duration::from_secs(10));
    assert_eq!(status().await, "Stopped");
    for (name, value) in [
        ("scanType", json!("Guess")),
        ("managingScanner", json!("Administrator")),
        ("scanCredentials", json!([])),
        ("scanCredentials", json!([{"username": "scanner"}])),
        ("csvFile", json!("?")),
        (
            "scheduleInformation",
            json!({"daysOfWeek": ["Someday"], "time": "18:00:00"}),
        ),
    ] {
        let mut wrong = scan.clone();
        wrong[name] = value;
        assert_eq!(
            administrator.post("api/DiscoveryScans", wrong).await.0,
            400,
            "{name}"
        );
    }
    assert_eq!(administrator.delete("api/DiscoveryScans/1").await.0, 204);
    assert_eq!(administrator.get("api/DiscoveryScans/1").await.0, 404);
    assert_eq!(administrator.get("api/DiscoveryScans/one").await.0, 400);
}
