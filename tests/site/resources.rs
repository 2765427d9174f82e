//! Stories about resources: shared, described, published, looked over, taken away.

use std::{
    io::{Cursor, Read, Write},
    net::TcpListener,
};

use hornbook::{
    accounts,
    resources::{self, Author, Content, Description, Kind, New, Visibility},
    site::Site,
    web::{Person, Role},
};
use reqwest::Method;

use super::{
    test_site::TestSite,
    visitor::{Answer, Visitor},
};

/// All that is needed to publish, as the form sends it.
const COMPLETE: &[(&str, &str)] = &[
    ("title", "Adding fractions"),
    ("summary", "Twelve exercises with halves and quarters."),
    ("languages", "en"),
    ("subjects", "0541"),
    ("levels", "2"),
    ("types", "worksheet"),
    ("authors", "Anna Berg | https://anna.example/"),
    ("adapt", "alike"),
    ("earn", "yes"),
    ("visibility", "public"),
];

/// The form with some fields in other words.
fn but<'a>(changes: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let kept = COMPLETE.iter().filter(|(name, _)| !changes.iter().any(|(other, _)| other == name));
    kept.chain(changes).copied().collect()
}

/// Sends the form in which a resource is described.
pub async fn describe(
    visitor: &Visitor,
    key: &str,
    changes: &[(&str, &str)],
    then: &str,
) -> Answer {
    let mut fields = but(changes);
    fields.push(("then", then));
    visitor.upload_as("picture", &format!("/r/{key}/edit"), &fields, "", b"").await
}

/// The key in `/r/KEY/edit`.
pub fn key_of(answer: &Answer) -> String {
    let to = answer.location.clone().unwrap_or_else(|| panic!("no way on: {}", answer.text()));
    to.split('/').nth(2).unwrap().to_owned()
}

/// Writes a page and returns the key of the draft.
async fn write_page(visitor: &Visitor) -> String {
    let fields = [("title", "Adding fractions"), ("source", "# Halves\n\nOne half and a quarter.")];
    key_of(&visitor.post_form("/share/page", &fields).await)
}

/// Publishes a page as this visitor.
pub async fn published_page(visitor: &Visitor, changes: &[(&str, &str)]) -> String {
    let key = write_page(visitor).await;
    let answer = describe(visitor, &key, changes, "publish").await;
    assert_eq!(answer.status, 303, "{}", answer.text());
    key
}

async fn person(site: &Site, handle: &str) -> Person {
    let handle = handle.to_owned();
    let account = site.db.read(move |db| accounts::find_by_handle(db, &handle)).await.unwrap();
    Person {
        account: account.id,
        handle: account.handle,
        name: account.name,
        role: account.role,
        session: None,
    }
}

pub fn png() -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    image::RgbImage::from_pixel(300, 200, image::Rgb([200, 30, 30]))
        .write_to(&mut bytes, image::ImageFormat::Png)
        .unwrap();
    bytes.into_inner()
}

/// A server elsewhere with one page and its picture; lives as long as the test.
fn elsewhere() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { return };
            let mut asked = [0; 4096];
            let read = stream.read(&mut asked).unwrap_or(0);
            let picture = String::from_utf8_lossy(&asked[..read]).starts_with("GET /half.png");
            let page = "<html lang=de><title>x</title><meta property='og:title' content='Brüche \
                legen'><meta name=description content='Mit *Karten*.'><meta property='og:image' \
                content='/half.png'><meta name=author content='Ben Tal'><a rel=license \
                href='http://creativecommons.org/licenses/by/4.0'>CC BY</a>";
            let (kind, body) = if picture {
                ("image/png", png())
            } else {
                ("text/html; charset=utf-8", page.as_bytes().to_vec())
            };
            let head = format!(
                "HTTP/1.1 200 OK\r\ncontent-type: {kind}\r\ncontent-length: {}\r\n\
                 connection: close\r\n\r\n",
                body.len()
            );
            let _ = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(&body));
        }
    });
    format!("http://{address}")
}

