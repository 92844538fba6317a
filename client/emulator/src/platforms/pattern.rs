//! The patterns of `AllowedSafes`: literal characters, `.`, `*` behind one of both, and `|`.

/// Whether a pattern fits the whole of a name, whatever the case.
pub(crate) fn matches(pattern: &str, name: &str) -> bool {
    let name: Vec<char> = name.to_lowercase().chars().collect();
    let pattern = pattern.to_lowercase();
    let mut choices = pattern.split('|').map(|choice| {
        choice
            .chars()
            .filter(|c| !matches!(c, '(' | ')' | '^' | '$'))
            .collect::<Vec<_>>()
    });
    choices.any(|choice| fits(&choice, &name))
}

/// Follows all places in the pattern at once, so that no pattern takes long.
fn fits(pattern: &[char], name: &[char]) -> bool {
    let steps = steps(pattern);
    let mut places = vec![false; steps.len() + 1];
    places[0] = true;
    skip(&steps, &mut places);
    for c in name {
        let mut next = vec![false; places.len()];
        for (at, &(wanted, many)) in steps.iter().enumerate() {
            if places[at] && (wanted == '.' || wanted == *c) {
                next[if many { at } else { at + 1 }] = true;
            }
        }
        skip(&steps, &mut next);
        places = next;
    }
    places.last() == Some(&true)
}

/// The characters, and whether any number of them may stand there.
fn steps(pattern: &[char]) -> Vec<(char, bool)> {
    let mut steps: Vec<(char, bool)> = Vec::new();
    for &c in pattern {
        match (c, steps.last_mut()) {
            ('*', Some(last)) => last.1 = true,
            _ => steps.push((c, false)),
        }
    }
    steps
}

fn skip(steps: &[(char, bool)], places: &mut [bool]) {
    for (at, (_, many)) in steps.iter().enumerate() {
        if *many && places[at] {
            places[at + 1] = true;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn patterns_fit_whole_names() {
        for (pattern, name, fits) in [
            (".*", "Linux", true),
            ("Lin.*", "linux", true),
            ("Lin", "Linux", false),
            ("(A.*)|(.*x)", "Linux", true),
            ("BZ_I_*", "BZ_I_", true),
            ("L.nux", "Linux", true),
            ("", "Linux", false),
            ("*", "Linux", false),
        ] {
            assert_eq!(matches(pattern, name), fits, "{pattern} {name}");
        }
    }
}
