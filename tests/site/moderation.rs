//! Stories about moderation: reporting, deciding, appealing, the log, newcomers.

use hornbook::web::Role;

use super::{
    collections::{begin, publish},
    resources::{describe, key_of, published_page},
    test_site::TestSite,
    visitor::Visitor,
};

async fn report(by: &Visitor, thing: &str, reason: &str) {
    let fields = [("thing", thing), ("reason", reason), ("words", "Look at page 2.")];
    let answer = by.post_form("/report", &fields).await;
    assert_eq!(answer.status, 303, "{}", answer.text());
}

async fn decide(by: &Visitor, case: u32, outcome: &str, reason: &str) -> u16 {
    let fields = [("outcome", outcome), ("reason", reason)];
    by.post_form(&format!("/moderation/{case}/decide"), &fields).await.status
}

/// What somebody was told: the keys of the messages, the last last.
async fn told(site: &TestSite, handle: &str) -> Vec<String> {
    let handle = handle.to_owned();
    let read = site.site.db.read(move |db| {
        let mut query = db.prepare(
            "select key from notices join accounts on accounts.id = account where handle = ?
             order by notices.id",
        )?;
        let keys = query.query_map([handle], |row| row.get(0))?;
        Ok(keys.collect::<Result<_, _>>()?)
    });
    read.await.unwrap()
}

#[tokio::test]
async fn a_report_is_decided_appealed_and_overturned_by_somebody_else() {
    let site = TestSite::start().await;
    let anna = site.person("anna", Role::Publisher).await;
    let rob = site.person("rob", Role::Reader).await;
    let mo = site.person("mo", Role::Moderator).await;
    let max = site.person("max", Role::Moderator).await;
    let key = published_page(&anna, &[]).await;
    let page = rob.get(&format!("/r/{key}")).await;
    let form = page.attribute("a[href^=\"/report\"]", "href").unwrap();
    rob.get(&form).await.must_say("Names, pictures or marks of pupils");
    let thing = format!("/r/{key}");
    let empty = rob.post_form("/report", &[("thing", thing.as_str())]).await;
    assert_eq!(empty.status, 422);
    empty.must_say("Choose what is wrong.");
    report(&rob, &thing, "pupil_data").await;

    mo.get("/").await.must_say("One report to look at");
    mo.get("/moderation").await.must_say("Urgent");
    assert_eq!(rob.get("/moderation").await.status, 403);
    assert_eq!(rob.get("/moderation/1").await.status, 404);
    let case = mo.get("/moderation/1").await;
    case.must_say("Look at page 2.");
    assert_eq!(decide(&mo, 1, "hidden", "").await, 422, "a reason is asked for");
    assert_eq!(decide(&mo, 1, "hidden", "There are names on page 2.").await, 303);
    assert_eq!(decide(&mo, 1, "nothing", "No, all is well.").await, 409);
    assert_eq!(site.stranger().get(&format!("/r/{key}")).await.status, 410);
    assert_eq!(told(&site, "anna").await, ["notice-decision"]);
    assert_eq!(told(&site, "rob").await, ["notice-report-done"]);

    let decision = anna.get("/decisions/1").await;
    decision.must_say("It was taken away.");
    decision.must_say("There are names on page 2.");
    assert!(decision.has(&format!("a[href=\"/r/{key}\"]")));
    assert!(
        !decision.text().contains("/u/rob") && !decision.says("Rob"),
        "reporters are not named"
    );
    assert_eq!(rob.get("/decisions/1").await.status, 404);
    let words = [("words", "They are names out of a novel.")];
    assert_eq!(rob.post_form("/decisions/1/appeal", &words).await.status, 404);
    assert_eq!(anna.post_form("/decisions/1/appeal", &words).await.status, 303);
    assert_eq!(anna.post_form("/decisions/1/appeal", &words).await.status, 409);

    // What could not wait, and what is appealed against, is told at once.
    assert_eq!(told(&site, "max").await, ["notice-case-urgent", "notice-appeal"]);
    let home = max.get("/").await;
    home.must_say("One appeal to answer");
    let appeals = home.attribute(".door a[href*=\"appealed\"]", "href").unwrap();
    max.get(&appeals).await.must_say("Adding fractions");

    let fields = [("outcome", "overturned"), ("reason", "Indeed, it is a novel.")];
    let answer = mo.post_form("/moderation/1/answer", &fields).await;
    assert_eq!(answer.status, 403, "whoever decided first does not decide the appeal");
    assert_eq!(max.post_form("/moderation/1/answer", &fields).await.status, 303);
    assert_eq!(site.stranger().get(&format!("/r/{key}")).await.status, 200);
    assert_eq!(told(&site, "anna").await.last().unwrap(), "notice-appeal-overturned");
    assert_eq!(told(&site, "rob").await.last().unwrap(), "notice-report-overturned");
    let log = mo.get("/admin/log").await;
    assert_eq!(log.all("main ol > li").len(), 3);
    assert_eq!(mo.get("/admin/log?deed=hidden").await.all("main ol > li").len(), 1);
    assert_eq!(mo.get("/admin/log?by=max").await.all("main ol > li").len(), 1);
}

