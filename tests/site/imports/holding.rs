//! What else a course holds: packages, conditions, the picture of the course and of its pages.

use std::io::Write as _;

use hornbook::web::Role;

use super::{attributes, backups::Backup, take_in, texts};
use crate::{fixtures::fixture, test_site::TestSite};

fn key_of(data: &std::path::Path, module: &str) -> String {
    texts(data, &format!("select key from resources where module = '{module}'")).remove(0)
}

#[tokio::test]
async fn packages_say_what_they_hold_and_can_be_taken() {
    let Some(file) = fixture("mbz/gen-m456-allmods-nu.mbz") else { return };
    let site = TestSite::start().await;
    let wilma = site.person("wilma", Role::Publisher).await;
    take_in(&site, &wilma, &std::fs::read(file).unwrap(), &[]).await;
    let data = site.site.data.to_path_buf();
    let stranger = site.stranger();
    let h5p = stranger.get(&format!("/r/{}", key_of(&data, "h5pactivity"))).await;
    h5p.must_say("Geography");
    h5p.must_say("H5P.Blanks 1.12");
    let package = h5p.attribute(".course-file a", "href").unwrap();
    let package = stranger.get(&package).await;
    assert_eq!((package.status, &package.body[..2]), (200, &b"PK"[..]));
    let scorm = stranger.get(&format!("/r/{}", key_of(&data, "scorm"))).await;
    scorm.must_say("SCORM 1.2");
    assert!(scorm.one(".course-outline").contains("Other Scoring Systems"));
    let ims = stranger.get(&format!("/r/{}", key_of(&data, "imscp"))).await;
    ims.must_say("Golf Explained - Run-time Basic Calls");
    let lti = stranger.get(&format!("/r/{}", key_of(&data, "lti"))).await;
    assert!(lti.attribute(".course-link a", "href").unwrap().starts_with("http"));
    // A subsection is a section of the collection, in its place.
    let collection = texts(&data, "select key from collections").remove(0);
    let subsection = texts(&data, "select title from sections order by place");
    assert!(subsection.iter().any(|title| title.contains("Subsection")), "{subsection:?}");
    assert_eq!(stranger.get(&format!("/k/{collection}")).await.status, 200);
}

#[tokio::test]
async fn conditions_of_the_old_course_are_said_to_those_who_edit_and_keep_it_a_draft() {
    let Some(file) = fixture("mbz/m262-availability.mbz") else { return };
    let site = TestSite::start().await;
    let wilma = site.person("wilma", Role::Publisher).await;
    let import = take_in(&site, &wilma, &std::fs::read(file).unwrap(), &[]).await;
    let data = site.site.data.to_path_buf();
    let restricted = texts(
        &data,
        "select key from resources join resource_bodies on resource = id
         where remarks like '%2017-03-04 or later%'",
    );
    assert_eq!(restricted.len(), 1, "of {import}");
    let path = format!("/r/{}", restricted[0]);
    wilma.get(&path).await.must_say("Pupils saw this only if it was 2017-03-04 or later and");
    assert_eq!(site.stranger().get(&path).await.status, 404, "it stays a draft");
    wilma.post_form(&format!("{path}/publish"), &[]).await;
    let read = site.stranger().get(&path).await;
    assert_eq!(read.status, 200);
    assert!(!read.says("Pupils saw this only if"));
}

fn png(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    image::RgbImage::from_fn(width, height, |x, y| {
        let mixed = x.wrapping_mul(2_654_435_761) ^ y.wrapping_mul(40_503);
        let [a, b, c, _] = mixed.to_le_bytes();
        image::Rgb([a, b, c])
    })
    .write_to(&mut bytes, image::ImageFormat::Png)
    .unwrap();
    bytes.into_inner()
}

#[tokio::test]
async fn a_page_that_begins_with_a_real_picture_is_shown_with_it() {
    let site = TestSite::start().await;
    let wilma = site.person("wilma", Role::Publisher).await;
    let mut backup = Backup::of(2, 300);
    backup.pages[1].picture = png(400, 300);
    take_in(&site, &wilma, &backup.pack(), &[]).await;
    let data = site.site.data.to_path_buf();
    let with = "select title from resources where picture_large is not null";
    assert_eq!(texts(&data, with), ["Page 2"]);
    let key = texts(&data, "select key from resources where title = 'Page 2'").remove(0);
    for size in ["small", "large"] {
        let picture = site.stranger().get(&format!("/r/{key}/picture/{size}")).await;
        assert_eq!(picture.status, 200, "{size}");
    }
}

