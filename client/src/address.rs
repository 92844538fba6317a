//! The last look at the address of a request before it leaves.

use crate::{
    base_url::BaseUrl,
    path::{Fit, fit},
};
use url::Url;

/// Why a request is not sent to the address it was built for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Astray {
    /// It leads away from the configured server.
    Elsewhere,
    /// A path parameter is empty or made of dots: the request would reach another operation.
    Parameter,
}

/// Checks that `url` is the address of an operation with the path `template` on the server `base`,
/// and writes it the way that server needs it.
pub(crate) fn settle(url: &mut Url, base: &BaseUrl, template: &str) -> Result<(), Astray> {
    let path = base.path_below(url).ok_or(Astray::Elsewhere)?;
    if fit(path, template) != Fit::Whole {
        return Err(Astray::Parameter);
    }
    // IIS takes a last segment with a dot for the name of a file, and answers 404 when there is
    // none; an at sign has the same effect. A trailing slash prevents both.
    if path
        .rsplit('/')
        .next()
        .is_some_and(|last| last.contains(['.', '@']))
    {
        let path = format!("{}/", url.path());
        url.set_path(&path);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use percent_encoding::percent_decode_str;
    use proptest::prelude::*;
    use pvwa_api::layers::encode_path;

    const SAFE: &str = "/API/Safes/{safeUrlId}";
    const MEMBER: &str = "/API/Safes/{safeUrlId}/Members/{memberName}";

    /// The address of a request with these parameters, below the base URL.
    fn settled(
        template: &str,
        parameters: &[&str],
        query: &[(&str, &str)],
    ) -> Result<String, Astray> {
        let base = BaseUrl::parse("https://pvwa").unwrap();
        let mut path = template.to_owned();
        for parameter in parameters {
            let (start, end) = (path.find('{').unwrap(), path.find('}').unwrap());
            path.replace_range(start..=end, &encode_path(parameter));
        }
        let mut url = Url::parse(&format!("{base}{path}")).unwrap();
        if !query.is_empty() {
            url.query_pairs_mut().extend_pairs(query);
        }
        settle(&mut url, &base, template)?;
        Ok(url.as_str()[base.as_str().len()..].to_owned())
    }

    #[test]
    fn a_last_segment_with_a_dot_or_an_at_sign_ends_in_a_slash() {
        assert_eq!(
            settled(SAFE, &["my.safe"], &[]).unwrap(),
            "/API/Safes/my.safe/"
        );
        assert_eq!(
            settled(MEMBER, &["APP", "user@corp.example"], &[]).unwrap(),
            "/API/Safes/APP/Members/user@corp.example/"
        );
        assert_eq!(
            settled(MEMBER, &["my.safe", "Bob"], &[]).unwrap(),
            "/API/Safes/my.safe/Members/Bob"
        );
        assert_eq!(
            settled(SAFE, &["my.safe"], &[("useCache", "false")]).unwrap(),
            "/API/Safes/my.safe/?useCache=false"
        );
    }

    #[test]
    fn a_parameter_cannot_reach_another_operation() {
        for parameter in ["", ".", "..", "%2e%2e"] {
            let result = settled(SAFE, &[parameter], &[]);
            match parameter {
                // Encoded once more, so it is a name like any other.
                "%2e%2e" => assert_eq!(result.unwrap(), "/API/Safes/%252e%252e"),
                _ => assert_eq!(result, Err(Astray::Parameter), "{parameter:?}"),
            }
        }
        assert_eq!(settled(MEMBER, &["..", "Bob"], &[]), Err(Astray::Parameter));
        assert_eq!(settled(MEMBER, &["APP", ".."], &[]), Err(Astray::Parameter));
        assert_eq!(settled(SAFE, &["a/b"], &[]).unwrap(), "/API/Safes/a%2Fb");
    }

    #[test]
    fn a_backslash_is_part_of_a_name() {
        assert_eq!(
            settled(SAFE, &["corp\\bob"], &[]).unwrap(),
            "/API/Safes/corp%5Cbob"
        );
        assert_eq!(
            settled(SAFE, &["x\\..\\..\\Users"], &[]).unwrap(),
            "/API/Safes/x%5C..%5C..%5CUsers/"
        );
    }

    #[test]
    fn another_server_is_refused() {
        let base = BaseUrl::parse("https://pvwa").unwrap();
        let mut url = Url::parse("https://evil.example/PasswordVault/API/Safes/x").unwrap();
        assert_eq!(settle(&mut url, &base, SAFE), Err(Astray::Elsewhere));
    }

    proptest! {
        #[test]
        fn a_parameter_arrives_as_it_was(text in "\\PC{1,20}") {
            match settled(SAFE, &[&text], &[]) {
                Ok(path) => {
                    let last = path.strip_prefix("/API/Safes/").unwrap().trim_end_matches('/');
                    prop_assert_eq!(percent_decode_str(last).decode_utf8().unwrap(), text);
                }
                Err(_) => prop_assert!(matches!(text.as_str(), "." | ".."), "{text:?}"),
            }
        }
    }
}
