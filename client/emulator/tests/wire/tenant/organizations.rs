//! Organizations.

use super::{PASSWORD, Tenant, started};
use serde_json::{Value, json};

const ANN: &str = "ann@cyberark.cloud.1234";

#[tokio::test]
async fn an_organization_has_members_administrators_and_roles() {
    let (emulator, administrator) = started().await;
    let body = json!({"Name": "North", "Description": "All in the north"});
    let created = administrator.result("Org/Create", body.clone()).await;
    administrator.failure("Org/Create", body).await;
    let org = json!({"OrgId": created["ID"]});
    let with = |name: &str, value: Value| {
        let mut body = org.clone();
        body[name] = value;
        body
    };
    administrator
        .result("Org/Update", with("Name", json!("Far north")))
        .await;
    let known = administrator.result("Org/Get", org.clone()).await;
    assert_eq!(
        (&known["Name"], &known["Description"]),
        (&json!("Far north"), &json!("All in the north"))
    );
    let member = json!([{"ID": ANN, "Type": "User"}]);
    administrator
        .result("Org/ChangeMembership", with("Add", member.clone()))
        .await;
    let query = json!({"Script": format!("select Username from User where OrgId = '{}'", created["ID"].as_str().expect("an id"))});
    let found = administrator.result("Redrock/query", query.clone()).await;
    assert_eq!(found["Results"][0]["Row"]["Username"], ANN);
    administrator
        .result(
            "Org/UpdateAdministrators",
            with("Grant", json!([{"Id": ANN}])),
        )
        .await;
    let administrators = administrator
        .result("Org/GetAdministrators", org.clone())
        .await;
    let row = administrators["Results"][0]["Row"].clone();
    assert_eq!(row["Name"], ANN);
    let rights = administrator.result("Org/GetPermission", org.clone()).await;
    assert_eq!(rights[0]["Principal"], row["ID"]);
    administrator
        .result(
            "Org/UpdateAdministrators",
            with("Revoke", json!([row["ID"]])),
        )
        .await;
    let administrators = administrator
        .result("Org/GetAdministrators", org.clone())
        .await;
    assert_eq!(administrators["FullCount"], 0);
    let role = json!({"Name": "Guides", "OrgPath": created["ID"]});
    administrator.result("Roles/StoreRole", role).await;
    let roles = administrator.result("Org/GetRoles", org.clone()).await;
    assert_eq!(roles[0]["Name"], "Guides");
    let list = administrator
        .result("Org/ListAll?format=Query", Value::Null)
        .await;
    assert_eq!(list["FullCount"], 1);
    let ann = Tenant::logon(&emulator, ANN, PASSWORD).await;
    ann.failure("Org/Delete", org.clone()).await;
    administrator
        .result("Org/ChangeMembership", with("Remove", member))
        .await;
    assert_eq!(
        administrator.result("Redrock/query", query).await["FullCount"],
        0
    );
    administrator.result("Org/Delete", org.clone()).await;
    administrator.failure("Org/Get", org).await;
    assert_eq!(
        administrator.result("Org/ListAll", Value::Null).await,
        json!([])
    );
}
