//! The cookies of one vault, by which a load balancer keeps a session on the server that opened it.

use cookie_store::CookieStore as Store;
use reqwest::{Url, cookie::CookieStore, header::HeaderValue};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The most cookies that are kept: PVWA sets about five, a load balancer one or two.
const MOST_COOKIES: usize = 50;

/// The longest cookie that is kept, in bytes, as browsers have it.
const LONGEST_COOKIE: usize = 4096;

/// Keeps cookies for the servers that set them, within bounds.
#[derive(Default)]
pub(crate) struct Cookies(Mutex<Store>);

impl Cookies {
    /// Forgets all cookies: the next answer may come from another server.
    pub(crate) fn clear(&self) {
        self.store().clear();
    }

    fn store(&self) -> MutexGuard<'_, Store> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl CookieStore for Cookies {
    fn set_cookies(&self, headers: &mut dyn Iterator<Item = &HeaderValue>, url: &Url) {
        let mut store = self.store();
        for header in headers {
            let Ok(text) = header.to_str() else { continue };
            let full = store.iter_unexpired().count() >= MOST_COOKIES;
            if full || text.len() > LONGEST_COOKIE {
                continue;
            }
            // What is no cookie is no concern of ours.
            let _ = store.parse(text, url);
        }
    }

    fn cookies(&self, url: &Url) -> Option<HeaderValue> {
        let store = self.store();
        let mut all = String::new();
        for (name, value) in store.get_request_values(url) {
            let between = if all.is_empty() { "" } else { "; " };
            all.extend([between, name, "=", value]);
        }
        if all.is_empty() {
            return None;
        }
        let mut header = HeaderValue::try_from(all).ok()?;
        header.set_sensitive(true);
        Some(header)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(cookies: &Cookies, url: &Url, texts: &[String]) {
        let headers: Vec<_> = texts
            .iter()
            .map(|text| HeaderValue::from_str(text).unwrap())
            .collect();
        cookies.set_cookies(&mut headers.iter(), url);
    }

    #[test]
    fn a_cookie_goes_back_to_the_server_that_set_it_and_to_no_other() {
        let cookies = Cookies::default();
        let here = Url::parse("https://pvwa.example/PasswordVault/API/Accounts").unwrap();
        set(&cookies, &here, &["node=a; Path=/; HttpOnly".to_owned()]);
        assert_eq!(cookies.cookies(&here).unwrap(), "node=a");
        assert!(format!("{:?}", cookies.cookies(&here)).contains("Sensitive"));
        let elsewhere = Url::parse("https://evil.example/").unwrap();
        assert_eq!(cookies.cookies(&elsewhere), None);
        set(&cookies, &here, &["node=b; Path=/".to_owned()]);
        assert_eq!(cookies.cookies(&here).unwrap(), "node=b");
        cookies.clear();
        assert_eq!(cookies.cookies(&here), None);
    }

    #[test]
    fn a_server_cannot_fill_the_memory() {
        let cookies = Cookies::default();
        let here = Url::parse("https://pvwa.example/").unwrap();
        let flood: Vec<_> = (0..1_000).map(|number| format!("c{number}=x")).collect();
        set(&cookies, &here, &flood);
        set(&cookies, &here, &[format!("long={}", "x".repeat(5_000))]);
        let kept = cookies.cookies(&here).unwrap();
        assert_eq!(kept.to_str().unwrap().split("; ").count(), MOST_COOKIES);
    }
}
