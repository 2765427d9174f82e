//! The pages of resources: sharing, describing, showing, looking over.

mod content;
pub mod copies;
mod edit;
mod fields;
mod files;
mod lists;
mod long;
mod profile;
mod share;
mod show;
mod steps;
mod tree;

use actix_web::{HttpRequest, HttpResponse, http::header, web::ServiceConfig};

pub use self::{
    files::send as send_file,
    long::{Cut, cut},
};
use super::{Kind, Row, State, Visibility, broad};
use crate::{
    ids::ResourceId,
    time::Moment,
    web::{flash, form},
};

pub fn routes(routes: &mut ServiceConfig) {
    share::routes(routes);
    edit::routes(routes);
    content::routes(routes);
    copies::routes(routes);
    show::routes(routes);
    files::routes(routes);
    steps::routes(routes);
    lists::routes(routes);
    profile::routes(routes);
}

/// Modules of which the sprite has a drawing and the word lists a name.
const MODULES: &[(&str, &str, &str)] = &[
    ("assign", "assignment", "module-assign"),
    ("assignment", "assignment", "module-assign"),
    ("book", "book", "module-book"),
    ("chat", "chat", "module-chat"),
    ("choice", "choice", "module-choice"),
    ("contentbank", "h5p", "module-h5p"),
    ("data", "data", "module-data"),
    ("feedback", "feedback", "module-feedback"),
    ("folder", "folder", "module-folder"),
    ("forum", "forum", "module-forum"),
    ("glossary", "glossary", "module-glossary"),
    ("h5pactivity", "h5p", "module-h5p"),
    ("hvp", "h5p", "module-h5p"),
    ("imscp", "scorm", "module-imscp"),
    ("label", "label", "module-label"),
    ("lesson", "lesson", "module-lesson"),
    ("lti", "lti", "module-lti"),
    ("page", "page", "module-page"),
    ("quiz", "quiz", "module-quiz"),
    ("qbank", "quiz", "module-qbank"),
    ("resource", "file", "module-resource"),
    ("scorm", "scorm", "module-scorm"),
    ("survey", "survey", "module-survey"),
    ("url", "url", "module-url"),
    ("wiki", "wiki", "module-wiki"),
    ("workshop", "workshop", "module-workshop"),
    ("bigbluebuttonbn", "video", "module-meeting"),
    ("studentquiz", "quiz", "module-quiz"),
];

/// The drawing for a kind of resource.
pub fn drawing(kind: Kind, module: &str) -> &'static str {
    match kind {
        Kind::Link => "link",
        Kind::File => "file",
        Kind::Page => "page",
        Kind::Activity => {
            MODULES.iter().find(|(name, ..)| *name == module).map_or("unknown", |(_, icon, _)| icon)
        }
    }
}

/// The key of the word for a kind of resource.
pub fn word(kind: Kind, module: &str) -> &'static str {
    match kind {
        Kind::Link => "resource-link",
        Kind::File => "resource-file",
        Kind::Page => "resource-page",
        Kind::Activity => MODULES
            .iter()
            .find(|(name, ..)| *name == module)
            .map_or("resource-activity", |(.., key)| key),
    }
}

/// The key of the word for a state that others need not know.
fn state_word(state: State) -> Option<&'static str> {
    Some(match state {
        State::Draft => "state-draft",
        State::InReview => "state-in-review",
        State::Published => return None,
        State::Unpublished => "state-unpublished",
        State::Rejected => "state-rejected",
        State::Withdrawn => "state-withdrawn",
    })
}

/// The key of the word for a visibility that is not everybody's.
fn visibility_word(visibility: Visibility) -> Option<&'static str> {
    Some(match visibility {
        Visibility::Public => return None,
        Visibility::Local => "visibility-local",
        Visibility::Community => "visibility-community",
        Visibility::Private => "visibility-private",
    })
}

/// What `resources/row.html` asks of a row.
impl Row {
    /// The drawing for what it is.
    pub fn drawing(&self) -> &'static str {
        drawing(self.kind, &self.module)
    }

    /// The key of the word for what it is.
    pub fn word(&self) -> &'static str {
        word(self.kind, &self.module)
    }

    /// The broad field of its first subject, or nothing.
    pub fn field(&self) -> &str {
        broad(&self.subjects).unwrap_or_default()
    }

    /// Where its picture or its drawn cover is.
    pub fn picture(&self) -> String {
        if self.has_picture {
            return format!("/r/{}/picture/small", self.key);
        }
        format!("/r/{}/cover.svg?field={}", self.key, self.field())
    }

    /// The key of the word for its state, unless it is published.
    pub fn state_word(&self) -> Option<&'static str> {
        state_word(self.state)
    }

    /// The key of the word for who sees it, unless everybody does.
    pub fn visibility_word(&self) -> Option<&'static str> {
        visibility_word(self.visibility)
    }

    /// What the address of the next page of a list carries.
    pub fn place(&self) -> String {
        format!("{}-{}", self.shown.millis(), self.id)
    }
}

/// The place in a list that the address carries as `before`.
fn place(request: &HttpRequest) -> Option<(Moment, ResourceId)> {
    let query = form::query(request);
    let (moment, id) = query.get("before")?.split_once('-')?;
    Some((Moment::from_millis(moment.parse().ok()?), id.parse().ok()?))
}

/// Sends the browser on with a message; a script that has sent a file is told where to go.
fn sent_on(request: &HttpRequest, to: &str, key: &str, value: &str) -> HttpResponse {
    let answer = flash(to, key, value);
    let accept = request.headers().get(header::ACCEPT).and_then(|value| value.to_str().ok());
    if !accept.is_some_and(|accept| accept.contains("application/json")) {
        return answer;
    }
    let mut told = HttpResponse::Ok();
    for cookie in answer.cookies() {
        told.cookie(cookie.into_owned());
    }
    told.json(serde_json::json!({ "location": to }))
}
