//! Small plans: what was made here, and links between this and that.

use super::*;

fn made(title: &str, body: Body, files: Vec<Attached>) -> Item {
    Item::Made(Made {
        title: title.into(),
        intro: "<p>About it</p>".into(),
        body,
        files,
        visible: true,
        tags: vec!["Wasser".into()],
        changed: 1_700_000_000,
        path: format!("/r/{}", title.to_lowercase()),
    })
}

fn file(folder: &Folder, name: &str, bytes: &[u8]) -> Attached {
    Attached {
        name: name.into(),
        sha1: folder.put(bytes),
        mime: "text/plain".into(),
        licence: Some("cc-sa-4.0".into()),
    }
}

/// Members of an archive by name.
pub(super) fn members(file: &Path) -> BTreeMap<String, String> {
    let archive = flate2::read::GzDecoder::new(File::open(file).unwrap());
    let mut archive = tar::Archive::new(archive);
    let mut all = BTreeMap::new();
    for entry in archive.entries().unwrap() {
        let mut entry = entry.unwrap();
        let name = entry.path().unwrap().display().to_string();
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).unwrap();
        all.insert(name, String::from_utf8_lossy(&bytes).into_owned());
    }
    all
}

fn own(sections: Vec<Section>) -> Plan {
    Plan {
        title: "Water & Co.".into(),
        short_name: "Water & Co.".into(),
        site: "https://school.example".into(),
        site_hash: "0123456789abcdef0123456789abcdef".into(),
        dated: 1_790_000_000,
        sections,
        ..Plan::default()
    }
}

#[test]
fn things_made_here_become_what_moodle_has_for_them() {
    let folder = Folder::new();
    let page = "<p>See <a href=\"/r/link\">the link</a>, <a href=\"https://school.example/r/file\">the \
        file</a>, <a href=\"/u/anna\">Anna</a>. $@NULL@$</p><img src=\"@@PLUGINFILE@@/a%26b.png\">";
    let note = Item::Made(Made {
        intro: "<p>First read <b>this</b></p>".into(),
        visible: true,
        ..Made::default()
    });
    let plan = own(vec![
        Section { items: vec![note], ..Section::default() },
        Section {
            title: Some("One".into()),
            summary: "<p>Why</p>".into(),
            items: vec![
                made("Link", Body::Link("https://example.org/?a=1&b=2".into()), vec![]),
                made("File", Body::File, vec![file(&folder, "sheet.pdf", b"sheet")]),
                made(
                    "Folder",
                    Body::Folder,
                    vec![file(&folder, "a/b/c.txt", b"deep"), file(&folder, "d.txt", b"deep")],
                ),
                made("Play", Body::File, vec![file(&folder, "play.h5p", b"PK")]),
                made("Page", Body::Page(page.into()), vec![file(&folder, "a&b.png", b"picture")]),
            ],
            ..Section::default()
        },
    ]);
    let (path, _folder, report) = written(&plan, &[], &Shelves(vec![&folder]));
    assert_eq!(report, Written { activities: 6, files: 5, ..Written::default() });
    let members = members(&path);
    let page = &members[members.keys().find(|name| name.ends_with("/page.xml")).unwrap()];
    assert!(page.contains("$@URLVIEWBYID*") && page.contains("$@RESOURCEVIEWBYID*"), "{page}");
    assert!(page.contains("https://school.example/u/anna"), "{page}");
    assert!(page.contains("@@PLUGINFILE@@/a_b.png") && !page.contains("$@NULL@$ "), "{page}");
    let Some(verdict) = judged(&path) else { return };
    assert_eq!(problems(&verdict, "ERROR"), Vec::<String>::new());
    assert_eq!(problems(&verdict, "WARN"), Vec::<String>::new());
    let modules: Vec<&str> = verdict["inventory"]["sections"][1]["modules"]
        .as_array()
        .unwrap()
        .iter()
        .map(|module| module["mod"].as_str().unwrap())
        .collect();
    assert_eq!(modules, ["url", "resource", "folder", "h5pactivity", "page"]);
}

#[test]
fn an_empty_plan_is_a_course_all_the_same() {
    let folder = Folder::new();
    let plan = own(vec![Section::default()]);
    let (path, _folder, _) = written(&plan, &[], &Shelves(vec![&folder]));
    let Some(verdict) = judged(&path) else { return };
    assert_eq!(problems(&verdict, "ERROR"), Vec::<String>::new());
}

#[test]
fn the_name_of_the_file_is_as_moodle_makes_it() {
    let plan = own(vec![]);
    assert_eq!(plan.file_name(), "backup-moodle2-course-water_co-20260921-1413-nu.mbz");
    let one = Plan { scope: Scope::Activity, short_name: "Ü".into(), ..plan };
    assert_eq!(one.file_name(), "backup-moodle2-activity-activity-20260921-1413-nu.mbz");
}

#[test]
fn a_file_that_is_gone_is_left_out_and_told() {
    let folder = Folder::new();
    let gone = Attached { name: "gone.pdf".into(), sha1: [7; 20], ..Attached::default() };
    let items = vec![made("File", Body::File, vec![gone])];
    let plan = own(vec![Section { items, ..Section::default() }]);
    let (path, _folder, report) = written(&plan, &[], &Shelves(vec![&folder]));
    assert_eq!((report.files, report.missing_files), (0, 1));
    let Some(verdict) = judged(&path) else { return };
    assert_eq!(problems(&verdict, "ERROR"), Vec::<String>::new());
}

