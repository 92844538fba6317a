//! The example of `spec/overlays/README.md` is one.

use pvwa_codegen::catalogue::Catalogue;
use pvwa_codegen::overlay::Overlay;
use pvwa_codegen::pipeline::{self, Settings, Source, Stage};
use serde_json::Value;
use std::cell::RefCell;
use std::fs;
use std::path::Path;

#[test]
fn the_example_does_what_the_page_says() {
    let spec = Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec");
    let page = fs::read_to_string(spec.join("overlays/README.md")).unwrap();
    let (_, example) = page.split_once("```yaml\n").unwrap();
    let (example, _) = example.split_once("```").unwrap();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("site.yaml");
    fs::write(&file, example).unwrap();
    let overlay = Overlay::read(&file).unwrap();

    let catalogue = Catalogue::load(&spec.join("catalogue/pvwa")).unwrap();
    let stages = RefCell::new(Vec::new());
    let watch = |stage| stages.borrow_mut().push(stage);
    let settings = Settings {
        overlays: &[overlay],
        watch: Some(&watch),
        ..Settings::default()
    };
    let prepared = pipeline::prepare(Source::whole(&catalogue), &settings).unwrap();
    let last = [Stage::Repair, Stage::Overlay, Stage::Repair, Stage::Check];
    assert!(stages.into_inner().ends_with(&last));

    let changed = &prepared.document.value;
    let safe = &changed["components"]["schemas"]["Safe"]["properties"];
    assert_eq!(safe["costCentre"]["type"], "string");
    let parameters = changed["paths"]["/API/Safes"]["get"]["parameters"]
        .as_array()
        .unwrap();
    let names: Vec<_> = parameters.iter().map(|each| &each["name"]).collect();
    assert!(names.contains(&&Value::from("search")) && !names.contains(&&Value::from("sort")));
    assert_eq!(names.last().unwrap(), &"costCentre");

    let changes = prepared.report.changes.iter();
    let changes = changes.filter(|change| change.by == "overlay");
    let pointers: Vec<_> = changes.map(|change| change.pointer.as_str()).collect();
    assert_eq!(pointers.len(), 3);
    assert_eq!(pointers[0], "/components/schemas/Safe");
    assert_eq!(pointers[2], "/paths/~1API~1Safes/get/parameters");
}
