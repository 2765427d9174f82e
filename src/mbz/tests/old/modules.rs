//! What each module of Moodle 1.x is today.

use super::*;

#[test]
fn a_resource_becomes_what_it_was() {
    let mut old = Old::new();
    let of = |kind: &str, reference: &str, text: &str| {
        format!(
            "<TYPE>{kind}</TYPE><REFERENCE>{reference}</REFERENCE><SUMMARY>About it</SUMMARY>\
             <ALLTEXT>{text}</ALLTEXT>"
        )
    };
    old.item("resource", 1, &of("html", "", "&lt;p&gt;Page&lt;/p&gt;"))
        .item("resource", 2, &of("text", "2", "a &lt; b"))
        .item("resource", 3, &of("text", "4", "**bold**"))
        .item("resource", 4, &of("file", "http://world.example/?a=1&amp;amp;b=2", ""))
        .item("resource", 5, &of("file", "docs/two.pdf", ""))
        .item("resource", 6, &of("directory", "docs", ""))
        .item("resource", 7, &of("directory", "", ""))
        .item("resource", 8, &of("ims", "pack.zip", ""))
        .item("resource", 9, &of("repository", "http://repo.example/1", ""))
        .item("resource", 10, &of("file", "$@FILEPHP@$$@SLASH@$docs$@SLASH@$two.pdf", ""))
        .item("resource", 11, &of("5", "world.example/x", ""))
        .item("resource", 12, &of("6", "", "&lt;p&gt;Old&lt;/p&gt;"))
        .item("resource", 13, &of("file", "site/index.html", ""))
        .item("resource", 14, &of("text", "3", "!! Head\n# one"))
        .item("resource", 15, &of("1", "A book by hand", ""))
        .item("resource", 16, &of("file", "gone.pdf", ""))
        .file("course_files/docs/two.pdf", b"two")
        .file("course_files/docs/in/three.pdf", b"three")
        .file("course_files/backupdata/backup.zip", b"everybody")
        .file("course_files/pack.zip", b"pack")
        .file("course_files/site/index.html", b"<img src='img/a.png'><a href=\"b.htm\">b</a>")
        .file("course_files/site/img/a.png", b"a")
        .file("course_files/site/b.htm", b"<link href=s.css>")
        .file("course_files/site/s.css", b"body { background: url(img/c.png) }")
        .file("course_files/site/img/c.png", b"c")
        .file("course_files/site/other.htm", b"other")
        .file("moddata/resource/8/index.html", b"ims")
        .file(
            "moddata/resource/8/imsmanifest.xml",
            b"<manifest><organizations><organization><title>T</title><item identifierref=\"A\">\
              <title>First &amp; last</title><item identifierref=\"B\"><title>Within</title></item>\
              </item></organization></organizations><resources><resource identifier=\"A\" \
              href=\"index.html\"/></resources></manifest>",
        );
    let opened = old.open();
    let modules: Vec<&str> =
        opened.course.activities.iter().map(|stub| stub.module.as_str()).collect();
    assert_eq!(
        modules,
        [
            "page", "page", "page", "url", "resource", "folder", "folder", "imscp", "url",
            "resource", "url", "page", "resource", "page", "page", "resource"
        ]
    );
    assert!(opened.body(10).contains("<p>Page</p>") && opened.body(10).contains("About it"));
    assert!(opened.body(20).contains("a &lt; b"));
    assert!(opened.body(30).contains("<strong>bold</strong>"));
    assert!(opened.body(40).contains("http://world.example/?a=1&amp;b=2"));
    assert_eq!(opened.files(50, "content"), ["/two.pdf"]);
    assert_eq!(opened.files(60, "content"), ["/in/three.pdf", "/two.pdf"]);
    let all = opened.files(70, "content");
    assert!(all.contains(&"/docs/two.pdf".to_owned()) && !all.iter().any(|p| p.contains("backup")));
    assert_eq!(opened.files(80, "content"), ["/imsmanifest.xml", "/index.html"]);
    let Content::Imscp { parts, .. } = opened.course.activity(80).unwrap().content else {
        panic!()
    };
    assert_eq!(parts, [(0, "First & last".to_owned()), (1, "Within".to_owned())]);
    assert_eq!(opened.files(80, "backup"), ["/pack.zip"]);
    assert!(opened.body(90).contains("repo.example"));
    assert_eq!(opened.files(100, "content"), ["/two.pdf"]);
    assert!(opened.body(110).contains("http://world.example/x"));
    assert!(opened.body(120).contains("<p>Old</p>"));
    let mut site = opened.files(130, "content");
    site.sort();
    assert_eq!(site, ["/b.htm", "/img/a.png", "/img/c.png", "/index.html", "/s.css"]);
    assert!(opened.body(130).contains("index.html"));
    assert!(opened.body(140).contains("Head") && opened.body(140).contains("<li>one</li>"));
    assert!(opened.body(150).contains("A book by hand"));
    assert!(opened.has_warning("missing_files"));
    let inventory = serde_json::to_value(opened.course.inventory().unwrap()).unwrap();
    assert_eq!(inventory["activities"], serde_json::json!({"resource": 16}));
    assert_eq!(inventory["sections"][0]["activities"][3]["becomes"], "url");
}

