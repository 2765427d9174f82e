//! The page of a person: who they are, and what they share.

use actix_web::{
    HttpRequest,
    web::{self, Path, ServiceConfig, ThinData},
};
use askama::Template;

use super::place;
use crate::{
    accounts::{self, Account, Standing},
    error::{Error, Result},
    ids::Thing,
    part::Looking,
    resources::{Row, store},
    site::Site,
    text::{markdown, sanitise},
    web::{Cut, Frame, PAGE, Page, Panels, Role, Viewer, filters},
};

pub fn routes(routes: &mut ServiceConfig) {
    routes.route("/u/{handle}", web::get().to(show));
}

#[derive(Template)]
#[template(path = "resources/person.html")]
struct PersonPage {
    account: Account,
    about: String,
    subjects: Vec<String>,
    levels: Vec<String>,
    languages: Vec<String>,
    /// How many they share, or more than how many.
    shared: String,
    cut: Cut<Row>,
    is_own: bool,
    /// What other parts show with this person.
    panels: Panels,
}

impl PersonPage {
    fn initial(&self) -> String {
        self.account.name.chars().next().map(|c| c.to_uppercase().collect()).unwrap_or_default()
    }

    fn has_interests(&self) -> bool {
        !(self.subjects.is_empty() && self.levels.is_empty() && self.languages.is_empty())
    }
}

async fn show(
    request: HttpRequest,
    viewer: Viewer,
    handle: Path<String>,
    site: ThinData<Site>,
) -> Result<Page<PersonPage>> {
    let before = place(&request);
    let language = Frame::of(&request, &site).language().to_owned();
    let house = site.0.clone();
    let page = site
        .db
        .read(move |db| {
            let account = match accounts::find_by_handle(db, &handle) {
                Err(Error::NotFound) if accounts::is_freed(db, &handle)? => {
                    return Err(Error::Gone);
                }
                found => found?,
            };
            match account.standing {
                Standing::Active => {}
                Standing::Suspended if viewer.is(Role::Moderator) => {}
                Standing::Suspended => return Err(Error::NotFound),
                Standing::Deleted => return Err(Error::Gone),
            }
            let thing = Thing::Person(account.id);
            let looking = Looking { viewer: &viewer, thing, language: &language };
            let rows = store::by_owner(db, &viewer, account.id, PAGE + 1, before)?;
            Ok(PersonPage {
                // A stranger to all here leads nobody elsewhere yet.
                about: if account.vouched {
                    markdown::to_html(&account.about)
                } else {
                    format!("<p>{}</p>", sanitise::escape(&markdown::to_text(&account.about)))
                },
                subjects: accounts::interests(db, account.id, "subject")?,
                levels: accounts::interests(db, account.id, "level")?,
                languages: accounts::interests(db, account.id, "language")?,
                shared: match store::count_by_owner(db, &viewer, account.id)? {
                    count if count > store::MOST_COUNTED => format!("{}+", store::MOST_COUNTED),
                    count => count.to_string(),
                },
                cut: Cut::new(rows, PAGE, Row::place),
                panels: house.panels(db, &looking)?,
                is_own: viewer.account() == Some(account.id),
                account,
            })
        })
        .await?;
    Ok(Page(page))
}
