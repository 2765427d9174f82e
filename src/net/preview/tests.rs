//! Pages good, odd and hostile, and what they say of themselves.

use std::time::Instant;

use url::Url;

use super::{Preview, preview};

fn read(html: &str) -> Preview {
    preview(html, &Url::parse("https://example.org/a/b.html").unwrap())
}

#[expect(clippy::unnecessary_wraps, reason = "compared with optional fields")]
fn url(text: &str) -> Option<Url> {
    Some(Url::parse(text).unwrap())
}

#[test]
fn opengraph_comes_first() {
    let page = read(
        r#"<!doctype html><html lang="en-GB"><head><title>Fractions | Site</title>
        <meta charset=utf-8><meta property="og:title" content="Fractions &amp; decimals">
        <META NAME='description' CONTENT='plain'><meta property=og:description content="rich">
        <meta property="og:image" content="/img/a.png?x=1&amp;y=2">
        <meta property="og:site_name" content="Maths for all"><meta property="og:locale" content="en_US">
        <meta property="og:url" content="https://example.org/canonical?a=1&copy=2">
        <meta property="article:published_time" content="2024-05-01T10:00:00+02:00">
        <meta name="author" content="A. Teacher"></head>
        <body><a href='https://creativecommons.org/licenses/by/4.0/' rel='license noopener'>CC</a>"#,
    );
    assert_eq!(page.title.as_deref(), Some("Fractions & decimals"));
    assert_eq!(page.description.as_deref(), Some("rich"));
    assert_eq!(page.image, url("https://example.org/img/a.png?x=1&y=2"));
    assert_eq!(page.site_name.as_deref(), Some("Maths for all"));
    assert_eq!(page.language.as_deref(), Some("en-GB"));
    assert_eq!(page.canonical, url("https://example.org/canonical?a=1&copy=2"));
    assert_eq!(page.author.as_deref(), Some("A. Teacher"));
    let licence = "https://creativecommons.org/licenses/by/4.0/";
    assert_eq!(page.licence.as_deref(), Some(licence));
    assert_eq!(page.published.unwrap().rfc3339(), "2024-05-01T08:00:00Z");
}

#[test]
fn schema_org_speaks_through_graphs_and_references() {
    let page = read(
        r##"<title>x</title><script type="application/ld+json">{"@context":"https://schema.org","@graph":[
        {"@type":"WebPage","@id":"#page","name":"The page","inLanguage":"fr"},
        {"@type":"ImageObject","name":"not this"},
        {"@type":["LearningResource","CreativeWork"],"name":"Les fractions","description":"<b>Cours</b> d&#39;été",
         "image":[{"@type":"ImageObject","url":"pic.jpg"}],"license":{"@id":"https://creativecommons.org/licenses/by-sa/4.0/"},
         "author":[{"@id":"#ada"},{"@type":"Person","name":"Bob"}],"datePublished":"2023-02-03","publisher":{"name":"École"}},
        {"@type":"Person","@id":"#ada","name":"Ada"}]}</script>
        <script type="application/ld+json">{ broken</script>"##,
    );
    assert_eq!(page.title.as_deref(), Some("Les fractions"));
    assert_eq!(page.description.as_deref(), Some("<b>Cours</b> d'été"));
    assert_eq!(page.image, url("https://example.org/a/pic.jpg"));
    assert_eq!(page.author.as_deref(), Some("Ada, Bob"));
    assert_eq!(page.site_name.as_deref(), Some("École"));
    assert_eq!(page.language.as_deref(), Some("fr"));
    assert_eq!(page.licence.as_deref(), Some("https://creativecommons.org/licenses/by-sa/4.0/"));
    assert_eq!(page.published.unwrap().date(), "2023-02-03");
}

