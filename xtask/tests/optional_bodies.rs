//! A body that may be left out is sent only where it is given: the requests of a generated client.

#![cfg(all(feature = "demo", feature = "pull", feature = "responses"))]
#![allow(clippy::unwrap_used, reason = "helpers of tests are tests too")]

use identity_api::layers::BoxFuture;
use identity_api::operation::Operation;
use identity_api::{Client, Layers, Transport, types};
use reqwest::header::CONTENT_TYPE;
use std::sync::{Arc, Mutex};

/// What was sent: the type of its content, and the content.
type Sent = (Option<String>, Option<String>);

/// Sends nothing, remembers it, and answers an empty object.
#[derive(Clone, Default)]
struct Seen(Arc<Mutex<Vec<Sent>>>);

impl Transport for Seen {
    fn send<'a>(
        &'a self,
        _: &'a reqwest::Client,
        request: reqwest::Request,
        _: &'static Operation,
    ) -> BoxFuture<'a, reqwest::Result<reqwest::Response>> {
        let kind = request.headers().get(CONTENT_TYPE);
        let kind = kind.map(|kind| kind.to_str().unwrap().to_owned());
        let body = request.body().and_then(reqwest::Body::as_bytes);
        let body = body.map(|body| String::from_utf8(body.to_vec()).unwrap());
        self.0.lock().unwrap().push((kind, body));
        let answer = http::Response::new(r#"{"Success": true}"#);
        Box::pin(async { Ok(answer.into()) })
    }
}

#[tokio::test]
async fn a_body_is_sent_where_it_is_given() {
    let seen = Seen::default();
    let client = Client::new_with_client(
        "http://127.0.0.1:1",
        reqwest::Client::new(),
        Layers::new(seen.clone()),
    );
    client.list_policy_links().send().await.unwrap();
    let empty = types::QueryArgumentsRequest::builder();
    client.list_policy_links().body(empty).send().await.unwrap();
    let begun = client.list_policy_links().body_map(|body| body);
    begun.send().await.unwrap();
    let json = (Some("application/json".to_owned()), Some("{}".to_owned()));
    assert_eq!(*seen.0.lock().unwrap(), [(None, None), json.clone(), json]);
}
