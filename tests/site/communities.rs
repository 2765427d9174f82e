//! Stories about communities: founding, joining, who may read, who looks after them.

use hornbook::web::Role;

use super::{resources::png, test_site::TestSite, visitor::Visitor};

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
    let asked = answer.follow().await;
    asked.must_say("You asked to join");
    assert_eq!(asked.one("form[action$=\"/leave\"] button"), "Take the question back");
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

#[tokio::test]
async fn whoever_is_invited_accepts_or_declines() {
    let site = TestSite::start().await;
    let carla = site.person("carla", Role::Curator).await;
    let anna = site.person("anna", Role::Contributor).await;
    let ben = site.person("ben", Role::Reader).await;
    found(&carla, "secret", "private", "invite").await;
    let nobody = [("handle", "nobody"), ("note", "Come!"), ("how", "invite")];
    let answer = carla.post_form("/c/secret/members", &nobody).await;
    assert_eq!(answer.status, 422);
    answer.must_say("There is nobody here with this handle.");
    assert_eq!(answer.attribute("#handle", "value").as_deref(), Some("nobody"));

    for handle in ["@anna", "ben"] {
        let fields = [("handle", handle), ("note", "Come!"), ("how", "invite")];
        let answer = carla.post_form("/c/secret/members", &fields).await;
        answer.follow().await.must_say("is invited.");
    }
    // They know of it now, and see nothing of it but what they are invited to.
    let told = anna.get("/notices").await;
    told.must_say("Carla invites you to join Mathematics teachers");
    let notice = told.attribute(".row-title a", "href").unwrap();
    anna.get(&notice).await.follow().await.must_say("Come!");
    assert_eq!(anna.get("/c/secret").await.status, 404);
    assert_eq!(anna.get("/c/secret/members").await.status, 404);
    anna.get("/communities").await.must_say("You are invited to join “Mathematics teachers”.");
    let page = anna.get("/c/secret/invitation").await;
    for words in ["Come!", "Be kind.", "You are invited by Carla"] {
        page.must_say(words);
    }
    let answer = anna.post_form("/c/secret/invitation", &[("answer", "accept")]).await;
    answer.follow().await.must_say("Welcome to Mathematics teachers");
    ben.post_form("/c/secret/invitation", &[("answer", "refuse")]).await;
    assert_eq!(ben.get("/c/secret/invitation").await.status, 404);
    assert_eq!(ben.get("/c/secret").await.status, 404);
    let again = ben.post_form("/c/secret/invitation", &[("answer", "accept")]).await;
    assert_eq!(again.status, 404);
    // Only moderators invite.
    let fields = [("handle", "ben"), ("how", "invite")];
    assert_eq!(anna.post_form("/c/secret/members", &fields).await.status, 403);
    assert_eq!(ben.post_form("/c/secret/members", &fields).await.status, 404);
    // What is taken back can no longer be accepted.
    carla.post_form("/c/secret/members", &fields).await;
    carla.get("/c/secret/members").await.must_say("Invited, without an answer yet");
    carla.post_form("/c/secret/members/ben/remove", &[]).await;
    assert_eq!(ben.get("/c/secret/invitation").await.status, 404);
}

#[tokio::test]
async fn members_choose_whether_others_see_them() {
    let site = TestSite::start().await;
    let carla = site.person("carla", Role::Curator).await;
    let anna = site.person("anna", Role::Contributor).await;
    let ben = site.person("ben", Role::Reader).await;
    let eva = site.person("eva", Role::Reader).await;
    found(&carla, "maths", "public", "open").await;
    anna.get("/c/maths/join").await.must_say("Show me in the list of members");
    anna.post_form("/c/maths/join", &[("seen", "choose"), ("listed", "yes")]).await;
    ben.post_form("/c/maths/join", &[("seen", "choose")]).await;
    carla.post_form("/c/maths/members", &[("handle", "eva")]).await;
    for visitor in [&site.stranger(), &anna] {
        let page = visitor.get("/c/maths/members").await;
        assert_eq!(page.all(".row-title a"), ["Carla", "Anna"]);
        page.must_say("Members 4");
        page.must_say("2 members do not wish to be seen here.");
    }
    let page = carla.get("/c/maths/members").await;
    assert_eq!(page.all(".row-title a").len(), 4);
    page.must_say("not shown to others");
    // Whoever was added is not shown until they say so.
    eva.get("/c/maths/members").await.must_say("You do not stand in this list.");
    eva.post_form("/c/maths/listed", &[("listed", "yes")]).await;
    anna.post_form("/c/maths/listed", &[]).await;
    let page = site.stranger().get("/c/maths/members").await;
    assert_eq!(page.all(".row-title a"), ["Carla", "Eva"]);
    // Who looks after it is always shown.
    carla.post_form("/c/maths/members/ben/role", &[("role", "moderator")]).await;
    let page = site.stranger().get("/c/maths/members").await;
    assert_eq!(page.all(".row-title a"), ["Carla", "Ben", "Eva"]);
}

