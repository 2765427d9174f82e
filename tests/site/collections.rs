//! Stories about collections and the shelf.

use hornbook::{
    accounts,
    ids::Key,
    resources::{self, Author, Content, Description, Kind, New, Visibility},
    web::{Person, Role},
};

use super::{
    test_site::TestSite,
    visitor::{Answer, Visitor},
};

/// Publishes a link of this person and returns its key.
pub async fn share(site: &TestSite, handle: &str, title: &str, visibility: Visibility) -> String {
    let (handle, title) = (handle.to_owned(), title.to_owned());
    let settings = site.site.settings();
    let key = Key::random();
    let work = site.site.db.write(move |tx| {
        let account = accounts::find_by_handle(tx, &handle)?;
        let person = Person {
            account: account.id,
            handle: account.handle,
            name: account.name,
            role: Role::Publisher,
            session: None,
        };
        let description = Description {
            title,
            summary: "Something to read.".into(),
            languages: vec!["en".into()],
            subjects: vec!["0541".into()],
            levels: vec!["2".into()],
            types: vec!["text".into()],
            licence: "https://creativecommons.org/licenses/by-sa/4.0/".into(),
            authors: vec![Author { name: "Anna".into(), url: String::new() }],
            visibility,
            ..Description::default()
        };
        let content = Content { url: "https://example.org/".into(), ..Content::default() };
        let new = New { key: Some(key), ..New::of(Kind::Link) };
        let id = resources::begin(tx, &person, new, &description, &content)?;
        resources::publish(tx, &settings, &person, id)
    });
    work.await.unwrap();
    key.to_string()
}

/// Begins a collection by its form and returns its address.
pub async fn begin(by: &Visitor, title: &str) -> String {
    let fields = [("title", title), ("summary", "For **year 6**."), ("visibility", "public")];
    let answer = by.post_form("/collections/new", &fields).await;
    let to = answer.location.unwrap();
    to.strip_suffix("/edit").unwrap().to_owned()
}

pub async fn publish(by: &Visitor, collection: &str) {
    let answer = by.post_form(&format!("{collection}/state"), &[("do", "publish")]).await;
    assert_eq!(answer.status, 303);
}

/// The address of the n-th item on the page for editing.
fn item(page: &Answer, n: usize) -> String {
    let html = page.html();
    let selector = scraper::Selector::parse("#order ol .row-do > a").unwrap();
    html.select(&selector).nth(n).unwrap().attr("href").unwrap().to_owned()
}

/// The number of the section with this title.
fn section(page: &Answer, n: usize) -> String {
    let html = page.html();
    let selector = scraper::Selector::parse("#order > [id^=section-]").unwrap();
    let id = html.select(&selector).nth(n).unwrap().attr("id").unwrap();
    id.trim_start_matches("section-").to_owned()
}

