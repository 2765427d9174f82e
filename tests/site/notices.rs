//! Stories about notices: who is told what, that it is seen, and the letters with what is new.

use std::time::Duration;

use hornbook::{
    communities,
    resources::{self, Content, Kind, New},
    web::{Person, Role},
};
use reqwest::Method;

use super::{
    search::{as_person, described, share},
    test_site::TestSite,
    visitor::Visitor,
};

/// Anna, who has been thanked by Ben.
async fn thanked() -> (TestSite, Visitor, Person, Visitor) {
    let site = TestSite::start().await;
    let anna = site.person("anna", Role::Publisher).await;
    let ben = site.person("ben", Role::Contributor).await;
    let person = as_person(&site, "anna").await;
    share(&site, &person, described("Fractions", "en"), "Halves.").await;
    thank(&site, &ben, 1).await;
    (site, anna, person, ben)
}

/// Gives thanks for the resource with this number.
async fn thank(site: &TestSite, by: &Visitor, number: i64) {
    let id = hornbook::ids::ResourceId(number);
    let key = site.site.db.read(move |db| Ok(resources::find(db, id)?.key)).await.unwrap();
    let answer = by.post_form(&format!("/r/{key}/thanks"), &[]).await;
    assert_eq!(answer.status, 303, "{}", answer.text());
}

async fn choose_letters(visitor: &Visitor, letters: &str) {
    let fields = [("letters", letters), ("follows", "yes")];
    visitor.post_form("/settings/notices", &fields).await.follow().await.must_say("Saved.");
}

#[tokio::test]
async fn a_notice_is_counted_until_it_is_seen() {
    let (_site, anna, _, ben) = thanked().await;
    assert_eq!(anna.get("/").await.one(".bell .count"), "1");
    assert!(!ben.get("/").await.has(".bell .count"));
    let page = anna.get("/notices").await;
    page.must_say("Ben thanks you for Fractions");
    assert_eq!(page.all(".row.unread").len(), 1);
    let address = page.attribute(".row-title a", "href").unwrap();
    // Nobody opens the notices of others.
    assert_eq!(ben.get(&address).await.status, 404);
    anna.get(&address).await.follow().await.must_say("Fractions");
    assert!(!anna.get("/").await.has(".bell .count"));
    assert!(!anna.get("/notices").await.has(".row.unread"));
}

#[tokio::test]
async fn all_can_be_marked_as_seen_and_older_ones_are_paged() {
    let (site, anna, person, ben) = thanked().await;
    for number in 2..=45 {
        share(&site, &person, described(&format!("Sheet {number}"), "en"), "Text.").await;
        thank(&site, &ben, number).await;
    }
    let page = anna.get("/notices").await;
    assert_eq!(page.all(".row").len(), 40);
    let next = page.attribute("a[rel=next]", "href").unwrap();
    assert_eq!(anna.get(&next).await.all(".row").len(), 5);
    let upto = page.attribute("input[name=upto]", "value").unwrap();
    anna.post_form("/notices/seen", &[("upto", &upto)]).await.follow().await.must_say("All marked");
    assert!(!anna.get("/").await.has(".bell .count"));
}

#[tokio::test]
async fn those_concerned_are_told() {
    let site = TestSite::start().await;
    let carla = site.person("carla", Role::Curator).await;
    let anna = site.person("anna", Role::Contributor).await;
    let (carla_herself, anna_herself) =
        (as_person(&site, "carla").await, as_person(&site, "anna").await);
    let by = carla_herself.clone();
    let founded = site.site.db.write(move |tx| {
        let asks = communities::Description {
            name: "Maths".into(),
            join: communities::Join::Ask,
            ..communities::Description::default()
        };
        communities::found(tx, &by, Some(by.account), "maths", asks)
    });
    founded.await.unwrap();
    anna.post_form("/c/maths/join", &[]).await;
    carla.get("/notices").await.must_say("Anna asks to join Maths");
    carla.post_form("/c/maths/members/anna/answer", &[("answer", "accept")]).await;
    anna.get("/notices").await.must_say("You are a member of Maths now");

    // A draft is handed in, sent back, handed in again, and published.
    let by = anna_herself.clone();
    let handed_in = site.site.db.write(move |tx| {
        let content = Content { url: "https://a.example/".into(), ..Content::default() };
        let new = New::of(Kind::Link);
        let id = resources::begin(tx, &by, new, &described("Halves", "en"), &content)?;
        resources::submit(tx, &by, id)?;
        Ok(resources::find(tx, id)?.key)
    });
    let key = handed_in.await.unwrap();
    carla.post_form(&format!("/r/{key}/reject"), &[("note", "Whose is it?")]).await;
    anna.get("/notices").await.must_say("Carla sent back what you shared, with a note: Halves");
    anna.post_form(&format!("/r/{key}/publish"), &[]).await;
    carla.post_form(&format!("/r/{key}/accept"), &[]).await;
    anna.get("/notices").await.must_say("Carla published what you shared: Halves");

    let value = anna_herself.account.to_string();
    carla.post_form("/follow", &[("kind", "person"), ("value", &value)]).await;
    anna.get("/notices").await.must_say("Carla follows you");
    // Who does not want to hear of followers does not.
    anna.post_form("/settings/notices", &[("letters", "none")]).await;
    let dora = site.person("dora", Role::Reader).await;
    dora.post_form("/follow", &[("kind", "person"), ("value", &value)]).await;
    assert!(!anna.get("/notices").await.says("Dora follows you"));
}

