//! The sections of a PEM file.

#![cfg_attr(
    not(any(feature = "rustls", feature = "native-tls")),
    allow(dead_code, reason = "without TLS nobody reads certificates")
)]

/// One section, with its marks.
#[derive(Clone, Copy)]
pub(super) struct Section<'a> {
    /// What stands behind `BEGIN`, such as `CERTIFICATE`.
    pub(super) label: &'a str,
    /// From `-----BEGIN` to the end of the line of `-----END`.
    pub(super) text: &'a str,
}

impl Section<'_> {
    pub(super) fn is_certificate(&self) -> bool {
        matches!(
            self.label,
            "CERTIFICATE" | "X509 CERTIFICATE" | "TRUSTED CERTIFICATE"
        )
    }

    pub(super) fn is_key(&self) -> bool {
        self.label.ends_with("PRIVATE KEY")
    }

    /// Whether the key cannot be read without a password.
    pub(super) fn is_encrypted(&self) -> bool {
        self.label.starts_with("ENCRYPTED") || self.text.contains("Proc-Type: 4,ENCRYPTED")
    }
}

/// The sections of `text`, in their order. What stands between them is left out, and so is one that
/// has no end.
pub(super) fn sections(text: &str) -> Vec<Section<'_>> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some((_, after)) = rest.split_once("-----BEGIN ") {
        let Some((label, body)) = after.split_once("-----") else {
            break;
        };
        let end = format!("-----END {label}-----");
        let Some(at) = body.find(&end) else {
            break;
        };
        let length = "-----BEGIN ".len() + label.len() + "-----".len() + at + end.len();
        let start = rest.len() - after.len() - "-----BEGIN ".len();
        if let Some(section) = rest.get(start..start + length) {
            found.push(Section {
                label,
                text: section,
            });
        }
        rest = body.get(at + end.len()..).unwrap_or_default();
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn sections_are_found_between_other_text() {
        let text = "subject=x\n-----BEGIN CERTIFICATE-----\nAA\n-----END CERTIFICATE-----\n\
                    # key\n-----BEGIN EC PRIVATE KEY-----\nBB\n-----END EC PRIVATE KEY-----";
        let found = sections(text);
        let labels: Vec<_> = found.iter().map(|section| section.label).collect();
        assert_eq!(labels, ["CERTIFICATE", "EC PRIVATE KEY"]);
        assert_eq!(
            found[0].text,
            "-----BEGIN CERTIFICATE-----\nAA\n-----END CERTIFICATE-----"
        );
        assert!(found[0].is_certificate() && found[1].is_key());
        assert!(sections("-----BEGIN CERTIFICATE-----\nAA").is_empty());
    }

    proptest! {
        #[test]
        fn any_text_is_read_without_a_panic(text in "(-----BEGIN |-----END |-----|A|\u{e9}|\n){0,12}") {
            for section in sections(&text) {
                prop_assert!(text.contains(section.text));
            }
        }
    }
}
