//! The wizard: upload, choose, describe, check; then a job that can be watched, called off and undone.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use actix_multipart::Multipart;
use actix_web::{
    HttpRequest, HttpResponse,
    http::{StatusCode, header},
    web::{self, Path, ServiceConfig, ThinData},
};
use askama::Template;
use serde::Deserialize;

use super::{
    bank, content_bank,
    look::{Look, let_go, tree},
    make::{Kept, Workshop},
    model::{Choices, Facts, Import, State},
    run::{Run, identity, is_hidden, is_made, usable},
    store, undo,
};
use crate::{
    communities,
    error::{Error, Problem, Result},
    ids::Key,
    jobs::Job,
    mbz::{BankCategory, Broken, Content, Course, Held, Questions, Stub, What},
    resources::{self, Cut, Kind},
    site::{self, Site},
    vocabulary,
    web::{Filled, Form, Frame, Page, Person, filters, flash, form, redirect, upload},
};

const MOST_SHOWN: u32 = 50;

pub fn routes(routes: &mut ServiceConfig) {
    routes
        .route("/import", web::get().to(start))
        .route("/import", web::post().to(receive))
        .route("/import/{key}", web::get().to(show))
        .route("/import/{key}/progress", web::get().to(progress))
        .route("/import/{key}/choose", web::post().to(choose))
        .route("/import/{key}/describe", web::get().to(describe_form))
        .route("/import/{key}/describe", web::post().to(describe))
        .route("/import/{key}/check", web::get().to(check))
        .route("/import/{key}/preview/{cmid}", web::get().to(preview))
        .route("/import/{key}/run", web::post().to(run))
        .route("/import/{key}/cancel", web::post().to(cancel))
        .route("/import/{key}/undo", web::post().to(undo_all))
        .route("/import/{key}/forget", web::post().to(forget));
}

#[derive(Template)]
#[template(path = "mbz/start.html")]
struct StartPage {
    imports: Vec<Import>,
    most: u64,
    problems: Vec<Problem>,
}

async fn start(person: Person, site: ThinData<Site>) -> Result<Page<StartPage>> {
    resources::may_share(&person)?;
    let imports = site.db.read(move |db| store::list(db, person.account, MOST_SHOWN)).await?;
    Ok(Page(StartPage { imports, most: site.settings().most_upload, problems: Vec::new() }))
}

async fn receive(
    request: HttpRequest,
    person: Person,
    site: ThinData<Site>,
    payload: Multipart,
) -> Result<HttpResponse> {
    resources::may_share(&person)?;
    let received = upload::receive(payload, &site.files, site.settings().most_upload).await?;
    let Some(file) = received.files.into_iter().find(|file| file.stored.size > 0) else {
        let account = person.account;
        let imports = site.db.read(move |db| store::list(db, account, MOST_SHOWN)).await?;
        let problems = vec![Problem::new("file", "import-file-missing")];
        let page = StartPage { imports, most: site.settings().most_upload, problems };
        return Ok(Page(page).status(&request, StatusCode::UNPROCESSABLE_ENTITY));
    };
    let import = site
        .db
        .write(move |tx| {
            site::record_file(tx, &file.stored)?;
            let (upload, size) = (file.stored.sha256.hex(), file.stored.size);
            let import = store::insert(tx, person.account, &file.name, &upload, size)?;
            Look { import: import.id }.enqueue(tx)?;
            Ok(import)
        })
        .await?;
    Ok(onward(&request, &format!("/import/{}", import.key)))
}

/// Scripts that send a file ask for JSON, so that they can show the next page themselves.
fn onward(request: &HttpRequest, to: &str) -> HttpResponse {
    let accept = request.headers().get(header::ACCEPT).and_then(|value| value.to_str().ok());
    if accept.is_some_and(|accept| accept.starts_with("application/json")) {
        return HttpResponse::Ok().json(serde_json::json!({ "location": to }));
    }
    redirect(to)
}

/// The import with this key, for the person whose it is.
async fn own(site: &Site, person: &Person, key: &str) -> Result<Import> {
    let (key, account) = (key.to_owned(), person.account);
    let import = site.db.read(move |db| store::find(db, &key)).await?;
    if import.account == account { Ok(import) } else { Err(Error::NotFound) }
}

/// A part of a course in the tree.
struct Branch {
    title: Option<String>,
    number: i64,
    leaves: Vec<Leaf>,
}

