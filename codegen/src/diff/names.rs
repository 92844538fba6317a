//! Whether two names are one that was changed: what speaks for it, and how much.

/// What two things have in common besides their names.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Likeness {
    /// They allow the same values.
    pub(super) same_shape: bool,
    /// They are described by the same words.
    pub(super) same_words: bool,
    /// Both are required, or neither is.
    pub(super) same_need: bool,
}

/// How like each other two names must be, of one, where nothing else than the shape is the same.
const ALIKE: f64 = 0.6;

/// The most pairs of names that are tried: more are no rename but another list.
const MOST_PAIRS: usize = 2500;

/// Pairs of a name that is gone and one that is new which are the same thing, with the evidence.
///
/// Each name is in one pair at most; the best pairs are taken first.
pub(super) fn matched(
    gone: &[&str],
    added: &[&str],
    mut likeness: impl FnMut(usize, usize) -> Likeness,
) -> Vec<(usize, usize, String)> {
    if gone.len() * added.len() > MOST_PAIRS {
        return Vec::new();
    }
    let mut pairs = Vec::new();
    for (from, was) in gone.iter().enumerate() {
        for (to, is) in added.iter().enumerate() {
            let alike = similarity(was, is);
            let like = likeness(from, to);
            if let Some((weight, evidence)) = judged(alike, like) {
                pairs.push((weight, from, to, evidence));
            }
        }
    }
    pairs.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    let mut found: Vec<(usize, usize, String)> = Vec::new();
    for (_, from, to, evidence) in pairs {
        if !found.iter().any(|(old, new, _)| *old == from || *new == to) {
            found.push((from, to, evidence));
        }
    }
    found.sort_by_key(|(from, ..)| *from);
    found
}

/// How much speaks for one thing under two names, and what; `None` where too little does.
fn judged(alike: f64, like: Likeness) -> Option<(f64, String)> {
    if alike >= 1.0 {
        return Some((
            4.0,
            "the names differ in case and separators only".to_owned(),
        ));
    }
    let percent = (alike * 100.0).round();
    match like {
        Likeness {
            same_shape: true,
            same_words: true,
            ..
        } => Some((
            3.0 + alike,
            "the same type and the same description".to_owned(),
        )),
        Likeness {
            same_shape: true,
            same_need: true,
            ..
        } if alike >= ALIKE => Some((
            2.0 + alike,
            format!("the same type, and the names are {percent} % alike"),
        )),
        _ => None,
    }
}

/// How like each other two names are, from 0 to 1; 1 where only case and separators differ.
pub(super) fn similarity(a: &str, b: &str) -> f64 {
    let letters = |name: &str| -> String {
        let letters = name.chars().filter(|letter| letter.is_alphanumeric());
        letters
            .flat_map(char::to_lowercase)
            .take(MOST_LETTERS)
            .collect()
    };
    strsim::normalized_levenshtein(&letters(a), &letters(b))
}

/// The most letters of a name that are looked at.
const MOST_LETTERS: usize = 64;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_as_like_as_their_letters() {
        assert_eq!(similarity("safeName", "safe_name"), 1.0);
        assert_eq!(similarity("a", "--"), 0.0);
        assert!((similarity("kitten", "sitting") - (1.0 - 3.0 / 7.0)).abs() < 1e-9);
        assert!(similarity("userName", "platformId") < ALIKE);
    }
}
