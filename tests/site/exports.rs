//! Stories about courses on their way out: what leaves, for whom, and whether a Moodle would take it.

use std::path::{Path, PathBuf};

use hornbook::web::Role;
use serde_json::Value;

use super::{
    fixtures::{fixture, left_out},
    resources::{describe, key_of, png, published_page},
    test_site::TestSite,
    visitor::{Answer, Visitor},
};

const PERSONAL: [&str; 3] = ["<email>", "<userid>2<", "student1"];

/// What an independent program that knows Moodle's restore says of an archive.
fn judged(bytes: &[u8]) -> Option<Value> {
    let tool = std::env::var_os("MBZCHECK").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/tools/mbzcheck.py"),
        PathBuf::from,
    );
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("out.mbz");
    std::fs::write(&file, bytes).unwrap();
    let mut command = std::process::Command::new("python3");
    let said = command.arg(&tool).arg("--json").arg(&file).output();
    match said {
        Ok(said) if tool.exists() => {
            let verdict: Value = serde_json::from_slice(&said.stdout).unwrap();
            assert_eq!(verdict["counts"]["errors"], 0, "{verdict:#}");
            assert_eq!(verdict["counts"]["warnings"], 0, "{verdict:#}");
            Some(verdict)
        }
        _ => {
            left_out("mbzcheck.py with python3", super::fixtures::required());
            None
        }
    }
}

/// All that is in an archive, as one text.
fn inside(bytes: &[u8]) -> String {
    let mut archive = tar::Archive::new(flate2::read::GzDecoder::new(bytes));
    let mut all = String::new();
    for entry in archive.entries().unwrap() {
        let mut content = Vec::new();
        std::io::Read::read_to_end(&mut entry.unwrap(), &mut content).unwrap();
        all.push_str(&String::from_utf8_lossy(&content));
    }
    all
}

/// Module and name of everything, section by section.
fn outline(verdict: &Value) -> Vec<(String, Vec<String>)> {
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    list(&verdict["inventory"]["sections"])
        .iter()
        .map(|section| {
            let modules = list(&section["modules"]).iter().map(word).collect();
            (section["name"].as_str().unwrap_or_default().to_owned(), modules)
        })
        .collect()
}

fn word(module: &Value) -> String {
    let text = |name: &str| module[name].as_str().unwrap_or_default().to_owned();
    format!("{} {}", text("mod"), text("name"))
}

/// Begins a published collection with one section; returns its address and the section's number.
async fn collection(by: &Visitor, title: &str) -> (String, String) {
    let fields = [("title", title), ("summary", "For **year 6**."), ("visibility", "public")];
    let answer = by.post_form("/collections/new", &fields).await;
    let to = answer.location.unwrap().strip_suffix("/edit").unwrap().to_owned();
    by.post_form(&format!("{to}/sections"), &[("section", "Week 1")]).await;
    by.post_form(&format!("{to}/state"), &[("do", "publish")]).await;
    let edit = by.get(&format!("{to}/edit")).await;
    let section = edit.attribute("#order > [id^=section-]", "id").unwrap();
    (to, section.trim_start_matches("section-").to_owned())
}

async fn put(by: &Visitor, collection: &str, section: &str, resource: &str, note: &str) {
    let fields = [("resource", resource), ("note", note), ("into", section)];
    let answer = by.post_form(&format!("{collection}/items"), &fields).await;
    assert_eq!(answer.status, 303, "{}", answer.text());
}

/// Everything that the page lets this visitor choose, as a file.
async fn download(by: &Visitor, collection: &str) -> Answer {
    let page = by.get(&format!("{collection}/moodle")).await;
    assert_eq!(page.status, 200, "{}", page.text());
    let html = page.html();
    let boxes = scraper::Selector::parse("input[name=only]").unwrap();
    let keys: Vec<String> =
        html.select(&boxes).map(|one| one.attr("value").unwrap().to_owned()).collect();
    let fields: Vec<(&str, &str)> = keys.iter().map(|key| ("only", key.as_str())).collect();
    by.post_form(&format!("{collection}/moodle/file"), &fields).await
}

