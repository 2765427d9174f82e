//! What a real Moodle 4.5 stumbled over, or lost, when it restored what is written here.

use super::*;
use crate::mbz::tests::made as small;
use crate::mbz::tests::old::Old;
use crate::mbz::{What, php};

/// The parts of the archive that a course becomes when all of it leaves.
fn leaving(archive: &[u8]) -> BTreeMap<String, String> {
    let attempt = small::Try::new();
    let course = attempt.course(archive, &Options::default()).unwrap();
    let folder = Folder::new();
    folder.put(b"picture");
    let plan = plan_of(&[&course], &|_, _| true);
    let (path, _folder, _) = written(&plan, &[&course], &Shelves(vec![&folder]));
    pieces::members(&path)
}

/// One question of Moodle 1.9 of each type that has lists in it, none of them with rows.
fn bare_questions() -> String {
    let bare = |(id, (kind, more)): (usize, (&str, &str))| {
        format!(
            "<QUESTION><ID>{}</ID><PARENT>0</PARENT><NAME>{kind}</NAME><QUESTIONTEXT>q</QUESTIONTEXT>\
             <QTYPE>{kind}</QTYPE>{more}</QUESTION>",
            id + 1
        )
    };
    let kinds = [
        ("multichoice", ""),
        ("numerical", "<NUMERICAL><ANSWER>1</ANSWER></NUMERICAL>"),
        ("calculated", "<CALCULATED><ANSWER>1</ANSWER></CALCULATED>"),
        ("match", ""),
        ("shortanswer", ""),
    ];
    format!(
        "<QUESTION_CATEGORIES><QUESTION_CATEGORY><ID>1</ID><NAME>All</NAME><STAMP>s</STAMP>\
         <PARENT>0</PARENT><QUESTIONS>{}</QUESTIONS></QUESTION_CATEGORY></QUESTION_CATEGORIES>",
        kinds.into_iter().enumerate().map(bare).collect::<String>()
    )
}

#[test]
fn lists_without_rows_begin_with_a_new_line_for_moodle_takes_others_for_texts() {
    let mut old = Old::new();
    old.item("label", 1, "<CONTENT>one</CONTENT>");
    old.more = bare_questions();
    let members = leaving(&old.zip());
    let questions = &members["questions.xml"];
    assert_eq!(questions.matches("<qtype>").count(), 5);
    assert!(questions.contains("<question_hints>\n"));
    for list in ["question_hints", "answers", "numerical_units", "dataset_definitions", "matches"] {
        assert!(!questions.contains(&format!("<{list}></{list}>")), "{list}: {questions}");
    }
}

/// Dates that Moodle moves when it restores: without them it writes NULL where none may be.
const DATES: &[(&str, &[&str])] = &[
    ("assign", &["allowsubmissionsfromdate", "duedate", "cutoffdate"]),
    ("chat", &["chattime"]),
    ("choice", &["timeopen", "timeclose"]),
    ("data", &["timeavailablefrom", "timeviewto", "assesstimestart", "assesstimefinish"]),
    ("feedback", &["timeopen", "timeclose"]),
    ("forum", &["assesstimestart", "assesstimefinish"]),
    ("glossary", &["assesstimestart", "assesstimefinish"]),
    ("lesson", &["available", "deadline"]),
    ("quiz", &["timeopen", "timeclose"]),
    ("scorm", &["timeopen", "timeclose"]),
    ("wiki", &["editbegin", "editend"]),
    ("workshop", &["submissionstart", "submissionend", "assessmentstart", "assessmentend"]),
];

#[test]
fn activities_of_moodle_1_have_all_the_dates_that_moodle_moves() {
    let mut old = Old::new();
    for (at, (module, _)) in (1..).zip(DATES) {
        old.item(if *module == "assign" { "assignment" } else { module }, at, "");
    }
    let members = leaving(&old.zip());
    for (at, (module, dates)) in (1..).zip(DATES) {
        let xml = &members[&format!("activities/{module}_{}/{module}.xml", at * 10)];
        for date in *dates {
            assert!(xml.contains(&format!("<{date}>0</{date}>")), "{module} {date}: {xml}");
        }
    }
}

