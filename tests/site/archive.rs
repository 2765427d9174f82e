//! Stories about leaving: everything in one zip, two weeks to think better of it, and long absence.

use std::{
    collections::BTreeMap,
    io::{Cursor, Read},
    process::{Command, Stdio},
};

use hornbook::{
    accounts,
    collections::{self, NewCollection},
    communities::{self, Join, Posting},
    ids::{AccountId, CommunityId, Key, ResourceId},
    resources::{self, Author, Content, Description, Kind, New, Visibility},
    topics,
    web::{Person, Role},
};
use rusqlite::Connection;
use zip::ZipArchive;

use super::{
    fixtures::{fixture, left_out, required},
    test_site::{PASSWORD, TestSite},
};

pub async fn as_person(site: &TestSite, handle: &str) -> Person {
    let handle = handle.to_owned();
    let account = site.site.db.read(move |db| accounts::find_by_handle(db, &handle)).await.unwrap();
    let accounts::Account { id: account, handle, name, role, .. } = account;
    Person { account, handle, name, role, session: None }
}

fn described(title: &str, author: &str) -> Description {
    Description {
        title: title.to_owned(),
        summary: "For **two** lessons.".into(),
        languages: vec!["en".into(), "de".into()],
        subjects: vec!["0541".into(), "0533".into()],
        levels: vec!["2".into(), "0".into()],
        types: vec!["worksheet".into()],
        keywords: vec!["sums".into()],
        licence: "https://creativecommons.org/licenses/by-sa/4.0/".into(),
        authors: vec![
            Author { name: author.to_owned(), url: "https://author.example/".into() },
            Author { name: "Somebody Else".into(), url: String::new() },
        ],
        source_title: "An older sheet".into(),
        date_created: "2025-09-01".into(),
        visibility: Visibility::Public,
        ..Description::default()
    }
}

async fn share(
    site: &TestSite,
    by: &Person,
    description: Description,
    url: Option<&str>,
    publish: bool,
) -> (ResourceId, Key) {
    let kind = if url.is_some() { Kind::Link } else { Kind::Page };
    let content = Content {
        url: url.unwrap_or_default().to_owned(),
        source: "Some *words*.".into(),
        body: "<p>Some <em>words</em>.</p>".into(),
        text: "Some words.".into(),
        ..Content::default()
    };
    let (settings, by) = (site.site.settings(), by.clone());
    let shared = site.site.db.write(move |tx| {
        let id = resources::begin(tx, &by, New::of(kind), &description, &content)?;
        if publish {
            resources::publish(tx, &settings, &by, id)?;
        }
        Ok((id, resources::find(tx, id)?.key))
    });
    shared.await.unwrap()
}

/// The files of a zip by their paths.
fn unpacked(bytes: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let mut zip = ZipArchive::new(Cursor::new(bytes.to_vec())).unwrap();
    let mut files = BTreeMap::new();
    for at in 0..zip.len() {
        let mut file = zip.by_index(at).unwrap();
        let mut content = Vec::new();
        file.read_to_end(&mut content).unwrap();
        files.insert(file.name().unwrap().into_owned(), content);
    }
    files
}

/// Reads paths of JSON files and says of each whether it holds, by the schemas of AMB.
const VALIDATOR: &str = r#"
import datetime, json, os, sys, urllib.parse, warnings
warnings.simplefilter("ignore")
from jsonschema import Draft7Validator, FormatChecker, RefResolver
formats = FormatChecker(formats=["date"])
@formats.checks("date-time", raises=ValueError)
def is_date_time(text):
    return not isinstance(text, str) or "T" in text and bool(datetime.datetime.fromisoformat(text.replace("Z", "+00:00")))
@formats.checks("uri", raises=ValueError)
def is_uri(text):
    return not isinstance(text, str) or bool(urllib.parse.urlparse(text).scheme) and " " not in text
folder, store = sys.argv[1], {}
for name in os.listdir(folder):
    schema = json.load(open(os.path.join(folder, name)))
    store[schema["$id"]] = schema
schema = store["https://w3id.org/kim/amb/20231019/schemas/schema.json"]
resolver = RefResolver(schema["$id"], schema, store=store)
validator = Draft7Validator(schema, resolver=resolver, format_checker=formats)
for path in sys.argv[2:]:
    errors = [e.message[:200] for e in validator.iter_errors(json.load(open(path)))]
    print("bad " + path + " " + "; ".join(errors) if errors else "good " + path)
"#;

