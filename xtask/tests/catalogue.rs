//! What is known and what is true: coverage, vaults' own documents, recorded answers.

#![allow(clippy::unwrap_used, reason = "helpers of tests are tests too")]

mod project;

use project::{Ended, Project, VAULT};
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Runs a command in the project's own folder.
fn run(words: &[&str]) -> Ended {
    let output = assert_cmd::Command::cargo_bin("xtask")
        .unwrap()
        .args(words)
        .current_dir(root())
        .output()
        .unwrap();
    Ended {
        code: output.status.code().unwrap(),
        results: String::from_utf8(output.stdout).unwrap(),
        talk: String::from_utf8(output.stderr).unwrap(),
    }
}

/// A file of facts beside the project; `None` where there is none.
///
/// The facts belong to others and are not part of the project.
fn fact(name: &str) -> Option<String> {
    let path = root().join("../shared").join(name);
    if !path.is_file() {
        println!("skipped: no {name} beside the project");
        return None;
    }
    Some(path.display().to_string())
}

/// The line before the last and the last of what a command printed.
#[cfg(feature = "responses")]
fn closing(ended: &Ended) -> (&str, &str) {
    let mut lines = ended.results.lines().rev();
    let last = lines.next().unwrap_or_default();
    (lines.next().unwrap_or_default(), last)
}

#[test]
fn coverage_is_a_table() {
    let project = Project::new();
    project.write(
        "endpoints.tsv",
        "gen\tmethod\tpath\n2\tGET\t/api/safes\n2\tDELETE\t/api/Safes/{id}\n",
    );
    insta::assert_snapshot!("coverage", project.run(&["spec", "coverage"]));
    let listed = project.run(&["spec", "coverage", "--endpoints", "endpoints.tsv"]);
    assert_eq!(listed.code, 1);
    insta::assert_snapshot!("coverage_of_a_list", listed);
    project.write("endpoints.tsv", "path\n/api/safes\n");
    let headless = project.run(&["spec", "coverage", "--endpoints", "endpoints.tsv"]);
    assert_eq!(headless.code, 1);
    assert!(headless.talk.contains("no column method"), "{headless}");
}

#[test]
fn differences_are_listed_until_they_have_a_reason() {
    let project = Project::new();
    project.write("vault.json", VAULT);
    let words = ["spec", "compare", "14.6", "vault.json"];
    let open = project.run(&words);
    assert_eq!(open.code, 1);
    insta::assert_snapshot!("unexplained", open);
    insta::assert_snapshot!("unexplained_coloured", project.run_coloured(&words));
    project.write(
        "spec/catalogue/pvwa/_differences.yaml",
        r#"
- at: "GET /API/Safes answer"
  kind: shape
  reason: The list comes in pages.
- at: ["Safe.*", "GET /API/Safes query *", "*/API/Safes*"]
  reason: The small vault is smaller than that.
- at: "GET /api/Own/Things"
  reason: Somebody's own.
- at: "GET /API/Safes answer"
  versions: ["14.6"]
  reason: Said before.
"#,
    );
    let explained = project.run(&words);
    assert_eq!(explained.code, 0, "{explained}");
    insta::assert_snapshot!("explained", explained);
    let quiet = project.run(&[&words[..], &["--unexplained"]].concat());
    assert_eq!((quiet.code, quiet.results.as_str()), (0, ""));
}

#[test]
fn a_record_that_cannot_be_read_is_refused_with_its_place() {
    let project = Project::new();
    let mut said = Vec::new();
    for rows in [
        "at: one row and no list",
        "- reason: it is about nothing",
        "- {at: Safe.name}",
        "- {at: Safe.name, kind: other, reason: r}",
        "- {at: Safe.name, versions: [new], reason: r}",
        "- {at: Safe.name, reason: r, remark: what}",
        "- {at: [1], reason: r}",
    ] {
        project.write("spec/catalogue/pvwa/_differences.yaml", rows);
        let ended = project.run(&["verify"]);
        assert_eq!(ended.code, 1, "{rows}");
        said.push(format!("{rows}\n{}", ended.talk));
    }
    insta::assert_snapshot!("bad_records", said.join("\n"));
}

#[cfg(feature = "responses")]
mod responses {
    use super::*;

    /// What the project itself has to prove on answers that were written for it.
    #[test]
    fn our_own_answers_decode_and_nothing_of_them_is_lost() {
        let (pvwa, identity) = (
            "xtask/tests/responses/pvwa.jsonl",
            "xtask/tests/responses/identity.jsonl",
        );
        let ended = run(&["verify", "--responses", pvwa, "--responses", identity]);
        assert_eq!(ended.code, 0, "{ended}");
        let bad = ended.results.lines().filter(|line| {
            line.starts_with("lost") || line.starts_with("failed") || line.starts_with("no JSON")
        });
        assert_eq!(bad.collect::<Vec<_>>(), [""; 0]);
        let rows = [pvwa, identity].map(|file| {
            let text = std::fs::read_to_string(root().join(file)).unwrap();
            text.lines().count()
        });
        assert!(rows[0] >= 110 && rows[1] >= 45, "{rows:?}");
        let passed = format!("{} passed, 0 failed", rows[0] + rows[1]);
        assert_eq!(closing(&ended).1, passed);
    }

