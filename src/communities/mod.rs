//! A place for the communities until their room is built: there are none.

use rusqlite::Connection;

use crate::{
    error::{Error, Result},
    ids::{AccountId, CommunityId},
    part::Part,
    web::{Person, Viewer},
};

/// The room of communities.
pub const PART: Part = Part {
    name: "communities",
    migrations: &[include_str!("../../migrations/communities/0001_communities.sql")],
    ..Part::EMPTY
};

/// People with a purpose.
#[derive(Debug, Clone)]
pub struct Community {
    pub id: CommunityId,
    pub handle: String,
    pub name: String,
}

pub fn find(_: &Connection, _: CommunityId) -> Result<Community> {
    Err(Error::NotFound)
}

pub fn of_person(_: &Connection, _: AccountId) -> Result<Vec<(CommunityId, String, String)>> {
    Ok(Vec::new())
}

pub fn memberships(_: &Connection, _: Option<AccountId>) -> Result<Vec<CommunityId>> {
    Ok(Vec::new())
}

pub fn may_read(_: &Connection, _: &Viewer, _: &Community) -> Result<bool> {
    Ok(false)
}

pub fn may_post(_: &Connection, _: &Person, _: CommunityId) -> Result<bool> {
    Ok(false)
}
