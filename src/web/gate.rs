//! The one gate in front of all routes: an address without an entry is shut.

use std::{collections::HashMap, sync::Arc};

use actix_web::{
    HttpMessage,
    body::{BoxBody, MessageBody},
    dev::{ServiceRequest, ServiceResponse},
    middleware::Next,
    web::ThinData,
};

use super::{Restraint, Role, Throttle, Viewer, failures::refuse, kept};
use crate::{
    error::{Error, Result},
    part::Who,
    site::Site,
    time::Moment,
};

/// Who may come to which address, for all parts; and how much somebody may write at a time.
#[derive(Clone)]
pub struct Gate {
    entries: Arc<HashMap<&'static str, Who>>,
    writers: Throttle,
    unknown: Throttle,
}

impl Default for Gate {
    fn default() -> Self {
        Self {
            entries: Arc::default(),
            writers: Throttle::new(WRITES, WRITES_A_MINUTE),
            unknown: Throttle::new(WRITES_OF_UNKNOWN, WRITES_OF_UNKNOWN_A_MINUTE),
        }
    }
}

/// So many forms somebody may send at once, and so many more a minute: far more than hands do.
const WRITES: u32 = 300;
const WRITES_A_MINUTE: u32 = 60;
/// The same for people for whom nobody has vouched yet.
const WRITES_OF_UNKNOWN: u32 = 40;
const WRITES_OF_UNKNOWN_A_MINUTE: u32 = 4;

/// What those who were silenced may send all the same: it concerns nobody but them.
const OPEN_TO_SILENCED: &[&str] = &[
    "/sign-in",
    "/sign-out",
    "/theme",
    "/language",
    "/settings/password",
    "/settings/sessions/{session}/end",
    "/decisions/{decision}/appeal",
    "/appeal/{secret}",
    "/settings/leave",
    "/settings/leave/undo",
    "/settings/archive",
    "/settings/notices",
    "/settings/place",
    "/notices/unsubscribe/{secret}",
    "/notices/seen",
    "/unfollow",
    "/shelf/r/{key}",
    "/shelf/k/{key}",
    "/c/{handle}/leave",
];

impl Gate {
    /// From the entries of all parts.
    pub fn new(entries: impl IntoIterator<Item = (&'static str, Who)>) -> Self {
        Self { entries: Arc::new(entries.into_iter().collect()), ..Self::default() }
    }

    /// Whether this viewer may come to the address with this pattern.
    pub fn check(&self, pattern: &str, viewer: &Viewer, open_to_read: bool) -> Result<()> {
        match self.entries.get(pattern) {
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

    /// Whether this viewer may send something there now.
    pub fn check_writing(
        &self,
        pattern: &str,
        viewer: &Viewer,
        restraint: Restraint,
        now: Moment,
    ) -> Result<()> {
        let Some(person) = &viewer.0 else { return Ok(()) };
        if restraint.silenced && !OPEN_TO_SILENCED.contains(&pattern) {
            return Err(Error::Forbidden("forbidden-silenced"));
        }
        if person.role >= Role::Curator {
            return Ok(());
        }
        let throttle = if restraint.unknown { &self.unknown } else { &self.writers };
        let who = person.account.to_string();
        throttle.check(&who, now)?;
        throttle.count(&who, now);
        Ok(())
    }
}

/// Stands in front of all routes, after the viewer is known.
pub async fn guard(
    mut request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    // An address that no route knows is answered with 404 behind the gate.
    if let Some(pattern) = request.match_pattern() {
        let viewer = request.extensions().get::<Viewer>().cloned().unwrap_or_default();
        let restraint = request.extensions().get::<Restraint>().copied().unwrap_or_default();
        let site = request.app_data::<ThinData<Site>>();
        let open = site.is_some_and(|site| site.0.settings().open_to_read);
        let now = site.map_or(Moment::EPOCH, |site| site.0.db.clock().now());
        let gate = request.app_data::<Gate>().cloned().unwrap_or_default();
        let mut passed = gate.check(&pattern, &viewer, open);
        if passed.is_ok() && !request.method().is_safe() {
            passed = gate.check_writing(&pattern, &viewer, restraint, now);
        }
        let by_nobody = viewer.0.is_none() && !request.method().is_safe();
        if by_nobody && !matches!(gate.entries.get(pattern.as_str()), None | Some(Who::Anybody)) {
            passed = match kept::set_aside(&mut request, passed.is_err()).await {
                Ok(()) => passed,
                Err(error) => Err(error),
            };
        }
        if let Err(error) = passed {
            return Ok(refuse(request, error));
        }
    }
    Ok(next.call(request).await?.map_into_boxed_body())
}