#[tokio::test]
async fn a_link_is_shared_with_what_its_page_says() {
    let site = TestSite::start_with(|config| config.allow_private_networks = true).await;
    let anna = site.person("anna", Role::Publisher).await;
    let url = format!("{}/brueche", elsewhere());
    let answer = anna.post_form("/share/link", &[("url", &url)]).await;
    let key = key_of(&answer);
    let form = answer.follow().await;
    form.must_say("This is what the page says of itself.");
    assert_eq!(form.attribute("#title", "value").as_deref(), Some("Brüche legen"));
    assert_eq!(form.one("#summary"), "Mit \\*Karten\\*.");
    assert_eq!(form.one("#authors"), "Ben Tal");
    assert_eq!(form.attribute("#languages [selected]", "value").as_deref(), Some("de"));
    assert!(form.has("#adapt-yes[checked]") && form.has("#earn-yes[checked]"));
    let picture = anna.get(&format!("/r/{key}/picture/small")).await;
    assert_eq!(picture.header("content-type"), Some("image/jpeg"));
    let page = anna.get(&format!("/r/{key}")).await;
    assert_eq!(page.attribute(".use-main a", "href").as_deref(), Some(url.as_str()));
}

#[tokio::test]
async fn a_page_that_does_not_answer_keeps_no_link_from_being_shared() {
    let site = TestSite::start().await;
    let anna = site.person("anna", Role::Contributor).await;
    let nowhere = "http://127.0.0.1:1/fractions.pdf";
    let form = anna.post_form("/share/link", &[("url", nowhere)]).await.follow().await;
    form.must_say("The page could not be read from here. The link is kept");
    assert_eq!(form.attribute("#title", "value").as_deref(), Some("fractions"));
    let answer = anna.post_form("/share/link", &[("url", "not an address")]).await;
    assert_eq!(answer.status, 422);
    assert_eq!(answer.attribute("#url", "value").as_deref(), Some("not an address"));
}

#[tokio::test]
async fn a_link_that_is_here_already_is_told_and_can_be_shared_once_more() {
    let site = TestSite::start().await;
    let anna = site.person("anna", Role::Publisher).await;
    let url = "http://127.0.0.1:1/fractions.pdf";
    let first = key_of(&anna.post_form("/share/link", &[("url", url)]).await);
    // A draft is nobody else's business.
    let ben = site.person("ben", Role::Publisher).await;
    assert_eq!(ben.post_form("/share/link", &[("url", url)]).await.status, 303);
    assert_eq!(describe(&anna, &first, &[], "publish").await.status, 303);
    let told = ben.post_form("/share/link", &[("url", url)]).await;
    assert_eq!(told.status, 422);
    told.must_say("This link is here already");
    assert_eq!(
        told.attribute(".rows .row-title a", "href").as_deref(),
        Some(format!("/r/{first}").as_str())
    );
    assert_eq!(told.attribute("#url", "value").as_deref(), Some(url));
    let again = ben.post_form("/share/link", &[("url", url), ("anyway", "true")]).await;
    assert_eq!(again.status, 303);
}