/// What the validator says of these files; `None` if it is not here.
fn validated(paths: &[std::path::PathBuf]) -> Option<Vec<String>> {
    let schemas = fixture("vocab/amb/20231019/schemas")?;
    let output = Command::new("python3")
        .args(["-c", VALIDATOR])
        .arg(schemas)
        .args(paths)
        .stderr(Stdio::piped())
        .output();
    match output {
        Ok(output) if output.status.success() => {
            let said = String::from_utf8(output.stdout).unwrap();
            Some(said.lines().map(ToOwned::to_owned).collect())
        }
        _ => {
            left_out("Python with jsonschema", required());
            None
        }
    }
}

#[tokio::test]
async fn everything_that_is_somebodys_comes_in_one_zip_that_holds_by_the_schemas_of_amb() {
    let site = TestSite::start().await;
    let anna = site.person("anna", Role::Publisher).await;
    let ben = site.person("ben", Role::Publisher).await;
    let person = as_person(&site, "anna").await;
    let (first_id, first) = share(&site, &person, described("Fractions", "Anna"), None, true).await;
    let link = Some("https://elsewhere.example/page");
    let (_, second) = share(&site, &person, described("A link", "Anna"), link, true).await;
    // A draft with next to nothing, and one of a field that no school subject is known for.
    let bare = Description { title: String::new(), ..Description::default() };
    let (_, third) = share(&site, &person, bare, None, false).await;
    let odd = Description {
        subjects: vec!["1031".into()],
        licence: String::new(),
        date_created: "2025".into(),
        ..described("Odd <one>", "Anna")
    };
    let (_, fourth) = share(&site, &person, odd, None, false).await;
    let uploaded = anna.upload("/share/file", &[], "sums und mehr.txt", b"1 + 1 = 2").await;
    let uploaded = uploaded.location.unwrap();
    let fifth = uploaded.trim_start_matches("/r/").trim_end_matches("/edit").to_owned();
    let other = as_person(&site, "ben").await;
    let (_, foreign) = share(&site, &other, described("Not hers", "Ben"), None, true).await;
    let by = person.clone();
    let collected = site.site.db.write(move |tx| {
        topics::add(tx, &by, first.as_str(), "Q66055")?;
        let new = NewCollection { title: "All about sums".into(), ..NewCollection::default() };
        let collection = collections::begin(tx, &by, new)?;
        collections::add_item(tx, &by, collection, None, first_id, "")?;
        Ok(collections::find(tx, collection)?.key)
    });
    let collection = collected.await.unwrap();
    anna.post_form(&format!("/shelf/r/{foreign}"), &[]).await;

    anna.get("/settings/archive").await.must_say("All that is yours");
    assert_eq!(anna.get("/settings/archive/anna.zip").await.status, 404);
    let asked = anna.post_form("/settings/archive", &[]).await;
    asked.follow().await.must_say("Your archive is being made");
    site.run_jobs().await;
    anna.get("/settings/archive").await.must_say("Your archive is ready");
    let answer = anna.get("/settings/archive/anna.zip").await;
    assert_eq!(answer.status, 200);
    assert!(answer.header("content-disposition").unwrap().contains("anna.zip"));
    assert_eq!(ben.get("/settings/archive/anna.zip").await.status, 404);
    assert_eq!(site.stranger().get("/settings/archive/anna.zip").await.status, 303);

    let files = unpacked(&answer.body);
    let text = |path: &str| String::from_utf8(files[path].clone()).unwrap();
    for key in [first.to_string(), second.to_string(), third.to_string(), fourth.to_string()] {
        assert!(files.contains_key(&format!("amb/{key}.json")), "{:#?}", files.keys());
        assert!(text("index.html").contains(&format!("resources/{key}.html")));
    }
    assert!(text("index.html").contains("<a href=\"data/profile.html\">Profile</a>"));
    assert!(text("data/profile.html").contains("<dd>Anna</dd>"));
    assert!(!files.contains_key(&format!("amb/{foreign}.json")));
    assert_eq!(text(&format!("files/{fifth}/sums und mehr.txt")), "1 + 1 = 2");
    let page = text(&format!("resources/{fifth}.html"));
    assert!(page.contains(&format!("../files/{fifth}/sums%20und%20mehr.txt")), "{page}");
    assert!(text(&format!("resources/{fourth}.html")).contains("Odd &lt;one&gt;"));
    assert!(text("data/profile.json").contains("anna@school.example"));
    assert!(!text("data/profile.json").contains("argon2"));
    assert!(text("data/shelf.json").contains("Not hers"));
    assert!(text("data/collections.json").contains("All about sums"));
    let amb: serde_json::Value = serde_json::from_str(&text(&format!("amb/{first}.json"))).unwrap();
    assert_eq!(amb["about"][0]["id"], "http://w3id.org/kim/schulfaecher/s1017");
    assert!(amb["about"].to_string().contains("http://www.wikidata.org/entity/Q66055"));
    assert!(text(&format!("amb/collection-{collection}.json")).contains(first.as_str()));

    // Each description holds by the schemas, and the validator does tell bad ones.
    let folder = tempfile::tempdir().unwrap();
    let mut paths = Vec::new();
    for (path, content) in files.iter().filter(|(path, _)| path.starts_with("amb/")) {
        let there = folder.path().join(path.replace('/', "-"));
        std::fs::write(&there, content).unwrap();
        paths.push(there);
    }
    assert_eq!(paths.len(), 6);
    let Some(said) = validated(&paths) else { return };
    let bad: Vec<_> = said.iter().filter(|line| !line.starts_with("good ")).collect();
    assert!(bad.is_empty(), "{bad:#?}");
    let wrong = fixture("vocab/amb/20231019/examples/invalid").unwrap();
    let wrong: Vec<_> =
        std::fs::read_dir(wrong).unwrap().map(|entry| entry.unwrap().path()).collect();
    let said = validated(&wrong).unwrap();
    assert!(said.iter().all(|line| line.starts_with("bad ")), "{said:#?}");

    // It is kept for a week.
    site.wait_days(8);
    assert_eq!(anna.get("/settings/archive/anna.zip").await.status, 404);
}

