//! Control over single accounts.

use crate::support::{Caller, started, texts};
use pvwa_api::SafePermission::{ListAccounts, RetrieveAccounts};
use serde_json::json;

#[tokio::test]
async fn a_safe_with_control_over_single_accounts_narrows_and_opens_them() {
    let (emulator, administrator) = started().await;
    for (name, olac) in [("Fine", true), ("Coarse", false)] {
        let body = json!({"safeName": name, "olacEnabled": olac});
        assert_eq!(administrator.post("api/Safes", body).await.0, 201);
        let all = ["listAccounts", "retrieveAccounts"];
        administrator.add_member(name, "app", &all).await;
    }
    let first = administrator.add_account("Fine", "first").await;
    let second = administrator.add_account("Fine", "second").await;
    let coarse = administrator.add_account("Coarse", "coarse").await;
    assert!(emulator.set_access(&first, "app", &[ListAccounts]));
    assert!(emulator.set_access(&second, "other", &[ListAccounts, RetrieveAccounts]));
    assert!(emulator.set_access(&coarse, "app", &[]));
    assert!(!emulator.set_access("1_1", "app", &[]));
    assert!(!emulator.set_access(&first, "nobody", &[]));
    let app = Caller::logon(&emulator, "app").await;
    let other = Caller::logon(&emulator, "other").await;
    let retrieve = |caller: &Caller, id: &str| {
        let path = format!("api/Accounts/{id}/Password/Retrieve");
        let caller = caller.clone();
        async move { caller.send("POST", &path, None).await.0 }
    };
    assert_eq!(retrieve(&app, &first).await, 403);
    assert_eq!(retrieve(&app, &second).await, 200);
    assert_eq!(retrieve(&app, &coarse).await, 200);
    assert_eq!(retrieve(&other, &first).await, 404);
    assert_eq!(retrieve(&other, &second).await, 200);
    let (_, list) = other.get("api/Accounts").await;
    assert_eq!(texts(&list["value"], "address"), ["second"]);
    emulator.set_access(&first, "app", &[]);
    assert_eq!(app.get(&format!("api/Accounts/{first}")).await.0, 403);
    let (_, list) = app.get("api/Accounts").await;
    assert_eq!(texts(&list["value"], "address"), ["second", "coarse"]);
}
