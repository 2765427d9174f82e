//! Letters about accounts: an invitation, a new password, another address.

use askama::Template;

use crate::{error::Result, mail::Letter, site::Site, words::Value};

#[derive(Template)]
#[template(path = "accounts/letter.txt")]
struct Text<'a> {
    greeting: &'a str,
    sentence: &'a str,
    note: &'a str,
    link: &'a str,
    closing: &'a str,
}

/// What a letter is about.
#[derive(Debug, Clone, Copy)]
pub enum About {
    /// Come and join.
    Invitation,
    /// Set a new password.
    Password,
    /// Confirm the address of a sign-up.
    Confirmation,
    /// Somebody signed up with an address that has an account.
    KnownAlready,
    /// Prove that this is the new address of an account.
    NewAddress,
    /// Somebody wanted an address for another account that belongs to this one.
    AddressKnown,
    /// Another address was asked for; sent to the one until now.
    AddressChanges,
    /// An application was accepted.
    Accepted,
    /// An application was declined.
    Declined,
    /// A moderator decided about somebody who cannot sign in any more.
    Decision,
}

/// Writes a letter with a link in the site's language, and sends it.
pub async fn send(site: &Site, to: &str, about: About, path: &str) -> Result<()> {
    send_with(site, to, about, path, "").await
}

/// The same with some words of a person.
pub async fn send_with(site: &Site, to: &str, about: About, path: &str, note: &str) -> Result<()> {
    let settings = site.settings();
    let (subject, sentence) = match about {
        About::Invitation => ("letter-invitation-subject", "letter-invitation"),
        About::Password => ("letter-password-subject", "letter-password"),
        About::Confirmation => ("letter-confirm-subject", "letter-confirm"),
        About::KnownAlready => ("letter-known-subject", "letter-known"),
        About::NewAddress => ("letter-address-subject", "letter-address"),
        About::AddressKnown => ("letter-address-subject", "letter-address-known"),
        About::AddressChanges => ("letter-address-subject", "letter-address-changes"),
        About::Accepted => ("letter-accepted-subject", "letter-accepted"),
        About::Decision => ("letter-decision-subject", "letter-decision"),
        About::Declined => ("letter-declined-subject", "letter-declined"),
    };
    let say = |key: &str| {
        let args = [("site", Value::from(settings.name.as_str()))];
        site.words.say(&settings.language, key, &args).into_owned()
    };
    let text = Text {
        greeting: &say("letter-greeting"),
        sentence: &say(sentence),
        note,
        link: &site.address(path),
        closing: &say("letter-closing"),
    }
    .render()?;
    let (to, subject) = (to.to_owned(), say(subject));
    let letter = Letter { to, subject, text, html: None, unsubscribe: None };
    Ok(site.mail.send(&letter).await?)
}
