//! Operations of the raw API, paged.

use super::bulk;
use crate::vaults::{administrator, count};
use pvwa::{PageAnswer, Pager, pvwa_api::operations, types::SafeMember};

#[tokio::test]
async fn an_operation_of_the_raw_api_is_paged_by_its_row() {
    let emulator = bulk(3).await;
    let vault = administrator(&emulator);
    let semantic = vault.members("BulkSafe").list().include_predefined();
    let expected = semantic.stream().all().await.unwrap().len();
    emulator.clear_requests();
    let members = Pager::over(
        operations::find("list_safe_members").unwrap(),
        |member: &SafeMember| member.member_name.as_deref().map(Into::into),
        move |page| {
            let vault = vault.clone();
            async move {
                let request = vault.api().list_safe_members().safe_url_id("BulkSafe");
                let request = request.filter("includePredefinedUsers eq true");
                let answer = request.limit(page.limit).offset(page.offset).send().await?;
                let answer = answer.into_inner();
                Ok(PageAnswer::new(answer.value)
                    .total(answer.count)
                    .next_link(answer.next_link))
            }
        },
    );
    let members = members.page_size(2).read_ahead(3).all().await.unwrap();
    assert_eq!(members.len(), expected);
    assert_eq!(count(&emulator, "list_safe_members"), expected.div_ceil(2));
}
