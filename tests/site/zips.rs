//! Stories about courses that leave as pages or as a Common Cartridge.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};

use hornbook::web::Role;
use serde_json::Value;

use super::{
    fixtures::fixture,
    test_site::TestSite,
    visitor::{Answer, Visitor},
};

/// Every member of a zip by its name.
pub fn members(bytes: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    (0..zip.len())
        .map(|at| {
            let mut member = zip.by_index(at).unwrap();
            let mut bytes = Vec::new();
            member.read_to_end(&mut bytes).unwrap();
            (member.name().unwrap().into_owned(), bytes)
        })
        .collect()
}

pub fn text<'a>(members: &'a BTreeMap<String, Vec<u8>>, name: &str) -> &'a str {
    std::str::from_utf8(&members[name]).unwrap()
}

/// A site with the course of all modules; returns the key of its collection.
async fn with_course(site: &TestSite) -> Option<String> {
    let file = fixture("mbz/gen-m456-allmods-nu.mbz")?;
    let file = file.to_str().unwrap();
    let arguments = ["course", "import", file, "--by", "wilma", "--publish", "--json"];
    let said = site.command(&arguments, "").await;
    assert_eq!(said.code, 0, "{}", said.err);
    let report: Value = serde_json::from_str(&said.out).unwrap();
    Some(report["collection"]["key"].as_str().unwrap().to_owned())
}

/// Everything that the page lets this visitor choose, in this form.
pub async fn download(by: &Visitor, collection: &str, form: &str) -> Answer {
    let page = by.get(&format!("/k/{collection}/moodle")).await;
    let html = page.html();
    let boxes = scraper::Selector::parse("input[name=only]").unwrap();
    let keys: Vec<String> =
        html.select(&boxes).map(|one| one.attr("value").unwrap().to_owned()).collect();
    let mut fields: Vec<(&str, &str)> = keys.iter().map(|key| ("only", key.as_str())).collect();
    fields.push(("form", form));
    let answer = by.post_form(&format!("/k/{collection}/moodle/file"), &fields).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer
}

/// Where an address in a page of the zip leads, if it stays within.
fn within(page: &str, address: &str) -> Option<String> {
    if address.contains("://") || address.starts_with(['#']) || address.starts_with("mailto:") {
        return None;
    }
    let base = url::Url::parse("file:///").unwrap().join(page).unwrap();
    let path = base.join(address).unwrap().path().trim_start_matches('/').to_owned();
    let path = percent(&path);
    Some(path)
}

fn percent(path: &str) -> String {
    let fields = url::form_urlencoded::parse(path.as_bytes());
    fields.map(|(name, _)| name.into_owned()).collect::<String>()
}

#[tokio::test]
async fn a_course_leaves_as_pages_that_lead_to_each_other_without_a_server() {
    let site = TestSite::start().await;
    site.person("wilma", Role::Publisher).await;
    let Some(collection) = with_course(&site).await else { return };
    let reader = site.stranger();
    let answer = download(&reader, &collection, "zip").await;
    let zip = members(&answer.body);
    let is_page = |name: &str| name == "index.html" || name.starts_with("pages/");
    let pages: Vec<&String> = zip.keys().filter(|name| is_page(name)).collect();
    assert!(pages.len() > 20, "{pages:?}");
    let mut checked = 0;
    for page in pages {
        let source = text(&zip, page);
        assert!(!source.contains("@@PLUGINFILE@@") && !source.contains("$@"), "{page}");
        let html = scraper::Html::parse_document(source);
        for (selector, name) in [("[href]", "href"), ("[src]", "src"), ("[poster]", "poster")] {
            for element in html.select(&scraper::Selector::parse(selector).unwrap()) {
                let address = element.attr(name).unwrap();
                assert!(!address.starts_with('/'), "{page} leads to {address}");
                if let Some(path) = within(page, address) {
                    assert!(zip.contains_key(&path), "{page} leads to {address}, {path}");
                    checked += 1;
                }
            }
        }
    }
    assert!(checked > 60, "{checked}");
    let again = download(&reader, &collection, "zip").await;
    assert!(answer.body == again.body, "the same course gives other bytes");
}

#[tokio::test]
async fn a_cartridge_asks_its_quizzes_and_gives_no_answers_to_strangers() {
    let site = TestSite::start().await;
    let wilma = site.person("wilma", Role::Publisher).await;
    let Some(collection) = with_course(&site).await else { return };
    let zip = members(&download(&wilma, &collection, "imscc").await.body);
    let manifest = text(&zip, "imsmanifest.xml");
    assert!(manifest.contains("<schemaversion>1.3.0</schemaversion>"));
    let quizzes: Vec<&String> = zip.keys().filter(|name| name.starts_with("quizzes/")).collect();
    assert!(!quizzes.is_empty());
    for quiz in quizzes {
        let quiz = text(&zip, quiz);
        assert!(quiz.contains("<setvar action=\"Set\" varname=\"SCORE\">100</setvar>"), "{quiz}");
        assert!(!quiz.contains("@@PLUGINFILE@@"), "{quiz}");
    }
    for piece in manifest.split("<file href=\"").skip(1) {
        let path = percent(piece.split('"').next().unwrap());
        assert!(zip.contains_key(&path), "{path} is listed and not there");
    }
    let strange = members(&download(&site.stranger(), &collection, "imscc").await.body);
    assert!(strange.keys().all(|name| !name.starts_with("quizzes/")));
    let folder = tempfile::tempdir().unwrap();
    let to = folder.path().join("course.imscc");
    let to = to.to_str().unwrap();
    let said = site.command(&["course", "export", &collection, "--to", to], "").await;
    assert_eq!(said.code, 0, "{}", said.err);
    let written = members(&std::fs::read(to).unwrap());
    assert_eq!(written.len(), zip.len());
}
