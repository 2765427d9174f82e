//! The administration's page on who comes in, who reads, and what goes to other servers.

use actix_web::{
    HttpRequest, HttpResponse,
    http::StatusCode,
    web::{self, ServiceConfig, ThinData},
};
use askama::Template;
use serde::Deserialize;

use crate::{
    error::{Problem, Result},
    site::{Settings, SignUp, Site},
    web::{Filled, Form, Page, filters, flash},
};

pub fn routes(routes: &mut ServiceConfig) {
    routes.route("/admin/access", web::get().to(show)).route("/admin/access", web::post().to(save));
}

#[derive(Deserialize, Default, Clone)]
#[serde(default)]
#[expect(clippy::struct_excessive_bools, reason = "boxes to tick")]
struct Fields {
    sign_up: String,
    open_to_read: bool,
    send: bool,
    receive: bool,
    sign_ups_hour: String,
    sign_ups_address: String,
    teachers_invite: bool,
    review_newcomers: bool,
    hold_new_hosts: bool,
}

impl Fields {
    fn of(settings: &Settings) -> Self {
        Self {
            sign_up: settings.sign_up.name().into(),
            open_to_read: settings.open_to_read,
            send: settings.send,
            receive: settings.receive,
            sign_ups_hour: settings.sign_ups_hour.to_string(),
            sign_ups_address: settings.sign_ups_address.to_string(),
            teachers_invite: settings.teachers_invite,
            review_newcomers: settings.review_newcomers,
            hold_new_hosts: settings.hold_new_hosts,
        }
    }

    fn lay_over(&self, old: &Settings) -> Result<Settings, Vec<Problem>> {
        let mut problems = Vec::new();
        let mut number = |field: &'static str, text: &str| {
            text.trim().parse::<u32>().unwrap_or_else(|_| {
                problems.push(Problem::new(field, "settings-number"));
                0
            })
        };
        let sign_ups_hour = number("sign_ups_hour", &self.sign_ups_hour);
        let sign_ups_address = number("sign_ups_address", &self.sign_ups_address);
        let Some(sign_up) = SignUp::parse(&self.sign_up) else {
            problems.push(Problem::new("sign_up", "form-unreadable"));
            return Err(problems);
        };
        let settings = Settings {
            sign_up,
            open_to_read: self.open_to_read,
            send: self.send,
            receive: self.receive,
            sign_ups_hour,
            sign_ups_address,
            teachers_invite: self.teachers_invite,
            review_newcomers: self.review_newcomers,
            hold_new_hosts: self.hold_new_hosts,
            ..old.clone()
        };
        if problems.is_empty() { Ok(settings) } else { Err(problems) }
    }
}

#[derive(Template)]
#[template(path = "accounts/access.html")]
struct AccessPage {
    form: Filled<Fields>,
    mail: bool,
}

async fn show(site: ThinData<Site>) -> Page<AccessPage> {
    let form = Filled::new(Fields::of(&site.settings()));
    Page(AccessPage { form, mail: site.mail.is_set_up() })
}

async fn save(
    request: HttpRequest,
    site: ThinData<Site>,
    Form(fields): Form<Fields>,
) -> Result<HttpResponse> {
    let house = site.0.clone();
    let typed = fields.clone();
    let saved = site
        .db
        .write(move |tx| match typed.lay_over(&house.settings()) {
            Ok(settings) => house.save_settings(tx, settings).map(|()| Vec::new()),
            Err(problems) => Ok(problems),
        })
        .await?;
    if saved.is_empty() {
        return Ok(flash("/admin/access", "settings-saved", ""));
    }
    let page = AccessPage { form: Filled::wrong(fields, saved), mail: site.mail.is_set_up() };
    Ok(Page(page).status(&request, StatusCode::UNPROCESSABLE_ENTITY))
}
