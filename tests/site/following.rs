//! Stories about following and timelines: what comes, to whom, in which order, and what stays away.

use std::time::Duration;

use hornbook::{
    accounts,
    collections::{self, NewCollection},
    communities::{self, Join, Posting},
    ids::{CommunityId, ResourceId},
    resources::{self, Description, Visibility},
    web::{Person, Role},
};

use super::{
    search::{as_person, described, share},
    test_site::TestSite,
    visitor::{Answer, Visitor},
};

/// The titles of the resources on a timeline, the newest first.
fn titles(answer: &Answer) -> Vec<String> {
    answer.all(".stack .row-title a")
}

/// Presses the button of a page with which something is followed.
async fn press_follow(visitor: &Visitor, page: &str) -> Answer {
    let page = visitor.get(page).await;
    let value = |name: &str| {
        let selector = format!("form[action=\"/follow\"] input[name={name}]");
        page.attribute(&selector, "value").unwrap_or_else(|| panic!("{}", page.text()))
    };
    let (kind, thing, back) = (value("kind"), value("value"), value("back"));
    let fields = [("kind", kind.as_str()), ("value", &thing), ("back", &back)];
    visitor.post_form("/follow", &fields).await.follow().await
}

async fn follow(visitor: &Visitor, kind: &str, value: &str) {
    let answer = visitor.post_form("/follow", &[("kind", kind), ("value", value)]).await;
    assert_eq!(answer.status, 303, "{}", answer.text());
}

/// Founds a community with this visibility, and lets people in.
async fn community(
    site: &TestSite,
    by: &Person,
    handle: &'static str,
    visibility: communities::Visibility,
    members: &[&Person],
) -> CommunityId {
    let (by, members) = (by.clone(), members.iter().copied().cloned().collect::<Vec<_>>());
    let founded = site.site.db.write(move |tx| {
        let description = communities::Description {
            name: format!("The {handle} people"),
            visibility,
            join: Join::Open,
            posting: Posting::Members,
            ..communities::Description::default()
        };
        let id = communities::found(tx, &by, Some(by.account), handle, description)?;
        for member in &members {
            communities::join(tx, member, id, "")?;
        }
        Ok(id)
    });
    founded.await.unwrap()
}

struct Town {
    site: TestSite,
    anna: Person,
    ben: Visitor,
    eve: Visitor,
}

/// Anna publishes; Ben follows, Eve looks on.
async fn town() -> Town {
    let site = TestSite::start().await;
    site.person("anna", Role::Curator).await;
    let anna = as_person(&site, "anna").await;
    let ben = site.person("ben", Role::Contributor).await;
    let eve = site.person("eve", Role::Contributor).await;
    Town { site, anna, ben, eve }
}

#[tokio::test]
async fn what_a_followed_person_publishes_appears_and_can_be_unfollowed() {
    let Town { site, anna, ben, eve } = town().await;
    let page = press_follow(&ben, "/u/anna").await;
    page.must_say("You follow Anna now.");
    page.must_say("You follow this");
    share(&site, &anna, described("Fractions", "en"), "Halves.").await;
    let page = ben.get("/timeline").await;
    assert_eq!(titles(&page), ["Fractions"]);
    page.must_say("Anna shared a resource");
    assert!(titles(&eve.get("/timeline").await).is_empty());
    // Whoever follows nobody is told what to do.
    eve.get("/timeline").await.must_say("You need not join anything.");
    assert_eq!(site.stranger().get("/timeline").await.status, 303);

    ben.get("/follows").await.must_say("Anna");
    let fields = [("kind", "person"), ("value", &anna.account.to_string() as &str)];
    ben.post_form("/unfollow", &fields).await.follow().await.must_say("You follow nothing yet");
    assert!(titles(&ben.get("/timeline").await).is_empty());
}

