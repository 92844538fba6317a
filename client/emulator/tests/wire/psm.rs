//! What platforms use of PSM.

use crate::{
    platforms::target,
    support::{Caller, base64, started},
};
use serde_json::json;

#[tokio::test]
async fn a_platform_uses_what_psm_has() {
    let (emulator, administrator) = started().await;
    let (_, servers) = administrator.get("api/PSM/Servers").await;
    assert_eq!(servers["PSMServers"][0]["ID"], "PSMServer");
    let package = include_bytes!("component.zip");
    let import = json!({"ImportFile": base64(package)});
    let (status, added) = administrator
        .post("api/ConnectionComponents/Import", import.clone())
        .await;
    assert_eq!(
        (status, added),
        (200, json!({"ConnectionComponentID": "PSM-Cellar"}))
    );
    let (status, _) = administrator
        .post("api/ConnectionComponents/Import", import)
        .await;
    assert_eq!(status, 409);
    let (_, connectors) = administrator.get("api/PSM/Connectors/").await;
    assert_eq!(connectors["Total"], 11);
    let path = "api/Platforms/Targets/2/PrivilegedSessionManagement";
    let chosen = json!({
        "PSMServerId": "psmserver_2",
        "PSMConnectors": [{"PSMConnectorID": "PSM-Cellar", "Enabled": true}],
    });
    let (status, settings) = administrator.put(path, chosen).await;
    assert_eq!(
        (status, &settings["PSMServerId"]),
        (200, &json!("PSMServer_2"))
    );
    assert_eq!(administrator.get(path).await.1, settings);
    let unix = target(&administrator, "UnixSSH").await;
    assert_eq!(
        unix["PrivilegedSessionManagement"]["PSMServerId"],
        "PSMServer_2"
    );
    for wrong in [
        json!({"PSMServerId": "nowhere"}),
        json!({"PSMServerId": "PSMServer", "PSMConnectors": [{"PSMConnectorID": "x", "Enabled": true}]}),
    ] {
        assert_eq!(administrator.put(path, wrong).await.0, 400);
    }
    let path = "api/Platforms/Targets/WinDomain/PrivilegedSessionManagement";
    let (status, body) = administrator.get(path).await;
    assert_eq!((status, &body["ErrorCode"]), (400, &json!("PASWS167E")));
    let app = Caller::logon(&emulator, "app").await;
    for path in [
        "api/PSM/Servers",
        "api/PSM/Connectors",
        "api/Platforms/Groups",
        "api/Platforms/UnixSSH/Safes",
        "api/Platforms/Targets/2/PrivilegedSessionManagement",
        "api/Policies/1",
    ] {
        let (status, body) = app.get(path).await;
        assert_eq!(
            (status, &body["ErrorCode"]),
            (403, &json!("PASWS041E")),
            "{path}"
        );
    }
    assert_eq!(
        app.post_nothing("api/Platforms/Targets/2/deactivate")
            .await
            .0,
        403
    );
    assert_eq!(app.get("api/Platforms/Targets").await.0, 200);
}
