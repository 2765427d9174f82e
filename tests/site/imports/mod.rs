//! Stories about course backups: what is taken in, what is left out, and what can be taken back.

mod again;
mod backups;
mod bank;
mod holding;
mod inspecting;
mod kept_out;
mod killed;
mod old;
mod stopping;
mod wizard;

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
};

use scraper::{Html, Selector};

use super::{
    test_site::TestSite,
    visitor::{Answer, Visitor},
};

const LICENCE: &str = "https://creativecommons.org/licenses/by/4.0/";

/// Uploads a backup and returns the path of the import.
async fn upload(visitor: &Visitor, name: &str, bytes: &[u8]) -> String {
    let answer = visitor.upload("/import", &[], name, bytes).await;
    assert_eq!(answer.status, 303, "{}", answer.text());
    answer.location.unwrap()
}

/// Takes everything, says what is needed, and presses the last button.
async fn go(visitor: &Visitor, import: &str, more: &[(&str, &str)]) -> Answer {
    let page = visitor.get(import).await;
    let cmids = attributes(&page, "input[name=only]", "value");
    assert!(!cmids.is_empty(), "nothing to choose: {}", page.text());
    let chosen: Vec<(&str, &str)> = cmids
        .iter()
        .map(|cmid| ("only", cmid.as_str()))
        .chain(more.iter().filter(|(name, _)| matches!(*name, "copy" | "entries")).copied())
        .collect();
    let answer = visitor.post_form(&format!("{import}/choose"), &chosen).await;
    assert_eq!(answer.location, Some(format!("{import}/describe")), "{}", answer.text());
    let form = visitor.get(&format!("{import}/describe")).await;
    let title = form.attribute("input[name=title]", "value").unwrap();
    let mut fields = vec![
        ("title", title.as_str()),
        ("visibility", "public"),
        ("licence", LICENCE),
        ("language", "en"),
        ("subject", "0541"),
        ("level", "3"),
        ("author", "Wilma"),
        ("publish", "true"),
    ];
    for (name, value) in more {
        fields.retain(|(known, _)| known != name);
        fields.push((name, value));
    }
    let answer = visitor.post_form(&format!("{import}/describe"), &fields).await;
    assert_eq!(answer.location, Some(format!("{import}/check")), "{}", answer.text());
    assert_eq!(visitor.get(&format!("{import}/check")).await.status, 200);
    let answer = visitor.post_form(&format!("{import}/run"), &[]).await;
    assert_eq!(answer.location.as_deref(), Some(import), "{}", answer.text());
    answer
}

/// Takes a backup in, from the upload to the report.
async fn take_in(
    site: &TestSite,
    visitor: &Visitor,
    bytes: &[u8],
    more: &[(&str, &str)],
) -> String {
    let import = upload(visitor, "course.mbz", bytes).await;
    site.run_jobs().await;
    go(visitor, &import, more).await;
    site.run_jobs().await;
    import
}

/// New, updated, unchanged and published resources, as the report shows them.
async fn figures(visitor: &Visitor, import: &str) -> [u64; 4] {
    let page = visitor.get(import).await;
    let figures: Vec<u64> =
        page.all("dl.figures dd").iter().map(|text| text.parse().unwrap()).collect();
    figures.try_into().unwrap_or_else(|_| panic!("no report: {}", page.text()))
}

fn attributes(page: &Answer, selector: &str, name: &str) -> Vec<String> {
    let html: Html = page.html();
    let selector = Selector::parse(selector).unwrap();
    let found = html.select(&selector);
    found.filter_map(|element| element.attr(name).map(ToOwned::to_owned)).collect()
}

/// The rows of all tables but those of sessions and of jobs.
fn rows(data: &Path) -> BTreeMap<String, u64> {
    let db = open(data);
    let mut counts = BTreeMap::new();
    for table in tables(&db) {
        if matches!(table.as_str(), "jobs" | "sessions") {
            continue;
        }
        // What is not to be found any more keeps an empty row, so that memory hears of it.
        let those = if table == "search_documents" { "where scope <> 'nobody'" } else { "" };
        let sql = format!("select count(*) from \"{table}\" {those}");
        let count = db.query_row(&sql, [], |row| row.get(0));
        counts.insert(table, count.unwrap());
    }
    assert!(counts.len() > 10, "{counts:?}");
    counts
}

fn open(data: &Path) -> rusqlite::Connection {
    let db = rusqlite::Connection::open(data.join("site.db")).unwrap();
    db.busy_timeout(std::time::Duration::from_secs(10)).unwrap();
    db
}

fn tables(db: &rusqlite::Connection) -> Vec<String> {
    let mut list = db
        .prepare(
            "select name from pragma_table_list
             where schema = 'main' and type in ('table', 'virtual') and name not like 'sqlite_%'
             order by name",
        )
        .unwrap();
    list.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
}

/// One number of the database.
fn number(data: &Path, sql: &str) -> u64 {
    open(data).query_row(sql, [], |row| row.get(0)).unwrap()
}

/// The first column of some rows.
fn texts(data: &Path, sql: &str) -> Vec<String> {
    let db = open(data);
    let mut query = db.prepare(sql).unwrap();
    query.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
}

/// Lets the nights pass after which bytes are gone that nothing names any more.
async fn nights_pass(site: &TestSite) {
    for _ in 0..3 {
        site.wait_days(1);
        site.run_jobs().await;
    }
}

/// All files below a folder, but for those in which the database itself is at work.
fn files(folder: &Path) -> BTreeSet<PathBuf> {
    let mut found = BTreeSet::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in std::fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if path.is_dir() {
                folders.push(path);
            } else if !name.starts_with("site.db-") {
                found.insert(path);
            }
        }
    }
    found
}