/// An activity in the tree.
struct Leaf {
    cmid: i64,
    title: String,
    module: String,
    icon: &'static str,
    bytes: u64,
    questions: u64,
    taken: bool,
    hidden: bool,
    /// The message key that says why it is left out, for what cannot be taken.
    why: Option<&'static str>,
    damaged: bool,
    known: Option<Again>,
}

impl Leaf {
    /// The key of the word for the kind of activity.
    fn word(&self) -> &'static str {
        resources::word(Kind::Activity, &self.module)
    }
}

/// How an activity stands to one that was imported before.
struct Again {
    key: Key,
    changed: bool,
}

#[derive(Template)]
#[template(path = "mbz/choose.html")]
struct ChoosePage {
    import: Import,
    course: Course,
    branches: Vec<Branch>,
    left_out: Vec<(String, u64)>,
    /// The categories of the question bank.
    bank: Vec<Leaf>,
    /// What the content bank holds.
    contents: Vec<Leaf>,
    total: (u64, u64, u64),
    known: usize,
}

impl ChoosePage {
    /// Whether some of it was taken in before.
    fn known_some(&self) -> bool {
        self.known > 0
    }
}

#[derive(Template)]
#[template(path = "mbz/progress.html")]
struct ProgressPage {
    import: Import,
}

#[derive(Template)]
#[template(path = "mbz/report.html")]
struct ReportPage {
    import: Import,
}

#[derive(Template)]
#[template(path = "mbz/unreadable.html")]
struct UnreadablePage {
    import: Import,
}

async fn show(
    request: HttpRequest,
    person: Person,
    key: Path<String>,
    site: ThinData<Site>,
) -> Result<HttpResponse> {
    let import = own(&site, &person, &key).await?;
    let status = StatusCode::OK;
    Ok(match import.state {
        State::Looking | State::Running => Page(ProgressPage { import }).status(&request, status),
        State::Unreadable => Page(UnreadablePage { import }).status(&request, status),
        State::Done => Page(ReportPage { import }).status(&request, status),
        State::Choosing => {
            let page = choose_page(&site, &person, import).await?;
            Page(page).status(&request, status)
        }
    })
}

async fn open(site: &Site, import: &Import) -> Result<Course> {
    let folder = tree(site, import);
    tokio::task::spawn_blocking(move || Course::open(&folder)).await?.map_err(broken)
}

fn broken(broken: Broken) -> Error {
    match broken {
        Broken::NoSuchActivity(_) => Error::NotFound,
        other => Error::internal(other.to_string()),
    }
}

async fn choose_page(site: &Site, person: &Person, import: Import) -> Result<ChoosePage> {
    let folder = tree(site, &import);
    let (course, questions) = tokio::task::spawn_blocking(move || {
        let course = Course::open(&folder)?;
        let questions: HashMap<i64, u64> = course
            .activities
            .iter()
            .filter(|stub| stub.module == "quiz" && !stub.damaged)
            .filter_map(|stub| match course.activity(stub.cmid).ok()?.content {
                Content::Quiz(quiz) => Some((stub.cmid, quiz.slots.len() as u64)),
                _ => None,
            })
            .collect();
        let bank = Questions::open(&folder)?;
        let categories = bank::categories(&bank);
        let mut prints: HashMap<i64, Vec<u8>> = course
            .activities
            .iter()
            .filter_map(|stub| {
                Some((stub.cmid, course.fingerprint(stub.cmid, &bank).ok()?.to_vec()))
            })
            .collect();
        for category in &categories {
            let print = course.bank_fingerprint(category, &bank)?;
            prints.insert(bank::number(category), print.to_vec());
        }
        Ok::<_, Broken>((course, (questions, prints, categories)))
    })
    .await?
    .map_err(broken)?;
    let (questions, prints, categories) = questions;
    let held = content_bank::contents(&course);
    let known = known_before(site, person, &import, &course, (&categories, &held), prints).await?;
    let known_count = known.len();
    let mut known = known;
    let mut leaf = |stub: &Stub| Leaf {
        cmid: stub.cmid,
        title: stub.title.clone(),
        module: stub.module.clone(),
        icon: icon_of(&stub.module),
        bytes: course
            .files
            .of_context(stub.contextid)
            .filter(|file| file.present)
            .map(|file| file.size)
            .sum(),
        questions: questions.get(&stub.cmid).copied().unwrap_or_default(),
        taken: import.choices.only.as_ref().is_none_or(|only| only.contains(&stub.cmid)),
        hidden: is_hidden(&course, stub),
        why: (!is_made(&stub.module)).then_some(match stub.module.as_str() {
            "subsection" => "import-why-section",
            _ => "import-why-bank",
        }),
        damaged: stub.damaged,
        known: known.remove(&stub.cmid),
    };
    let branches: Vec<Branch> = course
        .sections
        .iter()
        .map(|section| Branch {
            title: section.title.clone(),
            number: section.number,
            leaves: section
                .activities
                .iter()
                .filter_map(|cmid| course.stub(*cmid))
                .map(&mut leaf)
                .collect(),
        })
        .filter(|branch| !branch.leaves.is_empty())
        .collect();
    let bank: Vec<Leaf> = categories.iter().map(|one| bank_leaf(&course, one, &mut leaf)).collect();
    let contents: Vec<Leaf> = held
        .iter()
        .map(|one| Leaf { bytes: one.size, why: None, ..leaf(&content_bank::stub(one)) })
        .collect();
    let taken = branches.iter().flat_map(|branch| &branch.leaves).chain(&bank).chain(&contents);
    let taken = taken.filter(|leaf| leaf.taken && leaf.why.is_none());
    let total =
        taken.fold((0, 0, 0), |(n, q, b), leaf| (n + 1, q + leaf.questions, b + leaf.bytes));
    let left_out = course
        .unpacked
        .personal
        .what
        .iter()
        .map(|(what, count)| (what_key(*what), *count))
        .collect();
    Ok(ChoosePage { import, course, branches, left_out, bank, contents, total, known: known_count })
}

