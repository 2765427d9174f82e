//! The first steps of newcomers: what they share is looked at until enough of it was accepted,
//! and links to where nobody here has linked before wait.

use std::collections::BTreeSet;

use rusqlite::Connection;

use super::{model::Resource, store};
use crate::{
    accounts,
    db::Tx,
    error::Result,
    site::{self, Settings},
    text::markdown,
    web::{Person, Role},
};

/// Whoever has had so many contributions accepted is a newcomer no more.
const ENOUGH: u32 = 3;

/// Whether what this person publishes has to be looked at because they are new.
pub fn needs_look(
    conn: &Connection,
    settings: &Settings,
    person: &Person,
    resource: &Resource,
) -> Result<bool> {
    if !is_newcomer(conn, person)? {
        return Ok(false);
    }
    let first = settings.review_newcomers && resource.published.is_none();
    Ok(first || (settings.hold_new_hosts && links_to_new_hosts(conn, resource)?))
}

/// Whether a change of something published has to be looked at, as it leads to new hosts.
pub fn change_needs_look(
    conn: &Connection,
    settings: &Settings,
    person: &Person,
    changed: &Resource,
) -> Result<bool> {
    Ok(settings.hold_new_hosts && is_newcomer(conn, person)? && links_to_new_hosts(conn, changed)?)
}

fn is_newcomer(conn: &Connection, person: &Person) -> Result<bool> {
    if person.role >= Role::Publisher {
        return Ok(false);
    }
    Ok(accounts::find(conn, person.account)?.accepted < ENOUGH)
}

fn links_to_new_hosts(conn: &Connection, resource: &Resource) -> Result<bool> {
    any_new(conn, &hosts(resource))
}

fn any_new(conn: &Connection, hosts: &BTreeSet<String>) -> Result<bool> {
    for host in hosts {
        if !store::knows_host(conn, host)? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Notes the hosts to which something leads that others see from now on. What an import brings
/// nobody has looked at link by link, and undoing it leaves nothing.
pub fn note_hosts(tx: &Tx<'_>, resource: &Resource) -> Result<()> {
    if resource.import.is_some() {
        return Ok(());
    }
    for host in hosts(resource) {
        store::note_host(tx, &host)?;
    }
    Ok(())
}

/// Whether what this person says has to be looked at, as its HTML leads to new hosts.
pub fn words_need_look(conn: &Connection, person: &Person, html: &str) -> Result<bool> {
    let hosts = hosts_of(&linked(html));
    if hosts.is_empty() || !site::settings_now(conn)?.hold_new_hosts || !is_newcomer(conn, person)?
    {
        return Ok(false);
    }
    any_new(conn, &hosts)
}

/// Notes the hosts to which words lead that others see from now on.
pub fn note_words(tx: &Tx<'_>, html: &str) -> Result<()> {
    hosts_of(&linked(html)).iter().try_for_each(|host| store::note_host(tx, host))
}

/// Notes the host of this very site: nobody's link to it has to be looked at.
pub fn note_own_host(tx: &Tx<'_>, origin: &str) -> Result<()> {
    hosts_of(&[origin]).iter().try_for_each(|host| store::note_host(tx, host))
}

/// The addresses to which HTML leads.
fn linked(html: &str) -> Vec<&str> {
    html.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect()
}

/// All hosts that a resource links to: its address, its text and its description.
fn hosts(resource: &Resource) -> BTreeSet<String> {
    let (content, description) = (&resource.content, &resource.description);
    let summary = markdown::to_html(&description.summary);
    let mut addresses = vec![content.url.as_str(), description.source_url.as_str()];
    addresses.extend(description.authors.iter().map(|author| author.url.as_str()));
    for html in [content.body.as_str(), summary.as_str()] {
        addresses.extend(linked(html));
    }
    hosts_of(&addresses)
}

fn hosts_of(addresses: &[&str]) -> BTreeSet<String> {
    addresses
        .iter()
        .filter_map(|address| url::Url::parse(address).ok())
        .filter(|address| matches!(address.scheme(), "http" | "https"))
        .filter_map(|address| Some(address.host_str()?.to_lowercase()))
        .collect()
}