/// Takes a sample backup in at the terminal; returns the key of its collection.
async fn take_in(site: &TestSite, name: &str) -> Option<String> {
    let file = fixture(name)?;
    let file = file.to_str().unwrap();
    let arguments = ["course", "import", file, "--by", "wilma", "--publish", "--json"];
    let said = site.command(&arguments, "").await;
    assert_eq!(said.code, 0, "{}", said.err);
    let report: Value = serde_json::from_str(&said.out).unwrap();
    Some(report["collection"]["key"].as_str().unwrap().to_owned())
}

/// The key of the resource with this title in a collection.
async fn key_in(by: &Visitor, collection: &str, title: &str) -> String {
    let page = by.get(&format!("/k/{collection}")).await;
    let html = page.html();
    let links = scraper::Selector::parse(".row-title a").unwrap();
    let found = html.select(&links).find(|link| link.text().collect::<String>() == title);
    let found = found.unwrap_or_else(|| panic!("no {title} in {}", page.text()));
    found.attr("href").unwrap().trim_start_matches("/r/").to_owned()
}

#[tokio::test]
async fn what_was_made_here_leaves_as_a_course() {
    let site = TestSite::start().await;
    let anna = site.person("anna", Role::Publisher).await;
    let file = key_of(&anna.upload("/share/file", &[], "Sheet.pdf", b"%PDF-1.7 halves").await);
    describe(&anna, &file, &[("title", "Sheet")], "publish").await;
    let page = published_page(&anna, &[("title", "Read this")]).await;
    let hidden = published_page(&anna, &[("title", "For me"), ("visibility", "private")]).await;
    let (collection, section) = collection(&anna, "Fractions").await;
    put(&anna, &collection, &section, &file, "Print it *twice*.").await;
    put(&anna, &collection, &section, &page, "").await;
    put(&anna, &collection, &section, &hidden, "").await;

    let reader = site.stranger();
    let shown = reader.get(&collection).await;
    assert!(shown.has(&format!("a[href=\"{collection}/moodle\"]")));
    let chooser = reader.get(&format!("{collection}/moodle")).await;
    chooser.must_say("Sheet");
    chooser.must_say("becomes a file");
    assert!(!chooser.says("For me"));

    let answer = download(&reader, &collection).await;
    assert_eq!(answer.status, 200);
    let disposition = answer.header("content-disposition").unwrap();
    assert!(disposition.contains("backup-moodle2-course-fractions-"), "{disposition}");
    assert!(disposition.contains("-nu.mbz"), "{disposition}");
    assert!(!inside(&answer.body).contains("For me"));
    assert!(inside(&answer.body).contains("cc-sa-4.0"));
    assert_eq!(answer.body, download(&reader, &collection).await.body, "the same bytes again");
    // Whoever asks for what they may not see gets nothing of it.
    let asked = [("only", hidden.as_str()), ("only", file.as_str())];
    let answer_to_asked = reader.post_form(&format!("{collection}/moodle/file"), &asked).await;
    assert!(!inside(&answer_to_asked.body).contains("For me"));
    let nothing = reader.post_form(&format!("{collection}/moodle/file"), &[]).await;
    assert_eq!(nothing.status, 422);

    let Some(verdict) = judged(&answer.body) else { return };
    assert_eq!(verdict["inventory"]["course"]["fullname"], "Fractions");
    let week: Vec<String> =
        ["resource Sheet", "label Print it twice.", "page Read this", "page Authors and licences"]
            .map(ToOwned::to_owned)
            .to_vec();
    assert_eq!(outline(&verdict), [(String::new(), vec![]), ("Week 1".to_owned(), week)]);

    let hers = download(&anna, &collection).await;
    assert!(inside(&hers.body).contains("For me"));

    let one = reader.get(&format!("/r/{file}/moodle")).await;
    assert_eq!(one.status, 200);
    let Some(verdict) = judged(&one.body) else { return };
    assert_eq!(verdict["counts"]["activities"], serde_json::json!({"resource": 1}));
    assert_eq!(reader.get(&format!("/r/{hidden}/moodle")).await.status, 404);
}

