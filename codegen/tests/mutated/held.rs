//! What holds for whatever bytes are taken for a document.

use pvwa_codegen::document::Document;
use pvwa_codegen::pipeline::{self, Origin, Prepared, Settings, Source};
use pvwa_codegen::problem::Refusal;

/// Everything before the generator, without a catalogue.
pub(crate) fn prepared(document: Document) -> Result<Prepared, Refusal> {
    let source = Source {
        document,
        version: None,
        origin: Origin::Vault,
    };
    pipeline::prepare(source, &Settings::default())
}

/// Prepares `bytes`, and panics where that is not what it should be:
///
/// * a refusal says what is wrong and what to do about it;
/// * a second time the same comes out, to the byte;
/// * what comes out is taken as it is.
pub(crate) fn hold(bytes: &[u8]) -> Option<Prepared> {
    let read = || Document::parse("vault.json", bytes.to_vec());
    let first = read().and_then(prepared);
    let second = read().and_then(prepared);
    match (first, second) {
        (Ok(first), Ok(second)) => {
            let text = first.document.value.to_string();
            assert_eq!(text, second.document.value.to_string(), "two runs differ");
            assert_eq!(first.report, second.report, "two runs report differently");
            let again = Document::made("again.json", first.document.value.clone());
            match prepared(again) {
                Ok(again) => {
                    assert_eq!(
                        again.report.changes,
                        [],
                        "what is prepared is changed: {text}"
                    );
                    assert_eq!(text, again.document.value.to_string());
                }
                Err(refusal) => panic!("what is prepared is refused: {refusal}\n{text}"),
            }
            Some(first)
        }
        (Err(first), Err(second)) => {
            assert_eq!(first, second, "two runs are refused for different reasons");
            assert!(!first.0.is_empty(), "a refusal without a reason");
            for problem in &first.0 {
                let is_said = !problem.what.trim().is_empty() && !problem.remedy.trim().is_empty();
                assert!(is_said, "a problem that says nothing: {problem:?}");
            }
            None
        }
        (first, second) => panic!(
            "one run of two is refused: {:?} {:?}",
            first.err(),
            second.err()
        ),
    }
}
