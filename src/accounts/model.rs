//! A person with an account, and what must hold before there is one.

use crate::{
    crypto::{PasswordProblem, check_password},
    error::{Error, Problem, Result},
    ids::{AccountId, ApplicationId, ClassId, InvitationId, Key, SessionId},
    text::slug,
    time::Moment,
    web::{Person, Role},
};

/// A person with an account here.
#[derive(Debug, Clone)]
pub struct Account {
    /// Their number.
    pub id: AccountId,
    /// `anna` of `/u/anna`.
    pub handle: String,
    /// The name they go by.
    pub name: String,
    /// Where letters reach them, if anywhere.
    pub email: Option<String>,
    /// The Argon2id hash of their password, if they have set one.
    pub password: Option<String>,
    /// What they may do.
    pub role: Role,
    /// Whether they may come in.
    pub standing: Standing,
    /// Markdown about themselves.
    pub about: String,
    /// Their school.
    pub organisation: String,
    /// Their page elsewhere.
    pub website: String,
    /// SHA-256 of their picture in two sizes.
    pub picture: Option<(String, String)>,
    /// How many of their resources were accepted for publication.
    pub accepted: u32,
    /// Since when.
    pub joined: Moment,
    /// When they were last here.
    pub seen: Option<Moment>,
    /// Since when they may read and not write, if so.
    pub silenced: Option<Moment>,
    /// Whether somebody here has vouched for them: invited or accepted them, or approved of what
    /// they shared.
    pub vouched: bool,
    /// The list of a class that they were made from.
    pub class: Option<ClassId>,
}

impl Account {
    /// Whoever it is, where they do something without a session: in a job, or at a terminal.
    pub fn into_person(self) -> Person {
        let Self { id, handle, name, role, .. } = self;
        Person { account: id, handle, name, role, session: None }
    }
}

/// Whoever sits at the terminal: who has the box may do everything.
pub fn keeper() -> Person {
    Person {
        account: AccountId(0),
        handle: "keeper".into(),
        name: "keeper".into(),
        role: Role::Administrator,
        session: None,
    }
}

/// Whether somebody may come in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Yes.
    Active,
    /// Not for now.
    Suspended,
    /// Never again; the handle stays taken.
    Deleted,
}

impl Standing {
    /// As stored.
    pub fn name(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Suspended => "suspended",
            Self::Deleted => "deleted",
        }
    }

    /// From the database.
    pub fn parse(name: &str) -> Self {
        match name {
            "active" => Self::Active,
            "deleted" => Self::Deleted,
            _ => Self::Suspended,
        }
    }
}

/// Somebody who is about to get an account.
#[derive(Debug, Clone)]
pub struct Newcomer {
    /// The handle they want.
    pub handle: String,
    /// The name they go by; the handle if empty.
    pub name: String,
    /// Their mail address, if they gave one.
    pub email: Option<String>,
    /// The Argon2id hash of their password, if they have one.
    pub password: Option<String>,
    /// What they may do.
    pub role: Role,
}

impl Newcomer {
    /// Whether handle, name and address hold. That the handle is free, the store tells.
    pub fn check(&self) -> Result<()> {
        let mut problems = Vec::new();
        if !slug::is_handle(&self.handle) {
            problems.push(Problem::new("handle", "account-handle-form"));
        }
        if self.name.chars().count() > 100 {
            problems.push(Problem::new("name", "account-name-long"));
        }
        if let Some(email) = &self.email
            && !is_address(email)
        {
            problems.push(Problem::new("email", "account-email-form"));
        }
        if problems.is_empty() { Ok(()) } else { Err(Error::Invalid(problems)) }
    }
}

/// Whether this could be a mail address. Only a letter that arrives proves one.
pub fn is_address(text: &str) -> bool {
    let Some((person, host)) = text.rsplit_once('@') else { return false };
    text.len() <= 254
        && !person.is_empty()
        && host.contains('.')
        && !host.starts_with('.')
        && !host.ends_with('.')
        && !text.chars().any(|c| c.is_whitespace() || c.is_control() || "<>,;\"".contains(c))
}

/// The mailbox behind an address: what follows a plus, capitals, and the dots of Gmail reach the
/// same one.
pub fn mailbox(address: &str) -> String {
    let address = address.trim().to_lowercase();
    let Some((person, host)) = address.rsplit_once('@') else { return address };
    let person = match person.split_once('+') {
        Some((before, _)) if !before.is_empty() => before,
        _ => person,
    };
    match host {
        "gmail.com" | "googlemail.com" => format!("{}@gmail.com", person.replace('.', "")),
        _ => format!("{person}@{host}"),
    }
}

