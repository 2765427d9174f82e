//! Coming in without an invitation: asking for an account, confirming an address, being answered.

use super::{
    actions,
    model::{Application, ApplicationState, Newcomer},
    store,
};
use crate::{
    crypto,
    db::Tx,
    error::{Error, Problem, Result},
    events::Event,
    ids::{AccountId, ApplicationId},
    site::{Settings, SignUp},
    time::Moment,
    web::{Person, Role},
};

/// Fewest and most characters of what somebody says who asks.
pub const WHY: std::ops::RangeInclusive<usize> = 10..=2000;
/// Most who may wait: beyond, asking has to wait, too.
const MOST_WAITING: u64 = 5000;
/// How long the link of a letter confirms an address.
const CONFIRM_DAYS: i64 = 3;
/// How long it is kept how an application ended.
const KEPT_DAYS: i64 = 60;
const HOUR_MS: i64 = 3_600_000;
const MOST_NOTE: usize = 1000;

/// What became of a sign-up.
#[derive(Debug, Clone)]
pub enum Asked {
    /// A letter with a link of this secret has to be sent.
    Confirm(String),
    /// A moderator will answer; the secret shows how it stands.
    Waits(String),
    /// The mailbox has an account already, which nobody but its owner may learn.
    Known,
}

/// Whoever signs up by themselves begins so; what they share is looked at.
pub const FIRST_ROLE: Role = Role::Contributor;

/// Signs somebody up as the site wants it. `letters`: whether letters can be sent; `address`: the
/// hash of the address that asks.
///
/// # Errors
/// `Forbidden` where there is no form; `Invalid`; `TooMany` if thousands wait already.
pub fn sign_up(
    tx: &Tx<'_>,
    settings: &Settings,
    letters: bool,
    newcomer: &Newcomer,
    why: &str,
    address: &[u8],
) -> Result<Asked> {
    if !settings.sign_up.has_form() {
        return Err(Error::Forbidden("sign-up-shut"));
    }
    forget(tx)?;
    let by_letter = settings.sign_up == SignUp::Open && letters;
    let why = why.trim();
    let mut problems = Vec::new();
    if by_letter && newcomer.email.is_none() {
        problems.push(Problem::new("email", "sign-up-email-missing"));
    }
    if settings.sign_up == SignUp::Application && why.chars().count() < *WHY.start() {
        problems.push(Problem::new("why", "sign-up-why-short"));
    }
    if why.chars().count() > *WHY.end() {
        problems.push(Problem::new("why", "sign-up-why-long").with(WHY.end()));
    }
    if store::is_handle_wanted(tx, &newcomer.handle)? {
        problems.push(Problem::new("handle", "account-handle-taken"));
    }
    if !problems.is_empty() {
        return Err(Error::Invalid(problems));
    }
    let hour_ago = Moment::from_millis(tx.now.millis() - HOUR_MS);
    let (all, here) = store::sign_ups_since(tx, hour_ago, address)?;
    let is_wave = all >= settings.sign_ups_hour.into() || here >= settings.sign_ups_address.into();
    if store::count_applications(tx)? >= MOST_WAITING {
        return Err(Error::TooMany);
    }
    if by_letter
        && !is_wave
        && let Some(email) = &newcomer.email
        && store::has_mailbox(tx, email, None)?
    {
        return Ok(Asked::Known);
    }
    let state = if by_letter && !is_wave {
        ApplicationState::Confirming
    } else {
        ApplicationState::Waiting
    };
    let (secret, token) = crypto::token();
    store::insert_application(tx, &token, newcomer, why, address, state)?;
    Ok(match state {
        ApplicationState::Confirming => Asked::Confirm(secret),
        _ => Asked::Waits(secret),
    })
}

/// Forgets how applications ended, and those that nobody confirmed.
pub fn forget(tx: &Tx<'_>) -> Result<()> {
    store::forget_applications(tx, tx.now.plus_days(-KEPT_DAYS), tx.now.plus_days(-CONFIRM_DAYS))
}

/// Opens the account of somebody who has the letter. Where moderators answer by now, it waits for
/// them: `None`.
///
/// # Errors
/// `Forbidden` where nobody can sign up any more; `NotFound` if the letter is too old.
pub fn confirm(tx: &Tx<'_>, settings: &Settings, secret: &str) -> Result<Option<AccountId>> {
    let found = store::application_by_token(tx, &crypto::token_hash(secret))?;
    let over = found.made.plus_days(CONFIRM_DAYS) <= tx.now;
    if found.state != ApplicationState::Confirming || over {
        return Err(Error::NotFound);
    }
    match settings.sign_up {
        SignUp::Open => {}
        SignUp::Application => {
            store::mark_application_waiting(tx, found.id)?;
            return Ok(None);
        }
        _ => return Err(Error::Forbidden("sign-up-shut")),
    }
    let account = open(tx, &found, FIRST_ROLE)?;
    store::mark_vouched(tx, account, false)?;
    let accepted = ApplicationState::Accepted;
    store::decide_application(tx, found.id, accepted, "", None, Some(account))?;
    Ok(Some(account))
}

fn open(tx: &Tx<'_>, application: &Application, role: Role) -> Result<AccountId> {
    let account = actions::add(tx, &Newcomer { role, ..application.newcomer.clone() })?;
    tx.announce(&Event::AccountChanged { account })?;
    Ok(account)
}

/// A moderator lets somebody in.
///
/// # Errors
/// `Conflict` if it was answered already; `Invalid` if the mailbox or the handle has an account.
pub fn accept(
    tx: &Tx<'_>,
    by: &Person,
    id: ApplicationId,
    role: Role,
    note: &str,
) -> Result<(Application, AccountId)> {
    let application = waiting(tx, by, id)?;
    let role = role.min(FIRST_ROLE);
    let account = open(tx, &application, role)?;
    let accepted = ApplicationState::Accepted;
    store::decide_application(tx, id, accepted, &noted(note), Some(by.account), Some(account))?;
    Ok((application, account))
}

/// A moderator does not let somebody in.
pub fn decline(tx: &Tx<'_>, by: &Person, id: ApplicationId, note: &str) -> Result<Application> {
    let application = waiting(tx, by, id)?;
    let declined = ApplicationState::Declined;
    store::decide_application(tx, id, declined, &noted(note), Some(by.account), None)?;
    Ok(application)
}

fn waiting(tx: &Tx<'_>, by: &Person, id: ApplicationId) -> Result<Application> {
    by.at_least(Role::Moderator)?;
    let application = store::application(tx, id)?;
    if application.state != ApplicationState::Waiting {
        return Err(Error::Conflict("application-answered"));
    }
    Ok(application)
}

fn noted(note: &str) -> String {
    note.trim().chars().take(MOST_NOTE).collect()
}
