//! Tests of the writer of backups: what goes in comes out, and a real Moodle would take it.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use super::plan::{
    Attached, Body, Contents, Item, Made, Original, Plan, Questions, Scope, Section,
};
use super::{Written, goes_back, write};
use crate::mbz::files::hex;
use crate::mbz::{Blobs, Broken, Course, CourseFile, Go, Links, Options, WordList, unpack};

mod moodle;
mod pieces;
mod whole;

/// A backup that was taken in, with the contents of its files.
struct Taken {
    tree: tempfile::TempDir,
    blobs: Folder,
}

/// Contents in a folder, named by their SHA-1.
struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn put(&self, bytes: &[u8]) -> [u8; 20] {
        let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA1_FOR_LEGACY_USE_ONLY, bytes);
        let sha1: [u8; 20] = digest.as_ref().try_into().unwrap();
        std::fs::write(self.0.path().join(hex(&sha1)), bytes).unwrap();
        sha1
    }
}

impl Blobs for Folder {
    fn take(&mut self, sha1: [u8; 20], _: u64, reader: &mut dyn Read) -> io::Result<()> {
        io::copy(reader, &mut File::create(self.0.path().join(hex(&sha1)))?)?;
        Ok(())
    }
}

/// Several folders, the first that has it.
struct Shelves<'a>(Vec<&'a Folder>);

impl Contents for Shelves<'_> {
    fn size(&self, sha1: [u8; 20]) -> io::Result<Option<u64>> {
        let found = self.0.iter().find_map(|one| one.0.path().join(hex(&sha1)).metadata().ok());
        Ok(found.map(|file| file.len()))
    }

    fn open(&self, sha1: [u8; 20]) -> io::Result<Box<dyn Read>> {
        let path =
            self.0.iter().map(|one| one.0.path().join(hex(&sha1))).find(|path| path.exists());
        Ok(Box::new(File::open(path.ok_or(io::ErrorKind::NotFound)?)?))
    }
}

impl Taken {
    fn of(file: &Path, entries: bool) -> Result<Self, Broken> {
        let tree = tempfile::tempdir()?;
        let mut blobs = Folder::new();
        let options = Options { entries, ..Options::default() };
        unpack(file, tree.path(), &mut blobs, &options, &mut |_| Go::On)?;
        Ok(Self { tree, blobs })
    }

    fn course(&self) -> Course {
        Course::open(self.tree.path()).unwrap()
    }
}

/// The addresses of a page that was made of an activity here.
struct Here;

impl Links for Here {
    fn file(&self, file: &CourseFile) -> Option<String> {
        let name = name_of(file);
        let path: Vec<String> = name.split('/').map(super::encode).collect();
        Some(format!("@@PLUGINFILE@@/{}", path.join("/")))
    }

    fn activity(&self, _: i64) -> Option<String> {
        None
    }
}

/// The name of a file in a page: no two of an activity are the same.
fn name_of(file: &CourseFile) -> String {
    let area = &file.key.area;
    format!("{}-{}/{}", area.area, area.item, file.key.path.trim_start_matches('/'))
}

/// An activity that no Moodle of today has, as a page with its files.
fn page_of(course: &Course, cmid: i64) -> Made {
    let stub = course.stub(cmid).unwrap();
    let questions = course.questions().unwrap();
    let activity = course.activity(cmid).unwrap();
    let rendered = course.render(&activity, &questions, &Here, &WordList::english()).unwrap();
    let files = course.files.of_context(stub.contextid).filter(|file| file.present && !file.alias);
    let attached = |file: &CourseFile| Attached {
        name: name_of(file),
        sha1: file.sha1,
        mime: file.mime.clone(),
        licence: file.licence.clone(),
    };
    Made {
        title: stub.title.clone(),
        body: Body::Page(rendered.body),
        files: files.map(attached).collect(),
        visible: true,
        path: format!("/r/{cmid}"),
        ..Made::default()
    }
}

