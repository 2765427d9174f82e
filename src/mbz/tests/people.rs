//! Personal data is found, counted and left out.

use super::super::*;
use super::made::*;

/// The names, addresses and account names in a raw `users.xml`.
fn names_of(users: &str) -> Vec<String> {
    let mut needles = Vec::new();
    for field in ["username", "email", "firstname", "lastname"] {
        for piece in users.split(&format!("<{field}>")).skip(1) {
            let value = piece.split('<').next().unwrap_or("");
            // Shorter ones and these are words of their own.
            if value.chars().count() >= 5
                && !matches!(value, "admin" | "Admin" | "Student" | "Teacher" | "$@NULL@$")
            {
                needles.push(value.to_owned());
            }
        }
    }
    needles.sort();
    needles.dedup();
    needles
}

/// The text of one member of a tar.gz.
fn member(file: &std::path::Path, name: &str) -> String {
    let file = std::fs::File::open(file).unwrap();
    let mut archive = tar::Archive::new(flate2::read::GzDecoder::new(file));
    for entry in archive.entries().unwrap() {
        let mut entry = entry.unwrap();
        if entry.path().unwrap().to_str() == Some(name) {
            let mut text = String::new();
            std::io::Read::read_to_string(&mut entry, &mut text).unwrap();
            return text;
        }
    }
    panic!("{name} is not there");
}

#[test]
fn no_name_of_a_user_and_no_post_is_left_in_what_is_kept() {
    let Some(folder) = super::samples() else { return };
    for name in [
        "gen-m456-allmods-users.mbz",
        "m332-studentquiz-users.mbz",
        "m43-quiz-archiver.mbz",
        "m455-studentquiz.mbz",
    ] {
        let file = folder.join(name);
        let needles = names_of(&member(&file, "users.xml"));
        assert!(!needles.is_empty(), "{name}");
        let attempt = Try::new();
        let archive = std::fs::read(&file).unwrap();
        let unpacked = attempt.unpack(&archive, &Options::default()).unwrap();
        assert!(unpacked.personal.present());
        let kept = attempt.all();
        for needle in needles {
            assert!(!kept.contains(&needle), "{name}: {needle}");
        }
        assert!(!kept.contains("<post "), "{name}");
        assert!(!kept.contains("<attempt "), "{name}");
        assert!(!kept.contains("<userid>2<"), "{name}");
    }
    let attempt = Try::new();
    let file = folder.join("gen-m456-allmods-users.mbz");
    let posts = member(&file, "activities/forum_1962/forum.xml");
    let message = posts.split("<message>").nth(1).unwrap().split('<').next().unwrap().to_owned();
    attempt.unpack(&std::fs::read(&file).unwrap(), &Options::default()).unwrap();
    assert!(!attempt.all().contains(&message));
}

#[test]
fn entries_are_taken_only_when_asked_and_never_their_authors() {
    let Some(folder) = super::samples() else { return };
    let archive = std::fs::read(folder.join("gen-m456-allmods-users.mbz")).unwrap();
    let without = Try::new();
    without.unpack(&archive, &Options::default()).unwrap();
    assert!(!without.all().contains("def of alpha"));
    let with = Try::new();
    with.unpack(&archive, &Options { entries: true, ..Options::default() }).unwrap();
    assert!(with.all().contains("def of alpha"));
    assert!(with.all().contains("value one"));
    assert!(!with.all().contains("student1"));
}

#[test]
fn of_announcements_only_the_opening_post_is_taken() {
    let forum = |kind: &str| {
        format!(
            "<activity id=\"9\" moduleid=\"7\" modulename=\"forum\" contextid=\"70\"><forum id=\"9\">\
             <type>{kind}</type><name>F</name><intro></intro><discussions><discussion id=\"1\">\
             <name>N</name><userid>3</userid><posts><post id=\"1\"><parent>0</parent>\
             <userid>3</userid><subject>Opening</subject><message>Welcome</message></post>\
             <post id=\"2\"><parent>1</parent><userid>4</userid><subject>Re</subject>\
             <message>I am Bob</message><ratings><rating id=\"1\"><value>5</value></rating>\
             </ratings></post></posts></discussion></discussions></forum></activity>"
        )
    };
    let taken = |kind: &str, entries: bool| {
        let mut members = members();
        replace(&mut members, "moodle_backup.xml", manifest("forum", 7));
        members.push(("activities/forum_7/forum.xml".into(), forum(kind).into_bytes()));
        let attempt = Try::new();
        let options = Options { entries, ..Options::default() };
        let course = attempt.course(&gz(tar_of(&members)), &options).unwrap();
        let Content::Forum { topics, .. } = course.activity(7).unwrap().content else { panic!() };
        (attempt.all(), topics.len(), course.unpacked.personal)
    };
    let (kept, topics, personal) = taken("news", true);
    assert!(kept.contains("Welcome") && !kept.contains("Bob"));
    assert_eq!((topics, personal.what[&What::Posts]), (1, 1));
    for (kind, entries) in [("general", true), ("news", false), ("single", false)] {
        let (kept, topics, personal) = taken(kind, entries);
        assert!(!kept.contains("Welcome") && !kept.contains("Bob"), "{kind}");
        assert_eq!((topics, personal.what[&What::Posts]), (0, 2), "{kind}");
    }
}

