//! Errors become answers here and nowhere else.

use actix_web::{
    HttpRequest, HttpResponse, ResponseError,
    body::{BoxBody, MessageBody},
    dev::{ServiceRequest, ServiceResponse},
    http::{StatusCode, header},
    middleware::Next,
    web::ThinData,
};
use askama::Template;

use super::{Frame, filters, kept, page};
use crate::{error::Error, site::Site, words::Value};

impl ResponseError for Error {
    fn status_code(&self) -> StatusCode {
        match self {
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Gone => StatusCode::GONE,
            Self::SignInFirst => StatusCode::UNAUTHORIZED,
            Self::Forbidden(_) => StatusCode::FORBIDDEN,
            Self::Invalid(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::Conflict(_) => StatusCode::CONFLICT,
            Self::TooLarge(_) => StatusCode::PAYLOAD_TOO_LARGE,
            Self::TooMany => StatusCode::TOO_MANY_REQUESTS,
            Self::Busy => StatusCode::SERVICE_UNAVAILABLE,
            Self::Internal { .. } => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    fn error_response(&self) -> HttpResponse {
        // `dress` finds the error behind this bare status and gives it words.
        HttpResponse::new(self.status_code())
    }
}

impl Error {
    /// The key of the page title, and the sentences below it.
    fn words(&self, frame: &Frame) -> (String, Vec<String>) {
        let say = |key: &str| frame.say(key, &[]);
        match self {
            Self::NotFound => (say("error-not-found"), vec![say("error-not-found-text")]),
            Self::Gone => (say("error-gone"), vec![say("error-gone-text")]),
            Self::SignInFirst => (say("error-sign-in"), vec![say("error-sign-in-text")]),
            Self::Forbidden(why) => (say("error-forbidden"), vec![say(why)]),
            Self::Invalid(problems) => (
                say("error-invalid"),
                problems
                    .iter()
                    .map(|p| {
                        let value = p.value.as_deref().unwrap_or_default();
                        frame.say(p.key, &[("value", Value::from(value))])
                    })
                    .collect(),
            ),
            Self::Conflict(why) => (say("error-conflict"), vec![say(why)]),
            Self::TooLarge(most) => {
                let size = crate::text::size::size(*most, frame.language());
                let text = frame.say("error-too-large-text", &[("value", Value::from(size))]);
                (say("error-too-large"), vec![text])
            }
            Self::TooMany => (say("error-too-many"), vec![say("error-too-many-text")]),
            Self::Busy => (say("error-busy"), vec![say("error-busy-text")]),
            Self::Internal { .. } => (say("error-internal"), vec![say("error-internal-text")]),
        }
    }
}

#[derive(Template)]
#[template(path = "site/failure.html")]
struct Failure {
    title: String,
    sentences: Vec<String>,
    sign_in: bool,
}

/// Answers a request with an error, from a middleware behind `dress`.
pub fn refuse(request: ServiceRequest, error: Error) -> ServiceResponse<BoxBody> {
    // `into_response` would drop the error behind the answer.
    request.error_response(error)
}

/// Gives every failed answer words: a page in the frame, `application/problem+json`, or plain text,
/// as the asker accepts. Strangers who asked for a page are sent to the sign-in form.
pub async fn dress(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    // Whatever stands behind this answers its errors: actix allows no second hold on a request
    // while it is being routed, so an `Err` could not be dressed here.
    let answer = next.call(request).await?.map_into_boxed_body();
    if !answer.status().is_client_error() && !answer.status().is_server_error() {
        return Ok(answer);
    }
    // An answer with a body of its own, such as a form shown again, is dressed already.
    if answer.response().error().is_none() && !is_bare(&answer) {
        return Ok(answer);
    }
    let request = answer.request().clone();
    let known = answer.response().error().and_then(|error| error.as_error::<Error>());
    if let Some(Error::Internal { source, at }) = known {
        tracing::error!(path = request.path(), %source, %at, "a request failed");
    }
    let fallback = match answer.status().as_u16() {
        400 | 422 => Error::invalid("", "form-unreadable"),
        413 => Error::TooLarge(0),
        404 | 405 => Error::NotFound,
        429 => Error::TooMany,
        _ if answer.status().is_client_error() => Error::Forbidden("error-not-found-text"),
        _ => Error::internal("an answer without words"),
    };
    let known = known.unwrap_or(&fallback);
    let mut dressed = dressed(&request, known, answer.status());
    if matches!(known, Error::TooMany | Error::Busy) {
        dressed.headers_mut().insert(header::RETRY_AFTER, header::HeaderValue::from_static("60"));
    }
    Ok(ServiceResponse::new(request, dressed))
}

fn is_bare(answer: &ServiceResponse<BoxBody>) -> bool {
    matches!(
        answer.response().body().size(),
        actix_web::body::BodySize::None | actix_web::body::BodySize::Sized(0)
    )
}

fn dressed(request: &HttpRequest, error: &Error, status: StatusCode) -> HttpResponse {
    let Some(ThinData(site)) = request.app_data::<ThinData<Site>>() else {
        return HttpResponse::new(status);
    };
    let frame = Frame::of(request, site);
    let accept = request
        .headers()
        .get(header::ACCEPT)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let page = accept.contains("text/html");
    if page
        && matches!(error, Error::SignInFirst)
        && let Some(words) = kept::shown(request)
    {
        return words;
    }
    if page && matches!(error, Error::SignInFirst) {
        let here: String = url::form_urlencoded::byte_serialize(frame.here().as_bytes()).collect();
        let back = if request.method().is_safe() { format!("?back={here}") } else { String::new() };
        return page::redirect(&format!("/sign-in{back}"));
    }
    let (title, sentences) = error.words(&frame);
    if page {
        let sign_in = matches!(error, Error::SignInFirst) || !frame.signed_in();
        let failure = Failure { title, sentences, sign_in };
        return page::render(request, &failure, status);
    }
    let detail = sentences.join(" ");
    if accept.contains("json") {
        return HttpResponse::build(status).content_type("application/problem+json").body(
            serde_json::json!({"title": title, "status": status.as_u16(), "detail": detail})
                .to_string(),
        );
    }
    HttpResponse::build(status)
        .content_type("text/plain; charset=utf-8")
        .body(format!("{title}\n{detail}\n"))
}
