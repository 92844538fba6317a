//! The rules that somebody may have meant.

/// How many names are told.
const SEVERAL: usize = 5;

/// The names of rules that are most like a name, the most like first.
///
/// Those that hold the whole name come before those that are only spelled alike.
pub fn nearest(name: &str) -> Vec<&'static str> {
    let rules = super::all().iter().map(|rule| rule.id.as_ref());
    let mut names: Vec<_> = rules
        .map(|id| (!id.contains(name), distance(name, id), id))
        .collect();
    names.sort_unstable();
    names.truncate(SEVERAL);
    names.into_iter().map(|(_, _, id)| id).collect()
}

/// How many letters must be put in, taken out or replaced to make one word the other.
fn distance(one: &str, other: &str) -> usize {
    let mut row: Vec<usize> = (0..=other.chars().count()).collect();
    for (done, a) in one.chars().enumerate() {
        let mut next = Vec::with_capacity(row.len());
        let mut left = done + 1;
        next.push(left);
        for (b, above) in other.chars().zip(row.windows(2)) {
            if let [diagonal, above] = above {
                let replaced = diagonal + usize::from(a != b);
                left = replaced.min(above + 1).min(left + 1);
                next.push(left);
            }
        }
        row = next;
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{distance, nearest};

    #[test]
    fn words_differ_by_letters() {
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(distance("abc", ""), 3);
        assert_eq!(distance("kitten", "sitting"), 3);
        assert_eq!(distance("same", "same"), 0);
    }

    #[test]
    fn the_rule_that_was_meant_comes_first() {
        assert_eq!(nearest("endpoint-aded")[0], "endpoint-added");
        assert_eq!(nearest("parameter-renamed")[0], "request-parameter-renamed");
        assert_eq!(nearest("endpoint-added")[0], "endpoint-added");
        assert_eq!(nearest("zzz").len(), 5);
    }
}
