//! The queue, and the page of one case, where it is decided.

use actix_web::{
    HttpRequest, HttpResponse,
    http::StatusCode,
    web::{self, Path, ServiceConfig, ThinData},
};
use askama::Template;
use serde::Deserialize;

use crate::{
    accounts::{self, letters},
    error::{Error, Result},
    ids::{AccountId, CaseId},
    moderation::{
        actions, appeals,
        model::{Case, CaseState, Decision, Outcome, Report},
        store,
    },
    site::Site,
    time::Moment,
    web::{Cut, Filled, Form, PAGE, Page, Person, Role, filters, flash, form},
};

/// So many reports of one case are shown; more say the same.
const MOST_REPORTS: usize = 100;

pub fn routes(routes: &mut ServiceConfig) {
    routes
        .route("/moderation", web::get().to(queue))
        .route("/moderation/{case}", web::get().to(show))
        .route("/moderation/{case}/decide", web::post().to(decide))
        .route("/moderation/{case}/escalate", web::post().to(escalate))
        .route("/moderation/{case}/answer", web::post().to(answer));
}

#[derive(Template)]
#[template(path = "moderation/queue.html")]
struct QueuePage {
    cut: Cut<Case>,
    state: CaseState,
    /// Whether the viewer looks after the whole site.
    of_site: bool,
    now: Moment,
}

async fn queue(
    request: HttpRequest,
    person: Person,
    site: ThinData<Site>,
) -> Result<Page<QueuePage>> {
    let query = form::query(&request);
    let state = CaseState::parse(query.get("state").map_or("open", String::as_str));
    let before = query.get("before").and_then(|place| {
        let (urgent, id) = place.split_once('-')?;
        Some((urgent == "1", id.parse::<CaseId>().ok()?))
    });
    let (of_site, now) = (person.role >= Role::Moderator, site.db.clock().now());
    let rows = site
        .db
        .read(move |db| {
            if !store::looks_after_anything(db, &person)? {
                return Err(Error::Forbidden("forbidden-role"));
            }
            store::cases(db, &person, state, before, PAGE + 1)
        })
        .await?;
    Ok(Page(QueuePage { cut: Cut::new(rows, PAGE, Case::place), state, of_site, now }))
}

#[derive(Deserialize, Default, Clone)]
#[serde(default)]
struct Fields {
    outcome: String,
    /// Not empty if what they published goes, too.
    everything: String,
    reason: String,
}

#[derive(Template)]
#[template(path = "moderation/case.html")]
struct CasePage {
    case: Case,
    reports: Vec<Report>,
    decision: Option<Decision>,
    outcomes: Vec<Outcome>,
    may_pass_on: bool,
    may_answer: bool,
    form: Filled<Fields>,
    /// A link to hand to somebody who cannot sign in; shown once.
    link: Option<String>,
}

impl CasePage {
    fn may_suspend(&self) -> bool {
        self.outcomes.contains(&Outcome::Suspended)
    }
}

async fn page(
    site: &Site,
    person: &Person,
    id: CaseId,
    form: Filled<Fields>,
    link: Option<String>,
) -> Result<CasePage> {
    let (person, now) = (person.clone(), site.db.clock().now());
    site.db
        .read(move |db| {
            let case = actions::looked_after(db, &person, id)?;
            let decision = store::decision_on(db, id)?;
            let may_answer = match &decision {
                Some(decision) => appeals::may_answer(db, &person, decision, &case)?,
                None => false,
            };
            Ok(CasePage {
                reports: store::reports(db, id, MOST_REPORTS)?,
                decision,
                outcomes: actions::outcomes(&person, &case),
                may_pass_on: case.state == CaseState::Open && !case.is_for_site(now),
                may_answer,
                form,
                link,
                case,
            })
        })
        .await
}

async fn show(person: Person, id: Path<CaseId>, site: ThinData<Site>) -> Result<Page<CasePage>> {
    Ok(Page(page(&site, &person, id.into_inner(), Filled::default(), None).await?))
}

async fn decide(
    request: HttpRequest,
    person: Person,
    id: Path<CaseId>,
    site: ThinData<Site>,
    Form(fields): Form<Fields>,
) -> Result<HttpResponse> {
    let id = id.into_inner();
    let (by, typed) = (person.clone(), fields.clone());
    let decided = site
        .db
        .write(move |tx| {
            let outcome = Outcome::parse(&typed.outcome)
                .ok_or_else(|| Error::invalid("outcome", "case-outcome-missing"))?;
            actions::decide(tx, &by, id, outcome, !typed.everything.is_empty(), &typed.reason)
        })
        .await;
    match decided {
        Ok(decided) => {
            let path = format!("/appeal/{}", decided.secret);
            match decided.locked_out {
                None => Ok(flash("/moderation", "case-now-decided", "")),
                Some(owner) if write_to(&site, owner, &path, &fields.reason).await => {
                    Ok(flash("/moderation", "case-now-decided", ""))
                }
                // Nobody else can tell somebody who cannot sign in.
                Some(_) => {
                    let link = Some(site.address(&path));
                    let page = page(&site, &person, id, Filled::default(), link).await?;
                    Ok(Page(page).status(&request, StatusCode::OK))
                }
            }
        }
        Err(error) => shown_again(&request, &site, &person, id, fields, error).await,
    }
}

/// The case with what was typed, and beside it what is wrong with that.
async fn shown_again(
    request: &HttpRequest,
    site: &Site,
    person: &Person,
    id: CaseId,
    fields: Fields,
    error: Error,
) -> Result<HttpResponse> {
    let Error::Invalid(problems) = error else { return Err(error) };
    let page = page(site, person, id, Filled::wrong(fields, problems), None).await?;
    Ok(Page(page).status(request, StatusCode::UNPROCESSABLE_ENTITY))
}

/// Whether a letter with the decision and the way to appeal is on its way.
async fn write_to(site: &Site, owner: AccountId, path: &str, reason: &str) -> bool {
    let found = site.db.read(move |db| accounts::find(db, owner)).await;
    let to = found.ok().and_then(|account| account.email).filter(|_| site.mail.is_set_up());
    let Some(to) = to else { return false };
    let sent = letters::send_with(site, &to, letters::About::Decision, path, reason).await;
    if let Err(error) = &sent {
        tracing::warn!(%error, "a letter about a decision could not be sent");
    }
    sent.is_ok()
}

async fn escalate(person: Person, id: Path<CaseId>, site: ThinData<Site>) -> Result<HttpResponse> {
    let id = id.into_inner();
    site.db.write(move |tx| actions::escalate(tx, &person, id)).await?;
    Ok(flash(&format!("/moderation/{id}"), "case-passed-on", ""))
}

async fn answer(
    request: HttpRequest,
    person: Person,
    id: Path<CaseId>,
    site: ThinData<Site>,
    Form(fields): Form<Fields>,
) -> Result<HttpResponse> {
    let id = id.into_inner();
    let (by, typed) = (person.clone(), fields.clone());
    let answered = site
        .db
        .write(move |tx| {
            let overturn = match typed.outcome.as_str() {
                "overturned" => true,
                "upheld" => false,
                _ => return Err(Error::invalid("outcome", "case-outcome-missing")),
            };
            appeals::answer(tx, &by, id, overturn, &typed.reason)
        })
        .await;
    match answered {
        Ok(()) => Ok(flash("/moderation?state=appealed", "case-now-answered", "")),
        Err(error) => shown_again(&request, &site, &person, id, fields, error).await,
    }
}
