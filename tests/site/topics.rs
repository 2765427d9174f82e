//! Stories about topics, translations and languages: who searches in one finds what is in another.

use std::sync::{Arc, Mutex};

use hornbook::{
    accounts,
    ids::{Key, ResourceId},
    resources::{self, Author, Content, Description, Kind, New, Visibility},
    topics,
    web::{Person, Role},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};

use super::test_site::TestSite;

async fn as_person(site: &TestSite, handle: &str) -> Person {
    let handle = handle.to_owned();
    let account = site.site.db.read(move |db| accounts::find_by_handle(db, &handle)).await.unwrap();
    let accounts::Account { id: account, handle, name, role, .. } = account;
    Person { account, handle, name, role, session: None }
}

/// Publishes a page with this title and text.
async fn share(
    site: &TestSite,
    by: &Person,
    title: &str,
    language: &str,
    text: &str,
) -> (ResourceId, Key) {
    let description = Description {
        title: title.to_owned(),
        summary: "…".into(),
        languages: vec![language.to_owned()],
        subjects: vec!["0011".into()],
        levels: vec!["2".into()],
        types: vec!["worksheet".into()],
        licence: "https://creativecommons.org/licenses/by-sa/4.0/".into(),
        authors: vec![Author { name: "Anna Berg".into(), url: String::new() }],
        visibility: Visibility::Public,
        ..Description::default()
    };
    let content = Content {
        source: text.into(),
        body: format!("<p>{text}</p>"),
        text: text.into(),
        ..Content::default()
    };
    let (settings, by) = (site.site.settings(), by.clone());
    let shared = site.site.db.write(move |tx| {
        let id = resources::begin(tx, &by, New::of(Kind::Page), &description, &content)?;
        resources::publish(tx, &settings, &by, id)?;
        Ok((id, resources::find(tx, id)?.key))
    });
    shared.await.unwrap()
}

/// Title, language, topic. No title has a word of its topic in it.
const SHARED: &[(&str, &str, &str)] = &[
    ("Sharing a cake", "en", "Q66055"),
    ("Das grüne Blatt", "de", "Q11982"),
    ("Quand le sol bouge", "fr", "Q7944"),
    ("Хто головний", "uk", "Q7174"),
    ("ثلاثة أضلاع", "ar", "Q11518"),
    ("Yedi kere sekiz", "tr", "h-multiplication-tables"),
    ("Chi comanda nel cielo", "it", "Q544"),
];

/// What somebody types, and which of the above it finds.
const SEARCHES: &[(&str, &[usize])] = &[
    // German, French, Spanish, Italian, Dutch, Polish, Turkish, Ukrainian, Arabic find English.
    ("Brüche", &[0]),
    ("Bruchrechnung", &[0]),
    ("fracciones", &[0]),
    ("frazioni", &[0]),
    ("breuken", &[0]),
    ("ułamki", &[0]),
    ("kesirler", &[0]),
    ("дроби", &[0]),
    ("كسور", &[0]),
    ("fractions", &[0]),
    // English and others find German.
    ("photosynthesis", &[1]),
    ("photosynthèse", &[1]),
    ("fotosíntesis", &[1]),
    ("фотосинтез", &[1]),
    ("التمثيل الضوئي", &[1]),
    // English, German, Ukrainian, Turkish find French.
    ("earthquake", &[2]),
    ("Erdbeben", &[2]),
    ("землетруси", &[2]),
    ("depremler", &[2]),
    // English, German, French, Polish find Ukrainian.
    ("democracy", &[3]),
    ("Demokratie", &[3]),
    ("démocratie", &[3]),
    ("demokracja", &[3]),
    // English, German, Dutch find Arabic.
    ("Pythagoras", &[4]),
    ("Satz des Pythagoras", &[4]),
    ("stelling van Pythagoras", &[4]),
    ("teorema de Pitágoras", &[4]),
    // English, German, Ukrainian find Turkish.
    ("times tables", &[5]),
    ("Einmaleins", &[5]),
    ("таблиця множення", &[5]),
    // English, German, Polish find Italian.
    ("Solar System", &[6]),
    ("Sonnensystem", &[6]),
    ("Układ Słoneczny", &[6]),
    // What nothing is about finds nothing, in any language.
    ("volcano", &[]),
    ("Vulkane", &[]),
    ("вулкани", &[]),
    ("Knochenbruchbehandlung", &[]),
    ("electron microscope", &[]),
    ("البراكين", &[]),
];

