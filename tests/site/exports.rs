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

/// What an independent program that knows Moodle's restore says of an archive, which it has nothing
/// to say against.
pub fn judged(bytes: &[u8]) -> Option<Value> {
    let verdict = verdict(bytes)?;
    assert_eq!(verdict["counts"]["warnings"], 0, "{verdict:#}");
    Some(verdict)
}

/// The same, with warnings.
pub fn verdict(bytes: &[u8]) -> Option<Value> {
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
            Some(verdict)
        }
        _ => {
            left_out("mbzcheck.py with python3", super::fixtures::required());
            None
        }
    }
}

/// All that is in an archive, as one text.
pub fn inside(bytes: &[u8]) -> String {
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
pub async fn collection(by: &Visitor, title: &str) -> (String, String) {
    let fields = [("title", title), ("summary", "For **year 6**."), ("visibility", "public")];
    let answer = by.post_form("/collections/new", &fields).await;
    let to = answer.location.unwrap().strip_suffix("/edit").unwrap().to_owned();
    by.post_form(&format!("{to}/sections"), &[("section", "Week 1")]).await;
    by.post_form(&format!("{to}/state"), &[("do", "publish")]).await;
    let edit = by.get(&format!("{to}/edit")).await;
    let section = edit.attribute("#order > [id^=section-]", "id").unwrap();
    (to, section.trim_start_matches("section-").to_owned())
}

pub async fn put(by: &Visitor, collection: &str, section: &str, resource: &str, note: &str) {
    let fields = [("resource", resource), ("note", note), ("into", section)];
    let answer = by.post_form(&format!("{collection}/items"), &fields).await;
    assert_eq!(answer.status, 303, "{}", answer.text());
}

/// Everything that the page lets this visitor choose, as a file.
pub async fn download(by: &Visitor, collection: &str) -> Answer {
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

/// Takes a sample in through the pages, all of it, and publishes it; returns the key of its
/// collection.
async fn take_in_here(
    site: &TestSite,
    by: &Visitor,
    name: &str,
    file_name: &str,
) -> Option<String> {
    let bytes = std::fs::read(fixture(name)?).unwrap();
    let import = by.upload("/import", &[], file_name, &bytes).await.location.unwrap();
    site.run_jobs().await;
    let page = by.get(&import).await;
    let boxes = scraper::Selector::parse("input[name=only]").unwrap();
    let html = page.html();
    let chosen: Vec<(&str, &str)> =
        html.select(&boxes).map(|one| ("only", one.attr("value").unwrap())).collect();
    by.post_form(&format!("{import}/choose"), &chosen).await;
    let fields = [
        ("title", "Taken in"),
        ("visibility", "public"),
        ("licence", "https://creativecommons.org/licenses/by/4.0/"),
        ("language", "en"),
        ("subject", "0541"),
        ("level", "3"),
        ("author", "Wilma"),
        ("publish", "true"),
    ];
    by.post_form(&format!("{import}/describe"), &fields).await;
    let answer = by.post_form(&format!("{import}/run"), &[]).await;
    assert_eq!(answer.status, 303, "{}", answer.text());
    site.run_jobs().await;
    let sql = "select key from collections order by id desc limit 1";
    let key = site.site.db.read(move |db| Ok(db.query_row(sql, [], |row| row.get(0))?)).await;
    Some(key.unwrap())
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
    let notes: Vec<(&Value, &Value)> = report["notes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|note| (&note["title"], &note["code"]))
        .collect();
    // Moodle 5 has neither, so their pages stand beside them.
    let departed =
        |title: &str| notes.iter().any(|(name, code)| *name == title && *code == "departed");
    assert!(departed("Survey") && departed("Chat") && notes.len() == 2, "{report:#}");
    // Nothing else is left beside it.
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    if let Some(verdict) = judged(&bytes) {
        assert_eq!(verdict["counts"]["questions"], 14);
        assert_eq!(verdict["inventory"]["sections"][0]["n"], "0");
        assert_eq!(verdict["counts"]["activities"]["page"], 5, "{verdict:#}");
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

#[tokio::test]
async fn a_course_of_moodle_one_leaves_as_one_of_today() {
    let site = TestSite::start().await;
    let wilma = site.person("wilma", Role::Publisher).await;
    for (name, modules) in [
        ("m195-taodocs1.zip", &[("glossary", 1), ("label", 16)][..]),
        ("m19-moodle2cc-fixture.zip", &[("quiz", 1), ("choice", 1), ("workshop", 1)][..]),
    ] {
        let path = format!("mbz/{name}");
        let Some(key) = take_in_here(&site, &wilma, &path, name).await else { return };
        let collection = format!("/k/{key}");
        let answer = download(&wilma, &collection).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        let again = download(&wilma, &collection).await;
        let digest = |bytes: &[u8]| aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, bytes);
        assert_eq!(digest(&answer.body).as_ref(), digest(&again.body).as_ref(), "{name}");
        let Some(verdict) = judged(&answer.body) else { return };
        let counts = &verdict["counts"]["activities"];
        for (module, count) in modules {
            assert_eq!(counts[module], *count, "{name}: {counts}");
        }
        // What no Moodle of today has is there to read.
        if name.starts_with("m19-") {
            let pages: Vec<String> = outline(&verdict).into_iter().flat_map(|one| one.1).collect();
            assert!(pages.iter().any(|one| one.starts_with("page ")), "{pages:?}");
        }
    }
}

#[tokio::test]
async fn a_category_of_questions_leaves_with_those_who_may_see_answers() {
    let site = TestSite::start().await;
    let wilma = site.person("wilma", Role::Publisher).await;
    let name = "mbz/m43-quiz-archiver.mbz";
    let Some(key) = take_in_here(&site, &wilma, name, "course.mbz").await else { return };
    let whole = download(&wilma, &format!("/k/{key}")).await;
    let Some(verdict) = judged(&whole.body) else { return };
    let all = verdict["counts"]["questions"].as_u64().unwrap();
    assert!(outline(&verdict).iter().all(|(title, _)| title != "Question bank"), "{verdict:#}");
    assert_eq!(verdict["counts"]["activities"]["quiz"], 5, "{verdict:#}");

    // Only the category, in a collection of its own and alone.
    let category = key_in(&wilma, &key, "Default for QA-REF").await;
    let (collection, section) = collection(&wilma, "Questions").await;
    put(&wilma, &collection, &section, &category, "").await;
    let alone = wilma.get(&format!("/r/{category}/moodle")).await;
    assert_eq!(alone.status, 200);
    for answer in [download(&wilma, &collection).await, alone] {
        let Some(verdict) = judged(&answer.body) else { return };
        assert_eq!(verdict["counts"]["activities"], serde_json::json!({"page": 1}));
        let questions = verdict["counts"]["questions"].as_u64().unwrap();
        assert!((17..=all).contains(&questions), "{questions} of {all}");
    }

    // Others get what they may see, as a page, and none of the files that hold answers.
    for other in [site.person("rob", Role::Reader).await, site.stranger()] {
        let alone = other.get(&format!("/r/{category}/moodle")).await;
        for answer in [download(&other, &collection).await, alone] {
            let all = inside(&answer.body);
            for secret in ["That sounds about right.", "// question:", "<question type="] {
                assert!(!all.contains(secret), "{secret}");
            }
            let Some(verdict) = judged(&answer.body) else { return };
            assert_eq!(verdict["counts"]["questions"], 0);
            assert!(verdict["counts"]["activities"]["page"].as_u64().unwrap() >= 1);
        }
    }
}

#[tokio::test]
async fn sections_within_sections_leave_as_they_were() {
    let site = TestSite::start().await;
    let wilma = site.person("wilma", Role::Publisher).await;
    let name = "mbz/gen-m456-allmods-nu.mbz";
    let Some(key) = take_in_here(&site, &wilma, name, "course.mbz").await else { return };
    let answer = download(&wilma, &format!("/k/{key}")).await;
    let all = inside(&answer.body);
    assert!(all.contains("<component>mod_subsection</component>"));
    let Some(verdict) = judged(&answer.body) else { return };
    assert_eq!(verdict["counts"]["activities"]["subsection"], 1, "{verdict:#}");
    let sections = outline(&verdict);
    let at = sections.iter().position(|(title, _)| title == "Subsection A").unwrap();
    assert!(sections[at - 1].1.iter().any(|one| one == "subsection Subsection A"), "{sections:?}");
    // Without what it held, there is no subsection.
    let quiz = key_in(&wilma, &key, "Quiz one").await;
    let only = [("only", quiz.as_str())];
    let answer = wilma.post_form(&format!("/k/{key}/moodle/file"), &only).await;
    let Some(verdict) = judged(&answer.body) else { return };
    assert_eq!(verdict["counts"]["activities"], serde_json::json!({"quiz": 1, "page": 1}));
}

#[tokio::test]
async fn what_people_wrote_leaves_on_a_page_beside() {
    let site = TestSite::start().await;
    site.person("wilma", Role::Publisher).await;
    let Some(file) = fixture("mbz/gen-m456-allmods-users.mbz") else { return };
    let file = file.to_str().unwrap();
    let arguments = ["course", "import", file, "--by", "wilma", "--publish", "--entries", "--json"];
    let said = site.command(&arguments, "").await;
    assert_eq!(said.code, 0, "{}", said.err);
    let report: Value = serde_json::from_str(&said.out).unwrap();
    let key = report["collection"]["key"].as_str().unwrap();
    let folder = tempfile::tempdir().unwrap();
    let to = folder.path().join("course.mbz");
    let arguments = ["course", "export", key, "--to", to.to_str().unwrap(), "--json"];
    let said = site.command(&arguments, "").await;
    assert_eq!(said.code, 0, "{}", said.err);
    let report: Value = serde_json::from_str(&said.out).unwrap();
    let notes = report["notes"].as_array().unwrap();
    let entries = notes.iter().filter(|note| note["code"] == "entries").count();
    assert!(entries >= 2, "{report:#}");
    let bytes = std::fs::read(to).unwrap();
    for personal in PERSONAL {
        assert!(!inside(&bytes).contains(personal), "{personal}");
    }
    let Some(verdict) = judged(&bytes) else { return };
    let all: Vec<String> = outline(&verdict).into_iter().flat_map(|one| one.1).collect();
    for note in notes {
        let page = format!("page {}", note["title"].as_str().unwrap());
        assert!(all.contains(&page), "{page}: {all:?}");
    }
}