#[tokio::test]
async fn whoever_leaves_has_two_weeks_and_then_nothing_personal_is_left() {
    let site = TestSite::start().await;
    let anna = site.person("anna", Role::Publisher).await;
    let person = as_person(&site, "anna").await;
    let (kept_id, kept) = share(&site, &person, described("Fractions", "Anna"), None, true).await;
    let (_, draft) = share(&site, &person, described("Half done", "Anna"), None, false).await;
    let by = person.clone();
    let again = described("Fractions again", "Anna");
    let changed = site.site.db.write(move |tx| resources::describe(tx, &by, kept_id, &again));
    changed.await.unwrap();

    // She takes part: talks, follows, thanks, says where she lives, and hears of others.
    let ben = site.person("ben", Role::Publisher).await;
    let bens = as_person(&site, "ben").await;
    let (_, sheet) = share(&site, &bens, described("Decimals", "Ben"), None, true).await;
    anna.post_form(&format!("/r/{sheet}/talk"), &[("text", "Thank you, @ben.")]).await;
    anna.post_form(&format!("/r/{sheet}/thanks"), &[]).await;
    let bens_number = bens.account.to_string();
    anna.post_form("/follow", &[("kind", "person"), ("value", &bens_number)]).await;
    let annas_number = person.account.to_string();
    ben.post_form("/follow", &[("kind", "person"), ("value", &annas_number)]).await;
    ben.post_form(&format!("/r/{kept}/talk"), &[("text", "How long does it take?")]).await;
    for page in ["/timeline", "/notices"] {
        anna.get(page).await.must_say("Ben");
    }

    let wish = |password| [("works", "keep"), ("password", password)];
    let answer = anna.post_form("/settings/leave", &wish("wrong")).await;
    assert_eq!(answer.status, 422);
    assert!(answer.has("#works-keep[checked]"));
    assert_eq!(anna.post_form("/settings/leave", &[("password", PASSWORD)]).await.status, 422);
    let answer = anna.post_form("/settings/leave", &wish(PASSWORD)).await;
    answer.follow().await.must_say("Your account will be deleted in 14 days");
    assert!(site.letter(1).await.text.contains("/settings/leave"));
    anna.get("/").await.must_say("Your account will be deleted");

    // She thinks better of it, and then again.
    site.wait_days(10);
    anna.post_form("/settings/leave/undo", &[]).await.follow().await.must_say("stays");
    site.wait_days(5);
    site.run_jobs().await;
    assert_eq!(anna.get("/settings").await.status, 200);
    anna.post_form("/settings/leave", &wish(PASSWORD)).await;
    site.wait_days(13);
    site.run_jobs().await;
    assert_eq!(anna.get("/settings").await.status, 200);
    site.wait_days(2);
    site.run_jobs().await;

    assert_eq!(anna.get("/settings").await.status, 303, "her session goes on");
    let stranger = site.stranger();
    assert_eq!(stranger.sign_in("anna", PASSWORD).await.status, 422);
    assert_eq!(stranger.get("/u/anna").await.status, 410);
    let page = stranger.get(&format!("/r/{kept}")).await;
    page.must_say("Fractions again");
    page.must_say("Former member");
    page.must_say("Somebody Else");
    assert!(!page.says("Anna"), "{}", page.text());
    assert_eq!(stranger.get(&format!("/r/{draft}")).await.status, 404);
    let id = person.account;
    let (named, tied) = site
        .site
        .db
        .read(move |db| Ok((rows_that_name(db, &["Anna", "anna"])?, tied_to(db, id)?)))
        .await
        .unwrap();
    assert!(named.is_empty(), "{named:#?}");
    // What stays is by a former member: her shared work, what she said, and where she said it first.
    assert_eq!(tied, ["comments.author", "resources.owner", "threads.starter"]);
}

