//! ZIP files, as far as packages need them: the names in one, and making a small one.

/// No more entries than these are looked at.
const MOST: usize = 1000;

const ENTRY: &[u8] = b"PK\x01\x02";
const END: &[u8] = b"PK\x05\x06";

/// The names in the directory of a ZIP file; `None` where it is none. Nothing is unpacked.
pub(crate) fn names(bytes: &[u8]) -> Option<Vec<String>> {
    let end = bytes.windows(END.len()).rposition(|window| window == END)?;
    let end = bytes.get(end..)?;
    let count = number(end, 10, 2)?.min(MOST);
    let mut rest = bytes.get(number(end, 16, 4)?..)?;
    let mut names = Vec::new();
    for _ in 0..count {
        if !rest.starts_with(ENTRY) {
            return None;
        }
        let length = number(rest, 28, 2)?;
        let name = rest.get(46..46 + length)?;
        names.push(String::from_utf8_lossy(name).into_owned());
        let skipped = number(rest, 30, 2)? + number(rest, 32, 2)?;
        rest = rest.get(46 + length + skipped..)?;
    }
    Some(names)
}

/// The middle of the first name that begins and ends so, without its folder.
pub(crate) fn stem(names: &[String], prefix: &str, suffix: &str) -> Option<String> {
    names.iter().find_map(|name| {
        let name = name.rsplit(['/', '\\']).next()?;
        let length = name.len().checked_sub(prefix.len() + suffix.len())?;
        let head = name.get(..prefix.len())?;
        let tail = name.get(prefix.len() + length..)?;
        let stem = name.get(prefix.len()..prefix.len() + length)?;
        let good = !stem.is_empty()
            && stem.len() <= 99
            && stem
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || "-_".contains(c));
        (head.eq_ignore_ascii_case(prefix) && tail.eq_ignore_ascii_case(suffix) && good)
            .then(|| stem.to_owned())
    })
}

/// A ZIP file that holds one file, as it is.
pub(crate) fn of_file(name: &str, content: &[u8]) -> Vec<u8> {
    let half = |number: usize| u16::try_from(number).unwrap_or(u16::MAX).to_le_bytes();
    let whole = |number: usize| u32::try_from(number).unwrap_or(u32::MAX).to_le_bytes();
    // Version, flags, method, time and date, which is 1980-01-01.
    let mut common = [20, 0, 0, 0, 0, 0, 0, 0, 0x21, 0].to_vec();
    common.extend(checksum(content).to_le_bytes());
    common.extend(whole(content.len()));
    common.extend(whole(content.len()));
    common.extend(half(name.len()));
    common.extend([0, 0]);
    let local = [b"PK\x03\x04", &*common, name.as_bytes(), content].concat();
    let entry = [ENTRY, &[20, 0], &common, &[0; 14], name.as_bytes()].concat();
    let mut end = [END, &[0; 4], &half(1), &half(1)].concat();
    end.extend(whole(entry.len()));
    end.extend(whole(local.len()));
    end.extend([0, 0]);
    [local, entry, end].concat()
}

fn number(bytes: &[u8], at: usize, length: usize) -> Option<usize> {
    let bytes = bytes.get(at..at + length)?;
    let shifted = |sum: usize, byte: &u8| (sum << 8) | usize::from(*byte);
    Some(bytes.iter().rev().fold(0, shifted))
}

/// CRC-32.
fn checksum(bytes: &[u8]) -> u32 {
    let sum = bytes.iter().fold(u32::MAX, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| {
            (sum >> 1) ^ (0xEDB8_8320 & (sum & 1).wrapping_neg())
        })
    });
    !sum
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_made_is_read_again() {
        let made = of_file("folder/Policy-My_One.ini", b"[any]");
        let names = names(&made).expect("a ZIP file");
        assert_eq!(names, ["folder/Policy-My_One.ini"]);
        assert_eq!(stem(&names, "policy-", ".ini").as_deref(), Some("My_One"));
        assert_eq!(stem(&names, "CC-", ".xml"), None);
        assert_eq!(checksum(b"123456789"), 0xCBF4_3926);
    }

    #[test]
    fn what_is_cut_off_or_no_zip_is_refused() {
        let made = of_file("Policy-A.ini", b"");
        for length in 0..made.len() {
            let cut = made.get(..length).expect("a part");
            assert!(names(cut).is_none() || length > made.len() - 3, "{length}");
        }
        assert!(names(b"no archive at all").is_none());
    }
}
