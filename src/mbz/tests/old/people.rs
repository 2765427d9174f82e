//! Nobody's name, password, work or key is left in what is kept.

use super::*;

const NEEDLES: &[&str] = &[
    "quillfeather",
    "5f4dcc3b5aa765d61d8327deb882cf99",
    "perpetua@",
    "open-sesame",
    "quizword",
    "my own words",
    "posted this",
    "my entry",
    "my record",
    "page of mine",
    "10.0.0.7",
    "diary",
    "handed in",
    "blog of mine",
    "message of mine",
    "shared secret",
];

pub fn course() -> Old {
    let mut old = Old::new();
    old.header = old.header.replace("<SUMMARY>", "<PASSWORD>open-sesame</PASSWORD><SUMMARY>");
    old.header += "<ROLES_ASSIGNMENTS><ROLE><ASSIGNMENTS><ASSIGNMENT><USERID>4</USERID>\
                   </ASSIGNMENT></ASSIGNMENTS></ROLE></ROLES_ASSIGNMENTS>";
    old.more = "<USERS><USER><ID>4</ID><USERNAME>quillfeather</USERNAME>\
        <PASSWORD>5f4dcc3b5aa765d61d8327deb882cf99</PASSWORD><EMAIL>perpetua@school.example</EMAIL>\
        <LASTIP>10.0.0.7</LASTIP></USER><USER><ID>5</ID></USER></USERS>\
        <MESSAGES><MESSAGE><ID>1</ID><MESSAGE>message of mine</MESSAGE></MESSAGE></MESSAGES>\
        <BLOGS><BLOG><SUMMARY>blog of mine</SUMMARY></BLOG></BLOGS>\
        <LOGS><LOG><IP>10.0.0.7</IP></LOG></LOGS>\
        <GROUPS><GROUP><NAME>G</NAME><ENROLMENTKEY>shared secret</ENROLMENTKEY><MEMBERS><MEMBER>\
        <USERID>4</USERID></MEMBER></MEMBERS></GROUP></GROUPS>\
        <SCALES><SCALE><ID>3</ID><COURSEID>5</COURSEID><USERID>4</USERID><NAME>Ways</NAME>\
        <SCALETEXT>bad,good</SCALETEXT><DESCRIPTION>D</DESCRIPTION></SCALE></SCALES>"
        .to_owned();
    old.item(
        "forum",
        1,
        "<TYPE>news</TYPE><INTRO>F</INTRO><DISCUSSIONS><DISCUSSION><ID>1</ID><NAME>Welcome</NAME>\
         <FIRSTPOST>8</FIRSTPOST><USERID>4</USERID><POSTS><POST><ID>8</ID><PARENT>0</PARENT>\
         <USERID>4</USERID><SUBJECT>Welcome</SUBJECT><MESSAGE>Opening words</MESSAGE><FORMAT>1</FORMAT>\
         </POST><POST><ID>9</ID><PARENT>8</PARENT><USERID>5</USERID><SUBJECT>Re</SUBJECT>\
         <MESSAGE>I posted this</MESSAGE></POST></POSTS></DISCUSSION></DISCUSSIONS>\
         <SUBSCRIPTIONS><SUBSCRIPTION><USERID>4</USERID></SUBSCRIPTION></SUBSCRIPTIONS>",
    );
    old.item(
        "glossary",
        2,
        "<INTRO>G</INTRO><ENTRIES><ENTRY><ID>1</ID><USERID>4</USERID><CONCEPT>Delta</CONCEPT>\
         <DEFINITION>Where a river ends, my entry</DEFINITION><FORMAT>1</FORMAT><ALIASES><ALIAS>\
         <ALIAS_TEXT>Mouth</ALIAS_TEXT></ALIAS></ALIASES></ENTRY></ENTRIES>",
    );
    old.item(
        "wiki",
        3,
        "<SUMMARY>W</SUMMARY><PAGENAME>Start</PAGENAME><WTYPE>group</WTYPE><HTMLMODE>0</HTMLMODE>\
         <ENTRIES><ENTRY><ID>1</ID><GROUPID>0</GROUPID><USERID>4</USERID><PAGES><PAGE><ID>1</ID>\
         <PAGENAME>Start</PAGENAME><VERSION>1</VERSION><CONTENT>!!! Head\n* one\n* '''two''' \
         page of mine</CONTENT><AUTHOR>quillfeather</AUTHOR></PAGE></PAGES></ENTRY></ENTRIES>",
    );
    old.item(
        "data",
        4,
        "<INTRO>D</INTRO><FIELDS><FIELD><ID>6</ID><TYPE>text</TYPE><NAME>Place</NAME></FIELD></FIELDS>\
         <RECORDS><RECORD><ID>7</ID><USERID>4</USERID><APPROVED>1</APPROVED><CONTENTS><CONTENT>\
         <ID>1</ID><FIELDID>6</FIELDID><CONTENT>Basel, my record</CONTENT></CONTENT></CONTENTS>\
         </RECORD></RECORDS>",
    );
    old.item(
        "assignment",
        5,
        "<DESCRIPTION>A</DESCRIPTION><ASSIGNMENTTYPE>online</ASSIGNMENTTYPE><SUBMISSIONS>\
         <SUBMISSION><USERID>4</USERID><DATA1>my own words</DATA1></SUBMISSION></SUBMISSIONS>",
    );
    old.item(
        "journal",
        6,
        "<INTRO>Write</INTRO><ENTRIES><ENTRY><USERID>4</USERID><TEXT>Dear diary</TEXT></ENTRY></ENTRIES>",
    );
    old.item(
        "quiz",
        7,
        "<INTRO>Q</INTRO><QUESTIONS></QUESTIONS><PASSWORD>quizword</PASSWORD>\
         <ATTEMPTS><ATTEMPT><USERID>4</USERID></ATTEMPT></ATTEMPTS>",
    );
    old.item(
        "choice",
        8,
        "<TEXT>C</TEXT><OPTIONS><OPTION><ID>1</ID><TEXT>Yes</TEXT></OPTION></OPTIONS>\
         <ANSWERS><ANSWER><USERID>4</USERID></ANSWER></ANSWERS>",
    );
    old.file("moddata/assignment/5/4/work.odt", b"handed in")
        .file("moddata/glossary/2/1/map.png", b"attached")
        .file("user_files/4/me.png", b"quillfeather")
        .file("group_files/1/x.txt", b"shared secret");
    old
}

