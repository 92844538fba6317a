//! How much a repair may copy from one place of a document to others.

use crate::walk;
use serde_json::Value;

/// The most that one repair copies in one go, in nodes and bytes of text: a part that is referred
/// to from everywhere would stand everywhere. The largest vault needs a hundredth of it.
const MOST: usize = 4 << 20;

/// Why something is not copied, for the report.
pub(super) const TOO_MUCH: &str = "more of it is not copied: the document would grow too large";

/// What may still be copied.
pub(super) struct Copies {
    left: usize,
}

impl Copies {
    pub(super) fn new() -> Self {
        Self { left: MOST }
    }

    /// Counts a copy of `value`; false where that is too much, and from then on.
    pub(super) fn may(&mut self, value: &Value) -> bool {
        self.left = self.left.saturating_sub(walk::weight(value, self.left));
        self.left > 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn copies_end() {
        let mut copies = Copies::new();
        let long = json!({"description": "x".repeat(MOST / 3)});
        assert!(copies.may(&long) && copies.may(&long));
        assert!(!copies.may(&long));
        assert!(!copies.may(&json!(null)), "what is small is left out too");
    }
}
