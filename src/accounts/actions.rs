//! What people do with accounts: join, sign in, change who they are.

use super::{
    apply,
    model::{Account, Invitation, Newcomer, Purpose, Standing, check},
    store,
};
use crate::{
    crypto,
    db::Tx,
    error::{Error, Optional, Result},
    events::Event,
    ids::{AccountId, SessionId},
    site::{self, Settings, SignUp, Site},
    time::Moment,
    web::{Person, Role},
};

/// A session lasts so long after its last use.
pub const SESSION_DAYS: i64 = 60;
const LINK_DAYS: i64 = 2;
/// How long an invitation is kept that nobody can use any more.
const INVITATION_KEPT_DAYS: i64 = 7;

/// Makes an account.
pub fn add(tx: &Tx<'_>, newcomer: &Newcomer) -> Result<AccountId> {
    newcomer.check()?;
    let account = store::insert(tx, newcomer)?;
    tx.announce(&Event::AccountJoined { account })?;
    Ok(account)
}

/// Makes the first administrator, once: with the token of the set-up link, while there is none.
pub fn add_first(tx: &Tx<'_>, token: &[u8], newcomer: &Newcomer) -> Result<AccountId> {
    if store::count_administrators(tx)? > 0 {
        return Err(Error::NotFound);
    }
    store::find_link(tx, token, Purpose::Setup, tx.now)?;
    let account = add(tx, &Newcomer { role: Role::Administrator, ..newcomer.clone() })?;
    store::remove_links(tx, Purpose::Setup)?;
    Ok(account)
}

/// Makes an account for somebody who was invited.
pub fn join(
    tx: &Tx<'_>,
    settings: &Settings,
    code: &str,
    newcomer: &Newcomer,
) -> Result<AccountId> {
    if settings.sign_up == SignUp::Closed {
        return Err(Error::Forbidden("sign-up-shut"));
    }
    let invitation = store::find_invitation(tx, &crypto::token_hash(code), tx.now)?;
    let account = add(tx, &Newcomer { role: invitation.role, ..newcomer.clone() })?;
    store::use_invitation(tx, invitation.id)?;
    Ok(account)
}

/// Opens a session and returns what its cookie carries.
pub fn open_session(tx: &Tx<'_>, account: AccountId, agent: &str) -> Result<String> {
    let (secret, token) = crypto::token();
    let agent: String = agent.chars().filter(|c| !c.is_control()).take(200).collect();
    store::insert_session(tx, account, &token, &agent, tx.now.plus_days(SESSION_DAYS))?;
    Ok(secret)
}

/// Ends one session of this person.
pub fn end_session(tx: &Tx<'_>, person: &Person, session: SessionId) -> Result<()> {
    store::remove_session(tx, person.account, session)
}

/// Ends all sessions of this person but the one they use.
pub fn sign_out_everywhere(tx: &Tx<'_>, account: AccountId, but: Option<SessionId>) -> Result<()> {
    store::remove_sessions(tx, account, but)
}

/// A new password signs out every other browser and makes old links useless.
pub fn set_password(
    tx: &Tx<'_>,
    account: AccountId,
    hash: &str,
    keep: Option<SessionId>,
) -> Result<()> {
    store::mark_password(tx, account, hash)?;
    store::remove_sessions(tx, account, keep)
}

/// A link that lets somebody set a new password, once.
pub fn password_link(tx: &Tx<'_>, account: AccountId) -> Result<String> {
    let (secret, token) = crypto::token();
    let expires = tx.now.plus_days(LINK_DAYS);
    store::insert_link(tx, &token, Purpose::Password, Some(account), expires)?;
    Ok(format!("/password/{secret}"))
}

/// A link that signs somebody in, once.
pub fn sign_in_link(tx: &Tx<'_>, account: AccountId) -> Result<String> {
    let (secret, token) = crypto::token();
    let expires = tx.now.plus_days(LINK_DAYS);
    store::insert_link(tx, &token, Purpose::SignIn, Some(account), expires)?;
    Ok(format!("/sign-in/{secret}"))
}

/// Uses a one-time link up and tells whose it was.
pub fn use_link(tx: &Tx<'_>, secret: &str, purpose: Purpose) -> Result<Account> {
    let token = crypto::token_hash(secret);
    let id = store::find_link(tx, &token, purpose, tx.now)?.ok_or(Error::NotFound)?;
    store::remove_link(tx, &token)?;
    let account = store::find(tx, id)?;
    if account.standing != Standing::Active {
        return Err(Error::Forbidden("account-suspended"));
    }
    Ok(account)
}