#[tokio::test]
async fn the_picture_of_the_course_becomes_that_of_the_collection() {
    let site = TestSite::start().await;
    let wilma = site.person("wilma", Role::Publisher).await;
    let mut backup = Backup::of(1, 300);
    backup.pages[0].picture = png(300, 200);
    // The same content under a second name: that of the picture of the course.
    let packed = with(&backup.pack(), |row| {
        let row = row.replace("<contextid>1001", "<contextid>50").replace("mod_page", "course");
        row.replace("<filearea>content", "<filearea>overviewfiles")
    });
    take_in(&site, &wilma, &packed, &[]).await;
    let data = site.site.data.to_path_buf();
    let key = texts(&data, "select key from collections where picture_large is not null");
    let picture = site.stranger().get(&format!("/k/{}/picture/large", key[0])).await;
    assert_eq!(picture.status, 200);
}

#[tokio::test]
async fn what_the_content_bank_holds_becomes_a_file_with_its_licence() {
    let site = TestSite::start().await;
    let wilma = site.person("wilma", Role::Publisher).await;
    let mut backup = Backup::of(1, 300);
    let mut h5p = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    h5p.start_file("h5p.json", zip::write::SimpleFileOptions::default()).unwrap();
    let json = br#"{"title":"Cells","mainLibrary":"H5P.Quiz","license":"CC BY-NC","licenseVersion":
        "4.0","authors":[{"name":"Ada Lovelace"}],"language":"de"}"#;
    h5p.write_all(json).unwrap();
    backup.pages[0].picture = h5p.finish().unwrap().into_inner();
    let packed = with(&backup.pack(), |row| {
        let row =
            row.replace("<contextid>1001", "<contextid>50").replace("mod_page", "contentbank");
        let row = row.replace("<filearea>content", "<filearea>public").replace("a b.png", "c.h5p");
        row.replace("<itemid>0", "<itemid>77")
    });
    let import = take_in(&site, &wilma, &packed, &[]).await;
    let data = site.site.data.to_path_buf();
    let page = site.stranger().get(&format!("/r/{}", key_of(&data, "contentbank"))).await;
    for said in ["Cells to click", "H5P.Quiz", "CC BY-NC 4.0"] {
        page.must_say(said);
    }
    let licence = texts(&data, "select licence from resources where module = 'contentbank'");
    assert_eq!(licence, ["https://creativecommons.org/licenses/by-nc/4.0/"]);
    let file = page.attribute(".use-main a", "href").unwrap();
    assert_eq!(&site.stranger().get(&file).await.body[..2], b"PK");
    let collection = texts(&data, "select key from collections").remove(0);
    site.stranger().get(&format!("/k/{collection}")).await.must_say("Content bank");
    // It leaves as what Moodle plays.
    let key = key_of(&data, "contentbank");
    let only = [("only", key.as_str())];
    let answer = wilma.post_form(&format!("/k/{collection}/moodle/file"), &only).await;
    if let Some(verdict) = crate::exports::judged(&answer.body) {
        let counts = &verdict["counts"]["activities"];
        assert_eq!(*counts, serde_json::json!({"h5pactivity": 1, "page": 1}));
    }
    wilma.post_form(&format!("{import}/undo"), &[]).await;
    assert_eq!(site.count("resources").await, 0);
}