#[tokio::test]
async fn a_collection_has_sections_and_notes_and_is_put_in_order_without_a_script() {
    let site = TestSite::start().await;
    let anna = site.person("anna", Role::Contributor).await;
    let halves = share(&site, "anna", "Halves", Visibility::Public).await;
    let quarters = share(&site, "anna", "Quarters", Visibility::Public).await;
    let thirds = share(&site, "anna", "Thirds", Visibility::Public).await;
    let collection = begin(&anna, "Fractions").await;
    // Nobody else sees the draft.
    assert_eq!(site.stranger().get(&collection).await.status, 404);

    for title in ["Week 1", "Week 2"] {
        let answer = anna.post_form(&format!("{collection}/sections"), &[("section", title)]).await;
        assert_eq!(answer.status, 303);
    }
    let edit = anna.get(&format!("{collection}/edit")).await;
    let (one, two) = (section(&edit, 0), section(&edit, 1));
    let items = format!("{collection}/items");
    let address = format!("{}/r/{quarters}?from=mail", site.origin);
    for fields in [
        [("resource", halves.as_str()), ("note", "Start here."), ("into", &one)],
        [("resource", address.as_str()), ("note", ""), ("into", &one)],
        [("resource", thirds.as_str()), ("note", ""), ("into", &two)],
        [("resource", ""), ("note", "Now *rest*."), ("into", &two)],
    ] {
        assert_eq!(anna.post_form(&items, &fields).await.status, 303);
    }
    publish(&anna, &collection).await;

    let page = site.stranger().get(&collection).await;
    assert_eq!(page.all(".rows .row-title a"), ["Halves", "Quarters", "Thirds"]);
    assert_eq!(page.all("h2[dir]"), ["Week 1", "Week 2"]);
    assert_eq!(page.all(".aside-note"), ["Start here.", "Now rest ."]);
    page.must_say("3 resources");
    page.must_say("CC BY-SA 4.0");

    // The first of week 2 goes up to the end of week 1, then to its beginning by its number.
    let edit = anna.get(&format!("{collection}/edit")).await;
    let of_thirds = item(&edit, 2);
    let answer = anna.post_form(&of_thirds, &[("do", "up")]).await;
    assert!(answer.location.unwrap().contains("/edit#item-"));
    let page = site.stranger().get(&collection).await;
    assert_eq!(page.all(&format!("#section-{one} .row-title a")), ["Halves", "Quarters", "Thirds"]);
    anna.post_form(&of_thirds, &[("do", "place"), ("position", "1")]).await;
    let page = site.stranger().get(&collection).await;
    assert_eq!(page.all(".rows .row-title a"), ["Thirds", "Halves", "Quarters"]);
    anna.post_form(&of_thirds, &[("do", "down")]).await;
    let page = site.stranger().get(&collection).await;
    assert_eq!(page.all(".rows .row-title a"), ["Halves", "Thirds", "Quarters"]);

    // Weeks change places with all that is in them; a removed section leaves its items.
    anna.post_form(&format!("{collection}/sections/{two}"), &[("do", "up")]).await;
    let page = site.stranger().get(&collection).await;
    assert_eq!(page.all("h2[dir]"), ["Week 2", "Week 1"]);
    anna.post_form(&format!("{collection}/sections/{one}"), &[("do", "remove")]).await;
    let page = site.stranger().get(&collection).await;
    assert_eq!(page.all("h2[dir]"), ["Week 2"]);
    assert_eq!(page.all(".rows .row-title a"), ["Halves", "Thirds", "Quarters"]);

    // Others read, and do not change.
    let ben = site.person("ben", Role::Contributor).await;
    assert_eq!(ben.get(&format!("{collection}/edit")).await.status, 403);
    assert_eq!(ben.post_form(&of_thirds, &[("do", "remove")]).await.status, 403);
}

#[tokio::test]
async fn a_resource_may_be_in_two_collections_but_once_in_each() {
    let site = TestSite::start().await;
    let anna = site.person("anna", Role::Contributor).await;
    let halves = share(&site, "anna", "Halves", Visibility::Public).await;
    let collect = format!("/r/{halves}/collect");
    let answer = anna.post_form(&collect, &[("title", "Fractions")]).await;
    answer.follow().await.must_say("It is in “Fractions” now.");
    let other = begin(&anna, "Year 6").await;
    let key = other.trim_start_matches("/k/");
    assert_eq!(anna.post_form(&collect, &[("collection", key)]).await.status, 303);
    let answer = anna.post_form(&collect, &[("collection", key)]).await;
    assert_eq!(answer.status, 422);
    answer.must_say("This resource is in the collection already.");
    anna.get("/u/anna/collections").await.must_say("one resource");
    assert_eq!(anna.get(&collect).await.all("input[disabled]").len(), 2);
    // A new one needs a title.
    let answer = anna.post_form(&collect, &[("note", "why")]).await;
    assert_eq!(answer.status, 422);
    assert_eq!(answer.one("textarea"), "why");
}

#[tokio::test]
async fn what_a_reader_may_not_see_is_counted_and_not_shown() {
    let site = TestSite::start().await;
    let anna = site.person("anna", Role::Contributor).await;
    let open = share(&site, "anna", "Halves", Visibility::Public).await;
    let closed = share(&site, "anna", "The answers", Visibility::Local).await;
    let collection = begin(&anna, "Fractions").await;
    for key in [&open, &closed] {
        anna.post_form(&format!("{collection}/items"), &[("resource", key)]).await;
    }
    publish(&anna, &collection).await;
    let page = site.stranger().get(&collection).await;
    page.must_say("One more that you may not see.");
    assert!(!page.text().contains("The answers") && !page.text().contains(&closed));
    assert!(anna.get(&collection).await.says("The answers"));
}