#[tokio::test]
async fn a_search_in_one_language_finds_what_was_tagged_in_another() {
    let site = TestSite::start().await;
    site.person("anna", Role::Publisher).await;
    let anna = as_person(&site, "anna").await;
    for (title, language, topic) in SHARED {
        let (_, key) = share(&site, &anna, title, language, "…").await;
        let by = anna.clone();
        let added = site.site.db.write(move |tx| topics::add(tx, &by, key.as_str(), topic));
        added.await.unwrap();
    }
    // The same without topics is found by none of this.
    share(&site, &anna, "Baking bread", "en", "…").await;
    site.run_jobs().await;
    let stranger = site.stranger();
    let mut wrong = Vec::new();
    for (typed, expected) in SEARCHES {
        let query: String = url::form_urlencoded::byte_serialize(typed.as_bytes()).collect();
        let page = stranger.get(&format!("/search?q={query}")).await;
        assert_eq!(page.status, 200);
        let mut found = page.all(".row-title a");
        found.sort();
        let mut wanted: Vec<_> = expected.iter().map(|at| SHARED[*at].0.to_owned()).collect();
        wanted.sort();
        if found != wanted {
            wrong.push((typed, found));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[tokio::test]
async fn topics_are_suggested_chosen_shown_and_taken_off() {
    let site = TestSite::start().await;
    let anna = site.person("anna", Role::Publisher).await;
    let ben = site.person("ben", Role::Contributor).await;
    let person = as_person(&site, "anna").await;
    let (_, key) =
        share(&site, &person, "Brüche addieren", "de", "Wie das Einmaleins hilft.").await;
    let at = format!("/r/{key}/topics");

    let page = anna.get(&at).await;
    let suggested = page.all("form.buttons button");
    assert!(suggested.iter().any(|label| label == "fraction"), "{suggested:?}");
    assert!(suggested.iter().any(|label| label == "multiplication table"), "{suggested:?}");
    anna.get(&format!("{at}?q=earthq")).await.must_say("earthquake");
    anna.get(&format!("{at}?q=deprem")).await.must_say("earthquake");
    anna.get(&format!("{at}?q=zzzz")).await.must_say("No topic of that name");

    let added = anna.post_form(&at, &[("topic", "Q66055")]).await;
    added.follow().await.must_say("The topic is added.");
    let answer = anna.post_form(&at, &[("topic", "Q999999999"), ("q", "nonsense")]).await;
    assert_eq!(answer.status, 422);
    answer.must_say("This topic is not known here.");
    assert_eq!(answer.attribute("#topic-q", "value").as_deref(), Some("nonsense"));
    assert_eq!(ben.get(&at).await.status, 403);
    assert_eq!(ben.post_form(&at, &[("topic", "Q11982")]).await.status, 403);
    assert_eq!(site.stranger().get(&at).await.status, 303);

    let stranger = site.stranger();
    let page = stranger.get(&format!("/r/{key}")).await;
    assert!(page.all(".chip").contains(&"fraction".to_owned()));
    let topic = stranger.get("/topics/Q66055").await;
    topic.must_say("Brüche addieren");
    topic.must_say("ułamek");
    stranger.get("/topics").await.must_say("fraction 1");
    // Who follows the topic hears of what is tagged so, in whichever language.
    assert!(!topic.has("form[action=\"/follow\"]"));
    let (kind, value) = (("kind", "keyword"), ("value", "fraction"));
    assert!(ben.get("/topics/Q66055").await.has("form[action=\"/follow\"]"));
    assert_eq!(ben.post_form("/follow", &[kind, value]).await.status, 303);
    assert!(ben.get("/topics/Q66055").await.has("form[action=\"/unfollow\"]"));
    assert_eq!(stranger.get("/topics/Q999999999").await.status, 404);

    anna.post_form(&format!("{at}/Q66055/remove"), &[]).await;
    assert!(!stranger.get("/topics/Q66055").await.says("Brüche addieren"));
    assert!(!stranger.get("/topics").await.says("fraction"));
}

/// A Wikibase that knows one item, and what it was asked.
async fn wikibase() -> (String, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}/w/api.php", listener.local_addr().unwrap());
    let asked = Arc::new(Mutex::new(Vec::new()));
    let hearing = Arc::clone(&asked);
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut piece = [0; 8192];
            let length = stream.read(&mut piece).await.unwrap_or(0);
            let request = String::from_utf8_lossy(&piece[..length]).into_owned();
            let line = request.lines().next().unwrap_or_default().to_owned();
            let body = if line.contains("wbsearchentities") {
                r#"{"search":[{"id":"Q7364","label":"Auge","description":"Sinnesorgan"},
                    {"id":"<b>","label":"no item"}]}"#
            } else {
                r#"{"entities":{"Q7364":{"id":"Q7364","labels":{
                    "en":{"language":"en","value":"eye"},"de":{"language":"de","value":"Auge"},
                    "fr":{"language":"fr","value":"œil"}},
                    "aliases":{"de":[{"language":"de","value":"Augen"}]}}}}"#
            };
            hearing.lock().unwrap().push(line);
            let length = body.len();
            let head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n";
            let rest = format!("content-length: {length}\r\nconnection: close\r\n\r\n{body}");
            let _ = stream.write_all(format!("{head}{rest}").as_bytes()).await;
        }
    });
    (address, asked)
}