#[test]
fn a_contributed_module_that_is_called_as_one_of_today_is_not_taken_for_it() {
    let mut old = Old::new();
    old.item("lti", 1, "<INTRO>An old tool</INTRO>").item("label", 2, "<CONTENT>l</CONTENT>");
    let attempt = small::Try::new();
    let course = attempt.course(&old.zip(), &Options::default()).unwrap();
    assert_eq!(course.stub(10).unwrap().module, "oldlti");
    assert!(goes_back(&course, 20) && !goes_back(&course, 10));
}

#[test]
fn what_was_marked_has_its_place_in_the_gradebook_and_nobodys_marks() {
    let mut old = Old::new();
    old.item("assignment", 1, "<ASSIGNMENTTYPE>online</ASSIGNMENTTYPE><GRADE>20</GRADE>")
        .item("quiz", 2, "<GRADE>10</GRADE>")
        .item("workshop", 3, "<GRADE>80</GRADE><GRADINGGRADE>20</GRADINGGRADE>")
        .item("lesson", 4, "<PRACTICE>1</PRACTICE><GRADE>10</GRADE>")
        .item("forum", 5, "<ASSESSED>1</ASSESSED><SCALE>-3</SCALE>");
    old.more =
        "<SCALES><SCALE><ID>3</ID><NAME>Smiles</NAME><SCALETEXT>a,b</SCALETEXT></SCALE></SCALES>"
            .to_owned();
    let members = leaving(&old.zip());
    let grades = |of: &str| &members[&format!("activities/{of}/grades.xml")];
    assert!(grades("assign_10").contains("<grademax>20</grademax>"));
    assert!(grades("assign_10").contains("<itemmodule>assign</itemmodule>"));
    assert!(grades("quiz_20").contains("<itemname>The quiz</itemname>"));
    assert_eq!(grades("workshop_30").matches("<grade_item ").count(), 2);
    assert!(!grades("lesson_40").contains("<grade_item "), "practice is not marked");
    assert!(grades("forum_50").contains("<scaleid>3</scaleid>"));
    assert!(members["activities/forum_50/inforef.xml"].contains("<scaleref>"));
    assert!(members["activities/quiz_20/inforef.xml"].contains("<grade_itemref>"));

    let mut modern = small::members();
    let item = |id: i64, more: &str| {
        format!(
            "<grade_item id=\"{id}\"><categoryid>70</categoryid><itemname>Page</itemname>\
             <itemmodule>page</itemmodule><calculation>=##gi7##</calculation><gradetype>1</gradetype>\
             <grademax>12.00000</grademax>{more}<grade_grades><grade_grade id=\"1\"><userid>4</userid>\
             <finalgrade>11.5</finalgrade></grade_grade></grade_grades></grade_item>"
        )
    };
    let xml = format!(
        "<activity_gradebook><grade_items>{}{}</grade_items></activity_gradebook>",
        item(88, ""),
        item(89, "<outcomeid>4</outcomeid>")
    );
    modern.push(("activities/page_7/grades.xml".into(), xml.into_bytes()));
    let xml = &leaving(&small::gz(small::tar_of(&modern)))["activities/page_7/grades.xml"];
    assert!(
        xml.contains("<grade_item id=\"88\">") && xml.contains("<grademax>12.00000</grademax>")
    );
    for gone in ["finalgrade", "11.5", "id=\"89\"", "gi7", "<categoryid>70"] {
        assert!(!xml.contains(gone), "{gone}: {xml}");
    }
}

