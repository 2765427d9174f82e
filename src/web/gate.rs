//! The one gate in front of all routes: an address without an entry is shut.

use std::{collections::HashMap, sync::Arc};

use actix_web::{
    HttpMessage,
    body::{BoxBody, MessageBody},
    dev::{ServiceRequest, ServiceResponse},
    middleware::Next,
    web::ThinData,
};

use super::{Role, Viewer, failures::refuse};
use crate::{
    error::{Error, Result},
    part::Who,
    site::Site,
};

/// Who may come to which address, for all parts.
#[derive(Clone, Default)]
pub struct Gate(Arc<HashMap<&'static str, Who>>);

impl Gate {
    /// From the entries of all parts.
    pub fn new(entries: impl IntoIterator<Item = (&'static str, Who)>) -> Self {
        Self(Arc::new(entries.into_iter().collect()))
    }

    /// Whether this viewer may come to the address with this pattern.
    pub fn check(&self, pattern: &str, viewer: &Viewer, open_to_read: bool) -> Result<()> {
        match self.0.get(pattern) {
            None => {
                tracing::error!(pattern, "an address has no entry at the gate");
                Err(Error::NotFound)
            }
            Some(Who::Anybody) => Ok(()),
            Some(Who::Readers) if open_to_read => Ok(()),
            Some(Who::Readers | Who::People) => viewer.person().map(drop),
            Some(Who::Moderators) => viewer.person()?.at_least(Role::Moderator).map(drop),
            Some(Who::Administrators) => viewer.person()?.at_least(Role::Administrator).map(drop),
        }
    }
}

/// Stands in front of all routes, after the viewer is known.
pub async fn guard(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    // An address that no route knows is answered with 404 behind the gate.
    if let Some(pattern) = request.match_pattern() {
        let viewer = request.extensions().get::<Viewer>().cloned().unwrap_or_default();
        let open =
            request.app_data::<ThinData<Site>>().is_some_and(|site| site.0.settings().open_to_read);
        let gate = request.app_data::<Gate>().cloned().unwrap_or_default();
        if let Err(error) = gate.check(&pattern, &viewer, open) {
            return Ok(refuse(request, error));
        }
    }
    Ok(next.call(request).await?.map_into_boxed_body())
}