#[test]
fn activities_that_moodle_does_not_bring_keep_name_introduction_and_their_own_files() {
    let journal = "<activity id=\"9\" moduleid=\"7\" modulename=\"journal\" contextid=\"70\">\
        <journal id=\"9\"><name>J</name><intro>Write!</intro><introformat>1</introformat>\
        <teacher>Ms Jones</teacher><apikey>k3y</apikey><entries><entry id=\"1\">\
        <userid>5</userid><text>Dear diary</text></entry></entries>\
        <name2 userid=\"5\">Tim</name2></journal></activity>";
    let file = |area: &str, item: i64, name: &str| {
        format!(
            "<file id=\"1\"><contenthash>{}</contenthash><contextid>70</contextid>\
             <component>mod_journal</component><filearea>{area}</filearea><itemid>{item}</itemid>\
             <filepath>/</filepath><filename>{name}</filename><filesize>1</filesize></file>",
            sha1(b"picture")
        )
    };
    let mut members = members();
    replace(&mut members, "moodle_backup.xml", manifest("journal", 7));
    replace(
        &mut members,
        "files.xml",
        format!(
            "<files>{}{}</files>",
            file("template", 0, "sheet.odt"),
            file("entry", 44, "tim.odt")
        ),
    );
    members.push(("activities/journal_7/journal.xml".into(), journal.into()));
    let attempt = Try::new();
    let course = attempt.course(&gz(tar_of(&members)), &Options::default()).unwrap();
    let kept = attempt.all();
    assert!(kept.contains("Write!"));
    for secret in ["Jones", "diary", "k3y", "Tim", "tim.odt"] {
        assert!(!kept.contains(secret), "{secret}");
    }
    assert_eq!(course.unpacked.personal.what[&What::OtherRows], 2);
    assert_eq!(course.unpacked.personal.what[&What::Files], 1);
    assert!(course.warnings.iter().any(|warning| warning.code == "unknown_module"));
    let activity = course.activity(7).unwrap();
    let bank = course.questions().unwrap();
    let shown = course.render(&activity, &bank, &super::All, &WordList::german()).unwrap();
    assert!(shown.body.contains("Write!") && shown.body.contains("sheet.odt"));
}

#[test]
fn secrets_are_counted_and_blanked() {
    let quiz = "<activity id=\"9\" moduleid=\"7\" modulename=\"lti\" contextid=\"70\"><lti id=\"9\">\
        <name>L</name><toolurl>https://tool.example/</toolurl>\
        <resourcekey encrypted=\"true\">KEY1</resourcekey><password>hunter2</password>\
        <instructorcustomparameters>token=abc</instructorcustomparameters>\
        <ltitype id=\"4\"><ltitypesconfigs><ltitypesconfig id=\"3\"><name>password</name>\
        <value>s3cret</value></ltitypesconfig></ltitypesconfigs></ltitype></lti></activity>";
    let mut members = members();
    replace(&mut members, "moodle_backup.xml", manifest("lti", 7));
    members.push(("activities/lti_7/lti.xml".into(), quiz.into()));
    let module = "<module id=\"7\"><sectionid>3</sectionid><availability>{\"op\":\"&amp;\",\"c\":\
        [{\"type\":\"profile\",\"sf\":\"email\",\"v\":\"bob@school.example\"}],\"showc\":[true]}\
        </availability></module>";
    members.push(("activities/lti_7/module.xml".into(), module.into()));
    let attempt = Try::new();
    let course = attempt.course(&gz(tar_of(&members)), &Options::default()).unwrap();
    let kept = attempt.all();
    for secret in ["KEY1", "hunter2", "token=abc", "s3cret", "bob@school", "Ada Person"] {
        assert!(!kept.contains(secret), "{secret}");
    }
    assert_eq!(course.unpacked.personal.what[&What::Secrets], 3);
    assert_eq!(course.unpacked.personal.what[&What::Authors], 3);
    assert!(course.stub(7).unwrap().availability.is_some());
}
