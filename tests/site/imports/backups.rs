//! Small course backups of pages, made as a story needs them.

use std::{fmt::Write as _, io::Write as _};

use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};
use flate2::{Compression, write::GzEncoder};

/// A course of pages, each with a picture of its own.
pub struct Backup {
    pub pages: Vec<Page>,
    /// Whether it brings an account, and a forum in which it wrote.
    pub people: bool,
    /// The page whose picture is not what its name says.
    pub damaged: Option<i64>,
    /// What its section is about, as HTML.
    pub summary: String,
    /// Blocks of text beside the course: number, title and HTML.
    pub blocks: Vec<(i64, String, String)>,
}

/// A page.
#[derive(Clone)]
pub struct Page {
    pub cmid: i64,
    pub title: String,
    /// Its content as HTML.
    pub html: String,
    pub picture: Vec<u8>,
}

/// What is known of the account in a backup with people.
pub const PERSONAL: [&str; 6] = [
    "perpetua.quillfeather",
    "perpetua@pupils.invalid",
    "Quillfeather",
    "$2y$10$abcdefghijklmnopqrstuuVWXYZ0123456789abcdefghijklmnopq",
    "My dog ate the whole homework",
    "About my dog and me",
];

impl Backup {
    /// A course of so many pages of so many characters.
    pub fn of(pages: i64, characters: usize) -> Self {
        let page = |cmid: i64| {
            let mut html =
                format!("<p>This is page {cmid}.</p><img src=\"@@PLUGINFILE@@/a b.png\">");
            while html.len() < characters {
                let _ =
                    write!(html, "<p>A river <b>{}</b> runs to the <i>sea</i>.</p>", html.len());
            }
            Page { cmid, title: format!("Page {cmid}"), html, picture: picture(cmid) }
        };
        let pages = (1..=pages).map(page).collect();
        Self { pages, people: false, damaged: None, summary: String::new(), blocks: Vec::new() }
    }

