//! Taking places out of a document.

use crate::walk;
use serde_json::Value;
use std::collections::{BTreeMap, HashSet};

/// Removes what stands at all `pointers`, of which none is the root.
pub(super) fn remove(document: &mut Value, pointers: &[String]) {
    // The keys by the object or list that holds them: each is gone through once.
    let mut holders: BTreeMap<(usize, &str), HashSet<String>> = BTreeMap::new();
    for pointer in pointers {
        if let Some((holder, key)) = pointer.rsplit_once('/') {
            let depth = holder.matches('/').count();
            let keys = holders.entry((depth, holder)).or_default();
            keys.insert(walk::unescape(key));
        }
    }
    // The deepest first: what is removed moves what stands after it in the same list, and so what
    // is deeper there.
    for ((_, holder), keys) in holders.iter().rev() {
        match document.pointer_mut(holder) {
            Some(Value::Object(object)) => object.retain(|key, _| !keys.contains(key)),
            Some(Value::Array(list)) => {
                let mut index = 0;
                list.retain(|_| {
                    let stays = !keys.contains(&index.to_string());
                    index += 1;
                    stays
                });
            }
            _ => {}
        }
    }
}
