//! Stories about communities: founding, joining, who may read, who looks after them.

use hornbook::web::Role;

use super::{test_site::TestSite, visitor::Visitor};

/// Founds a community by the form of its page.
pub async fn found(by: &Visitor, handle: &str, visibility: &str, join: &str) {
    let fields = [
        ("handle", handle),
        ("name", "Mathematics teachers"),
        ("summary", "For all who teach **numbers**."),
        ("rules", "Be kind."),
        ("visibility", visibility),
        ("join", join),
        ("posting", "members"),
    ];
    let answer = by.post_form("/communities/new", &fields).await;
    assert_eq!(answer.location.as_deref(), Some(format!("/c/{handle}").as_str()));
    answer.follow().await.must_say("Mathematics teachers");
}

#[tokio::test]
async fn a_curator_founds_a_community_and_others_do_not() {
    let site = TestSite::start().await;
    let carla = site.person("carla", Role::Curator).await;
    found(&carla, "maths", "public", "open").await;
    let page = site.stranger().get("/c/maths").await;
    page.must_say("one member");
    page.must_say("Be kind.");
    assert_eq!(page.one(".prose.section strong"), "numbers");
    site.stranger().get("/communities").await.must_say("Mathematics teachers");
    assert_eq!(site.stranger().get("/c/maths/cover.svg").await.status, 200);

    let anna = site.person("anna", Role::Contributor).await;
    assert_eq!(anna.get("/communities/new").await.status, 403);
}

#[tokio::test]
async fn a_handle_that_a_person_has_cannot_be_a_communitys() {
    let site = TestSite::start().await;
    let carla = site.person("carla", Role::Curator).await;
    let fields = [
        ("handle", "carla"),
        ("name", "Carla's friends"),
        ("visibility", "public"),
        ("join", "open"),
        ("posting", "members"),
    ];
    let answer = carla.post_form("/communities/new", &fields).await;
    assert_eq!(answer.status, 422);
    answer.must_say("This handle is taken.");
    assert_eq!(answer.attribute("#name", "value").as_deref(), Some("Carla's friends"));
}

#[tokio::test]
async fn whoever_asks_to_join_waits_until_a_moderator_answers() {
    let site = TestSite::start().await;
    let carla = site.person("carla", Role::Curator).await;
    let (anna, ben) =
        (site.person("anna", Role::Contributor).await, site.person("ben", Role::Reader).await);
    found(&carla, "maths", "public", "ask").await;

    anna.get("/c/maths/join").await.must_say("Be kind.");
    let answer = anna.post_form("/c/maths/join", &[("note", "I teach year 6.")]).await;
    answer.follow().await.must_say("You asked to join");
    ben.post_form("/c/maths/join", &[]).await;
    // She is no member yet, and sees nobody else who asks.
    let members = anna.get("/c/maths/members").await;
    members.must_say("Members 1");
    assert!(!members.says("Ben"));

    let members = carla.get("/c/maths/members").await;
    members.must_say("2 people ask to join");
    members.must_say("I teach year 6.");
    let answer = carla.post_form("/c/maths/members/anna/answer", &[("answer", "accept")]).await;
    answer.follow().await.must_say("Members 2");
    carla.post_form("/c/maths/members/ben/answer", &[("answer", "refuse")]).await;
    anna.get("/c/maths").await.must_say("Share here");
    ben.get("/c/maths").await.must_say("Ask to join");
    // Only those who look after it answer.
    let answer = anna.post_form("/c/maths/members/ben/answer", &[("answer", "accept")]).await;
    assert_eq!(answer.status, 403);
}