    /// As a tar.gz.
    pub fn pack(&self) -> Vec<u8> {
        let mut archive = tar::Builder::new(GzEncoder::new(Vec::new(), Compression::fast()));
        let mut add = |name: &str, content: &[u8]| {
            let mut header = tar::Header::new_ustar();
            header.set_size(content.len() as u64);
            header.set_mode(0o644);
            archive.append_data(&mut header, name, content).unwrap();
        };
        let (mut listed, mut sequence, mut rows) = (String::new(), Vec::new(), String::new());
        for page in &self.pages {
            let Page { cmid, title, html, picture } = page;
            let _ = write!(
                listed,
                "<activity><moduleid>{cmid}</moduleid><sectionid>3</sectionid>\
                 <modulename>page</modulename><title>{title}</title></activity>"
            );
            sequence.push(cmid.to_string());
            let (context, sha1) = (1000 + cmid, sha1(picture));
            let _ = write!(
                rows,
                "<file id=\"{cmid}\"><contenthash>{sha1}</contenthash>\
                 <contextid>{context}</contextid><component>mod_page</component>\
                 <filearea>content</filearea><itemid>0</itemid><filepath>/</filepath>\
                 <filename>a b.png</filename><userid>4</userid><filesize>{}</filesize>\
                 <mimetype>image/png</mimetype><author>Perpetua Quillfeather</author>\
                 <license>unknown</license><sortorder>0</sortorder></file>",
                picture.len()
            );
            let folder = format!("activities/page_{cmid}");
            let module = format!(
                "<module id=\"{cmid}\"><modulename>page</modulename><sectionid>3</sectionid>\
                 <visible>1</visible></module>"
            );
            add(&format!("{folder}/module.xml"), module.as_bytes());
            let content = escaped(html);
            let activity = format!(
                "<activity id=\"{cmid}\" moduleid=\"{cmid}\" modulename=\"page\" \
                 contextid=\"{context}\"><page id=\"{cmid}\"><name>{title}</name><intro></intro>\
                 <introformat>1</introformat><content>{content}</content>\
                 <contentformat>1</contentformat></page></activity>"
            );
            add(&format!("{folder}/page.xml"), activity.as_bytes());
            let content =
                if self.damaged == Some(*cmid) { b"something else" } else { &picture[..] };
            add(&format!("files/{}/{sha1}", &sha1[..2]), content);
        }
        if self.people {
            Self::add_people(&mut listed, &mut sequence, &mut add);
        }
        add("files.xml", format!("<files>{rows}</files>").as_bytes());
        let section = format!(
            "<section id=\"3\"><number>1</number><name>First</name><summary>{}</summary>\
             <summaryformat>1</summaryformat><sequence>{}</sequence><visible>1</visible></section>",
            escaped(&self.summary),
            sequence.join(",")
        );
        for (id, title, html) in &self.blocks {
            let config = format!(
                "O:8:\"stdClass\":2:{{s:5:\"title\";s:{}:\"{title}\";s:4:\"text\";s:{}:\"{html}\";}}",
                title.len(),
                html.len()
            );
            let block = format!(
                "<block id=\"{id}\" contextid=\"90{id}\"><blockname>html</blockname>\
                 <defaultregion>side-pre</defaultregion><defaultweight>{id}</defaultweight>\
                 <configdata>{}</configdata></block>",
                BASE64.encode(config)
            );
            add(&format!("course/blocks/html_{id}/block.xml"), block.as_bytes());
        }
        add("sections/section_3/section.xml", section.as_bytes());
        add(
            "course/course.xml",
            b"<course id=\"5\" contextid=\"50\"><fullname>Rivers</fullname><summary></summary>\
              <lang>en</lang></course>",
        );
        let manifest = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?><moodle_backup><information>\
             <moodle_release>4.5</moodle_release>\
             <original_wwwroot>https://old.example/moodle</original_wwwroot>\
             <original_course_id>5</original_course_id>\
             <original_course_fullname>Rivers</original_course_fullname>\
             <original_course_shortname>R</original_course_shortname>\
             <original_course_contextid>50</original_course_contextid>\
             <details><detail backup_id=\"x\"><type>course</type></detail></details><contents>\
             <activities>{listed}</activities>\
             <sections><section><sectionid>3</sectionid><title>First</title></section></sections>\
             </contents></information></moodle_backup>"
        );
        add("moodle_backup.xml", manifest.as_bytes());
        archive.into_inner().unwrap().finish().unwrap()
    }

    fn add_people(
        listed: &mut String,
        sequence: &mut Vec<String>,
        add: &mut impl FnMut(&str, &[u8]),
    ) {
        let [username, email, last, hash, post, subject] = PERSONAL;
        listed.push_str(
            "<activity><moduleid>900</moduleid><sectionid>3</sectionid>\
             <modulename>forum</modulename><title>Talk</title></activity>",
        );
        sequence.push("900".into());
        add(
            "activities/forum_900/module.xml",
            b"<module id=\"900\"><modulename>forum</modulename><sectionid>3</sectionid>\
              <visible>1</visible></module>",
        );
        let forum = format!(
            "<activity id=\"9\" moduleid=\"900\" modulename=\"forum\" contextid=\"1900\">\
             <forum id=\"9\"><type>general</type><name>Talk</name><intro>Talk here.</intro>\
             <introformat>1</introformat><discussions><discussion id=\"1\">\
             <name>{subject}</name><firstpost>1</firstpost><userid>4</userid><posts><post id=\"1\">\
             <parent>0</parent><userid>4</userid><subject>{subject}</subject>\
             <message>&lt;p&gt;{post}&lt;/p&gt;</message><messageformat>1</messageformat></post>\
             </posts></discussion></discussions></forum></activity>"
        );
        add("activities/forum_900/forum.xml", forum.as_bytes());
        let users = format!(
            "<users><user id=\"4\" contextid=\"44\"><username>{username}</username>\
             <password>{hash}</password><email>{email}</email><firstname>Perpetua</firstname>\
             <lastname>{last}</lastname></user></users>"
        );
        add("users.xml", users.as_bytes());
    }
}

fn escaped(html: &str) -> String {
    html.replace('&', "&amp;").replace('<', "&lt;")
}

/// A PNG of a few dots that differ from number to number.
fn picture(number: i64) -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    let [a, b, c, ..] = number.to_le_bytes();
    image::RgbImage::from_pixel(4, 4, image::Rgb([a, b, c]))
        .write_to(&mut bytes, image::ImageFormat::Png)
        .unwrap();
    bytes.into_inner()
}

fn sha1(bytes: &[u8]) -> String {
    let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA1_FOR_LEGACY_USE_ONLY, bytes);
    digest.as_ref().iter().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

/// The members of a tar.gz whose name ends so, as text.
pub fn members(archive: &[u8], ending: &str) -> Vec<String> {
    let mut archive = tar::Archive::new(flate2::read::GzDecoder::new(archive));
    let mut found = Vec::new();
    for entry in archive.entries().unwrap() {
        let mut entry = entry.unwrap();
        if entry.path().unwrap().to_string_lossy().ends_with(ending) {
            let mut text = Vec::new();
            std::io::copy(&mut entry, &mut text).unwrap();
            found.push(String::from_utf8_lossy(&text).into_owned());
        }
    }
    found
}

/// Cuts an archive off in the middle.
pub fn cut_off(archive: &[u8]) -> Vec<u8> {
    let mut cut = Vec::new();
    cut.write_all(&archive[..archive.len() / 2]).unwrap();
    cut
}