#[tokio::test]
async fn nobody_sees_on_a_timeline_what_they_may_not_read() {
    let Town { site, anna, ben, eve } = town().await;
    let person = as_person(&site, "ben").await;
    let hidden = communities::Visibility::Private;
    let id = community(&site, &anna, "staff", hidden, &[]).await;
    let by = anna.clone();
    let add = site.site.db.write(move |tx| {
        let open = communities::Description {
            name: "Staff".into(),
            visibility: communities::Visibility::Public,
            join: Join::Open,
            ..communities::Description::default()
        };
        let pub_id = communities::found(tx, &by, Some(by.account), "open", open)?;
        communities::join(tx, &person, pub_id, "")?;
        Ok(pub_id)
    });
    let open = add.await.unwrap();
    for visitor in [&ben, &eve] {
        follow(visitor, "person", &anna.account.to_string()).await;
        follow(visitor, "subject", "0541").await;
    }
    let within = |title: &str, community| Description {
        visibility: Visibility::Community,
        community: Some(community),
        ..described(title, "en")
    };
    share(&site, &anna, within("For staff", id), "Secret.").await;
    share(&site, &anna, within("For members", open), "Between us.").await;
    let draft = Description { visibility: Visibility::Private, ..described("For me", "en") };
    share(&site, &anna, draft, "Mine.").await;
    let open_to_all = share(&site, &anna, described("For all", "en"), "All.").await;
    assert_eq!(titles(&ben.get("/timeline").await), ["For all", "For members"]);
    assert_eq!(titles(&eve.get("/timeline").await), ["For all"]);
    for page in ["/timeline/site", "/c/open/timeline"] {
        let page = site.stranger().get(page).await;
        assert!(!page.says("For members") && !page.says("For staff"), "{}", page.text());
    }
    // A stranger may not follow what they may not know of, nor look at its timeline.
    let fields = [("kind", "community"), ("value", &id.to_string() as &str)];
    assert_eq!(eve.post_form("/follow", &fields).await.status, 404);
    assert_eq!(eve.get("/c/staff/timeline").await.status, 404);
    ben.get("/c/open/timeline").await.must_say("For members");

    // What is taken back is gone at once; what becomes public comes.
    let by = anna.clone();
    let taken = site.site.db.write(move |tx| resources::unpublish(tx, &by, open_to_all));
    taken.await.unwrap();
    assert!(titles(&eve.get("/timeline").await).is_empty());
}

#[tokio::test]
async fn a_burst_is_one_entry_and_all_of_it_can_be_paged() {
    let Town { site, anna, ben, .. } = town().await;
    follow(&ben, "person", &anna.account.to_string()).await;
    for number in 0..45 {
        share(&site, &anna, described(&format!("Sheet {number}"), "en"), "Text.").await;
    }
    let page = ben.get("/timeline").await;
    page.must_say("Anna shared 45 resources");
    assert_eq!(titles(&page), ["Sheet 44", "Sheet 43", "Sheet 42"]);
    let all = page.attribute(".stack p > a[href^=\"/timeline/entry/\"]", "href").unwrap();
    let all = ben.get(&all).await;
    assert_eq!(all.all(".row-title a").len(), 40);
    let further = ben.get(&all.attribute("a[rel=next]", "href").unwrap()).await;
    assert_eq!(further.all(".row-title a").len(), 5);
    // What follows an hour later stands alone.
    site.wait(Duration::from_mins(61));
    share(&site, &anna, described("A later one", "en"), "Text.").await;
    assert_eq!(ben.get("/timeline").await.all(".stack > li.sheet").len(), 2);
}

#[tokio::test]
async fn what_is_new_since_the_last_visit_is_marked() {
    let Town { site, anna, ben, .. } = town().await;
    follow(&ben, "person", &anna.account.to_string()).await;
    share(&site, &anna, described("Old", "en"), "Text.").await;
    let first = ben.get("/timeline").await;
    assert!(!first.has(".badge.new") && !first.has("#seen"));
    site.wait(Duration::from_hours(2));
    share(&site, &anna, described("New", "en"), "Text.").await;
    for _ in 0..2 {
        // Whoever looks twice on one visit sees the same mark.
        let second = ben.get("/timeline").await;
        assert_eq!(titles(&second), ["New", "Old"]);
        assert_eq!(second.all(".badge.new").len(), 1);
        second.must_say("You have seen what follows.");
    }
    site.wait(Duration::from_hours(2));
    assert!(!ben.get("/timeline").await.has(".badge.new"));
}

#[tokio::test]
async fn long_timelines_are_turned_page_by_page_without_losing_any() {
    let Town { site, anna, ben, .. } = town().await;
    follow(&ben, "subject", "05").await;
    for number in 0..45 {
        share(&site, &anna, described(&format!("Sheet {number}"), "en"), "Text.").await;
        site.wait(Duration::from_mins(61));
    }
    let mut seen = Vec::new();
    let mut next = Some("/timeline".to_owned());
    let mut pages = 0;
    while let Some(address) = next {
        let page = ben.get(&address).await;
        seen.extend(titles(&page));
        next = page.attribute("a[rel=next]", "href");
        pages += 1;
    }
    let wanted: Vec<String> = (0..45).rev().map(|number| format!("Sheet {number}")).collect();
    assert_eq!((seen, pages), (wanted, 3));
}

