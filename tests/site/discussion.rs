//! Stories about discussions: who reads and writes, naming people, withdrawing, closing, moving.

use hornbook::{
    discussion,
    events::Event,
    ids::{CommentId, Thing},
    resources::Visibility,
    web::{Role, Viewer},
};

use super::{
    collections::share,
    communities::found,
    test_site::{PASSWORD, TestSite},
    visitor::{Answer, Visitor},
};

/// Says something there and returns the address of the thread and the key of the comment.
async fn say(by: &Visitor, place: &str, title: &str, text: &str) -> (String, String) {
    let answer = by.post_form(&format!("{place}/talk"), &[("title", title), ("text", text)]).await;
    said(&answer)
}

fn said(answer: &Answer) -> (String, String) {
    assert_eq!(answer.status, 303, "{}", answer.text());
    let to = answer.location.clone().unwrap();
    let (thread, rest) = to.split_once("?at=").unwrap();
    (thread.to_owned(), rest.split_once('#').unwrap().0.to_owned())
}

/// The texts of the comments of a page.
fn comments(page: &Answer) -> Vec<String> {
    page.all(".comment .prose")
}

#[tokio::test]
async fn comments_on_a_resource_join_one_thread() {
    let site = TestSite::start().await;
    let anna = site.person("anna", Role::Contributor).await;
    let ben = site.person("ben", Role::Reader).await;
    let key = share(&site, "anna", "Halves", Visibility::Public).await;
    let place = format!("/r/{key}");
    site.stranger().get(&place).await.must_say("Nothing has been said here yet.");

    let (thread, first) = say(&ben, &place, "", "Works **well** in year 6.").await;
    let (same, _) = say(&anna, &place, "", "Thank you, @ben!").await;
    assert_eq!(thread, same);
    let page = site.stranger().get(&place).await;
    assert_eq!(comments(&page), ["Works well in year 6.", "Thank you, @ben !"]);
    assert_eq!(page.attribute(".comment .prose a", "href").as_deref(), Some("/u/ben"));
    page.must_say("Sign in to say something");
    assert_eq!(site.stranger().post_form(&thread, &[("text", "Hi")]).await.status, 303);
    assert_eq!(site.count("comments").await, 2);

    // A title makes a thread of its own.
    say(&ben, &place, "A mistake on page 2", "It says 3/4.").await;
    let page = site.stranger().get(&place).await;
    page.must_say("A mistake on page 2");
    assert_eq!(page.all(".comment").len(), 2);

    // An answer knows what it answers, and a form that is sent twice says nothing twice.
    let form = ben.get(&format!("{thread}?answer={first}")).await;
    form.must_say("Answer to Ben");
    for _ in 0..2 {
        let fields = [("text", "Year 5 too."), ("answers", first.as_str())];
        said(&ben.post_form(&thread, &fields).await);
    }
    assert_eq!(site.count("comments").await, 4);
    ben.get(&thread).await.must_say("In answer to Ben");
    let lead = site.stranger().get(&format!("{thread}/{first}")).await;
    assert!(lead.location.unwrap().ends_with(&format!("?at={first}#c-{first}")));
}

#[tokio::test]
async fn threads_of_a_community_need_titles_and_announcements_stand_on_top() {
    let site = TestSite::start().await;
    let carla = site.person("carla", Role::Curator).await;
    let anna = site.person("anna", Role::Reader).await;
    found(&carla, "maths", "public", "open").await;
    let answer = anna.post_form("/c/maths/talk", &[("text", "Hello")]).await;
    assert_eq!(answer.status, 422);
    answer.must_say("Give the thread a title.");
    assert_eq!(answer.one("textarea"), "Hello");

    let (old, _) = say(&carla, "/c/maths", "Which textbook?", "We use two.").await;
    site.wait_days(1);
    say(&anna, "/c/maths", "A new one", "Look.").await;
    let fields = [("title", "Meeting"), ("text", "On Monday."), ("announcement", "yes")];
    assert_eq!(anna.post_form("/c/maths/talk", &fields).await.status, 403);
    said(&carla.post_form("/c/maths/talk", &fields).await);
    site.wait_days(1);
    said(&anna.post_form(&old, &[("text", "Three, in fact.")]).await);
    let talk = site.stranger().get("/c/maths/talk").await;
    assert_eq!(talk.all(".row-title a"), ["Meeting", "Which textbook?", "A new one"]);
    talk.must_say("Announcement");
    site.stranger().get("/c/maths").await.must_say("Which textbook?");

    // Moderators pin, others do not.
    assert_eq!(anna.post_form(&format!("{old}/state"), &[("do", "pin")]).await.status, 403);
    assert_eq!(carla.post_form(&format!("{old}/state"), &[("do", "pin")]).await.status, 303);
    let talk = site.stranger().get("/c/maths/talk").await;
    assert_eq!(talk.all(".row-title a"), ["Which textbook?", "Meeting", "A new one"]);
}

