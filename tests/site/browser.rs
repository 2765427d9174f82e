//! Stories in a real browser: by keyboard, on a telephone, in the dark, without JavaScript.

use hornbook::{accounts, web::Role};

use super::{
    test_site::{PASSWORD, TestSite},
    visitor::Visitor,
    webdriver::{Browser, Kind},
};

const TAB: char = '\u{e004}';
const ENTER: char = '\u{e007}';

/// The session of a visitor goes on in a real browser.
pub async fn hand_over(visitor: &Visitor, site: &TestSite, browser: &Browser) {
    browser.go(&format!("{}/healthz", site.origin)).await;
    let cookie = visitor.cookie("hornbook").unwrap();
    browser.set_cookie("hornbook", &cookie).await;
}

#[tokio::test]
async fn the_site_is_set_up_in_a_browser() {
    let Some(browser) = Browser::open(Kind::default()).await else { return };
    let site = TestSite::start().await;
    let link = accounts::setup_link(&site.site.db).await.unwrap().unwrap();
    browser.go(&format!("{}{link}", site.origin)).await;
    browser.picture("setup").await;
    browser.write("#site", "Hill School").await;
    browser.write("#handle", "ada").await;
    browser.write("#password", PASSWORD).await;
    browser.click("main form button").await;
    assert_eq!(browser.address().await, format!("{}/", site.origin));
    browser.hears("Hill School").await;
    assert_eq!(browser.complaints().await, [""; 0]);
    assert_eq!(site.stranger().sign_in("ada", PASSWORD).await.status, 303);
}

#[tokio::test]
async fn a_person_signs_in_by_keyboard_alone() {
    let Some(browser) = Browser::open(Kind::default()).await else { return };
    let site = TestSite::start().await;
    site.person("anna", Role::Contributor).await;
    browser.go(&format!("{}/settings", site.origin)).await;
    // The first thing that the keyboard reaches leads past the navigation.
    browser.press(&TAB.to_string()).await;
    assert_eq!(browser.ask("document.activeElement.className").await, "skip");
    browser.press(&ENTER.to_string()).await;
    for _ in 0..5 {
        if browser.ask("document.activeElement.id").await == "name" {
            break;
        }
        browser.press(&TAB.to_string()).await;
    }
    browser.press(&format!("anna{TAB}{PASSWORD}{ENTER}")).await;
    browser.arrive(&format!("{}/settings", site.origin)).await;
    assert_eq!(browser.ask("document.activeElement.tagName").await, "BODY");
}

#[tokio::test]
async fn everything_works_without_javascript() {
    let Some(browser) = Browser::open(Kind { without_scripts: true, ..Kind::default() }).await
    else {
        return;
    };
    let site = TestSite::start().await;
    site.person("anna", Role::Contributor).await;
    browser.go(&format!("{}/sign-in?back=/settings", site.origin)).await;
    browser.write("#name", "anna").await;
    browser.write("#password", PASSWORD).await;
    browser.click("main form button").await;
    browser.arrive(&format!("{}/settings", site.origin)).await;
    browser.write("#organisation", "Hill School").await;
    browser.click("main form[action='/settings'] button.primary").await;
    browser.hears("Saved.").await;
    browser.click(".menu.me summary").await;
    browser.click(".menu.me form button").await;
    browser.hears("You are signed out.").await;
}

#[tokio::test]
async fn every_page_fits_a_telephone_has_one_heading_and_no_complaints() {
    let Some(browser) = Browser::open(Kind::default()).await else { return };
    let site = TestSite::start().await;
    look_through(&browser, &site, "light").await;
}

#[tokio::test]
async fn every_page_is_as_well_in_the_dark() {
    let Some(browser) = Browser::open(Kind { dark: true, ..Kind::default() }).await else { return };
    let site = TestSite::start().await;
    let paper = look_through(&browser, &site, "dark").await;
    let light: u32 = paper
        .split(|c: char| !c.is_ascii_digit())
        .filter_map(|n| n.parse::<u32>().ok())
        .take(3)
        .sum();
    assert!(light < 3 * 80, "the paper of a dark page is {paper}");
}

/// Opens the main pages as a stranger and as an administrator, narrow and wide; returns the
/// colour of the paper.
async fn look_through(browser: &Browser, site: &TestSite, name: &str) -> String {
    let open = ["/", "/about", "/sign-in", "/password", "/search", "/nothing-here"];
    let own = ["/", "/settings", "/settings/password", "/settings/sessions", "/share", "/shelf"];
    let kept = ["/admin", "/admin/people", "/admin/settings", "/admin/jobs", "/admin/communities"];
    look_at(browser, site, name, &open).await;
    let ada = site.person("ada", Role::Administrator).await;
    hand_over(&ada, site, browser).await;
    look_at(browser, site, &format!("{name}-ada"), &[own.as_slice(), &kept].concat()).await;
    let paper = "getComputedStyle(document.body).backgroundColor";
    browser.ask(paper).await.as_str().unwrap().to_owned()
}

async fn look_at(browser: &Browser, site: &TestSite, name: &str, paths: &[&str]) {
    for path in paths {
        browser.resize(320, 700).await;
        browser.go(&format!("{}{path}", site.origin)).await;
        let wide = browser.ask("document.documentElement.scrollWidth").await;
        assert!(wide.as_u64().unwrap() <= 320, "{path} is {wide} pixels wide on a telephone");
        assert_eq!(browser.ask("document.querySelectorAll('h1').length").await, 1, "h1 of {path}");
        assert_eq!(browser.ask("document.documentElement.lang").await, "en", "{path}");
        assert_ne!(browser.ask("document.title.split(' · ')[0]").await, "", "title of {path}");
        let unnamed = browser.ask(UNNAMED).await;
        assert_eq!(unnamed, serde_json::json!([]), "what a screen reader cannot name on {path}");
        let file = path.trim_matches('/').replace('/', "-");
        let file = if file.is_empty() { "home" } else { &file };
        browser.picture(&format!("{name}-{file}-320")).await;
        browser.resize(1280, 800).await;
        browser.picture(&format!("{name}-{file}-1280")).await;
        let mut complaints = browser.complaints().await;
        complaints.retain(|line| !line.contains("404 (Not Found)"));
        assert_eq!(complaints, [""; 0], "complaints of {path}");
    }
}

/// Fields, buttons, links and pictures without a name.
const UNNAMED: &str = "[...document.querySelectorAll('input:not([type=hidden]), select, textarea, button, a[href], img')]
    .filter(it => it.tagName == 'IMG' ? !it.hasAttribute('alt')
        : !(it.labels?.length || it.getAttribute('aria-label') || it.getAttribute('aria-labelledby') || it.innerText?.trim() || it.textContent?.trim()))
    .map(it => it.outerHTML.slice(0, 120))";
