//! Pages and the quirks of some vaults.

use crate::support::Caller;
use pvwa_emulator::{Emulator, Quirk};
use serde_json::{Value, json};

async fn bulk(count: u32) -> (Emulator, Caller) {
    let emulator = Emulator::builder()
        .accounts(count, "Bulk")
        .expect("a good name")
        .start()
        .await
        .expect("a free port");
    let administrator = Caller::logon(&emulator, "Administrator").await;
    (emulator, administrator)
}

/// The pages from a path on, by their links.
async fn pages(caller: &Caller, path: &str) -> Vec<Value> {
    let mut pages = Vec::new();
    let mut next = Some(path.to_owned());
    while let Some(path) = next.filter(|path| !path.is_empty()) {
        let (status, page) = caller.get(&path).await;
        assert_eq!(status, 200, "{page}");
        next = page["nextLink"].as_str().map(str::to_owned);
        pages.push(page);
    }
    pages
}

fn lengths(pages: &[Value]) -> Vec<usize> {
    pages
        .iter()
        .map(|page| page["value"].as_array().expect("items").len())
        .collect()
}

#[tokio::test]
async fn links_lead_through_all_pages() {
    let (_emulator, administrator) = bulk(120).await;
    let pages = pages(&administrator, "api/Accounts").await;
    assert_eq!(lengths(&pages), [50, 50, 20]);
    assert_eq!(pages[0]["nextLink"], "api/Accounts?offset=50&limit=50");
    assert!(pages.iter().all(|page| page["count"] == 120));
    assert!(pages[2].get("nextLink").is_none());
    let mut ids: Vec<_> = pages
        .iter()
        .flat_map(|page| page["value"].as_array().expect("items"))
        .map(|account| account["id"].as_str().expect("an id"))
        .collect();
    ids.dedup();
    assert_eq!(ids.len(), 120);
}

#[tokio::test]
async fn links_carry_the_question_on_but_for_the_saved_filter() {
    let (emulator, administrator) = bulk(9).await;
    let asked = "api/Accounts?limit=4&search=host&filter=safeName%20eq%20%22Bulk%22&sort=userName+desc&savedFilter=Regular";
    let (_, page) = administrator.get(asked).await;
    let link = "api/Accounts?offset=4&limit=4&search=host&sort=userName%20desc&filter=safeName%20eq%20%22Bulk%22";
    assert_eq!(page["nextLink"], link);
    emulator.quirk_off(Quirk::SavedFilterLost);
    let (_, page) = administrator.get(asked).await;
    assert_eq!(page["nextLink"], format!("{link}&savedFilter=Regular"));
}

#[tokio::test]
async fn limits_are_kept() {
    let (_emulator, administrator) = bulk(3).await;
    for (query, length) in [
        ("limit=1000", 3),
        ("offset=2", 1),
        ("offset=3", 0),
        ("offset=19999", 0),
    ] {
        let (status, page) = administrator.get(&format!("api/Accounts?{query}")).await;
        assert_eq!((status, lengths(&[page])), (200, vec![length]), "{query}");
    }
    for query in [
        "limit=1001",
        "limit=0",
        "limit=-1",
        "limit=100)",
        "offset=-1",
        "offset=99999999999999999999",
    ] {
        let (status, body) = administrator.get(&format!("api/Accounts?{query}")).await;
        assert_eq!(
            (status, &body["ErrorCode"]),
            (400, &json!("PASWS167E")),
            "{query}"
        );
        let parameter = body["Details"][0]["ParameterName"]
            .as_str()
            .expect("a name");
        assert!(query.starts_with(parameter), "{query}: {parameter}");
    }
}

#[tokio::test]
async fn safes_and_members_page_too() {
    let (_emulator, administrator) = bulk(1).await;
    for number in 0..29 {
        administrator.add_safe(&format!("Safe {number}")).await;
    }
    let safes = pages(&administrator, "api/Safes").await;
    assert_eq!(lengths(&safes), [25, 5]);
    assert_eq!(safes[0]["nextLink"], "api/safes?offset=25&limit=25");
    let members = pages(
        &administrator,
        "api/Safes/Safe%201/Members?limit=4&filter=includePredefinedUsers eq true",
    )
    .await;
    assert_eq!(lengths(&members), [4, 4, 2]);
    let link = members[0]["nextLink"].as_str().expect("a link");
    assert!(
        link.starts_with("api/safes/Safe%201/members?offset=4&limit=4&filter=includePre"),
        "{link}"
    );
}