#[tokio::test]
async fn who_may_not_read_a_thing_reads_nothing_that_is_said_about_it() {
    let site = TestSite::start().await;
    let carla = site.person("carla", Role::Curator).await;
    let anna = site.person("anna", Role::Contributor).await;
    let ben = site.person("ben", Role::Contributor).await;
    let eva = site.person("eva", Role::Moderator).await;
    for (visibility, stranger, person) in [
        ("public", 200, 200),
        ("unlisted", 200, 200),
        ("local_public", 200, 200),
        ("local_private", 303, 200),
        ("private", 404, 404),
    ] {
        found(&carla, visibility, visibility, "open").await;
        let place = format!("/c/{visibility}");
        let (thread, comment) = say(&carla, &place, "Plans", "Hush, @ben and @carla.").await;
        for path in [
            format!("{place}/talk"),
            thread.clone(),
            format!("{thread}?at={comment}"),
            format!("{thread}?answer={comment}"),
        ] {
            assert_eq!(site.stranger().get(&path).await.status, stranger, "{path} {visibility}");
            assert_eq!(anna.get(&path).await.status, person, "{path} {visibility}");
            assert_eq!(carla.get(&path).await.status, 200, "{path} {visibility}");
            assert_eq!(eva.get(&path).await.status, 200, "{path} {visibility}");
        }
        let lead = anna.get(&format!("{thread}/{comment}")).await.status;
        assert_eq!(lead, if person == 200 { 303 } else { 404 });
        let answer = anna.post_form(&thread, &[("text", "May I?")]).await;
        assert_eq!(answer.status, if person == 200 { 303 } else { 404 }, "{visibility}");
        assert_eq!(ben.get(&format!("{thread}/{comment}/history")).await.status, {
            if person == 200 { 403 } else { 404 }
        });
    }
    // Ben was named everywhere but heard of it only where he may read.
    assert_eq!(site.count("mentions").await, 4);
    let seen = site.site.db.read(|db| {
        let comment = CommentId(db.query_row("select max(id) from comments", [], |r| r.get(0))?);
        discussion::may_read_comment(db, &Viewer(None), comment)
    });
    assert!(!seen.await.unwrap());
    let shown = site.site.db.read(|db| {
        let all: Vec<CommentId> = (1..=9).map(CommentId).collect();
        Ok(discussion::visible(db, &Viewer(None), &all)?.len())
    });
    // Carla's and Anna's words in the three communities that strangers read.
    assert_eq!(shown.await.unwrap(), 6);

    // A private resource and a withdrawn one.
    let key = share(&site, "anna", "Mine", Visibility::Private).await;
    let (thread, _) = say(&anna, &format!("/r/{key}"), "", "A note to myself.").await;
    assert_eq!(ben.get(&thread).await.status, 404);
    anna.post_form(&format!("/r/{key}/withdraw"), &[]).await;
    assert_eq!(anna.get(&thread).await.status, 410);
    assert_eq!(ben.get(&thread).await.status, 404);
}

