//! Stories about those who are gone: of closed classes and closed accounts nothing personal stays.

use hornbook::{collections, communities, ids::AccountId, resources, web::Role};

use super::{
    archive::{as_person, rows_that_name, tied_to},
    resources::{key_of, published_page},
    test_site::{PASSWORD, TestSite},
    visitor::Visitor,
};

/// The rows that still name somebody, and the columns that still point to them.
async fn left_of(
    site: &TestSite,
    account: AccountId,
    words: &'static [&'static str],
) -> (Vec<String>, Vec<String>) {
    let read = site.site.db.read(move |db| Ok((rows_that_name(db, words)?, tied_to(db, account)?)));
    read.await.unwrap()
}

/// An open community that Tina founds.
async fn community(site: &TestSite) {
    let tina = as_person(site, "tina").await;
    let founded = site.site.db.write(move |tx| {
        let description = communities::Description {
            name: "Mathematics".into(),
            summary: String::new(),
            rules: String::new(),
            visibility: communities::Visibility::Public,
            join: communities::Join::Open,
            posting: communities::Posting::Members,
            subjects: Vec::new(),
            languages: Vec::new(),
        };
        communities::found(tx, &tina, Some(tina.account), "maths", description)
    });
    founded.await.unwrap();
}

/// Does what somebody who reads does, and leaves traces of themselves in many rooms.
async fn takes_part(person: &Visitor, sheet: &str) {
    let thing = format!("/r/{sheet}");
    for (path, fields) in [
        ("/c/maths/join".to_owned(), vec![]),
        (format!("/shelf/r/{sheet}"), vec![]),
        (format!("/r/{sheet}/thanks"), vec![]),
        (format!("/r/{sheet}/used/new"), vec![("worked", "All of it.")]),
        ("/suggestions/hide".to_owned(), vec![("kind", "person"), ("target", "1")]),
        ("/follow".to_owned(), vec![("kind", "person"), ("value", "1")]),
        (
            "/report".to_owned(),
            vec![("thing", &*thing), ("reason", "quality"), ("words", "Too short.")],
        ),
    ] {
        let answer = person.post_form(&path, &fields).await;
        assert_eq!(answer.status, 303, "{path}: {}", answer.text());
    }
}

#[tokio::test]
async fn of_a_closed_class_nothing_personal_is_left_after_two_weeks() {
    let site = TestSite::start().await;
    let tina = site.person("tina", Role::Curator).await;
    let mo = site.person("mo", Role::Moderator).await;
    site.settings(|settings| settings.teachers_invite = true).await;
    let sheet = published_page(&tina, &[]).await;
    community(&site).await;
    let made = tina.post_form("/classes/new", &[("name", "5b"), ("names", "Ben Ali")]).await;
    let class = made.attribute("a[href^=\"/classes/\"]", "href").unwrap();
    let pupil = site.stranger();
    pupil.post_form("/code", &[("code", &made.one(".slip code"))]).await;
    takes_part(&pupil, &sheet).await;
    tina.post_form(&format!("/r/{sheet}/talk"), &[("text", "Well done, @ben_ali.")]).await;
    assert_eq!(site.count("mentions").await, 1);
    tina.get("/c/maths/members").await.must_say("Ben Ali");
    let ben = as_person(&site, "ben_ali").await.account;

    tina.post_form(&format!("{class}/close"), &[]).await;
    assert!(!tina.get("/c/maths/members").await.says("Ben Ali"), "closed, yet in the list");
    // For two weeks it can be opened again, and so moderators see whose it is.
    mo.get("/admin/log").await.must_say("Ben Ali");
    site.wait_days(13);
    site.run_jobs().await;
    assert_eq!(as_person(&site, "ben_ali").await.account, ben);
    site.wait_days(2);
    site.run_jobs().await;

    let (mut named, tied) = left_of(&site, ben, &["Ben Ali", "ben_ali"]).await;
    // What others wrote stays theirs.
    named.retain(|row| !row.contains("Well done"));
    assert!(named.is_empty(), "{named:#?}");
    assert!(tied.is_empty(), "{tied:#?}");
    mo.get("/admin/log").await.must_say("Former member");
    assert_eq!(mo.post_form("/admin/log/1/undo", &[("reason", "No machine.")]).await.status, 409);
    assert_eq!(site.stranger().get("/u/ben_ali").await.status, 410);
    // Nobody else ever gets the handle.
    let again = tina.post_form("/classes/new", &[("name", "5c"), ("names", "Ben Ali")]).await;
    again.must_say("@ben_ali2");
}

