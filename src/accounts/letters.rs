//! Letters about accounts: an invitation, a new password.

use askama::Template;

use crate::{error::Result, mail::Letter, site::Site, words::Value};

#[derive(Template)]
#[template(path = "accounts/letter.txt")]
struct Text<'a> {
    greeting: &'a str,
    sentence: &'a str,
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
}

/// Writes a letter with a link in the site's language, and sends it.
pub async fn send(site: &Site, to: &str, about: About, path: &str) -> Result<()> {
    let settings = site.settings();
    let (subject, sentence) = match about {
        About::Invitation => ("letter-invitation-subject", "letter-invitation"),
        About::Password => ("letter-password-subject", "letter-password"),
    };
    let say = |key: &str| {
        let args = [("site", Value::from(settings.name.as_str()))];
        site.words.say(&settings.language, key, &args).into_owned()
    };
    let text = Text {
        greeting: &say("letter-greeting"),
        sentence: &say(sentence),
        link: &site.address(path),
        closing: &say("letter-closing"),
    }
    .render()?;
    let (to, subject) = (to.to_owned(), say(subject));
    let letter = Letter { to, subject, text, html: None, unsubscribe: None };
    Ok(site.mail.send(&letter).await?)
}
