//! Administration: the checklist, the settings, the work that waits.

use actix_web::{
    HttpRequest, HttpResponse,
    http::StatusCode,
    web::{self, Path, ServiceConfig, ThinData},
};
use askama::Template;
use serde::Deserialize;

use super::parts::PARTS;
use crate::{
    error::{Error, Problem, Result},
    ids::JobId,
    jobs::{self, JobRow},
    part::{Finding, State},
    site::{self, Settings, Site},
    text::size,
    vocabulary,
    web::{Filled, Form, Frame, Page, Viewer, filters, flash},
};

const MOST_JOBS: u32 = 200;

pub fn routes(routes: &mut ServiceConfig) {
    routes
        .route("/admin", web::get().to(checklist))
        .route("/admin/settings", web::get().to(settings_form))
        .route("/admin/settings", web::post().to(save_settings))
        .route("/admin/jobs", web::get().to(show_jobs))
        .route("/admin/jobs/{job}/retry", web::post().to(retry))
        .route("/admin/jobs/{job}/erase", web::post().to(erase));
}

#[derive(Template)]
#[template(path = "app/checklist.html")]
struct ChecklistPage {
    findings: Vec<Finding>,
}

async fn checklist(
    request: HttpRequest,
    viewer: Viewer,
    site: ThinData<Site>,
) -> Result<Page<ChecklistPage>> {
    let language = Frame::of(&request, &site).language().to_owned();
    let handle = site.0.clone();
    let mut findings = site
        .db
        .read(move |db| {
            let mut findings = Vec::new();
            for part in PARTS {
                findings.extend((part.health)(db, &viewer)?);
            }
            let (waiting, given_up) = jobs::waiting(db)?;
            findings.push(match given_up {
                0 => finding(State::Green, "check-jobs", waiting, None),
                some => finding(State::Red, "check-jobs-failed", some, Some("/admin/jobs")),
            });
            let (used, quota) = (site::file_bytes(db)?, handle.settings().quota_site);
            let state = if used < quota / 10 * 9 { State::Green } else { State::Red };
            let said =
                format!("{} / {}", size::size(used, &language), size::size(quota, &language));
            findings.push(finding(state, "check-space", said, Some("/admin/settings")));
            Ok(findings)
        })
        .await?;
    findings.push(if site.mail.is_set_up() {
        finding(State::Green, "check-mail", "", None)
    } else {
        finding(State::Amber, "check-mail-none", "", None)
    });
    findings.push(if site.config.origin.is_none() {
        finding(State::Amber, "check-origin-none", &site.origin, None)
    } else {
        finding(State::Green, "check-origin", &site.origin, None)
    });
    if site.settings().about.trim().is_empty() {
        findings.push(finding(State::Amber, "check-about-empty", "", Some("/admin/settings")));
    }
    findings.sort_by_key(|finding| finding.state);
    Ok(Page(ChecklistPage { findings }))
}

fn finding(
    state: State,
    key: &'static str,
    value: impl ToString,
    link: Option<&'static str>,
) -> Finding {
    Finding { state, key, value: value.to_string(), link }
}

#[derive(Deserialize, Default, Clone)]
#[serde(default)]
struct Fields {
    name: String,
    tagline: String,
    about: String,
    language: String,
    content_language: String,
    licence: String,
    review: bool,
    publisher_after: String,
    most_upload: String,
    quota_person: String,
    quota_site: String,
}

const MIB: u64 = 1 << 20;

impl Fields {
    fn of(settings: &Settings) -> Self {
        let mib = |bytes: u64| (bytes / MIB).to_string();
        Self {
            name: settings.name.clone(),
            tagline: settings.tagline.clone(),
            about: settings.about.clone(),
            language: settings.language.clone(),
            content_language: settings.content_language.clone(),
            licence: settings.licence.clone(),
            review: settings.review,
            publisher_after: settings.publisher_after.to_string(),
            most_upload: mib(settings.most_upload),
            quota_person: mib(settings.quota_person),
            quota_site: mib(settings.quota_site),
        }
    }