    #[test]
    fn every_recorded_answer_decodes() {
        let Some(recorded) = fact("facts/recorded/responses.jsonl") else {
            return;
        };
        let ended = run(&["verify", "--responses", &recorded]);
        assert_eq!(ended.code, 0, "{ended}");
        let (_, last) = closing(&ended);
        assert!(last.ends_with(" passed, 0 failed"), "{last}");
    }

    #[test]
    fn what_does_not_fit_is_told_without_its_value() {
        const SECRET: &str = "hunter2-in-the-answer";
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("answers.jsonl");
        let rows = [
            // A token in an envelope that no server sends.
            format!(
                r#"{{"method":"POST","path":"/api/auth/cyberark/logon","status":200,"body":"{{\"token\":\"{SECRET}\"}}"}}"#
            ),
            // A secret where a list is due.
            format!(
                r#"{{"method":"GET","path":"/api/accounts","status":200,"body":"{{\"value\":\"{SECRET}\"}}"}}"#
            ),
            // A secret where a number is due.
            format!(
                r#"{{"method":"GET","path":"/api/accounts","status":200,"body":"{{\"value\":[],\"count\":\"{SECRET}\"}}"}}"#
            ),
            // Fields that nobody knows.
            format!(
                r#"{{"method":"GET","path":"/api/accounts/{{}}","status":200,"body":"{{\"id\":\"1_2\",\"name\":\"n\",\"platformId\":\"p\",\"safeName\":\"s\",\"hobby\":\"{SECRET}\"}}"}}"#
            ),
            // What is no JSON, and what no operation answers.
            format!(
                r#"{{"method":"GET","path":"/api/accounts/{{}}","status":200,"body":"<html>{SECRET}</html>"}}"#
            ),
            format!(
                r#"{{"method":"GET","path":"/api/nobody/knows","status":200,"body":"{{\"secret\":\"{SECRET}\"}}"}}"#
            ),
            // An error in the shape of another service.
            format!(
                r#"{{"status":403,"body":"{{\"ErrorCode\":7,\"ErrorMessage\":\"{SECRET}\"}}"}}"#
            ),
        ];
        std::fs::write(&file, rows.join("\n")).unwrap();
        let ended = run(&["verify", "--responses", &file.display().to_string()]);
        assert_eq!(ended.code, 1);
        assert!(!ended.to_string().contains(SECRET), "{ended}");
        insta::assert_snapshot!("answers_that_do_not_fit", ended);
    }

    #[test]
    fn a_row_that_cannot_be_read_is_refused_with_its_line() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("answers.jsonl");
        let place = file.display().to_string();
        let mut said = Vec::new();
        for text in [
            "",
            "hunter2",
            r#"{"path": "/api/Safes", "status": 200}"#,
            r#"{"method": "GET", "status": 200}"#,
            r#"{"method": "GET", "path": "/api/Safes"}"#,
            r#"{"method": "GET", "path": "/api/Safes", "status": "200"}"#,
        ] {
            std::fs::write(&file, text).unwrap();
            let ended = run(&["verify", "--responses", &place]);
            assert_eq!(ended.code, 1, "{text}");
            said.push(ended.talk.replace(&place, "answers.jsonl"));
        }
        let absent = run(&["verify", "--responses", "no/such/file.jsonl"]);
        assert_eq!(absent.code, 1);
        said.push(absent.talk);
        insta::assert_snapshot!("rows_that_cannot_be_read", said.join("\n"));
    }
}

#[test]
fn every_known_operation_is_described() {
    let Some(endpoints) = fact("facts/endpoints.tsv") else {
        return;
    };
    let ended = run(&["spec", "coverage", "--endpoints", &endpoints]);
    assert_eq!(ended.code, 0, "{ended}");
}

#[test]
fn no_real_document_differs_without_a_reason() {
    for (version, name) in [
        ("12.1", "specs/pvwa-12.1.openapi3.yaml"),
        ("12.2", "specs/pvwa-12.2.openapi3.yaml"),
        ("14.6", "specs/pvwa-14.6.swagger2.json"),
    ] {
        let Some(document) = fact(name) else { return };
        let ended = run(&["spec", "compare", version, &document, "--unexplained"]);
        assert_eq!(ended.code, 0, "{ended}");
        assert!(!ended.talk.contains("unused"), "{}", ended.talk);
    }
}