#[tokio::test]
async fn withdrawn_things_leave_a_tombstone_and_come_back() {
    let site = TestSite::start().await;
    let anna = site.person("anna", Role::Contributor).await;
    let halves = share(&site, "anna", "Halves", Visibility::Public).await;
    let collection = begin(&anna, "Fractions").await;
    anna.post_form(&format!("{collection}/items"), &[("resource", &halves)]).await;
    publish(&anna, &collection).await;

    // A withdrawn resource keeps its place, which only editors see.
    anna.post_form(&format!("/r/{halves}/withdraw"), &[]).await;
    assert!(!site.stranger().get(&collection).await.says("Halves"));
    let edit = anna.get(&format!("{collection}/edit")).await;
    assert_eq!(edit.one("#order .row.gone .row-title"), "Halves Withdrawn");

    let state = format!("{collection}/state");
    anna.post_form(&state, &[("do", "withdraw")]).await;
    assert_eq!(site.stranger().get(&collection).await.status, 410);
    let tombstone = anna.get(&collection).await;
    assert_eq!(tombstone.status, 410);
    tombstone.must_say("Bring it back");
    anna.post_form(&state, &[("do", "restore")]).await;
    assert_eq!(site.stranger().get(&collection).await.status, 200);
}

#[tokio::test]
async fn a_collection_of_a_community_is_for_its_members() {
    let site = TestSite::start().await;
    let carla = site.person("carla", Role::Curator).await;
    let anna = site.person("anna", Role::Contributor).await;
    let fields = [
        ("handle", "maths"),
        ("name", "Mathematics"),
        ("visibility", "public"),
        ("join", "open"),
        ("posting", "members"),
    ];
    carla.post_form("/communities/new", &fields).await;
    let form = carla.get("/collections/new?community=maths").await;
    assert_eq!(form.attribute("[name=visibility][checked]", "value").as_deref(), Some("public"));
    let community = form.attribute("#community option[selected]", "value").unwrap();
    let fields =
        [("title", "Exams"), ("visibility", "community"), ("community", community.as_str())];
    // Who does not belong to it cannot put anything there.
    assert_eq!(anna.post_form("/collections/new", &fields).await.status, 422);
    let made = carla.post_form("/collections/new", &fields).await.location.unwrap();
    let collection = made.trim_end_matches("/edit");
    publish(&carla, collection).await;
    assert_eq!(anna.get(collection).await.status, 404);
    assert!(!anna.get("/c/maths").await.says("Exams"));
    anna.post_form("/c/maths/join", &[]).await;
    assert_eq!(anna.get(collection).await.status, 200);
    assert!(anna.get("/c/maths").await.says("Exams"));
}

#[tokio::test]
async fn the_shelf_keeps_resources_and_collections_the_latest_first() {
    let site = TestSite::start().await;
    let anna = site.person("anna", Role::Contributor).await;
    let ben = site.person("ben", Role::Reader).await;
    ben.get("/shelf").await.must_say("Your shelf is empty");
    let halves = share(&site, "anna", "Halves", Visibility::Public).await;
    let secret = share(&site, "anna", "Secret", Visibility::Private).await;
    let collection = begin(&anna, "Fractions").await;
    publish(&anna, &collection).await;

    let back = format!("/r/{halves}");
    let answer = ben.post_form(&format!("/shelf/r/{halves}"), &[("back", &back)]).await;
    assert_eq!(answer.location.as_deref(), Some(back.as_str()));
    ben.post_form(&format!("/shelf{collection}"), &[]).await;
    assert_eq!(ben.get("/shelf").await.all(".rows .row-title a"), ["Fractions", "Halves"]);
    assert!(ben.get(&collection).await.says("On my shelf"));
    // Nobody keeps what they may not see, and nobody is sent away from here.
    assert_eq!(ben.post_form(&format!("/shelf/r/{secret}"), &[]).await.status, 404);
    let fields = [("back", "//evil.example")];
    let answer = ben.post_form(&format!("/shelf/r/{halves}"), &fields).await;
    assert_eq!(answer.location.as_deref(), Some("/"));
    assert_eq!(ben.get("/shelf").await.all(".rows .row-title a"), ["Fractions"]);
    assert_eq!(site.stranger().get("/shelf").await.status, 303);
}

