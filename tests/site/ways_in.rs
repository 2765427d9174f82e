//! Stories about coming in: applications, confirmed addresses, waves, classes with codes.

use hornbook::{archive, site::SignUp, web::Role};

use super::{
    test_site::{PASSWORD, TestSite},
    visitor::Visitor,
};

fn wish<'a>(handle: &'a str, email: &'a str, why: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("handle", handle),
        ("name", handle),
        ("email", email),
        ("password", PASSWORD),
        ("why", why),
    ]
}

async fn apply(visitor: &Visitor, handle: &str, email: &str) -> String {
    let fields = wish(handle, email, "I teach mathematics in year 6.");
    let answer = visitor.post_form("/sign-up", &fields).await;
    assert_eq!(answer.status, 303, "{}", answer.text());
    answer.location.unwrap()
}

fn link_in(letter: &str) -> String {
    letter.lines().find(|line| line.starts_with("http")).unwrap().to_owned()
}

#[tokio::test]
async fn without_a_way_in_there_is_no_form() {
    let site = TestSite::start().await;
    let stranger = site.stranger();
    stranger.get("/sign-up").await.must_say("by invitation");
    assert_eq!(stranger.post_form("/sign-up", &wish("zoe", "", "")).await.status, 403);
    let ada = site.person("ada", Role::Administrator).await;
    let answer = ada.post_form("/admin/people/invite", &[("role", "reader"), ("uses", "1")]).await;
    let code = answer.one("#link").rsplit('/').next().unwrap().to_owned();
    site.settings(|settings| settings.sign_up = SignUp::Closed).await;
    assert_eq!(stranger.get(&format!("/join/{code}")).await.status, 403);
    // Nobody is invited to a shut door.
    let again = ada.post_form("/admin/people/invite", &[("role", "reader"), ("uses", "1")]).await;
    assert_eq!(again.status, 409);
    again.must_say("Open sign-up by invitation");
}

#[tokio::test]
async fn an_administrator_sets_the_four_switches_each_for_itself() {
    let site = TestSite::start().await;
    let ada = site.person("ada", Role::Administrator).await;
    let fields = [
        ("sign_up", "application"),
        ("open_to_read", "true"),
        ("receive", "true"),
        ("sign_ups_hour", "30"),
        ("sign_ups_address", "many"),
    ];
    assert_eq!(ada.post_form("/admin/access", &fields).await.status, 422);
    let fields = [&fields[..4], &[("sign_ups_address", "5")]].concat();
    assert_eq!(ada.post_form("/admin/access", &fields).await.status, 303);
    let settings = site.site.settings();
    assert_eq!(settings.sign_up, SignUp::Application);
    assert!(settings.open_to_read && settings.receive && !settings.send);
    assert_eq!(settings.sign_ups_address, 5);
    assert!(ada.get("/admin/access").await.has("#sign_up-application[checked]"));
}

#[tokio::test]
async fn a_moderator_lets_in_who_says_why_and_declines_others() {
    let site = TestSite::start().await;
    site.settings(|settings| settings.sign_up = SignUp::Application).await;
    let mo = site.person("mo", Role::Moderator).await;
    let (zoe, yan) = (site.stranger(), site.stranger());
    let answer = zoe.post_form("/sign-up", &wish("zoe", "zoe@school.example", "hi")).await;
    assert_eq!(answer.status, 422);
    answer.must_say("Write a sentence");
    let stands = apply(&zoe, "zoe", "zoe@school.example").await;
    zoe.get(&stands).await.must_say("Somebody looks at it");
    assert_eq!(zoe.sign_in("zoe", PASSWORD).await.status, 422, "not before somebody said yes");
    assert_eq!(
        yan.post_form("/sign-up", &wish("zoe", "", "I teach, too, and well.")).await.status,
        422
    );
    let other = apply(&yan, "yan", "").await;

    mo.get("/").await.must_say("2 people ask for an account");
    let queue = mo.get("/admin/applications").await;
    queue.must_say("I teach mathematics in year 6.");
    let fields = [("answer", "accept"), ("role", "contributor"), ("note", "Welcome to us.")];
    let answer = mo.post_form("/admin/applications/1", &fields).await;
    answer.follow().await.must_say("@zoe is in, and a letter says so.");
    let letter = site.letter(1).await;
    assert_eq!(letter.to, "zoe@school.example");
    assert!(letter.text.contains("Welcome to us."), "{}", letter.text);
    zoe.get(&stands).await.must_say("Your account is open.");
    assert_eq!(zoe.sign_in("zoe", PASSWORD).await.status, 303);

    let fields = [("answer", "decline"), ("note", "We know no Yan.")];
    assert_eq!(mo.post_form("/admin/applications/2", &fields).await.status, 303);
    yan.get(&other).await.must_say("We know no Yan.");
    assert_eq!(mo.post_form("/admin/applications/2", &fields).await.status, 409);
    assert_eq!(yan.sign_in("yan", PASSWORD).await.status, 422);
}

