//! A server that sends without end, and input that cannot be right: refused, within bounds, and
//! said without a secret.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod vaults;

use pvwa::{Credentials, Error, Misprint, RetryPolicy, Secret, Vault, VersionCheck};
use std::{
    io::{self, Read, Write},
    net::{TcpListener, TcpStream},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};
use vaults::told;

const TOKEN: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Length: 7\r\nConnection: close\r\n\r\n\"token\"";

/// The most bytes that may have left the server before the client has had enough: what the client
/// reads at most, and what the system holds in between.
const ENOUGH: usize = (64 << 20) + (16 << 20);

/// A vault whose server logs on properly and then answers `head` and `again`, over and over, as long
/// as somebody reads. And how many bytes that were.
fn endless(head: &'static [u8], again: Vec<u8>) -> (Vault, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let sent = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&sent);
    thread::spawn(move || {
        let serve = |first: bool| -> io::Result<()> {
            let (mut stream, _) = listener.accept()?;
            read_head(&mut stream)?;
            if first {
                return stream.write_all(TOKEN);
            }
            stream.write_all(head)?;
            loop {
                stream.write_all(&again)?;
                counted.fetch_add(again.len(), Ordering::Relaxed);
            }
        };
        let _ = serve(true);
        while serve(false).is_err() {}
    });
    let vault = Vault::builder(address)
        .credentials(Credentials::cyberark("api.user", Secret::from("Hunter2")))
        .allow_plain_http()
        .version_check(VersionCheck::Off)
        .retry(RetryPolicy::never())
        .build()
        .unwrap();
    (vault, sent)
}

fn read_head(stream: &mut TcpStream) -> io::Result<()> {
    let (mut head, mut chunk) = (Vec::new(), [0; 4096]);
    while !head.windows(4).any(|end| end == b"\r\n\r\n") {
        match stream.read(&mut chunk)? {
            0 => return Err(io::ErrorKind::UnexpectedEof.into()),
            read => head.extend_from_slice(chunk.get(..read).unwrap()),
        }
    }
    Ok(())
}

/// The error of a list that is answered without end.
async fn answered(head: &'static [u8], again: Vec<u8>) -> (Error, usize) {
    let (vault, sent) = endless(head, again);
    let error = vault.safes().list().stream().all().await.unwrap_err();
    assert!(!format!("{error} {error:?}").contains("Hunter2"));
    (error, sent.load(Ordering::Relaxed))
}

/// A chunk of a chunked body.
fn chunk(bytes: &[u8]) -> Vec<u8> {
    let mut chunk = format!("{:x}\r\n", bytes.len()).into_bytes();
    chunk.extend_from_slice(bytes);
    chunk.extend_from_slice(b"\r\n");
    chunk
}

#[tokio::test]
async fn a_body_without_end_is_given_up() {
    let head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    let (error, sent) = answered(head, chunk(&[b' '; 1 << 16])).await;
    assert!(matches!(error, Error::TooLong { .. }), "{error}");
    assert!(sent < ENOUGH, "{sent}");
}

/// Zeros, packed by gzip as tightly as can be, without an end: 1,032 of them in a byte.
///
/// A block with the fixed code, a literal zero, and then always the same: 258 bytes more, from one
/// byte back.
fn bomb() -> (Vec<u8>, Vec<u8>) {
    let mut bits = vec![0, 1, 0];
    // The literal 0 is 00110000; length 258 is 11000101, distance 1 is 00000.
    bits.extend([0, 0, 1, 1, 0, 0, 0, 0]);
    let again = [1, 1, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0, 0];
    // Eight times as many bits are whole bytes, whatever stood before.
    let mut begin = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];
    while bits.len() % 8 != 0 {
        bits.extend(again);
    }
    begin.extend(bytes(&bits));
    let rest: Vec<u8> = again.iter().copied().cycle().take(13 * 8 * 100).collect();
    (begin, bytes(&rest))
}