/// The tables in which a text of any column holds one of these words, with the text.
pub fn rows_that_name(db: &Connection, words: &[&str]) -> hornbook::error::Result<Vec<String>> {
    let mut found = Vec::new();
    for table in tables(db)? {
        let mut query = db.prepare(&format!("select * from {table}"))?;
        let columns = query.column_count();
        let mut rows = query.query([])?;
        while let Some(row) = rows.next()? {
            for column in 0..columns {
                if let Ok(text) = row.get::<_, String>(column)
                    && words.iter().any(|word| text.contains(word))
                {
                    found.push(format!("{table}: {text}"));
                }
            }
        }
    }
    Ok(found)
}

/// The columns that point to accounts and hold this one, besides its own row.
pub fn tied_to(db: &Connection, account: AccountId) -> hornbook::error::Result<Vec<String>> {
    let mut tied = Vec::new();
    for table in tables(db)? {
        let mut query = db.prepare(&format!(
            "select \"from\" from pragma_foreign_key_list('{table}') where \"table\" = 'accounts'"
        ))?;
        let columns: Vec<String> =
            query.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
        for column in columns {
            let rows = format!("select 1 from {table} where {column} = ?");
            if db.prepare(&rows)?.exists([account])? {
                tied.push(format!("{table}.{column}"));
            }
        }
    }
    tied.sort();
    Ok(tied)
}

fn tables(db: &Connection) -> hornbook::error::Result<Vec<String>> {
    Ok(db
        .prepare(
            "select name from sqlite_master where type = 'table'
               and name not like 'search_index%' and name not like 'search_titles%'",
        )?
        .query_map([], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?)
}

#[tokio::test]
async fn works_are_withdrawn_or_go_to_the_community_as_their_owner_wishes() {
    let site = TestSite::start().await;
    let anna = site.person("anna", Role::Publisher).await;
    let ben = site.person("ben", Role::Curator).await;
    let carla = site.person("carla", Role::Publisher).await;
    let (by_anna, by_ben) = (as_person(&site, "anna").await, as_person(&site, "ben").await);
    let by_carla = as_person(&site, "carla").await;
    let (founder, joiner) = (by_ben.clone(), by_anna.clone());
    let founded = site.site.db.write(move |tx| {
        let description = communities::Description {
            name: "Mathematics".into(),
            summary: String::new(),
            rules: String::new(),
            visibility: communities::Visibility::Public,
            join: Join::Open,
            posting: Posting::Members,
            subjects: Vec::new(),
            languages: Vec::new(),
        };
        let id = communities::found(tx, &founder, Some(founder.account), "maths", description)?;
        communities::join(tx, &joiner, id, "")?;
        Ok(id)
    });
    let community: CommunityId = founded.await.unwrap();
    let shared = Description { community: Some(community), ..described("Ours", "Anna") };
    let (ours_id, ours) = share(&site, &by_anna, shared, None, true).await;
    let (mine_id, _) = share(&site, &by_anna, described("Mine", "Anna"), None, true).await;
    let (_, gone) = share(&site, &by_carla, described("Carla's", "Carla"), None, true).await;

    // Who alone owns a community hands it over first.
    let wish = [("works", "keep"), ("password", PASSWORD)];
    let answer = ben.post_form("/settings/leave", &wish).await;
    assert_eq!(answer.status, 422);
    answer.must_say("You are the only owner of Mathematics.");

    let wish = [("works", "community"), ("named", "yes"), ("password", PASSWORD)];
    assert_eq!(anna.post_form("/settings/leave", &wish).await.status, 303);
    let wish = [("works", "withdraw"), ("password", PASSWORD)];
    assert_eq!(carla.post_form("/settings/leave", &wish).await.status, 303);
    site.wait_days(15);
    site.run_jobs().await;

    let owner = |id| site.site.db.read(move |db| Ok(resources::find(db, id)?.owner));
    assert_eq!(owner(ours_id).await.unwrap(), by_ben.account);
    assert_eq!(owner(mine_id).await.unwrap(), by_anna.account);
    let page = site.stranger().get(&format!("/r/{ours}")).await;
    page.must_say("Anna");
    assert_eq!(site.stranger().get(&format!("/r/{gone}")).await.status, 410);
    let members = site.count("members").await;
    assert_eq!(members, 1);
}

#[tokio::test]
async fn whoever_is_long_away_is_written_to_and_a_month_later_suspended() {
    let site = TestSite::start().await;
    let root = site.person("root", Role::Administrator).await;
    site.person("anna", Role::Publisher).await;
    let ben = site.person("ben", Role::Publisher).await;
    assert_eq!(root.post_form("/admin/leaving", &[("inactive_months", "x")]).await.status, 422);
    let rules = [("inactive_months", "6"), ("inactive_then", "suspend")];
    root.post_form("/admin/leaving", &rules).await;
    site.run_jobs().await;
    assert!(site.letters().is_empty());
    site.wait_days(181);
    site.run_jobs().await;
    let letters = site.letters();
    let mut written: Vec<_> = letters.iter().map(|letter| letter.to.as_str()).collect();
    written.sort_unstable();
    assert_eq!(written, ["anna@school.example", "ben@school.example"]);
    // Ben comes back.
    site.wait_days(3);
    ben.sign_in("ben", PASSWORD).await;
    ben.get("/").await;
    site.wait(std::time::Duration::from_hours(1));
    ben.get("/").await;
    site.settled().await;
    site.wait_days(31);
    site.run_jobs().await;
    let standing = |handle: &'static str| {
        site.site.db.read(move |db| Ok(accounts::find_by_handle(db, handle)?.standing))
    };
    assert_eq!(standing("anna").await.unwrap(), accounts::Standing::Suspended);
    assert_eq!(standing("ben").await.unwrap(), accounts::Standing::Active);
    assert_eq!(standing("root").await.unwrap(), accounts::Standing::Active);
}

