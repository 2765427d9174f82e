//! A page: a template that is rendered when the request is known, and the ways to send people on.

use actix_web::{
    HttpRequest, HttpResponse, Responder,
    cookie::{Cookie, SameSite},
    http::{StatusCode, header},
    web::ThinData,
};
use askama::Template;

use super::{Frame, frame::FLASH_COOKIE};
use crate::{error::Error, site::Site};

/// A template as an answer. It sees the request, so no page struct carries user, language or navigation.
pub struct Page<T>(pub T);

impl<T: Template> Responder for Page<T> {
    type Body = actix_web::body::BoxBody;

    fn respond_to(self, request: &HttpRequest) -> HttpResponse {
        render(request, &self.0, StatusCode::OK)
    }
}

impl<T: Template> Page<T> {
    /// The same page with another status: 422 for a form that is shown again.
    pub fn status(self, request: &HttpRequest, status: StatusCode) -> HttpResponse {
        render(request, &self.0, status)
    }
}

/// Renders a template in the frame of this request.
pub fn render(request: &HttpRequest, page: &impl Template, status: StatusCode) -> HttpResponse {
    let Some(ThinData(site)) = request.app_data::<ThinData<Site>>() else {
        return HttpResponse::InternalServerError().finish();
    };
    let frame = Frame::of(request, site);
    match page.render_with_values(&frame) {
        Ok(html) => {
            let mut answer = HttpResponse::build(status);
            answer.content_type("text/html; charset=utf-8");
            if request.cookie(FLASH_COOKIE).is_some() {
                let mut gone = Cookie::build(FLASH_COOKIE, "").path("/").finish();
                gone.make_removal();
                answer.cookie(gone);
            }
            answer.body(html)
        }
        Err(error) => HttpResponse::from_error(Error::from(error)),
    }
}

/// Sends the browser on with GET (303), so that going back does not post again.
pub fn redirect(to: &str) -> HttpResponse {
    HttpResponse::SeeOther().insert_header((header::LOCATION, to)).finish()
}

/// The same, with a message that the next page shows once: its key, and what it quotes.
pub fn flash(to: &str, key: &str, value: &str) -> HttpResponse {
    let value: String = url::form_urlencoded::byte_serialize(value.as_bytes()).collect();
    let cookie = Cookie::build(FLASH_COOKIE, format!("{key}:{value}"))
        .path("/")
        .http_only(true)
        .same_site(SameSite::Lax)
        .finish();
    HttpResponse::SeeOther().insert_header((header::LOCATION, to)).cookie(cookie).finish()
}

/// A path of this site out of a form or a query: anything else becomes the front page, so that
/// nobody can be sent away from here.
pub fn back_to(wanted: Option<&str>) -> &str {
    match wanted {
        Some(path)
            if path.starts_with('/')
                && !path.starts_with("//")
                && !path.contains(['\\', '\r', '\n', '\t']) =>
        {
            path
        }
        _ => "/",
    }
}
