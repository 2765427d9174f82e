//! Stories about what is written inside files: read by a job, found by those who may see it.

use std::io::{Cursor, Write};

use hornbook::web::Role;
use zip::{ZipWriter, write::SimpleFileOptions};

use super::{
    resources::{describe, key_of},
    test_site::TestSite,
    visitor::Visitor,
};

/// A document of Word with one paragraph.
fn word(text: &str) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file("word/document.xml", SimpleFileOptions::default()).unwrap();
    let document =
        format!("<w:document><w:body><w:p><w:t>{text}</w:t></w:p></w:body></w:document>");
    zip.write_all(document.as_bytes()).unwrap();
    zip.finish().unwrap().into_inner()
}

/// Publishes a file; returns the key of its resource.
async fn publish(by: &Visitor, name: &str, bytes: &[u8], changes: &[(&str, &str)]) -> String {
    let key = key_of(&by.upload("/share/file", &[], name, bytes).await);
    let answer = describe(by, &key, changes, "publish").await;
    assert_eq!(answer.status, 303, "{}", answer.text());
    key
}

#[tokio::test]
async fn a_word_that_stands_only_inside_a_file_finds_it_for_those_who_may_see_it() {
    let site = TestSite::start().await;
    let anna = site.person("anna", Role::Publisher).await;
    let text = "We cut an apple in four parts. Walnuts are harder &amp; smaller.";
    let key = publish(&anna, "Leaf.docx", &word(text), &[("visibility", "local")]).await;
    let stranger = site.stranger();
    assert_eq!(site.count("file_words").await, 0, "nothing is read while somebody waits");
    site.run_jobs().await;
    let page = anna.get("/search?q=walnut").await;
    page.must_say("Adding fractions");
    page.must_say("Walnuts are harder & smaller.");
    assert!(page.all("mark").contains(&"Walnuts".to_owned()), "{:?}", page.all("mark"));
    for words in ["walnut", "smaller"] {
        let page = stranger.get(&format!("/search?q={words}")).await;
        assert!(!page.says("Adding fractions") && !page.says("harder"), "strangers see nothing");
    }

    let other = word("Now about hazelnuts.");
    let answer = anna.upload(&format!("/r/{key}/content"), &[], "Leaf.docx", &other).await;
    assert_eq!(answer.status, 303, "{}", answer.text());
    site.run_jobs().await;
    assert!(anna.get("/search?q=hazelnuts").await.says("Adding fractions"));
    assert!(!anna.get("/search?q=walnut").await.says("Adding fractions"));
}

#[tokio::test]
async fn the_same_file_is_read_once_and_its_words_go_with_it() {
    let site = TestSite::start().await;
    let anna = site.person("anna", Role::Publisher).await;
    publish(&anna, "a.md", b"About *walnuts*.", &[("title", "One")]).await;
    site.run_jobs().await;
    publish(&anna, "b.md", b"About *walnuts*.", &[("title", "Two")]).await;
    publish(&anna, "broken.docx", b"PK\x03\x04 no zip", &[("title", "Three")]).await;
    publish(&anna, "dot.png", &super::resources::png(), &[("title", "Four")]).await;
    site.run_jobs().await;
    assert_eq!(site.count("file_words").await, 2, "and a broken one is not tried again");
    let page = anna.get("/search?q=walnuts").await;
    assert!(page.says("One") && page.says("Two"));

    let erased = site.site.db.write(|tx| {
        hornbook::site::forget_file(tx, &hornbook::crypto::sha256(b"About *walnuts*.").hex())
    });
    erased.await.unwrap();
    assert_eq!(site.count("file_words").await, 1);
}

#[tokio::test]
async fn files_that_were_here_before_are_read_once() {
    let site = TestSite::start().await;
    let anna = site.person("anna", Role::Publisher).await;
    publish(&anna, "a.txt", b"About walnuts.", &[]).await;
    let before = site.site.db.write(|tx| {
        tx.execute("delete from jobs where kind = 'resources.read'", [])?;
        tx.execute(
            "insert into jobs(kind, payload, key, due, made)
             values ('resources.read_all', '{}', '', 0, 0)",
            [],
        )?;
        Ok(())
    });
    before.await.unwrap();
    site.run_jobs().await;
    assert!(site.stranger().get("/search?q=walnuts").await.says("Adding fractions"));
}