#[tokio::test]
async fn whoever_has_no_mail_is_let_in_by_a_link() {
    let site = TestSite::start().await;
    site.settings(|settings| settings.sign_up = SignUp::Application).await;
    let mo = site.person("mo", Role::Moderator).await;
    apply(&site.stranger(), "yan", "").await;
    let answer = mo.post_form("/admin/applications/1", &[("answer", "accept")]).await;
    answer.must_say("@yan is in.");
    let link = answer.one("#link");
    assert_eq!(site.stranger().post_form(&link, &[]).await.status, 303);
}

#[tokio::test]
async fn an_open_site_takes_whoever_has_the_letter_and_one_mailbox_has_one_account() {
    let site = TestSite::start().await;
    site.settings(|settings| settings.sign_up = SignUp::Open).await;
    let zoe = site.stranger();
    let answer = zoe.post_form("/sign-up", &wish("zoe", "", "")).await;
    assert_eq!(answer.status, 422);
    answer.must_say("Give a mail address");
    let answer = zoe.post_form("/sign-up", &wish("zoe", "Z.oe+news@gmail.com", "")).await;
    answer.must_say("Look into your mailbox");
    let link = link_in(&site.letter(1).await.text);
    zoe.get(&link).await.must_say("Open the account @zoe now.");
    assert_eq!(zoe.post_form(&link, &[]).await.location.as_deref(), Some("/settings"));
    assert_eq!(zoe.post_form(&link, &[]).await.status, 404, "a letter opens one account");

    // Nobody learns that the mailbox has an account, but its owner is told.
    let other = site.stranger();
    let answer = other.post_form("/sign-up", &wish("zoe2", "zoe@googlemail.com", "")).await;
    answer.must_say("Look into your mailbox");
    let letter = site.letter(2).await;
    assert!(letter.subject.contains("You have an account"), "{}", letter.subject);
    assert_eq!(site.count("applications").await, 1);
    // Nor by the settings.
    let ben = site.person("ben", Role::Contributor).await;
    let fields = [("email", "zo.e@gmail.com"), ("password", PASSWORD)];
    let answer = ben.post_form("/settings/address", &fields).await.follow().await;
    answer.must_say("Look into the mailbox of the new address.");
}

#[tokio::test]
async fn letters_from_before_sign_up_was_closed_open_nothing() {
    let site = TestSite::start().await;
    site.settings(|settings| settings.sign_up = SignUp::Open).await;
    site.stranger().post_form("/sign-up", &wish("zoe", "zoe@school.example", "")).await;
    let link = link_in(&site.letter(1).await.text);
    for shut in [SignUp::Invitation, SignUp::Closed] {
        site.settings(move |settings| settings.sign_up = shut).await;
        assert_eq!(site.stranger().post_form(&link, &[]).await.status, 403, "{shut:?}");
    }
    // Where moderators answer by now, they answer this, too.
    site.settings(|settings| settings.sign_up = SignUp::Application).await;
    let zoe = site.stranger();
    let answer = zoe.post_form(&link, &[]).await;
    assert!(link.ends_with(answer.location.as_deref().unwrap()));
    assert_eq!(zoe.get("/settings").await.status, 303, "she is not in");
    let mo = site.person("mo", Role::Moderator).await;
    mo.get("/admin/applications").await.must_say("@zoe");
}