#[tokio::test]
async fn what_came_from_two_courses_leaves_as_one_with_what_was_made_here() {
    let site = TestSite::start().await;
    let wilma = site.person("wilma", Role::Publisher).await;
    let Some(rich) = take_in(&site, "mbz/moodle-cli/course-rich-nousers.tar.gz.mbz").await else {
        return;
    };
    let Some(many) = take_in(&site, "mbz/gen-m456-allmods-users.mbz").await else { return };
    let quiz = key_in(&wilma, &many, "Quiz one").await;
    let (collection, section) = collection(&wilma, "Mixed").await;
    let picture = key_of(&wilma.upload("/share/file", &[], "Dot.png", &png()).await);
    describe(&wilma, &picture, &[("title", "Dot")], "publish").await;
    put(&wilma, &collection, &section, &picture, "").await;
    put(&wilma, &collection, &section, &quiz, "").await;
    let page = wilma.get(&format!("/k/{rich}")).await;
    let html = page.html();
    let links = scraper::Selector::parse(".row-title a").unwrap();
    let keys: Vec<String> = html
        .select(&links)
        .map(|link| link.attr("href").unwrap().trim_start_matches("/r/").to_owned())
        .collect();
    for key in &keys {
        put(&wilma, &collection, &section, key, "").await;
    }

    let answer = download(&wilma, &collection).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let all = inside(&answer.body);
    for personal in PERSONAL {
        assert!(!all.contains(personal), "{personal}");
    }
    let Some(verdict) = judged(&answer.body) else { return };
    let counts = &verdict["counts"]["activities"];
    assert_eq!(counts["quiz"], 2, "{counts}");
    assert_eq!(counts["book"], 1, "{counts}");
    assert_eq!(counts["resource"], 2, "{counts}");
    assert!(verdict["counts"]["questions"].as_u64().unwrap() >= 15, "{verdict:#}");

    // A pupil gets no right answers: the quizzes are pages.
    let pupil = download(&site.stranger(), &collection).await;
    let Some(verdict) = judged(&pupil.body) else { return };
    assert_eq!(verdict["counts"]["activities"]["quiz"], Value::Null);
    assert_eq!(verdict["counts"]["questions"], 0);
}

#[tokio::test]
async fn a_terminal_writes_a_collection_while_the_site_runs() {
    let site = TestSite::start().await;
    site.person("wilma", Role::Publisher).await;
    let Some(key) = take_in(&site, "mbz/gen-m456-allmods-nu.mbz").await else { return };
    let folder = tempfile::tempdir().unwrap();
    let to = folder.path().join("course.mbz");
    let to = to.to_str().unwrap();
    let said = site.command(&["course", "export", &key, "--to", to, "--json"], "").await;
    assert_eq!(said.code, 0, "{}", said.err);
    let report: Value = serde_json::from_str(&said.out).unwrap();
    let bytes = std::fs::read(to).unwrap();
    assert_eq!(report["bytes"], bytes.len());
    assert_eq!(report["missing_files"], 0, "{report:#}");
    assert_eq!(report["notes"], serde_json::json!([]), "{report:#}");
    // Nothing else is left beside it.
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    if let Some(verdict) = judged(&bytes) {
        assert_eq!(verdict["counts"]["questions"], 14);
        assert_eq!(verdict["inventory"]["sections"][0]["n"], "0");
        assert_eq!(verdict["counts"]["activities"]["page"], 3, "{verdict:#}");
        assert_eq!(verdict["counts"]["activities"]["h5pactivity"], 1);
    }

    // A connection that was idle during the commands may just be closing.
    let stranger = Visitor::new(Visitor::client(), &site.origin);
    let page = key_in(&stranger, &key, "Book").await;
    let arguments = ["course", "export", &key, "--to", to, "--only", &page];
    let said = site.command(&arguments, "").await;
    assert_eq!(said.code, 0, "{}", said.err);
    if let Some(verdict) = judged(&std::fs::read(to).unwrap()) {
        let counts = &verdict["counts"]["activities"];
        assert_eq!(*counts, serde_json::json!({"book": 1, "page": 1}), "{verdict:#}");
    }
    for (arguments, sentence) in [
        (vec!["course", "export", "7k3m9qpx2v4d", "--to", to], "There is no collection"),
        (vec!["course", "export", &key, "--to", to, "--only", "nowhere"], "There is no resource"),
        (vec!["course", "export", &key, "--to", "/nowhere/x.mbz"], "cannot be written"),
    ] {
        let said = site.command(&arguments, "").await;
        assert_eq!((said.code, said.out.as_str()), (1, ""));
        assert!(said.err.contains(sentence), "{}", said.err);
    }
    assert_eq!(site.command(&["course", "export", &key], "").await.code, 2);
}