#[tokio::test]
async fn the_moderators_of_a_community_look_first_and_the_sites_after_three_days() {
    let site = TestSite::start().await;
    let ada = site.person("ada", Role::Administrator).await;
    let cora = site.person("cora", Role::Contributor).await;
    let anna = site.person("anna", Role::Publisher).await;
    let mo = site.person("mo", Role::Moderator).await;
    let fields = [
        ("handle", "maths"),
        ("name", "Maths"),
        ("visibility", "public"),
        ("join", "open"),
        ("posting", "members"),
    ];
    assert_eq!(ada.post_form("/communities/new", &fields).await.status, 303);
    for handle in ["cora", "anna"] {
        ada.post_form("/c/maths/members", &[("handle", handle)]).await;
    }
    ada.post_form("/c/maths/members/cora/role", &[("role", "moderator")]).await;
    for _ in 0..2 {
        let key = published_page(&anna, &[("community", "1")]).await;
        report(&site.stranger(), &format!("/r/{key}"), "spam").await;
    }
    let heard = ["notice-let-in", "notice-moderates", "notice-case", "notice-case"];
    assert_eq!(told(&site, "cora").await, heard);
    cora.get("/c/maths").await.must_say("2 reports to look at");
    assert!(!anna.get("/c/maths").await.says("reports to look at"));
    assert!(!mo.get("/").await.says("to look at"), "the community has it first");
    cora.get("/moderation").await.must_say("Adding fractions");
    let page = cora.get("/moderation/1").await;
    assert!(page.has("#outcome-hidden") && !page.has("#outcome-suspended"));
    assert_eq!(decide(&cora, 1, "suspended", "Go away, please.").await, 422);
    assert_eq!(decide(&cora, 1, "hidden", "This is advertising.").await, 303);
    // The other one is passed on by hand, or by time.
    assert_eq!(cora.post_form("/moderation/2/escalate", &[]).await.status, 303);
    mo.get("/").await.must_say("One report to look at");
    let third = published_page(&anna, &[("community", "1")]).await;
    report(&site.stranger(), &format!("/r/{third}"), "quality").await;
    mo.get("/").await.must_say("One report to look at");
    site.wait_days(4);
    mo.get("/").await.must_say("2 reports to look at");
}