#[tokio::test]
async fn applications_and_invitations_are_forgotten_when_they_are_over() {
    let site = TestSite::start().await;
    site.settings(|settings| settings.sign_up = SignUp::Application).await;
    let ada = site.person("ada", Role::Administrator).await;
    apply(&site.stranger(), "xia", "xia@school.example").await;
    apply(&site.stranger(), "yan", "yan@school.example").await;
    ada.post_form("/admin/applications/1", &[("answer", "decline")]).await;
    let invite = async |uses: &str| {
        let fields = [("role", "reader"), ("uses", uses)];
        ada.post_form("/admin/people/invite", &fields).await.one(".callout code.secret")
    };
    let (once, _) = (invite("1").await, invite("5").await);
    let fields = [("handle", "ben"), ("name", "Ben"), ("password", PASSWORD)];
    assert_eq!(site.stranger().post_form(&once, &fields).await.status, 303);
    site.site.db.write(archive::at_start).await.unwrap();
    let after = async |days: u64| {
        site.wait_days(days);
        site.run_jobs().await;
        (site.count("applications").await, site.count("invitations").await)
    };
    assert_eq!(after(6).await, (2, 2));
    assert_eq!(after(2).await, (2, 1), "used up for a week");
    assert_eq!(after(28).await, (2, 1), "over since yesterday or so");
    assert_eq!(after(3).await, (2, 0));
    assert_eq!(after(22).await, (1, 0), "the one that waits is not over");
}

#[tokio::test]
async fn links_of_a_profile_are_shown_once_somebody_has_vouched_for_it() {
    let site = TestSite::start().await;
    site.settings(|settings| settings.sign_up = SignUp::Open).await;
    let zoe = site.stranger();
    zoe.post_form("/sign-up", &wish("zoe", "zoe@school.example", "")).await;
    zoe.post_form(&link_in(&site.letter(1).await.text), &[]).await;
    let fields = [
        ("name", "Zoe"),
        ("about", "See [here](https://pills.example/)."),
        ("website", "https://pills.example/"),
    ];
    assert_eq!(zoe.post_form("/settings", &fields).await.status, 303);
    let page = site.stranger().get("/u/zoe").await;
    page.must_say("See here");
    assert!(!page.text().contains("pills.example"), "{}", page.text());
    let ada = site.person("ada", Role::Administrator).await;
    ada.post_form("/admin/people/zoe/role", &[("role", "publisher")]).await;
    assert!(site.stranger().get("/u/zoe").await.text().contains("pills.example"));
}

#[tokio::test]
async fn a_wave_of_sign_ups_waits_for_a_moderator() {
    let site = TestSite::start().await;
    site.settings(|settings| {
        (settings.sign_up, settings.sign_ups_address) = (SignUp::Open, 2);
    })
    .await;
    for (number, handle) in ["ann", "bob", "cy", "di"].iter().enumerate() {
        let email = format!("{handle}@bots.example");
        let answer = site.stranger().post_form("/sign-up", &wish(handle, &email, "")).await;
        assert_eq!(answer.status, if number < 2 { 200 } else { 303 }, "{handle}");
    }
    site.letter(2).await;
    assert_eq!(site.letters().len(), 2, "the rest gets no letter");
    let mo = site.person("mo", Role::Moderator).await;
    mo.get("/admin/applications").await.must_say("@di");
    site.wait(std::time::Duration::from_secs(3700));
    let answer = site.stranger().post_form("/sign-up", &wish("ed", "ed@school.example", "")).await;
    assert_eq!(answer.status, 200, "an hour later all is as before");
}

