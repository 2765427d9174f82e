//! The roof as a part of its own, and the page about the site.

use actix_web::web::{self, ServiceConfig, ThinData};
use askama::Template;

use super::{administration, home, sweep::Sweep};
use crate::{
    error::Result,
    jobs::Kind,
    part::{Part, Who},
    site::Site,
    text::markdown,
    web::{Page, filters},
};

/// The roof's own pages.
pub const PART: Part = Part {
    name: "app",
    routes,
    gate: &[
        ("/", Who::Readers),
        ("/cover/{name}", Who::Readers),
        ("/about", Who::Anybody),
        ("/admin", Who::Administrators),
        ("/admin/settings", Who::Administrators),
        ("/admin/jobs", Who::Administrators),
        ("/admin/jobs/{job}/retry", Who::Administrators),
        ("/admin/jobs/{job}/erase", Who::Administrators),
    ],
    words: &[
        ("en", include_str!("../../templates/app/en.ftl")),
        ("de", include_str!("../../templates/app/de.ftl")),
    ],
    jobs: &[Kind::of::<Sweep>()],
    ..Part::EMPTY
};

fn routes(routes: &mut ServiceConfig) {
    routes.route("/about", web::get().to(about));
    home::routes(routes);
    administration::routes(routes);
}

#[derive(Template)]
#[template(path = "app/about.html")]
struct AboutPage {
    html: String,
}

async fn about(site: ThinData<Site>) -> Result<Page<AboutPage>> {
    Ok(Page(AboutPage { html: markdown::to_html(&site.settings().about) }))
}