#[tokio::test]
async fn what_somebody_may_not_see_any_more_is_not_named_to_them() {
    let site = TestSite::start().await;
    let anna = site.person("anna", Role::Publisher).await;
    let ben = site.person("ben", Role::Publisher).await;
    let (by_anna, by_ben) = (as_person(&site, "anna").await, as_person(&site, "ben").await);
    let (id, key) = share(&site, &by_ben, described("Sums", "Ben"), None, true).await;
    let (by, to) = (by_ben.clone(), by_anna.clone());
    let made = site.site.db.write(move |tx| {
        let new = NewCollection { title: "Hers".into(), ..NewCollection::default() };
        let collection = collections::begin(tx, &to, new)?;
        collections::add_item(tx, &to, collection, None, id, "")?;
        let new = NewCollection {
            title: "His".into(),
            visibility: Visibility::Public,
            ..NewCollection::default()
        };
        let his = collections::begin(tx, &by, new)?;
        collections::add_item(tx, &by, his, None, id, "")?;
        collections::publish(tx, &by, his)?;
        Ok((collections::find(tx, collection)?.key, his, collections::find(tx, his)?.key))
    });
    let (hers, his_id, his) = made.await.unwrap();
    anna.post_form(&format!("/shelf/r/{key}"), &[]).await;
    anna.post_form(&format!("/shelf/k/{his}"), &[]).await;
    // He keeps both to himself, and renames them.
    let changed = site.site.db.write(move |tx| {
        let private = Description {
            visibility: Visibility::Private,
            ..described("Confidential sums", "Ben")
        };
        resources::describe(tx, &by_ben, id, &private)?;
        collections::unpublish(tx, &by_ben, his_id)?;
        tx.execute("update collections set title = 'Confidential list' where id = ?", [his_id])?;
        Ok(())
    });
    changed.await.unwrap();

    anna.post_form("/settings/archive", &[]).await;
    site.run_jobs().await;
    let files = unpacked(&anna.get("/settings/archive/anna.zip").await.body);
    for (path, content) in &files {
        assert!(!String::from_utf8_lossy(content).contains("Confidential"), "{path}");
    }
    let part = String::from_utf8(files[&format!("amb/collection-{hers}.json")].clone()).unwrap();
    assert!(part.contains(key.as_str()), "what she put there is known by its key");
    for path in [format!("/shelf/r/{key}"), format!("/shelf/k/{his}")] {
        let page = anna.post_form(&path, &[]).await.follow().await;
        page.must_say("off your shelf");
        assert!(!page.says("Confidential"), "{path}");
    }
    ben.get(&format!("/r/{key}")).await.must_say("Confidential sums");
}
