//! The last look before the work begins.

use std::collections::HashMap;

use actix_web::{
    HttpRequest, HttpResponse,
    http::StatusCode,
    web::{self, Path, ServiceConfig, ThinData},
};
use askama::Template;

use super::{broken, choosing, icon_of, open};
use crate::{
    error::Result,
    ids::Key,
    mbz::{
        Questions, Stub,
        import::{
            bank, content_bank,
            look::tree,
            make::{Kept, Workshop},
            model::Import,
            run::{is_hidden, is_made},
        },
    },
    site::Site,
    web::{Frame, Page, Person, filters},
};

/// Adds the addresses.
pub fn routes(routes: &mut ServiceConfig) {
    routes.route("/import/{key}/check", web::get().to(check));
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