#[tokio::test]
async fn a_quirk_leaves_an_empty_link() {
    let (emulator, administrator) = bulk(3).await;
    emulator.quirk(Quirk::EmptyNextLink);
    let (_, page) = administrator.get("api/Accounts").await;
    assert_eq!(page["nextLink"], "");
    let (_, page) = administrator.get("api/Accounts?limit=2").await;
    assert_eq!(page["nextLink"], "api/Accounts?offset=2&limit=2");
}

#[tokio::test]
async fn a_quirk_lists_by_totals() {
    let (emulator, administrator) = bulk(3).await;
    emulator.quirk(Quirk::TotalStyle);
    for (path, thing, total) in [
        ("api/Accounts?limit=2", "Accounts", 3),
        ("api/Safes", "Safes", 1),
        ("api/Safes/Bulk/Members", "Members", 1),
    ] {
        let (_, page) = administrator.get(path).await;
        let keys: Vec<_> = page.as_object().expect("an object").keys().collect();
        assert_eq!(keys, [thing, "Total"]);
        assert_eq!(page["Total"], total);
    }
    let (_, rest) = administrator.get("api/Accounts?limit=2&offset=2").await;
    assert_eq!(rest["Accounts"].as_array().map(Vec::len), Some(1));
}

#[tokio::test]
async fn accounts_have_no_pages_from_20_000_on_unless_told() {
    let (emulator, administrator) = bulk(1).await;
    for path in [
        "api/Accounts?offset=20000",
        "api/Accounts?offset=20001&limit=1",
    ] {
        let (status, body) = administrator.get(path).await;
        assert_eq!((status, &body["ErrorCode"]), (500, &json!("CAWS00001E")));
    }
    assert_eq!(administrator.get("api/Safes?offset=20000").await.0, 200);
    emulator.quirk_off(Quirk::OffsetsEnd);
    assert_eq!(administrator.get("api/Accounts?offset=20000").await.0, 200);
}

#[tokio::test]
async fn every_quirk_has_a_name() {
    for name in [
        "empty-next-link",
        "repeated-next-link",
        "saved-filter-lost",
        "count-is-page",
        "total-style",
        "offsets-end",
        "page-limit:3",
    ] {
        assert!(name.parse::<Quirk>().is_ok(), "{name}");
    }
    for wrong in ["", "page-limit", "page-limit:x", "Total-Style"] {
        assert!(wrong.parse::<Quirk>().is_err(), "{wrong}");
    }
    let builder = Emulator::builder().quirk_off(Quirk::SavedFilterLost);
    let builder = builder.accounts(2, "Bulk").expect("a good name");
    let emulator = builder.start().await.expect("a free port");
    let administrator = Caller::logon(&emulator, "Administrator").await;
    let path = "api/Accounts?limit=1&savedFilter=Regular";
    let (_, page) = administrator.get(path).await;
    assert_eq!(
        page["nextLink"],
        "api/Accounts?offset=1&limit=1&savedFilter=Regular"
    );
}

#[tokio::test]
async fn a_quirk_leads_back_to_the_same_page() {
    let (emulator, administrator) = bulk(3).await;
    emulator.quirk(Quirk::RepeatedNextLink);
    let (_, first) = administrator.get("api/Accounts?limit=2&offset=2").await;
    let link = first["nextLink"].as_str().expect("a link");
    assert_eq!(link, "api/Accounts?offset=2&limit=2");
    assert_eq!(administrator.get(link).await.1, first);
}

#[tokio::test]
async fn a_quirk_keeps_pages_short_and_one_counts_them() {
    let (emulator, administrator) = bulk(5).await;
    emulator.quirk(Quirk::PageLimit(2));
    let all = pages(&administrator, "api/Accounts?limit=1000").await;
    assert_eq!(lengths(&all), [2, 2, 1]);
    assert_eq!(all[2]["count"], 5);
    emulator.quirk(Quirk::CountIsPage);
    let all = pages(&administrator, "api/Accounts?limit=1000").await;
    assert_eq!(all[2]["count"], 1);
    emulator.quirk_off(Quirk::PageLimit(0));
    emulator.quirk_off(Quirk::CountIsPage);
    assert_eq!(administrator.get("api/Accounts").await.1["count"], 5);
}
