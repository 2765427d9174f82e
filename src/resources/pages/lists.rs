//! Lists of one's own drafts and of what waits for a curator.

use actix_web::web::{self, ServiceConfig, ThinData};
use askama::Template;

use crate::{
    error::Result,
    resources::{Row, actions, store},
    site::Site,
    web::{Page, Person, Role, filters},
};

pub fn routes(routes: &mut ServiceConfig) {
    routes.route("/drafts", web::get().to(drafts)).route("/review", web::get().to(review));
}

#[derive(Template)]
#[template(path = "resources/drafts.html")]
struct DraftsPage {
    rows: Vec<Row>,
}

async fn drafts(person: Person, site: ThinData<Site>) -> Result<Page<DraftsPage>> {
    actions::may_share(&person)?;
    let rows = site.db.read(move |db| store::drafts(db, person.account)).await?;
    Ok(Page(DraftsPage { rows }))
}

#[derive(Template)]
#[template(path = "resources/review.html")]
struct ReviewPage {
    rows: Vec<Row>,
}

async fn review(person: Person, site: ThinData<Site>) -> Result<Page<ReviewPage>> {
    person.at_least(Role::Curator)?;
    let rows = site.db.read(|db| store::waiting_for_review(db)).await?;
    Ok(Page(ReviewPage { rows }))
}