#[tokio::test]
async fn whoever_is_silenced_reads_and_appeals_and_writes_nothing() {
    let site = TestSite::start().await;
    let anna = site.person("anna", Role::Publisher).await;
    let mo = site.person("mo", Role::Moderator).await;
    let ada = site.person("ada", Role::Administrator).await;
    let key = published_page(&anna, &[]).await;
    report(&mo, "/u/anna", "harassment").await;
    assert_eq!(decide(&mo, 1, "silenced", "Not in this tone.").await, 303);
    assert_eq!(anna.get(&format!("/r/{key}")).await.status, 200);
    for path in ["/share/page", "/settings", "/report", &format!("/r/{key}/withdraw")] {
        let answer = anna.post_form(path, &[("title", "x")]).await;
        assert_eq!(answer.status, 403, "{path}");
        answer.must_say("you can read everything and send nothing");
    }
    assert_eq!(anna.post_form("/theme", &[("value", "dark")]).await.status, 303);
    assert_eq!(
        anna.post_form("/decisions/1/appeal", &[("words", "It was a joke.")]).await.status,
        303
    );
    // What concerns nobody but her stays open: leaving, staying, and an end to letters.
    let wish = [("works", "keep"), ("password", super::test_site::PASSWORD)];
    assert_eq!(anna.post_form("/settings/leave", &wish).await.status, 303);
    assert_eq!(anna.post_form("/settings/leave/undo", &[]).await.status, 303);
    assert_eq!(anna.post_form("/settings/notices", &[("letters", "none")]).await.status, 303);
    assert_eq!(anna.post_form(&format!("/shelf/r/{key}"), &[]).await.status, 303);
    // Undone from the log.
    let log = mo.get("/admin/log?deed=silenced").await;
    let undo = log.attribute("form[action$=undo]", "action").unwrap();
    assert_eq!(anna.post_form(&undo, &[]).await.status, 403);
    assert_eq!(mo.post_form(&undo, &[("reason", "A joke it was.")]).await.status, 303);
    // Her appeal has had its way with that, and nobody can uphold what is undone.
    let fields = [("outcome", "upheld"), ("reason", "No joke.")];
    assert_eq!(ada.post_form("/moderation/1/answer", &fields).await.status, 409);
    anna.get("/decisions/1").await.must_say("A joke it was.");
    assert_eq!(mo.post_form(&undo, &[]).await.status, 409, "once");
    assert_eq!(anna.post_form("/shelf/r/".to_owned().as_str(), &[]).await.status, 404);
    let fields = [("title", "New"), ("source", "One half.")];
    assert_eq!(anna.post_form("/share/page", &fields).await.status, 303);
    // Nobody restrains those who may as much as they.
    report(&mo, "/u/ada", "spam").await;
    assert_eq!(decide(&mo, 2, "suspended", "Too many rules.").await, 403);
    report(&ada, "/u/mo", "spam").await;
    assert_eq!(decide(&mo, 3, "nothing", "It is about me.").await, 403);
    // Nor does he read who reported him.
    assert_eq!(mo.get("/moderation/3").await.status, 403);
    assert!(!mo.get("/moderation").await.has("a[href=\"/moderation/3\"]"));
    assert!(ada.get("/moderation").await.has("a[href=\"/moderation/3\"]"));
}

#[tokio::test]
async fn whoever_is_suspended_appeals_by_the_link_of_a_letter() {
    let site = TestSite::start().await;
    let anna = site.person("anna", Role::Contributor).await;
    let mo = site.person("mo", Role::Moderator).await;
    let max = site.person("max", Role::Moderator).await;
    report(&mo, "/u/anna", "spam").await;
    assert_eq!(decide(&mo, 1, "suspended", "Only advertising.").await, 303);
    assert_eq!(anna.get("/settings").await.status, 303, "signed out");
    let letter = site.letter(1).await;
    assert!(letter.text.contains("Only advertising."), "{}", letter.text);
    let link = letter.text.lines().find(|line| line.starts_with("http")).unwrap().to_owned();
    anna.get(&link).await.must_say("Only advertising.");
    assert_eq!(anna.post_form(&link, &[("words", "It was one link.")]).await.status, 303);
    let fields = [("outcome", "overturned"), ("reason", "One link it was.")];
    assert_eq!(max.post_form("/moderation/1/answer", &fields).await.status, 303);
    assert_eq!(anna.sign_in("anna", super::test_site::PASSWORD).await.status, 303);
}