#[tokio::test]
async fn an_erased_resource_leaves_all_collections_and_shelves() {
    let site = TestSite::start().await;
    let anna = site.person("anna", Role::Contributor).await;
    let halves = share(&site, "anna", "Halves", Visibility::Public).await;
    anna.post_form(&format!("/r/{halves}/collect"), &[("title", "Fractions")]).await;
    anna.post_form(&format!("/shelf/r/{halves}"), &[]).await;
    assert_eq!((site.count("items").await, site.count("shelf").await), (1, 1));
    let erased = site.site.db.write(move |tx| {
        let id = resources::find_by_key(tx, &halves)?.id;
        resources::erase(tx, id)
    });
    erased.await.unwrap();
    assert_eq!((site.count("items").await, site.count("shelf").await), (0, 0));
}

/// Puts a collection into a community and lets others take part.
pub async fn opened(
    by: &Visitor,
    collection: &str,
    together: &str,
    more: &[(&str, &str)],
) -> Answer {
    let fields = [("title", "Fractions"), ("visibility", "public"), ("together", together)];
    let fields: Vec<_> = fields.into_iter().chain(more.iter().copied()).collect();
    by.post_form(&format!("{collection}/edit"), &fields).await
}

#[tokio::test]
async fn others_suggest_for_a_curated_collection_and_hear_what_became_of_it() {
    let site = TestSite::start().await;
    let anna = site.person("anna", Role::Contributor).await;
    let ben = site.person("ben", Role::Reader).await;
    let halves = share(&site, "anna", "Halves", Visibility::Public).await;
    let thirds = share(&site, "anna", "Thirds", Visibility::Public).await;
    let secret = share(&site, "anna", "Secret", Visibility::Private).await;
    let collection = begin(&anna, "Fractions").await;
    let together = format!("{collection}/together");
    publish(&anna, &collection).await;
    // Closed is how it begins.
    ben.get(&together).await.must_say("This collection takes nothing from others.");
    let fields = [("resource", halves.as_str()), ("note", "Good for year 6.")];
    assert_eq!(ben.post_form(&together, &fields).await.status, 403);
    assert_eq!(opened(&anna, &collection, "curated", &[]).await.status, 303);

    ben.get(&collection).await.must_say("Suggest a resource");
    let prefilled = ben.get(&format!("{together}?resource={halves}")).await;
    assert_eq!(prefilled.attribute("#resource", "value").as_deref(), Some(halves.as_str()));
    assert!(!site.stranger().get(&collection).await.says("Suggest a resource"));
    assert_eq!(site.stranger().post_form(&together, &fields).await.status, 401);
    assert_eq!(site.count("suggestions").await, 0);
    let answer = ben.post_form(&together, &fields).await;
    answer.follow().await.must_say("You see here what becomes of it.");
    ben.post_form(&together, &[("resource", &thirds)]).await;
    let twice = ben.post_form(&together, &fields).await;
    assert_eq!(twice.status, 422);
    twice.must_say("Somebody has suggested this already");
    // What may not be seen cannot be suggested, nor told apart from what is not there.
    let unseen = ben.post_form(&together, &[("resource", &secret)]).await;
    assert_eq!(unseen.status, 422);
    unseen.must_say("There is no such resource");

    anna.get(&collection).await.must_say("2 suggestions wait");
    let page = anna.get(&together).await;
    page.must_say("Good for year 6.");
    let html = page.text();
    let id = |n: usize| {
        let mark = format!("action=\"{together}/");
        let rest = html.split(&mark).nth(n).unwrap();
        format!("{together}/{}", rest.split('"').next().unwrap())
    };
    let (first, second) = (id(1), id(2));
    let accept = [("answer", "accept"), ("word", "Thank you!")];
    assert_eq!(ben.post_form(&first, &accept).await.status, 403);
    assert_eq!(anna.post_form(&first, &accept).await.status, 303);
    let decline = [("answer", "decline"), ("word", "Too easy.")];
    assert_eq!(anna.post_form(&second, &decline).await.status, 303);
    assert_eq!(anna.post_form(&second, &accept).await.status, 409);
    let page = site.stranger().get(&collection).await;
    assert_eq!(page.all(".rows .row-title a"), ["Halves"]);
    assert_eq!(page.all(".aside-note"), ["Good for year 6."]);
    let page = ben.get(&together).await;
    for words in ["accepted", "They say: Thank you!", "declined", "They say: Too easy."] {
        page.must_say(words);
    }
}