#[tokio::test]
async fn a_file_is_sent_whole_and_in_parts_and_counted_once() {
    let site = TestSite::start().await;
    let anna = site.person("anna", Role::Publisher).await;
    let answer = anna.upload("/share/file", &[], "Bruch_rechnen.pdf", b"%PDF-1.7 halves").await;
    let key = key_of(&answer);
    let form = answer.follow().await;
    assert_eq!(form.attribute("#title", "value").as_deref(), Some("Bruch rechnen"));
    assert_eq!(describe(&anna, &key, &[], "publish").await.status, 303);

    let reader = site.stranger();
    let path = format!("/r/{key}/dl/Bruch_rechnen.pdf");
    let head = reader.send(reader.request(Method::HEAD, &path)).await;
    assert_eq!((head.status, head.header("content-length")), (200, Some("15")));
    let part = reader.request(Method::GET, &path).header("range", "bytes=9-");
    let part = reader.send(part).await;
    assert_eq!((part.status, part.text().as_str()), (206, "halves"));
    assert_eq!(part.header("content-range"), Some("bytes 9-14/15"));
    let whole = reader.get(&format!("{path}?download")).await;
    assert_eq!(whole.body, b"%PDF-1.7 halves");
    assert!(whole.header("content-disposition").unwrap().starts_with("attachment"));
    assert_eq!(reader.get(&format!("/r/{key}/dl/other.pdf")).await.status, 404);
    let page = reader.get(&format!("/r/{key}")).await;
    assert!(page.has("iframe"), "the browser shows a PDF in place");
    // Writes are done in order, so the count of the one whole download is on the disk by now.
    site.settings(|_| {}).await;
    let page = reader.get(&format!("/r/{key}")).await;
    assert_eq!(page.one(".details .num"), "1");
}

#[tokio::test]
async fn the_same_content_is_kept_once() {
    let site = TestSite::start().await;
    let anna = site.person("anna", Role::Contributor).await;
    let ben = site.person("ben", Role::Contributor).await;
    anna.upload("/share/file", &[], "a.txt", b"the same").await;
    ben.upload("/share/file", &[], "b.txt", b"the same").await;
    assert_eq!(site.count("resource_files").await, 2);
    assert_eq!(site.count("blobs").await, 1);
}

#[tokio::test]
async fn a_course_backup_is_not_kept_as_a_file() {
    let site = TestSite::start().await;
    let anna = site.person("anna", Role::Contributor).await;
    let backup = b"\x1f\x8b names and marks of pupils";
    let answer = anna.upload("/share/file", &[], "Sicherung.MBZ", backup).await;
    assert_eq!(answer.status, 422);
    answer.must_say("This is a Moodle course backup.");
    assert_eq!(site.count("resources").await, 0);
    let hash = hornbook::crypto::sha256(backup);
    assert!(!site.site.files.exists(&hash).unwrap());
}

#[tokio::test]
async fn who_has_no_room_left_is_told_so() {
    let site = TestSite::start().await;
    let anna = site.person("anna", Role::Contributor).await;
    site.settings(|settings| settings.quota_person = 10).await;
    assert_eq!(anna.upload("/share/file", &[], "a.txt", b"12345678").await.status, 303);
    let answer = anna.upload("/share/file", &[], "b.txt", b"abcdefgh").await;
    assert_eq!(answer.status, 422);
    answer.must_say("There is no more room for your files.");
    // What is here already takes no more room.
    assert_eq!(anna.upload("/share/file", &[], "c.txt", b"12345678").await.status, 303);
    site.settings(|settings| settings.most_upload = 4).await;
    assert_eq!(anna.upload("/share/file", &[], "d.txt", b"12345").await.status, 413);
}

#[tokio::test]
async fn what_is_missing_is_said_in_sentences_and_nothing_typed_is_lost() {
    let site = TestSite::start().await;
    let anna = site.person("anna", Role::Publisher).await;
    let key = write_page(&anna).await;
    let changes = [("subjects", ""), ("levels", ""), ("keywords", "halves, quarters")];
    let answer = describe(&anna, &key, &changes, "publish").await;
    assert_eq!(answer.status, 422);
    assert_eq!(
        answer.all(".problems li"),
        ["Choose a subject; a broad one will do.", "Choose for whom it is."]
    );
    assert_eq!(answer.attribute("#keywords", "value").as_deref(), Some("halves, quarters"));
    assert!(answer.has("#adapt-alike[checked]"));
    // What holds is kept even so.
    anna.get(&format!("/r/{key}/edit")).await.must_say("Describe it");
    anna.get(&format!("/r/{key}")).await.must_say("Twelve exercises");
    assert_eq!(site.stranger().get(&format!("/r/{key}")).await.status, 404);
}