#[tokio::test]
async fn all_that_a_suspended_person_wrote_goes_with_them_and_comes_back_with_them() {
    let site = TestSite::start().await;
    let anna = site.person("anna", Role::Publisher).await;
    let rob = site.person("rob", Role::Publisher).await;
    let mo = site.person("mo", Role::Moderator).await;
    let (kept, gone) = (published_page(&anna, &[]).await, published_page(&rob, &[]).await);
    let talk = format!("/r/{kept}/talk");
    assert_eq!(rob.post_form(&talk, &[("text", "Buy my book!")]).await.status, 303);
    assert_eq!(anna.post_form(&talk, &[("text", "Please not here.")]).await.status, 303);
    report(&anna, "/u/rob", "spam").await;
    let fields = [("outcome", "suspended"), ("everything", "1"), ("reason", "Only advertising.")];
    assert_eq!(mo.post_form("/moderation/1/decide", &fields).await.status, 303);
    let page = site.stranger().get(&format!("/r/{kept}")).await;
    assert!(page.says("Please not here.") && !page.says("Buy my book!"));
    assert_eq!(site.stranger().get(&format!("/r/{gone}")).await.status, 410);

    assert_eq!(mo.post_form("/admin/log/1/undo", &[("reason", "")]).await.status, 422);
    let undone = mo.post_form("/admin/log/1/undo", &[("reason", "It was somebody else.")]).await;
    assert_eq!(undone.status, 303);
    assert!(site.stranger().get(&format!("/r/{kept}")).await.says("Buy my book!"));
    assert_eq!(site.stranger().get(&format!("/r/{gone}")).await.status, 200);
}

#[tokio::test]
async fn a_closed_account_can_be_opened_for_two_weeks() {
    let site = TestSite::start().await;
    let anna = site.person("anna", Role::Contributor).await;
    site.person("ben", Role::Contributor).await;
    let mo = site.person("mo", Role::Moderator).await;
    for (case, thing) in [(1, "/u/anna"), (2, "/u/ben")] {
        report(&mo, thing, "spam").await;
        let status = decide(&mo, case, "deleted", "A machine wrote this.").await;
        assert_eq!(status, 303);
    }
    assert_eq!(site.stranger().get("/u/anna").await.status, 410);
    site.wait_days(13);
    site.run_jobs().await;
    let answer = mo.post_form("/admin/log/1/undo", &[("reason", "No machine.")]).await;
    assert_eq!(answer.status, 303);
    assert_eq!(anna.sign_in("anna", super::test_site::PASSWORD).await.status, 303);
    site.wait_days(2);
    site.run_jobs().await;
    let fields = [("reason", "No machine.")];
    assert_eq!(mo.post_form("/admin/log/2/undo", &fields).await.status, 409);
    assert_eq!(anna.get("/settings").await.status, 200, "opened again, it stays");
}

#[tokio::test]
async fn strangers_report_a_few_times_an_hour_where_they_may_read() {
    let site = TestSite::start().await;
    let anna = site.person("anna", Role::Publisher).await;
    let stranger = site.stranger();
    for _ in 0..5 {
        let key = published_page(&anna, &[]).await;
        report(&stranger, &format!("/r/{key}"), "broken_link").await;
    }
    let sixth = format!("/r/{}", published_page(&anna, &[]).await);
    let fields = [("thing", sixth.as_str()), ("reason", "spam")];
    assert_eq!(stranger.post_form("/report", &fields).await.status, 429);
    let draft = [("title", "Draft"), ("source", "One half.")];
    let draft = key_of(&anna.post_form("/share/page", &draft).await);
    assert_eq!(stranger.get(&format!("/report?thing=/r/{draft}")).await.status, 404);
    // Nobody goes through all people by their numbers.
    assert_eq!(stranger.get("/report?thing=person-1").await.status, 404);
    assert_eq!(stranger.get("/report?thing=/u/anna").await.status, 200);
    site.settings(|settings| settings.open_to_read = false).await;
    assert_eq!(stranger.get(&format!("/report?thing={sixth}")).await.status, 303);
}

