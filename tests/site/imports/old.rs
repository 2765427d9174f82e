//! Backups of Moodle 1.x, from the upload to pages that readers open.

use std::{collections::BTreeSet, fmt::Write as _, io::Write as _};

use hornbook::web::Role;
use serde_json::Value;

use super::{
    attributes, figures, files, go, kept_out::look_everywhere, take_in, texts, upload,
    wizard::open_all,
};
use crate::{fixtures::fixture, test_site::TestSite};

#[tokio::test]
async fn a_course_of_moodle_one_becomes_pages_that_lead_to_each_other() {
    for (name, title, activities) in [
        ("m195-taodocs1.zip", "Intel Training Documentation Part I", 58),
        // Twelve, and the one category of its question bank.
        ("m19-moodle2cc-fixture.zip", "My Course", 13),
    ] {
        let Some(file) = fixture(&format!("mbz/{name}")) else { return };
        let site = TestSite::start().await;
        let wilma = site.person("wilma", Role::Publisher).await;
        let import = upload(&wilma, name, &std::fs::read(&file).unwrap()).await;
        site.run_jobs().await;
        let choose = wilma.get(&import).await;
        choose.must_say(title);
        let previews = attributes(&choose, ".leaf a", "href");
        assert_eq!(previews.len(), activities, "{name}: {previews:?}");
        for preview in &previews {
            let page = wilma.get(preview).await;
            assert_eq!(page.status, 200, "{preview}");
            let text = page.text();
            assert!(!text.contains("@@PLUGINFILE@@") && !text.contains("$@"), "{preview}: {text}");
        }
        go(&wilma, &import, &[]).await;
        site.run_jobs().await;
        let [new, updated, same, _] = figures(&wilma, &import).await;
        assert_eq!((new, updated, same), (activities as u64, 0, 0), "{name}");
        let data = &site.site.data;
        assert!(files(&data.join("imports")).is_empty());
        let (mut seen, mut wrong) = (BTreeSet::new(), Vec::new());
        let mut pictures = 0;
        let mut links = BTreeSet::new();
        for key in texts(data, "select key from resources order by id") {
            let path = format!("/r/{key}");
            let page = open_all(&wilma, "wilma", &path, &mut seen, &mut wrong).await;
            pictures += attributes(&page, "main img", "src").len();
            links.extend(attributes(&page, ".course-intro a, .course-text a", "href"));
        }
        let collection = texts(data, "select key from collections").remove(0);
        open_all(&wilma, "wilma", &format!("/k/{collection}"), &mut seen, &mut wrong).await;
        assert!(wrong.is_empty(), "{name}: {}", wrong.join("\n"));
        if activities == 58 {
            assert!(pictures >= 85, "{pictures}");
            assert!(links.iter().any(|link| link.starts_with("/r/")), "{links:?}");
        }
        let needles = ["6434valknfds9", "Admin User (192"].map(str::to_owned).into();
        let (found, _) = look_everywhere(data, &needles);
        assert!(found.is_empty(), "{name}: {found:?}");
    }
}

/// A course with one page, in the last of so many sections.
fn with_headings(count: usize) -> Vec<u8> {
    let mut sections = String::new();
    for number in 0..=count {
        let page = "<MOD><ID>10</ID><TYPE>resource</TYPE><INSTANCE>1</INSTANCE></MOD>";
        let mods = if number == count { page } else { "" };
        write!(
            sections,
            "<SECTION><ID>{}</ID><NUMBER>{number}</NUMBER><SUMMARY>Day {number}.</SUMMARY>\
             <MODS>{mods}</MODS></SECTION>",
            number + 1
        )
        .unwrap();
    }
    let xml = format!(
        "<MOODLE_BACKUP><INFO><MOODLE_RELEASE>1.9.5</MOODLE_RELEASE></INFO><COURSE><HEADER>\
         <ID>5</ID><FULLNAME>A long year</FULLNAME></HEADER><SECTIONS>{sections}</SECTIONS><MODULES>\
         <MOD><ID>1</ID><MODTYPE>resource</MODTYPE><NAME>The last page</NAME><TYPE>html</TYPE>\
         <ALLTEXT>The end.</ALLTEXT></MOD></MODULES></COURSE></MOODLE_BACKUP>"
    );
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    zip.start_file("moodle.xml", zip::write::SimpleFileOptions::default()).unwrap();
    zip.write_all(xml.as_bytes()).unwrap();
    zip.finish().unwrap().into_inner()
}

#[tokio::test]
async fn a_course_with_more_headings_than_a_collection_holds_loses_some_of_them_only() {
    let site = TestSite::start().await;
    let wilma = site.person("wilma", Role::Publisher).await;
    take_in(&site, &wilma, &with_headings(600), &[]).await;
    let sections = texts(&site.site.data, "select title from sections order by id");
    assert_eq!(sections.len(), 500);
    let key = texts(&site.site.data, "select key from collections").remove(0);
    site.stranger().get(&format!("/k/{key}")).await.must_say("The last page");
}

#[tokio::test]
async fn a_terminal_inspects_and_takes_backups_of_moodle_one() {
    let site = TestSite::start().await;
    site.person("wilma", Role::Publisher).await;
    for (name, activities, becomes) in
        [("m195-taodocs1.zip", 58, "page"), ("m19-moodle2cc-fixture.zip", 12, "assign")]
    {
        let Some(file) = fixture(&format!("mbz/{name}")) else { return };
        let file = file.to_str().unwrap();
        let said = site.command(&["course", "inspect", file, "--json"], "").await;
        assert_eq!(said.code, 0, "{}", said.err);
        let inventory: Value = serde_json::from_str(&said.out).unwrap();
        assert_eq!(inventory["format"], "moodle1");
        assert_eq!(inventory["container"], "zip");
        assert!(said.out.contains(&format!("\"becomes\":\"{becomes}\"")), "{}", said.out);
        let arguments = ["course", "import", file, "--by", "wilma", "--publish", "--json"];
        let said = site.command(&arguments, "").await;
        assert_eq!(said.code, 0, "{}", said.err);
        let report: Value = serde_json::from_str(&said.out).unwrap();
        assert_eq!(report["resources"], activities, "{}", said.out);
        // The same backup once more brings nothing new.
        let said = site.command(&arguments, "").await;
        let report: Value = serde_json::from_str(&said.out).unwrap();
        assert_eq!(report["resources"], 0, "{}", said.out);
    }
}
