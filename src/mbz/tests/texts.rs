//! What becomes of links, pictures, players, formulas and languages in a teacher's text.

use super::super::*;
use super::made::*;

fn course() -> (Try, Course) {
    let attempt = Try::new();
    let course = attempt.course(&gz(tar_of(&members())), &Options::default()).unwrap();
    (attempt, course)
}

/// A text of the made page, shown with everything taken or with nothing.
fn shown(course: &Course, raw: &str, format: i64, links: &dyn Links) -> String {
    let mut activity = course.activity(7).unwrap();
    let Content::Page { content } = &mut activity.content else { panic!() };
    raw.clone_into(&mut content.raw);
    content.format = format;
    let bank = course.questions().unwrap();
    let body = course.render(&activity, &bank, links, &WordList::english()).unwrap().body;
    super::check_html(&body, raw);
    let body = body.replace(" rel=\"noopener noreferrer nofollow\"", "");
    let body = body.trim().trim_start_matches("<div class=\"course-text\">");
    body.trim_end_matches("</div>").trim().to_owned()
}

#[test]
fn links_and_pictures_lead_here() {
    let (_tree, course) = course();
    let picture = format!("/files/{}", course.files.iter().next().unwrap().sha1[0]);
    let image = |alt: &str| format!("<img src=\"{picture}\" alt=\"{alt}\" loading=\"lazy\">");
    for (raw, want) in [
        ("<img src=\"@@PLUGINFILE@@/pic%20one.png?x=1\" alt=\"A\">", image("A")),
        ("<img src='@@PLUGINFILE@@/a%20b/%C3%BC.png'>", image("")),
        ("<img src=@@PLUGINFILE@@/a%20b/ü.png alt=b>", image("b")),
        ("<img src=\"$@FILEPHP@$$@SLASH@$media$@SLASH@$old.png\" alt=\"\">", image("")),
        (
            "<img alt=\"o\" src=\"http://old.example/moodle/pluginfile.php/70/mod_page/content/3/pic%20one.png\">",
            image("o"),
        ),
        (
            "<img alt=\"d\" src=\"https://old.example/moodle/draftfile.php/5/user/draft/99/pic%20one.png\">",
            image("d"),
        ),
        ("<img src=\"../../file.php/9/media/old.png\" alt=\"\">", image("")),
        ("<a href=\"/mod/page/view.php?id=7\">p</a>", "<a href=\"/r/7\">p</a>".to_owned()),
        ("<a href=\"/logout\">p</a>", "p".to_owned()),
        ("<a href=\"$@PAGEVIEWBYID*7@$\">p</a>", "<a href=\"/r/7\">p</a>".to_owned()),
        ("<a href=\"$@COURSEVIEWBYID*5@$\">c</a>", "<a href=\"/c/1\">c</a>".to_owned()),
        ("See $@PAGEVIEWBYID*7@$!", "See <a href=\"/r/7\">The title</a>!".to_owned()),
        (
            "<a href=\"https://old.example/moodle/mod/page/view.php?id=7&amp;x=1\">p</a>",
            "<a href=\"/r/7\">p</a>".to_owned(),
        ),
        (
            "<a href=\"https://old.example/moodle/mod/page/view.php?id=999\">other</a>",
            "<a href=\"https://old.example/moodle/mod/page/view.php?id=999\">other</a>".to_owned(),
        ),
        ("<a href=\"$@PAGEVIEWBYID*8@$\">gone</a>", "gone".to_owned()),
        ("<a href=\"$@NOSUCHTHING*1*2@$\">x</a>", "x".to_owned()),
        ("<a href=\"javascript:alert(1)\" onclick=\"x()\">x</a>", "x".to_owned()),
        (
            "<a href=\"#top\">up</a><h1 id=\"top\">T</h1>",
            "<a href=\"#c-top\">up</a><h2 id=\"c-top\">T</h2>".to_owned(),
        ),
        (
            "<video poster=\"x\"><source src=\"@@PLUGINFILE@@/pic%20one.png\" type=\"video/mp4\">words</video>",
            format!(
                "<video controls=\"\" preload=\"none\"><source src=\"{picture}\" type=\"video/mp4\"></video>"
            ),
        ),
        (
            "<iframe src=\"https://video.example/embed/1\" title=\"Film\">x</iframe>",
            "<a class=\"course-remote\" href=\"https://video.example/embed/1\">Film</a>".to_owned(),
        ),
        (
            "<img src=\"https://tracker.example/p.gif\" alt=\"dot\">",
            "<a class=\"course-remote\" href=\"https://tracker.example/p.gif\">dot</a>".to_owned(),
        ),
    ] {
        assert_eq!(shown(&course, raw, 1, &super::All), want, "{raw}");
    }
}

