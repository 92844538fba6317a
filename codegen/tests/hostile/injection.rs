//! What a document says stays a text: no code comes of it, and the crate compiles.

use crate::{attacks, built, rustdoc};
use pvwa_codegen::document::Document;
use pvwa_codegen::output;
use pvwa_codegen::pipeline::Built;
use std::path::{Component, Path};
use std::process::{Command, Output};
use std::sync::LazyLock;
use syn::buffer::{Cursor, TokenBuffer};

static BUILT: LazyLock<Built> =
    LazyLock::new(
        || match built(Document::made("vault.json", attacks::everywhere())) {
            Ok(built) => built,
            Err(refusal) => panic!("{refusal}"),
        },
    );

/// The Rust sources, parsed.
fn sources() -> impl Iterator<Item = (&'static Path, syn::File)> {
    BUILT
        .files
        .iter()
        .filter(|(path, _)| path.extension().is_some_and(|end| end == "rs"))
        .map(|(path, text)| match syn::parse_file(text) {
            Ok(file) => (path.as_path(), file),
            Err(error) => panic!("{}: {error}", path.display()),
        })
}

#[test]
fn every_file_has_its_place_in_the_crate() {
    for path in BUILT.files.keys() {
        let parts: Vec<_> = path.components().collect();
        let names: Vec<&str> = parts
            .iter()
            .map(|part| match part {
                Component::Normal(name) => name.to_str().unwrap(),
                other => panic!("{other:?} in {}", path.display()),
            })
            .collect();
        let file = match names[..] {
            ["Cargo.toml"] => continue,
            ["src", file] => file,
            _ => panic!("{}", path.display()),
        };
        let stem = file.strip_suffix(".rs").unwrap();
        let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
        assert!(stem.chars().all(is_plain) && !stem.is_empty(), "{file}");
        let devices = ["con", "prn", "aux", "nul", "com1", "lpt1"];
        assert!(!devices.contains(&stem), "{file}");
    }
}

#[test]
fn no_text_becomes_code() {
    for (path, file) in sources() {
        let tokens = TokenBuffer::new2(quote::quote!(#file));
        assert!(!names(tokens.begin()), "{} has the mark", path.display());
    }
}

/// Whether an identifier is the mark.
fn names(mut at: Cursor<'_>) -> bool {
    loop {
        if let Some((name, next)) = at.ident() {
            if name == attacks::MARK {
                return true;
            }
            at = next;
        } else if let Some((inner, _, _, next)) = at.any_group() {
            if names(inner) {
                return true;
            }
            at = next;
        } else if let Some((_, next)) = at.token_tree() {
            at = next;
        } else {
            return false;
        }
    }
}

#[test]
fn no_comment_is_a_test_a_link_or_html() {
    let complaints: Vec<String> = sources()
        .filter(|(path, _)| !BUILT.files[*path].contains("from codegen/seam"))
        .flat_map(|(path, file)| {
            let found = rustdoc::complaints(&file).into_iter();
            found.map(move |found| format!("{}: {found}", path.display()))
        })
        .collect();
    let some: Vec<_> = complaints.iter().take(20).collect();
    assert!(complaints.is_empty(), "{} like {some:#?}", complaints.len());
}

#[test]
fn the_manifest_says_what_it_always_says() {
    let manifest = &BUILT.files[Path::new("Cargo.toml")];
    assert!(!manifest.contains(attacks::MARK) || manifest.lines().all(is_feature_or_plain));
    let (_, dependencies) = manifest.split_once("[dependencies]\n").unwrap();
    let names: Vec<&str> = dependencies
        .lines()
        .take_while(|line| !line.is_empty())
        .map(|line| line.split_once(' ').unwrap().0)
        .collect();
    let known = [
        "http",
        "progenitor-client",
        "reqwest",
        "secrecy",
        "serde",
        "serde_json",
        "serde_path_to_error",
        "subtle",
    ];
    assert_eq!(names, known);
}

/// Whether a line is a feature of a plain name, or one of those without a name of the document.
fn is_feature_or_plain(line: &str) -> bool {
    let name = line.trim_start_matches("    \"").trim_end_matches("\",");
    let name = name.trim_end_matches(" = []");
    !line.contains("injected") || name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
}

#[test]
fn the_crate_compiles_and_is_documented_without_a_warning() {
    let out = tempfile::tempdir().unwrap();
    output::write(&BUILT.files, out.path()).unwrap();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    std::fs::copy(root.join("Cargo.lock"), out.path().join("Cargo.lock")).unwrap();
    let cargo = |arguments: &[&str]| {
        let run = |network: &[&str]| -> Output {
            Command::new(env!("CARGO"))
                .args(arguments)
                .args(["--quiet", "--features", "full,both-directions"])
                .args(network)
                .current_dir(out.path())
                .env("CARGO_TARGET_DIR", root.join("target/generated"))
                .env("RUSTDOCFLAGS", "-D warnings")
                .env_remove("RUSTFLAGS")
                .output()
                .unwrap()
        };
        // Its dependencies are the client's: mostly they are here already.
        let mut output = run(&["--offline"]);
        if String::from_utf8_lossy(&output.stderr).contains("--offline") {
            output = run(&[]);
        }
        let said = String::from_utf8_lossy(&output.stderr);
        let first: String = said.chars().take(8000).collect();
        assert!(output.status.success(), "{arguments:?}:\n{first}");
        assert_eq!(first, "", "{arguments:?} warns");
    };
    cargo(&["check"]);
    cargo(&["doc", "--no-deps"]);
}
