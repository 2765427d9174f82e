//! What is said of a link beside its resource, and of all links on the front page.

use askama::Template;
use rusqlite::Connection;

use super::{
    actions,
    model::{Link, Standing},
    store,
};
use crate::{
    error::Result,
    ids::{Key, Thing},
    part::Looking,
    resources,
    web::{Drawn, Role, filters},
};

#[derive(Template)]
#[template(path = "care/beside.html")]
struct Beside {
    key: Key,
    link: Link,
    /// Whether the viewer may mend it.
    may: bool,
}

/// For those who may change the resource: how its link stands; for others: only that it is dead.
pub fn beside_resource(conn: &Connection, looking: &Looking<'_>) -> Result<Option<Drawn>> {
    let Thing::Resource(id) = looking.thing else { return Ok(None) };
    let Some(link) = store::find(conn, id)? else { return Ok(None) };
    if link.standing != Standing::Dead && !looking.viewer.is(Role::Contributor) {
        return Ok(None);
    }
    let resource = resources::find(conn, id)?;
    let may = looking.viewer.0.as_ref().is_some_and(|person| resource.may_edit(person));
    if !may && link.standing != Standing::Dead {
        return Ok(None);
    }
    Ok(Some(Box::new(Beside { key: resource.key, link, may })))
}

#[derive(Template)]
#[template(path = "care/front.html")]
struct Front {
    dead: u64,
}

/// How many links somebody could mend.
pub fn on_front_page(conn: &Connection, looking: &Looking<'_>) -> Result<Option<Drawn>> {
    let (Thing::Site, Some(person)) = (looking.thing, &looking.viewer.0) else { return Ok(None) };
    if person.role < Role::Contributor {
        return Ok(None);
    }
    let dead = store::count_mendable(conn, actions::reach(person))?;
    Ok((dead > 0).then(|| Box::new(Front { dead }) as Drawn))
}
