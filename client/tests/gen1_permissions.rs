//! Permissions through the first generation of the API: written, listed, and read back.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod vaults;

use pvwa::{
    Preset, SafePermission, SafePermissions, StatedPermissions, Vault,
    types::{
        Gen1AddSafeMemberRequest, Gen1NewSafeMember, Gen1SafeMemberChange,
        Gen1UpdateSafeMemberRequest,
    },
};
use pvwa_emulator::{Emulator, User};
use vaults::administrator;

const SAFE: &str = "APP_Oracle";

async fn stage() -> (Emulator, Vault) {
    let builder = Emulator::builder().accounts(1, SAFE).unwrap();
    let emulator = builder
        .user(User::new("operator", "made-up"))
        .start()
        .await
        .unwrap();
    let vault = administrator(&emulator);
    (emulator, vault)
}

async fn add(vault: &Vault, set: SafePermissions) -> StatedPermissions {
    let member = Gen1NewSafeMember::builder()
        .member_name("operator")
        .permissions(set.gen1_entries().unwrap());
    let body =
        Gen1AddSafeMemberRequest::builder().member::<Gen1NewSafeMember>(member.try_into().unwrap());
    let api = vault
        .api()
        .add_safe_member_gen1()
        .safe_name(SAFE)
        .body(body);
    let answer = api
        .send()
        .await
        .map_err(pvwa::Error::from)
        .unwrap()
        .into_inner();
    StatedPermissions::from(&*answer.member.unwrap().permissions)
}

#[tokio::test]
async fn what_is_written_is_what_both_generations_read() {
    for set in [
        Preset::Full.permissions(),
        Preset::Auditor.permissions(),
        SafePermissions::from([
            SafePermission::ListAccounts,
            SafePermission::RequestsAuthorizationLevel2,
        ]),
    ] {
        let (_emulator, vault) = stage().await;
        let answered = add(&vault, set).await;
        assert_eq!(answered.granted, set);

        // The second generation.
        let member = vault.members(SAFE).get("operator").await.unwrap();
        let stated = StatedPermissions::from(&member.permissions.unwrap());
        assert_eq!(stated, StatedPermissions::from(set));

        // The list of the first, which shows seventeen of the 22.
        let list = vault
            .api()
            .list_safe_members_gen1()
            .safe_name(SAFE)
            .send()
            .await;
        let list = list
            .map_err(pvwa::Error::from)
            .unwrap()
            .into_inner()
            .members;
        let own = list
            .iter()
            .find(|one| one.user_name.as_deref() == Some("operator"));
        let shown = StatedPermissions::from(own.unwrap().permissions.as_ref().unwrap());
        assert_eq!(shown.unstated().len(), 5);
        assert_eq!(shown.granted, set - shown.unstated());

        // The change of nothing, which shows them all.
        let change: Gen1SafeMemberChange = Gen1SafeMemberChange::builder().try_into().unwrap();
        let body = Gen1UpdateSafeMemberRequest::builder().member::<Gen1SafeMemberChange>(change);
        let api = vault
            .api()
            .update_safe_member_gen1()
            .safe_name(SAFE)
            .member_name("operator");
        let answer = api
            .body(body)
            .send()
            .await
            .map_err(pvwa::Error::from)
            .unwrap()
            .into_inner();
        let all = StatedPermissions::from(&*answer.member.unwrap().permissions);
        assert_eq!(all, StatedPermissions::from(set));
    }
}
