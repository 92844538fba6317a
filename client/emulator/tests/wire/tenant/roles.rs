//! Roles, their members and rights.

use super::{PASSWORD, Tenant, started};
use crate::support::texts;
use serde_json::{Value, json};

const ANN: &str = "ann@cyberark.cloud.1234";

async fn create(administrator: &Tenant, name: &str) -> Value {
    let created = administrator
        .result("Roles/StoreRole", json!({"Name": name}))
        .await;
    created["_RowKey"].clone()
}

#[tokio::test]
async fn a_role_is_created_changed_and_deleted() {
    let (_emulator, administrator) = started().await;
    let inner = create(&administrator, "Inner").await;
    let body = json!({"Name": "Outer", "Description": "All", "Roles": ["Inner"], "Users": [ANN]});
    let outer = administrator.result("Roles/StoreRole", body).await["_RowKey"].clone();
    administrator
        .failure("Roles/StoreRole", json!({"Name": "OUTER"}))
        .await;
    let path = format!(
        "Roles/GetRole?Name={}&getRights=true",
        outer.as_str().expect("an id")
    );
    let role = administrator.result(&path, Value::Null).await;
    assert_eq!(
        (&role["Description"], &role["RoleType"]),
        (&json!("All"), &json!("PrincipalList"))
    );
    assert_eq!(
        (&role["Users"][0]["Name"], &role["Roles"][0]["Guid"]),
        (&json!(ANN), &inner)
    );
    let around = json!({"Name": inner, "Roles": {"Add": ["Outer"]}});
    administrator.failure("Roles/UpdateRole", around).await;
    let change = json!({"Name": outer, "NewName": "Everyone here", "Users": {"Delete": [ANN]}});
    administrator.result("Roles/UpdateRole", change).await;
    let members = administrator
        .result("Roles/GetRoleMembers", json!({"Name": outer}))
        .await;
    assert_eq!(
        members["Results"][0]["Row"],
        json!({"Guid": inner, "Name": "Inner", "Type": "Role"})
    );
    assert_eq!(members["FullCount"], 1);
    administrator
        .result("SaasManage/DeleteRole", json!({"Name": inner}))
        .await;
    let members = administrator
        .result("Roles/GetRoleMembers", json!({"Name": outer}))
        .await;
    assert_eq!(members["FullCount"], 0);
    administrator
        .result("SaasManage/DeleteRoles", json!({"Roles": [outer]}))
        .await;
    administrator.failure(&path, Value::Null).await;
    administrator
        .failure("SaasManage/DeleteRole", json!({"Name": "sysadmin"}))
        .await;
}

#[tokio::test]
async fn a_right_lets_its_members_do_what_it_is_for() {
    let (emulator, administrator) = started().await;
    let ann = Tenant::logon(&emulator, ANN, PASSWORD).await;
    ann.failure("CDirectoryService/GetUsers", json!({})).await;
    let role = create(&administrator, "Help desk").await;
    let pair = json!([{"Role": role, "Path": "/lib/rights/dsman.json"}]);
    administrator
        .result("SaasManage/AssignSuperRights", pair.clone())
        .await;
    let members = json!({"Name": role, "Users": [ANN]});
    administrator
        .result("SaasManage/AddUsersAndGroupsToRole", members.clone())
        .await;
    ann.result("CDirectoryService/GetUsers", json!({})).await;
    ann.failure("Roles/StoreRole", json!({"Name": "More"}))
        .await;
    let path = format!(
        "Core/GetAssignedAdministrativeRights?role={}",
        role.as_str().expect("an id")
    );
    let rights = administrator.result(&path, json!({})).await;
    assert_eq!(
        rights["Results"][0]["Row"]["Description"],
        "User Management"
    );
    administrator
        .result("Roles/UnAssignSuperRights", pair.clone())
        .await;
    ann.failure("CDirectoryService/GetUsers", json!({})).await;
    administrator
        .result("Roles/AssignSuperRights", pair.clone())
        .await;
    administrator
        .result("SaasManage/RemoveUsersAndGroupsFromRole", members)
        .await;
    ann.failure("CDirectoryService/GetUsers", json!({})).await;
    administrator
        .result("SaasManage/UnAssignSuperRights", pair)
        .await;
    let unknown = json!([{"Role": role, "Path": "ServiceRight/unknown"}]);
    administrator
        .failure("Roles/AssignSuperRights", unknown)
        .await;
    let uuid = "09b9a9b0-6ce8-465f-ab03-65766d33b05e";
    let path = format!("Core/GetDirectoryRolesAndRights?path={uuid}");
    let all = administrator
        .result(&path, json!({"Args": {"PageSize": 3}}))
        .await;
    assert_eq!((&all["Count"], &all["FullCount"]), (&json!(3), &json!(9)));
}