#[tokio::test]
async fn of_an_account_that_moderators_closed_only_shared_work_is_left() {
    let site = TestSite::start().await;
    let tina = site.person("tina", Role::Curator).await;
    let mo = site.person("mo", Role::Moderator).await;
    let ada = site.person("ada", Role::Administrator).await;
    let sheet = published_page(&tina, &[]).await;
    community(&site).await;
    let carla = site.person("carla", Role::Publisher).await;
    let id = as_person(&site, "carla").await.account;
    takes_part(&carla, &sheet).await;
    let shown = published_page(&carla, &[("authors", "Carla")]).await;
    let draft = [("title", "Carla's secret"), ("source", "One half.")];
    let draft = key_of(&carla.post_form("/share/page", &draft).await);
    let by = as_person(&site, "carla").await;
    let begun = site.site.db.write(move |tx| {
        let new = collections::NewCollection {
            title: "Carla's list".into(),
            ..collections::NewCollection::default()
        };
        collections::begin(tx, &by, new)
    });
    begun.await.unwrap();
    let number = {
        let draft = draft.clone();
        let found = site.site.db.read(move |db| Ok(resources::find_by_key(db, &draft)?.id));
        found.await.unwrap()
    };
    let pass = [("thing", &*format!("resource-{number}")), ("note", "For Carla's sister")];
    assert_eq!(carla.post_form("/passes", &pass).await.status, 200);
    // An invitation to her was never used, and she reported and was reported.
    let fields = [("role", "contributor"), ("email", "carla@school.example")];
    ada.post_form("/admin/people/invite", &fields).await;
    let case = [("thing", "/u/carla"), ("reason", "spam"), ("words", "See.")];
    tina.post_form("/report", &case).await;
    let fields = [("outcome", "deleted"), ("reason", "A machine wrote this.")];
    assert_eq!(mo.post_form("/moderation/2/decide", &fields).await.status, 303);
    site.wait_days(15);
    site.run_jobs().await;

    let (named, tied) = left_of(&site, id, &["Carla", "carla"]).await;
    assert!(named.is_empty(), "{named:#?}");
    assert_eq!(tied, ["resources.owner"]);
    let stranger = site.stranger();
    stranger.get(&format!("/r/{shown}")).await.must_say("Former member");
    assert_eq!(stranger.get(&format!("/r/{draft}")).await.status, 404);
    assert_eq!(mo.get("/moderation?state=decided").await.status, 200);
    assert_eq!(mo.get("/moderation/2").await.status, 200);
}

#[tokio::test]
async fn what_somebody_had_withdrawn_before_they_left_is_emptied() {
    let site = TestSite::start().await;
    let anna = site.person("anna", Role::Publisher).await;
    let id = as_person(&site, "anna").await.account;
    let changes = [("authors", "Anna"), ("summary", "By Anna.")];
    let key = published_page(&anna, &changes).await;
    anna.post_form(&format!("/r/{key}/withdraw"), &[]).await;
    let stranger = site.stranger();
    assert_eq!(stranger.get(&format!("/r/{key}")).await.status, 410);
    let wish = [("works", "keep"), ("password", PASSWORD)];
    assert_eq!(anna.post_form("/settings/leave", &wish).await.status, 303);
    site.wait_days(15);
    site.run_jobs().await;

    let (named, tied) = left_of(&site, id, &["Anna", "anna"]).await;
    assert!(named.is_empty(), "{named:#?}");
    assert_eq!(tied, ["resources.owner", "resources.withdrawn_by"]);
    for table in ["resource_bodies", "resource_versions", "resource_files", "resource_terms"] {
        assert_eq!(site.count(table).await, 0, "{table}");
    }
    assert_eq!(stranger.get(&format!("/r/{key}")).await.status, 410, "its tombstone stays");
}
