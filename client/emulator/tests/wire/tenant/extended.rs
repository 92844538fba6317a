//! Extended attributes and authentication profiles.

use super::{PASSWORD, Tenant, started};
use serde_json::{Value, json};

const ANN: &str = "ann@cyberark.cloud.1234";

#[tokio::test]
async fn the_company_adds_attributes_and_users_have_values() {
    let (emulator, administrator) = started().await;
    let schema = |columns: Value| json!({"Table": "users", "Columns": columns});
    let columns = json!({
        "Shoe_Size": {"Type": "int", "UserEditable": true}, "Contractor": {"Type": "Bool"},
    });
    administrator
        .result("ExtData/UpdateSchema", schema(columns))
        .await;
    let known = administrator
        .result("ExtData/GetSchema", json!({"Table": "Users"}))
        .await;
    assert_eq!(
        (
            &known["ColumnLimit"],
            known["Columns"].as_array().map(Vec::len)
        ),
        (&json!(25), Some(2))
    );
    let set = |columns: Value| json!({"Table": "Users", "ID": ANN, "Columns": columns});
    administrator
        .result("ExtData/SetColumns", set(json!({"Contractor": true})))
        .await;
    for wrong in [json!({"Contractor": "maybe"}), json!({"Unknown": 1})] {
        administrator
            .failure("ExtData/SetColumns", set(wrong))
            .await;
    }
    let ann = Tenant::logon(&emulator, ANN, PASSWORD).await;
    ann.result("ExtData/SetColumns", set(json!({"Shoe_Size": 42})))
        .await;
    ann.failure("ExtData/SetColumns", set(json!({"Contractor": false})))
        .await;
    let get = json!({"Table": "Users", "ID": ANN, "IncludeNulls": true});
    let values = ann.result("ExtData/GetColumns", get.clone()).await;
    assert_eq!(values, json!({"Contractor": true, "Shoe_Size": 42}));
    let fewer = json!({"Contractor": {"Type": "Bool"}});
    administrator
        .failure("ExtData/UpdateSchema", schema(fewer.clone()))
        .await;
    ann.failure("ExtData/UpdateSchema", schema(fewer.clone()))
        .await;
    let mut body = schema(fewer);
    body["AllowDelete"] = true.into();
    administrator.result("ExtData/UpdateSchema", body).await;
    assert_eq!(
        ann.result("ExtData/GetColumns", get).await,
        json!({"Contractor": true})
    );
}

#[tokio::test]
async fn authentication_profiles_are_kept() {
    let (_emulator, administrator) = started().await;
    let path = "AuthProfile/SaveProfile";
    let body = |name: &str, challenge: &str| json!({"settings": {"Name": name, "Challenges": [challenge]}});
    let saved = administrator.result(path, body("Two factors", "UP")).await;
    assert_eq!(saved["DurationInMinutes"], 30);
    administrator.failure(path, body("two factors", "UP")).await;
    administrator.failure(path, body("Other", "UP,NOSE")).await;
    let mut change = body("Two factors", "UP,OTP");
    change["settings"]["Uuid"] = saved["Uuid"].clone();
    administrator.result(path, change).await;
    let uuid = json!({"uuid": saved["Uuid"]});
    let profile = administrator
        .result("AuthProfile/GetProfile", uuid.clone())
        .await;
    assert_eq!(profile["Challenges"], json!(["UP,OTP"]));
    let list = administrator
        .result("AuthProfile/GetDecoratedProfileList", json!({}))
        .await;
    assert_eq!(list["FullCount"], 1);
    administrator
        .result("AuthProfile/DeleteProfile", uuid.clone())
        .await;
    administrator.failure("AuthProfile/GetProfile", uuid).await;
    let rules = administrator
        .result("Policy/GetPasswordComplexityRequirements", Value::Null)
        .await;
    assert!(
        rules
            .as_str()
            .is_some_and(|rules| rules.contains("8 to 64"))
    );
}