/// What of a backup was taken in before, by number.
async fn known_before(
    site: &Site,
    person: &Person,
    import: &Import,
    course: &Course,
    (categories, held): (&[BankCategory], &[Held]),
    mut prints: HashMap<i64, Vec<u8>>,
) -> Result<HashMap<i64, Again>> {
    let mut identities: Vec<(i64, String)> =
        course.activities.iter().map(|stub| (stub.cmid, identity(course, stub.cmid))).collect();
    let of_bank = |category| (bank::number(category), bank::identity(course, category));
    identities.extend(categories.iter().map(of_bank));
    let of_held = |one| (content_bank::number(one), content_bank::identity(course, one));
    identities.extend(held.iter().map(of_held));
    prints
        .extend(held.iter().map(|one| (content_bank::number(one), content_bank::fingerprint(one))));
    let (who, id) = (person.clone(), import.id);
    site.db
        .read(move |db| {
            let mut known = HashMap::new();
            for (cmid, identity) in identities {
                if let Some(found) = usable(db, &who, &identity, id)? {
                    let changed = prints.get(&cmid) != Some(&found.fingerprint);
                    known.insert(cmid, Again { key: found.key, changed });
                }
            }
            Ok(known)
        })
        .await
}

/// A category in the tree, under the titles of those that it lies in.
fn bank_leaf(
    course: &Course,
    category: &BankCategory,
    leaf: &mut dyn FnMut(&Stub) -> Leaf,
) -> Leaf {
    let stub = bank::stub(course, category);
    let title = category.path.iter().chain([&stub.title]).map(String::as_str);
    Leaf {
        title: title.collect::<Vec<_>>().join(" › "),
        questions: category.questions.len() as u64,
        bytes: 0,
        why: None,
        ..leaf(&stub)
    }
}

fn what_key(what: What) -> String {
    format!("import-what-{}", what.name().replace('_', "-"))
}

/// The drawing for a Moodle module.
fn icon_of(module: &str) -> &'static str {
    resources::drawing(Kind::Activity, module)
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Chosen {
    only: Vec<i64>,
    entries: bool,
    copy: bool,
}