#[tokio::test]
async fn what_was_private_once_stays_so_in_the_list_of_versions() {
    let site = TestSite::start().await;
    let anna = site.person("anna", Role::Publisher).await;
    let hidden = [("title", "Support plan of M., 7b"), ("visibility", "private")];
    let key = published_page(&anna, &hidden).await;
    let open = [("title", "A support plan"), ("visibility", "public")];
    assert_eq!(describe(&anna, &key, &open, "save").await.status, 303);
    let list = format!("/r/{key}/versions");
    anna.get(&list).await.must_say("Version 1");
    let seen = site.stranger().get(&list).await;
    seen.must_say("A support plan");
    assert!(!seen.says("Support plan of M.") && !seen.says("Version 1"), "{}", seen.text());
}

#[tokio::test]
async fn a_published_page_is_changed_withdrawn_and_brought_back() {
    let site = TestSite::start().await;
    let anna = site.person("anna", Role::Publisher).await;
    let reader = site.stranger();
    let key = published_page(&anna, &[]).await;
    let address = format!("/r/{key}");
    reader.get(&address).await.must_say("One half and a quarter.");

    describe(&anna, &key, &[("title", "Adding and taking away")], "save").await;
    let content = format!("{address}/content");
    let fields = [("source", "# Thirds"), ("note", "Thirds for halves"), ("then", "save")];
    assert_eq!(anna.upload(&content, &fields, "", b"").await.status, 303);
    let page = reader.get(&address).await;
    page.must_say("Adding and taking away");
    page.must_say("Thirds");
    let list = reader.get(&format!("{address}/versions")).await;
    assert_eq!(list.all(".row-title a"), ["Version 3", "Version 2", "Version 1"]);
    list.must_say("Then changed: Thirds for halves");
    for (version, title) in [(1, "Adding fractions"), (2, "Adding and taking away")] {
        let earlier = reader.get(&format!("{address}/versions/{version}")).await;
        assert_eq!(earlier.one("h1"), title);
        earlier.must_say("One half and a quarter.");
    }

    assert_eq!(reader.post_form(&format!("{address}/versions/1/forget"), &[]).await.status, 303);
    anna.post_form(&format!("{address}/versions/1/forget"), &[]).await;
    assert_eq!(reader.get(&format!("{address}/versions/1")).await.status, 404);
    assert_eq!(reader.get(&format!("{address}/versions/2")).await.status, 200);

    let answer = anna.post_form(&format!("{address}/withdraw"), &[]).await.follow().await;
    assert_eq!(answer.status, 410);
    answer.must_say("Bring it back");
    let stone = reader.get(&address).await;
    assert_eq!(stone.status, 410);
    stone.must_say("This was taken away");
    assert!(!stone.says("Adding and taking away"));
    assert_eq!(reader.get(&format!("{address}/versions/2")).await.status, 410);

    anna.post_form(&format!("{address}/restore"), &[]).await;
    assert_eq!(reader.get(&address).await.status, 200);
    anna.post_form(&format!("{address}/unpublish"), &[]).await;
    assert_eq!(reader.get(&address).await.status, 404);
    anna.get("/drafts").await.must_say("Adding and taking away");
}

#[tokio::test]
async fn a_contributor_is_looked_over_and_becomes_a_publisher() {
    let site = TestSite::start().await;
    site.settings(|settings| settings.publisher_after = 2).await;
    let anna = site.person("anna", Role::Contributor).await;
    let carla = site.person("carla", Role::Curator).await;
    let first = published_page(&anna, &[]).await;
    let page = anna.get(&format!("/r/{first}")).await;
    page.must_say("Waits for a second look");
    assert_eq!(site.stranger().get(&format!("/r/{first}")).await.status, 404);
    assert_eq!(anna.post_form(&format!("/r/{first}/accept"), &[]).await.status, 403);

    carla.get("/review").await.must_say("Adding fractions");
    let note = [("note", "Say for whom it is.")];
    carla.post_form(&format!("/r/{first}/reject"), &note).await;
    anna.get(&format!("/r/{first}")).await.must_say("Say for whom it is.");
    let second = published_page(&anna, &[("title", "More fractions")]).await;
    for key in [&first, &second] {
        anna.post_form(&format!("/r/{key}/publish"), &[]).await;
        let answer = carla.post_form(&format!("/r/{key}/accept"), &[]).await;
        assert_eq!(answer.location.as_deref(), Some("/review"));
        assert_eq!(site.stranger().get(&format!("/r/{key}")).await.status, 200);
    }
    let third = published_page(&anna, &[("title", "Still more")]).await;
    assert_eq!(site.stranger().get(&format!("/r/{third}")).await.status, 200);
    let list = site.stranger().get("/u/anna").await;
    assert_eq!(list.all(".row-title a").len(), 3);
}