    fn lay_over(&self, old: &Settings, known: &[&str]) -> Result<Settings> {
        let mut problems = Vec::new();
        let mut number = |field: &'static str, text: &str| {
            text.trim().parse::<u64>().unwrap_or_else(|_| {
                problems.push(Problem::new(field, "settings-number"));
                0
            })
        };
        let settings = Settings {
            name: self.name.trim().chars().take(80).collect(),
            tagline: self.tagline.trim().chars().take(300).collect(),
            about: self.about.trim().to_owned(),
            language: self.language.clone(),
            content_language: self.content_language.clone(),
            licence: self.licence.clone(),
            review: self.review,
            publisher_after: u32::try_from(number("publisher_after", &self.publisher_after))
                .unwrap_or(u32::MAX),
            most_upload: number("most_upload", &self.most_upload).saturating_mul(MIB),
            quota_person: number("quota_person", &self.quota_person).saturating_mul(MIB),
            quota_site: number("quota_site", &self.quota_site).saturating_mul(MIB),
            ..old.clone()
        };
        if settings.name.is_empty() {
            problems.push(Problem::new("name", "settings-name-missing"));
        }
        if !known.contains(&settings.language.as_str()) {
            problems.push(Problem::new("language", "language-unknown"));
        }
        if vocabulary::known("language", vec![settings.content_language.clone()]).is_empty() {
            problems.push(Problem::new("content_language", "language-unknown"));
        }
        if vocabulary::known("licence", vec![settings.licence.clone()]).is_empty() {
            problems.push(Problem::new("licence", "licence-unknown"));
        }
        if problems.is_empty() { Ok(settings) } else { Err(Error::Invalid(problems)) }
    }
}

#[derive(Template)]
#[template(path = "app/settings.html")]
struct SettingsPage {
    form: Filled<Fields>,
    interface_languages: Vec<&'static str>,
    languages: Vec<(String, String)>,
    licences: Vec<(String, String)>,
}

fn settings_page(request: &HttpRequest, site: &Site, form: Filled<Fields>) -> SettingsPage {
    let language = Frame::of(request, site).language().to_owned();
    SettingsPage {
        form,
        interface_languages: site.words.languages().collect(),
        languages: vocabulary::language_choices(&language),
        licences: vocabulary::licence_choices(&language),
    }
}

async fn settings_form(request: HttpRequest, site: ThinData<Site>) -> HttpResponse {
    let form = Filled::new(Fields::of(&site.settings()));
    Page(settings_page(&request, &site, form)).status(&request, StatusCode::OK)
}

async fn save_settings(
    request: HttpRequest,
    site: ThinData<Site>,
    Form(fields): Form<Fields>,
) -> Result<HttpResponse> {
    let known: Vec<_> = site.words.languages().collect();
    match fields.lay_over(&site.settings(), &known) {
        Ok(settings) => {
            let handle = site.0.clone();
            site.db.write(move |tx| handle.save_settings(tx, settings)).await?;
            Ok(flash("/admin/settings", "settings-saved", ""))
        }
        Err(Error::Invalid(problems)) => {
            let page = settings_page(&request, &site, Filled::wrong(fields, problems));
            Ok(Page(page).status(&request, StatusCode::UNPROCESSABLE_ENTITY))
        }
        Err(error) => Err(error),
    }
}

#[derive(Template)]
#[template(path = "app/jobs.html")]
struct JobsPage {
    jobs: Vec<JobRow>,
}

async fn show_jobs(site: ThinData<Site>) -> Result<Page<JobsPage>> {
    Ok(Page(JobsPage { jobs: site.db.read(|db| jobs::list(db, MOST_JOBS)).await? }))
}

async fn retry(job: Path<JobId>, site: ThinData<Site>) -> Result<HttpResponse> {
    let id = job.into_inner();
    site.db.write(move |tx| jobs::retry(tx, id)).await?;
    Ok(flash("/admin/jobs", "jobs-retried", ""))
}

async fn erase(job: Path<JobId>, site: ThinData<Site>) -> Result<HttpResponse> {
    let id = job.into_inner();
    site.db.write(move |tx| jobs::erase_done(tx, id)).await?;
    Ok(flash("/admin/jobs", "jobs-erased", ""))
}
