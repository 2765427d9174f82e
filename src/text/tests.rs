//! Snippets, excerpts, Markdown, languages, addresses, handles, sizes.

use super::{
    analyse::Matcher,
    excerpt::{excerpt, is_beginning},
    language::{self, Direction},
    markdown,
    size::size,
    slug::{handle, is_handle, slug},
    snippet::snippet,
    url,
};

/// A snippet with its hits in square brackets.
fn shown(text: &str, query: &str, language: &str, width: usize) -> String {
    let snippet = snippet(text, &Matcher::new(query, &[language]), width);
    snippet
        .parts
        .iter()
        .map(|(words, hit)| if *hit { format!("[{words}]") } else { words.clone() })
        .collect()
}

#[test]
fn a_snippet_marks_words_as_the_search_finds_them() {
    for (text, query, language, wanted) in [
        ("Wir kürzen Brüche.", "bruch", "de", "Wir kürzen [Brüche]."),
        ("Adding  fractions\nis easy", "FRACTION add", "en", "[Adding] [fractions] is easy"),
        ("Mathematikunterricht heute", "unterricht", "de", "[Mathematikunterricht] heute"),
        ("Die Bruchrechnung", "bruch üben", "de", "Die [Bruchrechnung]"),
        ("小学三年级数学分数入门", "分数", "zh", "小学三年级数学[分数]入门"),
        ("الكسور في المدرسة", "كسور", "ar", "[الكسور] في المدرسة"),
        ("การบวกเศษส่วน", "เศษส่วน", "th", "การบวก[เศษส่วน]"),
        ("not here", "fraction", "en", "not here"),
        ("a b c", "-b", "en", "a b c"),
        ("", "x", "en", ""),
        ("an e-mail", "email", "en", "an [e-mail]"),
    ] {
        assert_eq!(shown(text, query, language, 200), wanted);
    }
}

#[test]
fn a_snippet_shows_where_most_words_are_together() {
    let filler = "lorem ipsum dolor sit amet consectetur ".repeat(40);
    let text = format!("One cat. {filler} The cat chased the dog. {filler} A dog.");
    let shown = shown(&text, "cat dog", "en", 80);
    assert!(shown.starts_with('…') && shown.ends_with('…'), "{shown}");
    assert!(shown.contains("[cat] chased the [dog]"), "{shown}");
    assert!(shown.chars().count() <= 80 + 8, "{shown}");
    for width in 0..60 {
        for query in ["cat", "zzz", "猫", "👩🏽‍🏫"] {
            let text = "猫 cat 👩🏽‍🏫 ä\u{308} cat 猫猫猫猫 c\u{301}at กำ cat";
            let whole: String = snippet(text, &Matcher::new(query, &["en"]), width)
                .parts
                .iter()
                .map(|part| part.0.as_str())
                .collect();
            assert!(whole.chars().count() <= width + 12, "{width} {whole}");
        }
    }
    let long = "cat dog ".repeat(100_000);
    assert!(!snippet(&long, &Matcher::new("cat dog", &["en", "de"]), 200).parts.is_empty());
}

#[test]
fn an_excerpt_ends_between_words() {
    for (text, most, wanted) in [
        ("Short.", 20, "Short."),
        ("One two three four", 12, "One two…"),
        ("One,  two\n\nthree", 16, "One, two three"),
        ("Donaudampfschifffahrt", 8, "Donauda…"),
        ("小学三年级数学", 5, "小学三年…"),
        ("👩🏽‍🏫👩🏽‍🏫👩🏽‍🏫", 2, "👩🏽‍🏫…"),
        ("", 5, ""),
        ("abc", 3, "abc"),
        ("abc", 0, ""),
    ] {
        assert_eq!(excerpt(text, most), wanted, "{text}");
    }
}

#[test]
fn people_are_named_with_an_at_sign_outside_of_code_links_and_mail_addresses() {
    let given = "@Anna and @ben_2, a@school.example, @eva@other.example, `@code`, \
                 [@link](https://a.example), **@anna**, @ü, @x, (@carl)";
    assert_eq!(markdown::people(given), ["anna", "ben_2", "carl"]);
    let html =
        markdown::with_people(given, &|handle| (handle == "anna").then(|| "/u/anna".to_owned()));
    assert!(html.starts_with("<p><a href=\"/u/anna\">@Anna</a> and @ben_2, a@school.example"));
    assert!(html.contains("<strong><a href=\"/u/anna\">@anna</a></strong>"), "{html}");
}

