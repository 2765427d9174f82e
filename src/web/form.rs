//! Forms: typed fields from a posted form, and the same form shown again with its problems.

use std::collections::HashMap;

use actix_web::{
    FromRequest, HttpRequest,
    dev::Payload,
    web::{Bytes, BytesMut},
};
use futures_util::{StreamExt, future::LocalBoxFuture};
use serde::de::DeserializeOwned;

use crate::error::{Error, Problem, Result};

/// Most bytes of a form without files: a long page with its markup.
const MOST: usize = 2 << 20;

/// A posted form. Repeated fields may be a `Vec`.
pub struct Form<T>(pub T);

impl<T: DeserializeOwned + 'static> FromRequest for Form<T> {
    type Error = Error;
    type Future = LocalBoxFuture<'static, Result<Self>>;

    fn from_request(_: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let payload = payload.take();
        Box::pin(async move { Ok(Self(parse(&body(payload).await?)?)) })
    }
}

/// Reads typed fields out of a posted form.
pub fn parse<T: DeserializeOwned>(body: &[u8]) -> Result<T> {
    serde_html_form::from_bytes(body).map_err(|error| {
        tracing::debug!(%error, "a form could not be read");
        Error::invalid("", "form-unreadable")
    })
}

/// The bytes of a form.
pub(super) async fn body(mut payload: Payload) -> Result<Bytes> {
    let mut body = BytesMut::new();
    while let Some(chunk) = payload.next().await {
        let chunk = chunk.map_err(|_| Error::invalid("", "form-unreadable"))?;
        if body.len() + chunk.len() > MOST {
            return Err(Error::TooLarge(MOST as u64));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body.freeze())
}

/// A form's fields as typed and what is wrong with them, for the templates.
#[derive(Debug, Clone, Default)]
pub struct Filled<T> {
    /// The fields.
    pub fields: T,
    /// What is wrong.
    pub problems: Vec<Problem>,
}

impl<T> Filled<T> {
    /// A form that nobody has sent yet.
    pub fn new(fields: T) -> Self {
        Self { fields, problems: Vec::new() }
    }

    /// A form that did not hold.
    pub fn wrong(fields: T, problems: Vec<Problem>) -> Self {
        Self { fields, problems }
    }

    /// The problem of one field, if it has one.
    pub fn problem(&self, field: &str) -> Option<&Problem> {
        self.problems.iter().find(|problem| problem.field == field)
    }
}

/// The fields of a query by name, for pages with a few optional ones.
pub fn query(request: &HttpRequest) -> HashMap<String, String> {
    url::form_urlencoded::parse(request.query_string().as_bytes())
        .map(|(name, value)| (name.into_owned(), value.into_owned()))
        .collect()
}