#[test]
fn what_was_not_taken_becomes_plain_text() {
    let (_tree, course) = course();
    for (raw, want) in [
        ("<a href=\"$@PAGEVIEWBYID*7@$\">the page</a>", "the page"),
        ("<a href=\"@@PLUGINFILE@@/pic%20one.png\">the file</a>", "the file"),
        ("to $@PAGEVIEWBYID*7@$", "to (not part of this collection)"),
        (
            "<img src=\"@@PLUGINFILE@@/none.png\" alt=\"A map\">",
            "<span class=\"course-missing\">A map (picture missing)</span>",
        ),
        (
            "<audio src=\"@@PLUGINFILE@@/a.mp3\">@@PLUGINFILE@@/a.mp3</audio>",
            "<span class=\"course-missing\">This file is not in the backup.</span>",
        ),
        ("$@H5PEMBED@$?url=x", "(not part of this collection)?url=x"),
        ("&#36;@PAGEVIEWBYID*7@$ and $@ alone", "and  alone"),
        ("<b title=\"$@X@$ @@PLUGINFILE@@/y\">t</b>", "<b title=\" y\">t</b>"),
    ] {
        assert_eq!(shown(&course, raw, 1, &super::Nothing), want, "{raw}");
    }
}

#[test]
fn pictures_within_a_text_can_be_taken_out() {
    struct Taking;
    impl Links for Taking {
        fn file(&self, _: &CourseFile) -> Option<String> {
            None
        }
        fn activity(&self, _: i64) -> Option<String> {
            None
        }
        fn picture(&self, mime: &str, bytes: &[u8]) -> Option<String> {
            (mime == "image/png" && bytes == b"png!").then(|| "/files/new".to_owned())
        }
    }
    let (_tree, course) = course();
    let raw = "<img src=\"data:image/png;base64,cG5nIQ==\" alt=\"x\">";
    let want = "<img src=\"/files/new\" alt=\"x\" loading=\"lazy\">";
    assert_eq!(shown(&course, raw, 1, &Taking), want);
    assert!(shown(&course, raw, 1, &super::All).contains("course-missing"));
    let svg = "<img src=\"data:image/svg+xml;base64,cG5nIQ==\" alt=\"x\">";
    assert!(shown(&course, svg, 1, &Taking).contains("course-missing"));
    let forged = "<a href=\"&#1;here:javascript:x\">x</a>";
    assert_eq!(shown(&course, forged, 1, &Taking), "x");
}

#[test]
fn formats_languages_and_formulas_are_kept() {
    let (_tree, course) = course();
    for (raw, format, want) in [
        ("one\ntwo", 0, "<p>one<br>\ntwo</p>"),
        ("<p>one\ntwo</p>", 0, "<p>one\ntwo</p>"),
        ("a <b> & c", 2, "a &lt;b&gt; &amp; c"),
        ("# T\n\n*x*", 4, "<h2>T</h2>\n<p><em>x</em></p>"),
        ("<h4>a</h4><h5>b</h5>", 1, "<h2>a</h2><h3>b</h3>"),
        (
            "{mlang en}Yes{mlang}{mlang de}Ja{mlang}",
            1,
            "<span lang=\"en\">Yes</span><span lang=\"de\">Ja</span>",
        ),
        ("<span class=\"multilang\" lang=\"fr\">Oui</span>", 1, "<span lang=\"fr\">Oui</span>"),
        ("so $$x^2$$ is", 1, "so <span class=\"tex\">$$x^2$$</span> is"),
        ("\\(a &lt; b\\)", 1, "<span class=\"tex\">\\(a &lt; b\\)</span>"),
        (
            "a \\begin{align}x\\end{align} b",
            1,
            "a <span class=\"tex\">\\begin{align}x\\end{align}</span> b",
        ),
        ("<code>$$ no $$</code>", 1, "<code>$$ no $$</code>"),
        ("<p style=\"x\" class=\"y\"><script>1</script>t", 1, "<p>t</p>"),
        ("<!--><img src=/x onerror=y>-->t", 1, "t"),
    ] {
        assert_eq!(shown(&course, raw, format, &super::All), want, "{raw}");
    }
}