#[tokio::test]
async fn those_who_talk_together_hear_of_each_other_while_they_may_read_it() {
    let (site, anna, person, ben) = thanked().await;
    let dora = site.person("dora", Role::Reader).await;
    let id = hornbook::ids::ResourceId(1);
    let key = site.site.db.read(move |db| Ok(resources::find(db, id)?.key)).await.unwrap();
    let place = format!("/r/{key}");
    let say = async |by: &Visitor, text: &str| {
        let answer = by.post_form(&format!("{place}/talk"), &[("title", ""), ("text", text)]).await;
        assert_eq!(answer.status, 303, "{}", answer.text());
    };
    say(&ben, "How long does it take?").await;
    say(&dora, "Ten minutes, @ben.").await;
    let hers = anna.get("/notices").await;
    hers.must_say("Ben says something about Fractions");
    hers.must_say("Dora says something about Fractions");
    // Who is named is told of that, and not of the same words once more.
    let his = ben.get("/notices").await;
    his.must_say("Dora names you in a discussion about Fractions");
    assert!(!his.says("Dora says something"));
    assert!(!dora.get("/notices").await.has(".row"), "she hears of herself");

    // Now it is for Anna alone: nobody else hears what is said there.
    let mut hidden = described("Fractions", "en");
    hidden.visibility = resources::Visibility::Private;
    let changed = site.site.db.write(move |tx| resources::describe(tx, &person, id, &hidden));
    changed.await.unwrap();
    let before = site.count("notices").await;
    say(&anna, "A note to myself.").await;
    assert_eq!(site.count("notices").await, before);
}

#[tokio::test]
async fn a_letter_comes_in_the_morning_only_if_there_is_something_new_and_only_once() {
    let (site, anna, person, ben) = thanked().await;
    choose_letters(&anna, "daily").await;
    // What was there before needs no letter.
    site.wait_days(1);
    site.run_jobs().await;
    assert_eq!(site.letters(), []);

    share(&site, &person, described("Decimals", "en"), "Text.").await;
    thank(&site, &ben, 2).await;
    site.run_jobs().await;
    assert_eq!(site.letters(), [], "it is not morning yet");
    site.wait_days(1);
    site.run_jobs().await;
    let letter = site.letter(1).await;
    assert_eq!(letter.to, "anna@school.example");
    assert_eq!(letter.subject, "One thing is new for you on Hornbook");
    assert!(letter.text.contains("Ben thanks you for Decimals"), "{}", letter.text);
    assert!(!letter.text.contains("Fractions"), "{}", letter.text);
    let html = letter.html.unwrap();
    assert!(html.contains("Ben thanks you for Decimals") && html.contains("lang=\"en\""), "{html}");
    site.wait_days(7);
    site.run_jobs().await;
    assert_eq!(site.letters().len(), 1);

    // What was seen before the morning needs none either, and who thanks again is told of once.
    share(&site, &person, described("Percentages", "en"), "Text.").await;
    for _ in 0..3 {
        thank(&site, &ben, 3).await;
    }
    assert_eq!(anna.get("/notices").await.all(".row").len(), 3);
    let upto = anna.get("/notices").await.attribute("input[name=upto]", "value").unwrap();
    anna.post_form("/notices/seen", &[("upto", &upto)]).await;
    site.wait_days(1);
    site.run_jobs().await;
    assert_eq!(site.letters().len(), 1);
}