#[test]
fn an_assignment_becomes_one_of_today() {
    let mut old = Old::new();
    for (instance, kind) in [(1, "upload"), (2, "uploadsingle"), (3, "online"), (4, "offline")] {
        old.item(
            "assignment",
            instance,
            &format!(
                "<DESCRIPTION>Do it</DESCRIPTION><FORMAT>1</FORMAT>\
                 <ASSIGNMENTTYPE>{kind}</ASSIGNMENTTYPE><VAR1>4</VAR1><PREVENTLATE>1</PREVENTLATE>\
                 <TIMEDUE>1355270400</TIMEDUE><TIMEAVAILABLE>1355184000</TIMEAVAILABLE>\
                 <GRADE>50</GRADE>"
            ),
        );
    }
    let opened = old.open();
    let task = |cmid| {
        let Content::Assign(task) = opened.course.activity(cmid).unwrap().content else { panic!() };
        task
    };
    let (many, one, text, none) = (task(10), task(20), task(30), task(40));
    assert!(many.files && many.max_files == 4 && !many.text);
    assert!(one.files && one.max_files == 1);
    assert!(text.text && !text.files);
    assert!(!none.text && !none.files);
    assert_eq!((many.grade, many.due, many.closes), (50, 1_355_270_400, 1_355_270_400));
    assert!(opened.body(10).contains("Do it"));
}

#[test]
fn a_lesson_keeps_its_chain_and_a_book_its_order() {
    let page = |id: i64, kind: i64, title: &str, answers: &str| {
        format!(
            "<PAGE><PAGEID>{id}</PAGEID><QTYPE>{kind}</QTYPE><QOPTION>0</QOPTION><TITLE>{title}</TITLE>\
             <CONTENTS>{title} text $@FILEPHP@$/a.png</CONTENTS><ANSWERS>{answers}</ANSWERS></PAGE>"
        )
    };
    let answer = "<ANSWER><ID>1</ID><JUMPTO>-1</JUMPTO><SCORE>1</SCORE><ANSWERTEXT>Yes</ANSWERTEXT>\
                  <RESPONSE>Right so</RESPONSE><ATTEMPTS><ATTEMPT><USERID>4</USERID></ATTEMPT>\
                  </ATTEMPTS></ANSWER>";
    let mut old = Old::new();
    old.item(
        "lesson",
        1,
        &format!(
            "<TIMED>1</TIMED><MAXTIME>20</MAXTIME><PASSWORD>lesson-word</PASSWORD><PAGES>{}{}{}</PAGES>\
             <GRADES><GRADE><USERID>4</USERID></GRADE></GRADES>",
            page(30, 20, "Start", answer),
            page(10, 3, "Ask", answer),
            page(20, 10, "Last", "")
        ),
    );
    let chapter = |id: i64, at: i64, sub: i64| {
        format!(
            "<CHAPTER><ID>{id}</ID><PAGENUM>{at}</PAGENUM><SUBCHAPTER>{sub}</SUBCHAPTER>\
             <TITLE>Chapter {at}</TITLE><CONTENT>&lt;p&gt;Text {at}&lt;/p&gt;</CONTENT><HIDDEN>0</HIDDEN></CHAPTER>"
        )
    };
    old.item(
        "book",
        2,
        &format!(
            "<SUMMARY>B</SUMMARY><NUMBERING>1</NUMBERING><CHAPTERS>{}{}</CHAPTERS>",
            chapter(8, 2, 1),
            chapter(9, 1, 0)
        ),
    );
    old.file("course_files/a.png", b"a");
    let opened = old.open();
    let lesson = opened.body(10);
    assert!(lesson.find("Start") < lesson.find("Ask") && lesson.find("Ask") < lesson.find("Last"));
    let Content::Lesson { pages, .. } = opened.course.activity(10).unwrap().content else {
        panic!()
    };
    assert_eq!(pages.iter().map(|page| page.id).collect::<Vec<_>>(), [30, 10, 20]);
    assert_eq!(pages[0].answers.len(), 1);
    assert!(opened.part(10).contains("<timelimit>1200<"));
    assert!(!opened.attempt.all().contains("lesson-word"));
    assert_eq!(opened.course.unpacked.personal.what[&What::Attempts], 2);
    let book = opened.body(20);
    assert!(book.find("Text 1") < book.find("Text 2"), "{book}");
}