#[tokio::test]
async fn answers_are_shown_to_those_who_teach_only() {
    let site = TestSite::start().await;
    let ben = site.person("ben", Role::Contributor).await;
    let pupil = site.person("paul", Role::Reader).await;
    site.person("anna", Role::Publisher).await;
    let anna = person(&site.site, "anna").await;
    let settings = site.site.settings();
    let made = site.site.db.write(move |tx| {
        let content = Content {
            body: "<p>What is six times seven?</p>".into(),
            key: Some("<p>What is six times seven? It is forty-two.</p>".into()),
            module: "quiz".into(),
            ..Content::default()
        };
        let description = Description {
            title: "Times".into(),
            summary: "One question.".into(),
            languages: vec!["en".into()],
            subjects: vec!["0541".into()],
            levels: vec!["1".into()],
            types: vec!["assessment".into()],
            licence: "https://creativecommons.org/licenses/by/4.0/".into(),
            authors: vec![Author { name: "Anna".into(), url: String::new() }],
            visibility: Visibility::Public,
            ..Description::default()
        };
        let id = resources::begin(tx, &anna, New::of(Kind::Activity), &description, &content)?;
        resources::publish(tx, &settings, &anna, id)?;
        Ok(resources::find(tx, id)?.key)
    });
    let address = format!("/r/{}", made.await.unwrap());
    let shown = ben.get(&address).await;
    shown.must_say("It is forty-two.");
    shown.must_say("Right answers are shown because you teach here.");
    for reader in [pupil, site.stranger()] {
        let page = reader.get(&address).await;
        page.must_say("What is six times seven?");
        assert!(!page.text().contains("forty-two") && !page.says("Right answers"));
    }
}

#[tokio::test]
async fn who_may_see_it_is_kept_to() {
    let site = TestSite::start().await;
    let anna = site.person("anna", Role::Publisher).await;
    let pupil = site.person("paul", Role::Reader).await;
    let local = published_page(&anna, &[("visibility", "local")]).await;
    let private = published_page(&anna, &[("visibility", "private")]).await;
    let stranger = site.stranger().get(&format!("/r/{local}")).await;
    assert_eq!(stranger.location, Some(format!("/sign-in?back=%2Fr%2F{local}")));
    assert_eq!(pupil.get(&format!("/r/{local}")).await.status, 200);
    assert_eq!(pupil.get(&format!("/r/{private}")).await.status, 404);
    assert_eq!(pupil.get("/u/anna").await.all(".row-title a").len(), 1);
    assert_eq!(anna.get("/u/anna").await.all(".row-title a").len(), 2);
    describe(&anna, &private, &[("title", "For everybody now")], "save").await;
    assert_eq!(pupil.get(&format!("/r/{private}")).await.status, 200);
    let before = format!("/r/{private}/versions/1");
    assert_eq!(pupil.get(&before).await.status, 404, "it was not meant for others then");
    assert_eq!(anna.get(&before).await.status, 200);
    assert_eq!(pupil.get("/share").await.status, 403);
    assert_eq!(pupil.post_form(&format!("/r/{local}/withdraw"), &[]).await.status, 403);
    assert_eq!(pupil.get(&format!("/r/{local}/edit")).await.status, 403);
}