#[tokio::test]
async fn an_owner_hands_a_community_over() {
    let site = TestSite::start().await;
    let carla = site.person("carla", Role::Curator).await;
    let anna = site.person("anna", Role::Contributor).await;
    found(&carla, "maths", "public", "open").await;
    let hand_over = "/c/maths/members/anna/hand-over";
    assert_eq!(carla.post_form(hand_over, &[]).await.status, 404);
    anna.post_form("/c/maths/join", &[]).await;
    assert_eq!(anna.post_form(hand_over, &[]).await.status, 403);
    let answer = carla.post_form(hand_over, &[]).await;
    answer.follow().await.must_say("@anna owns the community now.");
    // Carla stays as a moderator, and may now leave.
    assert_eq!(carla.post_form(hand_over, &[]).await.status, 403);
    assert_eq!(carla.get("/c/maths/edit").await.status, 200);
    assert_eq!(carla.post_form("/c/maths/leave", &[]).await.status, 303);
    assert_eq!(anna.post_form("/c/maths/leave", &[]).await.status, 409);
}

#[tokio::test]
async fn a_long_list_of_members_has_pages() {
    let site = TestSite::start().await;
    let carla = site.person("carla", Role::Curator).await;
    found(&carla, "maths", "public", "open").await;
    let work = site.site.db.write(|tx| {
        tx.execute_batch(
            "with recursive n(i) as (select 1 union all select i + 1 from n where i < 90)
             insert into handles(handle, kind, taken) select 'pupil' || i, 'person', 0 from n;
             insert into accounts(handle, name, role, joined, changed)
               select handle, handle, 'reader', 0, 0 from handles where handle like 'pupil%';
             insert into members(community, account, role, state, note, since)
               select 1, id, 'member', 'active', '', id / 3 from accounts
               where handle like 'pupil%';",
        )?;
        Ok(())
    });
    work.await.unwrap();
    let (mut seen, mut path) = (Vec::new(), "/c/maths/members".to_owned());
    for _ in 0..3 {
        let page = site.stranger().get(&path).await;
        seen.extend(page.all(".row-facts li:first-child"));
        match page.attribute("a[rel=next]", "href") {
            Some(next) => path = format!("/c/maths/members{next}"),
            None => break,
        }
    }
    assert_eq!(seen.len(), 91);
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), 91, "somebody stands there twice");
}

/// Every page of a community, for those who may not know of it, may read it, and belong to it.
#[tokio::test]
async fn the_five_visibilities_hold_on_every_page() {
    let site = TestSite::start().await;
    let carla = site.person("carla", Role::Curator).await;
    let anna = site.person("anna", Role::Contributor).await;
    let kim = site.person("kim", Role::Contributor).await;
    for (visibility, stranger, person) in [
        ("public", 200, 200),
        ("unlisted", 200, 200),
        ("local_public", 200, 200),
        ("local_private", 303, 200),
        ("private", 404, 404),
    ] {
        found(&carla, visibility, visibility, "open").await;
        let place = format!("/c/{visibility}");
        kim.post_form(&format!("{place}/join"), &[]).await;
        carla.post_form(&format!("{place}/members"), &[("handle", "kim")]).await;
        let picture = format!("{place}/picture");
        carla.upload_as("picture", &picture, &[], "maths.png", &png()).await;
        let pictures = ["/cover.svg", "/picture/small", "/picture/large"];
        for page in ["", "/members", "/rules", "/talk"].iter().chain(&pictures) {
            let path = format!("{place}{page}");
            assert_eq!(site.stranger().get(&path).await.status, stranger, "{path} to strangers");
            assert_eq!(anna.get(&path).await.status, person, "{path} to people");
            assert_eq!(kim.get(&path).await.status, 200, "{path} to members");
        }
        let members = carla.get(&format!("{place}/members")).await;
        members.must_say("Kim");
        // What only moderators may see is shut to members too, and is no news to strangers.
        for page in ["/edit", "/featured"] {
            let path = format!("{place}{page}");
            let answer = site.stranger().get(&path).await;
            assert!(answer.location.is_some_and(|to| to.starts_with("/sign-in")), "{path}");
            assert_eq!(anna.get(&path).await.status, if person == 200 { 403 } else { 404 });
            assert_eq!(kim.get(&path).await.status, 403, "{path} to members");
        }
        for page in ["/members", "/featured", "/members/kim/hand-over", "/members/kim/remove"] {
            let path = format!("{place}{page}");
            let answer = anna.post_form(&path, &[("handle", "anna"), ("do", "add")]).await;
            assert!([403, 404].contains(&answer.status), "{path}: {}", answer.status);
        }
        assert_eq!(anna.get(&format!("{place}/invitation")).await.status, 404);
        assert_eq!(anna.post_form(&format!("{place}/listed"), &[]).await.status, 404);
    }
}
