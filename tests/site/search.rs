//! Stories about the search: what is found, by whom, how it is narrowed down, and what is not found.

use hornbook::{
    accounts,
    collections::{self, NewCollection},
    communities::{self, Join, Posting},
    ids::{CommunityId, ResourceId},
    resources::{self, Author, Content, Description, Kind, New, Visibility},
    web::{Person, Role},
};

use super::{
    test_site::TestSite,
    visitor::{Answer, Visitor},
};

const BY_SA: &str = "https://creativecommons.org/licenses/by-sa/4.0/";

/// A complete description in a language.
pub fn described(title: &str, language: &str) -> Description {
    Description {
        title: title.to_owned(),
        summary: "For two lessons.".into(),
        languages: vec![language.to_owned()],
        subjects: vec!["0541".into()],
        levels: vec!["2".into()],
        types: vec!["worksheet".into()],
        licence: BY_SA.into(),
        authors: vec![Author { name: "Anna Berg".into(), url: String::new() }],
        visibility: Visibility::Public,
        ..Description::default()
    }
}

pub async fn as_person(site: &TestSite, handle: &str) -> Person {
    let handle = handle.to_owned();
    let account = site.site.db.read(move |db| accounts::find_by_handle(db, &handle)).await.unwrap();
    let accounts::Account { id: account, handle, name, role, .. } = account;
    Person { account, handle, name, role, session: None }
}

/// Publishes a page with this text.
pub async fn share(
    site: &TestSite,
    by: &Person,
    description: Description,
    text: &str,
) -> ResourceId {
    let (settings, by) = (site.site.settings(), by.clone());
    let html = format!("<p>{text}</p>");
    let content =
        Content { source: text.into(), body: html, text: text.into(), ..Content::default() };
    let shared = site.site.db.write(move |tx| {
        let id = resources::begin(tx, &by, New::of(Kind::Page), &description, &content)?;
        resources::publish(tx, &settings, &by, id)?;
        Ok(id)
    });
    shared.await.unwrap()
}

/// A site where Anna publishes.
async fn with_anna() -> (TestSite, Visitor, Person) {
    let site = TestSite::start().await;
    let anna = site.person("anna", Role::Publisher).await;
    let person = as_person(&site, "anna").await;
    (site, anna, person)
}

/// The titles that a search shows.
async fn found(visitor: &Visitor, query: &str) -> Vec<String> {
    let answer = visitor.get(&format!("/search?{query}")).await;
    assert_eq!(answer.status, 200, "{query}: {}", answer.text());
    titles(&answer, ".rows .row-title a")
}

/// Texts in which hits are marked, as they are read.
fn titles(answer: &Answer, selector: &str) -> Vec<String> {
    let selector = scraper::Selector::parse(selector).unwrap();
    answer.html().select(&selector).map(|title| title.text().collect()).collect()
}

/// The figure beside a value of a filter.
async fn count(visitor: &Visitor, query: &str, facet: &str, value: &str) -> Option<u32> {
    let answer = visitor.get(&format!("/search?{query}")).await;
    let selector = format!("li:has(> input[name='{facet}'][value='{value}']) .n");
    answer.all(&selector).first().map(|figure| figure.trim().parse().unwrap())
}

#[tokio::test]
async fn a_word_is_found_in_many_languages() {
    let (site, anna, person) = with_anna().await;
    let shelf = [
        ("Mathematikunterricht in der Grundschule", "de", "Unterricht"),
        ("Brüche kürzen und erweitern", "de", "bruch"),
        ("Κλάσματα και δεκαδικοί αριθμοί", "el", "αριθμος"),
        ("分数のたし算とひき算", "ja", "分数"),
        ("جمع الكسور الاعتيادية", "ar", "كسور"),
        ("การบวกเศษส่วน", "th", "เศษส่วน"),
        ("Сложение обыкновенных дробей", "ru", "дроби"),
    ];
    for (title, language, _) in shelf {
        share(&site, &person, described(title, language), "Text.").await;
    }
    site.run_jobs().await;
    for (title, _, typed) in shelf {
        let typed: String =
            url::form_urlencoded::byte_serialize(typed.as_bytes()).collect::<String>();
        assert_eq!(found(&anna, &format!("q={typed}")).await, [title]);
    }
}