#[tokio::test]
async fn a_class_gets_accounts_with_codes_that_work_once() {
    let site = TestSite::start().await;
    let tina = site.person("tina", Role::Contributor).await;
    assert_eq!(tina.get("/classes/new").await.status, 403);
    site.settings(|settings| settings.teachers_invite = true).await;
    let answer = tina.post_form("/classes/new", &[("name", "5b"), ("names", " ")]).await;
    assert_eq!(answer.status, 422);
    let names = "Ben Ali\n  Zoë  \n\nBen Ali\n";
    let sheet = tina.post_form("/classes/new", &[("name", "5b"), ("names", names)]).await;
    assert_eq!(sheet.status, 200, "{}", sheet.text());
    assert_eq!(sheet.header("cache-control"), Some("no-store"));
    assert_eq!(sheet.all("svg.qr").len(), 3);
    assert_eq!(sheet.all(".slip h3"), ["Ben Ali", "Zoë", "Ben Ali"]);
    let codes = sheet.all(".slip code");

    let pupil = site.stranger();
    assert_eq!(pupil.post_form("/code", &[("code", "aaaa-bbbb-cccc")]).await.status, 422);
    let typed = codes[0].to_uppercase().replace('-', " ");
    let answer = pupil.post_form("/code", &[("code", &typed)]).await;
    assert_eq!(answer.location.as_deref(), Some("/settings/password"));
    assert_eq!(pupil.get("/shelf").await.status, 200);
    assert_eq!(pupil.get("/share").await.status, 403, "pupils read");
    assert_eq!(site.stranger().post_form("/code", &[("code", &codes[0])]).await.status, 422);
    // The other way in: the drawing leads to a page with one button.
    let link = format!("/sign-in/{}", codes[1]);
    assert_eq!(site.stranger().get(&link).await.status, 200);
    assert_eq!(site.stranger().post_form(&link, &[]).await.status, 303);
    assert_eq!(site.stranger().post_form(&link, &[]).await.status, 404);

    let class = sheet.attribute("a[href^=\"/classes/\"]", "href").unwrap();
    let page = tina.get(&class).await;
    page.must_say("3 pupils");
    assert!(!page.text().contains(&codes[2]), "codes are shown once");
    let renewed = tina.post_form(&format!("{class}/pupils/ben_ali/code"), &[]).await;
    assert_eq!(pupil.get("/shelf").await.status, 303, "a new code ends what was before");
    assert_eq!(pupil.post_form("/code", &[("code", &renewed.one(".slip code"))]).await.status, 303);

    // Who has become more than a pupil is not entered by codes of the teacher of old.
    let ada = site.person("ada", Role::Administrator).await;
    ada.post_form("/admin/people/zoe/role", &[("role", "administrator")]).await;
    for deed in ["code", "close"] {
        let answer = tina.post_form(&format!("{class}/pupils/zoe/{deed}"), &[]).await;
        assert_eq!(answer.status, 404, "{deed}");
    }
    ada.post_form("/admin/people/zoe/role", &[("role", "reader")]).await;
    assert_eq!(tina.post_form(&format!("{class}/pupils/zoe/code"), &[]).await.status, 404);
    // Nor does somebody make codes who may not any more.
    ada.post_form("/admin/people/tina/role", &[("role", "reader")]).await;
    let answer = tina.post_form(&format!("{class}/pupils/ben_ali/code"), &[]).await;
    assert_eq!(answer.status, 403);
    ada.post_form("/admin/people/tina/role", &[("role", "contributor")]).await;

    let tom = site.person("tom", Role::Contributor).await;
    assert_eq!(tom.get(&class).await.status, 404);
    assert_eq!(tom.post_form(&format!("{class}/close"), &[]).await.status, 404);
    tina.post_form(&format!("{class}/close"), &[]).await.follow().await.must_say("are closed");
    assert_eq!(pupil.get("/shelf").await.status, 303);
    assert_eq!(site.stranger().get("/u/ben_ali").await.status, 410);
    site.wait_days(15);
    site.run_jobs().await;
    let kept = site.site.db.read(|db| {
        Ok(db.query_row("select count(*) from accounts where name = 'Ben Ali'", [], |row| {
            row.get::<_, u64>(0)
        })?)
    });
    assert_eq!(kept.await.unwrap(), 0, "what is personal is erased");
}