/// Bits as deflate has them: the lowest of a byte first.
fn bytes(bits: &[u8]) -> Vec<u8> {
    let byte = |bits: &[u8]| bits.iter().rev().fold(0, |byte, bit| byte << 1 | bit);
    bits.chunks(8).map(byte).collect()
}

#[tokio::test]
async fn a_gzip_bomb_does_not_go_off() {
    let (begin, rest) = bomb();
    let mut head =
        b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n".to_vec();
    head.extend(chunk(&begin));
    let (error, sent) = answered(head.leak(), chunk(&rest)).await;
    assert!(matches!(error, Error::TooLong { .. }), "{error:?}");
    assert!(sent < ENOUGH / 8, "{sent}: it was packed");
}

#[tokio::test]
async fn what_is_no_gzip_is_an_error() {
    let head = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n";
    let (error, _) = answered(head, chunk(b"{\"value\":[]}")).await;
    assert!(matches!(error, Error::Transport { .. }), "{error}");
}

#[tokio::test]
async fn a_flood_of_headers_is_given_up() {
    let mut texts = String::new();
    for line in [
        &b"Set-Cookie: a=b; Path=/\r\n"[..],
        b"X-Filler: xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\r\n",
        b"x",
    ] {
        let (error, sent) = answered(b"HTTP/1.1 200 OK\r\n", line.repeat(100)).await;
        assert!(matches!(error, Error::Transport { .. }), "{error}");
        assert!(sent < ENOUGH / 8, "{sent}");
        texts.push_str(&format!("{}\n", told(&error)));
    }
    insta::assert_snapshot!(texts);
}

#[tokio::test]
async fn what_is_no_http_is_said() {
    let (error, _) = answered(b"220 mail.example.com ESMTP\r\n", b"x".to_vec()).await;
    insta::assert_snapshot!(told(&error));
}

#[test]
fn what_cannot_be_a_user_or_a_password_is_refused() {
    let mut texts = String::new();
    for (user, password, problem) in [
        ("api.user", "Hunter2\n", Misprint::LineEnd),
        ("api.user", "Hunter2\r\n", Misprint::LineEnd),
        ("api.user", "Hunt\0er2", Misprint::ControlCharacter),
        ("api.user\r\n", "Hunter2", Misprint::LineEnd),
        ("api\tuser", "Hunter2", Misprint::ControlCharacter),
    ] {
        let error = Vault::builder("https://pvwa.example.com")
            .credentials(Credentials::ldap(user, password))
            .build()
            .unwrap_err();
        assert!(
            matches!(error, Error::Credentials { problem: found, .. } if found == problem),
            "{error}"
        );
        let shown = format!("{error} {error:?}");
        assert!(!shown.contains("Hunt") && !shown.contains("api"), "{shown}");
        texts.push_str(&format!("{error}\n"));
    }
    insta::assert_snapshot!(texts);
}

#[test]
fn a_base_url_that_cannot_be_right_says_how_it_is_written() {
    let mut texts = String::new();
    for url in [
        "",
        "pvwa.example.com",
        "pvwa.example.com:8443",
        "ftp://pvwa.example.com",
        "http://pvwa.example.com",
        "https://api.user:Hunter2@pvwa.example.com",
        "api.user:Hunter2@pvwa.example.com",
        "https://pvwa.example.com/?password=Hunter2",
        "https://pvwa.example.com/PasswordVault/Hunter2",
        "https://pvwa.example.com\nHunter2",
        "https://pvwa.example.com:Hunter2",
        "https://",
    ] {
        let error = Vault::builder(url)
            .credentials(Credentials::ldap("api.user", "Hunter2"))
            .build()
            .unwrap_err();
        assert!(matches!(error, Error::BaseUrl(_)), "{error}");
        assert!(
            !format!("{error} {error:?}").contains("Hunter2"),
            "{error:?}"
        );
        texts.push_str(&format!("{error}\n"));
    }
    insta::assert_snapshot!(texts);
}