#[tokio::test]
async fn what_was_looked_for_is_marked_in_the_text_as_written() {
    let (site, anna, person) = with_anna().await;
    share(&site, &person, described("Übungen", "de"), "Wir <b> & kürzen Brüche gemeinsam.").await;
    site.run_jobs().await;
    let answer = anna.get("/search?q=bruch").await;
    assert_eq!(answer.all(".row-text mark"), ["Brüche"]);
    assert!(answer.one(".row-text").contains("Wir <b> & kürzen"));
}

#[tokio::test]
async fn filters_narrow_down_and_count_under_each_other() {
    let (site, anna, person) = with_anna().await;
    for (title, language, subject, level) in [
        ("Fractions one", "en", "0541", "1"),
        ("Fractions two", "en", "0541", "2"),
        ("Fractions three", "en", "0232", "2"),
        ("Brüche (fractions)", "de", "0541", "2"),
    ] {
        let description = Description {
            subjects: vec![subject.into()],
            levels: vec![level.into()],
            ..described(title, language)
        };
        share(&site, &person, description, "Text.").await;
    }
    site.run_jobs().await;
    let query = "q=fractions&subject=05&level=2";
    let mut titles = found(&anna, query).await;
    titles.sort();
    assert_eq!(titles, ["Brüche (fractions)", "Fractions two"]);
    assert_eq!(count(&anna, query, "level", "1").await, Some(1));
    assert_eq!(count(&anna, query, "level", "2").await, Some(2));
    assert_eq!(count(&anna, query, "subject", "02").await, Some(1));
    assert_eq!(count(&anna, query, "subject", "054").await, Some(2));
    assert_eq!(count(&anna, query, "language", "de").await, Some(1));
    assert_eq!(count(&anna, query, "licence", "by-sa").await, Some(2));
    assert_eq!(found(&anna, "level=1&level=2&language=de").await, ["Brüche (fractions)"]);
    assert_eq!(found(&anna, "subject=05&subject=0232&language=en&level=2").await.len(), 2);
}

#[tokio::test]
async fn nothing_found_says_which_filter_stands_in_the_way() {
    let (site, anna, person) = with_anna().await;
    share(&site, &person, described("Fractions", "en"), "Text.").await;
    site.run_jobs().await;
    let answer = anna.get("/search?q=fractions&language=de").await;
    answer.must_say("Nothing found for “fractions”");
    assert_eq!(answer.attribute(".empty .chips a", "href").as_deref(), Some("/search?q=fractions"));
    assert_eq!(found(&anna, "q=fractions+elephants").await, ["Fractions"]);
    anna.get("/search?q=fractions+elephants").await.must_say("Nothing here has all these words.");
    anna.get("/search?q=elephants").await.must_say("Try fewer words");
}