#[tokio::test]
async fn a_changed_comment_says_so_and_keeps_what_it_said_for_few() {
    let site = TestSite::start().await;
    let carla = site.person("carla", Role::Curator).await;
    let anna = site.person("anna", Role::Reader).await;
    let ben = site.person("ben", Role::Reader).await;
    found(&carla, "maths", "public", "open").await;
    let (thread, key) = say(&anna, "/c/maths", "Fractions", "Two halfs.").await;
    let comment = format!("{thread}/{key}");
    assert_eq!(ben.get(&format!("{comment}/edit")).await.status, 403);
    assert_eq!(carla.post_form(&format!("{comment}/edit"), &[("text", "x")]).await.status, 403);
    let empty = anna.post_form(&format!("{comment}/edit"), &[("text", " ")]).await;
    assert_eq!(empty.status, 422);
    let answer = anna.post_form(&format!("{comment}/edit"), &[("text", "Two halves.")]).await;
    assert_eq!(answer.status, 303);

    let page = ben.get(&thread).await;
    assert_eq!(comments(&page), ["Two halves."]);
    page.must_say("edited");
    assert!(!page.has(".comment a[href$=history]"));
    assert_eq!(ben.get(&format!("{comment}/history")).await.status, 403);
    anna.get(&format!("{comment}/history")).await.must_say("Two halfs.");
    carla.get(&format!("{comment}/history")).await.must_say("Two halfs.");
}

#[tokio::test]
async fn a_withdrawn_comment_leaves_a_tombstone() {
    let site = TestSite::start().await;
    let carla = site.person("carla", Role::Curator).await;
    let anna = site.person("anna", Role::Reader).await;
    let ben = site.person("ben", Role::Reader).await;
    found(&carla, "maths", "public", "open").await;
    let (thread, first) = say(&anna, "/c/maths", "Fractions", "One.").await;
    let (_, second) = said(&ben.post_form(&thread, &[("text", "Rude words.")]).await);
    let (first, second) = (format!("{thread}/{first}/state"), format!("{thread}/{second}/state"));
    assert_eq!(ben.post_form(&first, &[("do", "withdraw")]).await.status, 403);
    anna.post_form(&first, &[("do", "withdraw")]).await;
    let fields = [("do", "withdraw"), ("reason", "Be kind.")];
    assert_eq!(carla.post_form(&second, &fields).await.status, 303);
    let page = site.stranger().get(&thread).await;
    assert_eq!(comments(&page), [""; 0]);
    page.must_say("This comment was withdrawn by its author.");
    page.must_say("withdrawn by the moderators. They say: Be kind.");
    // A thread with nothing left in it shows its title to nobody else.
    assert!(!page.says("Fractions"));
    assert!(!site.stranger().get("/c/maths/talk").await.says("Fractions"));
    // Its author sees why and what, and cannot bring it back; the moderator can.
    ben.get(&thread).await.must_say("Rude words.");
    assert_eq!(ben.post_form(&second, &[("do", "restore")]).await.status, 403);
    assert_eq!(carla.post_form(&second, &[("do", "restore")]).await.status, 303);
    assert_eq!(anna.post_form(&first, &[("do", "restore")]).await.status, 303);
    assert_eq!(comments(&site.stranger().get(&thread).await), ["One.", "Rude words."]);
}

#[tokio::test]
async fn nobody_writes_in_a_closed_thread() {
    let site = TestSite::start().await;
    let anna = site.person("anna", Role::Contributor).await;
    let ben = site.person("ben", Role::Reader).await;
    let eva = site.person("eva", Role::Reader).await;
    let key = share(&site, "anna", "Halves", Visibility::Public).await;
    let place = format!("/r/{key}");
    let (thread, comment) = say(&ben, &place, "", "First.").await;
    let state = format!("{thread}/state");
    assert_eq!(eva.post_form(&state, &[("do", "close")]).await.status, 403);
    // Whose the resource is may close what is said about it.
    anna.post_form(&state, &[("do", "close")]).await.follow().await.must_say("is closed.");
    for path in [thread.clone(), format!("{place}/talk")] {
        let answer = eva.post_form(&path, &[("text", "Second.")]).await;
        assert_eq!(answer.status, 403);
        answer.must_say("This discussion is closed. Nothing more can be said in it.");
    }
    let edit = format!("{thread}/{comment}/edit");
    assert_eq!(ben.post_form(&edit, &[("text", "Better.")]).await.status, 403);
    // Who happened to speak first does not own what all say about a thing of hers.
    assert_eq!(ben.post_form(&state, &[("do", "open")]).await.status, 403);
    anna.post_form(&state, &[("do", "open")]).await;
    say(&eva, &place, "", "Second.").await;
}

