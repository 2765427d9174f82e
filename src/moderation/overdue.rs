//! Tells the moderators of the site when a case of a community comes to them.

use serde::{Deserialize, Serialize};

use super::{
    model::{Case, CaseState},
    store,
};
use crate::{
    accounts,
    db::Tx,
    error::{Optional, Result},
    ids::{AccountId, CaseId, Thing},
    jobs::Job,
    notices::{self, Notice},
    site::Site,
};

/// Looks at a case of a community once its time is over.
#[derive(Serialize, Deserialize)]
pub struct Overdue {
    /// Which.
    pub case: CaseId,
}

impl Job for Overdue {
    const KIND: &'static str = "moderation.overdue";

    fn key(&self) -> Option<String> {
        Some(self.case.to_string())
    }

    async fn run(self, site: Site) -> Result<()> {
        site.db
            .write(move |tx| match store::case(tx, self.case).optional()? {
                // What was passed on by hand was told of then.
                Some(case)
                    if case.state == CaseState::Open && !store::was_passed_on(tx, case.id)? =>
                {
                    tell_site(tx, &case, "notice-case-site", None)
                }
                _ => Ok(()),
            })
            .await
    }
}

/// Tells the moderators of the site, but not the one concerned.
pub fn tell_site(tx: &Tx<'_>, case: &Case, key: &'static str, by: Option<AccountId>) -> Result<()> {
    let about = case.thing.unwrap_or(Thing::Site);
    let address = format!("/moderation/{}", case.id);
    for to in accounts::moderators(tx)?.into_iter().filter(|to| Some(*to) != case.owner) {
        let quote = case.title.as_str();
        notices::tell(tx, &Notice { to, by, key, about, address: &address, quote })?;
    }
    Ok(())
}