#[tokio::test]
async fn members_add_to_an_open_collection_and_take_out_their_own() {
    let site = TestSite::start().await;
    let carla = site.person("carla", Role::Curator).await;
    let anna = site.person("anna", Role::Contributor).await;
    let kim = site.person("kim", Role::Reader).await;
    let ben = site.person("ben", Role::Contributor).await;
    super::communities::found(&carla, "maths", "public", "open").await;
    for visitor in [&anna, &kim] {
        visitor.post_form("/c/maths/join", &[]).await;
    }
    let halves = share(&site, "anna", "Halves", Visibility::Public).await;
    let thirds = share(&site, "anna", "Thirds", Visibility::Public).await;
    let collection = begin(&anna, "Fractions").await;
    let homeless = opened(&anna, &collection, "open", &[]).await;
    assert_eq!(homeless.status, 422);
    homeless.must_say("Choose the community whose members may add to it.");
    assert_eq!(opened(&anna, &collection, "open", &[("community", "1")]).await.status, 303);
    let together = format!("{collection}/together");
    let fields = [("resource", halves.as_str())];
    // Nobody adds to a draft, and outsiders not at all.
    assert_eq!(kim.post_form(&together, &fields).await.status, 404);
    publish(&anna, &collection).await;
    assert_eq!(ben.post_form(&together, &fields).await.status, 403);

    anna.post_form(&format!("{collection}/items"), &[("resource", &thirds)]).await;
    kim.get(&collection).await.must_say("Add a resource");
    assert_eq!(kim.post_form(&together, &fields).await.status, 303);
    let again = kim.post_form(&together, &fields).await;
    assert_eq!(again.status, 422);
    again.must_say("This resource is in the collection already.");
    let page = site.stranger().get(&collection).await;
    assert_eq!(page.all(".rows .row-title a"), ["Thirds", "Halves"]);
    // The other item is not Kim's, nor is the order of things.
    let edit = anna.get(&format!("{collection}/edit")).await;
    let number = |n| item(&edit, n).rsplit('/').next().unwrap().to_owned();
    let (theirs, own) = (number(0), number(1));
    let take = |item: &str| format!("{together}/items/{item}");
    assert_eq!(kim.post_form(&take(&theirs), &[]).await.status, 403);
    assert_eq!(kim.get(&format!("{collection}/edit")).await.status, 403);
    assert_eq!(ben.post_form(&take(&own), &[]).await.status, 403);
    assert_eq!(kim.post_form(&take(&own), &[]).await.status, 303);
    let page = site.stranger().get(&collection).await;
    assert_eq!(page.all(".rows .row-title a"), ["Thirds"]);
    // It stands among the collections that a resource can be put into.
    let collect = format!("/r/{halves}/collect");
    kim.get(&collect).await.must_say("Fractions");
    let key = collection.rsplit('/').next().unwrap();
    assert_eq!(kim.post_form(&collect, &[("collection", key)]).await.status, 303);
    // Whoever leaves adds nothing more.
    kim.post_form("/c/maths/leave", &[]).await;
    assert_eq!(kim.post_form(&take(&own), &[]).await.status, 403);
}

