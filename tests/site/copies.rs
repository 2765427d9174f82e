//! Stories about adapted copies of resources.

use hornbook::{
    accounts,
    ids::Key,
    resources::{self, Author, Content, Description, Kind, New, Visibility},
    web::{Person, Role},
};

use super::test_site::TestSite;

/// Publishes a page of this person under a licence of Creative Commons and returns its address.
async fn publish(site: &TestSite, handle: &str, licence: &str, visibility: Visibility) -> String {
    let handle = handle.to_owned();
    let licence = format!("https://creativecommons.org/licenses/{licence}/4.0/");
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
            title: "Halves".into(),
            summary: "Something to read.".into(),
            languages: vec!["en".into()],
            subjects: vec!["0541".into()],
            levels: vec!["2".into()],
            types: vec!["text".into()],
            licence,
            authors: vec![Author { name: "Anna Author".into(), url: String::new() }],
            visibility,
            ..Description::default()
        };
        let content = Content {
            source: "One half.".into(),
            body: "<p>One half.</p>".into(),
            key: Some("<p>One half: 1/2.</p>".into()),
            remarks: "Only for Anna.".into(),
            ..Content::default()
        };
        let new = New { key: Some(key), ..New::of(Kind::Page) };
        let id = resources::begin(tx, &person, new, &description, &content)?;
        resources::publish(tx, &settings, &person, id)
    });
    work.await.unwrap();
    format!("/r/{key}")
}

/// Changes the title of somebody's resource.
async fn rename(site: &TestSite, address: &str, title: &str) {
    let (key, title) = (address.trim_start_matches("/r/").to_owned(), title.to_owned());
    let work = site.site.db.write(move |tx| {
        let found = resources::find_by_key(tx, &key)?;
        let account = accounts::find(tx, found.owner)?;
        let person = Person {
            account: account.id,
            handle: account.handle,
            name: account.name,
            role: Role::Publisher,
            session: None,
        };
        let description = Description { title, ..found.description };
        resources::describe(tx, &person, found.id, &description)
    });
    work.await.unwrap();
}

#[tokio::test]
async fn an_adapted_copy_names_its_original_and_the_original_its_copies() {
    let site = TestSite::start().await;
    site.person("anna", Role::Contributor).await;
    let ben = site.person("ben", Role::Publisher).await;
    let original = publish(&site, "anna", "by-sa", Visibility::Public).await;
    let answer = ben.post_form(&format!("{original}/copy"), &[]).await;
    let copy = answer.location.clone().unwrap().strip_suffix("/edit").unwrap().to_owned();
    answer.follow().await.must_say("This is your own copy of “Halves”.");
    let page = ben.get(&copy).await;
    for words in ["One half", "Anna Author", "Made from Halves", "CC BY-SA 4.0", "Draft"] {
        page.must_say(words);
    }
    assert!(!page.says("Only for Anna."));
    assert!(page.has(&format!("dd a[href='{}{original}']", site.origin)));
    // The draft is Ben's alone.
    assert_eq!(site.stranger().get(&copy).await.status, 404);
    assert!(!site.stranger().get(&original).await.says("Adapted copies"));
    assert_eq!(ben.post_form(&format!("{copy}/publish"), &[]).await.status, 303);
    site.stranger().get(&original).await.must_say("Adapted copies Halves · Ben");
}

#[tokio::test]
async fn a_newer_version_of_the_original_is_told_until_it_was_seen() {
    let site = TestSite::start().await;
    site.person("anna", Role::Contributor).await;
    let ben = site.person("ben", Role::Publisher).await;
    let eva = site.person("eva", Role::Reader).await;
    let original = publish(&site, "anna", "by", Visibility::Local).await;
    let answer = ben.post_form(&format!("{original}/copy"), &[]).await;
    let copy = answer.location.unwrap().strip_suffix("/edit").unwrap().to_owned();
    ben.post_form(&format!("{copy}/publish"), &[]).await;
    let newer = "A newer version of";
    assert!(!ben.get(&copy).await.says(newer));
    rename(&site, &original, "Halves and quarters").await;
    rename(&site, &original, "Halves, quarters and more").await;
    ben.get(&copy).await.must_say("A newer version of “Halves, quarters and more” exists since");
    // Readers of the copy hear of it too, and only its owner says that it was seen.
    eva.get(&copy).await.must_say(newer);
    assert_eq!(eva.post_form(&format!("{copy}/seen"), &[]).await.status, 403);
    ben.post_form(&format!("{copy}/seen"), &[]).await;
    assert!(!ben.get(&copy).await.says(newer));
    rename(&site, &original, "Halves").await;
    ben.get(&copy).await.must_say(newer);
}

#[tokio::test]
async fn what_must_not_be_changed_cannot_be_copied() {
    let site = TestSite::start().await;
    let anna = site.person("anna", Role::Contributor).await;
    let ben = site.person("ben", Role::Contributor).await;
    let eva = site.person("eva", Role::Reader).await;
    let fixed = publish(&site, "anna", "by-nd", Visibility::Public).await;
    assert!(!ben.get(&fixed).await.says("Make my own adapted copy"));
    let answer = ben.post_form(&format!("{fixed}/copy"), &[]).await;
    assert_eq!(answer.status, 403);
    answer.must_say("Its licence does not let others share changed versions");
    // Its author may do with it what they like.
    assert_eq!(anna.post_form(&format!("{fixed}/copy"), &[]).await.status, 303);

    let free = publish(&site, "anna", "by", Visibility::Public).await;
    assert_eq!(eva.post_form(&format!("{free}/copy"), &[]).await.status, 403);
    let stranger = site.stranger().post_form(&format!("{free}/copy"), &[]).await;
    assert!(stranger.location.unwrap().starts_with("/sign-in"));
    let secret = publish(&site, "anna", "by", Visibility::Private).await;
    assert_eq!(ben.post_form(&format!("{secret}/copy"), &[]).await.status, 404);
}
