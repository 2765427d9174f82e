//! The story of four people in a real browser: an owner, a newcomer, a stranger and a moderator.

use hornbook::web::Role;

use super::{
    browser::hand_over,
    collections::{begin, opened, publish},
    communities::found,
    resources::published_page,
    test_site::TestSite,
    visitor::Visitor,
    webdriver::{Browser, Kind},
};

/// A browser that one person after another sits down at.
struct Desk<'a> {
    browser: &'a Browser,
    site: &'a TestSite,
    pictures: std::cell::Cell<u32>,
}

impl Desk<'_> {
    async fn sits_down(&self, visitor: &Visitor) {
        hand_over(visitor, self.site, self.browser).await;
    }

    /// Opens a page; it must fit a telephone, and nothing may complain.
    async fn opens(&self, path: &str) {
        self.browser.go(&format!("{}{path}", self.site.origin)).await;
        self.looks(path).await;
    }

    /// Takes a picture of what is there, narrow and wide.
    async fn looks(&self, path: &str) {
        let number = self.pictures.get() + 1;
        self.pictures.set(number);
        // Keys are others at every run.
        let parts = path.trim_matches('/').split('/').filter(|part| part.len() != 12);
        let name = parts.collect::<Vec<_>>().join("-");
        self.browser.resize(320, 900).await;
        let wide = self.browser.ask("document.documentElement.scrollWidth").await;
        assert!(wide.as_u64().unwrap() <= 320, "{path} is {wide} pixels wide on a telephone");
        self.browser.picture(&format!("company-{number:02}-{name}-320")).await;
        self.browser.resize(1280, 900).await;
        self.browser.picture(&format!("company-{number:02}-{name}-1280")).await;
        let mut complaints = self.browser.complaints().await;
        // Sitting down leads over an address that is no page and has no sign of its own.
        complaints.retain(|line| !line.contains("/favicon.ico"));
        assert_eq!(complaints, [""; 0], "complaints of {path}");
    }

    /// Clicks, and waits until the page says so.
    async fn clicks(&self, what: &str, says: &str) {
        self.browser.click(what).await;
        self.browser.hears(says).await;
        self.looks("after").await;
    }
}

#[tokio::test]
async fn four_people_join_suggest_discuss_report_decide_appeal_and_follow() {
    let Some(browser) = Browser::open(Kind::default()).await else { return };
    let site = TestSite::start().await;
    let desk = Desk { browser: &browser, site: &site, pictures: 0.into() };
    let olga = site.person("olga", Role::Curator).await;
    let nina = site.person("nina", Role::Publisher).await;
    let mo = site.person("mo", Role::Moderator).await;
    found(&olga, "maths", "public", "ask").await;
    let collection = begin(&olga, "Fractions").await;
    assert_eq!(opened(&olga, &collection, "curated", &[]).await.status, 303);
    publish(&olga, &collection).await;
    let thing = published_page(&nina, &[]).await;

    // Nina asks to join, and Olga lets her in.
    desk.sits_down(&nina).await;
    desk.opens("/c/maths/join").await;
    browser.write("#note", "I teach year 6 at the hill school.").await;
    desk.clicks("main form .primary", "have been asked").await;
    desk.sits_down(&olga).await;
    desk.opens("/notices").await;
    browser.hears("Nina asks to join").await;
    desk.opens("/c/maths/members").await;
    desk.clicks("button[value=accept]", "Nina").await;

    // Nina suggests what she wrote for the collection, and Olga takes it up.
    desk.sits_down(&nina).await;
    desk.opens(&format!("{collection}/together")).await;
    browser.write("#resource", &thing).await;
    browser.write("#note", "For the first lesson.").await;
    desk.clicks("main form .primary", "Adding fractions").await;
    desk.sits_down(&olga).await;
    desk.opens(&format!("{collection}/together")).await;
    desk.clicks("button[value=accept]", "Fractions").await;
    desk.opens(&collection).await;
    browser.hears("Adding fractions").await;

    // Olga asks about it, Nina is told and answers in the thread.
    desk.opens(&format!("/r/{thing}")).await;
    browser.write("#talk-text", "How long does it take, @nina?").await;
    desk.clicks("#talk form .button", "How long does it take").await;
    desk.sits_down(&nina).await;
    desk.opens("/notices").await;
    browser.hears("Olga names you").await;
    browser.click("main .row-title a").await;
    browser.hears("How long does it take").await;
    browser.write("#text", "Forty minutes with **both** sheets.").await;
    desk.clicks("#write .primary", "Forty minutes with both sheets.").await;

    // A stranger reports it, Mo hides it, Nina appeals and is heard.
    browser.set_cookie("hornbook", "nobody").await;
    desk.opens(&format!("/r/{thing}")).await;
    browser.click("a[href^='/report']").await;
    browser.hears("pupils").await;
    browser.click("[for=reason-pupil_data]").await;
    browser.write("#words", "There is a name on the sheet.").await;
    desk.clicks("main form .primary", "Thank you").await;
    desk.sits_down(&mo).await;
    desk.opens("/moderation").await;
    browser.click("main .row-title a").await;
    browser.hears("There is a name on the sheet.").await;
    browser.click("[for=outcome-hidden]").await;
    browser.write("#reason", "Please take the name off the sheet.").await;
    desk.clicks("main form .primary", "Those concerned are told.").await;
    assert_eq!(site.stranger().get(&format!("/r/{thing}")).await.status, 410);
    desk.sits_down(&nina).await;
    desk.opens("/decisions/1").await;
    browser.hears("Please take the name off the sheet.").await;
    browser.write("#words", "It is the name of a mathematician.").await;
    desk.clicks("main form .primary", "It is the name of a mathematician.").await;
    desk.sits_down(&mo).await;
    desk.opens("/moderation/1").await;
    browser.click("[for=outcome-overturned]").await;
    browser.write("#reason", "Indeed: Emmy Noether.").await;
    desk.clicks("main form .primary", "Those concerned are told.").await;
    assert_eq!(site.stranger().get(&format!("/r/{thing}")).await.status, 200);
    desk.opens("/admin/log").await;

    // Olga follows Nina, sees what she shares next, and a letter tells her so in the morning.
    desk.sits_down(&olga).await;
    desk.opens("/u/nina").await;
    browser.click("form[action='/follow'] button").await;
    browser.hears("Nina").await;
    desk.opens("/settings/notices").await;
    let fields = [("letters", "daily"), ("follows", "yes")];
    olga.post_form("/settings/notices", &fields).await.follow().await.must_say("Saved.");
    published_page(&nina, &[("title", "Taking fractions away")]).await;
    desk.opens("/timeline").await;
    browser.hears("Taking fractions away").await;
    let thanks = nina.post_form(&format!("{collection}/thanks"), &[]).await;
    assert_eq!(thanks.status, 303, "{}", thanks.text());
    site.wait_days(1);
    site.run_jobs().await;
    let letter = site.letter(1).await;
    assert_eq!(letter.to, "olga@school.example");
    assert!(letter.text.contains("Nina thanks you for Fractions"), "{}", letter.text);
}
