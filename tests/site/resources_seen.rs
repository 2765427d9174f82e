//! Stories about resources in a real browser: shared there, and seen narrow and wide.

use hornbook::web::Role;

use super::{
    resources::{describe, key_of, png, published_page},
    test_site::TestSite,
    visitor::Visitor,
    webdriver::{Browser, Kind},
};

async fn hand_over(visitor: &Visitor, site: &TestSite, browser: &Browser) {
    browser.go(&format!("{}/healthz", site.origin)).await;
    browser.set_cookie("hornbook", &visitor.cookie("hornbook").unwrap()).await;
}

#[tokio::test]
async fn a_page_is_written_described_and_published_in_a_browser() {
    for without_scripts in [true, false] {
        let kind = Kind { without_scripts, ..Kind::default() };
        let Some(browser) = Browser::open(kind).await else { return };
        let site = TestSite::start().await;
        let anna = site.person("anna", Role::Publisher).await;
        hand_over(&anna, &site, &browser).await;
        browser.go(&format!("{}/share/page", site.origin)).await;
        browser.write("#title", "Halves").await;
        browser.write("#source", "# One half\n\nand **another**").await;
        browser.click("button[value=look]").await;
        browser.hears("How it looks").await;
        browser.click("button[value=save]").await;
        browser.write("#summary", "Two halves.").await;
        browser.click("#subjects details:nth-of-type(6) summary").await;
        browser.click("label[for=subject-0541]").await;
        browser.click("label[for=level-2]").await;
        browser.click("button[value=publish]").await;
        let words = browser.words().await;
        assert!(words.contains("It is published."), "{words}");
        assert!(words.contains("Mathematics"), "{words}");
    }
}

#[tokio::test]
async fn the_pages_of_resources_fit_every_width() {
    let Some(browser) = Browser::open(Kind::default()).await else { return };
    let site = TestSite::start().await;
    let anna = site.person("anna", Role::Curator).await;
    let page = published_page(&anna, &[("keywords", "halves, quarters")]).await;
    describe(&anna, &page, &[("title", "Adding and taking away fractions")], "save").await;
    let picture = key_of(&anna.upload("/share/file", &[], "half.png", &png()).await);
    describe(&anna, &picture, &[("title", "One half")], "publish").await;
    let file = key_of(&anna.upload("/share/file", &[], "words.docx", b"PK").await);
    let ben = site.person("ben", Role::Contributor).await;
    let waiting = published_page(&ben, &[("title", "Waiting")]).await;
    hand_over(&anna, &site, &browser).await;
    for (path, name) in [
        ("/share".to_owned(), "share"),
        ("/share/link".to_owned(), "share-link"),
        ("/share/file".to_owned(), "share-file"),
        ("/share/page".to_owned(), "share-page"),
        (format!("/r/{file}/edit"), "edit"),
        (format!("/r/{file}/content"), "content"),
        (format!("/r/{file}"), "draft"),
        (format!("/r/{page}"), "page"),
        (format!("/r/{page}/versions"), "versions"),
        (format!("/r/{page}/versions/1"), "earlier"),
        (format!("/r/{picture}"), "picture"),
        (format!("/r/{waiting}"), "waiting"),
        ("/review".to_owned(), "review"),
        ("/drafts".to_owned(), "drafts"),
        ("/u/anna".to_owned(), "person"),
    ] {
        browser.resize(320, 700).await;
        browser.go(&format!("{}{path}", site.origin)).await;
        let wide = browser.ask("document.documentElement.scrollWidth").await;
        browser.picture(&format!("resource-{name}-320")).await;
        assert!(wide.as_u64().unwrap() <= 320, "{path} is {wide} pixels wide on a telephone");
        assert_eq!(browser.ask("document.querySelectorAll('h1').length").await, 1, "h1 of {path}");
        browser.resize(1280, 800).await;
        browser.picture(&format!("resource-{name}-1280")).await;
        let mut complaints = browser.complaints().await;
        complaints.retain(|line| !line.contains("/favicon.ico"));
        assert_eq!(complaints, [""; 0], "complaints of {path}");
    }
}