#[test]
fn markdown_becomes_safe_html() {
    for (given, wanted) in [
        ("# A\n\n###### B", "<h2>A</h2>\n<h6>B</h6>\n"),
        (
            "*a* **b** ~~c~~ `d`",
            "<p><em>a</em> <strong>b</strong> <del>c</del> <code>d</code></p>\n",
        ),
        ("a\nb", "<p>a<br>\nb</p>\n"),
        ("- x\n- y", "<ul>\n<li>x</li>\n<li>y</li>\n</ul>\n"),
        ("<b onclick=x>y</b>", "<p>&lt;b onclick=x&gt;y&lt;/b&gt;</p>\n"),
        ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        ("[x](javascript:alert(1))", "<p><a>x</a></p>\n"),
        ("[x](/r/1)", "<p><a href=\"/r/1\">x</a></p>\n"),
        (
            "see (https://a.example/b_c).",
            "<p>see (<a href=\"https://a.example/b_c\" rel=\"noopener noreferrer nofollow ugc\">https://a.example/b_c</a>).</p>\n",
        ),
        ("`https://a.example`", "<p><code>https://a.example</code></p>\n"),
        ("xhttps://a", "<p>xhttps://a</p>\n"),
        ("https://", "<p>https://</p>\n"),
        ("![a tree](/t.png)", "<p><img src=\"/t.png\" alt=\"a tree\" loading=\"lazy\"></p>\n"),
    ] {
        assert_eq!(markdown::to_html(given), wanted);
    }
    assert!(markdown::to_html("|a|b|\n|-|-|\n|1|2|").contains("<td>1</td><td>2</td>"));
    assert_eq!(
        markdown::to_text("# Title\n\n* one\n* two\n\n[link](https://a.example) & more"),
        "Title\n\none\ntwo\n\nlink & more"
    );
    for attack in [">", "*", "[", "![", "`", "- ", "http://", "_a", "|", "&amp;", "<b>", "1. > "] {
        let html = markdown::to_html(&attack.repeat(3000));
        assert!(html.len() < 2_000_000, "{attack}");
    }
}

#[test]
fn languages_are_named_directed_guessed_and_chosen() {
    for (given, wanted) in [
        ("de", Some("de")),
        ("DE_at", Some("de-AT")),
        ("zh-hant-tw", Some("zh-Hant-TW")),
        ("deu", Some("de")),
        ("iw", Some("he")),
        ("pt-BR-x-foo", Some("pt-BR")),
        ("de_kids", Some("de")),
        ("es-419", Some("es-419")),
        ("de-1996", Some("de")),
        ("english", None),
        ("", None),
        ("d", None),
        ("\"><script>", None),
    ] {
        assert_eq!(language::normalise(given).as_deref(), wanted, "{given}");
    }
    for (tag, direction) in [
        ("ar", Direction::RightToLeft),
        ("fa-IR", Direction::RightToLeft),
        ("he", Direction::RightToLeft),
        ("ur", Direction::RightToLeft),
        ("az-Arab", Direction::RightToLeft),
        ("ur-Latn", Direction::LeftToRight),
        ("de", Direction::LeftToRight),
        ("?", Direction::LeftToRight),
    ] {
        assert_eq!(language::direction(tag), direction, "{tag}");
    }
    for (text, tag) in [
        ("Die Schülerinnen und Schüler lernen, Brüche zu kürzen und zu erweitern.", "de"),
        ("The pupils learn how to add fractions with unlike denominators.", "en"),
        ("Les élèves apprennent à additionner des fractions de dénominateurs différents.", "fr"),
        ("الكسور والأعداد العشرية في المدرسة الابتدائية", "ar"),
        ("分数的初步认识", "zh"),
    ] {
        assert_eq!(language::guess(text).unwrap().0, tag);
    }
    assert_eq!(language::guess(""), None);
    let available = ["en", "de", "pt-BR"];
    for (header, wanted) in [
        ("de-AT,de;q=0.9,en;q=0.5", Some("de")),
        ("fr, pt;q=0.4, en;q=0.3", Some("pt-BR")),
        ("en;q=0, de", Some("de")),
        ("fr", None),
        ("*", Some("en")),
        ("", None),
        (";;q=,,x", None),
    ] {
        assert_eq!(language::choose(header, &available), wanted, "{header}");
    }
}