#[tokio::test]
async fn wikidata_is_asked_only_where_the_administrator_allows_it_and_its_names_are_kept() {
    let site = TestSite::start_with(|config| config.allow_private_networks = true).await;
    let (address, asked) = wikibase().await;
    let root = site.person("root", Role::Administrator).await;
    let anna = site.person("anna", Role::Publisher).await;
    let person = as_person(&site, "anna").await;
    let (_, key) = share(&site, &person, "See and be seen", "en", "…").await;
    let at = format!("/r/{key}/topics");

    let there = address.clone();
    site.settings(move |settings| settings.topics_source = there).await;
    anna.get(&format!("{at}?q=Auge")).await.must_say("No topic of that name");
    let answer = anna.post_form(&at, &[("topic", "Q7364")]).await;
    assert_eq!(answer.status, 422);
    assert!(asked.lock().unwrap().is_empty());

    let wishes = [("look_up_topics", "true"), ("topics_source", "nowhere")];
    assert_eq!(root.post_form("/admin/topics", &wishes).await.status, 422);
    let wishes = [("look_up_topics", "true"), ("topics_source", address.as_str())];
    assert_eq!(root.post_form("/admin/topics", &wishes).await.status, 303);
    let page = anna.get(&format!("{at}?q=Auge")).await;
    page.must_say("Sinnesorgan");
    assert!(!page.says("no item"));
    anna.post_form(&at, &[("topic", "Q7364")]).await.follow().await.must_say("eye");
    site.run_jobs().await;
    site.stranger().get("/search?q=Augen").await.must_say("See and be seen");

    // What is kept needs nobody any more.
    site.settings(|settings| settings.look_up_topics = false).await;
    anna.post_form(&format!("{at}/Q7364/remove"), &[]).await;
    let before = asked.lock().unwrap().len();
    anna.get(&format!("{at}?q=Auge")).await.must_say("Add eye");
    assert_eq!(anna.post_form(&at, &[("topic", "Q7364")]).await.status, 303);
    assert_eq!(asked.lock().unwrap().len(), before);
}