/// What an activity of a backup becomes; `None` for what only holds others together.
fn item_of(course: &Course, source: usize, cmid: i64) -> Option<Item> {
    let module = course.stub(cmid)?.module.as_str();
    match module {
        "qbank" => None,
        _ if goes_back(course, cmid) || module == "subsection" => Some(Item::Original(Original {
            source,
            cmid,
            path: format!("/r/{source}-{cmid}"),
            ..Original::default()
        })),
        _ => Some(Item::Made(page_of(course, cmid))),
    }
}

/// A plan of everything in these courses that `keep` lets through, one after another.
fn plan_of(courses: &[&Course], keep: &dyn Fn(usize, i64) -> bool) -> Plan {
    let mut sections = Vec::new();
    let mut all = true;
    for (source, course) in courses.iter().enumerate() {
        for section in &course.sections {
            let items = section
                .activities
                .iter()
                .filter(|cmid| {
                    let kept = keep(source, **cmid);
                    all &= kept;
                    kept
                })
                .filter_map(|cmid| item_of(course, source, *cmid))
                .collect();
            sections.push(Section {
                title: section.title.clone(),
                origin: (!section.implied).then_some((source, section.id)),
                as_it_was: true,
                items,
                ..Section::default()
            });
        }
    }
    let questions = if all { Questions::All } else { Questions::Asked };
    Plan {
        title: courses.first().map_or_else(|| "Made here".into(), |one| one.title.clone()),
        short_name: "Export".into(),
        site: "https://school.example".into(),
        site_hash: "0123456789abcdef0123456789abcdef".into(),
        dated: 1_790_000_000,
        sections,
        questions: vec![questions; courses.len()],
        ..Plan::default()
    }
}

/// Writes a plan into a file.
fn written(
    plan: &Plan,
    courses: &[&Course],
    contents: &dyn Contents,
) -> (PathBuf, tempfile::TempDir, Written) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("out.mbz");
    let work = tempfile::tempdir().unwrap();
    let out = File::create(&path).unwrap();
    let (report, mut out) = write(plan, courses, contents, work.path(), out).unwrap();
    out.flush().unwrap();
    (path, folder, report)
}

/// What an independent program that knows Moodle's restore says of an archive; `None` with a message
/// where it is absent.
fn judged(file: &Path) -> Option<Value> {
    let tool = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/tools/mbzcheck.py");
    let tool = std::env::var_os("MBZCHECK").map_or(tool, PathBuf::from);
    if !tool.exists() {
        assert!(std::env::var_os("CI").is_none(), "mbzcheck.py is absent");
        println!("skipped: no mbzcheck.py at {}", tool.display());
        return None;
    }
    let out = Command::new("python3").arg(tool).arg("--json").arg(file).output().unwrap();
    Some(serde_json::from_slice(&out.stdout).unwrap())
}

/// The problems of a verdict, in words.
fn problems(verdict: &Value, level: &str) -> Vec<String> {
    verdict["problems"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|one| one["level"] == level)
        .map(|one| format!("{}: {} ({})", one["path"], one["what"], one["why"]))
        .collect()
}

/// Every sample backup, with its name. All but one can be read.
fn samples() -> Vec<(String, PathBuf)> {
    let Some(folder) = crate::mbz::tests::samples() else { return Vec::new() };
    let mut all = Vec::new();
    for folder in [folder.clone(), folder.join("moodle-cli"), folder.join("moodle-cli/activities")]
    {
        let Ok(entries) = std::fs::read_dir(folder) else { continue };
        for entry in entries.flatten() {
            let path = entry.path();
            let name = entry.file_name().to_string_lossy().into_owned();
            if name != "broken-zip.mbz"
                && path.extension().is_some_and(|kind| kind == "mbz" || kind == "zip")
            {
                all.push((name, path));
            }
        }
    }
    all.sort();
    all
}
