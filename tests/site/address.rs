//! Stories about another mail address: only with the password, and only once it is proved.

use hornbook::{accounts, web::Role};

use super::test_site::{PASSWORD, TestSite};

async fn address_of(site: &TestSite, handle: &'static str) -> Option<String> {
    let read = site.site.db.read(move |db| Ok(accounts::find_by_handle(db, handle)?.email));
    read.await.unwrap()
}

fn link_in(letter: &str) -> String {
    letter.lines().find(|line| line.starts_with("http")).unwrap().to_owned()
}

#[tokio::test]
async fn another_address_counts_once_its_letter_was_opened_and_the_former_one_is_told() {
    let site = TestSite::start().await;
    let anna = site.person("anna", Role::Contributor).await;
    let (old, new) = ("anna@school.example", "anna@home.example");
    anna.post_form("/settings", &[("name", "Anna"), ("email", new)]).await;
    assert_eq!(address_of(&site, "anna").await.as_deref(), Some(old), "not by the profile");
    let answer =
        anna.post_form("/settings/address", &[("email", new), ("password", "wrong")]).await;
    assert_eq!(answer.status, 422);
    assert_eq!(answer.attribute("#email", "value").as_deref(), Some(new));
    let fields = [("email", "nothing"), ("password", PASSWORD)];
    assert_eq!(anna.post_form("/settings/address", &fields).await.status, 422);
    assert!(site.letters().is_empty());

    let fields = [("email", "Anna@Home.example"), ("password", PASSWORD)];
    let page = anna.post_form("/settings/address", &fields).await.follow().await;
    page.must_say("A letter is on its way to anna@home.example.");
    page.must_say("Until then anna@school.example counts.");
    site.letter(2).await;
    let to = |address: &str| {
        site.letters().into_iter().find(|letter| letter.to == address).unwrap().text
    };
    assert!(to(old).contains("/password"), "{}", to(old));
    assert_eq!(address_of(&site, "anna").await.as_deref(), Some(old));
    let link = link_in(&to(new));
    let elsewhere = site.stranger();
    elsewhere.get(&link).await.must_say("From now on letters go to anna@home.example.");
    assert_eq!(elsewhere.post_form(&link, &[]).await.status, 303);
    assert_eq!(address_of(&site, "anna").await.as_deref(), Some(new));
    assert_eq!(elsewhere.post_form(&link, &[]).await.status, 404);
    assert_eq!(elsewhere.sign_in(new, PASSWORD).await.status, 303);
}

#[tokio::test]
async fn a_new_password_ends_the_wish_for_another_address() {
    let site = TestSite::start().await;
    let anna = site.person("anna", Role::Contributor).await;
    let fields = [("email", "thief@home.example"), ("password", PASSWORD)];
    anna.post_form("/settings/address", &fields).await;
    site.letter(2).await;
    let letters = site.letters();
    let link = letters.iter().find(|letter| letter.to == "thief@home.example").unwrap();
    let fields = [("old", PASSWORD), ("password", "a kettle of other words")];
    assert_eq!(anna.post_form("/settings/password", &fields).await.status, 303);
    assert_eq!(site.stranger().post_form(&link_in(&link.text), &[]).await.status, 404);
}

#[tokio::test]
async fn nobody_learns_by_changing_their_address_who_has_an_account() {
    let site = TestSite::start().await;
    let anna = site.person("anna", Role::Contributor).await;
    site.person("ben", Role::Contributor).await;
    let said = async |email: &str| {
        let fields = [("email", email), ("password", PASSWORD)];
        let page = anna.post_form("/settings/address", &fields).await.follow().await;
        page.text().replace(email, "IT")
    };
    let free = said("nobody@school.example").await;
    site.letter(2).await;
    assert_eq!(free, said("ben@school.example").await);
    site.letter(4).await;
    let letters = site.letters();
    let told = letters.iter().find(|letter| letter.to == "ben@school.example").unwrap();
    assert!(told.text.contains("it belongs to yours"), "{}", told.text);
    assert_eq!(address_of(&site, "anna").await.as_deref(), Some("anna@school.example"));
}

#[tokio::test]
async fn where_no_letters_can_be_sent_the_password_is_enough() {
    let site = TestSite::start_without_letters().await;
    let anna = site.person("anna", Role::Contributor).await;
    site.person("ben", Role::Contributor).await;
    let fields = [("email", "ben@school.example"), ("password", PASSWORD)];
    assert_eq!(anna.post_form("/settings/address", &fields).await.status, 422);
    let fields = [("email", "anna@home.example"), ("password", PASSWORD)];
    let page = anna.post_form("/settings/address", &fields).await.follow().await;
    page.must_say("Your mail address is changed.");
    assert_eq!(address_of(&site, "anna").await.as_deref(), Some("anna@home.example"));
}

#[tokio::test]
async fn at_a_browser_that_was_left_open_the_password_is_not_guessed_for_long() {
    let site = TestSite::start().await;
    let anna = site.person("anna", Role::Contributor).await;
    let wrong = "a wrong guess";
    for guess in 0..10 {
        let answer = match guess % 3 {
            0 => {
                let fields = [("email", "thief@home.example"), ("password", wrong)];
                anna.post_form("/settings/address", &fields).await
            }
            1 => {
                let fields = [("old", wrong), ("password", "a kettle of other words")];
                anna.post_form("/settings/password", &fields).await
            }
            _ => {
                let fields = [("works", "keep"), ("password", wrong)];
                anna.post_form("/settings/leave", &fields).await
            }
        };
        assert_eq!(answer.status, 422, "{guess}");
    }
    let fields = [("email", "thief@home.example"), ("password", PASSWORD)];
    assert_eq!(anna.post_form("/settings/address", &fields).await.status, 429);
    assert_eq!(site.stranger().sign_in("anna", PASSWORD).await.status, 429);
}
