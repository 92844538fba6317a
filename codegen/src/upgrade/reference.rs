//! References follow what moved.

use serde_json::Value;

use crate::walk;

use super::conversion::Conversion;

impl Conversion<'_> {
    /// Rewrites every reference within the document to where its target is now.
    pub(super) fn references(&mut self, document: &mut Value) {
        let moved = self.moved_by_source();
        let (mut count, mut size) = (0, 0);
        let most = self.left();
        walk::references_mut(document, &mut |reference| {
            let Some(old) = self.target(reference) else {
                return;
            };
            let new = format!("#{}", moved(&old));
            if *reference != new {
                count += 1;
                size += new.len();
                if size <= most {
                    *reference = new;
                }
            }
        });
        drop(moved);
        self.charge(size);
        if count > 0 {
            self.kept("references", "", format!("{count} references rewritten"));
        }
    }

    /// The pointer into the source that a reference means; `None` for another document.
    fn target(&self, reference: &str) -> Option<String> {
        self.pointer_of(reference).or_else(|| {
            // Swagger 1.2 wrote the bare name, and some generators still do.
            let pointer = walk::join("/definitions", reference);
            self.source.pointer(&pointer).map(|_| pointer)
        })
    }
}