/// Says in a problem of the field `password` what is wrong with one.
pub fn check(password: &str, handle: &str, email: &str) -> Result<()> {
    let key = match check_password(password, handle, email) {
        None => return Ok(()),
        Some(PasswordProblem::TooShort) => "account-password-short",
        Some(PasswordProblem::TooLong) => "account-password-long",
        Some(PasswordProblem::TooCommon) => "account-password-common",
        Some(PasswordProblem::IsTheName) => "account-password-personal",
    };
    Err(Error::invalid("password", key))
}

/// One browser that is signed in.
#[derive(Debug, Clone)]
pub struct Session {
    /// Its number.
    pub id: SessionId,
    /// What the browser says of itself.
    pub agent: String,
    /// Since when.
    pub made: Moment,
    /// When it was last used.
    pub seen: Moment,
}

/// An invitation to join.
#[derive(Debug, Clone)]
pub struct Invitation {
    /// Its number.
    pub id: InvitationId,
    /// The role that it gives.
    pub role: Role,
    /// To whom it was sent, if by mail.
    pub email: Option<String>,
    /// For whom it is, in the words of who made it.
    pub note: String,
    /// How often it can still be used.
    pub uses_left: u32,
    /// Until when.
    pub expires: Moment,
}

/// What a one-time link is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Making the first administrator.
    Setup,
    /// Coming in once without a password.
    SignIn,
    /// Setting a new password.
    Password,
}

impl Purpose {
    /// As stored.
    pub fn name(self) -> &'static str {
        match self {
            Self::Setup => "setup",
            Self::SignIn => "sign_in",
            Self::Password => "password",
        }
    }
}

/// Somebody who asks for an account.
#[derive(Debug, Clone)]
pub struct Application {
    /// Its number.
    pub id: ApplicationId,
    /// Who they would be; the password is a hash.
    pub newcomer: Newcomer,
    /// What they say of themselves.
    pub why: String,
    /// How it stands.
    pub state: ApplicationState,
    /// What the moderator wrote who answered.
    pub note: String,
    /// Whether their mailbox already has an account here.
    pub known: bool,
    /// When they asked.
    pub made: Moment,
}

/// How an application stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ApplicationState {
    /// A letter is under way, whose link opens the account.
    Confirming,
    /// A moderator has to answer.
    Waiting,
    /// There is an account.
    Accepted,
    /// A moderator said no.
    Declined,
}

impl ApplicationState {
    /// As stored.
    pub fn name(self) -> &'static str {
        match self {
            Self::Confirming => "confirming",
            Self::Waiting => "waiting",
            Self::Accepted => "accepted",
            Self::Declined => "declined",
        }
    }

    /// From the database.
    pub fn parse(name: &str) -> Self {
        match name {
            "confirming" => Self::Confirming,
            "accepted" => Self::Accepted,
            "declined" => Self::Declined,
            _ => Self::Waiting,
        }
    }
}

/// A list of pupils who were given accounts together.
#[derive(Debug, Clone)]
pub struct Class {
    /// Its number.
    pub id: ClassId,
    /// `7k3m9qpx2v4d` of `/classes/7k3m9qpx2v4d`.
    pub key: Key,
    /// What it is called.
    pub name: String,
    /// Who made it.
    pub made_by: Option<AccountId>,
    /// When.
    pub made: Moment,
    /// How many pupils are on it.
    pub pupils: u32,
}

/// One pupil with the code that lets them in, on the page to be printed.
#[derive(Debug, Clone)]
pub struct Slip {
    /// Their handle.
    pub handle: String,
    /// Their name.
    pub name: String,
    /// The code, which stands nowhere else.
    pub code: String,
}

#[cfg(test)]
mod tests {
    use super::mailbox;

    #[test]
    fn one_mailbox_has_one_name_however_it_is_written() {
        for written in ["a.nna@gmail.com", "Anna+x@Gmail.com", "an.na+@googlemail.com"] {
            assert_eq!(mailbox(written), "anna@gmail.com", "{written}");
        }
        assert_eq!(mailbox("a.b+lists@school.example"), "a.b@school.example");
        assert_eq!(mailbox("+@school.example"), "+@school.example");
    }
}
