//! Stories about thanks, reports of use, and recommendations.

use hornbook::{
    accounts,
    collections::{self, NewCollection},
    communities::{self, Join},
    ids::ResourceId,
    resources::{self, Description, Visibility},
    web::{Person, Role},
};

use super::{
    search::{as_person, described, share},
    test_site::TestSite,
    visitor::Visitor,
};

async fn key_of(site: &TestSite, id: ResourceId) -> String {
    site.site.db.read(move |db| Ok(resources::find(db, id)?.key.to_string())).await.unwrap()
}

/// Anna has published fractions; Ben looks at them.
async fn fractions() -> (TestSite, Visitor, Person, Visitor, String) {
    let site = TestSite::start().await;
    let anna = site.person("anna", Role::Publisher).await;
    let ben = site.person("ben", Role::Reader).await;
    let person = as_person(&site, "anna").await;
    let id = share(&site, &person, described("Fractions", "en"), "Halves.").await;
    let key = key_of(&site, id).await;
    (site, anna, person, ben, key)
}

#[tokio::test]
async fn thanks_are_given_once_and_taken_back() {
    let (site, anna, _, ben, key) = fractions().await;
    let thanks = format!("/r/{key}/thanks");
    ben.post_form(&thanks, &[]).await.follow().await.must_say("Whoever shared this is told.");
    ben.get(&format!("/r/{key}")).await.must_say("You said thank you 1");
    site.stranger().get(&format!("/r/{key}")).await.must_say("one person says thank you");
    // Who it was, only the one who shared it learns.
    assert!(!site.stranger().get(&format!("/r/{key}")).await.says("Ben"));
    assert_eq!(anna.post_form(&thanks, &[]).await.status, 403);
    ben.post_form(&thanks, &[]).await.follow().await.must_say("Taken back.");
    assert!(!site.stranger().get(&format!("/r/{key}")).await.says("says thank you"));
}

#[tokio::test]
async fn a_report_tells_how_it_went_and_belongs_to_its_author() {
    let (site, anna, _, ben, key) = fractions().await;
    ben.get(&format!("/r/{key}")).await.must_say("Nobody has told yet how it went.");
    let form = format!("/r/{key}/used/new");
    let answer = ben.post_form(&form, &[("minutes", "long"), ("worked", "The pizza.")]).await;
    assert_eq!(answer.status, 422);
    answer.must_say("Enter the minutes as a number.");
    answer.must_say("The pizza.");
    assert_eq!(ben.post_form(&form, &[("level", "2")]).await.status, 422);
    let fields = [
        ("level", "2"),
        ("learners", "24 pupils of year 6"),
        ("minutes", "45"),
        ("worked", "The pizza. <script>"),
        ("needed", "Scissors"),
        ("copy", "https://ben.example/copy"),
        ("month", "2026-11"),
    ];
    let page = ben.post_form(&form, &fields).await.follow().await;
    for words in ["24 pupils of year 6", "45 minutes", "The pizza. <script>", "Scissors", "2026-11"]
    {
        page.must_say(words);
    }
    anna.get("/notices").await.must_say("Ben tells how they used Fractions");
    site.stranger().get(&format!("/r/{key}/used")).await.must_say("One report");
    site.stranger().get("/timeline/site").await.must_say("Ben used this and tells how it went");

    let own = page.attribute("#used .buttons a", "href").unwrap();
    assert_eq!(anna.get(&own).await.status, 403);
    assert_eq!(anna.post_form(&own, &fields).await.status, 403);
    let mut changed = fields;
    changed[3].1 = "The cake.";
    ben.post_form(&own, &changed).await.follow().await.must_say("The cake.");
    assert_eq!(anna.post_form(&format!("{own}/withdraw"), &[]).await.status, 403);
    let page = ben.post_form(&format!("{own}/withdraw"), &[]).await.follow().await;
    page.must_say("Nobody has told yet how it went.");
    assert!(!site.stranger().get("/timeline/site").await.says("Ben used this"));
}

#[tokio::test]
async fn what_may_not_be_read_can_neither_be_thanked_for_nor_reported_on() {
    let (site, _, person, ben, _) = fractions().await;
    let private = Description { visibility: Visibility::Private, ..described("Mine", "en") };
    let key = key_of(&site, share(&site, &person, private, "Text.").await).await;
    assert_eq!(ben.post_form(&format!("/r/{key}/thanks"), &[]).await.status, 404);
    let fields = [("worked", "All of it.")];
    assert_eq!(ben.post_form(&format!("/r/{key}/used/new"), &fields).await.status, 404);
    assert_eq!(ben.get(&format!("/r/{key}/used")).await.status, 404);
}