#[test]
fn a_plain_page_has_at_least_its_title() {
    for (html, title) in [
        ("<title>Plain</title>", Some("Plain")),
        ("<TITLE\n>\n Two\n  lines &euro; </TITLE >", Some("Two lines €")),
        ("<title>a <b>c</b></title>", Some("a <b>c</b>")),
        ("<title>&lt;script&gt;</title>", Some("<script>")),
        ("<title>ad\u{202e}min\u{200b}</title>", Some("admin")),
        ("<title></title><meta name=dc.title content=Core>", Some("Core")),
        ("<!-- <title>hidden</title> --><title>shown</title>", Some("shown")),
        ("<script>'<title>no</title>'</script><title>yes</title>", Some("yes")),
        ("<p title='a > b'><title>after</title>", Some("after")),
        ("<meta content='first' property='og:title' content='second'>", Some("first")),
        ("<meta property='og:title' content=\"it's\"><title>x</title>", Some("it's")),
        ("<meta property='og:title' content=''><title>x</title>", Some("x")),
        ("<title>unclosed", Some("unclosed")),
        ("<title", None),
        ("<title> \n </title>", None),
        ("no tags at all", None),
        ("", None),
    ] {
        assert_eq!(read(html).title.as_deref(), title, "{html}");
    }
}

#[test]
fn addresses_are_of_the_web_and_stand_on_the_base() {
    for (html, image) in [
        (
            "<base href='/c/'><base href='/d/'><meta name=twitter:image content=i.png>",
            url("https://example.org/c/i.png"),
        ),
        ("<link rel='icon image_src' href=//cdn.example/i.png>", url("https://cdn.example/i.png")),
        ("<meta property=og:image content='javascript:alert(1)'>", None),
        ("<meta property=og:image content='data:image/png;base64,AA'>", None),
        ("<meta property=og:image content='https://me:pw@example.org/'>", None),
        ("<meta property=og:image content='http://[bad'>", None),
    ] {
        assert_eq!(read(html).image, image, "{html}");
    }
    assert_eq!(read("<a rel=canonical href=/x>").canonical, None);
    assert_eq!(read("<link rel=Canonical href=/x>").canonical, url("https://example.org/x"));
}

#[test]
fn languages_and_dates_are_read_or_left() {
    for (tag, language) in [
        ("de", Some("de")),
        ("pt_BR", Some("pt-BR")),
        ("zh-Hant-TW", Some("zh-Hant-TW")),
        ("en, fr", Some("en")),
        ("english", None),
        ("\"><script>", None),
        ("", None),
    ] {
        let html = format!("<meta property=og:locale content='{tag}'>");
        assert_eq!(read(&html).language.as_deref(), language, "{tag}");
    }
    for (written, published) in [
        ("2024-05-01", Some("2024-05-01T00:00:00Z")),
        ("2024/05/01", Some("2024-05-01T00:00:00Z")),
        ("2024-05-01T10:00:00", Some("2024-05-01T10:00:00Z")),
        ("2024-05-01T10:00:00+0200", Some("2024-05-01T08:00:00Z")),
        ("May 2024", None),
    ] {
        let html = format!("<meta name=article:published_time content='{written}'>");
        let found = read(&html).published.map(crate::time::Moment::rfc3339);
        assert_eq!(found.as_deref(), published, "{written}");
    }
}

#[test]
fn long_texts_are_cut_between_words() {
    let page = read(&format!("<meta name=description content='{}'>", "word ".repeat(10_000)));
    let description = page.description.unwrap();
    assert!(description.chars().count() <= 500 && description.ends_with("word…"));
    let page = read(&format!("<title>{}</title>", "ü".repeat(10_000)));
    assert_eq!(page.title.unwrap().chars().count(), 200);
}

#[test]
fn no_page_is_slow_or_breaks() {
    let started = Instant::now();
    for piece in [
        "<div>",
        "<p>",
        "<a rel=license ",
        "<a='",
        "<!--",
        "<!-- x --!>",
        "</",
        "<script>",
        "<title>x",
        "&amp;",
        "<meta property=og:title content=\"",
        "<b><table>",
        "=\"'",
        "<meta name=a content=b>",
        "é<é",
        "<script type=application/ld+json>[{</script>",
        "<svg/onload=x>",
    ] {
        let html = piece.repeat(300_000 / piece.len());
        read(&html);
        read(&format!("<title>{html}"));
        read(&format!("<script type=application/ld+json>{html}"));
    }
    let nested = format!("<script type=application/ld+json>{}", "[".repeat(200_000));
    read(&nested);
    assert!(started.elapsed().as_secs() < 20, "{:?}", started.elapsed());
}