#[tokio::test]
async fn a_copied_collection_says_what_it_is_based_on_and_hears_of_changes() {
    let site = TestSite::start().await;
    let anna = site.person("anna", Role::Contributor).await;
    let ben = site.person("ben", Role::Contributor).await;
    let eva = site.person("eva", Role::Reader).await;
    let halves = share(&site, "anna", "Halves", Visibility::Public).await;
    let secret = share(&site, "anna", "Secret", Visibility::Private).await;
    let original = begin(&anna, "Fractions").await;
    anna.post_form(&format!("{original}/sections"), &[("section", "Week 1")]).await;
    let edit = anna.get(&format!("{original}/edit")).await;
    let week = section(&edit, 0);
    for (resource, note) in [(halves.as_str(), "Start here."), (&secret, ""), ("", "Now rest.")] {
        let fields = [("resource", resource), ("note", note), ("into", &week)];
        anna.post_form(&format!("{original}/items"), &fields).await;
    }
    let copy = format!("{original}/copy");
    assert_eq!(ben.post_form(&copy, &[]).await.status, 404);
    publish(&anna, &original).await;
    assert_eq!(eva.post_form(&copy, &[]).await.status, 403);
    let answer = ben.post_form(&copy, &[]).await;
    let own = answer.location.clone().unwrap();
    assert_ne!(own, original);
    let page = answer.follow().await;
    page.must_say("This is your own copy of “Fractions”.");
    page.must_say("Based on Fractions · Anna");
    assert_eq!(page.all("h2[dir]"), ["Week 1"]);
    assert_eq!(page.all(".rows .row-title a"), ["Halves"]);
    assert_eq!(page.all(".aside-note"), ["Start here.", "Now rest."]);
    assert!(!page.says("you may not see"));
    // A draft of Ben's is nobody's business until he publishes it.
    assert_eq!(anna.get(&own).await.status, 404);
    assert!(!anna.get(&original).await.says("Copies of it"));
    publish(&ben, &own).await;
    anna.get(&original).await.must_say("Copies of it Fractions · Ben");

    let newer = "“Fractions” was changed since you last looked";
    assert!(!ben.get(&own).await.says(newer));
    let fields = [("section", "Week 2")];
    anna.post_form(&format!("{original}/sections"), &fields).await;
    ben.get(&own).await.must_say(newer);
    assert!(!site.stranger().get(&own).await.says(newer));
    assert_eq!(eva.post_form(&format!("{own}/seen"), &[]).await.status, 403);
    ben.post_form(&format!("{own}/seen"), &[]).await;
    assert!(!ben.get(&own).await.says(newer));
    // Taken back, the original says nothing more.
    anna.post_form(&format!("{original}/state"), &[("do", "unpublish")]).await;
    assert!(!ben.get(&own).await.says("Based on"));
}

#[tokio::test]
async fn a_community_shows_first_what_its_moderators_chose() {
    let site = TestSite::start().await;
    let carla = site.person("carla", Role::Curator).await;
    let anna = site.person("anna", Role::Contributor).await;
    super::communities::found(&carla, "maths", "public", "open").await;
    anna.post_form("/c/maths/join", &[]).await;
    let mut addresses = Vec::new();
    for title in ["Angles", "Fractions", "Numbers"] {
        let fields = [("title", title), ("visibility", "public"), ("community", "1")];
        let answer = anna.post_form("/collections/new", &fields).await;
        let to = answer.location.unwrap();
        addresses.push(to.strip_suffix("/edit").unwrap().to_owned());
    }
    let draft = [("do", "add"), ("collection", addresses[0].as_str())];
    carla.post_form("/c/maths/featured", &draft).await.must_say("There is no such collection");
    for address in &addresses {
        publish(&anna, address).await;
    }
    let titles = || async { site.stranger().get("/c/maths").await.all(".card-title a") };
    assert_eq!(titles().await, ["Angles", "Fractions", "Numbers"]);
    let change = |deed: &'static str, n: usize| {
        let (carla, address) = (carla.clone(), addresses[n].clone());
        async move {
            let fields = [("do", deed), ("collection", address.as_str())];
            assert_eq!(carla.post_form("/c/maths/featured", &fields).await.status, 303);
        }
    };
    change("add", 2).await;
    change("add", 1).await;
    assert_eq!(titles().await, ["Numbers", "Fractions", "Angles"]);
    change("up", 1).await;
    assert_eq!(titles().await, ["Fractions", "Numbers", "Angles"]);
    change("remove", 1).await;
    assert_eq!(titles().await, ["Numbers", "Angles", "Fractions"]);
    let fields = [("do", "add"), ("collection", addresses[0].as_str())];
    assert_eq!(anna.post_form("/c/maths/featured", &fields).await.status, 403);
    // What is taken back stands there no more.
    anna.post_form(&format!("{}/state", addresses[2]), &[("do", "unpublish")]).await;
    assert_eq!(titles().await, ["Angles", "Fractions"]);
}