/// A gradebook with a category in another, one that is its own parent, and somebody's mark.
fn gradebook() -> String {
    let category = |id: i64, parent: &str, name: &str| {
        format!(
            "<grade_category id=\"{id}\"><parent>{parent}</parent><depth>9</depth><path>/9/</path>\
             <fullname>{name}</fullname><aggregation>10</aggregation><droplow>1</droplow>\
             <hidden>0</hidden></grade_category>"
        )
    };
    let item = |id: i64, kind: &str, of: &str, more: &str| {
        format!(
            "<grade_item id=\"{id}\">{of}<itemtype>{kind}</itemtype><gradetype>1</gradetype>\
             <grademax>100</grademax><sortorder>{id}</sortorder>{more}<grade_grades>\
             <grade_grade id=\"1\"><userid>4</userid><finalgrade>11.5</finalgrade>\
             <feedback>Well done, Ben</feedback></grade_grade></grade_grades></grade_item>"
        )
    };
    let instance =
        |id| format!("<categoryid>$@NULL@$</categoryid><iteminstance>{id}</iteminstance>");
    format!(
        "<gradebook><attributes></attributes><grade_categories>{}{}{}{}</grade_categories>\
         <grade_items>{}{}{}{}{}</grade_items><grade_letters><grade_letter id=\"3\">\
         <lowerboundary>50</lowerboundary><letter>Pass</letter></grade_letter></grade_letters>\
         <grade_settings><grade_setting id=\"\"><name>minmaxtouse</name><value>2</value>\
         </grade_setting></grade_settings></gradebook>",
        category(72, "71", "Tests &amp; talks"),
        category(73, "73", "Round"),
        category(70, "$@NULL@$", "?"),
        category(71, "70", "Term one"),
        item(1, "course", &instance(70), ""),
        item(2, "category", &instance(71), "<aggregationcoef>2.5</aggregationcoef>"),
        item(3, "category", &instance(79), ""),
        item(4, "manual", "<categoryid>72</categoryid>", "<calculation>=##gi88##*2</calculation>"),
        item(5, "manual", "<categoryid>99</categoryid>", "<calculation>=##gi6##</calculation>"),
    )
}

#[test]
fn the_gradebook_of_a_whole_course_comes_along_and_nobodys_marks() {
    let mut archive = small::members();
    archive.push(("gradebook.xml".into(), gradebook().into_bytes()));
    let grades = "<activity_gradebook><grade_items><grade_item id=\"88\"><itemname>Page</itemname>\
        <categoryid>72</categoryid><gradetype>1</gradetype><sortorder>7</sortorder></grade_item>\
        </grade_items></activity_gradebook>";
    archive.push(("activities/page_7/grades.xml".into(), grades.into()));
    let packed = small::gz(small::tar_of(&archive));
    let members = leaving(&packed);
    let book = &members["gradebook.xml"];
    for (id, path, parent) in [
        (70, "/70/", "$@NULL@$"),
        (71, "/70/71/", "70"),
        (72, "/70/71/72/", "71"),
        (73, "/70/73/", "70"),
    ] {
        let row = book.split(&format!("<grade_category id=\"{id}\">")).nth(1).unwrap();
        let row = row.split("</grade_category>").next().unwrap();
        assert!(row.contains(&format!("<path>{path}</path>")), "{row}");
        assert!(row.contains(&format!("<parent>{parent}</parent>")), "{row}");
    }
    let at = |id: i64| book.find(&format!("<grade_category id=\"{id}\">")).unwrap();
    assert!(at(70) < at(71) && at(71) < at(72), "Moodle reads parents before their children");
    for kept in [
        "<fullname>Tests &amp; talks</fullname>",
        "<droplow>1</droplow>",
        "<aggregationcoef>2.5</aggregationcoef>",
        "<calculation>=##gi88##*2</calculation>",
        "<letter>Pass</letter>",
        "<name>minmaxtouse</name>",
    ] {
        assert!(book.contains(kept), "{kept}: {book}");
    }
    for gone in ["11.5", "Ben", "id=\"3\">\n<categoryid>", "##gi6##", ">99<"] {
        assert!(!book.contains(gone), "{gone}: {book}");
    }
    let page = &members["activities/page_7/grades.xml"];
    assert!(page.contains("<categoryid>72</categoryid>"), "{page}");
    assert!(page.contains("<sortorder>7</sortorder>"), "{page}");

    let attempt = small::Try::new();
    let course = attempt.course(&packed, &Options::default()).unwrap();
    let folder = Folder::new();
    let part = plan_of(&[&course], &|_, _| false);
    let (path, _folder, _) = written(&part, &[&course], &Shelves(vec![&folder]));
    assert!(!pieces::members(&path).contains_key("gradebook.xml"), "a part of a course has none");
}