#[tokio::test]
async fn among_equally_good_matches_the_used_one_comes_first() {
    let (site, _, person, ben, _) = fractions().await;
    let mut keys = Vec::new();
    for text in ["one", "two", "three"] {
        let id = share(&site, &person, described("Electric circuits", "en"), text).await;
        keys.push(key_of(&site, id).await);
    }
    site.run_jobs().await;
    let first = async || {
        let page = site.stranger().get("/search?q=circuits").await;
        page.attribute("main .rows .row-title a", "href").unwrap()
    };
    assert_eq!(first().await, format!("/r/{}", keys[2]), "the newest");
    let fields = [("worked", "The bulb.")];
    ben.post_form(&format!("/r/{}/used/new", keys[0]), &fields).await;
    assert_eq!(first().await, format!("/r/{}", keys[0]), "the one that was used");
}

#[tokio::test]
async fn more_like_this_shows_what_is_close_and_may_be_read() {
    let (site, _, person, ben, key) = fractions().await;
    let close = |title: &str| described(title, "en");
    share(&site, &person, close("Decimals"), "Tenths.").await;
    let far = Description {
        subjects: vec!["0222".into()],
        levels: vec!["6".into()],
        ..described("The Thirty Years' War", "en")
    };
    share(&site, &person, far, "1618.").await;
    let private = Description { visibility: Visibility::Private, ..close("Only mine") };
    share(&site, &person, private, "Mine.").await;
    let local = Description { visibility: Visibility::Local, ..close("For colleagues") };
    share(&site, &person, local, "Ours.").await;
    let by = person.clone();
    let gone = share(&site, &person, close("Withdrawn"), "Gone.").await;
    site.site.db.write(move |tx| resources::withdraw(tx, &by, gone, "")).await.unwrap();

    let page = format!("/r/{key}");
    let alike = async |visitor: &Visitor| visitor.get(&page).await.all("#alike .row-title a");
    assert_eq!(alike(&site.stranger()).await, ["Decimals"]);
    assert_eq!(alike(&ben).await, ["For colleagues", "Decimals"]);
    for number in 0..9 {
        share(&site, &person, close(&format!("Sheet {number}")), "Text.").await;
    }
    assert_eq!(alike(&ben).await.len(), 6);
}

#[tokio::test]
async fn the_front_page_suggests_with_a_reason_and_hides_what_is_not_wanted() {
    let (site, _, person, ben, _) = fractions().await;
    let by = person.clone();
    let made = site.site.db.write(move |tx| {
        let about = |name: &str, visibility| communities::Description {
            name: name.into(),
            visibility,
            join: Join::Open,
            subjects: vec!["0541".into()],
            ..communities::Description::default()
        };
        let curator = Person { role: Role::Curator, ..by.clone() };
        let open = about("Maths teachers", communities::Visibility::Public);
        communities::found(tx, &curator, Some(by.account), "maths", open)?;
        let hidden = about("Secret maths", communities::Visibility::Private);
        communities::found(tx, &curator, Some(by.account), "secret", hidden)?;
        let new = NewCollection {
            title: "Erste Woche".into(),
            visibility: Visibility::Public,
            languages: vec!["de".into()],
            ..NewCollection::default()
        };
        let id = collections::begin(tx, &by, new)?;
        collections::publish(tx, &by, id)
    });
    made.await.unwrap();
    assert!(!ben.get("/").await.has("#suggestions"), "nothing is known of what interests him");
    ben.post_form("/follow", &[("kind", "subject"), ("value", "0541")]).await;
    let fields = [("name", "Ben"), ("email", "ben@school.example"), ("languages", "de")];
    assert_eq!(ben.post_form("/settings", &fields).await.status, 303);
    let page = ben.get("/").await;
    let names = page.all("#suggestions .row-title a");
    assert_eq!(names, ["Maths teachers", "Erste Woche"]);
    page.must_say("Because you follow 0541 Mathematics");
    page.must_say("Because you speak German");
    assert!(!site.stranger().get("/").await.has("#suggestions"));

    // Hidden, it stays away until all is shown again.
    let value = |name: &str| {
        page.attribute(&format!("#suggestions form input[name={name}]"), "value").unwrap()
    };
    let (kind, target) = (value("kind"), value("target"));
    ben.post_form("/suggestions/hide", &[("kind", &kind), ("target", &target)]).await;
    assert_eq!(ben.get("/").await.all("#suggestions .row-title a"), ["Erste Woche"]);
    ben.post_form("/suggestions/show", &[]).await;
    assert_eq!(ben.get("/").await.all("#suggestions .row-title a").len(), 2);

    // People who share an interest find each other.
    let interested = site.site.db.write(|tx| {
        let anna = accounts::find_by_handle(tx, "anna")?.id;
        tx.execute("insert into interests values (?, 'subject', '0541')", [anna])?;
        Ok(())
    });
    interested.await.unwrap();
    let names = ben.get("/").await.all("#suggestions .row-title a");
    assert_eq!(names, ["Maths teachers", "Erste Woche", "Anna"]);
}
