//! One thread: what is said in it, and what can be done with it.

use actix_web::{
    HttpRequest, HttpResponse,
    http::StatusCode,
    web::{self, Path, ServiceConfig, ThinData},
};
use askama::Template;
use rusqlite::Connection;
use serde::Deserialize;

use super::{
    about::{About, about},
    actions, held,
    model::{Comment, Earlier, Thread},
    said::{Reader, Said},
    store, threads,
};
use crate::{
    error::{Error, Problem, Result},
    ids::{CommentId, Key, Thing},
    part::Looking,
    site::Site,
    text::markdown,
    web::{Filled, Form, Frame, PAGE, Page, Person, Viewer, filters, flash, form, redirect},
};

/// How many comments stand before the one that an address names.
const BEFORE: usize = 5;

pub fn routes(routes: &mut ServiceConfig) {
    routes
        .route("/t/{key}", web::get().to(show))
        .route("/t/{key}", web::post().to(say))
        .route("/t/{key}/state", web::post().to(change_state))
        .route("/t/{key}/move", web::get().to(move_form))
        .route("/t/{key}/move", web::post().to(move_to))
        .route("/t/{key}/{comment}", web::get().to(lead))
        .route("/t/{key}/{comment}/edit", web::get().to(edit_form))
        .route("/t/{key}/{comment}/edit", web::post().to(edit))
        .route("/t/{key}/{comment}/history", web::get().to(history))
        .route("/t/{key}/{comment}/state", web::post().to(change_comment));
}

/// What is typed into a thread.
#[derive(Deserialize, Default, Clone)]
#[serde(default)]
struct Fields {
    text: String,
    /// The key of the comment that it answers, or nothing.
    answers: String,
}

#[derive(Template)]
#[template(path = "discussion/thread.html")]
struct ThreadPage {
    thread: Thread,
    about: About,
    reader: Reader,
    may_close: bool,
    said: Vec<Said>,
    /// Where the pages before and after this one begin.
    earlier: Option<Key>,
    later: Option<Key>,
    /// Who is answered.
    answered: Option<Comment>,
    form: Filled<Fields>,
}

impl ThreadPage {
    /// Whether the title may be seen: not where all that was said was withdrawn.
    fn is_titled(&self) -> bool {
        !self.thread.title.is_empty() && (self.thread.is_alive() || self.reader.moderates)
    }
}

/// Which comments are shown.
enum Window {
    /// From this one on.
    From(String),
    /// Those around this one.
    Around(String),
    /// The last ones.
    End,
    /// The first ones.
    Beginning,
}

fn read(
    db: &Connection,
    (house, language): (&Site, &str),
    viewer: &Viewer,
    key: &str,
    window: &Window,
    form: Filled<Fields>,
) -> Result<ThreadPage> {
    let thread = store::find_thread_by_key(db, key)?;
    let about = about(db, viewer, thread.about)?;
    let reader = Reader::of(db, viewer, &about)?.within(&thread);
    let may_close = match &viewer.0 {
        Some(person) => threads::may_close(db, person, &about, &thread)?,
        None => false,
    };
    let within = |key: &str| -> Result<Comment> {
        let found = store::find_comment_by_key(db, key)?;
        if found.thread == thread.id { Ok(found) } else { Err(Error::NotFound) }
    };
    let shortly_before = |id: CommentId| -> Result<CommentId> {
        match store::page_before(db, thread.id, id, BEFORE)? {
            Some(key) => Ok(within(key.as_str())?.id),
            None => Ok(id),
        }
    };
    let from = match window {
        Window::From(key) => within(key)?.id,
        Window::Around(key) => shortly_before(within(key)?.id)?,
        Window::End => shortly_before(CommentId(i64::MAX))?,
        Window::Beginning => CommentId(0),
    };
    let mut comments = store::comments(db, thread.id, from, PAGE + 1)?;
    let later = (comments.len() > PAGE).then(|| comments.pop()).flatten().map(|next| next.key);
    let earlier = match comments.first() {
        Some(first) => store::page_before(db, thread.id, first.id, PAGE)?,
        None => None,
    };
    let answered = match form.fields.answers.as_str() {
        "" => None,
        key => within(key).ok().filter(|found| found.withdrawn.is_none()),
    };
    let mut said = Said::all(comments, reader);
    said.retain(Said::is_for_reader);
    for one in said.iter_mut().filter(|one| !one.is_gone()) {
        let thing = Thing::Comment(one.comment.id);
        one.panels = house.panels(db, &Looking { viewer, thing, language })?;
    }
    Ok(ThreadPage { thread, about, reader, may_close, said, earlier, later, answered, form })
}