#[test]
fn titles_are_plain_text_in_one_language() {
    for (raw, prefer, want) in [
        ("Caf&eacute; &amp; <b>Bar</b>", &[][..], "Café & Bar"),
        ("{mlang en}Cat{mlang}{mlang de}Katze{mlang}", &["de"], "Katze"),
        ("{mlang en}Cat{mlang}{mlang de}Katze{mlang}", &["fr"], "Cat"),
        (
            "<span lang=\"en\" class=\"multilang\">Cat</span> <span lang=\"de\" class=\"multilang\">Katze</span>!",
            &["de"],
            "Katze!",
        ),
        ("{mlang broken <span multilang", &[], "{mlang broken"),
        ("a < b", &[], "a < b"),
    ] {
        assert_eq!(text::title(raw, prefer), want, "{raw}");
    }
}

#[test]
fn both_word_lists_say_the_same_things() {
    let (english, german) = (WordList::english(), WordList::german());
    assert_eq!(english.keys(), german.keys());
    let source = [
        include_str!("../availability.rs"),
        include_str!("../bank/mod.rs"),
        include_str!("../course/mod.rs"),
        include_str!("../render/bank.rs"),
        include_str!("../render/mod.rs"),
        include_str!("../render/modules.rs"),
        include_str!("../render/packages.rs"),
        include_str!("../render/question.rs"),
        include_str!("../render/rewrite.rs"),
        include_str!("../render/gaps.rs"),
        include_str!("../render/lesson.rs"),
        include_str!("../render/player.rs"),
        include_str!("../render/tasks.rs"),
    ]
    .concat();
    for key in source.split('"').filter(|piece| piece.starts_with("mbz-")) {
        assert!(english.keys().contains(key), "{key}");
    }
    for key in english.keys() {
        assert!(source.contains(&format!("\"{key}\"")), "{key} is never said");
    }
}

#[test]
fn answers_stand_only_in_the_key() {
    let Some(folder) = super::samples() else { return };
    let (_tree, course) =
        super::open(&folder.join("m43-quiz-archiver.mbz"), &Options::default()).unwrap();
    let questions = course.questions().unwrap();
    let words = WordList::english();
    let cmid = course.activities.iter().find(|stub| stub.cmid == 23).unwrap().cmid;
    let activity = course.activity(cmid).unwrap();
    let shown = course.render(&activity, &questions, &super::All, &words).unwrap();
    let key = shown.key.unwrap();
    assert!(key.contains("That sounds about right."));
    assert!(key.contains("course-right"));
    for secret in ["That sounds about right.", "course-right", "You found it"] {
        assert!(!shown.body.contains(secret), "{secret}");
        assert!(!shown.text.contains(secret), "{secret}");
    }
    assert_eq!(shown.warnings, []);
}

#[test]
fn a_question_is_read_in_its_newest_ready_version() {
    let Some(folder) = super::samples() else { return };
    let (_tree, course) =
        super::open(&folder.join("gen-m456-allmods-nu.mbz"), &Options::default()).unwrap();
    let questions = course.questions().unwrap();
    let activity = course.activity(1955).unwrap();
    let Content::Quiz(quiz) = activity.content else { panic!() };
    assert_eq!(quiz.slots.len(), 15);
    let kinds: Vec<String> = quiz
        .slots
        .iter()
        .map(|slot| match questions.find(&slot.pick).unwrap() {
            Found::Question(question) => question.kind,
            Found::Random { category, .. } => category,
            Found::Missing => "missing".to_owned(),
        })
        .collect();
    assert!(!kinds.contains(&"missing".to_owned()), "{kinds:?}");
    assert!(kinds.contains(&"Course cat".to_owned()), "{kinds:?}");
}

#[test]
fn the_same_activity_has_the_same_fingerprint_in_both_backups() {
    let Some(folder) = super::samples() else { return };
    let prints = |name: &str| {
        let (_tree, course) = super::open(&folder.join(name), &Options::default()).unwrap();
        let questions = course.questions().unwrap();
        let print = |stub: &Stub| {
            let print = course.fingerprint(stub.cmid, &questions).unwrap();
            (course.identity(stub.cmid).unwrap(), print)
        };
        course.activities.iter().map(print).collect::<Vec<_>>()
    };
    let (one, other) = (prints("gen-m456-allmods-nu.mbz"), prints("gen-m456-allmods-users.mbz"));
    for (one, other) in one.iter().zip(&other) {
        assert_eq!(one, other);
    }
    let mut all: Vec<[u8; 32]> = one.iter().map(|(_, print)| *print).collect();
    all.sort_unstable();
    all.dedup();
    assert_eq!(all.len(), one.len());
}