#[test]
fn the_gradebook_of_moodle_one_becomes_todays() {
    let mut old = Old::new();
    old.item("assignment", 1, "<ASSIGNMENTTYPE>online</ASSIGNMENTTYPE><GRADE>20</GRADE>").item(
        "quiz",
        2,
        "<GRADE>10</GRADE>",
    );
    let item = |id: i64, of: &str| {
        format!(
            "<GRADE_ITEM><ID>{id}</ID>{of}<GRADETYPE>1</GRADETYPE><GRADEMAX>30.00000</GRADEMAX>\
             <GRADE_GRADES><GRADE><USERID>4</USERID><FINALGRADE>11.5</FINALGRADE></GRADE>\
             </GRADE_GRADES></GRADE_ITEM>"
        )
    };
    let own = "<ITEMTYPE>mod</ITEMTYPE><ITEMMODULE>assignment</ITEMMODULE>\
        <ITEMINSTANCE>1</ITEMINSTANCE><CATEGORYID>31</CATEGORYID>";
    let total = "<ITEMTYPE>course</ITEMTYPE><ITEMINSTANCE>29</ITEMINSTANCE>\
        <CALCULATION>=##gi33##/3</CALCULATION>";
    old.more = format!(
        "<GRADEBOOK><GRADE_CATEGORIES><GRADE_CATEGORY><ID>29</ID><PARENT>$@NULL@$</PARENT>\
         <FULLNAME>?</FULLNAME><AGGREGATION>11</AGGREGATION></GRADE_CATEGORY><GRADE_CATEGORY>\
         <ID>31</ID><PARENT>29</PARENT><FULLNAME>Essays</FULLNAME><AGGREGATION>13</AGGREGATION>\
         </GRADE_CATEGORY></GRADE_CATEGORIES><GRADE_ITEMS>{}{}</GRADE_ITEMS></GRADEBOOK>",
        item(32, total),
        item(33, own)
    );
    let members = leaving(&old.zip());
    let book = &members["gradebook.xml"];
    assert!(book.contains("<path>/29/31/</path>") && book.contains("<fullname>Essays</fullname>"));
    assert!(book.contains("<calculation>=##gi33##/3</calculation>"), "{book}");
    let essay = &members["activities/assign_10/grades.xml"];
    assert!(essay.contains("<grade_item id=\"33\">") && essay.contains("<categoryid>31<"));
    assert!(essay.contains("<grademax>30.00000</grademax>"), "{essay}");
    let quiz = &members["activities/quiz_20/grades.xml"];
    assert!(quiz.contains("<grademax>10</grademax>"), "made of what the quiz says of itself");
    assert!(members.values().all(|xml| !xml.contains("11.5")));
    assert_eq!(old.open().course.unpacked.personal.what.get(&What::Grades), Some(&2));
}

/// A block of text beside the course that a picture and a link to the page are in.
fn text_block(id: i64, more: &str) -> (String, Vec<u8>) {
    let text = "<p>Welcome, \"all\"! <img src=\"@@PLUGINFILE@@/pic%20one.png\"> \
        <a href=\"$@PAGEVIEWBYID*7@$\">The page</a></p>";
    let config = php::packed(&[("title", "Für alle"), ("text", text), ("format", "1")]);
    let xml = format!(
        "<block id=\"{id}\" contextid=\"9{id}\" version=\"2022041900\"><blockname>html</blockname>\
         <parentcontextid>50</parentcontextid><defaultregion>side-post</defaultregion>\
         <defaultweight>{id}</defaultweight><configdata>{config}</configdata>{more}</block>"
    );
    (format!("course/blocks/html_{id}/block.xml"), xml.into_bytes())
}