#[tokio::test]
async fn what_stands_around_the_activities_comes_with_its_pictures_and_goes_back() {
    let site = TestSite::start().await;
    let wilma = site.person("wilma", Role::Publisher).await;
    let mut backup = Backup::of(2, 300);
    let picture = "<img src=\"@@PLUGINFILE@@/a%20b.png\" alt=\"Map\">";
    let gone = picture.replace("a%20b", "gone");
    let more = "<p>More words.</p>".repeat(2_000);
    backup.summary = format!("<p>Start here. {picture}{gone}</p>{more}");
    let text = format!("<p>Ask on Tuesdays. {picture}</p>");
    let bare = format!("Or <b>write</b> to us: {picture} any time");
    backup.blocks = vec![(6, "Office hours".into(), text), (7, String::new(), bare)];
    let packed = with(&backup.pack(), |row| {
        let row = row.split_inclusive("</file>").next().unwrap();
        let row = row.replace("mod_page", "course").replace("<itemid>0", "<itemid>3");
        let of_section = row.replace("<contextid>1001", "<contextid>50");
        let of_section = of_section.replace("<filearea>content", "<filearea>section");
        let row = row.replace(">course<", ">block_html<").replace("<itemid>3", "<itemid>0");
        let of_blocks =
            ["906", "907"].map(|context| row.replace(">1001<", &format!(">{context}<")));
        format!("{of_section}{}", of_blocks.concat())
    });
    take_in(&site, &wilma, &packed, &[("language", "de")]).await;
    let data = site.site.data.to_path_buf();
    let key = texts(&data, "select key from collections").remove(0);
    let stranger = site.stranger();
    let page = stranger.get(&format!("/k/{key}")).await;
    for said in ["Start here.", "Office hours", "Ask on Tuesdays.", "Neben dem Kurs", "Bild fehlt"]
    {
        page.must_say(said);
    }
    page.must_say("Or write to us:");
    let pictures = attributes(&page, "main .prose img", "src");
    assert_eq!(pictures.len(), 3, "{}", page.text());
    for picture in &pictures {
        assert_eq!(stranger.get(picture).await.status, 200, "{picture}");
    }

    let packed = crate::zips::download(&stranger, &key, "zip").await;
    let zip = crate::zips::members(&packed.body);
    let index = crate::zips::text(&zip, "index.html");
    assert_eq!(index.matches("/a%20b.png\"").count(), 3, "{index}");
    assert!(!index.contains("src=\"http") && !index.contains("src=\"/"), "no server is needed");

    // With the whole course they stand beside it again.
    let address = format!("/k/{key}");
    let answer = crate::exports::download(&wilma, &address).await;
    let all = crate::exports::inside(&answer.body);
    assert_eq!(all.matches("<blockname>html</blockname>").count(), 2);
    assert!(all.contains("&lt;img src=\"@@PLUGINFILE@@/a%20b.png\" alt=\"Map\"&gt;"), "as it was");
    assert!(!all.contains("<name>Office hours</name>"));
    if let Some(verdict) = crate::exports::verdict(&answer.body) {
        // It does not know the files of blocks, which Moodle 4.5 restores: see tests/moodle.
        let warnings = verdict["problems"].as_array().unwrap();
        assert!(warnings.iter().all(|one| one["what"].to_string().contains("block_html")));
    }

    // What was changed here is a section like others.
    let edit = wilma.get(&format!("{address}/edit")).await;
    let forms = attributes(&edit, "details form[action*='/sections/']", "action");
    let fields = [("do", "save"), ("title", "Office hours"), ("summary", "On Mondays.")];
    assert_eq!(wilma.post_form(&forms[1], &fields).await.status, 303);
    let all = crate::exports::inside(&crate::exports::download(&wilma, &address).await.body);
    assert_eq!(all.matches("<blockname>html</blockname>").count(), 1);
    assert!(all.contains("<name>Office hours</name>") && all.contains("On Mondays."));
}

/// Adds a row to the list of files of a backup, and a content bank with one thing.
fn with(archive: &[u8], change: impl Fn(String) -> String) -> Vec<u8> {
    let mut from = tar::Archive::new(flate2::read::GzDecoder::new(archive));
    let packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    let mut to = tar::Builder::new(packed);
    for entry in from.entries().unwrap() {
        let mut entry = entry.unwrap();
        let name = entry.path().unwrap().to_string_lossy().into_owned();
        let mut bytes = Vec::new();
        std::io::copy(&mut entry, &mut bytes).unwrap();
        if name == "files.xml" {
            let text = String::from_utf8(bytes).unwrap();
            let rows = text.trim_end_matches("</files>").to_owned();
            let row = rows.trim_start_matches("<files>");
            let row = change(row.to_owned());
            bytes = Vec::new();
            write!(bytes, "{rows}{row}</files>").unwrap();
        }
        let mut header = tar::Header::new_ustar();
        header.set_size(bytes.len() as u64);
        header.set_mode(0o644);
        to.append_data(&mut header, name, &*bytes).unwrap();
    }
    let bank = b"<contents><content id=\"77\"><name>Cells to click</name>\
        <contenttype>contenttype_h5p</contenttype><usercreated>4</usercreated></content></contents>";
    let mut header = tar::Header::new_ustar();
    header.set_size(bank.len() as u64);
    header.set_mode(0o644);
    to.append_data(&mut header, "course/contentbank.xml", &bank[..]).unwrap();
    to.into_inner().unwrap().finish().unwrap()
}