/// Changes what somebody may do. The last administrator stays one.
pub fn change_role(tx: &Tx<'_>, by: &Person, handle: &str, role: Role) -> Result<()> {
    by.at_least(Role::Administrator)?;
    let account = store::find_by_handle(tx, handle)?;
    if account.role == Role::Administrator && role != Role::Administrator {
        keep_one_administrator(tx)?;
    }
    store::mark_role(tx, account.id, role)?;
    if role != Role::Reader {
        store::leave_class(tx, account.id)?;
    }
    store::mark_vouched(tx, account.id, true)?;
    tx.announce(&Event::AccountChanged { account: account.id })
}

/// Makes a contributor a publisher, as the site does by itself once their work has proved good.
pub fn make_publisher(tx: &Tx<'_>, id: AccountId) -> Result<()> {
    if store::find(tx, id)?.role != Role::Contributor {
        return Ok(());
    }
    store::mark_role(tx, id, Role::Publisher)?;
    tx.announce(&Event::AccountChanged { account: id })
}

/// Somebody must be able to look after the site.
pub fn keep_one_administrator(tx: &Tx<'_>) -> Result<()> {
    if store::count_administrators(tx)? > 1 {
        return Ok(());
    }
    Err(Error::Conflict("account-last-administrator"))
}

/// Makes an invitation and returns its code, which stands nowhere else.
pub fn invite(
    tx: &Tx<'_>,
    by: &Person,
    role: Role,
    uses: u32,
    email: Option<String>,
    note: &str,
    expires: Moment,
) -> Result<String> {
    by.at_least(Role::Administrator)?;
    if site::settings_now(tx)?.sign_up == SignUp::Closed {
        return Err(Error::Conflict("invitation-shut"));
    }
    if role == Role::Administrator && uses > 1 {
        return Err(Error::invalid("uses", "invitation-administrator-once"));
    }
    let invitation = Invitation {
        id: crate::ids::InvitationId(0),
        role,
        email,
        note: note.chars().take(200).collect(),
        uses_left: uses.clamp(1, 1000),
        expires,
    };
    let code = crypto::code();
    store::insert_invitation(tx, &crypto::token_hash(&code), &invitation, by.account)?;
    Ok(code)
}

/// Changes a profile; the mail address is changed by `address::wish`.
pub fn change_profile(
    tx: &Tx<'_>,
    account: &Account,
    interests: &[(&str, Vec<String>)],
) -> Result<()> {
    Newcomer {
        handle: account.handle.clone(),
        name: account.name.clone(),
        email: account.email.clone(),
        password: None,
        role: account.role,
    }
    .check()?;
    if account.about.chars().count() > 5000 {
        return Err(Error::invalid("about", "account-about-long"));
    }
    if !account.website.is_empty()
        && !url::Url::parse(&account.website).is_ok_and(|u| matches!(u.scheme(), "http" | "https"))
    {
        return Err(Error::invalid("website", "account-website-form"));
    }
    store::update_profile(tx, account)?;
    for (kind, values) in interests {
        store::set_interests(tx, account.id, kind, values)?;
    }
    tx.announce(&Event::AccountChanged { account: account.id })
}

/// Hashes a password for somebody new, if it holds.
pub async fn hash(site: &Site, password: &str, newcomer: &Newcomer) -> Result<String> {
    newcomer.check()?;
    check(password, &newcomer.handle, newcomer.email.as_deref().unwrap_or_default())?;
    Ok(site.passwords.hash(password).await?)
}

/// Makes set-up links useless.
pub fn forget_setup_links(tx: &Tx<'_>) -> Result<()> {
    store::remove_links(tx, Purpose::Setup)
}

/// The account that a name and password were typed for, if there is one that may come in.
pub fn candidate(conn: &rusqlite::Connection, name: &str) -> Result<Option<Account>> {
    store::find_by_name(conn, name).optional()
}

/// At the start of the site: what earlier versions of the program kept in the clear is hashed.
pub fn at_start(tx: &Tx<'_>) -> Result<()> {
    store::hash_codes(tx)
}

/// Once a day: forgets applications that are over, addresses that nobody proved, and invitations a
/// week after their end.
pub fn forget_old(tx: &Tx<'_>) -> Result<()> {
    apply::forget(tx)?;
    store::forget_address_wishes(tx)?;
    store::forget_invitations(tx, tx.now.plus_days(-INVITATION_KEPT_DAYS))
}