#[tokio::test]
async fn whoever_was_sent_away_reads_what_is_public_and_writes_nothing() {
    let site = TestSite::start().await;
    let carla = site.person("carla", Role::Curator).await;
    let ben = site.person("ben", Role::Reader).await;
    found(&carla, "maths", "public", "open").await;
    ben.post_form("/c/maths/join", &[]).await;
    let (thread, _) = say(&ben, "/c/maths", "Spam", "Buy this.").await;
    carla.post_form("/c/maths/members/ben/remove", &[("keep_out", "yes")]).await;
    ben.get(&thread).await.must_say("You were taken out of this community");
    for path in [thread.as_str(), "/c/maths/talk"] {
        let answer = ben.post_form(path, &[("title", "More"), ("text", "Buy that.")]).await;
        assert_eq!(answer.status, 403, "{path}");
    }
    // What they said they may still take back.
    assert_eq!(site.count("comments").await, 1);
}

#[tokio::test]
async fn one_person_says_twenty_things_in_ten_minutes_and_no_more() {
    let site = TestSite::start().await;
    let ben = site.person("ben", Role::Reader).await;
    site.person("anna", Role::Contributor).await;
    let key = share(&site, "anna", "Halves", Visibility::Public).await;
    let place = format!("/r/{key}");
    let mut thread = String::new();
    for n in 0..20 {
        (thread, _) = say(&ben, &place, "", &format!("Number {n}.")).await;
    }
    let answer = ben.post_form(&thread, &[("text", "One more.")]).await;
    assert_eq!(answer.status, 422);
    answer.must_say("You have written a lot in the last 10 minutes.");
    assert_eq!(answer.one("textarea#text"), "One more.");
    site.wait(std::time::Duration::from_mins(11));
    said(&ben.post_form(&thread, &[("text", "One more.")]).await);
    let long = "x".repeat(10_001);
    let answer = ben.post_form(&thread, &[("text", &long)]).await;
    answer.must_say("at most 10000 characters");
}

#[tokio::test]
async fn a_long_thread_has_pages() {
    let site = TestSite::start().await;
    let ben = site.person("ben", Role::Reader).await;
    site.person("anna", Role::Contributor).await;
    let key = share(&site, "anna", "Halves", Visibility::Public).await;
    let place = format!("/r/{key}");
    let (mut thread, mut last) = (String::new(), String::new());
    for n in 0..50 {
        site.wait(std::time::Duration::from_mins(1));
        (thread, last) = say(&ben, &place, "", &format!("Number {n}.")).await;
    }
    let first = site.stranger().get(&thread).await;
    assert_eq!(comments(&first).len(), 40);
    assert!(!first.has("a[rel=prev]"));
    let next = first.attribute("a[rel=next]", "href").unwrap();
    let second = site.stranger().get(&next).await;
    assert_eq!(comments(&second).first().unwrap(), "Number 40.");
    assert_eq!(comments(&second).len(), 10);
    let back = second.attribute("a[rel=prev]", "href").unwrap();
    assert_eq!(comments(&site.stranger().get(&back).await).first().unwrap(), "Number 0.");
    let around = site.stranger().get(&format!("{thread}?at={last}")).await;
    assert_eq!(comments(&around).last().unwrap(), "Number 49.");
    assert_eq!(comments(&around).len(), 6);
    site.stranger().get(&place).await.must_say("45 earlier comments");
}

#[tokio::test]
async fn a_thread_moves_only_where_no_more_people_read() {
    let site = TestSite::start().await;
    let carla = site.person("carla", Role::Curator).await;
    let anna = site.person("anna", Role::Reader).await;
    found(&carla, "maths", "public", "open").await;
    found(&carla, "physics", "public", "open").await;
    found(&carla, "staff", "private", "open").await;
    let (thread, _) = say(&anna, "/c/maths", "Forces", "Newton.").await;
    let path = format!("{thread}/move");
    assert_eq!(anna.get(&path).await.status, 403);
    assert_eq!(anna.post_form(&path, &[("to", "/c/physics"), ("title", "F")]).await.status, 403);
    let nowhere = carla.post_form(&path, &[("to", "/c/nothing"), ("title", "F")]).await;
    assert_eq!(nowhere.status, 422);
    nowhere.must_say("There is nothing to discuss at this address");
    let to = format!("{}/c/physics?x", site.origin);
    let moved = carla.post_form(&path, &[("to", &to), ("title", "Forces")]).await;
    assert_eq!(moved.location.as_deref(), Some(thread.as_str()));
    assert!(!anna.get("/c/maths/talk").await.says("Forces"));
    anna.get("/c/physics/talk").await.must_say("Forces");

    let (secret, _) = say(&carla, "/c/staff", "Marks", "Ben's are low.").await;
    let fields = [("to", "/c/maths"), ("title", "Marks")];
    let answer = carla.post_form(&format!("{secret}/move"), &fields).await;
    assert_eq!(answer.status, 422);
    answer.must_say("More people may read there than here");
}

