//! ZIP files, as far as packages need them: the names in one, and making a small one.

use std::io::{Cursor, Write};
use zip::{CompressionMethod, ZipArchive, ZipWriter, result::ZipResult, write::SimpleFileOptions};

/// No more entries than these are looked at.
const MOST: usize = 1000;

/// The longest id that a name can tell.
const LONGEST: usize = 99;

/// The names in the directory of a ZIP file; `None` where it is none. Nothing is unpacked.
pub(crate) fn names(bytes: &[u8]) -> Option<Vec<String>> {
    let archive = ZipArchive::new(Cursor::new(bytes)).ok()?;
    Some(archive.file_names().take(MOST).map(str::to_owned).collect())
}

/// The middle of the first name that begins and ends so, without its folder.
pub(crate) fn stem(names: &[String], prefix: &str, suffix: &str) -> Option<String> {
    names.iter().find_map(|name| {
        let name = name.rsplit(['/', '\\']).next()?;
        let (head, rest) = name.split_at_checked(prefix.len())?;
        let (stem, tail) = rest.split_at_checked(rest.len().checked_sub(suffix.len())?)?;
        let fits = head.eq_ignore_ascii_case(prefix) && tail.eq_ignore_ascii_case(suffix);
        let is_id = (1..=LONGEST).contains(&stem.len())
            && stem
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || "-_".contains(c));
        (fits && is_id).then(|| stem.to_owned())
    })
}

/// A ZIP file that holds one file, as it is.
///
/// # Errors
/// Where the file or its name is larger than a ZIP file can hold.
pub(crate) fn of_file(name: &str, content: &[u8]) -> ZipResult<Vec<u8>> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    writer.start_file(name, stored)?;
    writer.write_all(content)?;
    Ok(writer.finish()?.into_inner())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_made_is_read_again() {
        let made = of_file("folder/Policy-My_One.ini", b"[any]").expect("a small file");
        let names = names(&made).expect("a ZIP file");
        assert_eq!(names, ["folder/Policy-My_One.ini"]);
        assert_eq!(stem(&names, "policy-", ".ini").as_deref(), Some("My_One"));
        assert_eq!(stem(&names, "CC-", ".xml"), None);
    }

    #[test]
    fn what_is_cut_off_or_no_zip_is_refused() {
        let made = of_file("Policy-A.ini", b"").expect("a small file");
        for length in 0..made.len() {
            let cut = made.get(..length).expect("a part");
            assert!(names(cut).is_none(), "{length}");
        }
        assert!(names(b"no archive at all").is_none());
    }
}
