//! A proxy to test against, and what it was asked.

use std::{
    io::{self, Read, Write},
    net::{TcpListener, TcpStream},
    sync::mpsc,
    thread,
};

/// How a proxy answers to the wish for a tunnel.
#[derive(Clone, Copy)]
pub(crate) enum Manner {
    /// It opens the tunnel.
    Opens,
    /// It answers with this line.
    Says(&'static str),
}

/// Starts a proxy, and tells its address and the head of each request.
pub(crate) fn proxy(manner: Manner) -> (String, mpsc::Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let (heads, received) = mpsc::channel();
    thread::spawn(move || {
        for client in listener.incoming() {
            let Ok(client) = client else { return };
            let heads = heads.clone();
            // A tunnel that breaks is what a client does when it is done.
            thread::spawn(move || serve(client, manner, &heads));
        }
    });
    (address, received)
}

fn serve(mut client: TcpStream, manner: Manner, heads: &mpsc::Sender<String>) -> io::Result<()> {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") {
        client.read_exact(&mut byte)?;
        head.push(byte[0]);
    }
    let head = String::from_utf8_lossy(&head).into_owned();
    let target = head.split(' ').nth(1).unwrap_or_default().to_owned();
    let _ = heads.send(head);
    if let Manner::Says(line) = manner {
        return write!(
            client,
            "{line}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
        );
    }
    let mut server = TcpStream::connect(target)?;
    client.write_all(b"HTTP/1.1 200 Connection established\r\n\r\n")?;
    let (mut from_client, mut to_server) = (client.try_clone()?, server.try_clone()?);
    thread::spawn(move || io::copy(&mut from_client, &mut to_server));
    io::copy(&mut server, &mut client).map(drop)
}
