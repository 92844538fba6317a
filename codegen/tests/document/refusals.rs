//! What is no document of an API, and what is said about it.

use crate::refusal;

#[test]
fn html_is_named() {
    insta::assert_snapshot!(refusal(b"<!DOCTYPE html>\n<html><head><title>404</title></head></html>"), @"
    vault.json: the file is an HTML page
      why: it is probably an error or logon page of the web server
      remedy: fetch the document again from the address that serves the JSON itself, signed on where the server asks for it
    ");
}

#[test]
fn xml_is_named() {
    insta::assert_snapshot!(refusal(b"<?xml version=\"1.0\"?><application/>"), @"
    vault.json: the file is XML
      why: Swagger and OpenAPI documents are JSON or YAML
      remedy: fetch the document again from the address that serves the JSON itself, signed on where the server asks for it
    ");
}

#[test]
fn an_empty_file_is_refused() {
    insta::assert_snapshot!(refusal(b" \n\t\n"), @"
    vault.json: the file is empty
      remedy: fetch the document again from the address that serves the JSON itself, signed on where the server asks for it
    ");
}

#[test]
fn truncated_json_is_refused() {
    insta::assert_snapshot!(refusal(b"{\n  \"swagger\": \"2.0\",\n  \"paths\": {\n    \"/Safes\": {"), @"
    vault.json:4:15: the JSON ends too early
      why: EOF while parsing an object
      remedy: fetch the document again: it was probably cut off
    ");
}

#[test]
fn malformed_json_is_refused() {
    insta::assert_snapshot!(refusal(b"{\n  \"swagger\": \"2.0\"\n  \"paths\": {}\n}"), @"
    vault.json:3:3: the JSON is not well-formed
      why: expected `,` or `}`
      remedy: correct the line, or fetch the document again
    ");
}

#[test]
fn yaml_indented_by_a_tab_is_refused() {
    insta::assert_snapshot!(refusal(b"swagger: '2.0'\npaths:\n\t/Safes: {}\n"), @"
    vault.json:3:1: a tab stands where YAML takes spaces
      remedy: indent with spaces only
    ");
}

#[test]
fn malformed_yaml_is_refused() {
    insta::assert_snapshot!(refusal(b"swagger: '2.0'\npaths: {}}\ninfo: [\n"), @"
    vault.json:2:10: the text is neither JSON nor well-formed YAML
      why: did not find expected key at line 2 column 10, while parsing a block mapping
      remedy: correct the line, or fetch the document again
    ");
}

#[test]
fn several_yaml_documents_are_refused() {
    insta::assert_snapshot!(refusal(b"swagger: '2.0'\npaths: {}\n---\nswagger: '2.0'\n"), @"
    vault.json: the YAML holds more than one document
      remedy: keep one of them: a line `---` begins the next
    ");
}

#[test]
fn json_without_a_version_is_refused() {
    insta::assert_snapshot!(refusal(b"{\"ErrorCode\": \"PASWS013E\", \"ErrorMessage\": \"not shown\"}"), @"
    vault.json: the document describes no API: it has neither `swagger` nor `openapi` at its root
      why: it has `ErrorCode`, `ErrorMessage`
      remedy: name a Swagger 2.0, OpenAPI 3.0 or 3.1 document; if this is what the server answered, look at it: it may be an error
    ");
}

#[test]
fn an_empty_object_is_refused() {
    insta::assert_snapshot!(refusal(b"{}"), @"
    vault.json: the document describes no API: it has neither `swagger` nor `openapi` at its root
      why: it is empty
      remedy: name a Swagger 2.0, OpenAPI 3.0 or 3.1 document; if this is what the server answered, look at it: it may be an error
    ");
}

#[test]
fn a_list_is_refused() {
    insta::assert_snapshot!(refusal(b"[1, 2]"), @"
    vault.json: the document is a list, not an object
      remedy: name a Swagger 2.0, OpenAPI 3.0 or 3.1 document; if this is what the server answered, look at it: it may be an error
    ");
}

#[test]
fn plain_text_is_refused_and_not_repeated() {
    insta::assert_snapshot!(refusal(b"Y2xhc3NpZmllZCB0b2tlbg=="), @"
    vault.json: the document is plain text, neither JSON nor YAML with an object at its root
      remedy: name a Swagger 2.0, OpenAPI 3.0 or 3.1 document; if this is what the server answered, look at it: it may be an error
    ");
}

#[test]
fn utf_32_is_named() {
    for bytes in [b"\xff\xfe\0\0{\0\0\0", b"\0\0\xfe\xff\0\0\0{"] {
        insta::allow_duplicates! {
            insta::assert_snapshot!(refusal(bytes), @"
            vault.json: the text is UTF-32
              remedy: save it as UTF-8 (in PowerShell: `Set-Content -Encoding utf8`, not `>`)
            ");
        }
    }
}

#[test]
fn gzip_is_named() {
    insta::assert_snapshot!(refusal(b"\x1f\x8b\x08\0\0\0"), @"
    vault.json: the file is compressed with gzip
      remedy: unpack it, or fetch it again with `curl --compressed`
    ");
}

#[test]
fn a_zip_archive_is_named() {
    insta::assert_snapshot!(refusal(b"PK\x03\x04\x14\0"), @"
    vault.json: the file is a ZIP archive
      remedy: unpack it and name the document in it
    ");
}

#[test]
fn a_pdf_is_named() {
    insta::assert_snapshot!(refusal(b"%PDF-1.7"), @"
    vault.json: the file is a PDF
      remedy: fetch the document again from the address that serves the JSON itself, signed on where the server asks for it
    ");
}

#[test]
fn binary_is_refused() {
    insta::assert_snapshot!(refusal(b"\x7fELF\x02\x01\x01\0\0"), @"
    vault.json: the file is binary, not text
      remedy: name a Swagger 2.0, OpenAPI 3.0 or 3.1 document in JSON or YAML
    ");
}

#[test]
fn a_newer_openapi_is_refused() {
    insta::assert_snapshot!(refusal(b"{\"paths\": {}, \"openapi\": \"4.0.0\"}"), @"
    vault.json:1:15: OpenAPI 4.0.0 is not read
      at: /openapi
      remedy: fetch the document as OpenAPI 3.0, 3.1 or Swagger 2.0, or convert it to 3.0.3 first
    ");
}

#[test]
fn swagger_1_2_is_refused() {
    insta::assert_snapshot!(refusal(b"{\"apis\": [],\n \"swaggerVersion\": \"1.2\"}"), @"
    vault.json:2:2: Swagger 1.2 is not read
      at: /swaggerVersion
      why: it describes an API in several files, one for each resource
      remedy: fetch the document as Swagger 2.0, OpenAPI 3.0 or 3.1, or convert it first
    ");
}

#[test]
fn an_unknown_swagger_is_refused() {
    insta::assert_snapshot!(refusal(b"swagger: {}\npaths: {}\n"), @"
    vault.json:1:1: Swagger of an unknown version is not read
      at: /swagger
      remedy: fetch the document as Swagger 2.0, OpenAPI 3.0 or 3.1, or convert it first
    ");
}

#[test]
fn missing_paths_are_refused() {
    insta::assert_snapshot!(refusal(b"swagger: '2.0'\ndefinitions: {}\n"), @"
    vault.json: `paths` is missing: the document has no operations
      remedy: fetch the document again, or name the file that holds the paths
    ");
}

#[test]
fn paths_that_are_no_object_are_refused() {
    insta::assert_snapshot!(refusal(b"swagger: '2.0'\npaths:\n- /Safes\n"), @"
    vault.json:2:1: `paths` is not an object
      at: /paths
      remedy: write the paths as keys of an object, or fetch the document again
    ");
}

#[test]
fn not_a_number_is_refused() {
    insta::assert_snapshot!(refusal(b"swagger: '2.0'\npaths: {}\nx-weight: .nan\n"), @"
    vault.json:3:11: a number is infinite or not a number
      why: JSON, which OpenAPI is defined in, has no such number
      remedy: put it in quotes if it is meant as text, or remove it
    ");
}

#[test]
fn a_merge_of_no_object_is_refused() {
    insta::assert_snapshot!(refusal(b"swagger: '2.0'\npaths: {}\n<<: text\n"), @"
    vault.json:1:1: the key `<<` merges what is no object
      remedy: name an object after it (`<<: *name`), or write out what it stands for
    ");
}

#[test]
fn an_unknown_alias_is_refused() {
    insta::assert_snapshot!(refusal(b"swagger: '2.0'\npaths: *nowhere\n"), @"
    vault.json:2:8: the text is neither JSON nor well-formed YAML
      why: unknown anchor at line 2 column 8
      remedy: correct the line, or fetch the document again
    ");
}