#[test]
fn addresses_of_one_page_look_the_same() {
    for (given, wanted) in [
        ("HTTP://Example.ORG:80/a/", Some("https://example.org/a")),
        ("https://example.org", Some("https://example.org")),
        ("https://example.org:443/?utm_source=x&fbclid=1#top", Some("https://example.org")),
        ("https://example.org:8443/", Some("https://example.org:8443")),
        ("https://example.org/?b=2&a=1&gclid=z", Some("https://example.org?a=1&b=2")),
        ("https://u:p@example.org/x", Some("https://example.org/x")),
        ("https://example.org/#!/page", Some("https://example.org#!/page")),
        ("https://BÜCHER.example/ä", Some("https://xn--bcher-kva.example/%C3%A4")),
        ("https://example.org./a/../b", Some("https://example.org/b")),
        ("ftp://example.org/", None),
        ("javascript:alert(1)", None),
        ("example.org", None),
        ("", None),
    ] {
        assert_eq!(url::normalise(given).as_deref(), wanted, "{given}");
    }
    assert_eq!(url::host("https://www.Example.org/x").as_deref(), Some("example.org"));
    assert_eq!(url::host("mailto:a@b"), None);
}

#[test]
fn every_name_gives_a_handle() {
    for (name, wanted) in [
        ("Jörg Müller-Lüdenscheidt", "joerg_mueller_luedenscheidt"),
        ("Ада Лавлейс", "ada_lavleys"),
        ("Αθηνά Παπαδοπούλου", "athina_papadopoyloy"),
        ("Renée O’Connor", "renee_oconnor"),
        ("김민수", "gimminsu"),
        ("محمد علي", "mhmd_ly"),
        ("3b Klasse", "b_klasse"),
        ("田中", "person"),
        ("", "person"),
        ("X", "x_"),
        ("___", "person"),
        ("Łukasz Żółć", "lukasz_zolc"),
        ("a".repeat(99).as_str(), "a".repeat(30).as_str()),
    ] {
        assert_eq!(handle(name), wanted);
        assert!(is_handle(&handle(name)), "{name}");
    }
    for bad in ["", "a", "1a", "_a", "A1", "a-b", "ä1", "a b", "a\n"] {
        assert!(!is_handle(bad), "{bad}");
    }
    assert_eq!(slug("Brüche: kürzen & erweitern!", 40), "brueche-kuerzen-erweitern");
    assert_eq!(slug("Brüche: kürzen & erweitern!", 16), "brueche-kuerzen");
}

#[test]
fn sizes_are_short_and_in_the_readers_way() {
    for (bytes, language, wanted) in [
        (0, "en", "0 bytes"),
        (1, "en", "1 byte"),
        (999, "de", "999 Bytes"),
        (1000, "en", "1 kB"),
        (1_440_000, "en", "1.4 MB"),
        (1_440_000, "de-AT", "1,4 MB"),
        (1_440_000, "fr", "1,4 Mo"),
        (999_950, "en", "1 MB"),
        (123_456_789, "en", "123 MB"),
        (u64::MAX, "en", "18446744 TB"),
    ] {
        assert_eq!(size(bytes, language).replace('\u{A0}', " "), wanted);
    }
}

#[test]
fn what_only_repeats_the_beginning_is_known_as_such() {
    let text = "Look at the map.  Then\nanswer 1 and 2.";
    assert!(is_beginning("Look at the map. Then…", text));
    assert!(is_beginning("Look at the map.", text));
    assert!(!is_beginning("For the first lesson.", text));
    assert!(!is_beginning("Look at the map.", "Look"));
    assert!(!is_beginning("…", text));
}

#[test]
fn escaped_bytes_are_read_and_what_only_looks_so_is_left() {
    for (given, mark, wanted) in [
        ("a%20b", b'%', "a b"),
        ("Br%C3%BCche%2", b'%', "Brüche%2"),
        ("100% sure %zz", b'%', "100% sure %zz"),
        ("A#2FB%20", b'#', "A/B%20"),
    ] {
        assert_eq!(url::unescaped(given.as_bytes(), mark), wanted.as_bytes(), "{given}");
    }
}
