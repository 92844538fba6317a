//! A line to a server that is listened to: what leaves the client, as it leaves.

#![allow(dead_code, reason = "every test uses its own part of this")]

use std::{
    io::{Read, Write},
    net::{Shutdown, TcpListener, TcpStream},
    sync::{Arc, Mutex},
    thread,
};

/// Hands everything on to a server, and keeps the requests.
pub(crate) struct Tap {
    url: String,
    heard: Arc<Mutex<Vec<Heard>>>,
}

/// A request as it was sent.
#[derive(Clone, Debug)]
pub(crate) struct Heard {
    /// Method and path, as in `POST /oauth2/platformtoken`.
    pub(crate) what: String,
    headers: Vec<(String, String)>,
    pub(crate) body: String,
}

impl Heard {
    /// The value of a header; empty where there is none.
    pub(crate) fn header(&self, name: &str) -> &str {
        let mut found = self.headers.iter().filter(|(known, _)| known == name);
        found.next().map_or("", |(_, value)| value)
    }
}

impl Tap {
    /// Listens to what goes to `server`, over plain HTTP.
    pub(crate) fn on(server: &str) -> Self {
        let target = server.strip_prefix("http://").unwrap().to_owned();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let heard = Arc::new(Mutex::new(Vec::new()));
        let kept = heard.clone();
        thread::spawn(move || {
            while let Ok((client, _)) = listener.accept() {
                let Ok(server) = TcpStream::connect(&target) else {
                    return;
                };
                join(client, server, kept.clone());
            }
        });
        Self { url, heard }
    }

    /// Where the client goes.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// The requests so far.
    pub(crate) fn heard(&self) -> Vec<Heard> {
        self.heard.lock().unwrap().clone()
    }

    /// The requests whose path ends so, whatever its case.
    pub(crate) fn to(&self, end: &str) -> Vec<Heard> {
        let end = end.to_ascii_lowercase();
        let heard = self.heard().into_iter();
        heard
            .filter(|heard| heard.what.to_ascii_lowercase().ends_with(&end))
            .collect()
    }
}

fn join(mut client: TcpStream, mut server: TcpStream, heard: Arc<Mutex<Vec<Heard>>>) {
    let (mut back, mut answers) = (client.try_clone().unwrap(), server.try_clone().unwrap());
    thread::spawn(move || {
        let _ = std::io::copy(&mut answers, &mut back);
        let _ = back.shutdown(Shutdown::Both);
    });
    thread::spawn(move || {
        let (mut kept, mut chunk) = (Vec::new(), [0; 8192]);
        while let Ok(read @ 1..) = client.read(&mut chunk) {
            kept.extend_from_slice(&chunk[..read]);
            while let Some(request) = first(&mut kept) {
                heard.lock().unwrap().push(request);
            }
            if server.write_all(&chunk[..read]).is_err() {
                break;
            }
        }
        let _ = server.shutdown(Shutdown::Both);
    });
}

/// Takes the first whole request out of what was sent.
fn first(kept: &mut Vec<u8>) -> Option<Heard> {
    let end = kept.windows(4).position(|four| four == b"\r\n\r\n")? + 4;
    let head = String::from_utf8_lossy(&kept[..end]).into_owned();
    let mut lines = head.lines();
    let what = lines.next()?.rsplit_once(' ')?.0.to_owned();
    let headers: Vec<_> = lines
        .filter_map(|line| line.split_once(": "))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
        .collect();
    let length = headers.iter().find(|(name, _)| name == "content-length");
    let length: usize = length.map_or(0, |(_, value)| value.parse().unwrap());
    if kept.len() < end + length {
        return None;
    }
    let body = String::from_utf8_lossy(&kept[end..end + length]).into_owned();
    kept.drain(..end + length);
    Some(Heard {
        what,
        headers,
        body,
    })
}
