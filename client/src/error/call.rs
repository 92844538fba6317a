//! Which call an error belongs to.

use std::{
    fmt::{self, Write},
    num::NonZeroU64,
};

/// The call that an error belongs to: its operation, the number it went by, and how often it was
/// tried.
///
/// `Display` writes `add_account [request 1f0e4c27a9b3d586, attempt 3]`: the brackets are left out
/// where nothing was sent, the attempt where there was only one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Call {
    operation: Option<&'static str>,
    request_id: Option<RequestId>,
    attempts: u32,
}

impl Call {
    /// A call of `operation` that nothing was sent for yet.
    pub(crate) const fn of(operation: &'static str) -> Self {
        Self {
            operation: Some(operation),
            request_id: None,
            attempts: 0,
        }
    }

    /// The same call at its `attempts`th attempt.
    pub(crate) const fn at(self, request_id: RequestId, attempts: u32) -> Self {
        Self {
            operation: self.operation,
            request_id: Some(request_id),
            attempts,
        }
    }

    /// The same call, with the operation's id where it was not known.
    pub(crate) fn or_of(self, operation: Option<&'static str>) -> Self {
        Self {
            operation: self.operation.or(operation),
            ..self
        }
    }

    /// The id of the operation, as in `pvwa_api::operations::ALL`; `None` where it is not known,
    /// which happens only where a request could not be built at the raw level.
    pub const fn operation(&self) -> Option<&'static str> {
        self.operation
    }

    /// The number that was sent along as `X-Request-ID` with every attempt of this call; `None`
    /// where nothing was sent.
    pub const fn request_id(&self) -> Option<RequestId> {
        self.request_id
    }

    /// How many times the request was sent, or would have been; 0 where nothing was sent.
    pub const fn attempts(&self) -> u32 {
        self.attempts
    }
}

impl fmt::Display for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.operation.unwrap_or("the operation"))?;
        match (self.request_id, self.attempts) {
            (None, _) => Ok(()),
            (Some(id), 0 | 1) => write!(f, " [request {id}]"),
            (Some(id), attempts) => write!(f, " [request {id}, attempt {attempts}]"),
        }
    }
}

/// The number of a call, made by this client: 16 hexadecimal digits, as sent in `X-Request-ID`.
///
/// PVWA does not use it; a proxy or the log of IIS can be told to keep it.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct RequestId(NonZeroU64);

impl RequestId {
    /// A number that no other call has, by all likelihood.
    pub(crate) fn new() -> Self {
        Self(rand::random())
    }

    /// As it is written everywhere. Without the machinery of `fmt`, since every request has it.
    pub(crate) fn digits(self) -> [u8; 16] {
        let mut rest = self.0.get();
        let mut digits = [0; 16];
        for digit in digits.iter_mut().rev() {
            *digit = b"0123456789abcdef"[(rest & 0xf) as usize];
            rest >>= 4;
        }
        digits
    }
}

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.digits()
            .into_iter()
            .try_for_each(|digit| f.write_char(digit.into()))
    }
}

impl fmt::Debug for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_says_what_is_known_of_it() {
        let id = RequestId(NonZeroU64::new(0x1f).unwrap());
        let call = Call::of("add_account");
        assert_eq!(call.to_string(), "add_account");
        assert_eq!(
            call.at(id, 1).to_string(),
            "add_account [request 000000000000001f]"
        );
        assert_eq!(
            call.at(id, 3).to_string(),
            "add_account [request 000000000000001f, attempt 3]"
        );
        assert_eq!(Call::default().to_string(), "the operation");
    }
}