#[tokio::test]
async fn what_is_said_goes_with_what_is_erased() {
    let site = TestSite::start().await;
    let ben = site.person("ben", Role::Reader).await;
    site.person("anna", Role::Contributor).await;
    let key = share(&site, "anna", "Halves", Visibility::Public).await;
    say(&ben, &format!("/r/{key}"), "", "Good.").await;
    let work = site.site.db.write(move |tx| {
        let found = hornbook::resources::find_by_key(tx, &key)?;
        assert_eq!(discussion::count(tx, Thing::Resource(found.id))?, 1);
        hornbook::resources::erase(tx, found.id)?;
        tx.announce(&Event::ResourceErased { resource: found.id })
    });
    work.await.unwrap();
    assert_eq!(site.count("threads").await + site.count("comments").await, 0);
}

#[tokio::test]
async fn what_was_written_while_the_session_ended_is_shown_and_sent_again() {
    let site = TestSite::start().await;
    site.person("anna", Role::Contributor).await;
    let ben = site.person("ben", Role::Reader).await;
    let key = share(&site, "anna", "Halves", Visibility::Public).await;
    let talk = format!("/r/{key}/talk");
    let fields = [("title", ""), ("text", "It took us <two> lessons.")];
    ben.post_form("/sign-out", &[]).await;
    let answer = ben.post_form(&talk, &fields).await;
    assert_eq!(answer.status, 401);
    answer.must_say("Nothing was sent, and what you wrote is not lost.");
    assert_eq!(answer.one("textarea"), "It took us <two> lessons.");
    assert_eq!(answer.attribute("main form", "action"), Some(talk.clone()));
    let again = answer.attribute("input[name=\"text\"]", "value").unwrap();
    assert_eq!(site.count("comments").await, 0);

    ben.sign_in("ben", PASSWORD).await;
    let sent = ben.post_form(&talk, &[("title", ""), ("text", &again)]).await;
    assert_eq!(sent.status, 303);
    site.stranger().get(&format!("/r/{key}")).await.must_say("It took us <two> lessons.");

    // What was only clicked leads to the sign-in page, and no password is shown again.
    ben.post_form("/sign-out", &[]).await;
    assert_eq!(ben.post_form(&format!("/r/{key}/thanks"), &[]).await.status, 303);
    let secret = [("old", "a long old password"), ("password", "a long new password of mine")];
    assert_eq!(ben.post_form("/settings/password", &secret).await.status, 303);

    // Forms with files keep their words, too; the file is chosen again.
    let anna = site.stranger();
    let fields = [("source", "Halves.\nQuarters are the half of them.")];
    let answer =
        anna.upload_as("file", &format!("/r/{key}/content"), &fields, "a.txt", b"bytes").await;
    assert_eq!(answer.status, 401);
    answer.must_say("The file you had chosen does not come along");
    assert_eq!(answer.one("textarea"), "Halves. Quarters are the half of them.");
    assert_eq!(answer.attribute("main form", "enctype").as_deref(), Some("multipart/form-data"));
}

#[tokio::test]
async fn where_people_are_let_in_only_members_talk() {
    let site = TestSite::start().await;
    let cora = site.person("cora", Role::Curator).await;
    let ben = site.person("ben", Role::Reader).await;
    found(&cora, "bees", "public", "ask").await;
    found(&cora, "trees", "public", "open").await;
    let fields = [("title", "Hives"), ("text", "Who has one?")];
    let refused = ben.post_form("/c/bees/talk", &fields).await;
    assert_eq!(refused.status, 403);
    refused.must_say("Members talk here.");
    assert!(!ben.get("/c/bees/talk").await.has("#write"));
    assert_eq!(ben.post_form("/c/trees/talk", &fields).await.status, 303);
    assert_eq!(cora.post_form("/c/bees/talk", &fields).await.status, 303);
}
