//! The language of a resource: guessed from its words, and confirmed by those who may change it.

use actix_web::{
    HttpResponse,
    web::{self, Path, ServiceConfig, ThinData},
};
use rusqlite::Connection;
use serde::Deserialize;

use super::{actions::editable, store};
use crate::{
    db::Tx,
    error::Result,
    ids::ResourceId,
    resources::{self, Description, Resource},
    site::Site,
    text::language,
    vocabulary,
    web::{Form, Person, flash},
};

/// Below this a guess is not worth a question.
const SURE: f64 = 0.8;
/// Fewer characters tell no language.
const ENOUGH: usize = 60;
/// So many characters are read.
const READ: u32 = 3000;

pub fn routes(routes: &mut ServiceConfig) {
    routes.route("/r/{key}/language", web::post().to(answer));
}

/// The language that a resource seems to be in, if it is not one of those that it says, and nobody
/// has answered that yet.
pub fn doubt(conn: &Connection, resource: &Resource) -> Result<Option<String>> {
    let Some(guess) = guess(conn, resource)? else { return Ok(None) };
    let said = &resource.description.languages;
    let known = said.iter().any(|tag| language::primary(tag).as_deref() == Some(&guess));
    let answered = store::answered_guess(conn, resource.id)?.is_some_and(|tag| tag == guess);
    Ok((!known && !answered).then_some(guess))
}

fn guess(conn: &Connection, resource: &Resource) -> Result<Option<String>> {
    let [summary, words] = resources::opening_words(conn, resource.id, READ)?;
    // What it holds says more than what is said of it.
    let text = if words.chars().count() >= ENOUGH {
        words
    } else {
        format!("{} {summary} {words}", resource.description.title)
    };
    if text.chars().count() < ENOUGH {
        return Ok(None);
    }
    let guess = language::guess(&text).filter(|(_, sure)| *sure >= SURE);
    let known = guess.map(|(tag, _)| vocabulary::known("language", vec![tag.to_owned()]));
    Ok(known.and_then(|known| known.into_iter().next()))
}

/// Answers a guess: takes it as the language of the resource, or keeps what is said there.
pub fn settle(tx: &Tx<'_>, person: &Person, key: &str, guess: &str, take: bool) -> Result<()> {
    let resource = editable(tx, person, key)?;
    let id: ResourceId = resource.id;
    let known = vocabulary::known("language", vec![guess.to_owned()]);
    let Some(tag) = known.into_iter().next() else { return Ok(()) };
    store::answer_guess(tx, id, &tag)?;
    if !take {
        return Ok(());
    }
    let mut languages = resource.description.languages.clone();
    // The first one was chosen by the form, and is what was wrong.
    if languages.is_empty() {
        languages.push(tag);
    } else {
        languages[0] = tag;
    }
    let description = Description { languages, ..resource.description };
    resources::describe(tx, person, id, &description)
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Answer {
    guess: String,
    take: String,
}

async fn answer(
    person: Person,
    key: Path<String>,
    site: ThinData<Site>,
    Form(answer): Form<Answer>,
) -> Result<HttpResponse> {
    let (to, take) = (format!("/r/{key}"), answer.take == "yes");
    site.db.write(move |tx| settle(tx, &person, &key, &answer.guess, take)).await?;
    Ok(flash(&to, if take { "language-taken" } else { "language-kept" }, ""))
}