#[test]
fn every_other_module_is_read_or_kept_as_a_card() {
    let mut old = Old::new();
    let fields =
        |text: &str| format!("<INTRO>Intro of {text}</INTRO><TIMEMODIFIED>1</TIMEMODIFIED>");
    let names = ["chat", "survey", "journal", "exercise", "lams", "certificate", "dialogue"];
    for (instance, name) in (1..).zip(names) {
        old.item(name, instance, &fields(name));
    }
    old.item("hotpot", 20, "<SUMMARY>Intro of hotpot</SUMMARY><REFERENCE>quiz.htm</REFERENCE>");
    old.item(
        "scorm",
        21,
        "<REFERENCE>pack.zip</REFERENCE><SUMMARY>Intro of scorm</SUMMARY><SCOES><SCO><ID>1</ID>\
         <PARENT>/</PARENT><IDENTIFIER>A</IDENTIFIER><TITLE>Part one</TITLE></SCO></SCOES>\
         <SCO_TRACKS><SCO_TRACK><USERID>4</USERID></SCO_TRACK></SCO_TRACKS>",
    );
    old.item(
        "feedback",
        22,
        "<SUMMARY>Intro of feedback</SUMMARY><ITEMS><ITEM><ID>1</ID><NAME>Well?</NAME>\
         <PRESENTATION>good|bad</PRESENTATION><TYP>radio</TYP><POSITION>1</POSITION>\
         <REQUIRED>1</REQUIRED></ITEM></ITEMS><COMPLETEDS><COMPLETED><USERID>4</USERID></COMPLETED>\
         </COMPLETEDS>",
    );
    old.item(
        "choice",
        23,
        "<TEXT>Intro of choice</TEXT><ANSWER1>One</ANSWER1><ANSWER2>Two</ANSWER2><ANSWER3></ANSWER3>",
    );
    old.item("label", 24, "<CONTENT>Intro of label</CONTENT>");
    old.item("forum", 25, "<TYPE>teacher</TYPE><INTRO>Intro of forum</INTRO>");
    old.file("course_files/quiz.htm", b"hot")
        .file("course_files/pack.zip", b"scorm")
        .file("moddata/scorm/21/index.html", b"part");
    let opened = old.open();
    for stub in &opened.course.activities {
        assert!(!stub.damaged, "{}", stub.module);
        let text = format!("Intro of {}", stub.module);
        assert!(
            opened.body(stub.cmid).contains(&text),
            "{}: {}",
            stub.module,
            opened.body(stub.cmid)
        );
    }
    assert!(opened.body(200).contains("quiz.htm"));
    assert!(opened.body(210).contains("Part one"));
    assert_eq!(opened.files(210, "package"), ["/pack.zip"]);
    assert_eq!(opened.files(210, "content"), ["/index.html"]);
    let feedback = opened.body(220);
    assert!(feedback.contains("good") && feedback.contains("bad"), "{feedback}");
    assert!(opened.body(230).contains("Two"));
    // A forum for teachers is for nobody else.
    assert!(!opened.course.stub(250).unwrap().visible);
}