#[tokio::test]
async fn translations_are_linked_both_ways_and_shown_to_those_who_may_see_them() {
    let site = TestSite::start().await;
    let anna = site.person("anna", Role::Publisher).await;
    let ben = site.person("ben", Role::Publisher).await;
    let (by_anna, by_ben) = (as_person(&site, "anna").await, as_person(&site, "ben").await);
    let (_, english) = share(&site, &by_anna, "Fractions", "en", "…").await;
    let (_, german) = share(&site, &by_ben, "Brüche", "de", "…").await;
    let (_, french) = share(&site, &by_ben, "Les fractions", "fr", "…").await;
    let at = |key: Key| format!("/r/{key}/translations");

    let address = format!("{}/r/{english}", site.origin);
    let linked = ben.post_form(&at(german), &[("other", &address)]).await;
    linked.follow().await.must_say("Fractions");
    ben.post_form(&at(french), &[("other", german.as_str())]).await;
    // Whoever is linked to one of a family is linked to all.
    let page = site.stranger().get(&format!("/r/{english}")).await;
    page.must_say("Also in: Deutsch , Français");
    site.stranger().get(&format!("/r/{french}")).await.must_say("English");

    for (typed, said) in [
        ("zzzz", "There is no such resource"),
        ("https://elsewhere.example/r/7k3m9qpx2v4d", "There is no such resource"),
        (english.as_str(), "That is this resource itself."),
    ] {
        let answer = anna.post_form(&at(english), &[("other", typed)]).await;
        assert_eq!(answer.status, 422, "{typed}");
        answer.must_say(said);
        assert_eq!(answer.attribute("#other", "value").as_deref(), Some(typed));
    }
    // Ben may not speak for what is Anna's, but Anna may send his away.
    let answer = ben.post_form(&at(english), &[("other", german.as_str())]).await;
    assert_eq!(answer.status, 403);
    let remove = |key: Key| format!("/r/{key}/translations/remove");
    anna.post_form(&remove(english), &[("other", french.as_str())]).await;
    assert!(!site.stranger().get(&format!("/r/{english}")).await.says("Français"));
    site.stranger().get(&format!("/r/{german}")).await.must_say("Also in: English");
    // What is taken back to the drafts is named to nobody else.
    ben.post_form(&format!("/r/{german}/unpublish"), &[]).await;
    assert!(!site.stranger().get(&format!("/r/{english}")).await.says("Deutsch ,"));
    assert!(!site.stranger().get(&at(english)).await.says("Brüche"));
}

#[tokio::test]
async fn a_doubt_about_the_language_is_shown_and_settled() {
    let site = TestSite::start().await;
    let anna = site.person("anna", Role::Publisher).await;
    let person = as_person(&site, "anna").await;
    let german = "Brüche mit gleichem Nenner werden addiert, indem man die Zähler addiert und den \
                  Nenner beibehält. Danach wird gekürzt, wenn es möglich ist.";
    let (id, key) = share(&site, &person, "Fractions", "en", german).await;
    let page = anna.get(&format!("/r/{key}")).await;
    page.must_say("By its words this is German. It is described as English.");
    assert!(!site.stranger().get(&format!("/r/{key}")).await.says("By its words"));
    anna.get(&format!("/r/{key}/edit")).await.must_say("By its words this is German.");
    let taken = [("guess", "de"), ("take", "yes")];
    anna.post_form(&format!("/r/{key}/language"), &taken).await;
    let now = site.site.db.read(move |db| resources::find(db, id)).await.unwrap();
    assert_eq!(now.description.languages, ["de"]);
    assert!(!anna.get(&format!("/r/{key}")).await.says("By its words"));

    // Who knows better is asked once.
    let (_, other) = share(&site, &person, "Reading German", "en", german).await;
    anna.post_form(&format!("/r/{other}/language"), &[("guess", "de"), ("take", "no")]).await;
    assert!(!anna.get(&format!("/r/{other}")).await.says("By its words"));
}
