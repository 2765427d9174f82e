//! What members of a community agree to, on a page of its own.

use actix_web::web::{self, Path, ServiceConfig, ThinData};
use askama::Template;

use super::{
    actions,
    model::{Community, Member},
    store,
};
use crate::{
    error::Result,
    site::Site,
    text::markdown,
    web::{Page, Viewer, filters},
};

pub fn routes(routes: &mut ServiceConfig) {
    routes.route("/c/{handle}/rules", web::get().to(show));
}

#[derive(Template)]
#[template(path = "communities/rules.html")]
struct RulesPage {
    community: Community,
    rules: String,
    /// Who looks after them.
    keepers: Vec<Member>,
    moderates: bool,
}

async fn show(
    viewer: Viewer,
    handle: Path<String>,
    site: ThinData<Site>,
) -> Result<Page<RulesPage>> {
    site.db
        .read(move |db| {
            let community = actions::readable(db, &viewer, &handle)?;
            let moderates = match &viewer.0 {
                Some(person) => actions::moderates(db, person, community.id)?,
                None => false,
            };
            let keepers = store::keepers(db, community.id)?;
            let rules = markdown::to_html(&community.rules);
            Ok(Page(RulesPage { community, rules, keepers, moderates }))
        })
        .await
}