#[tokio::test]
async fn subjects_keywords_collections_and_saved_searches_are_followed_from_their_pages() {
    let Town { site, anna, ben, eve } = town().await;
    follow(&ben, "keyword", "  Pizza ").await;
    let search = eve.get("/search?q=equation&level=2").await;
    search.must_say("Follow this search");
    let query = "form[action=\"/follow\"] input[name=value]";
    let query = search.attribute(query, "value").unwrap();
    follow(&eve, "search", &query).await;
    eve.get("/follows").await.must_say("equation · 2");

    let with_keyword =
        Description { keywords: vec!["pizza".into()], ..described("Fractions of a pizza", "en") };
    share(&site, &anna, with_keyword, "Slices.").await;
    share(&site, &anna, described("Solving equations", "en"), "Both sides.").await;
    let other = Description { levels: vec!["3".into()], ..described("Quadratic equations", "en") };
    share(&site, &anna, other, "Squares.").await;
    site.run_jobs().await;
    let words = |answer: &Answer| answer.all(".stack .row-title a").join(" ");
    assert!(words(&ben.get("/timeline").await).contains("Fractions of a pizza"));
    let found = words(&eve.get("/timeline").await);
    assert!(found.contains("Solving equations"), "{found}");

    // A collection tells of what is put into it.
    let by = anna.clone();
    let made = site.site.db.write(move |tx| {
        let new = NewCollection {
            title: "A first week".into(),
            visibility: Visibility::Public,
            ..NewCollection::default()
        };
        let id = collections::begin(tx, &by, new)?;
        collections::publish(tx, &by, id)?;
        Ok((id, collections::find(tx, id)?.key))
    });
    let (id, key) = made.await.unwrap();
    press_follow(&ben, &format!("/k/{key}")).await.must_say("You follow A first week now.");
    let by = anna.clone();
    let first = ResourceId(1);
    let put = site.site.db.write(move |tx| collections::add_item(tx, &by, id, None, first, ""));
    put.await.unwrap();
    ben.get("/timeline").await.must_say("Anna put a resource into the collection A first week");
    site.stranger().get("/timeline/site").await.must_say("Anna published the collection");
}

#[tokio::test]
async fn joining_shows_only_where_somebody_chose_so() {
    let Town { site, anna, ben, eve } = town().await;
    let public = communities::Visibility::Public;
    community(&site, &anna, "maths", public, &[]).await;
    eve.post_form("/follows/joining", &[("shows", "yes")]).await;
    for visitor in [&ben, &eve] {
        visitor.post_form("/c/maths/join", &[]).await;
    }
    let page = site.stranger().get("/c/maths/timeline").await;
    page.must_say("Eve joined the community");
    assert!(!page.says("Ben joined"));
    eve.post_form("/c/maths/leave", &[]).await;
    assert!(!site.stranger().get("/c/maths/timeline").await.says("Eve joined"));
    // Members see in their own timeline what happens in their communities.
    let described =
        Description { community: Some(CommunityId(1)), ..described("Shared with all", "en") };
    share(&site, &anna, described, "Text.").await;
    assert_eq!(titles(&ben.get("/timeline").await), ["Shared with all"]);
}

#[tokio::test]
async fn nobody_follows_more_than_the_site_can_keep_up_with() {
    let Town { site, ben, .. } = town().await;
    let who = site.site.db.read(|db| accounts::find_by_handle(db, "ben")).await.unwrap().id;
    let filled = site.site.db.write(move |tx| {
        for number in 0..500 {
            tx.execute("insert into streams(kind, value) values ('keyword', ?)", [number])?;
        }
        tx.execute(
            "insert into follows(account, stream, made) select ?, id, 0 from streams",
            [who],
        )?;
        Ok(())
    });
    filled.await.unwrap();
    let answer = ben.post_form("/follow", &[("kind", "keyword"), ("value", "one more")]).await;
    assert_eq!(answer.status, 409);
    assert_eq!(ben.get("/timeline").await.status, 200);
    assert_eq!(ben.get("/follows").await.all(".row").len(), 40);
}
