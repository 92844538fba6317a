//! Reads the body of an answer, within bounds, and tells JSON from what is none.

use reqwest::Response;

/// The most bytes of an answer that are read: 64 MiB.
///
/// The longest answers are pages of 1,000 accounts, about 2 KiB each. This is thirty times that, and
/// keeps a server that never stops sending from filling the memory.
pub(crate) const LONGEST_ANSWER: usize = 64 << 20;

/// The most bytes that are set aside on the word of a `Content-Length` alone: 4 MiB.
const TRUSTED_LENGTH: usize = 4 << 20;

/// Why a body was not read to its end.
#[derive(Debug)]
pub(crate) enum NotRead {
    /// It is longer than [`LONGEST_ANSWER`].
    TooLong,
    /// The connection failed.
    Http(reqwest::Error),
}

/// Reads the whole body, or refuses it once it is longer than `limit`.
pub(crate) async fn read(response: &mut Response, limit: usize) -> Result<Vec<u8>, NotRead> {
    let announced = response.content_length().unwrap_or(0);
    if announced > limit as u64 {
        return Err(NotRead::TooLong);
    }
    let mut body = Vec::with_capacity(TRUSTED_LENGTH.min(announced as usize));
    while let Some(chunk) = response.chunk().await.map_err(NotRead::Http)? {
        if body.len() + chunk.len() > limit {
            return Err(NotRead::TooLong);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

/// What a body looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Looks {
    /// Nothing but white space.
    Empty,
    /// JSON, by its first character.
    Json,
    /// Anything else, such as a web page.
    Foreign,
}

/// Judges a body by its first character: servers of this API send JSON under any content type.
pub(crate) fn look(body: &[u8]) -> Looks {
    match body.trim_ascii_start().first() {
        None => Looks::Empty,
        Some(b'{' | b'[' | b'"' | b'-' | b'0'..=b'9' | b't' | b'f' | b'n') => Looks::Json,
        Some(_) => Looks::Foreign,
    }
}

/// The content type of a response as it may be shown: its media type, if that looks like one.
pub(crate) fn content_type(response: &Response) -> Option<String> {
    let text = response
        .headers()
        .get(reqwest::header::CONTENT_TYPE)?
        .to_str()
        .ok()?;
    let media_type = text.split(';').next()?.trim();
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"/+-._".contains(&byte);
    (media_type.len() <= 100 && media_type.bytes().all(plain)).then(|| media_type.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn response(body: impl Into<reqwest::Body>, content_type: &'static str) -> Response {
        let mut response = http::Response::new(body.into());
        let value = http::HeaderValue::from_static(content_type);
        response
            .headers_mut()
            .insert(http::header::CONTENT_TYPE, value);
        response.into()
    }

    #[test]
    fn json_is_told_by_its_first_character() {
        for body in [
            r#"{"a":1}"#,
            "[]",
            "\"token\"",
            " \r\n-1",
            "true",
            "null",
            "7",
        ] {
            assert_eq!(look(body.as_bytes()), Looks::Json, "{body}");
        }
        for body in [
            "<html>",
            "  <!DOCTYPE html>",
            "Guru Meditation",
            "\u{feff}{}",
        ] {
            assert_eq!(look(body.as_bytes()), Looks::Foreign, "{body}");
        }
        for body in ["", " \r\n\t"] {
            assert_eq!(look(body.as_bytes()), Looks::Empty, "{body:?}");
        }
    }

    #[tokio::test]
    async fn a_body_beyond_the_limit_is_refused() {
        assert_eq!(
            read(&mut response("12345", "text/plain"), 5).await.unwrap(),
            b"12345"
        );
        assert!(matches!(
            read(&mut response("123456", "text/plain"), 5).await,
            Err(NotRead::TooLong)
        ));
        let endless = futures::stream::repeat_with(|| Ok::<_, std::io::Error>("x".repeat(1000)));
        let body = reqwest::Body::wrap_stream(endless);
        assert!(matches!(
            read(&mut response(body, "text/plain"), 5000).await,
            Err(NotRead::TooLong)
        ));
    }

    #[test]
    fn only_a_plain_media_type_is_shown() {
        let shown = |text| content_type(&response("", text));
        assert_eq!(
            shown("text/html; charset=utf-8").as_deref(),
            Some("text/html")
        );
        assert_eq!(shown("token=\"abc\""), None);
    }
}