#[tokio::test]
async fn the_roles_of_privilege_cloud_count_in_the_vault() {
    let (emulator, administrator) = started().await;
    let ann = Tenant::logon(&emulator, ANN, PASSWORD).await;
    let vault = ann.at_vault(&emulator);
    let add = json!({"safeName": "Linux"});
    assert_eq!(vault.post("api/Safes", add.clone()).await.0, 403);
    let body = json!({"Name": "Privilege_Cloud_Safe_Managers_ID", "Users": [ANN]});
    administrator
        .result("SaasManage/AddUsersAndGroupsToRole", body.clone())
        .await;
    assert_eq!(vault.post("api/Safes", add).await.0, 201);
    administrator
        .result("SaasManage/RemoveUsersAndGroupsFromRole", body)
        .await;
    let (status, _) = vault
        .post("api/Safes", json!({"safeName": "Windows"}))
        .await;
    assert_eq!(status, 403);
    let own = administrator.at_vault(&emulator);
    let (_, users) = own
        .get("api/Users?search=admin%40cyberark&extendedDetails=true")
        .await;
    let groups = texts(&users["Users"][0]["groupsMembership"], "groupName");
    assert_eq!(groups, ["Vault Admins"]);
}

#[tokio::test]
async fn attributes_of_roles_have_values() {
    let (_emulator, administrator) = started().await;
    let role = create(&administrator, "Owners").await;
    let body = json!({"Attributes": [{"Name": "Owner", "Type": "Text"}]});
    administrator
        .result("RoleAttributes/AddAttributes", body.clone())
        .await;
    administrator
        .failure("RoleAttributes/AddAttributes", body)
        .await;
    let (_, list) = administrator
        .post("RoleAttributes/GetAttributes", json!({}))
        .await;
    let id = list["Attributes"][0]["ID"].clone();
    let path = format!(
        "RoleAttributes/UpdateAttribute?attributeid={}",
        id.as_str().expect("an id")
    );
    administrator
        .result(&path, json!({"Description": "Who owns it"}))
        .await;
    let set = |value: &str| json!({"RoleId": role, "Attributes": [{"Id": id, "Value": value}]});
    administrator
        .result("RoleAttributes/UpdateAttributesByRole", set("Ann"))
        .await;
    let path = format!(
        "RoleAttributes/GetRoleAttributes?roleId={}",
        role.as_str().expect("an id")
    );
    let (_, values) = administrator.get(&path).await;
    assert_eq!(
        (&values[0]["Value"], &values[0]["Description"]),
        (&json!("Ann"), &json!("Who owns it"))
    );
    administrator
        .result("RoleAttributes/UpdateAttributesByRole", set(""))
        .await;
    assert_eq!(administrator.get(&path).await.1, json!([]));
    let body = json!({"AttributeIds": [id]});
    administrator
        .result("RoleAttributes/DeleteAttributes", body)
        .await;
    let (_, list) = administrator
        .post("RoleAttributes/GetAttributes", json!({}))
        .await;
    assert_eq!(list["Total"], 0);
}

#[tokio::test]
async fn only_a_dynamic_role_has_a_script() {
    let (_emulator, administrator) = started().await;
    let body = json!({"Name": "Dynamic", "RoleType": "Script"});
    let role = administrator.result("Roles/StoreRole", body).await["_RowKey"].clone();
    let script = |id: &Value| json!({"ID": id, "Script": "true"});
    administrator
        .result("Roles/SetDynamicRoleScript", script(&role))
        .await;
    let plain = create(&administrator, "Plain").await;
    administrator
        .failure("Roles/SetDynamicRoleScript", script(&plain))
        .await;
}