async fn choose(
    person: Person,
    key: Path<String>,
    site: ThinData<Site>,
    Form(chosen): Form<Chosen>,
) -> Result<HttpResponse> {
    let import = own(&site, &person, &key).await?;
    if import.state != State::Choosing {
        return Ok(redirect(&format!("/import/{}", import.key)));
    }
    if chosen.only.is_empty() {
        return Ok(flash(&format!("/import/{}", import.key), "import-nothing-chosen", ""));
    }
    let only: BTreeSet<i64> = chosen.only.into_iter().collect();
    let choices = Choices {
        only: Some(only),
        entries: chosen.entries,
        copy: chosen.copy,
        ..import.choices.clone()
    };
    site.db.write(move |tx| store::save_choices(tx, import.id, &choices)).await?;
    Ok(redirect(&format!("/import/{}/describe", import.key)))
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

async fn describe_page(
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

async fn describe_form(
    request: HttpRequest,
    person: Person,
    key: Path<String>,
    site: ThinData<Site>,
) -> Result<HttpResponse> {
    let import = own(&site, &person, &key).await?;
    if import.state != State::Choosing {
        return Ok(redirect(&format!("/import/{}", import.key)));
    }
    let page = describe_page(&request, &site, &person, import, None).await?;
    Ok(Page(page).status(&request, StatusCode::OK))
}

async fn describe(
    request: HttpRequest,
    person: Person,
    key: Path<String>,
    site: ThinData<Site>,
    Form(fields): Form<Described>,
) -> Result<HttpResponse> {
    let import = own(&site, &person, &key).await?;
    if import.state != State::Choosing {
        return Ok(redirect(&format!("/import/{}", import.key)));
    }
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
        let page = describe_page(&request, &site, &person, import, form).await?;
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

/// A line of the last look before the work begins.
struct Line {
    cmid: i64,
    title: String,
    icon: &'static str,
    licence: String,
    language: String,
    hidden: bool,
}

#[derive(Template)]
#[template(path = "mbz/check.html")]
struct CheckPage {
    import: Import,
    sections: Vec<(Option<String>, i64, Vec<Line>)>,
    count: usize,
}

async fn check(
    request: HttpRequest,
    person: Person,
    key: Path<String>,
    site: ThinData<Site>,
) -> Result<HttpResponse> {
    let import = own(&site, &person, &key).await?;
    if import.state != State::Choosing {
        return Ok(redirect(&format!("/import/{}", import.key)));
    }
    let course = open(&site, &import).await?;
    let (keys, kept) = (HashMap::new(), Kept::new());
    let folder = tree(&site, &import);
    let questions = tokio::task::spawn_blocking(move || Questions::open(&folder)).await?;
    let questions = questions.map_err(broken)?;
    let shop = Workshop::new(
        &course,
        &questions,
        &import.choices,
        &keys,
        &kept,
        Key::random(),
        person.name,
    );
    let only = import.choices.only.as_ref();
    let line = |stub: &Stub| {
        let facts = shop.facts(stub.cmid);
        Line {
            cmid: stub.cmid,
            title: stub.title.clone(),
            icon: icon_of(&stub.module),
            licence: facts.licence,
            language: facts.language,
            hidden: is_hidden(&course, stub),
        }
    };
    let mut sections: Vec<_> = course
        .sections
        .iter()
        .map(|section| {
            let stubs = section.activities.iter().filter_map(|cmid| course.stub(*cmid));
            let taken = stubs
                .filter(|stub| is_made(&stub.module))
                .filter(|stub| only.is_none_or(|only| only.contains(&stub.cmid)));
            (section.title.clone(), section.number, taken.map(line).collect::<Vec<_>>())
        })
        .filter(|(_, _, lines)| !lines.is_empty())
        .collect();
    let stubs: Vec<Stub> = shop.bank.iter().map(|category| bank::stub(&course, category)).collect();
    let taken = stubs.iter().filter(|stub| only.is_none_or(|only| only.contains(&stub.cmid)));
    let lines: Vec<Line> = taken.map(line).collect();
    if !lines.is_empty() {
        let title = Frame::of(&request, &site).say("import-bank", &[]);
        sections.push((Some(title), 0, lines));
    }
    let stubs: Vec<Stub> = shop.contents.iter().map(content_bank::stub).collect();
    let taken = stubs.iter().filter(|stub| only.is_none_or(|only| only.contains(&stub.cmid)));
    let lines: Vec<Line> = taken.map(line).collect();
    if !lines.is_empty() {
        let title = Frame::of(&request, &site).say("import-content-bank", &[]);
        sections.push((Some(title), 0, lines));
    }
    let count = sections.iter().map(|(_, _, lines)| lines.len()).sum();
    Ok(Page(CheckPage { import, sections, count }).status(&request, StatusCode::OK))
}

#[derive(Template)]
#[template(path = "mbz/preview.html")]
struct PreviewPage {
    import: Import,
    title: String,
    icon: &'static str,
    body: Cut,
    /// Under which conditions it could be seen.
    remarks: String,
}

/// One activity as it will look, before anything is made. Its files are not here yet.
async fn preview(
    request: HttpRequest,
    person: Person,
    path: Path<(String, i64)>,
    site: ThinData<Site>,
) -> Result<Page<PreviewPage>> {
    let (key, cmid) = path.into_inner();
    let import = own(&site, &person, &key).await?;
    if import.state != State::Choosing {
        return Err(Error::NotFound);
    }
    let page = form::query(&request).remove("page");
    let (folder, choices, name) = (tree(&site, &import), import.choices.clone(), person.name);
    let (title, module, body, remarks) = tokio::task::spawn_blocking(move || {
        let course = Course::open(&folder)?;
        let questions = Questions::open(&folder)?;
        let activities = course.activities.iter().map(|stub| stub.cmid).chain([cmid]);
        let keys: HashMap<i64, Key> = activities.map(|cmid| (cmid, Key::random())).collect();
        let kept = Kept::new();
        let shop = Workshop::new(&course, &questions, &choices, &keys, &kept, Key::random(), name);
        let made = if let Some(category) = shop.category(cmid) {
            shop.make_bank(category)?
        } else if let Some(held) = shop.content(cmid) {
            shop.make_content(held)?
        } else {
            let stub = course.stub(cmid).ok_or(Broken::NoSuchActivity(cmid))?;
            shop.make(stub, &course.activity(cmid)?)?
        };
        let remarks = made.content.remarks;
        let body = made.content.key.unwrap_or(made.content.body);
        let module = made.content.module;
        let body = match module.as_str() {
            "qbank" => resources::cut(&body, page.as_deref()),
            _ => Cut { html: body, page: 1, pages: 1 },
        };
        Ok::<_, Broken>((made.description.title, module, body, remarks))
    })
    .await?
    .map_err(broken)?;
    Ok(Page(PreviewPage { import, title, icon: icon_of(&module), body, remarks }))
}

async fn run(person: Person, key: Path<String>, site: ThinData<Site>) -> Result<HttpResponse> {
    let import = own(&site, &person, &key).await?;
    let to = format!("/import/{}", import.key);
    if !matches!(import.state, State::Choosing | State::Running) {
        return Ok(redirect(&to));
    }
    site.db
        .write(move |tx| {
            store::mark_state(tx, import.id, State::Running)?;
            store::mark_problem(tx, import.id, None)?;
            store::mark_progress(tx, import.id, "import-step-files", 0, import.size)?;
            Run { import: import.id }.enqueue(tx)
        })
        .await?;
    Ok(redirect(&to))
}

#[derive(Template)]
#[template(path = "mbz/progress_part.html")]
struct ProgressPart {
    import: Import,
}

impl Import {
    /// Whether there is nothing to wait for any more.
    fn has_ended(&self) -> bool {
        !matches!(self.state, State::Looking | State::Running)
    }

    /// How much of the current step is done, in percent.
    fn percent(&self) -> u64 {
        (self.done * 100).checked_div(self.total).unwrap_or(0).min(100)
    }
}

async fn progress(
    person: Person,
    key: Path<String>,
    site: ThinData<Site>,
) -> Result<Page<ProgressPart>> {
    Ok(Page(ProgressPart { import: own(&site, &person, &key).await? }))
}

/// Calls it off. Work under way stops at its next step and takes back what it made.
async fn cancel(person: Person, key: Path<String>, site: ThinData<Site>) -> Result<HttpResponse> {
    let import = own(&site, &person, &key).await?;
    match import.state {
        State::Looking | State::Running => {
            let id = import.id;
            site.db.write(move |tx| store::mark_stop(tx, id)).await?;
            Ok(redirect(&format!("/import/{}", import.key)))
        }
        State::Choosing | State::Unreadable => {
            let_go(&site, &import, None).await?;
            Ok(flash("/import", "import-called-off", ""))
        }
        State::Done => Ok(redirect(&format!("/import/{}", import.key))),
    }
}

async fn undo_all(person: Person, key: Path<String>, site: ThinData<Site>) -> Result<HttpResponse> {
    let import = own(&site, &person, &key).await?;
    if import.state != State::Done {
        return Ok(redirect(&format!("/import/{}", import.key)));
    }
    let name = import.choices.title.clone();
    undo::undo(&site, &import).await?;
    Ok(flash("/import", "import-undone", &name))
}

/// Takes a finished import out of the list; what it made stays, and cannot be undone as one piece.
async fn forget(person: Person, key: Path<String>, site: ThinData<Site>) -> Result<HttpResponse> {
    let import = own(&site, &person, &key).await?;
    if import.state == State::Unreadable {
        let_go(&site, &import, None).await?;
    }
    Ok(redirect("/import"))
}
