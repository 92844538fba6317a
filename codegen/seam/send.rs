//! What all requests have in common: values are converted, the request is sent, the answer is read.
//!
//! The generator writes this into every method; said once it compiles in a fraction of the time.

#![allow(
    dead_code,
    reason = "an area may need none of it, and a crate without areas needs nothing"
)]

use crate::{
    ByteStream, Client, ClientHooks, Error, Layers, OperationInfo, ResponseValue,
    undecodable::Undecodable,
};
use reqwest::{Request, Response};
use serde::de::DeserializeOwned;
use std::fmt::Display;

/// A value for a parameter that every call gives; `what` is the error where it cannot be converted.
pub(crate) fn given<T, V: TryInto<T>>(value: V, what: &'static str) -> Result<T, String> {
    value.try_into().map_err(|_| what.to_owned())
}

/// A value for a parameter that may be left out.
pub(crate) fn given_option<T, V: TryInto<T>>(
    value: V,
    what: &'static str,
) -> Result<Option<T>, String> {
    given(value, what).map(Some)
}

/// A value for the property `name` of a type that is being built.
pub(crate) fn property<T, V>(value: V, name: &'static str) -> Result<T, String>
where
    V: TryInto<T>,
    V::Error: Display,
{
    value
        .try_into()
        .map_err(|error| format!("error converting supplied value for {name}: {error}"))
}

/// A value for the body, as the type that builds it.
pub(crate) fn body<T, B: From<T>, V>(value: V, name: &'static str) -> Result<B, String>
where
    V: TryInto<T>,
    V::Error: Display,
{
    value
        .try_into()
        .map(B::from)
        .map_err(|error| format!("conversion to `{name}` for body failed: {error}"))
}

impl Client {
    /// Sends a request whose answer is JSON.
    pub(crate) async fn read_json<T: DeserializeOwned, E: DeserializeOwned>(
        &self,
        request: Request,
        operation: &'static str,
    ) -> Result<ResponseValue<T>, Error<E>> {
        let mut response = self.send(request, operation).await?;
        let extensions = std::mem::take(response.extensions_mut());
        let (status, headers) = (response.status(), std::mem::take(response.headers_mut()));
        let body = response.bytes().await.map_err(Error::ResponseBodyError)?;
        match Undecodable::read(&body) {
            Ok(value) => Ok(ResponseValue::new(value, status, headers)),
            Err(found) => Err(Error::UnexpectedResponse(found.carried(extensions))),
        }
    }

    /// Sends a request whose answer has no body.
    pub(crate) async fn read_nothing<E: DeserializeOwned>(
        &self,
        request: Request,
        operation: &'static str,
    ) -> Result<ResponseValue<()>, Error<E>> {
        let response = self.send(request, operation).await?;
        Ok(ResponseValue::empty(response))
    }

    /// Sends a request whose answer is handed out as it is.
    pub(crate) async fn read_bytes<E: DeserializeOwned>(
        &self,
        request: Request,
        operation: &'static str,
    ) -> Result<ResponseValue<ByteStream>, Error<E>> {
        let response = self.send(request, operation).await?;
        Ok(ResponseValue::stream(response))
    }

    /// Sends a request through the layers; every success is one, whichever the document names.
    async fn send<E: DeserializeOwned>(
        &self,
        mut request: Request,
        operation: &'static str,
    ) -> Result<Response, Error<E>> {
        let info = OperationInfo {
            operation_id: operation,
        };
        ClientHooks::<Layers>::pre(self, &mut request, &info).await?;
        let result = ClientHooks::<Layers>::exec(self, request, &info).await;
        ClientHooks::<Layers>::post(self, &result, &info).await?;
        let response = result?;
        match response.status().as_u16() {
            200..=299 => Ok(response),
            400..=599 => Err(Error::ErrorResponse(
                ResponseValue::from_response(response).await?,
            )),
            _ => Err(Error::UnexpectedResponse(response)),
        }
    }
}
