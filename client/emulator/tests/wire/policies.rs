//! The master policy, and the commands that platforms allow or deny.

use crate::{
    platforms::target,
    support::{Caller, started},
};
use pvwa_emulator::{Edition, Emulator, Rule};
use serde_json::{Value, json};

#[tokio::test]
async fn the_master_policy_shows_in_the_platforms() {
    let emulator = Emulator::builder()
        .rule(Some("windomain"), Rule::DualControl)
        .start()
        .await
        .expect("a free port");
    let administrator = Caller::logon(&emulator, "Administrator").await;
    let (status, policy) = administrator.get("api/Policies/1").await;
    assert_eq!(
        (status, &policy["RequireReason"]["Value"]),
        (200, &json!(false))
    );
    let changed = json!({"requireReason": "True", "PasswordChangeDays": 30});
    assert_eq!(
        administrator.put("api/Policies/1", changed).await,
        (204, Value::Null)
    );
    emulator.rule(None, Rule::Exclusive);
    let domain = target(&administrator, "WinDomain").await;
    let workflows = &domain["PrivilegedAccessWorkflows"];
    for (name, active, exception) in [
        ("RequireDualControlPasswordAccessApproval", true, true),
        ("EnforceCheckinCheckoutExclusiveAccess", true, false),
        ("EnforceOnetimePasswordAccess", false, false),
        ("RequireUsersToSpecifyReasonForAccess", true, false),
    ] {
        let expected = json!({"IsActive": active, "IsAnException": exception});
        assert_eq!(workflows[name], expected, "{name}");
    }
    assert_eq!(domain["ExceptionRules"], json!(["DualControl"]));
    let (_, list) = administrator.get("api/Platforms?search=unixsshkeys").await;
    let unix = &list["Platforms"][0];
    assert_eq!(
        unix["credentialsManagement"]["requirePasswordChangeEveryXDays"],
        30
    );
    let workflows = &unix["privilegedAccessWorkflows"];
    assert_eq!(workflows["enforceCheckinCheckoutExclusiveAccess"], true);
    assert_eq!(workflows["requireDualControlPasswordAccessApproval"], false);
    for (path, wrong, status) in [
        ("api/Policies/1", json!({"ConfirmersNumber": 65}), 400),
        ("api/Policies/1", json!({"DualControl": "perhaps"}), 400),
        ("api/Policies/2", json!({}), 404),
        ("api/Policies/one", json!({}), 400),
    ] {
        assert_eq!(administrator.put(path, wrong).await.0, status, "{path}");
    }
    let unknown = Emulator::builder()
        .rule(Some("Nothing"), Rule::Reason)
        .start()
        .await;
    assert!(unknown.is_err());
    let cloud = Emulator::builder()
        .edition(Edition::PrivilegeCloud)
        .start()
        .await
        .expect("a free port");
    let administrator = Caller::logon(&cloud, "Administrator").await;
    assert_eq!(administrator.get("api/Policies/1").await.0, 404);
}

#[tokio::test]
async fn commands_of_platforms_are_added_and_deleted() {
    let (_emulator, administrator) = started().await;
    let path = "WebServices/PIMServices.svc/Policy/UnixSSH/PrivilegedCommands";
    let rule = json!({"Command": "ls", "CommandGroup": "false", "PermissionType": "allow", "UserName": "*"});
    let (status, added) = administrator.put(path, rule.clone()).await;
    let added = &added["AddPolicyPrivilegedCommandResult"];
    assert_eq!((status, &added["PermissionType"]), (200, &json!("Allow")));
    let (status, body) = administrator.put(path, rule).await;
    assert_eq!((status, &body["ErrorCode"]), (409, &json!("ITATS903E")));
    let (_, list) = administrator.get(path).await;
    assert_eq!(list["ListPolicyPrivilegedCommandsResult"], json!([added]));
    let other = "WebServices/PIMServices.svc/Policy/Oracle/PrivilegedCommands";
    let (_, list) = administrator.get(other).await;
    assert_eq!(list["ListPolicyPrivilegedCommandsResult"], json!([]));
    assert_eq!(
        administrator
            .delete(&format!("{other}/{}", added["Id"]))
            .await
            .0,
        404
    );
    assert_eq!(
        administrator
            .delete(&format!("{path}/{}", added["Id"]))
            .await
            .0,
        200
    );
    assert_eq!(
        administrator
            .delete(&format!("{path}/{}", added["Id"]))
            .await
            .0,
        404
    );
}
