//! Lists of one's own drafts and of what waits for a curator.

use actix_web::{
    HttpRequest,
    web::{self, ServiceConfig, ThinData},
};
use askama::Template;

use crate::{
    error::Result,
    ids::Thing,
    part::Looking,
    resources::{Row, actions, store},
    site::Site,
    web::{Frame, Page, Panels, Person, Role, Viewer, filters},
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
    panels: Panels,
}

async fn review(
    request: HttpRequest,
    person: Person,
    site: ThinData<Site>,
) -> Result<Page<ReviewPage>> {
    person.at_least(Role::Curator)?;
    let (house, language) = (site.0.clone(), Frame::of(&request, &site).language().to_owned());
    let viewer = Viewer(Some(person));
    site.db
        .read(move |db| {
            let rows = store::waiting_for_review(db)?;
            let looking = Looking { viewer: &viewer, thing: Thing::Site, language: &language };
            Ok(Page(ReviewPage { rows, panels: house.panels(db, &looking)? }))
        })
        .await
}
