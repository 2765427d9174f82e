//! Leaving: asked for, undone, and after two weeks carried out by a job, a few things at a time.

use rusqlite::Connection;
use serde::{Deserialize, Serialize};

use super::{
    model::{GRACE_DAYS, Leaving, Works},
    store,
};
use crate::{
    accounts, collections,
    communities::{self, MemberRole, MemberState},
    db::Tx,
    error::{Error, Problem, Result},
    events::Event,
    ids::{AccountId, CollectionId, CommunityId, ResourceId},
    jobs::Job,
    resources::{self, Author, Resource, State, Visibility},
    site::Site,
    web::{Person, Role},
};

/// So many resources are seen to in one transaction.
const BATCH: u32 = 20;

/// Carries out what somebody asked for, if they have not thought better of it.
#[derive(Serialize, Deserialize)]
pub struct Leave {
    /// Who.
    pub account: AccountId,
}

impl Job for Leave {
    const KIND: &'static str = "archive.leave";

    fn key(&self) -> Option<String> {
        Some(self.account.to_string())
    }

    async fn run(self, site: Site) -> Result<()> {
        let account = self.account;
        let language = site.settings().language.clone();
        let nobody = site.words.say(&language, "leave-former", &[]).into_owned();
        let mut after = ResourceId(0);
        loop {
            let name = nobody.clone();
            let last = site.db.write(move |tx| {
                let Some(leaving) = due(tx, account)? else { return Ok(None) };
                let some = store::resources_of(tx, account, after, BATCH)?;
                let person = person(tx, account)?;
                for id in &some {
                    settle_resource(tx, &person, &leaving, *id, &name)?;
                }
                if let Some(last) = some.last() {
                    return Ok(Some(*last));
                }
                finish(tx, &person, &leaving, &name)?;
                Ok(None)
            });
            match last.await? {
                Some(last) => after = last,
                None => return Ok(()),
            }
        }
    }
}

/// An account that was closed goes like one that somebody leaves, without a name. If they wished to
/// leave anyway, what they wished for their works holds.
pub fn hear(tx: &Tx<'_>, event: &Event) -> Result<()> {
    let Event::AccountClosedForGood { account } = *event else { return Ok(()) };
    let works = store::leaving_of(tx, account)?.map_or(Works::Keep, |leaving| leaving.works);
    store::mark_leaving(tx, &Leaving { account, due: tx.now, works, named: false, own: false })?;
    Leave { account }.enqueue(tx)
}

/// Whoever is about to leave, if their time has come.
fn due(conn: &Tx<'_>, account: AccountId) -> Result<Option<Leaving>> {
    Ok(store::leaving_of(conn, account)?.filter(|leaving| leaving.due <= conn.now))
}

/// Somebody as those who act for themselves.
fn person(conn: &Connection, id: AccountId) -> Result<Person> {
    let found = accounts::find(conn, id)?.into_person();
    Ok(Person { role: found.role.max(Role::Contributor), ..found })
}

/// The communities that would be left without an owner.
pub fn holding(conn: &Connection, account: AccountId) -> Result<Vec<String>> {
    let mut held = Vec::new();
    for id in communities::memberships(conn, Some(account))? {
        if heirless(conn, id, account)? {
            held.push(communities::find(conn, id)?.name);
        }
    }
    Ok(held)
}

/// Whether this person alone owns a community that has other members.
fn heirless(conn: &Connection, id: CommunityId, account: AccountId) -> Result<bool> {
    let members = communities::members(conn, id, MemberState::Active)?;
    let mut owners = members.iter().filter(|member| member.role == MemberRole::Owner);
    let alone = owners.next().is_some_and(|owner| owner.account == account);
    Ok(alone && owners.next().is_none() && members.len() > 1)
}

/// Asks to leave, two weeks from now.
///
/// # Errors
/// `Invalid` for the last administrator, and for whoever must hand over a community first.
pub fn ask(tx: &Tx<'_>, person: &Person, works: Works, named: bool) -> Result<()> {
    if person.role == Role::Administrator && accounts::count_administrators(tx)? < 2 {
        return Err(Error::invalid("", "account-last-administrator"));
    }
    let held = holding(tx, person.account)?;
    if !held.is_empty() {
        return Err(Error::Invalid(vec![
            Problem::new("", "leave-hand-over").with(held.join(", ")),
        ]));
    }
    begin(tx, person.account, works, named, true)
}

