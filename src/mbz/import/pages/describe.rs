//! The second step: what is said of all that is taken, and where one differs.

use std::collections::BTreeMap;

use actix_web::{
    HttpRequest, HttpResponse,
    http::StatusCode,
    web::{self, Path, ServiceConfig, ThinData},
};
use askama::Template;
use serde::Deserialize;

use super::{broken, choosing, icon_of, open};
use crate::{
    communities,
    error::{Problem, Result},
    mbz::{
        Questions, Stub,
        import::{
            bank, content_bank,
            look::tree,
            model::{Choices, Facts, Import},
            run::is_made,
            store,
        },
    },
    site::Site,
    vocabulary,
    web::{Filled, Form, Frame, Page, Person, filters, redirect},
};

/// Adds the addresses.
pub fn routes(routes: &mut ServiceConfig) {
    routes
        .route("/import/{key}/describe", web::get().to(form))
        .route("/import/{key}/describe", web::post().to(save));
}

/// The fields of the description step. What differs for one activity comes as `licence-CMID`.
#[derive(Deserialize, Default, Clone)]
#[serde(default)]
struct Described {
    title: String,
    community: String,
    visibility: String,
    licence: String,
    language: String,
    subject: String,
    level: String,
    author: String,
    publish: bool,
    #[serde(flatten)]
    each: BTreeMap<String, String>,
}

#[derive(Template)]
#[template(path = "mbz/describe.html")]
struct DescribePage {
    import: Import,
    form: Filled<Described>,
    items: Vec<(i64, String, &'static str)>,
    communities: Vec<(String, String)>,
    visibilities: Vec<(String, String)>,
    licences: Vec<(String, String)>,
    languages: Vec<(String, String)>,
    subjects: Vec<(String, String)>,
    levels: Vec<(String, String)>,
}

impl DescribePage {
    fn own(&self, what: &str, cmid: i64) -> &str {
        self.form.fields.each.get(&format!("{what}-{cmid}")).map_or("", String::as_str)
    }