#[test]
fn links_between_taken_activities_stay_and_others_lead_to_where_they_led() {
    use crate::mbz::tests::made as small;
    let mut archive = small::members();
    let text = "&lt;a href=\"$@PAGEVIEWBYID*7@$\"&gt;me&lt;/a&gt; &lt;a \
        href=\"$@QUIZVIEWBYID*99@$\"&gt;q&lt;/a&gt; &lt;a href=\"$@NONSENSE*1@$\"&gt;n&lt;/a&gt;";
    small::replace(&mut archive, "activities/page_7/page.xml", small::page(text));
    let attempt = small::Try::new();
    let bytes = small::gz(small::tar_of(&archive));
    let course = attempt.course(&bytes, &Options::default()).unwrap();
    let folder = Folder::new();
    folder.put(b"picture");
    let plan = plan_of(&[&course], &|_, _| true);
    let (path, _folder, _) = written(&plan, &[&course], &Shelves(vec![&folder]));
    let members = members(&path);
    let page = &members["activities/page_7/page.xml"];
    assert!(page.contains("$@PAGEVIEWBYID*7@$"), "{page}");
    assert!(page.contains("/mod/quiz/view.php?id=99"), "{page}");
    assert!(!page.contains("NONSENSE"), "{page}");
}

/// What becomes of a condition when activity 7 is now 70, the item 5 of the gradebook 50, and all
/// others stay behind.
fn rewritten(json: &str) -> (Option<String>, bool) {
    use crate::mbz::write::availability::{Taken, rewrite};
    let taken = Taken {
        activity: &|cmid| (cmid == 7).then_some(70),
        grade: &|item| (item == 5).then_some(50),
    };
    let found = rewrite(json, &taken);
    (found.json, found.hides)
}

#[test]
fn conditions_follow_what_is_taken_and_hide_what_they_cannot_guard() {
    let date = r#"{"type":"date","d":">=","t":5}"#;
    let (json, hides) = rewritten(&format!(
        r#"{{"op":"&","c":[{{"type":"completion","cm":7,"e":1}},{{"type":"completion","cm":8,"e":1}},
            {date}],"showc":[true,true,false]}}"#
    ));
    let json: Value = serde_json::from_str(&json.unwrap()).unwrap();
    assert_eq!(json["c"].as_array().unwrap().len(), 2);
    assert_eq!((&json["c"][0]["cm"], &json["showc"][1]), (&Value::from(70), &Value::from(false)));
    assert!(!hides);
    let grade = |item: i64| {
        format!(r#"{{"op":"&","c":[{{"type":"grade","id":{item},"min":75}}],"showc":[true]}}"#)
    };
    assert!(rewritten(&grade(5)).0.unwrap().contains("\"id\":50"));
    assert_eq!(rewritten(&grade(6)), (None, false));
    let group = r#"{"op":"&","c":[{"type":"group","id":3}],"showc":[true]}"#;
    assert_eq!(rewritten(group), (None, true));
    let nested = format!(r#"{{"op":"|","c":[{{"op":"&","c":[{date}]}}],"show":true}}"#);
    let (json, hides) = rewritten(&nested);
    assert!(json.unwrap().contains("\"show\":true") && !hides);
    assert_eq!(rewritten("nonsense"), (None, false));
    assert_eq!(rewritten(r#"{"op":"&","c":[],"showc":[]}"#), (None, false));
}

#[test]
fn a_hidden_page_of_a_hidden_section_stays_hidden_elsewhere() {
    use crate::mbz::tests::made as small;
    let mut archive = small::members();
    let section = "<section id=\"3\"><number>1</number><name>First</name><summary></summary>\
        <sequence>7</sequence><visible>0</visible></section>";
    small::replace(&mut archive, "sections/section_3/section.xml", section);
    let attempt = small::Try::new();
    let bytes = small::gz(small::tar_of(&archive));
    let course = attempt.course(&bytes, &Options::default()).unwrap();
    let folder = Folder::new();
    folder.put(b"picture");
    let mut plan = plan_of(&[&course], &|_, _| true);
    let module = |plan: &Plan| {
        let (path, _folder, _) = written(plan, &[&course], &Shelves(vec![&folder]));
        members(&path)["activities/page_7/module.xml"].clone()
    };
    assert!(module(&plan).contains("<visible>1</visible>"), "its section hides it");
    for section in &mut plan.sections {
        section.origin = None;
    }
    assert!(module(&plan).contains("<visible>0</visible>"));
}

#[test]
fn competencies_are_read_by_their_numbers_and_go_out_again_without_those_who_have_them() {
    use crate::mbz::{Competency, tests::made};

    let mut members = made::members();
    made::replace(
        &mut members,
        "activities/page_7/competencies.xml",
        "<course_module_competencies><competencies><competency><idnumber>MA.5.3</idnumber>\
         <ruleoutcome>2</ruleoutcome><sortorder>0</sortorder>\
         <frameworkidnumber>MA</frameworkidnumber></competency><competency>\
         <idnumber></idnumber></competency></competencies><user_competencies>\
         <user_competency><userid>4</userid><idnumber>Ada Person</idnumber></user_competency>\
         </user_competencies></course_module_competencies>",
    );
    let folder = tempfile::tempdir().unwrap();
    let archive = folder.path().join("in.mbz");
    std::fs::write(&archive, made::gz(made::tar_of(&members))).unwrap();
    let taken = Taken::of(&archive, false).unwrap();
    let course = taken.course();
    let (file, _kept, _) =
        written(&plan_of(&[&course], &|_, _| true), &[&course], &Shelves(vec![&taken.blobs]));
    let again = Taken::of(&file, false).unwrap();
    for course in [course, again.course()] {
        let all: Vec<i64> = course.sections.iter().flat_map(|one| one.activities.clone()).collect();
        let stub = course.stub(all[0]).unwrap();
        let wanted = Competency { number: "MA.5.3".into(), framework: "MA".into(), outcome: 2 };
        assert_eq!(course.competencies(stub), [wanted]);
    }
}