#[tokio::test]
async fn a_private_community_does_not_exist_for_strangers() {
    let site = TestSite::start().await;
    let carla = site.person("carla", Role::Curator).await;
    let anna = site.person("anna", Role::Contributor).await;
    // That people could ask is not kept: nobody knows where.
    found(&carla, "secret", "private", "ask").await;
    for path in ["/c/secret", "/c/secret/members", "/c/secret/cover.svg", "/c/secret/join"] {
        assert_eq!(anna.get(path).await.status, 404, "{path}");
    }
    assert_eq!(site.stranger().get("/c/secret").await.status, 404);
    assert_eq!(anna.post_form("/c/secret/join", &[]).await.status, 404);
    assert_eq!(anna.post_form("/c/secret/leave", &[]).await.status, 404);
    assert_eq!(anna.get("/c/secret/edit").await.status, 404);
    assert!(!anna.get("/communities").await.says("Mathematics teachers"));

    let answer = carla.post_form("/c/secret/members", &[("handle", "@anna")]).await;
    answer.follow().await.must_say("@anna is a member now.");
    anna.get("/c/secret").await.must_say("Mathematics teachers");
    assert!(anna.get("/communities").await.says("Mathematics teachers"));
}

#[tokio::test]
async fn the_five_visibilities_differ() {
    let site = TestSite::start().await;
    let carla = site.person("carla", Role::Curator).await;
    let anna = site.person("anna", Role::Reader).await;
    for (visibility, stranger, listed, person, listed_to_person) in [
        ("public", 200, true, 200, true),
        ("unlisted", 200, false, 200, false),
        ("local_public", 200, true, 200, true),
        ("local_private", 303, false, 200, true),
        ("private", 404, false, 404, false),
    ] {
        found(&carla, visibility, visibility, "open").await;
        let path = format!("/c/{visibility}");
        let here = format!("a[href=\"{path}\"]");
        let nobody = site.stranger();
        assert_eq!(nobody.get(&path).await.status, stranger, "{visibility} to strangers");
        assert_eq!(nobody.get("/communities").await.has(&here), listed, "{visibility} in the list");
        assert_eq!(anna.get(&path).await.status, person, "{visibility} to people");
        let list = anna.get("/communities").await;
        assert_eq!(list.has(&here), listed_to_person, "{visibility} in the list of people");
    }
}

#[tokio::test]
async fn owners_make_moderators_and_the_last_owner_stays() {
    let site = TestSite::start().await;
    let carla = site.person("carla", Role::Curator).await;
    let anna = site.person("anna", Role::Contributor).await;
    let ben = site.person("ben", Role::Contributor).await;
    found(&carla, "maths", "public", "open").await;
    anna.post_form("/c/maths/join", &[]).await.follow().await.must_say("Welcome");
    ben.post_form("/c/maths/join", &[]).await;
    assert_eq!(carla.post_form("/c/maths/leave", &[]).await.status, 409);

    let answer = carla.post_form("/c/maths/members/anna/role", &[("role", "moderator")]).await;
    assert_eq!(answer.status, 303);
    // A moderator sends people away, but makes nobody owner.
    let answer = anna.post_form("/c/maths/members/anna/role", &[("role", "owner")]).await;
    assert_eq!(answer.status, 403);
    anna.post_form("/c/maths/members/ben/remove", &[("keep_out", "yes")]).await;
    ben.post_form("/c/maths/join", &[]).await.must_say("You were taken out of this community.");
    anna.post_form("/c/maths/members/ben/remove", &[]).await;
    ben.post_form("/c/maths/join", &[]).await.follow().await.must_say("Welcome");
}

#[tokio::test]
async fn a_withdrawn_community_is_gone_until_an_administrator_brings_it_back() {
    let site = TestSite::start().await;
    let carla = site.person("carla", Role::Curator).await;
    let anna = site.person("anna", Role::Administrator).await;
    found(&carla, "maths", "public", "open").await;
    carla.post_form("/c/maths/withdraw", &[("gone", "yes")]).await;
    assert_eq!(site.stranger().get("/c/maths").await.status, 410);
    anna.get("/admin/communities").await.must_say("Withdrawn");
    let fields = [("gone", "no"), ("back", "/admin/communities")];
    anna.post_form("/c/maths/withdraw", &fields).await.follow().await.must_say("is back");
    assert_eq!(site.stranger().get("/c/maths").await.status, 200);
}
