//! What nobody can guess: tokens, passwords and identifiers.

use rand::distr::{Alphanumeric, SampleString};

/// How long a password is that nobody knows.
const PASSWORD: usize = 24;

/// Letters and digits.
pub(crate) fn text(length: usize) -> String {
    Alphanumeric.sample_string(&mut rand::rng(), length)
}

/// A password of which nobody is told, so that nobody logs on with it.
pub(crate) fn unknown_password() -> String {
    text(PASSWORD)
}

/// As many bytes.
pub(crate) fn bytes(length: usize) -> Vec<u8> {
    (0..length).map(|_| rand::random()).collect()
}

/// A UUID of the fourth version.
pub(crate) fn uuid() -> String {
    let [a, b]: [u64; 2] = rand::random();
    let (a, b) = ((a & !0xF000) | 0x4000, (b & !(0b11 << 62)) | (0b10 << 62));
    format!(
        "{:08x}-{:04x}-{:04x}-{:04x}-{:012x}",
        a >> 32,
        (a >> 16) & 0xFFFF,
        a & 0xFFFF,
        b >> 48,
        b & 0xFFFF_FFFF_FFFF
    )
}