#[tokio::test]
async fn what_somebody_may_not_read_is_neither_found_nor_counted() {
    let (site, anna, person) = with_anna().await;
    let ben = site.person("ben", Role::Contributor).await;
    let stranger = site.stranger();
    let founder = person.clone();
    let maths: CommunityId = site
        .site
        .db
        .write(move |tx| {
            let maths = communities::Description {
                name: "Mathematics teachers".into(),
                visibility: communities::Visibility::Private,
                join: Join::Invite,
                posting: Posting::Members,
                ..communities::Description::default()
            };
            let founder = Person { role: Role::Curator, ..founder };
            communities::found(tx, &founder, Some(founder.account), "maths", maths)
        })
        .await
        .unwrap();
    for (title, visibility) in [
        ("Walrus for all", Visibility::Public),
        ("Walrus for us", Visibility::Local),
        ("Walrus for some", Visibility::Community),
        ("Walrus for me", Visibility::Private),
    ] {
        let community = (visibility == Visibility::Community).then_some(maths);
        let description = Description { visibility, community, ..described(title, "en") };
        share(&site, &person, description, "A walrus.").await;
    }
    site.run_jobs().await;
    for query in ["q=walrus", "", "subject=05"] {
        assert_eq!(found(&stranger, query).await.len(), 1, "{query}");
        assert_eq!(found(&ben, query).await.len(), 2, "{query}");
        assert_eq!(found(&anna, query).await.len(), 3, "{query}");
        assert_eq!(count(&stranger, query, "subject", "05").await, Some(1), "{query}");
        assert_eq!(count(&ben, query, "language", "en").await, Some(2), "{query}");
    }
    assert_eq!(count(&anna, "q=walrus", "community", "maths").await, Some(1));
    assert_eq!(count(&ben, "q=walrus", "community", "maths").await, None);
    assert!(found(&ben, "q=walrus&community=maths").await.is_empty());
    assert!(!ben.get("/search?q=mathematics+teachers").await.has(".cards .card"));
    assert!(anna.get("/search?q=mathematics+teachers").await.has(".cards .card"));
    assert!(!ben.get("/search?community=maths").await.says("Mathematics teachers"));
}

#[tokio::test]
async fn a_change_is_found_after_the_jobs_and_a_withdrawal_at_once() {
    let (site, anna, person) = with_anna().await;
    let id = share(&site, &person, described("Walrus", "en"), "Text.").await;
    site.run_jobs().await;
    assert_eq!(found(&anna, "q=walrus").await.len(), 1);
    let by = person.clone();
    let changed =
        site.site.db.write(move |tx| resources::describe(tx, &by, id, &described("Narwhal", "en")));
    changed.await.unwrap();
    site.run_jobs().await;
    assert!(found(&anna, "q=walrus").await.is_empty());
    assert_eq!(found(&anna, "q=narwhal").await, ["Narwhal"]);
    let by = person.clone();
    site.site.db.write(move |tx| resources::unpublish(tx, &by, id)).await.unwrap();
    assert!(found(&anna, "q=narwhal").await.is_empty());
    assert!(found(&anna, "").await.is_empty());
    assert_eq!(site.count("search_documents where stale = 1").await, 0);
}

#[tokio::test]
async fn a_collection_stands_above_the_results() {
    let (site, anna, person) = with_anna().await;
    share(&site, &person, described("Fractions with pizza", "en"), "Text.").await;
    let new = NewCollection {
        title: "Fractions, year 6".into(),
        visibility: Visibility::Public,
        ..NewCollection::default()
    };
    let made = site.site.db.write(move |tx| {
        let id = collections::begin(tx, &person, new)?;
        collections::publish(tx, &person, id)
    });
    made.await.unwrap();
    site.run_jobs().await;
    let answer = anna.get("/search?q=fraction").await;
    assert_eq!(titles(&answer, ".cards .card-title a"), ["Fractions, year 6"]);
    assert_eq!(answer.all(".cards mark"), ["Fractions"]);
    assert_eq!(titles(&answer, ".rows .row-title a"), ["Fractions with pizza"]);
}

#[tokio::test]
async fn results_come_page_by_page() {
    let (site, anna, person) = with_anna().await;
    for number in 1..=23 {
        share(&site, &person, described(&format!("Walrus {number}"), "en"), "Text.").await;
        site.wait(std::time::Duration::from_mins(1));
    }
    site.run_jobs().await;
    let first = anna.get("/search?q=walrus&sort=date").await;
    assert_eq!(first.all(".rows .row-title").len(), 20);
    assert_eq!(first.all(".rows .row-title")[0], "Walrus 23");
    first.must_say("Page 1 of 2");
    let next = first.attribute("a[rel=next]", "href").unwrap();
    let second = anna.get(&next).await;
    assert_eq!(second.all(".rows .row-title"), ["Walrus 3", "Walrus 2", "Walrus 1"]);
    assert!(!second.has("a[rel=next]"));
}

