//! Stories about places: said by those who wish to, shown on a list and a map, gone when taken back.

use hornbook::web::Role;

use super::test_site::TestSite;

#[tokio::test]
async fn a_place_is_shown_once_it_is_said_and_gone_everywhere_once_it_is_taken_back() {
    let site = TestSite::start().await;
    let anna = site.person("anna", Role::Curator).await;
    let stranger = site.stranger();
    let empty = stranger.get("/places").await;
    empty.must_say("Nobody has said");
    assert!(empty.has(".empty a[href='/sign-in']"), "it says what to do next");
    assert!(anna.get("/places").await.has(".empty a[href='/settings/place']"));
    let said = [("country", "CH"), ("area", "CH-ZH")];
    anna.post_form("/settings/place", &said).await.follow().await.must_say("Saved.");
    let list = stranger.get("/places").await;
    list.must_say("Switzerland 1");
    assert_eq!(list.all("svg circle").len(), 1);
    stranger.get("/places/CH").await.must_say("CH-ZH");
    stranger.get("/u/anna").await.must_say("Switzerland , CH-ZH");
    assert_eq!(stranger.get("/places/QQ").await.status, 404);
    assert_eq!(stranger.get("/settings/place").await.status, 303);

    for (wrong, word) in [
        ([("country", "QQ"), ("area", "")], "Choose a country of the list."),
        ([("country", "CH"), ("area", "Seestrasse 12")], "Give a region, not an address"),
    ] {
        let answer = anna.post_form("/settings/place", &wrong).await;
        assert_eq!(answer.status, 422);
        answer.must_say(word);
        assert_eq!(answer.attribute("#area", "value").as_deref(), Some(wrong[1].1));
    }
    anna.post_form("/settings/place", &[("country", ""), ("area", "")]).await;
    stranger.get("/places").await.must_say("Nobody has said");
    assert!(!stranger.get("/u/anna").await.says("Switzerland"));
    assert_eq!(site.count("places").await, 0);
}

#[tokio::test]
async fn a_communitys_place_is_said_by_those_who_look_after_it_and_shown_to_those_who_may_know() {
    let site = TestSite::start().await;
    let carla = site.person("carla", Role::Curator).await;
    let ben = site.person("ben", Role::Contributor).await;
    for (handle, visibility) in [("open", "public"), ("secret", "private")] {
        let fields = [
            ("handle", handle),
            ("name", handle),
            ("visibility", visibility),
            ("join", "open"),
            ("posting", "members"),
        ];
        carla.post_form("/communities/new", &fields).await;
        let place = [("country", "UA"), ("area", "Kyiv")];
        let answer = carla.post_form(&format!("/c/{handle}/place"), &place).await;
        assert_eq!(answer.status, 303);
    }
    let place = [("country", "DE"), ("area", "")];
    assert_eq!(ben.post_form("/c/open/place", &place).await.status, 403);
    assert_eq!(ben.post_form("/c/secret/place", &place).await.status, 404);
    site.stranger().get("/places").await.must_say("Ukraine 1");
    let there = ben.get("/places/UA").await;
    there.must_say("open");
    assert!(!there.says("secret"));
    site.stranger().get("/c/open").await.must_say("Ukraine , Kyiv");
}
