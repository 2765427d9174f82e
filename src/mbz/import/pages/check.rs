//! The last look before the work begins, and each activity as it will be.

use std::collections::HashMap;

use actix_web::{
    HttpRequest, HttpResponse,
    http::StatusCode,
    web::{self, Path, ServiceConfig, ThinData},
};
use askama::Template;

use super::{broken, choosing, icon_of, open, own};
use crate::{
    error::{Error, Result},
    ids::Key,
    mbz::{
        Broken, Course, Questions, Stub,
        import::{
            bank, content_bank,
            look::tree,
            make::{Kept, Workshop},
            model::{Import, State},
            run::{is_hidden, is_made},
        },
    },
    resources::{self, Cut},
    site::Site,
    web::{Frame, Page, Person, filters, form},
};

/// Adds the addresses.
pub fn routes(routes: &mut ServiceConfig) {
    routes
        .route("/import/{key}/check", web::get().to(check))
        .route("/import/{key}/preview/{cmid}", web::get().to(preview));
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

/// What will be made, with its licences.
async fn check(
    request: HttpRequest,
    person: Person,
    key: Path<String>,
    site: ThinData<Site>,
) -> Result<HttpResponse> {
    let import = match choosing(&site, &person, &key).await? {
        Ok(import) => import,
        Err(elsewhere) => return Ok(elsewhere),
    };
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
