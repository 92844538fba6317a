//! What a document is not allowed to have read, and what it refers to in vain.

use std::fs;

use pvwa_codegen::document::Document;
use serde_json::json;

use super::{Folder, refers, root};

#[test]
fn other_circles_are_refused() {
    let folder = Folder::new(&[
        ("api.yaml", &root("a.yaml#/A")),
        ("a.yaml", "A: {$ref: 'b.yaml#/B'}\n"),
        ("b.yaml", "B: {$ref: 'a.yaml#/A'}\n"),
    ]);
    insta::assert_snapshot!(folder.refusal(), @"
    FOLDER/api.yaml:12:24: `/A` in `a.yaml` refers to itself
      at: /paths/~1Rooms/get/responses/200/content/application~1json/schema
      remedy: let one of the references in the circle name something else
    ");
    let folder = Folder::new(&[
        (
            "api.yaml",
            "openapi: 3.0.1\npaths:\n  /Rooms: {$ref: rooms.yaml}\n",
        ),
        (
            "rooms.yaml",
            "get:\n  callbacks:\n    done:\n      '{$url}': {$ref: rooms.yaml}\n",
        ),
    ]);
    insta::assert_snapshot!(folder.refusal(), @"
    FOLDER/rooms.yaml:4:18: what is referred to holds this reference itself
      at: /get/callbacks/done/{$url}
      why: only what has a name, such as a schema, may do that
      remedy: take the reference out of the circle
    ");
}

#[test]
fn what_is_not_there_is_refused_with_its_place() {
    let folder = Folder::new(&[("api.yaml", &root("schemas/none.yaml#/Room"))]);
    insta::assert_snapshot!(folder.refusal(), @"
    FOLDER/api.yaml:12:24: the file `schemas/none.yaml` that is referred to does not exist
      at: /paths/~1Rooms/get/responses/200/content/application~1json/schema
      remedy: put it into the folder of the document, or bundle the document into one file first
    ");
    let folder = Folder::new(&[
        ("api.yaml", &root("a.yaml")),
        (
            "a.yaml",
            "type: object\nproperties:\n  key: {$ref: '#/Key'}\n",
        ),
    ]);
    insta::assert_snapshot!(folder.refusal(), @"
    FOLDER/a.yaml:3:9: `/Key` in `a.yaml` does not exist
      at: /properties/key
      remedy: correct the reference, or put what it names into the file
    ");
    let folder = Folder::new(&[
        ("api.yaml", &root("a.yaml#/Text")),
        ("a.yaml", "Text: text\n"),
    ]);
    insta::assert_snapshot!(folder.refusal(), @"
    FOLDER/a.yaml:1:1: `/Text` in `a.yaml` is no part of a description of an API
      at: /Text
      remedy: refer to an object that describes what belongs here
    ");
    let folder = Folder::new(&[("api.yaml", &root("a/b.yaml")), ("a/b.yaml/c.yaml", "{}")]);
    insta::assert_snapshot!(folder.refusal(), @"
    FOLDER/api.yaml:12:24: `a/b.yaml` is no file
      at: /paths/~1Rooms/get/responses/200/content/application~1json/schema
      remedy: name the file that holds what is meant
    ");
    let folder = Folder::new(&[("api.yaml", &root("a.json")), ("a.json", "{\n\"a\": ]")]);
    insta::assert_snapshot!(folder.refusal(), @"
    FOLDER/a.json:2:6: the JSON is not well-formed
      why: expected value
      remedy: correct the line, or fetch the document again
    ");
}

#[test]
fn files_outside_of_the_folder_are_refused() {
    let folder = Folder::new(&[
        ("api/api.yaml", &root("../secret.yaml")),
        ("secret.yaml", "type: object\n"),
    ]);
    insta::assert_snapshot!(folder.refusal(), @"
    FOLDER/api/api.yaml:12:24: `../secret.yaml` is a file outside the folder of the document
      at: /paths/~1Rooms/get/responses/200/content/application~1json/schema
      why: a document may only have files read that stand beside it or below
      remedy: put the file into that folder, or bundle the document into one file first
    ");
    for reference in [
        "%2e%2e/secret.yaml",
        "a/../../secret.yaml",
        "..\\secret.yaml",
        "./..%5Csecret.yaml",
        "/etc/passwd#/a",
        "../none.yaml",
        // Back into the folder by way of its parent.
        "../api/api.yaml",
    ] {
        fs::write(&folder.root, root(reference)).unwrap();
        let refusal = folder.refusal();
        assert!(refusal.contains("outside the folder"), "{refusal}");
    }
    // A file below may name what is above it, but nothing above the document.
    let folder = Folder::new(&[
        ("api/api.yaml", &root("a/b.yaml")),
        ("api/a/b.yaml", "items: {$ref: '../../secret.yaml'}\n"),
        ("secret.yaml", "type: object\n"),
    ]);
    let refusal = folder.refusal();
    assert!(
        refusal.starts_with("FOLDER/api/a/b.yaml:1:9: "),
        "{refusal}"
    );
}

#[cfg(unix)]
#[test]
fn links_are_followed_inside_the_folder_only() {
    use std::os::unix::fs::symlink;

    let folder = Folder::new(&[
        ("api/api.yaml", &root("link.yaml")),
        ("api/parts/a.yaml", "items: {$ref: b.yaml}\n"),
        ("api/parts/b.yaml", "type: integer\n"),
        ("secret/a.yaml", "type: object\n"),
    ]);
    let link = folder.root.with_file_name("link.yaml");
    symlink("parts/a.yaml", &link).unwrap();
    assert_eq!(
        folder.value()["components"]["schemas"],
        json!({"a": {"items": refers("b")}, "b": {"type": "integer"}})
    );

    fs::remove_file(&link).unwrap();
    symlink(folder.folder.path().join("secret/a.yaml"), &link).unwrap();
    insta::assert_snapshot!(folder.refusal(), @"
    FOLDER/api/api.yaml:12:24: `link.yaml` is a file outside the folder of the document
      at: /paths/~1Rooms/get/responses/200/content/application~1json/schema
      why: a link on the way leads out of it
      remedy: put the file into that folder, or bundle the document into one file first
    ");

    // So is a link on the way.
    fs::write(&folder.root, root("way/a.yaml")).unwrap();
    symlink("../secret", folder.root.with_file_name("way")).unwrap();
    assert!(
        folder
            .refusal()
            .contains("a link on the way leads out of it")
    );

    // The folder itself may be reached by one.
    let way = folder.folder.path().join("elsewhere");
    symlink(folder.folder.path().join("api"), &way).unwrap();
    fs::write(&folder.root, root("parts/a.yaml")).unwrap();
    let document = Document::read(&way.join("api.yaml")).unwrap();
    assert_eq!(document.other_files().count(), 2);
}

#[test]
fn a_folder_is_no_file() {
    let folder = Folder::new(&[("api.yaml", &root("a.yaml")), ("a.yaml/b", "")]);
    insta::assert_snapshot!(folder.refusal(), @"
    FOLDER/api.yaml:12:24: `a.yaml` is no file
      at: /paths/~1Rooms/get/responses/200/content/application~1json/schema
      remedy: name the file that holds what is meant
    ");
}

#[test]
fn files_are_bounded_in_number_and_size() {
    let many = |count: usize| {
        let folder = Folder::new(&[("api.yaml", &root("list.yaml"))]);
        let list: Vec<_> = (1..count).map(|n| format!("{{$ref: f{n}.yaml}}")).collect();
        let list = format!("anyOf: [{}]\n", list.join(", "));
        fs::write(folder.root.with_file_name("list.yaml"), list).unwrap();
        for n in 1..count {
            let path = folder.root.with_file_name(format!("f{n}.yaml"));
            fs::write(path, "type: string\n").unwrap();
        }
        folder
    };
    assert_eq!(many(1000).read().other_files().count(), 1000);
    insta::assert_snapshot!(many(1001).refusal(), @"
    FOLDER/list.yaml:1:18883: the document refers to too many files
      at: /anyOf/999
      why: no more than 1000 are read
      remedy: bundle it into one file first
    ");

    let large = format!("type: object\n# {}\n", "a".repeat(6 << 20));
    let folder = Folder::new(&[
        ("api.yaml", &root("a.yaml")),
        (
            "a.yaml",
            &format!("anyOf: [{{$ref: b.yaml}}, {{$ref: c.yaml}}]\n{large}"),
        ),
        ("b.yaml", &large),
        ("c.yaml", &large),
    ]);
    insta::assert_snapshot!(folder.refusal(), @"
    FOLDER/c.yaml: the files of the document are too large together
      why: no more than 16 MiB are read
      remedy: cut out what is not needed, or bundle the document into one file first
    ");
    fs::write(
        folder.root.with_file_name("a.yaml"),
        vec![b' '; (16 << 20) + 1],
    )
    .unwrap();
    assert!(
        folder
            .refusal()
            .starts_with("FOLDER/a.yaml: the file is larger than 16 MiB")
    );
}

#[test]
fn parts_of_parts_are_bounded() {
    // Every level is copied for itself: together that is much more than the file.
    let levels = 100;
    let text = "a".repeat(1 << 20);
    let nested = (0..levels).fold(format!("{{title: {text}}}"), |inner, _| {
        format!("{{not: {inner}}}")
    });
    let references: Vec<_> = (0..levels)
        .map(|level| format!("{{$ref: 'a.yaml#{}'}}", "/not".repeat(level)))
        .collect();
    let folder = Folder::new(&[
        ("api.yaml", &root("list.yaml")),
        (
            "list.yaml",
            &format!("anyOf: [{}]\n", references.join(", ")),
        ),
        ("a.yaml", &nested),
    ]);
    let refusal = folder.refusal();
    assert!(
        refusal.contains("grows too large when its files are put together"),
        "{refusal}"
    );

    // A part that is nested as deep as a file may be, some levels further in.
    let deep = (0..120).fold("{}".to_owned(), |inner, _| format!("{{not: {inner}}}"));
    let folder = Folder::new(&[
        (
            "api.yaml",
            "openapi: 3.0.1\npaths:\n  /Rooms: {$ref: 'p.yaml'}\n",
        ),
        (
            "p.yaml",
            "get: {responses: {'200': {content: {a/b: {$ref: 'm.yaml'}}}}}\n",
        ),
        ("m.yaml", &format!("schema: {deep}\n")),
    ]);
    let refusal = folder.refusal();
    assert!(
        refusal.contains("nested too deeply when its files"),
        "{refusal}"
    );
}

#[test]
fn what_is_remembered_of_a_reference_is_bounded() {
    // Each is put where it is used, and where that is takes thousands of bytes to say.
    let key = "k".repeat(4000);
    let references: Vec<_> = (0..20_000)
        .map(|n| format!("{n}: {{$ref: m.yaml}}"))
        .collect();
    let folder = Folder::new(&[
        (
            "api.yaml",
            &format!(
                "openapi: 3.0.1\npaths: {{? /{key} : {{get: {{responses: {{? {key} : {{content: {{{}}}}}}}}}}}}}\n",
                references.join(", ")
            ),
        ),
        ("m.yaml", "schema: {}\n"),
    ]);
    let refusal = folder.refusal();
    assert!(
        refusal.contains("grows too large when its files are put together"),
        "{refusal}"
    );

    // Each is short, and stands for what takes thousands of bytes to say.
    let references: Vec<_> = (0..20_000)
        .map(|n| format!("{{$ref: 'a.yaml#/short/{n}'}}"))
        .collect();
    let numbers: Vec<_> = (0..20_000).map(|n| format!("{n}: {{}}")).collect();
    let folder = Folder::new(&[
        ("api.yaml", &root("list.yaml")),
        (
            "list.yaml",
            &format!("anyOf: [{}]\n", references.join(", ")),
        ),
        (
            "a.yaml",
            &format!(
                "short: {{$ref: '#/{key}'}}\n? {key}\n: {{{}}}\n",
                numbers.join(", ")
            ),
        ),
    ]);
    let refusal = folder.refusal();
    assert!(
        refusal.contains("grows too large when its files are put together"),
        "{refusal}"
    );
}
