//! Every way in which a text of Moodle 1.x names a file, an activity, a section.

use super::*;

fn course() -> Old {
    let mut old = Old::new();
    old.sections = vec![(0, String::new()), (1192, String::new())];
    old.item("forum", 3, "<TYPE>general</TYPE><INTRO>Talk</INTRO>")
        .item("quiz", 4, "<INTRO>Ask</INTRO><QUESTIONS></QUESTIONS>")
        .item("resource", 6, &html("<p>Other</p>"))
        .item("assignment", 7, "<DESCRIPTION>Do</DESCRIPTION>")
        .item("data", 9, "<INTRO>Data</INTRO>")
        .item(
            "book",
            11,
            "<SUMMARY>B</SUMMARY><CHAPTERS><CHAPTER><ID>77</ID><PAGENUM>1</PAGENUM>\
             <SUBCHAPTER>0</SUBCHAPTER><TITLE>One</TITLE><CONTENT>Text</CONTENT>\
             <HIDDEN>0</HIDDEN></CHAPTER></CHAPTERS>",
        )
        .file("course_files/a b/\u{fc}.png", b"one")
        .file("course_files/two.pdf", b"two")
        .file("site_files/logo.gif", b"three");
    old
}

/// What becomes of an address in a page.
fn page(address: &str) -> Opened {
    let mut old = course();
    old.item("resource", 2, &html(&format!("<p><a href=\"{address}\">there</a></p>")));
    old.open()
}

#[test]
fn links_to_activities_lead_to_them_in_every_spelling() {
    for (address, leads) in [
        ("$@FORUMVIEWBYID*30@$", "/r/30"),
        ("$@FORUMVIEWBYF*3@$", "/r/30"),
        ("$@QUIZVIEWBYQ*4@$", "/r/40"),
        ("$@RESOURCEVIEWBYID*60@$", "/r/60"),
        ("$@RESOURCEVIEWBYR*6@$", "/r/60"),
        ("$@ASSIGNMENTVIEWBYID*70@$", "/r/70"),
        ("$@DATAVIEWBYD*9@$", "/r/90"),
        ("$@BOOKSTART*110@$", "/r/110"),
        ("$@BOOKCHAPTER*110*77@$", "/r/110#chapter-77"),
        ("$@COURSEVIEWBYID*5@$", "/c/1"),
        ("$@RESOURCEINDEX*5@$", "/c/1"),
        ("$@ASSIGNMENTINDEX*5@$", "/c/1"),
        ("http://www.old.example/moodle/mod/forum/view.php?id=30", "/r/30"),
        ("https://old.example/moodle/mod/resource/view.php?inpopup=true&amp;id=60", "/r/60"),
        ("http://old.example/moodle/mod/quiz/view.php?q=4", "/r/40"),
        ("http://old.example/moodle/mod/assignment/view.php?a=7", "/r/70"),
        (
            "http://old.example/moodle/mod/book/view.php?id=110&amp;chapterid=77",
            "/r/110#chapter-77",
        ),
        ("http://old.example/moodle/course/view.php?id=5", "/c/1"),
        ("http://old.example/moodle/course/view.php?id=5#1192", "/c/1"),
        ("http://old.example/moodle/mod/forum/index.php?id=5", "/c/1"),
        ("../forum/view.php?id=30", ""),
        ("../mod/forum/view.php?id=30", "/r/30"),
        ("/moodle/mod/forum/view.php?f=3", "/r/30"),
        ("mod/resource/view.php?id=60", "/r/60"),
        (
            "http://elsewhere.example/mod/forum/view.php?id=30",
            "http://elsewhere.example/mod/forum/view.php?id=30",
        ),
        (
            "http://old.example/moodle/course/view.php?id=6",
            "http://old.example/moodle/course/view.php?id=6",
        ),
    ] {
        let opened = page(address);
        let body = opened.body(20);
        if leads.is_empty() {
            assert!(!body.contains("href"), "{address}: {body}");
        } else {
            assert!(body.contains(&format!("href=\"{leads}\"")), "{address}: {body}");
        }
        assert!(!opened.part(20).contains("RESOURCEVIEWBYID"), "{address}");
    }
}

#[test]
fn links_to_sections_mean_those_of_today() {
    for address in [
        "$@COURSEVIEWBYID*5@$#section-1192",
        "$@COURSEVIEWBYID*5@$#1192",
        "$@COURSEVIEWBYID*5@$&amp;topic=1192",
        "http://old.example/moodle/course/view.php?id=5#1192",
        "http://old.example/moodle/course/view.php?id=5&amp;week=1192",
        "../course/view.php?id=5#section-1192",
    ] {
        let part = page(address).part(20);
        assert!(part.contains("\"$@COURSEVIEWBYID*5@$#section-1\""), "{address}: {part}");
    }
}

#[test]
fn files_come_with_the_activity_that_names_them() {
    for (address, path) in [
        ("$@FILEPHP@$/a b/\u{fc}.png", "/a b/\u{fc}.png"),
        ("$@FILEPHP@$/a%20b/%C3%BC.png", "/a b/\u{fc}.png"),
        ("$@FILEPHP@$$@SLASH@$a b$@SLASH@$\u{fc}.png", "/a b/\u{fc}.png"),
        ("$@FILEPHP@$$@SLASH@$two.pdf$@FORCEDOWNLOAD@$", "/two.pdf"),
        ("$@FILEPHP@$/TWO.PDF?forcedownload=1", "/two.pdf"),
        ("http://www.old.example/moodle/file.php/5/two.pdf", "/two.pdf"),
        ("http://old.example/moodle/file.php?file=/5/two.pdf", "/two.pdf"),
        ("http://old.example/moodle/file.php?file=%2F5%2Ftwo.pdf", "/two.pdf"),
        ("../../file.php/5/two.pdf", "/two.pdf"),
        ("/moodle/file.php/5/two.pdf", "/two.pdf"),
        ("http://old.example/moodle/file.php/1/logo.gif", "/logo.gif"),
    ] {
        let opened = page(address);
        assert_eq!(opened.files(20, "content"), [path], "{address}");
        assert!(opened.body(20).contains("href=\"/files/"), "{address}");
        assert!(opened.part(20).contains("@@PLUGINFILE@@/"), "{address}");
        assert_eq!(opened.contents.len(), 1, "{address}");
    }
}

#[test]
fn addresses_without_quotes_and_in_styles_are_found() {
    let mut old = course();
    old.item(
        "resource",
        2,
        &html(
            "<img src=$@FILEPHP@$/two.pdf><div style=\"background: url($@FILEPHP@$/two.pdf)\">x</div>\
             See http://old.example/moodle/mod/forum/view.php?id=30. End $@SLASH@$ $@LINEFEED@$",
        ),
    );
    let opened = old.open();
    let part = opened.part(20);
    assert!(part.contains("src=@@PLUGINFILE@@/two.pdf&gt;"), "{part}");
    assert!(part.contains("url(@@PLUGINFILE@@/two.pdf)"), "{part}");
    assert!(part.contains("See $@FORUMVIEWBYID*30@$. End / "), "{part}");
    assert_eq!(opened.files(20, "content"), ["/two.pdf"]);
}

#[test]
fn a_missing_file_is_told_and_nothing_of_moodle_is_shown() {
    let opened = page("$@FILEPHP@$/not/there.pdf");
    assert!(opened.has_warning("missing_files"));
    let body = opened.body(20);
    assert!(body.contains("there") && !body.contains("href"), "{body}");
    assert!(opened.has_warning("unused_files"));
}
