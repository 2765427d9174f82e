//! A person with an account, and what must hold before there is one.

use crate::{
    crypto::{PasswordProblem, check_password},
    error::{Error, Problem, Result},
    ids::{AccountId, InvitationId, SessionId},
    text::slug,
    time::Moment,
    web::Role,
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
    /// What its link ends in.
    pub code: String,
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
