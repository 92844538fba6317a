//! The connections: accepted, encrypted where that was asked for, and cut off by a fault.

use axum::{body::Body, extract::Request, response::Response};
use hyper::{body::Incoming, service::service_fn};
use hyper_util::{
    rt::{TokioExecutor, TokioIo},
    server::conn::auto::Builder,
};
use std::{convert::Infallible, io, pin::pin, time::Duration};
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::{TcpListener, TcpStream},
    sync::watch,
};
use tokio_rustls::TlsAcceptor;
use tower::ServiceExt;

/// How long is waited before the next try where the system has no connection to give.
const PAUSE: Duration = Duration::from_millis(50);

/// In an answer that never comes: the connection is closed instead of it.
#[derive(Clone, Copy)]
pub(crate) struct HangUp;

/// Serves until the other end of `stop` is dropped. Connections that are open then are closed.
pub(crate) async fn serve(
    listener: TcpListener,
    tls: Option<TlsAcceptor>,
    app: axum::Router,
    mut stop: watch::Receiver<()>,
) {
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            _ = stop.changed() => return,
        };
        let stream = match accepted {
            Ok((stream, _)) => stream,
            Err(error) => {
                tracing::warn!(%error, "no connection could be accepted");
                tokio::time::sleep(PAUSE).await;
                continue;
            }
        };
        let (tls, app, mut stop) = (tls.clone(), app.clone(), stop.clone());
        tokio::spawn(async move {
            tokio::select! {
                served = connection(stream, tls, app) => {
                    if let Err(error) = served {
                        tracing::debug!(%error, "a connection ended early");
                    }
                }
                _ = stop.changed() => {}
            }
        });
    }
}

async fn connection(
    stream: TcpStream,
    tls: Option<TlsAcceptor>,
    app: axum::Router,
) -> io::Result<()> {
    // Without it every answer after the first waits for the acknowledgement of the one before.
    stream.set_nodelay(true)?;
    match tls {
        Some(tls) => requests(tls.accept(stream).await?, app).await,
        None => requests(stream, app).await,
    }
}

async fn requests<S>(stream: S, app: axum::Router) -> io::Result<()>
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let service = service_fn(move |request: hyper::Request<Incoming>| {
        let app = app.clone();
        async move { answer(app, request.map(Body::new)).await }
    });
    let builder = Builder::new(TokioExecutor::new());
    let connection = builder.serve_connection(TokioIo::new(stream), service);
    pin!(connection).await.map_err(io::Error::other)
}

async fn answer(app: axum::Router, request: Request) -> io::Result<Response> {
    let answered: Result<Response, Infallible> = app.oneshot(request).await;
    let response = answered.unwrap_or_else(|never| match never {});
    match response.extensions().get::<HangUp>() {
        Some(HangUp) => Err(io::ErrorKind::ConnectionReset.into()),
        None => Ok(response),
    }
}
