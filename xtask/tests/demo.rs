//! The demonstration holds.

#![cfg(feature = "demo")]

use std::path::Path;

#[test]
fn every_step_of_the_demonstration_holds() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let output = assert_cmd::Command::cargo_bin("xtask")
        .unwrap()
        .arg("demo")
        .current_dir(root)
        .output()
        .unwrap();
    let (shown, said) = (
        String::from_utf8(output.stdout).unwrap(),
        String::from_utf8(output.stderr).unwrap(),
    );
    assert!(output.status.success(), "{shown}{said}");
    assert_eq!(said, "");
    for secret in ["made-up", "made\\up", "日"] {
        assert!(!shown.contains(secret), "a password is shown:\n{shown}");
    }
    assert!(shown.contains("[REDACTED]"), "{shown}");
    // Times, the port and the numbers of the catalogue change; the steps do not.
    let steps: Vec<_> = shown
        .lines()
        .filter(|line| !line.starts_with("    ") && line.ends_with(" s"))
        .filter_map(|line| line.rsplit_once("  "))
        .map(|(step, _)| step.trim_end())
        .collect();
    insta::assert_snapshot!(steps.join("\n"));
}
