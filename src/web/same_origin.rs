//! No form of another site acts in somebody's name here.

use actix_web::{
    body::{BoxBody, MessageBody},
    dev::{ServiceRequest, ServiceResponse},
    http::header,
    middleware::Next,
    web::ThinData,
};

use super::failures::refuse;
use crate::{error::Error, site::Site};

/// Lets unsafe methods through only from our own pages, or from programs that are no browser.
///
/// The algorithm of Go 1.25's `CrossOriginProtection`: `Sec-Fetch-Site` decides where it is sent;
/// on plain-HTTP networks it is absent, and `Origin` must equal the host that was asked.
pub async fn same_origin_only(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    if request.method().is_safe() || is_ours(&request) {
        Ok(next.call(request).await?.map_into_boxed_body())
    } else {
        Ok(refuse(request, Error::Forbidden("forbidden-other-site")))
    }
}

fn is_ours(request: &ServiceRequest) -> bool {
    let text = |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok());
    if let Some(place) = text("sec-fetch-site") {
        return matches!(place, "same-origin" | "none");
    }
    let Some(origin) = text(header::ORIGIN.as_str()) else { return true };
    let known = request
        .app_data::<ThinData<Site>>()
        .is_some_and(|site| site.0.origin.eq_ignore_ascii_case(origin));
    let host = text(header::HOST.as_str()).unwrap_or_default();
    known || origin.split_once("://").is_some_and(|(_, named)| named.eq_ignore_ascii_case(host))
}
