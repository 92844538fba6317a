//! Lists that do not grow without limit: the oldest make room.

use std::collections::BTreeMap;

/// Adds an item behind the others.
pub(crate) fn push<T>(items: &mut Vec<T>, item: T, most: usize) {
    items.push(item);
    forget_oldest(items, most);
}

/// Forgets all but the newest.
pub(crate) fn forget_oldest<T>(items: &mut Vec<T>, most: usize) {
    items.drain(..items.len().saturating_sub(most));
}

/// Adds an item under a number that is higher than those of the others.
pub(crate) fn insert<T>(items: &mut BTreeMap<i64, T>, number: i64, item: T, most: usize) {
    items.insert(number, item);
    while items.len() > most {
        items.pop_first();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_make_room() {
        let (mut list, mut map) = (Vec::new(), BTreeMap::new());
        for number in 0..5 {
            push(&mut list, number, 3);
            insert(&mut map, number, (), 3);
        }
        assert_eq!(list, [2, 3, 4]);
        assert_eq!(map.into_keys().collect::<Vec<_>>(), list);
        forget_oldest(&mut list, 9);
        assert_eq!(list, [2, 3, 4]);
    }
}
