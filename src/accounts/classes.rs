//! Accounts for a whole class, without mail addresses: made from a list, let in by codes.

use super::{
    actions,
    model::{Account, Class, Newcomer, Purpose, Slip, Standing},
    standing, store,
};
use crate::{
    crypto,
    db::Tx,
    error::{Error, Result},
    ids::{AccountId, Key},
    site::Settings,
    text::slug,
    web::{Person, Role},
};

/// Most pupils on one list.
pub const MOST_PUPILS: usize = 200;
/// How long a code lets somebody in.
pub const CODE_DAYS: i64 = 30;
const MOST_NAME: usize = 80;
/// A handle has at most 30 characters; a number must fit behind.
const MOST_HANDLE: usize = 24;

/// Passes those who may make accounts for a class.
pub fn may_make(settings: &Settings, person: &Person) -> Result<()> {
    let least = if settings.teachers_invite { Role::Contributor } else { Role::Moderator };
    if person.role >= least { Ok(()) } else { Err(Error::Forbidden("class-forbidden")) }
}

/// The class of this key, for whoever made it and for moderators.
pub fn of(conn: &rusqlite::Connection, person: &Person, key: &str) -> Result<Class> {
    let class = store::class(conn, key)?;
    if class.made_by == Some(person.account) || person.role >= Role::Moderator {
        return Ok(class);
    }
    Err(Error::NotFound)
}

/// The names out of what was pasted, one a line, or as many numbers as were asked for.
pub fn names(pasted: &str, number: usize, word: &str) -> Result<Vec<String>> {
    let mut names: Vec<String> = pasted
        .lines()
        .map(|line| line.split_whitespace().collect::<Vec<_>>().join(" "))
        .filter(|line| !line.is_empty())
        .map(|line| line.chars().take(MOST_NAME).collect())
        .collect();
    if names.is_empty() {
        names = (1..=number.min(MOST_PUPILS + 1)).map(|n| format!("{word} {n}")).collect();
    }
    match names.len() {
        0 => Err(Error::invalid("names", "class-names-missing")),
        many if many > MOST_PUPILS => Err(Error::invalid("names", "class-names-many")),
        _ => Ok(names),
    }
}

/// Makes an account for each name. The codes are returned and stand nowhere else.
pub fn make(
    tx: &Tx<'_>,
    settings: &Settings,
    by: &Person,
    name: &str,
    names: &[String],
) -> Result<(Key, Vec<Slip>)> {
    may_make(settings, by)?;
    if !store::find(tx, by.account)?.vouched {
        return Err(Error::Forbidden("class-forbidden"));
    }
    let name = name.trim();
    if name.is_empty() {
        return Err(Error::invalid("name", "class-name-missing"));
    }
    if name.chars().count() > MOST_NAME {
        return Err(Error::invalid("name", "class-name-long"));
    }
    let (class, key) = store::insert_class(tx, name, by.account)?;
    let mut slips = Vec::new();
    for name in names {
        let newcomer = Newcomer {
            handle: free_handle(tx, name)?,
            name: name.clone(),
            email: None,
            password: None,
            role: Role::Reader,
        };
        let account = actions::add(tx, &newcomer)?;
        store::mark_class(tx, account, class)?;
        slips.push(slip(tx, account, newcomer.handle, newcomer.name)?);
    }
    Ok((key, slips))
}

fn free_handle(tx: &Tx<'_>, name: &str) -> Result<String> {
    let mut wish = slug::handle(name);
    wish.truncate(MOST_HANDLE);
    let wish = wish.trim_end_matches('_').to_owned();
    let mut handle = if wish.len() < 2 { format!("{wish}_") } else { wish.clone() };
    for number in 2.. {
        if !store::is_handle_wanted(tx, &handle)? {
            break;
        }
        handle = format!("{wish}{number}");
    }
    Ok(handle)
}

fn slip(tx: &Tx<'_>, account: AccountId, handle: String, name: String) -> Result<Slip> {
    let code = crypto::code();
    let expires = tx.now.plus_days(CODE_DAYS);
    store::insert_link(tx, &crypto::token_hash(&code), Purpose::SignIn, Some(account), expires)?;
    Ok(Slip { handle, name, code })
}

/// The pupil of this handle in this class. Whoever has become more than a pupil is not let in by
/// codes of their former teacher, who would then be as much as they.
fn pupil(tx: &Tx<'_>, class: &Class, handle: &str) -> Result<Account> {
    let account = store::find_by_handle(tx, handle)?;
    let is_pupil = account.class == Some(class.id) && account.role == Role::Reader;
    if !is_pupil || account.standing == Standing::Deleted {
        return Err(Error::NotFound);
    }
    Ok(account)
}

/// A new code for one pupil; the old one and their browsers are let in no more.
pub fn renew(
    tx: &Tx<'_>,
    settings: &Settings,
    by: &Person,
    key: &str,
    handle: &str,
) -> Result<(Class, Slip)> {
    let class = of(tx, by, key)?;
    may_make(settings, by)?;
    let account = pupil(tx, &class, handle)?;
    store::remove_links_of(tx, account.id, Purpose::SignIn)?;
    store::remove_sessions(tx, account.id, None)?;
    Ok((class, slip(tx, account.id, account.handle, account.name)?))
}

/// Closes one account, or all accounts of a class and forgets the list. For two weeks a moderator
/// can open them again.
pub fn close(
    tx: &Tx<'_>,
    settings: &Settings,
    by: &Person,
    key: &str,
    handle: Option<&str>,
) -> Result<Class> {
    let class = of(tx, by, key)?;
    may_make(settings, by)?;
    if let Some(handle) = handle {
        standing::close_by_hand(tx, by, pupil(tx, &class, handle)?.id)?;
        return Ok(class);
    }
    for pupil in store::pupils(tx, class.id)? {
        // Whoever has become more than a pupil keeps their account.
        if pupil.role == Role::Reader {
            standing::close_by_hand(tx, by, pupil.id)?;
        }
    }
    store::remove_class(tx, class.id)?;
    Ok(class)
}