#[tokio::test]
async fn what_is_done_to_an_account_by_hand_stands_in_the_log_and_is_undone_from_there() {
    let site = TestSite::start().await;
    let ada = site.person("ada", Role::Administrator).await;
    let mo = site.person("mo", Role::Moderator).await;
    let anna = site.person("anna", Role::Contributor).await;
    let standing = "/admin/people/anna/standing";
    ada.post_form(standing, &[("standing", "suspended")]).await;
    assert_eq!(anna.get("/settings").await.status, 303);
    mo.get("/admin/log?deed=suspended").await.must_say("Anna");
    let undone = mo.post_form("/admin/log/1/undo", &[("reason", "A mistake of mine.")]).await;
    assert_eq!(undone.status, 303);
    assert_eq!(anna.sign_in("anna", super::test_site::PASSWORD).await.status, 303);
    ada.post_form(standing, &[("standing", "suspended")]).await;
    ada.post_form(standing, &[("standing", "active")]).await;
    assert_eq!(mo.post_form("/admin/log/3/undo", &[]).await.status, 409, "it is undone");
}

#[tokio::test]
async fn nobody_changes_the_log() {
    let site = TestSite::start().await;
    let mo = site.person("mo", Role::Moderator).await;
    site.person("anna", Role::Contributor).await;
    report(&mo, "/u/anna", "spam").await;
    decide(&mo, 1, "warned", "Please do not.").await;
    for sql in [
        "delete from moderation_log",
        "update moderation_log set reason = ''",
        "insert or replace into moderation_log(id, made, by_account, by_handle, deed, kind, target,
           title, address, reason) values (1, 0, 1, 'x', 'x', 'person', 1, 'x', 'x', 'x')",
    ] {
        let done = site.site.db.write(move |tx| Ok(tx.execute(sql, [])?)).await;
        assert!(done.is_err(), "{sql}");
    }
    mo.get("/admin/log").await.must_say("Please do not.");
}

#[tokio::test]
async fn newcomers_are_looked_at_until_three_were_accepted() {
    let site = TestSite::start().await;
    site.settings(|settings| (settings.review, settings.publisher_after) = (false, 0)).await;
    let nora = site.person("nora", Role::Contributor).await;
    let cai = site.person("cai", Role::Curator).await;
    for _ in 0..3 {
        let key = published_page(&nora, &[]).await;
        assert_eq!(site.stranger().get(&format!("/r/{key}")).await.status, 404);
        assert_eq!(cai.post_form(&format!("/r/{key}/accept"), &[]).await.status, 303);
    }
    let key = published_page(&nora, &[]).await;
    assert_eq!(
        site.stranger().get(&format!("/r/{key}")).await.status,
        200,
        "the fourth is there at once"
    );
    // Switched off.
    site.settings(|settings| settings.review_newcomers = false).await;
    let nils = site.person("nils", Role::Contributor).await;
    let elsewhere = [("authors", "Nils | https://nils.example/")];
    let key = published_page(&nils, &elsewhere).await;
    assert_eq!(site.stranger().get(&format!("/r/{key}")).await.status, 404, "it names a new host");
    site.settings(|settings| settings.hold_new_hosts = false).await;
    let key = published_page(&nils, &elsewhere).await;
    assert_eq!(site.stranger().get(&format!("/r/{key}")).await.status, 200);
}