/// Notes that somebody leaves in two weeks.
pub fn begin(tx: &Tx<'_>, account: AccountId, works: Works, named: bool, own: bool) -> Result<()> {
    let due = tx.now.plus_days(GRACE_DAYS);
    store::mark_leaving(tx, &Leaving { account, due, works, named, own })?;
    Leave { account }.enqueue_at(tx, due)
}

/// Somebody stays after all.
pub fn undo(tx: &Tx<'_>, person: &Person) -> Result<()> {
    store::remove_leaving(tx, person.account)
}

/// Drafts and what is private go; what was published becomes what its owner wishes.
fn settle_resource(
    tx: &Tx<'_>,
    person: &Person,
    leaving: &Leaving,
    id: ResourceId,
    nobody: &str,
) -> Result<()> {
    let resource = resources::find(tx, id)?;
    let hidden = resource.published.is_none()
        || resource.description.visibility == Visibility::Private
        || !matches!(resource.state, State::Published | State::Withdrawn);
    if hidden {
        return resources::erase(tx, id);
    }
    if resource.state == State::Withdrawn {
        return resources::hollow(tx, id, person.account);
    }
    if !leaving.named {
        unname(tx, person, &resource, nobody)?;
    }
    match leaving.works {
        Works::Keep => Ok(()),
        Works::Withdraw => {
            resources::withdraw(tx, person, id, "")?;
            resources::hollow(tx, id, person.account)
        }
        Works::Community => match heir(tx, person, &resource)? {
            Some(heir) => resources::hand_over(tx, id, heir),
            None => Ok(()),
        },
    }
}

/// Who takes over a resource of a community: its first other owner.
fn heir(tx: &Tx<'_>, person: &Person, resource: &Resource) -> Result<Option<AccountId>> {
    let Some(community) = resource.description.community else { return Ok(None) };
    let members = communities::members(tx, community, MemberState::Active)?;
    let other = |member: &&communities::Member| {
        member.role == MemberRole::Owner && member.account != person.account
    };
    Ok(members.iter().find(other).map(|member| member.account))
}

/// Takes somebody's name off a resource, and the earlier versions that have it.
fn unname(tx: &Tx<'_>, person: &Person, resource: &Resource, nobody: &str) -> Result<()> {
    let page = format!("/u/{}", person.handle);
    let mut authors: Vec<Author> = Vec::new();
    for author in &resource.description.authors {
        let own = author.name == person.name || author.url.ends_with(&page);
        let one = if own {
            Author { name: nobody.to_owned(), url: String::new() }
        } else {
            author.clone()
        };
        if !authors.contains(&one) {
            authors.push(one);
        }
    }
    resources::sign_anew(tx, resource.id, person.account, authors)?;
    resources::forget_versions(tx, person, resource.id, resource.version)
}

/// The rest: collections, shelf, memberships, and the account itself.
fn finish(tx: &Tx<'_>, person: &Person, leaving: &Leaving, nobody: &str) -> Result<()> {
    for id in store::collections_of(tx, person.account)? {
        settle_collection(tx, person, leaving, id)?;
    }
    for kept in store::shelf_of(tx, person.account)? {
        collections::take(tx, person, kept)?;
    }
    for id in communities::memberships(tx, Some(person.account))? {
        // Whoever became the only owner meanwhile leaves the community to its moderators.
        match communities::leave(tx, person, id) {
            Ok(()) | Err(Error::Conflict(_)) => {}
            Err(error) => return Err(error),
        }
    }
    let name = if leaving.named { person.name.as_str() } else { nobody };
    accounts::erase(tx, person.account, name)?;
    store::forget_archive(tx, person.account)?;
    store::remove_leaving(tx, person.account)
}

fn settle_collection(
    tx: &Tx<'_>,
    person: &Person,
    leaving: &Leaving,
    id: CollectionId,
) -> Result<()> {
    let collection = collections::find(tx, id)?;
    let shown = collection.state == collections::State::Published
        && collection.visibility != Visibility::Private;
    if collection.state == collections::State::Withdrawn {
        return collections::hollow(tx, id);
    }
    if !shown {
        return collections::erase(tx, id);
    }
    if leaving.works == Works::Withdraw {
        collections::withdraw(tx, person, id)?;
        return collections::hollow(tx, id);
    }
    Ok(())
}
