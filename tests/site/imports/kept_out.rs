//! Personal data of a backup stays outside: no table, no file and no page has any of it.

use std::{collections::BTreeSet, path::Path};

use hornbook::web::Role;

use super::{backups, files, open, tables, take_in, texts};
use crate::{fixtures::fixture, test_site::TestSite};

/// Names, addresses, account names and password hashes of `users.xml`, and what people posted.
fn needles(archive: &[u8]) -> BTreeSet<String> {
    let mut needles = BTreeSet::new();
    let users = backups::members(archive, "users.xml");
    assert_eq!(users.len(), 1);
    let fields = [
        "username",
        "email",
        "password",
        "firstname",
        "lastname",
        "firstnamephonetic",
        "lastnamephonetic",
        "middlename",
        "alternatename",
        "idnumber",
        "phone1",
        "phone2",
    ];
    for field in fields {
        needles.extend(contents(&users[0], field));
    }
    for forum in backups::members(archive, "/forum.xml") {
        for posts in contents(&forum, "posts").iter().chain(&contents(&forum, "discussion")) {
            needles.extend(contents(posts, "subject"));
            for message in contents(posts, "message") {
                let plain = message.replace("&lt;p&gt;", "").replace("&lt;/p&gt;", "");
                needles.insert(plain.trim().to_owned());
            }
        }
    }
    // Shorter ones, and these, are words of their own.
    needles.retain(|needle| {
        let long = if needle.is_ascii() { 5 } else { 2 };
        needle.chars().count() >= long
            && !matches!(needle.as_str(), "admin" | "Admin" | "Student" | "Teacher" | "reply")
            && needle != "$@NULL@$"
    });
    needles
}

fn contents(xml: &str, element: &str) -> Vec<String> {
    let (open, attributed) = (format!("<{element}>"), format!("<{element} "));
    let end = format!("</{element}>");
    let mut found = Vec::new();
    for piece in xml.split(&open).skip(1).chain(xml.split(&attributed).skip(1)) {
        found.extend(piece.split(&end).next().map(|text| text.trim().to_owned()));
    }
    found
}

fn search(what: &str, bytes: &[u8], needles: &BTreeSet<String>, found: &mut Vec<String>) {
    let text = String::from_utf8_lossy(bytes);
    let hits = needles.iter().filter(|needle| text.contains(needle.as_str()));
    found.extend(hits.map(|needle| format!("{needle:?} in {what}")));
}

fn unpacked(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    std::io::copy(&mut flate2::read::GzDecoder::new(bytes), &mut out).ok()?;
    Some(out)
}

/// Looks through all that is stored; returns what was found, and how many trees it unpacked.
pub(super) fn look_everywhere(data: &Path, needles: &BTreeSet<String>) -> (Vec<String>, usize) {
    let (mut found, mut trees) = (Vec::new(), 0);
    let db = open(data);
    for table in tables(&db) {
        let mut query = db.prepare(&format!("select * from \"{table}\"")).unwrap();
        let columns = query.column_count();
        let mut rows = query.query([]).unwrap();
        while let Some(row) = rows.next().unwrap() {
            for column in 0..columns {
                match row.get_ref(column).unwrap() {
                    rusqlite::types::ValueRef::Text(bytes)
                    | rusqlite::types::ValueRef::Blob(bytes) => {
                        search(&format!("the table {table}"), bytes, needles, &mut found);
                    }
                    _ => {}
                }
            }
        }
    }
    let mut paths = files(data);
    paths.extend(["site.db-wal", "site.db-shm"].map(|name| data.join(name)));
    for path in paths {
        let Ok(bytes) = std::fs::read(&path) else { continue };
        search(&path.display().to_string(), &bytes, needles, &mut found);
        if bytes.starts_with(&[0x1f, 0x8b])
            && let Some(inside) = unpacked(&bytes)
        {
            trees += usize::from(inside.windows(12).any(|name| name == b"manifest.xml"));
            search(&format!("the inside of {}", path.display()), &inside, needles, &mut found);
        }
    }
    (found, trees)
}

async fn nothing_is_left(archive: &[u8], least: usize) {
    let needles = needles(archive);
    assert!(needles.len() >= least, "{needles:?}");
    let site = TestSite::start().await;
    let wilma = site.person("wilma", Role::Publisher).await;
    let import = take_in(&site, &wilma, archive, &[]).await;
    site.settled().await;
    let data = site.site.data.to_path_buf();
    let (folder, sought) = (data.clone(), needles.clone());
    // Beside the site, which would close its connections to a visitor that does not listen.
    let looked = tokio::task::spawn_blocking(move || look_everywhere(&folder, &sought));
    let (mut found, trees) = looked.await.unwrap();
    assert!(trees > 0, "the cleaned form is kept");
    let mut pages = vec![import, "/import".to_owned(), "/search?q=river".to_owned()];
    pages.extend(texts(&data, "select '/r/' || key from resources"));
    pages.extend(texts(&data, "select '/k/' || key from collections"));
    assert!(pages.len() > 4);
    for page in pages {
        let answer = wilma.get(&page).await;
        assert_eq!(answer.status, 200, "{page}");
        search(&page, &answer.body, &needles, &mut found);
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[tokio::test]
async fn no_name_address_or_post_of_a_full_backup_is_kept_anywhere() {
    for (name, least) in [
        ("gen-m456-allmods-users.mbz", 15),
        ("m332-studentquiz-users.mbz", 200),
        ("m43-quiz-archiver.mbz", 8),
    ] {
        let Some(file) = fixture(&format!("mbz/{name}")) else { return };
        nothing_is_left(&std::fs::read(file).unwrap(), least).await;
    }
}

#[tokio::test]
async fn no_password_hash_and_no_post_is_kept_anywhere() {
    let mut backup = backups::Backup::of(3, 500);
    backup.people = true;
    let archive = backup.pack();
    let known = needles(&archive);
    for needle in backups::PERSONAL {
        assert!(known.contains(needle), "{needle} is not looked for: {known:?}");
    }
    nothing_is_left(&archive, 7).await;
}
