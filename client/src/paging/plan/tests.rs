use super::*;
use proptest::prelude::*;

fn facts(offset: u64, items: u64) -> Facts<'static> {
    Facts {
        offset,
        items,
        asked: 1000,
        link: None,
        stated: None,
        empty: 0,
    }
}

fn links(offset: u64, items: u64, link: Option<&str>) -> Result<Onward, Broken> {
    let page = facts(offset, items);
    Facts { link, ..page }.onward(Style::Links)
}

fn counted(offset: u64, items: u64, stated: Option<u64>) -> Result<Onward, Broken> {
    let page = facts(offset, items);
    Facts { stated, ..page }.onward(Style::Counted)
}

#[test]
fn only_the_offset_of_a_link_counts() {
    for link in [
        "api/Accounts?offset=900&limit=450",
        "/PasswordVault/api/Accounts?limit=450&OFFSET=900",
        "https://evil.example/steal?offset=900&savedFilter=Regular",
        "?offset=900#fragment",
    ] {
        assert_eq!(offset_in(link), Some(900), "{link}");
        assert_eq!(links(450, 450, Some(link)), Ok(Onward::At(900)), "{link}");
    }
}

#[test]
fn a_list_ends_without_a_link() {
    for link in [None, Some(""), Some("  ")] {
        assert_eq!(links(0, 1000, link), Ok(Onward::End));
    }
}

#[test]
fn a_link_without_an_offset_means_the_next_items() {
    for link in [
        "api/Accounts",
        "api/Accounts?limit=10",
        "api/Accounts?offset=x",
        "api/Accounts?offset=-1",
    ] {
        assert_eq!(links(100, 50, Some(link)), Ok(Onward::At(150)), "{link}");
        assert_eq!(links(100, 0, Some(link)), Err(Broken::Circle), "{link}");
    }
}

#[test]
fn a_link_that_does_not_lead_on_is_refused() {
    for link in ["a?offset=1000", "a?offset=999", "a?offset=0"] {
        assert_eq!(links(1000, 1000, Some(link)), Err(Broken::Circle), "{link}");
    }
}

#[test]
fn a_link_that_jumps_or_falls_short_skips_and_doubles_nothing() {
    for link in ["a?offset=1000", "a?offset=101", "a?offset=199"] {
        assert_eq!(links(100, 100, Some(link)), Ok(Onward::At(200)), "{link}");
    }
}

#[test]
fn pages_without_items_are_followed_so_far_and_no_further() {
    let mut page = Facts {
        link: Some("a?offset=2000"),
        ..facts(1000, 0)
    };
    assert_eq!(page.onward(Style::Links), Ok(Onward::At(2000)));
    page.empty = MOST_EMPTY_PAGES;
    assert_eq!(page.onward(Style::Links), Err(Broken::Circle));
    page.stated = Some(1000);
    assert_eq!(
        page.onward(Style::Links),
        Ok(Onward::End),
        "all of it was read"
    );
    page.stated = Some(1001);
    assert_eq!(
        page.onward(Style::Links),
        Err(Broken::Short { total: 1001 }),
        "what it skips is there"
    );
}

#[test]
fn a_link_that_is_missing_before_the_total_is_no_end() {
    let page = |offset, items, stated| {
        let page = facts(offset, items);
        Facts {
            stated: Some(stated),
            ..page
        }
        .onward(Style::Links)
    };
    assert_eq!(page(0, 1000, 1500), Ok(Onward::At(1000)));
    assert_eq!(page(1000, 0, 1500), Err(Broken::Short { total: 1500 }));
    assert_eq!(
        page(1000, 0, 1000),
        Ok(Onward::End),
        "deleted in the meantime"
    );
    assert_eq!(page(0, 0, 3), Err(Broken::Short { total: 3 }));
}

#[test]
fn a_count_is_the_total_only_where_it_cannot_be_the_pages() {
    let total = |offset, items, link, stated| {
        let page = Facts {
            link,
            stated: Some(stated),
            ..facts(offset, items)
        };
        page.total(Style::Links)
    };
    let link = Some("a?offset=1000");
    assert_eq!(total(0, 1000, link, 2500), Some(2500));
    assert_eq!(total(0, 1000, link, 1000), None);
    assert_eq!(total(0, 1000, None, 1000), Some(1000));
    assert_eq!(total(2000, 500, None, 500), None);
    assert_eq!(total(2000, 500, None, 2500), Some(2500));
    assert_eq!(total(0, 500, None, 3), None, "nonsense");
}

#[test]
fn a_counted_list_goes_on_until_the_total() {
    assert_eq!(counted(0, 1000, Some(2500)), Ok(Onward::At(1000)));
    assert_eq!(counted(2000, 500, Some(2500)), Ok(Onward::End));
    assert_eq!(counted(0, 100, Some(100)), Ok(Onward::End));
    assert_eq!(
        counted(1000, 0, Some(2500)),
        Err(Broken::Short { total: 2500 })
    );
}

#[test]
fn a_counted_list_without_a_total_goes_on_until_nothing_comes() {
    assert_eq!(counted(0, 100, None), Ok(Onward::At(100)));
    assert_eq!(counted(0, 1, Some(0)), Ok(Onward::At(1)), "zero around one");
    assert_eq!(counted(100, 0, None), Ok(Onward::End));
    assert_eq!(
        counted(0, 1000, Some(1000)),
        Ok(Onward::At(1000)),
        "a full page may count itself"
    );
    assert_eq!(counted(1000, 0, Some(0)), Ok(Onward::End));
}

proptest! {
    #[test]
    fn a_list_only_ever_moves_forward(
        offset in 0u64..100_000,
        items in 0u64..2000,
        stated in proptest::option::of(0u64..100_000),
        link in proptest::option::of("\\PC{0,30}|a\\?offset=[0-9]{1,20}"),
        style in prop_oneof![Just(Style::Links), Just(Style::Counted), Just(Style::Numbered { first: 0 })],
    ) {
        let page = Facts { stated, link: link.as_deref(), ..facts(offset, items) };
        if let Ok(Onward::At(next)) = page.onward(style) {
            prop_assert!(next > offset);
        }
    }

    #[test]
    fn an_honest_server_is_read_to_its_end(total in 0u64..10_000, page in 1u64..1_500, counts in any::<bool>()) {
        let (mut read, mut requests) = (0, 0);
        loop {
            let offset = read;
            let items = page.min(total - read);
            read += items;
            requests += 1;
            let link = (read < total).then(|| format!("api/Accounts?offset={read}&limit={page}"));
            let stated = Some(if counts { total } else { items });
            let facts = Facts { link: link.as_deref(), stated, ..facts(offset, items) };
            match facts.onward(Style::Links) {
                Ok(Onward::At(next)) => prop_assert_eq!(next, read),
                Ok(Onward::End) => break,
                Err(broken) => prop_assert!(false, "an honest server is {broken:?}"),
            }
        }
        prop_assert_eq!(read, total);
        prop_assert_eq!(requests, total.div_ceil(page).max(1));
    }
}
