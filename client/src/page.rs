//! Where a list goes on after a page: decisions only, no input or output.

use std::{
    collections::HashSet,
    hash::{DefaultHasher, Hash, Hasher},
};

/// How many items a page is asked for: 1,000, the most that the vault gives.
///
/// Its own defaults are 25 and 50, which would mean twenty to forty times as many requests.
pub(crate) const PAGE_SIZE: u32 = 1_000;

/// The list does not move on: it would never end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct InACircle;

/// How far a list has been read.
#[derive(Debug, Default)]
pub(crate) struct Progress {
    /// How many items come before the present page.
    offset: u64,
    /// The fingerprints of all pages so far: eight bytes for a thousand items.
    seen: HashSet<u64>,
}

impl Progress {
    /// Notes the present page by the keys of its items; refuses one that was there before, which a
    /// server sends that does not look at the offset.
    ///
    /// An item without a key makes a page that cannot be recognised.
    pub(crate) fn note<'a>(
        &mut self,
        keys: impl Iterator<Item = Option<&'a str>>,
    ) -> Result<(), InACircle> {
        let mut hasher = DefaultHasher::new();
        let mut empty = true;
        for key in keys {
            let Some(key) = key else {
                return Ok(());
            };
            key.hash(&mut hasher);
            empty = false;
        }
        match empty || self.seen.insert(hasher.finish()) {
            true => Ok(()),
            false => Err(InACircle),
        }
    }

    /// Decides from the link of the present page with `items` items where to go on: `Some` offset,
    /// or `None` at the end of the list.
    ///
    /// The link is a hint of a server, so only the offset in its query is used: never a host, a path
    /// or a filter. The end is a link that is absent or empty, or a page without items. A link
    /// without an offset means the next items in order.
    pub(crate) fn next(
        &mut self,
        link: Option<&str>,
        items: usize,
    ) -> Result<Option<u64>, InACircle> {
        let Some(link) = link.map(str::trim).filter(|link| !link.is_empty()) else {
            return Ok(None);
        };
        if items == 0 {
            return Ok(None);
        }
        let next = offset_in(link).unwrap_or(self.offset + items as u64);
        match next > self.offset {
            true => {
                self.offset = next;
                Ok(Some(next))
            }
            false => Err(InACircle),
        }
    }
}

/// The offset in the query of a link, whatever stands before the query.
fn offset_in(link: &str) -> Option<u64> {
    let (_, query) = link.split_once('?')?;
    let query = query.split('#').next()?;
    url::form_urlencoded::parse(query.as_bytes())
        .find(|(name, _)| name.eq_ignore_ascii_case("offset"))
        .and_then(|(_, value)| value.parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn next(offset: u64, link: Option<&str>, items: usize) -> Result<Option<u64>, InACircle> {
        let mut progress = Progress {
            offset,
            ..Progress::default()
        };
        progress.next(link, items)
    }

    #[test]
    fn only_the_offset_of_a_link_counts() {
        for link in [
            "api/Accounts?offset=900&limit=450",
            "/PasswordVault/api/Accounts?limit=450&OFFSET=900",
            "https://evil.example/steal?offset=900&savedFilter=Regular",
            "?offset=900#fragment",
        ] {
            assert_eq!(next(450, Some(link), 450), Ok(Some(900)), "{link}");
        }
    }

    #[test]
    fn a_list_ends_without_a_link_or_without_items() {
        for link in [None, Some(""), Some("  ")] {
            assert_eq!(next(0, link, 1000), Ok(None));
        }
        assert_eq!(next(0, Some("api/Safes?offset=1000"), 0), Ok(None));
    }

    #[test]
    fn a_link_without_an_offset_means_the_next_items() {
        for link in [
            "api/Accounts",
            "api/Accounts?limit=10",
            "api/Accounts?offset=x",
            "api/Accounts?offset=-1",
        ] {
            assert_eq!(next(100, Some(link), 50), Ok(Some(150)), "{link}");
        }
    }

    #[test]
    fn a_link_that_does_not_lead_on_is_refused() {
        for link in ["a?offset=1000", "a?offset=999", "a?offset=0"] {
            assert_eq!(next(1000, Some(link), 1000), Err(InACircle), "{link}");
        }
    }

    #[test]
    fn a_page_that_was_there_before_is_refused() {
        let mut progress = Progress::default();
        let mut note = |keys: &[&str]| progress.note(keys.iter().map(|key| Some(*key)));
        assert_eq!(note(&["1_1", "1_2"]), Ok(()));
        assert_eq!(note(&["1_3"]), Ok(()));
        assert_eq!(note(&["1_1", "1_2"]), Err(InACircle));
        assert_eq!(note(&[]), Ok(()));
        assert_eq!(note(&[]), Ok(()));
        assert_eq!(progress.note([None, None].into_iter()), Ok(()));
        assert_eq!(progress.note([None, None].into_iter()), Ok(()));
    }

    proptest! {
        #[test]
        fn a_list_only_ever_moves_forward(links in prop::collection::vec(("\\PC{0,30}", 0usize..2000), 1..50)) {
            let mut progress = Progress::default();
            let mut before = 0;
            for (link, items) in &links {
                match progress.next(Some(link), *items) {
                    Ok(Some(offset)) => {
                        prop_assert!(offset > before);
                        before = offset;
                    }
                    Ok(None) | Err(InACircle) => break,
                }
            }
        }

        #[test]
        fn an_honest_server_is_read_to_its_end(total in 0u64..10_000, page in 1u64..1_500) {
            let mut progress = Progress::default();
            let (mut read, mut requests) = (0, 0);
            loop {
                let items = page.min(total - read);
                read += items;
                requests += 1;
                let link = (read < total).then(|| format!("api/Accounts?offset={read}&limit={page}"));
                match progress.next(link.as_deref(), items as usize) {
                    Ok(Some(offset)) => prop_assert_eq!(offset, read),
                    Ok(None) => break,
                    Err(InACircle) => prop_assert!(false, "an honest server goes in no circle"),
                }
            }
            prop_assert_eq!(read, total);
            prop_assert_eq!(requests, total.div_ceil(page).max(1));
        }
    }
}