#[tokio::test]
async fn a_newcomers_link_to_a_new_host_waits() {
    let site = TestSite::start().await;
    site.settings(|settings| (settings.review, settings.review_newcomers) = (false, false)).await;
    let anna = site.person("anna", Role::Publisher).await;
    let nora = site.person("nora", Role::Contributor).await;
    let share = async |by: &Visitor, source: &str| {
        let fields = [("title", "A page"), ("source", source)];
        let key = key_of(&by.post_form("/share/page", &fields).await);
        describe(by, &key, &[("authors", "Somebody")], "publish").await;
        key
    };
    let known = "See [here](https://known.example/page).";
    share(&anna, known).await;
    let stranger = site.stranger();
    let key = share(&nora, known).await;
    assert_eq!(stranger.get(&format!("/r/{key}")).await.status, 200);
    let held = share(&nora, "See [here](https://pills.example/).").await;
    assert_eq!(stranger.get(&format!("/r/{held}")).await.status, 404);
    // Nor does it come in by a change.
    let fields = [("source", "See [here](https://casino.example/).")];
    let changed = nora.upload_as("file", &format!("/r/{key}/content"), &fields, "", b"").await;
    assert_eq!(changed.status, 303);
    assert_eq!(stranger.get(&format!("/r/{key}")).await.status, 404);
    anna.get("/").await;
    let cai = site.person("cai", Role::Curator).await;
    assert_eq!(cai.post_form(&format!("/r/{key}/accept"), &[]).await.status, 303);
    assert_eq!(stranger.get(&format!("/r/{key}")).await.status, 200);
}

#[tokio::test]
async fn a_newcomers_collection_and_report_lead_to_no_new_host() {
    let site = TestSite::start().await;
    site.settings(|settings| (settings.review, settings.review_newcomers) = (false, false)).await;
    let anna = site.person("anna", Role::Publisher).await;
    let nora = site.person("nora", Role::Contributor).await;
    let key = published_page(&anna, &[]).await;
    let tell = format!("/r/{key}/used/new");
    let used = [("worked", "All of it."), ("copy", "https://casino.example/")];
    assert_eq!(nora.post_form(&tell, &used).await.status, 303);
    let page = format!("/r/{key}/used");
    let shown = site.stranger().get(&page).await;
    assert!(shown.says("All of it.") && !shown.text().contains("casino"), "the link waits");
    assert_eq!(anna.post_form(&tell, &used).await.status, 303);
    assert!(site.stranger().get(&page).await.text().contains("casino"), "others know the place");

    let collection = begin(&nora, "Games").await;
    let note = [("resource", ""), ("note", "See [here](https://pills.example/)."), ("into", "")];
    assert_eq!(nora.post_form(&format!("{collection}/items"), &note).await.status, 303, "a draft");
    let refused = nora.post_form(&format!("{collection}/state"), &[("do", "publish")]).await;
    assert_eq!(refused.status, 422);
    refused.must_say("nobody here has linked to yet");

    // Nor does it come in afterwards, by a note beside a resource or on its own.
    let shelf = begin(&nora, "Fractions").await;
    publish(&nora, &shelf).await;
    let items = format!("{shelf}/items");
    for (resource, typed) in [("", "#note"), (key.as_str(), "#word")] {
        let fields = [("resource", resource), note[1], ("into", "")];
        let refused = nora.post_form(&items, &fields).await;
        assert_eq!(refused.status, 422);
        assert_eq!(refused.one(typed), "See [here](https://pills.example/).");
    }
    let fields = [("resource", key.as_str()), ("note", "All of it."), ("into", "")];
    assert_eq!(nora.post_form(&items, &fields).await.status, 303);
    let refused = nora.post_form(&format!("{items}/2"), &[("do", "note"), note[1]]).await;
    assert_eq!((refused.status, refused.one("#note").as_str()), (422, note[1].1));
    let sections = format!("{shelf}/sections");
    assert_eq!(nora.post_form(&sections, &[("section", "Halves")]).await.status, 303);
    let summary = ("summary", note[1].1);
    let refused = nora.post_form(&sections, &[("section", "Thirds"), summary]).await;
    assert_eq!((refused.status, refused.one("#section-summary").as_str()), (422, note[1].1));
    let fields = [("do", "save"), ("title", "Halves"), summary];
    let refused = nora.post_form(&format!("{sections}/1"), &fields).await;
    assert_eq!((refused.status, refused.one("details[open] textarea").as_str()), (422, note[1].1));
}

