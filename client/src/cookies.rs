//! The cookies of one vault, by which a load balancer keeps a session on the server that opened it.

use crate::base_url::BaseUrl;
use cookie_store::{Cookie, CookieExpiration, CookieStore as Store};
use reqwest::{Url, cookie::CookieStore, header::HeaderValue};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The most cookies that are kept: PVWA sets about five, a load balancer one or two.
const MOST_COOKIES: usize = 50;

/// The longest cookie that is kept, in bytes, as browsers have it.
const LONGEST_COOKIE: usize = 4096;

/// Keeps cookies for the servers that set them, within bounds.
pub(crate) struct Cookies {
    base: BaseUrl,
    jar: Mutex<Jar>,
}

#[derive(Default)]
struct Jar {
    store: Store,
    /// What every request below the base URL is sent with; `None` where it depends on the request.
    everywhere: Option<HeaderValue>,
}

impl Cookies {
    /// No cookies yet. Almost all requests will be below `base`.
    pub(crate) fn below(base: BaseUrl) -> Self {
        let jar = Mutex::default();
        Self { base, jar }
    }

    /// Forgets all cookies: the next answer may come from another server.
    pub(crate) fn clear(&self) {
        *self.jar() = Jar::default();
    }

    fn jar(&self) -> MutexGuard<'_, Jar> {
        self.jar.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl CookieStore for Cookies {
    fn set_cookies(&self, headers: &mut dyn Iterator<Item = &HeaderValue>, url: &Url) {
        let mut jar = self.jar();
        for header in headers {
            let Ok(text) = header.to_str() else { continue };
            let full = jar.store.iter_unexpired().count() >= MOST_COOKIES;
            if full || text.len() > LONGEST_COOKIE {
                continue;
            }
            // What is no cookie is no concern of ours.
            let _ = jar.store.parse(text, url);
        }
        // As a rule, all cookies are for all of the application and for as long as the session.
        let base = self.base.as_url();
        let is_everywhere = |cookie: &Cookie<'_>| {
            cookie.expires == CookieExpiration::SessionEnd && cookie.matches(base)
        };
        let everywhere = jar.store.iter_any().all(is_everywhere);
        jar.everywhere = everywhere.then(|| header(&jar.store, base)).flatten();
    }

    fn cookies(&self, url: &Url) -> Option<HeaderValue> {
        let jar = self.jar();
        match &jar.everywhere {
            Some(header) if self.base.path_below(url).is_some() => Some(header.clone()),
            _ => header(&jar.store, url),
        }
    }
}

/// The cookies of a request to `url`; `None` where it has none.
fn header(store: &Store, url: &Url) -> Option<HeaderValue> {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn cookies() -> Cookies {
        Cookies::below(BaseUrl::parse("https://pvwa.example").unwrap())
    }

    fn set(cookies: &Cookies, url: &Url, texts: &[String]) {
        let headers: Vec<_> = texts
            .iter()
            .map(|text| HeaderValue::from_str(text).unwrap())
            .collect();
        cookies.set_cookies(&mut headers.iter(), url);
    }

    #[test]
    fn a_cookie_goes_back_to_the_server_that_set_it_and_to_no_other() {
        let cookies = cookies();
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
        let cookies = cookies();
        let here = Url::parse("https://pvwa.example/").unwrap();
        let flood: Vec<_> = (0..1_000).map(|number| format!("c{number}=x")).collect();
        set(&cookies, &here, &flood);
        set(&cookies, &here, &[format!("long={}", "x".repeat(5_000))]);
        let kept = cookies.cookies(&here).unwrap();
        assert_eq!(kept.to_str().unwrap().split("; ").count(), MOST_COOKIES);
    }
    #[test]
    fn a_cookie_goes_where_its_path_its_time_and_its_host_let_it() {
        let cookies = cookies();
        let at = |path: &str| Url::parse(&format!("https://pvwa.example{path}")).unwrap();
        let accounts = at("/PasswordVault/API/Accounts?limit=1");
        let sent = |url: &Url| {
            cookies
                .cookies(url)
                .map(|all| all.to_str().unwrap().to_owned())
        };
        set(
            &cookies,
            &accounts,
            &[
                "a=1; Path=/".to_owned(),
                "b=2; Path=/PasswordVault; Secure".to_owned(),
            ],
        );
        for url in [
            &accounts,
            &at("/PasswordVault/API/Safes"),
            &at("/PasswordVault"),
        ] {
            let all = sent(url).unwrap();
            assert!(all.contains("a=1") && all.contains("b=2"), "{all}");
        }
        assert_eq!(sent(&at("/PasswordVaultage")).as_deref(), Some("a=1"));
        assert_eq!(sent(&at("/")).as_deref(), Some("a=1"));
        let plain = Url::parse("http://pvwa.example/PasswordVault/API/Safes").unwrap();
        assert_eq!(sent(&plain).as_deref(), Some("a=1"));
        let port = Url::parse("https://pvwa.example:8443/PasswordVault/x").unwrap();
        assert!(
            sent(&port).unwrap().contains("b=2"),
            "cookies know no ports"
        );

        set(
            &cookies,
            &accounts,
            &["c=3; Path=/PasswordVault/API/Accounts".to_owned()],
        );
        assert!(sent(&accounts).unwrap().contains("c=3"));
        assert!(
            !sent(&at("/PasswordVault/API/Safes"))
                .unwrap()
                .contains("c=3")
        );
        set(&cookies, &accounts, &["a=1; Path=/; Max-Age=0".to_owned()]);
        assert_eq!(
            sent(&at("/PasswordVault/API/Safes")).as_deref(),
            Some("b=2")
        );
    }
}
