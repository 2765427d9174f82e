//! The letters that gather what is new: who is due, what each says, and that none comes twice.
//!
//! That a letter is due is written down together with the job that posts it, and that it goes to
//! the mail server before it goes there. If the machine stops just then, nobody knows whether it
//! arrived: it is not sent again, and the next letter tells of the same things.

use askama::Template;
use serde::{Deserialize, Serialize};

use super::{
    model::{Choices, Kept, Letters},
    store,
};
use crate::{
    accounts::{self, Standing},
    db::Tx,
    error::Result,
    ids::AccountId,
    jobs::Job,
    mail::Letter,
    site::Site,
    text::language,
    words::{Value, Words},
};

/// So many letters fall due in one transaction.
const AT_ONCE: usize = 50;
/// So many notices stand in one letter.
const MOST: usize = 30;

/// Leaves a letter for everybody whose time has come, and itself for the next time.
#[derive(Serialize, Deserialize)]
pub struct PostDue {}

impl Job for PostDue {
    const KIND: &'static str = "notices.due";

    fn key(&self) -> Option<String> {
        Some(String::new())
    }

    async fn run(self, site: Site) -> Result<()> {
        while site.db.write(some_due).await? {}
        Ok(())
    }
}

/// Leaves some letters, or, if none is due, this job for the next time.
fn some_due(tx: &Tx<'_>) -> Result<bool> {
    let due = store::due(tx, tx.now, AT_ONCE)?;
    for (account, letters) in &due {
        if store::begin_letter(tx, *account, letters.next(tx.now))? {
            Post { account: *account }.enqueue(tx)?;
        }
    }
    if due.is_empty()
        && let Some(next) = store::next_due(tx)?
    {
        PostDue {}.enqueue_at(tx, next)?;
    }
    Ok(!due.is_empty())
}

/// Posts one letter.
#[derive(Serialize, Deserialize)]
pub struct Post {
    account: AccountId,
}

impl Job for Post {
    const KIND: &'static str = "notices.letter";

    fn key(&self) -> Option<String> {
        Some(self.account.to_string())
    }

    async fn run(self, site: Site) -> Result<()> {
        let account = self.account;
        let wanted = site.db.write(move |tx| gather(tx, account)).await?;
        let Some(wanted) = wanted else { return Ok(()) };
        let letter = write(&site, wanted)?;
        match site.mail.send(&letter).await {
            Ok(()) => site.db.write(move |tx| store::forget_letter(tx, account)).await,
            Err(problem) if problem.may_pass() => {
                site.db.write(move |tx| store::take_back(tx, account)).await?;
                Err(problem.into())
            }
            Err(problem) => {
                tracing::warn!(%problem, %account, "a letter about notices cannot be sent");
                site.db.write(move |tx| store::forget_letter(tx, account)).await
            }
        }
    }
}

/// What a letter is made of.
struct Wanted {
    to: String,
    choices: Choices,
    notices: Vec<Kept>,
}

fn gather(tx: &Tx<'_>, id: AccountId) -> Result<Option<Wanted>> {
    let Some((after, upto)) = store::hand_over(tx, id)? else { return Ok(None) };
    let account = accounts::find(tx, id)?;
    let choices = store::choices(tx, id)?.filter(|choices| choices.letters != Letters::Never);
    // What was seen meanwhile needs no letter.
    let notices = store::unseen(tx, id, after, upto, MOST + 1)?;
    let (Some(to), Some(choices), Standing::Active, false) =
        (account.email, choices, account.standing, notices.is_empty())
    else {
        store::forget_letter(tx, id)?;
        return Ok(None);
    };
    Ok(Some(Wanted { to, choices, notices }))
}

#[derive(Template)]
#[template(path = "notices/letter.txt")]
struct Text<'a> {
    heading: &'a str,
    lines: &'a [(String, String)],
    more: Option<&'a str>,
    why: &'a str,
    end: &'a str,
    unsubscribe: &'a str,
}

#[derive(Template)]
#[template(path = "notices/letter.html")]
struct Html<'a> {
    language: &'a str,
    direction: &'a str,
    site: &'a str,
    heading: &'a str,
    lines: &'a [(String, String)],
    all: &'a str,
    all_address: &'a str,
    more: Option<&'a str>,
    why: &'a str,
    end: &'a str,
    unsubscribe: &'a str,
}

fn write(site: &Site, wanted: Wanted) -> Result<Letter> {
    let Wanted { to, choices, mut notices } = wanted;
    let settings = site.settings();
    let tag = match choices.language.as_str() {
        "" => settings.language.as_str(),
        tag => tag,
    };
    let has_more = notices.len() > MOST;
    notices.truncate(MOST);
    let count = i64::try_from(notices.len()).unwrap_or(i64::MAX);
    let say = |key: &'static str| {
        let args = [("site", Value::from(settings.name.as_str())), ("n", Value::from(count))];
        site.words.say(tag, key, &args).into_owned()
    };
    let lines: Vec<(String, String)> = notices
        .iter()
        .map(|kept| {
            let address = site.address(&format!("/notices/{}/open", kept.id));
            (sentence(&site.words, tag, kept), address)
        })
        .collect();
    let unsubscribe = site.address(&format!("/notices/unsubscribe/{}", choices.secret));
    let heading = say("notices-letter-heading");
    let more = has_more.then(|| say("notices-letter-more"));
    let (why, end, all) =
        (say("notices-letter-why"), say("notices-letter-end"), say("notices-all"));
    let text = Text {
        heading: &heading,
        lines: &lines,
        more: more.as_deref(),
        why: &why,
        end: &end,
        unsubscribe: &unsubscribe,
    };
    let html = Html {
        language: tag,
        direction: language::direction(tag).as_str(),
        site: &settings.name,
        heading: &heading,
        lines: &lines,
        all: &all,
        all_address: &site.address("/notices"),
        more: more.as_deref(),
        why: &why,
        end: &end,
        unsubscribe: &unsubscribe,
    };
    Ok(Letter {
        to,
        subject: say("notices-letter-subject"),
        text: text.render()?,
        html: Some(html.render()?),
        unsubscribe: Some(unsubscribe),
    })
}

/// What a notice says, in a language.
pub fn sentence(words: &Words, tag: &str, kept: &Kept) -> String {
    let somebody = words.say(tag, "notices-somebody", &[]).into_owned();
    let name = kept.by.as_ref().map_or(somebody.as_str(), |(name, _)| name.as_str());
    let args = [("name", Value::from(name)), ("quote", Value::from(kept.quote.as_str()))];
    words.say(tag, &kept.key, &args).into_owned()
}
