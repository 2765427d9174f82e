//! The question bank of a course: a resource for each category, with its questions to download.

use hornbook::web::Role;

use super::{LICENCE, attributes, figures, files, nights_pass, rows, texts, upload};
use crate::{fixtures::fixture, test_site::TestSite, visitor::Visitor};

/// Takes only what these numbers name, and publishes it.
async fn take(site: &TestSite, visitor: &Visitor, archive: &[u8], only: &[&str]) -> String {
    let import = upload(visitor, "course.mbz", archive).await;
    site.run_jobs().await;
    let chosen: Vec<_> = only.iter().map(|number| ("only", *number)).collect();
    visitor.post_form(&format!("{import}/choose"), &chosen).await;
    let fields = [
        ("title", "Questions of ours"),
        ("visibility", "public"),
        ("licence", LICENCE),
        ("language", "en"),
        ("subject", "0541"),
        ("level", "3"),
        ("author", "Wilma"),
        ("publish", "true"),
    ];
    let answer = visitor.post_form(&format!("{import}/describe"), &fields).await;
    assert_eq!(answer.location, Some(format!("{import}/check")), "{}", answer.text());
    let check = visitor.get(&format!("{import}/check")).await;
    check.must_say("Question bank");
    visitor.post_form(&format!("{import}/run"), &[]).await;
    site.run_jobs().await;
    import
}

#[tokio::test]
async fn a_category_becomes_a_resource_whose_answers_and_downloads_are_for_those_who_teach() {
    let Some(file) = fixture("mbz/m43-quiz-archiver.mbz") else { return };
    let archive = std::fs::read(file).unwrap();
    let site = TestSite::start().await;
    let wilma = site.person("wilma", Role::Publisher).await;
    let rob = site.person("rob", Role::Reader).await;
    let stranger = site.stranger();
    let data = site.site.data.to_path_buf();
    site.settled().await;
    let (rows_before, files_before) = (rows(&data), files(&data));

    let looked = upload(&wilma, "course.mbz", &archive).await;
    site.run_jobs().await;
    let page = wilma.get(&looked).await;
    page.must_say("Question bank");
    page.must_say("1 category");
    page.must_say("17 questions");
    assert_eq!(attributes(&page, "input[name=only][value='-46']", "data-questions"), ["17"]);
    let preview = wilma.get(&format!("{looked}/preview/-46")).await;
    preview.must_say("Multiple choice");
    wilma.post_form(&format!("{looked}/cancel"), &[]).await;
    site.settled().await;

    let import = take(&site, &wilma, &archive, &["-46"]).await;
    assert_eq!(figures(&wilma, &import).await, [1, 0, 0, 1]);
    let key = texts(&data, "select key from resources").remove(0);
    let path = format!("/r/{key}");
    let collection = texts(&data, "select key from collections").remove(0);
    let shown = stranger.get(&format!("/k/{collection}")).await;
    shown.must_say("Question bank");
    shown.must_say("Default for QA-REF");

    let taught = wilma.get(&path).await;
    taught.must_say("Questions to download");
    taught.must_say("Right answers are shown because you teach here.");
    assert_eq!(taught.all(".course-question").len(), 17);
    let downloads = attributes(&taught, ".course-bank a", "href");
    assert_eq!(downloads.len(), 2, "{downloads:?}");
    taught.must_say("Aiken: No question fits.");
    for (download, begins) in downloads.iter().zip(["<?xml version=\"1.0\"", "// question:"]) {
        let file = wilma.get(download).await;
        assert_eq!(file.status, 200, "{download}");
        let text = String::from_utf8_lossy(&file.body).into_owned();
        assert!(text.starts_with(begins), "{download}: {text}");
        if begins.starts_with("<?xml") {
            assert_eq!(text.matches("<question type=").count(), 18, "17 and their category");
            assert!(text.contains("encoding=\"base64\">"), "its pictures are in it");
        }
    }
    for picture in attributes(&taught, ".prose img", "src") {
        assert_eq!(stranger.get(&picture).await.status, 200, "{picture}");
    }

    for other in [&rob, &stranger] {
        let page = other.get(&path).await;
        assert_eq!(page.status, 200);
        page.must_say("Multiple choice");
        for secret in ["Questions to download", "That sounds about right.", "✓"] {
            assert!(!page.says(secret), "{secret}");
        }
        for download in &downloads {
            assert_eq!(other.get(download).await.status, 404, "{download}");
        }
    }
    let found = stranger.get("/search?q=lorem").await;
    found.must_say("Default for QA-REF");
    assert!(
        !stranger.get("/search?q=towel").await.says("Default for QA-REF"),
        "an answer is found"
    );

    // The same once more is recognised.
    let again = take(&site, &wilma, &archive, &["-46"]).await;
    assert_eq!(figures(&wilma, &again).await, [0, 0, 1, 0]);
    wilma.post_form(&format!("{again}/undo"), &[]).await;
    assert_eq!(wilma.get(&path).await.status, 200);

    wilma.post_form(&format!("{import}/undo"), &[]).await;
    assert_eq!(wilma.get(&path).await.status, 404);
    assert_eq!(wilma.get(&downloads[0]).await.status, 404);
    nights_pass(&site).await;
    site.settled().await;
    assert_eq!(rows(&data), rows_before);
    assert_eq!(files(&data), files_before);
}

#[tokio::test]
async fn a_long_category_is_shown_in_pages() {
    let Some(file) = fixture("mbz/m4111-stack-demo.mbz") else { return };
    let archive = std::fs::read(file).unwrap();
    let site = TestSite::start().await;
    let wilma = site.person("wilma", Role::Publisher).await;
    let data = site.site.data.to_path_buf();
    take(&site, &wilma, &archive, &["-2790"]).await;
    let key = texts(&data, "select key from resources").remove(0);
    let mut seen = 0;
    for (page, questions) in [(1, 25), (2, 25), (3, 12)] {
        let shown = wilma.get(&format!("/r/{key}?page={page}")).await;
        shown.must_say(&format!("Page {page} of 3"));
        assert_eq!(shown.all(".course-question").len(), questions, "page {page}");
        assert_eq!(shown.says("Questions to download"), page == 1);
        seen += questions;
    }
    assert_eq!(seen, 62);
    let stranger = site.stranger().get(&format!("/r/{key}")).await;
    assert_eq!(stranger.all(".course-question").len(), 25);
}

#[tokio::test]
async fn a_terminal_takes_the_question_bank_only_when_asked() {
    let Some(file) = fixture("mbz/m43-quiz-archiver.mbz") else { return };
    let site = TestSite::start().await;
    site.person("wilma", Role::Contributor).await;
    let file = file.to_str().unwrap();
    let mut arguments = vec!["course", "import", file, "--by", "wilma", "--json"];
    let said = site.command(&arguments, "").await;
    assert_eq!(said.code, 0, "{}", said.err);
    let without: serde_json::Value = serde_json::from_str(&said.out).unwrap();
    arguments.extend(["--bank", "--copy"]);
    let said = site.command(&arguments, "").await;
    let with: serde_json::Value = serde_json::from_str(&said.out).unwrap();
    assert_eq!((&without["resources"], &with["resources"]), (&6.into(), &7.into()));
}
