//! What people do with links that fail: give a new address, take the archive's copy, vouch for them.

use rusqlite::Connection;

use super::{
    model::{Link, Standing, TRUSTED_DAYS},
    store::{self, Reach},
};
use crate::{
    db::Tx,
    error::{Error, Result},
    resources::{self, Content, Resource},
    web::{Person, Role, Viewer},
};

/// Whose links somebody may mend: their own; curators those of others, too.
pub fn reach(person: &Person) -> Reach {
    Reach {
        account: person.account,
        others: person.role >= Role::Curator,
        all: person.role >= Role::Moderator,
    }
}

/// The resource of this key and what is known of its link, for those who may change it.
pub fn mendable(conn: &Connection, person: &Person, key: &str) -> Result<(Resource, Link)> {
    let resource = resources::readable(conn, &Viewer(Some(person.clone())), key)?;
    if !resource.may_edit(person) {
        return Err(Error::Forbidden("resource-forbidden-edit"));
    }
    let link = store::find(conn, resource.id)?.ok_or(Error::NotFound)?;
    Ok((resource, link))
}

/// Says that a link works, whatever the machine thinks; that holds for 30 days.
pub fn vouch(tx: &Tx<'_>, person: &Person, key: &str) -> Result<()> {
    let (_, link) = mendable(tx, person, key)?;
    let host = link.host.clone();
    store::write(
        tx,
        &Link {
            standing: Standing::Trusted,
            failing_since: None,
            homepage: false,
            due: tx.now.plus_days(TRUSTED_DAYS),
            ..link
        },
    )?;
    store::plan(tx, &host)
}

/// Gives a link another address; the earlier one stays in the earlier version.
pub fn change_address(tx: &Tx<'_>, person: &Person, key: &str, url: &str) -> Result<()> {
    let (resource, _) = mendable(tx, person, key)?;
    let url = resources::link_address(url)?;
    if url == resource.content.url {
        return Err(Error::invalid("url", "care-same-address"));
    }
    let content = Content { url, ..resource.content };
    resources::replace_content(tx, person, resource.id, &content, "")
}

/// Takes the address to which the link's server sends everybody for good.
pub fn take_moved(tx: &Tx<'_>, person: &Person, key: &str) -> Result<()> {
    let (_, link) = mendable(tx, person, key)?;
    let url = link.moved_to.ok_or(Error::Conflict("care-not-moved"))?;
    change_address(tx, person, key, &url)
}