#[test]
fn the_summary_of_a_course_goes_back_as_it_came_or_leads_to_where_things_are_now() {
    let mut archive = small::members();
    let summary = "&lt;a href=\"$@PAGEVIEWBYID*7@$\"&gt;{mlang en}There{mlang}&lt;/a&gt;";
    let course = format!(
        "<course id=\"5\" contextid=\"50\"><fullname>C</fullname><summary>{summary}</summary>\
         <summaryformat>1</summaryformat></course>"
    );
    small::replace(&mut archive, "course/course.xml", course);
    let attempt = small::Try::new();
    let course = attempt.course(&small::gz(small::tar_of(&archive)), &Options::default()).unwrap();
    let shelf = Folder::new();
    shelf.put(b"picture");
    for (as_it_was, expected) in [
        (true, summary),
        (false, "See &lt;a href=\"$@PAGEVIEWBYID*7@$\"&gt;it&lt;/a&gt; at $&amp;#64;school."),
    ] {
        let plan = Plan {
            summary: "See <a href=\"/r/0-7\">it</a> at $@school.".into(),
            summary_as_it_was: as_it_was,
            ..plan_of(&[&course], &|_, _| true)
        };
        let (path, _folder, _) = written(&plan, &[&course], &Shelves(vec![&shelf]));
        let xml = &pieces::members(&path)["course/course.xml"];
        assert!(xml.contains(&format!("<summary>{expected}</summary>")), "{xml}");
    }
}

/// The title and the text of a block that was written.
fn said(xml: &str) -> (String, String) {
    let packed = xml.split("<configdata>").nth(1).unwrap().split('<').next().unwrap();
    let config = php::config(packed).unwrap();
    (config.text("title").to_owned(), config.text("text").to_owned())
}

#[test]
fn blocks_of_text_beside_a_course_stand_there_again() {
    let mut archive = small::members();
    let files = archive.iter_mut().find(|(name, _)| name == "files.xml").unwrap();
    let xml = String::from_utf8(files.1.clone()).unwrap();
    let xml = xml.replacen("<contextid>70", "<contextid>93", 1);
    files.1 = xml.replacen("mod_page", "block_html", 1).into_bytes();
    archive.push(text_block(3, ""));
    let hidden = "<block_positions><block_position id=\"1\"><visible>0</visible>\
        <region>side-pre</region><weight>2</weight></block_position></block_positions>";
    archive.push(text_block(4, hidden));
    let attempt = small::Try::new();
    let course = attempt.course(&small::gz(small::tar_of(&archive)), &Options::default()).unwrap();
    let blocks = course.text_blocks();
    let facts: Vec<_> =
        blocks.iter().map(|one| (one.id, one.title.as_str(), one.visible)).collect();
    assert_eq!(facts, [(3, "Für alle", true), (4, "Für alle", false)]);
    let plan = Plan { blocks: vec![(1, 3), (1, 4)], ..plan_of(&[&course, &course], &|_, _| true) };
    let shelf = Folder::new();
    shelf.put(b"picture");
    let (path, _folder, _) = written(&plan, &[&course, &course], &Shelves(vec![&shelf]));
    let members = pieces::members(&path);
    let named = |place: &str| {
        let (name, xml) = members.iter().find(|(name, xml)| {
            name.ends_with("/block.xml") && xml.contains(&format!("<region>{place}<"))
                || name.ends_with("/block.xml")
                    && xml.contains("<block_positions>\n</b") == place.is_empty()
        })?;
        Some((name.trim_end_matches("block.xml").to_owned(), xml.clone()))
    };
    let (folder, shown) = named("").unwrap();
    assert!(members[&format!("{folder}inforef.xml")].contains("<fileref>"));
    assert!(members["files.xml"].contains("<component>block_html</component>"));
    assert!(members.contains_key(&format!("{folder}roles.xml")), "Moodle asks for it");
    assert!(members["moodle_backup.xml"].contains("<name>blocks</name>\n<value>1</value>"));
    let (title, text) = said(&shown);
    assert_eq!(title, "Für alle");
    assert!(text.contains("@@PLUGINFILE@@/pic%20one.png"), "{text}");
    assert!(text.contains("$@PAGEVIEWBYID*") && !text.contains("*7@$"), "{text}");
    let (_, hidden) = named("side-pre").unwrap();
    assert!(hidden.contains("<visible>0</visible>"), "{hidden}");
}

