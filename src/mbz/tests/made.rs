//! Small backups made here, packed in every way that occurs.

use std::io::Write;
use std::path::PathBuf;

use flate2::Compression;
use flate2::write::GzEncoder;

use super::super::*;

/// A member: name, content.
pub type Members = Vec<(String, Vec<u8>)>;

/// A course with one page in one section, a picture in its text, and nothing else.
pub fn members() -> Members {
    let picture = b"picture".to_vec();
    let sha1 = sha1(&picture);
    let file = |area: &str, item: i64, path: &str, name: &str| {
        format!(
            "<file id=\"1\"><contenthash>{sha1}</contenthash><contextid>70</contextid>\
             <component>mod_page</component><filearea>{area}</filearea><itemid>{item}</itemid>\
             <filepath>{path}</filepath><filename>{name}</filename><userid>4</userid>\
             <filesize>7</filesize><mimetype>image/png</mimetype><author>Ada Person</author>\
             <license>cc-4.0</license><sortorder>0</sortorder><reference>$@NULL@$</reference></file>"
        )
    };
    let legacy = file("legacy", 0, "/media/", "old.png")
        .replace("<contextid>70", "<contextid>50")
        .replace("mod_page", "course");
    vec![
        ("moodle_backup.xml".into(), manifest("page", 7).into_bytes()),
        (
            "course/course.xml".into(),
            b"<course id=\"5\" contextid=\"50\"><fullname>C</fullname><summary></summary>\
              <lang>de_du</lang></course>"
                .to_vec(),
        ),
        (
            "sections/section_3/section.xml".into(),
            b"<section id=\"3\"><number>1</number><name>First</name><summary></summary>\
              <sequence>7</sequence><visible>1</visible></section>"
                .to_vec(),
        ),
        (
            "activities/page_7/module.xml".into(),
            b"<module id=\"7\"><modulename>page</modulename><sectionid>3</sectionid>\
              <visible>1</visible></module>"
                .to_vec(),
        ),
        ("activities/page_7/page.xml".into(), page("&lt;p&gt;Hello&lt;/p&gt;").into_bytes()),
        (
            "files.xml".into(),
            format!(
                "<files>{}{}{legacy}</files>",
                file("content", 0, "/", "pic one.png"),
                file("content", 0, "/a b/", "\u{fc}.png")
            )
            .into_bytes(),
        ),
        (format!("files/{}/{sha1}", &sha1[..2]), picture),
    ]
}

/// A manifest with one activity.
pub fn manifest(module: &str, cmid: i64) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><moodle_backup><information>\
         <moodle_release>4.5</moodle_release>\
         <original_wwwroot>https://old.example/moodle</original_wwwroot>\
         <original_course_id>5</original_course_id>\
         <original_course_fullname>C &amp;amp; D</original_course_fullname>\
         <original_course_shortname>C</original_course_shortname>\
         <original_course_contextid>50</original_course_contextid>\
         <details><detail backup_id=\"x\"><type>course</type></detail></details><contents>\
         <activities><activity><moduleid>{cmid}</moduleid><sectionid>3</sectionid>\
         <modulename>{module}</modulename><title>The title</title></activity></activities>\
         <sections><section><sectionid>3</sectionid><title>1</title></section></sections>\
         </contents></information></moodle_backup>"
    )
}

/// A page activity whose content is this, already escaped for XML.
pub fn page(content: &str) -> String {
    format!(
        "<activity id=\"9\" moduleid=\"7\" modulename=\"page\" contextid=\"70\"><page id=\"9\">\
         <name>P</name><intro></intro><introformat>1</introformat><content>{content}</content>\
         <contentformat>1</contentformat></page></activity>"
    )
}

/// Puts another content in the place of a member.
pub fn replace(members: &mut Members, name: &str, content: impl Into<Vec<u8>>) {
    let content = content.into();
    match members.iter_mut().find(|(known, _)| known == name) {
        Some(member) => member.1 = content,
        None => members.push((name.to_owned(), content)),
    }
}

pub fn sha1(bytes: &[u8]) -> String {
    let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA1_FOR_LEGACY_USE_ONLY, bytes);
    files::hex(digest.as_ref())
}

/// A ustar header, with a name as raw as one likes.
pub fn header(name: &[u8], size: usize, kind: tar::EntryType) -> tar::Header {
    let mut header = tar::Header::new_ustar();
    let bytes = header.as_old_mut();
    bytes.name[..name.len()].copy_from_slice(name);
    header.set_size(size as u64);
    header.set_mode(0o644);
    header.set_entry_type(kind);
    header.set_cksum();
    header
}

/// Writes one tar entry.
pub fn entry(out: &mut Vec<u8>, header: &tar::Header, content: &[u8]) {
    out.extend_from_slice(header.as_bytes());
    out.extend_from_slice(content);
    out.resize(out.len().next_multiple_of(512), 0);
}

/// A tar of plain files.
pub fn tar_of(members: &Members) -> Vec<u8> {
    let mut out = Vec::new();
    for (name, content) in members {
        let header = header(name.as_bytes(), content.len(), tar::EntryType::Regular);
        entry(&mut out, &header, content);
    }
    out
}

/// Ends a tar and compresses it.
pub fn gz(mut tar: Vec<u8>) -> Vec<u8> {
    tar.extend_from_slice(&[0; 1024]);
    let mut out = GzEncoder::new(Vec::new(), Compression::fast());
    out.write_all(&tar).unwrap();
    out.finish().unwrap()
}

pub fn zip_of(members: &Members) -> Vec<u8> {
    let mut out = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, content) in members {
        out.start_file(name.as_str(), zip::write::SimpleFileOptions::default()).unwrap();
        out.write_all(content).unwrap();
    }
    out.finish().unwrap().into_inner()
}

/// A backup on disk with the tree it is unpacked to.
pub struct Try {
    pub folder: tempfile::TempDir,
    pub tree: PathBuf,
}

impl Try {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let tree = folder.path().join("tree");
        std::fs::create_dir(&tree).unwrap();
        Self { folder, tree }
    }

    pub fn unpack(&self, archive: &[u8], options: &Options) -> Result<Unpacked, Broken> {
        self.unpack_with(archive, options, &mut NoBlobs)
    }

    pub fn unpack_with(
        &self,
        archive: &[u8],
        options: &Options,
        blobs: &mut dyn Blobs,
    ) -> Result<Unpacked, Broken> {
        let file = self.folder.path().join("backup.mbz");
        std::fs::write(&file, archive).unwrap();
        unpack(&file, &self.tree, blobs, options, &mut |_| Go::On)
    }

    pub fn course(&self, archive: &[u8], options: &Options) -> Result<Course, Broken> {
        self.unpack(archive, options)?;
        Course::open(&self.tree)
    }

    /// All bytes of the tree, one file after the other.
    pub fn all(&self) -> String {
        let mut names: Vec<PathBuf> =
            std::fs::read_dir(&self.tree).unwrap().map(|entry| entry.unwrap().path()).collect();
        names.sort();
        let read = |path: &PathBuf| std::fs::read_to_string(path).unwrap();
        names.iter().map(read).collect()
    }
}
