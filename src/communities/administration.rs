//! Communities, for those who look after the site: all of them, withdrawn ones too.

use actix_web::web::{self, ServiceConfig, ThinData};
use askama::Template;

use super::{model::Card, store};
use crate::{
    error::Result,
    site::Site,
    web::{Page, filters},
};

pub fn routes(routes: &mut ServiceConfig) {
    routes.route("/admin/communities", web::get().to(show));
}

#[derive(Template)]
#[template(path = "communities/admin.html")]
struct AdminPage {
    communities: Vec<Card>,
}

async fn show(site: ThinData<Site>) -> Result<Page<AdminPage>> {
    let communities = site.db.read(store::all).await?;
    Ok(Page(AdminPage { communities }))
}