#[test]
fn blocks_of_text_of_moodle_one_do_as_well() {
    let mut old = Old::new();
    old.item("resource", 1, "<TYPE>html</TYPE><ALLTEXT>a</ALLTEXT>");
    let text = "<a href=\"$@RESOURCEVIEWBYID*10@$\">There</a>";
    let config = php::packed(&[("title", "Look"), ("text", text)]);
    old.more = format!(
        "<BLOCKS><BLOCK><ID>7</ID><NAME>html</NAME><POSITION>l</POSITION><WEIGHT>1</WEIGHT>\
         <VISIBLE>1</VISIBLE><CONFIGDATA>{config}</CONFIGDATA><ROLES_ASSIGNMENTS><ROLE><ASSIGNMENTS>\
         <ASSIGNMENT><USERID>4</USERID></ASSIGNMENT></ASSIGNMENTS></ROLE></ROLES_ASSIGNMENTS>\
         </BLOCK><BLOCK><ID>8</ID><NAME>admin</NAME><CONFIGDATA>Tjs=</CONFIGDATA></BLOCK></BLOCKS>"
    );
    let attempt = small::Try::new();
    let course = attempt.course(&old.zip(), &Options::default()).unwrap();
    let [block] = course.text_blocks().try_into().unwrap();
    assert_eq!((block.id, block.title.as_str(), block.visible), (7, "Look", true));
    let plan = Plan { blocks: vec![(0, 7)], ..plan_of(&[&course], &|_, _| true) };
    let (path, _folder, _) = written(&plan, &[&course], &Shelves(Vec::new()));
    let (title, text) = said(&pieces::members(&path)["course/blocks/html_7/block.xml"]);
    assert_eq!(
        (title.as_str(), text.as_str()),
        ("Look", "<a href=\"$@PAGEVIEWBYID*10@$\">There</a>")
    );
}

#[test]
fn what_ended_was_never_announced_and_marks_still_decide() {
    let mut archive = small::members();
    let module = "<module id=\"7\" version=\"2013111800\"><modulename>page</modulename>\
        <sectionid>3</sectionid><sectionnumber>1</sectionnumber><visible>1</visible>\
        <availablefrom>100</availablefrom><availableuntil>200</availableuntil>\
        <showavailability>1</showavailability><availability_info><availability id=\"1\">\
        <sourcecmid></sourcecmid><gradeitemid>88</gradeitemid><grademin>75.00000</grademin>\
        </availability></availability_info></module>";
    small::replace(&mut archive, "activities/page_7/module.xml", module);
    let grades = "<activity_gradebook><grade_items><grade_item id=\"88\"><itemname>Page</itemname>\
        <gradetype>1</gradetype></grade_item></grade_items></activity_gradebook>";
    archive.push(("activities/page_7/grades.xml".into(), grades.into()));
    let members = leaving(&small::gz(small::tar_of(&archive)));
    let xml = &members["activities/page_7/module.xml"];
    let json = xml.split("<availability>").nth(1).unwrap().split("</").next().unwrap();
    let json: Value =
        serde_json::from_str(&json.replace("&lt;", "<").replace("&gt;", ">")).unwrap();
    assert_eq!(json["showc"], serde_json::json!([true, false, true]));
    let marks = serde_json::json!({ "type": "grade", "id": 88, "min": 75.0 });
    assert_eq!(json["c"][2], marks);
}

#[test]
fn sections_keep_their_names_in_all_languages() {
    let mut archive = small::members();
    let name = "Week 2 &amp;lt;estuaries&amp;gt; {mlang de}Deltas{mlang}{mlang en}Mouths{mlang}";
    let section = format!(
        "<section id=\"3\"><number>1</number><name>{name}</name><summary></summary>\
         <sequence>7</sequence><visible>1</visible></section>"
    );
    small::replace(&mut archive, "sections/section_3/section.xml", section);
    let members = leaving(&small::gz(small::tar_of(&archive)));
    let section = members.iter().find(|(path, xml)| {
        path.starts_with("sections/") && path.ends_with("section.xml") && xml.contains("Week 2")
    });
    assert!(section.is_some_and(|(_, xml)| xml.contains(name)), "{section:?}");
}