#[tokio::test]
async fn one_click_ends_the_letters_without_signing_in() {
    let (site, anna, person, ben) = thanked().await;
    choose_letters(&anna, "weekly").await;
    for title in ["Decimals", "Percentages"] {
        share(&site, &person, described(title, "en"), "Text.").await;
    }
    thank(&site, &ben, 2).await;
    site.wait_days(7);
    site.run_jobs().await;
    let letter = site.letter(1).await;
    let address = letter.unsubscribe.unwrap();
    assert!(letter.text.contains(&address) && letter.html.unwrap().contains(&address));
    // Programs that look at links before people do change nothing.
    let stranger = site.stranger();
    stranger.get(&address).await.must_say("The letters with what is new will end.");
    let chosen = "#letters-weekly[checked]";
    assert!(anna.get("/settings/notices").await.has(chosen));
    // As mail programs do it (RFC 8058): no cookie, no page before, no redirect.
    let request = stranger
        .request(Method::POST, &address)
        .header("content-type", "application/x-www-form-urlencoded")
        .body("List-Unsubscribe=One-Click");
    let answer = stranger.send(request).await;
    assert_eq!(answer.status, 200);
    answer.must_say("There will be no more letters of this kind.");
    assert!(anna.get("/settings/notices").await.has("#letters-none[checked]"));
    thank(&site, &ben, 3).await;
    site.wait_days(8);
    site.run_jobs().await;
    assert_eq!(site.letters().len(), 1);
    assert_eq!(stranger.get("/notices/unsubscribe/guessed").await.status, 404);
}

#[tokio::test]
async fn a_letter_that_may_have_been_sent_when_the_machine_stopped_is_not_sent_twice() {
    let (site, anna, person, ben) = thanked().await;
    choose_letters(&anna, "daily").await;
    share(&site, &person, described("Decimals", "en"), "Text.").await;
    thank(&site, &ben, 2).await;
    site.wait_days(1);
    // The job that finds out whose letters are due runs; then the machine stops while the letter
    // is with the mail server.
    let stopped = site.site.db.write(|tx| {
        let account = accounts_row(tx)?;
        tx.execute("update notice_choices set told = 2, due = due + 86400000", [])?;
        tx.execute("insert into notice_letters values (?, 1, 2, 5)", [account])?;
        tx.execute("delete from jobs where kind = 'notices.due'", [])?;
        tx.execute(
            "insert into jobs(kind, payload, lane, key, due, made)
             values ('notices.letter', json_object('account', ?1), 'notices.letter', ?1, 0, 0)",
            [account],
        )?;
        Ok(())
    });
    stopped.await.unwrap();
    site.run_jobs().await;
    assert_eq!(site.letters(), [], "nobody knows whether it arrived");
    // The next letter tells of it, if nobody has seen it meanwhile.
    choose_letters(&anna, "daily").await;
    site.wait(Duration::from_hours(24));
    site.run_jobs().await;
    assert!(site.letter(1).await.text.contains("Decimals"));
    assert_eq!(site.letters().len(), 1);
}

fn accounts_row(db: &rusqlite::Connection) -> hornbook::error::Result<i64> {
    Ok(db.query_row("select account from notice_choices", [], |row| row.get(0))?)
}

#[tokio::test]
async fn letters_need_an_address() {
    let site = TestSite::start().await;
    let anna = site.person("anna", Role::Reader).await;
    let forgot = site.site.db.write(|tx| Ok(tx.execute("update accounts set email = null", [])?));
    forgot.await.unwrap();
    let answer = anna.post_form("/settings/notices", &[("letters", "daily")]).await;
    assert_eq!(answer.status, 422);
    answer.must_say("Enter a mail address in your profile first");
    assert!(answer.has("#letters-daily[checked]"));
}

#[tokio::test]
async fn members_hear_of_an_announcement_whether_they_follow_the_community_or_not() {
    let site = TestSite::start().await;
    let carla = site.person("carla", Role::Curator).await;
    let anna = site.person("anna", Role::Reader).await;
    let ben = site.person("ben", Role::Reader).await;
    let dora = site.person("dora", Role::Reader).await;
    super::communities::found(&carla, "maths", "public", "open").await;
    for by in [&anna, &ben] {
        by.post_form("/c/maths/join", &[]).await;
    }
    ben.post_form("/follow", &[("kind", "community"), ("value", "1")]).await;
    let begin = async |announcement: &str| {
        let title = if announcement.is_empty() { "A question" } else { "Meeting" };
        let text = "In room 2.";
        let fields = [("title", title), ("text", text), ("announcement", announcement)];
        let answer = carla.post_form("/c/maths/talk", &fields).await;
        assert_eq!(answer.status, 303, "{}", answer.text());
    };
    begin("").await;
    assert!(!anna.get("/notices").await.says("A question"));
    begin("yes").await;
    anna.get("/notices").await.must_say("Carla announces in a community of yours: “Meeting”");
    for who in [&ben, &dora, &carla] {
        assert!(!who.get("/notices").await.says("announces"));
    }
    ben.get("/timeline").await.must_say("Carla");
}