    fn has_own(&self, cmid: i64) -> bool {
        ["licence", "language", "subject", "level"]
            .iter()
            .any(|what| !self.own(what, cmid).is_empty())
    }
}

async fn page(
    request: &HttpRequest,
    site: &Site,
    person: &Person,
    import: Import,
    form: Option<Filled<Described>>,
) -> Result<DescribePage> {
    let frame = Frame::of(request, site);
    let reader = frame.language().to_owned();
    let course = open(site, &import).await?;
    let account = person.account;
    let communities = site.db.read(move |db| communities::of_person(db, account)).await?;
    let settings = site.settings();
    let form = form.unwrap_or_else(|| {
        let choices = &import.choices;
        let first = |own: &str, other: &str| if own.is_empty() { other } else { own }.to_owned();
        let mut each = BTreeMap::new();
        for (cmid, facts) in &choices.each {
            each.insert(format!("licence-{cmid}"), facts.licence.clone());
            each.insert(format!("language-{cmid}"), facts.language.clone());
            each.insert(format!("subject-{cmid}"), facts.subject.clone());
            each.insert(format!("level-{cmid}"), facts.level.clone());
        }
        let language = course.language.as_deref().and_then(crate::text::language::primary);
        Filled::new(Described {
            title: choices.title.clone(),
            community: choices.community.map(|id| id.to_string()).unwrap_or_default(),
            visibility: first(&choices.visibility, "public"),
            licence: choices.all.licence.clone(),
            language: first(
                &choices.all.language,
                language.as_deref().unwrap_or(&settings.content_language),
            ),
            subject: choices.all.subject.clone(),
            level: choices.all.level.clone(),
            author: first(&choices.all.author, &person.name),
            publish: choices.publish,
            each,
        })
    });
    let only = import.choices.only.clone();
    let folder = tree(site, &import);
    let bank = tokio::task::spawn_blocking(move || Questions::open(&folder)).await?;
    let bank = bank.map_err(broken)?;
    let stubs = bank::categories(&bank);
    let stubs: Vec<Stub> = stubs.iter().map(|category| bank::stub(&course, category)).collect();
    let held: Vec<Stub> = content_bank::contents(&course).iter().map(content_bank::stub).collect();
    let activities = course.activities.iter().filter(|stub| is_made(&stub.module));
    let items = activities
        .chain(&stubs)
        .chain(&held)
        .filter(|stub| only.as_ref().is_none_or(|only| only.contains(&stub.cmid)))
        .map(|stub| (stub.cmid, stub.title.clone(), icon_of(&stub.module)))
        .collect();
    let none = (String::new(), frame.say("import-not-said", &[]));
    let with_none = |mut list: Vec<(String, String)>| {
        list.insert(0, none.clone());
        list
    };
    let visibilities = ["public", "local", "community", "private"]
        .map(|name| (name.to_owned(), frame.say(&format!("import-visible-{name}"), &[])));
    Ok(DescribePage {
        import,
        form,
        items,
        communities: with_none(
            communities.into_iter().map(|(id, _, name)| (id.to_string(), name)).collect(),
        ),
        visibilities: visibilities.into(),
        licences: with_none(vocabulary::licence_choices(&reader)),
        languages: with_none(vocabulary::language_choices(&reader)),
        subjects: with_none(vocabulary::subject_choices(&reader)),
        levels: with_none(vocabulary::level_choices(&reader)),
    })
}

/// The form.
async fn form(
    request: HttpRequest,
    person: Person,
    key: Path<String>,
    site: ThinData<Site>,
) -> Result<HttpResponse> {
    let import = match choosing(&site, &person, &key).await? {
        Ok(import) => import,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let page = page(&request, &site, &person, import, None).await?;
    Ok(Page(page).status(&request, StatusCode::OK))
}

/// Keeps what was said, if it holds.
async fn save(
    request: HttpRequest,
    person: Person,
    key: Path<String>,
    site: ThinData<Site>,
    Form(fields): Form<Described>,
) -> Result<HttpResponse> {
    let import = match choosing(&site, &person, &key).await? {
        Ok(import) => import,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let mut problems = Vec::new();
    if fields.title.trim().is_empty() {
        problems.push(Problem::new("title", "import-title-missing"));
    }
    if fields.visibility == "community" && fields.community.is_empty() {
        problems.push(Problem::new("community", "import-community-missing"));
    }
    if fields.publish {
        let needed = [
            ("licence", &fields.licence, "import-licence-missing"),
            ("language", &fields.language, "import-language-missing"),
            ("subject", &fields.subject, "import-subject-missing"),
            ("level", &fields.level, "import-level-missing"),
        ];
        let missing = needed.into_iter().filter(|(_, value, _)| value.is_empty());
        problems.extend(missing.map(|(field, _, key)| Problem::new(field, key)));
    }
    if !problems.is_empty() {
        let form = Some(Filled::wrong(fields, problems));
        let page = page(&request, &site, &person, import, form).await?;
        return Ok(Page(page).status(&request, StatusCode::UNPROCESSABLE_ENTITY));
    }
    let choices = Choices {
        title: fields.title.trim().chars().take(300).collect(),
        community: fields.community.parse().ok(),
        visibility: fields.visibility.clone(),
        publish: fields.publish,
        all: Facts {
            licence: known("licence", &fields.licence),
            language: known("language", &fields.language),
            subject: known("subject", &fields.subject),
            level: known("level", &fields.level),
            author: fields.author.trim().chars().take(200).collect(),
        },
        each: each(&fields.each),
        ..import.choices.clone()
    };
    site.db.write(move |tx| store::save_choices(tx, import.id, &choices)).await?;
    Ok(redirect(&format!("/import/{}/check", import.key)))
}

fn known(kind: &str, value: &str) -> String {
    vocabulary::known(kind, vec![value.to_owned()]).pop().unwrap_or_default()
}

fn each(fields: &BTreeMap<String, String>) -> BTreeMap<i64, Facts> {
    let mut each: BTreeMap<i64, Facts> = BTreeMap::new();
    for (name, value) in fields.iter().filter(|(_, value)| !value.is_empty()) {
        let Some((what, cmid)) = name.split_once('-') else { continue };
        let Ok(cmid) = cmid.parse() else { continue };
        let value = known(what, value);
        let facts = each.entry(cmid).or_default();
        match what {
            "licence" => facts.licence = value,
            "language" => facts.language = value,
            "subject" => facts.subject = value,
            "level" => facts.level = value,
            _ => {}
        }
    }
    each.retain(|_, facts| *facts != Facts::default());
    each
}
