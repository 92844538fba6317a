//! Secrets that the CPM makes up.

use crate::{account::Account, random};
use pvwa_api::Secret;

/// How many characters made-up passwords have.
const LENGTH: usize = 16;

/// How many characters there are in the body of a made-up key, and in a line of it.
const KEY: (usize, usize) = (256, 64);

/// A secret of the kind that an account has.
pub(crate) fn made_up_for(account: &Account) -> Secret {
    if account.properties.is_key {
        made_up_key()
    } else {
        made_up()
    }
}

/// A password with capital and small letters and digits.
pub(crate) fn made_up() -> Secret {
    loop {
        let text = random::text(LENGTH);
        let has = |kind: fn(&u8) -> bool| text.as_bytes().iter().any(kind);
        if has(u8::is_ascii_uppercase) && has(u8::is_ascii_lowercase) && has(u8::is_ascii_digit) {
            return text.into();
        }
    }
}

/// What looks like the file of a private key, and is none.
fn made_up_key() -> Secret {
    let (length, line) = KEY;
    let mut file = "-----BEGIN OPENSSH PRIVATE KEY-----\n".to_owned();
    for _ in 0..length / line {
        file.push_str(&random::text(line));
        file.push('\n');
    }
    file.push_str("-----END OPENSSH PRIVATE KEY-----\n");
    file.into()
}