async fn show(
    request: HttpRequest,
    viewer: Viewer,
    key: Path<String>,
    site: ThinData<Site>,
) -> Result<Page<ThreadPage>> {
    let mut query = form::query(&request);
    let answers = query.remove("answer").unwrap_or_default();
    let window = match (query.remove("from"), query.remove("at")) {
        (Some(key), _) => Window::From(key),
        (None, Some(key)) => Window::Around(key),
        _ if !answers.is_empty() => Window::Around(answers.clone()),
        _ => Window::Beginning,
    };
    let (house, language) = (site.0.clone(), Frame::of(&request, &site).language().to_owned());
    site.db
        .read(move |db| {
            let mut page = read(
                db,
                (&house, &language),
                &viewer,
                &key,
                &window,
                Filled::new(Fields { answers, ..Fields::default() }),
            )?;
            // Whoever is answered is told, and the answer is theirs even out of its thread.
            if let Some(answered) = &page.answered
                && Some(answered.author) != page.reader.account
            {
                page.form.fields.text = format!("@{} ", answered.author_handle);
            }
            Ok(Page(page))
        })
        .await
}

/// Leads to the page of the thread on which a comment stands.
async fn lead(
    viewer: Viewer,
    path: Path<(String, String)>,
    site: ThinData<Site>,
) -> Result<HttpResponse> {
    let (_, comment) = path.into_inner();
    let to = site
        .db
        .read(move |db| {
            let found = store::find_comment_by_key(db, &comment)?;
            about(db, &viewer, found.about)?;
            Ok(found.address())
        })
        .await?;
    Ok(redirect(&to))
}

async fn say(
    request: HttpRequest,
    viewer: Viewer,
    key: Path<String>,
    site: ThinData<Site>,
    Form(fields): Form<Fields>,
) -> Result<HttpResponse> {
    let person = viewer.person()?.clone();
    let (typed, which) = (fields.clone(), key.clone());
    let said = site
        .db
        .write(move |tx| {
            let thread = store::find_thread_by_key(tx, &which)?;
            let answers = store::find_comment_by_key(tx, &typed.answers).ok().map(|found| found.id);
            let id = actions::comment(tx, &person, thread.id, &typed.text, answers)?;
            store::find_comment(tx, id)
        })
        .await;
    match said {
        Ok(said) => Ok(flash(&said.address(), said.sent(), "")),
        Err(Error::Invalid(problems)) => {
            let house = site.0.clone();
            let language = Frame::of(&request, &site).language().to_owned();
            let page = site
                .db
                .read(move |db| {
                    let form = Filled::wrong(fields, problems);
                    read(db, (&house, &language), &viewer, &key, &Window::End, form)
                })
                .await?;
            Ok(Page(page).status(&request, StatusCode::UNPROCESSABLE_ENTITY))
        }
        Err(error) => Err(error),
    }
}

#[derive(Deserialize)]
struct Deed {
    #[serde(rename = "do")]
    deed: String,
    #[serde(default)]
    reason: String,
}

async fn change_state(
    person: Person,
    key: Path<String>,
    site: ThinData<Site>,
    Form(fields): Form<Deed>,
) -> Result<HttpResponse> {
    let to = format!("/t/{key}");
    let said = match fields.deed.as_str() {
        "close" => "discussion-closed",
        "open" => "discussion-opened",
        "pin" => "discussion-pinned",
        "unpin" => "discussion-unpinned",
        _ => return Err(Error::invalid("", "form-unreadable")),
    };
    site.db
        .write(move |tx| {
            let id = store::find_thread_by_key(tx, &key)?.id;
            match fields.deed.as_str() {
                "close" => threads::close(tx, &person, id, true),
                "open" => threads::close(tx, &person, id, false),
                "pin" => threads::pin(tx, &person, id, true),
                _ => threads::pin(tx, &person, id, false),
            }
        })
        .await?;
    Ok(flash(&to, said, ""))
}

/// Where a thread is to go, as typed.
#[derive(Deserialize, Default, Clone)]
#[serde(default)]
struct Moving {
    to: String,
    title: String,
}

#[derive(Template)]
#[template(path = "discussion/move.html")]
struct MovePage {
    thread: Thread,
    about: About,
    form: Filled<Moving>,
}

fn movable(db: &Connection, person: &Person, key: &str) -> Result<(Thread, About)> {
    let thread = store::find_thread_by_key(db, key)?;
    let about = about(db, &Viewer(Some(person.clone())), thread.about)?;
    if !actions::may_moderate(db, person, &about)? {
        return Err(Error::Forbidden("discussion-not-moderator"));
    }
    Ok((thread, about))
}

async fn move_form(
    person: Person,
    key: Path<String>,
    site: ThinData<Site>,
) -> Result<Page<MovePage>> {
    site.db
        .read(move |db| {
            let (thread, about) = movable(db, &person, &key)?;
            let title =
                if thread.title.is_empty() { about.title.clone() } else { thread.title.clone() };
            let form = Filled::new(Moving { to: String::new(), title });
            Ok(Page(MovePage { thread, about, form }))
        })
        .await
}

