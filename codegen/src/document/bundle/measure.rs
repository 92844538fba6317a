//! How much is copied from other files.

use serde_json::Value;

use crate::document::MOST_BYTES;
use crate::problem::Problem;

/// What may still be copied.
pub(super) struct Measure {
    left: usize,
}

impl Measure {
    /// Nothing was copied yet into a document of `size` bytes.
    pub(super) fn new(size: usize) -> Self {
        Self {
            left: MOST_BYTES.saturating_sub(size),
        }
    }

    /// Counts the nodes of a value and the bytes of its texts; at most `depth` levels are taken.
    pub(super) fn charge(&mut self, value: &Value, depth: usize) -> Result<(), Box<Problem>> {
        let Some(below) = depth.checked_sub(1) else {
            return Err(Problem::new(
                "the document is nested too deeply when its files are put together",
                "give what is inside a name of its own, and refer to that",
            )
            .into());
        };
        match value {
            Value::Object(object) => {
                self.take(1)?;
                for (key, value) in object {
                    self.take(key.len())?;
                    self.charge(value, below)?;
                }
            }
            Value::Array(list) => {
                self.take(1)?;
                for value in list {
                    self.charge(value, below)?;
                }
            }
            Value::String(text) => self.take(text.len() + 1)?,
            _ => self.take(1)?,
        }
        Ok(())
    }

    /// Counts some bytes.
    pub(super) fn take(&mut self, bytes: usize) -> Result<(), Box<Problem>> {
        match self.left.checked_sub(bytes) {
            Some(left) => {
                self.left = left;
                Ok(())
            }
            None => Err(Problem::new(
                "the document grows too large when its files are put together",
                "refer to fewer parts of parts, or bundle the document into one file first",
            )
            .why(format!("no more than {} MiB are read", MOST_BYTES >> 20))
            .into()),
        }
    }
}