#[tokio::test]
async fn nothing_that_is_typed_does_harm() {
    let (site, anna, person) = with_anna().await;
    share(&site, &person, described("Walrus", "en"), "Text.").await;
    site.run_jobs().await;
    let long = "a".repeat(3000);
    for query in [
        "q=%22",
        "q=*",
        "q=-walrus",
        "q=%22walrus",
        "q=NEAR(a+b)",
        "q=a+AND",
        "q=title:a",
        "q=^a",
        "q=a%00b",
        "q=%ff%fe",
        "q=';drop+table+search_documents",
        "q=(((",
        "q=%F0%9F%90%98",
        "subject=%22",
        "language=%27+or+1=1",
        "level=-1",
        "community=%00",
        "page=0",
        "page=18446744073709551615",
        "sort=x",
        "q=walrus&q=walrus",
        "licence=%20",
        "%",
        "&&&=",
        &format!("q={long}"),
        &format!("subject={long}"),
    ] {
        let answer = anna.get(&format!("/search?{query}")).await;
        assert_eq!(answer.status, 200, "{query}");
    }
    let answer = anna.get("/search?q=%3Cscript%3Ealert(1)%3C/script%3E&type=%3Cb%3E").await;
    assert!(!answer.text().contains("<script>alert") && !answer.text().contains("<b>"));
    assert_eq!(found(&anna, "q=walrus").await, ["Walrus"]);
}

#[tokio::test]
async fn an_index_made_anew_finds_the_same() {
    let (site, anna, person) = with_anna().await;
    share(&site, &person, described("Walrus", "en"), "Text.").await;
    site.run_jobs().await;
    let emptied = site.site.db.write(|tx| {
        tx.execute_batch(
            "delete from search_documents;
             insert into search_index(search_index) values ('delete-all');
             insert into search_titles(search_titles) values ('delete-all');",
        )?;
        hornbook::search::at_start(tx)
    });
    emptied.await.unwrap();
    site.run_jobs().await;
    assert_eq!(found(&anna, "q=walrus").await, ["Walrus"]);
    let again = site.site.db.write(hornbook::search::at_start);
    again.await.unwrap();
    assert_eq!(site.count("jobs where kind like 'search.%'").await, 0);
}

#[tokio::test]
async fn the_front_page_shows_what_there_is() {
    let (site, anna, person) = with_anna().await;
    site.stranger().get("/").await.must_say("Nothing has been shared here yet");
    let answer = anna.get("/").await;
    answer.must_say("First steps");
    assert!(answer.has("a[href='/share/link']") && !answer.has("a[href='/admin/people']"));
    share(&site, &person, described("Walrus", "en"), "Text.").await;
    let answer = site.stranger().get("/").await;
    answer.must_say("One resource to use, change and share.");
    assert_eq!(answer.all(".subjects .n"), ["1"]);
    assert!(answer.has("a[href='/search?subject=05']") && answer.has("a[href='/search?level=2']"));
    assert_eq!(answer.all(".rows .row-title"), ["Walrus"]);
    assert_eq!(site.stranger().get("/cover/05.svg").await.status, 200);
}

#[tokio::test]
async fn the_front_page_shows_people_what_waits_for_them() {
    let site = TestSite::start().await;
    let anna = site.person("anna", Role::Contributor).await;
    let curator = site.person("cleo", Role::Curator).await;
    let person = as_person(&site, "anna").await;
    share(&site, &person, described("Walrus", "en"), "Text.").await;
    let begun = site.site.db.write(move |tx| {
        let description = described("Narwhal", "en");
        resources::begin(tx, &person, New::of(Kind::Page), &description, &Content::default())
    });
    begun.await.unwrap();
    curator.get("/").await.must_say("One contribution to look at");
    let answer = anna.get("/").await;
    answer.must_say("Narwhal");
    assert!(!answer.says("to look at"));
}