#[tokio::test]
async fn what_a_newcomer_says_with_a_link_to_a_new_host_waits() {
    let site = TestSite::start().await;
    let anna = site.person("anna", Role::Publisher).await;
    let nora = site.person("nora", Role::Contributor).await;
    let cai = site.person("cai", Role::Curator).await;
    let stranger = site.stranger();
    let key = published_page(&anna, &[]).await;
    let talk = format!("/r/{key}/talk");
    let say = async |by: &Visitor, text: &str| {
        by.post_form(&talk, &[("title", ""), ("text", text)]).await
    };
    let own = format!("As [here]({}/r/{key})", site.origin);
    say(&nora, &own).await.follow().await.must_say("As here");
    stranger.get(&format!("/r/{key}")).await.must_say("As here");
    let before = told(&site, "anna").await.len();

    let sent = say(&nora, "Cheap [pills](https://pills.example/), @cai").await;
    let page = sent.follow().await;
    page.must_say("somebody looks at it before others see it");
    page.must_say("Cheap pills");
    // Twice is once.
    say(&nora, "Cheap [pills](https://pills.example/), @cai").await;
    assert_eq!(site.count("comments").await, 2);
    let thread = page.attribute("a[href*='?at=']", "href").unwrap();
    let thread = thread.split('?').next().unwrap().to_owned();
    for who in [&stranger, &anna] {
        for place in [&thread, &format!("/r/{key}"), &talk] {
            let page = who.get(place).await;
            assert!(!page.says("pills") && !page.says("withdrawn"), "{}", page.text());
        }
    }
    assert_eq!(told(&site, "anna").await.len(), before, "nobody hears of it");
    assert!(told(&site, "cai").await.is_empty());

    assert_eq!(nora.get("/review").await.status, 403);
    let queue = cai.get("/review").await;
    queue.must_say("Cheap pills");
    let accept = queue.attribute("#held form", "action").unwrap();
    assert_eq!(nora.post_form(&accept, &[("do", "accept")]).await.status, 403);
    assert_eq!(cai.post_form(&accept, &[("do", "accept")]).await.status, 303);
    stranger.get(&thread).await.must_say("Cheap pills");
    assert_eq!(told(&site, "anna").await.len(), before + 1, "now it is heard of");
    assert!(told(&site, "cai").await.contains(&"notice-mentioned".to_owned()));
    assert!(told(&site, "nora").await.contains(&"notice-comment-shown".to_owned()));
    cai.get("/review").await.must_say("Nothing waits");

    // What is known now does not wait; what is not may be turned down, and leaves nothing.
    say(&nora, "More [pills](https://pills.example/2)").await;
    stranger.get(&thread).await.must_say("More pills");
    say(&nora, "A [casino](https://casino.example/)").await;
    cai.get("/").await.must_say("One contribution to look at");
    let decline = cai.get("/review").await.attribute("#held form", "action").unwrap();
    let answer = [("do", "decline"), ("reason", "Not for schools.")];
    assert_eq!(cai.post_form(&decline, &answer).await.status, 303);
    let page = stranger.get(&thread).await;
    assert!(!page.says("casino") && !page.says("withdrawn"));
    nora.get(&thread).await.must_say("Not for schools.");
    assert!(told(&site, "nora").await.contains(&"notice-comment-declined".to_owned()));

    // Nor does it come in by writing anew what is there.
    let page = nora.get(&thread).await;
    let edit = page.attribute("a[href$='/edit']", "href").unwrap();
    let changed = [("text", "See [dice](https://dice.example/).")];
    nora.post_form(&edit, &changed).await.follow().await.must_say("somebody looks at it");
    assert!(!stranger.get(&thread).await.says("dice"));
    cai.get("/review").await.must_say("See dice");

    site.settings(|settings| settings.hold_new_hosts = false).await;
    say(&nora, "And [cards](https://cards.example/)").await;
    stranger.get(&thread).await.must_say("And cards");
    say(&anna, "See [this](https://free.example/)").await;
    stranger.get(&thread).await.must_say("See this");
}