#[test]
fn people_are_counted_and_left_out() {
    let opened = course().open();
    let kept = opened.attempt.all();
    for needle in NEEDLES {
        assert!(!kept.to_lowercase().contains(needle), "{needle}");
    }
    assert!(!kept.contains("Delta") && !kept.contains("Opening words"));
    let personal = &opened.course.unpacked.personal;
    assert_eq!(personal.users, 2);
    for (what, many) in [
        (What::Users, 2),
        (What::Logs, 1),
        (What::Messages, 1),
        (What::Groups, 1),
        (What::RoleAssignments, 1),
        (What::Posts, 2),
        (What::Submissions, 1),
        (What::Attempts, 1),
        (What::Answers, 1),
        (What::Subscriptions, 1),
        (What::Secrets, 2),
        (What::Files, 4),
    ] {
        assert_eq!(personal.what.get(&what), Some(&many), "{what:?}");
    }
    assert!(opened.contents.is_empty());
    let scales = std::fs::read_to_string(opened.attempt.tree.join("scales.xml")).unwrap();
    assert!(scales.contains("bad,good"));
}

#[test]
fn entries_come_when_asked_for_without_their_authors() {
    let opened = course().open_with(&Options { entries: true, ..Options::default() });
    let kept = opened.attempt.all().to_lowercase();
    for needle in ["quillfeather", "posted this", "diary", "my own words", "handed in"] {
        assert!(!kept.contains(needle), "{needle}");
    }
    assert!(opened.body(10).contains("Opening words"));
    let glossary = opened.body(20);
    assert!(glossary.contains("Delta") && glossary.contains("Mouth"), "{glossary}");
    assert_eq!(opened.files(20, "attachment"), ["/map.png"]);
    let wiki = opened.body(30);
    assert!(wiki.contains("<li><strong>two</strong> page of mine</li>"), "{wiki}");
    assert!(opened.body(40).contains("Basel, my record"));
    assert_eq!(opened.contents.len(), 1);
}