async fn move_to(
    request: HttpRequest,
    person: Person,
    key: Path<String>,
    site: ThinData<Site>,
    Form(fields): Form<Moving>,
) -> Result<HttpResponse> {
    let (by, which, typed) = (person.clone(), key.clone(), fields.clone());
    let moved = site
        .db
        .write(move |tx| {
            let id = store::find_thread_by_key(tx, &which)?.id;
            threads::move_to(tx, &by, id, &typed.to, &typed.title)
        })
        .await;
    match moved {
        Ok(thread) => Ok(flash(&thread.address(), "discussion-moved", "")),
        Err(Error::Invalid(problems)) => {
            let (thread, about) = site.db.read(move |db| movable(db, &person, &key)).await?;
            let page = MovePage { thread, about, form: Filled::wrong(fields, problems) };
            Ok(Page(page).status(&request, StatusCode::UNPROCESSABLE_ENTITY))
        }
        Err(error) => Err(error),
    }
}

#[derive(Template)]
#[template(path = "discussion/edit.html")]
struct EditPage {
    comment: Comment,
    form: Filled<Fields>,
}

/// A comment of this person's own that may be written anew.
fn own(db: &Connection, person: &Person, key: &str) -> Result<Comment> {
    let found = store::find_comment_by_key(db, key)?;
    about(db, &Viewer(Some(person.clone())), found.about)?;
    if found.author != person.account {
        return Err(Error::Forbidden("discussion-not-yours"));
    }
    if found.withdrawn.is_some() {
        return Err(Error::Gone);
    }
    Ok(found)
}

async fn edit_form(
    person: Person,
    path: Path<(String, String)>,
    site: ThinData<Site>,
) -> Result<Page<EditPage>> {
    let (_, key) = path.into_inner();
    let comment = site.db.read(move |db| own(db, &person, &key)).await?;
    let fields = Fields { text: comment.text.clone(), ..Fields::default() };
    Ok(Page(EditPage { comment, form: Filled::new(fields) }))
}

async fn edit(
    request: HttpRequest,
    person: Person,
    path: Path<(String, String)>,
    site: ThinData<Site>,
    Form(fields): Form<Fields>,
) -> Result<HttpResponse> {
    let (_, key) = path.into_inner();
    let typed = fields.clone();
    let (comment, waits, problems): (Comment, bool, Vec<Problem>) = site
        .db
        .write(move |tx| {
            let found = own(tx, &person, &key)?;
            match actions::edit(tx, &person, found.id, &typed.text) {
                Ok(()) => {
                    let waits = store::find_comment(tx, found.id)?.waits();
                    Ok((found, waits, Vec::new()))
                }
                Err(Error::Invalid(problems)) => Ok((found, false, problems)),
                Err(error) => Err(error),
            }
        })
        .await?;
    if problems.is_empty() {
        let said = if waits { "discussion-said-waits" } else { "discussion-edited" };
        return Ok(flash(&comment.address(), said, ""));
    }
    let page = EditPage { comment, form: Filled::wrong(fields, problems) };
    Ok(Page(page).status(&request, StatusCode::UNPROCESSABLE_ENTITY))
}

#[derive(Template)]
#[template(path = "discussion/history.html")]
struct HistoryPage {
    comment: Comment,
    earlier: Vec<Earlier>,
}

async fn history(
    person: Person,
    path: Path<(String, String)>,
    site: ThinData<Site>,
) -> Result<Page<HistoryPage>> {
    let (_, key) = path.into_inner();
    site.db
        .read(move |db| {
            let comment = store::find_comment_by_key(db, &key)?;
            let about = about(db, &Viewer(Some(person.clone())), comment.about)?;
            if comment.author != person.account && !actions::may_moderate(db, &person, &about)? {
                return Err(Error::Forbidden("discussion-not-yours"));
            }
            let earlier = store::history(db, comment.id)?;
            Ok(Page(HistoryPage { comment, earlier }))
        })
        .await
}

async fn change_comment(
    person: Person,
    path: Path<(String, String)>,
    site: ThinData<Site>,
    Form(fields): Form<Deed>,
) -> Result<HttpResponse> {
    let (_, key) = path.into_inner();
    let said = match fields.deed.as_str() {
        "withdraw" => "discussion-withdrawn",
        "restore" => "discussion-restored",
        "accept" => "discussion-accepted",
        "decline" => "discussion-declined",
        _ => return Err(Error::invalid("", "form-unreadable")),
    };
    let to = site
        .db
        .write(move |tx| {
            let found = store::find_comment_by_key(tx, &key)?;
            match fields.deed.as_str() {
                "withdraw" => actions::withdraw_comment(tx, &person, found.id, &fields.reason)?,
                "accept" => held::let_through(tx, &person, found.id)?,
                "decline" => held::turn_down(tx, &person, found.id, &fields.reason)?,
                _ => actions::restore_comment(tx, &person, found.id)?,
            }
            Ok(found.address())
        })
        .await?;
    Ok(flash(&to, said, ""))
}