#[tokio::test]
async fn a_thread_that_begins_with_what_waits_is_heard_of_when_it_is_let_through() {
    let site = TestSite::start().await;
    let cai = site.person("cai", Role::Curator).await;
    let cora = site.person("cora", Role::Contributor).await;
    let nora = site.person("nora", Role::Contributor).await;
    super::communities::found(&cai, "maths", "public", "open").await;
    for by in [&cora, &nora] {
        by.post_form("/c/maths/join", &[]).await;
    }
    cai.post_form("/c/maths/members/cora/role", &[("role", "moderator")]).await;
    let fields = [("title", "A tool"), ("text", "Look [here](https://tool.example/).")];
    nora.post_form("/c/maths/talk", &fields).await;
    let stranger = site.stranger();
    assert!(!stranger.get("/c/maths/talk").await.says("A tool"));
    assert!(!stranger.get("/timeline/site").await.says("tool"));
    // Whoever looks after the community is told, and need not be a curator.
    assert!(told(&site, "cora").await.contains(&"notice-comment-waits".to_owned()));
    assert_eq!(cora.get("/review").await.status, 403);
    let notices = cora.get("/notices").await;
    notices.must_say("waits for you");
    let sql = "select '/t/' || t.key || '/' || c.key || '/state' from comments c
               join threads t on t.id = c.thread";
    let state = site.site.db.read(move |db| Ok(db.query_row(sql, [], |row| row.get(0))?)).await;
    let state: String = state.unwrap();
    assert_eq!(cora.post_form(&state, &[("do", "accept")]).await.status, 303);
    stranger.get("/c/maths/talk").await.must_say("A tool");
    assert_eq!(cora.post_form(&state, &[("do", "decline")]).await.status, 409);
}

#[tokio::test]
async fn the_moderators_of_the_site_are_told_when_a_case_comes_to_them() {
    let site = TestSite::start().await;
    let ada = site.person("ada", Role::Administrator).await;
    let cora = site.person("cora", Role::Contributor).await;
    let anna = site.person("anna", Role::Publisher).await;
    site.person("mo", Role::Moderator).await;
    super::communities::found(&ada, "maths", "public", "open").await;
    for handle in ["cora", "anna"] {
        ada.post_form("/c/maths/members", &[("handle", handle)]).await;
    }
    ada.post_form("/c/maths/members/cora/role", &[("role", "moderator")]).await;
    for _ in 0..3 {
        let key = published_page(&anna, &[("community", "1")]).await;
        report(&site.stranger(), &format!("/r/{key}"), "spam").await;
    }
    assert_eq!(decide(&cora, 1, "hidden", "This is advertising.").await, 303);
    assert_eq!(cora.post_form("/moderation/2/escalate", &[]).await.status, 303);
    assert_eq!(told(&site, "mo").await, ["notice-case-site"], "by hand at once");
    site.wait_days(2);
    site.run_jobs().await;
    assert_eq!(told(&site, "mo").await.len(), 1);
    site.wait_days(1);
    site.run_jobs().await;
    assert_eq!(told(&site, "mo").await, ["notice-case-site"; 2], "the third by time");
    assert_eq!(told(&site, "ada").await.iter().filter(|key| *key == "notice-case-site").count(), 2);
    assert!(!told(&site, "anna").await.contains(&"notice-case-site".to_owned()));
}
