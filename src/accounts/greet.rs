//! Finds out who comes, from the session cookie.

use actix_web::{
    HttpMessage,
    body::MessageBody,
    cookie::{Cookie, SameSite, time::Duration},
    dev::{ServiceRequest, ServiceResponse},
    middleware::Next,
    web::ThinData,
};

use super::{actions::SESSION_DAYS, store};
use crate::{
    crypto,
    error::{Error, Result},
    ids::SessionId,
    site::Site,
    web::Viewer,
};

/// A session's use is written down at most this often, so that reading pages writes nothing.
const SEEN_EVERY_MINUTES: i64 = 30;

/// The name of the session cookie: bound to https and the whole host where that is possible.
pub fn cookie_name(site: &Site) -> &'static str {
    if site.is_https() { "__Host-hornbook" } else { "hornbook" }
}

/// The cookie of a session.
pub fn cookie(site: &Site, secret: String) -> Cookie<'static> {
    Cookie::build(cookie_name(site), secret)
        .path("/")
        .http_only(true)
        .secure(site.is_https())
        .same_site(SameSite::Lax)
        .max_age(Duration::days(SESSION_DAYS))
        .finish()
}

/// Puts the `Viewer` into the request.
pub async fn greet(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, actix_web::Error> {
    let site = request
        .app_data::<ThinData<Site>>()
        .map(|site| site.0.clone())
        .ok_or_else(|| Error::internal("no site"))?;
    if !request.path().starts_with("/static/")
        && let Some(secret) = request.cookie(cookie_name(&site))
    {
        let token = crypto::token_hash(secret.value());
        let now = site.db.clock().now();
        let known = site.db.read(move |db| store::greet(db, &token, now)).await?;
        if let Some((person, seen, restraint, unseen)) = known {
            if let Some(session) = person.session
                && now.millis() - seen.millis() > SEEN_EVERY_MINUTES * 60_000
            {
                mark_seen(&site, session);
            }
            request.extensions_mut().insert(restraint);
            request.extensions_mut().insert(unseen);
            request.extensions_mut().insert(Viewer(Some(person)));
        }
    }
    next.call(request).await
}

fn mark_seen(site: &Site, session: SessionId) {
    let write =
        site.db.write(move |tx| store::mark_seen(tx, session, tx.now.plus_days(SESSION_DAYS)));
    tokio::spawn(async move {
        if let Err(error) = write.await {
            tracing::warn!(%error, "a session's use could not be written down");
        }
    });
}
