//! Links between activities, and to files, in texts of the old courses and of this site.

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap, HashSet};

use super::ids::Ids;
use super::marks::Marks;
use super::paths::{PLUGINFILE, lost, plugin_file};
use crate::mbz::course::Course;
use crate::mbz::html::percent_decode;
use crate::mbz::links::Macro;
use crate::mbz::members::is_today;

/// Where something is in the new course.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Place {
    /// Its module there.
    pub(super) module: String,
    /// Its new course module number.
    pub(super) cmid: i64,
}

/// Knows where everything goes.
pub(super) struct Linker<'a> {
    pub(super) ids: &'a Ids,
    pub(super) sources: &'a [&'a Course],
    /// The activities that are taken, by backup and old course module number.
    pub(super) taken: HashMap<(usize, i64), Place>,
    /// All activities, by backup and old instance number.
    pub(super) instances: HashMap<(usize, i64), Vec<i64>>,
    /// The old numbers of the contexts of those that are taken.
    pub(super) contexts: HashSet<(usize, i64)>,
    /// Everything with a path on this site.
    pub(super) paths: HashMap<String, Place>,
    /// The sections that are taken, by backup and old number.
    pub(super) sections: HashMap<(usize, i64), i64>,
    /// The address of this site.
    pub(super) site: &'a str,
    /// The new number of the course; none if only an activity leaves.
    pub(super) course: Option<i64>,
    /// The paths of the files that each backup holds.
    pub(super) files: Vec<HashSet<&'a str>>,
    /// Files of the old courses' common folder that texts lead to.
    pub(super) legacy: RefCell<BTreeSet<(usize, String)>>,
}

/// The longest address. Bytes.
const NEAR: usize = 4096;

/// Files of old courses' common folders that are looked for, at most. Count.
const MOST_LEGACY: usize = 20_000;

impl Linker<'_> {
    /// A text of an old course as it stands in the new one.
    pub(super) fn text<'t>(&self, source: usize, text: &'t str) -> Cow<'t, str> {
        let root = self.root(source);
        let old = (!root.is_empty() && text.contains(root)).then_some(root);
        if old.is_none() && !text.contains("$@") && !text.contains(PLUGINFILE) {
            return Cow::Borrowed(text);
        }
        let mut out = String::with_capacity(text.len() + 64);
        let mut rest = text;
        let mut marks = Marks::new(["$@", PLUGINFILE, "http"]);
        while let Some(at) = marks.next(text, text.len() - rest.len()) {
            out.push_str(&rest[..at]);
            rest = &rest[at..];
            let (written, length) = if rest.starts_with("$@") {
                self.follow(source, rest)
            } else if rest.starts_with(PLUGINFILE) {
                let known = self.files.get(source);
                known.and_then(|known| lost(known, rest)).unwrap_or_else(|| plugin_file(rest))
            } else {
                old.and_then(|root| self.old_address(source, root, rest))
                    .unwrap_or_else(|| ("http".to_owned(), 4))
            };
            out.push_str(&written);
            rest = &rest[length..];
        }
        out.push_str(rest);
        Cow::Owned(out)
    }

    fn course_of(&self, source: usize) -> Option<&Course> {
        self.sources.get(source).copied()
    }

    /// The address of the old site without `https://`.
    fn root(&self, source: usize) -> &str {
        let root = self.course_of(source).map_or("", |course| course.site.wwwroot.as_str());
        root.split_once("://").map_or("", |(_, rest)| rest)
    }

    /// What stands for the macro at the beginning of `text`, and how long that was.
    fn follow(&self, source: usize, text: &str) -> (String, usize) {
        let Some(found) = Macro::at(text) else { return ("$@".to_owned(), 2) };
        let length = found.length;
        let whole = || text[..length].to_owned();
        let written = match found.name {
            "NULL" => String::new(),
            "FILEPHP" => {
                self.note_legacy(source, &text[length..]);
                whole()
            }
            "SLASH" | "FORCEDOWNLOAD" | "H5PEMBED" => whole(),
            name => self.replace(source, name, &found.arguments),
        };
        (written, length)
    }

    fn note_legacy(&self, source: usize, rest: &str) {
        // A text may have a million of these marks and not one quote.
        let rest = &rest[..rest.floor_char_boundary(NEAR)];
        let rest = rest.split_once("$@FILEPHP@$").map_or(rest, |(path, _)| path);
        if self.legacy.borrow().len() >= MOST_LEGACY {
            return;
        }
        let end = rest.find(['"', '\'', '<', '>', '\n']).unwrap_or(rest.len());
        let path = rest[..end].replace("$@SLASH@$", "/").replace("$@FORCEDOWNLOAD@$", "");
        let path = path.split(['?', '#']).next().unwrap_or("");
        let path = percent_decode(path).unwrap_or_else(|| path.to_owned());
        self.legacy.borrow_mut().insert((source, path));
    }

    fn replace(&self, source: usize, name: &str, arguments: &[i64]) -> String {
        let first = arguments.first().copied().unwrap_or(0);
        let second = arguments.get(1).copied().unwrap_or(0);
        match name {
            "COURSEVIEWBYID"
            | "GRADEINDEXBYID"
            | "GRADEREPORTINDEXBYID"
            | "BADGESVIEWBYID"
            | "USERINDEXVIEWBYID" => self.course_page(source, name, first),
            "COURSESECTIONBYID" => match self.sections.get(&(source, first)) {
                Some(section) => format!("$@COURSESECTIONBYID*{section}@$"),
                None => self.to_course(source),
            },
            "PLUGINFILEBYCONTEXT" | "PLUGINFILEBYCONTEXTURLENCODED" => {
                if self.contexts.contains(&(source, first)) {
                    format!("$@{name}*{}@$", self.ids.of(source, first))
                } else {
                    self.address(source, &format!("pluginfile.php/{first}"))
                }
            }
            "BOOKVIEWBYIDCH" | "BOOKCHAPTER" => self.part(source, first, "VIEWBYIDCH", second),
            "BOOKVIEWBYBCH" => {
                self.part(source, self.cmid_of(source, "book", first), "VIEWBYIDCH", second)
            }
            "LESSONVIEWPAGE" => self.part(source, first, "VIEWPAGE", second),
            "LESSONEDITPAGE" => self.part(source, first, "EDITPAGE", second),
            "BOOKVIEWBYB" => self.instance(source, "book", first),
            "DATAVIEWBYD" | "DATAVIEWRECORD" => self.instance(source, "data", first),
            "FORUMVIEWBYF" => self.instance(source, "forum", first),
            "QUIZVIEWBYQ" => self.instance(source, "quiz", first),
            "RESOURCEVIEWBYR" => self.instance(source, "resource", first),
            "URLVIEWBYU" => self.instance(source, "url", first),
            "GLOSSARYSHOWENTRY"
            | "BOOKSTART"
            | "LESSONEDIT"
            | "LESSONESSAY"
            | "LESSONESAY"
            | "LESSONREPORT"
            | "LESSONMEDIAFILE"
            | "FEEDBACKANALYSISBYID"
            | "FEEDBACKSHOWENTRIESBYID"
            | "HVPEMBEDBYID" => self.activity(source, name, first),
            "WIKIPAGEBYID"
            | "FORUMDISCUSSIONVIEW"
            | "FORUMDISCUSSIONVIEWPARENT"
            | "FORUMDISCUSSIONVIEWINSIDE" => self.to_course(source),
            name if name.ends_with("VIEWBYID") => self.activity(source, name, first),
            name if name.ends_with("INDEX") => {
                let known = name.trim_end_matches("INDEX").to_ascii_lowercase();
                if is_today(&known) {
                    self.course_page(source, name, first)
                } else {
                    self.to_course(source)
                }
            }
            _ => self.to_course(source),
        }
    }

    fn course_page(&self, source: usize, name: &str, old: i64) -> String {
        let own = self.course_of(source).is_some_and(|course| course.site.course_id == old);
        match self.course {
            Some(course) if own => format!("$@{name}*{course}@$"),
            _ => self.address(source, &format!("course/view.php?id={old}")),
        }
    }

    fn to_course(&self, source: usize) -> String {
        let old = self.course_of(source).map_or(0, |course| course.site.course_id);
        self.course_page(source, "COURSEVIEWBYID", old)
    }

    /// An address on the old site.
    fn address(&self, source: usize, path: &str) -> String {
        let root = self.course_of(source).map_or("", |course| course.site.wwwroot.as_str());
        if root.is_empty() { "#".to_owned() } else { format!("{root}/{path}") }
    }

    fn cmid_of(&self, source: usize, module: &str, instance: i64) -> i64 {
        let known = self.instances.get(&(source, instance)).into_iter().flatten();
        let course = self.course_of(source);
        known
            .filter_map(|cmid| course?.stub(*cmid))
            .find(|stub| stub.module == module && instance != 0)
            .map_or(0, |stub| stub.cmid)
    }

    fn instance(&self, source: usize, module: &str, instance: i64) -> String {
        let cmid = self.cmid_of(source, module, instance);
        if cmid == 0 { self.to_course(source) } else { self.activity(source, module, cmid) }
    }

    /// A link to an activity; `name` says what it was if it is not here.
    fn activity(&self, source: usize, name: &str, cmid: i64) -> String {
        if let Some(place) = self.taken.get(&(source, cmid)) {
            return self.to_place(place);
        }
        let stub = self.course_of(source).and_then(|course| course.stub(cmid));
        let module = stub.map_or_else(
            || name.trim_end_matches("VIEWBYID").to_ascii_lowercase(),
            |stub| stub.module.clone(),
        );
        self.address(source, &format!("mod/{module}/view.php?id={cmid}"))
    }

    fn to_place(&self, place: &Place) -> String {
        match (place.module.as_str(), self.course) {
            // What stands on the course page itself has no page of its own.
            ("label" | "subsection", Some(course)) => format!("$@COURSEVIEWBYID*{course}@$"),
            ("label" | "subsection", None) => "#".to_owned(),
            (module, _) => format!("$@{}VIEWBYID*{}@$", module.to_uppercase(), place.cmid),
        }
    }

    /// A link to a chapter or page within an activity.
    fn part(&self, source: usize, cmid: i64, what: &str, part: i64) -> String {
        match self.taken.get(&(source, cmid)) {
            Some(place) => format!(
                "$@{}{what}*{}*{}@$",
                place.module.to_uppercase(),
                place.cmid,
                self.ids.of(source, part)
            ),
            None => self.activity(source, "", cmid),
        }
    }

    /// An address that the author copied from the old site, if it leads to something taken.
    fn old_address(&self, source: usize, root: &str, text: &str) -> Option<(String, usize)> {
        let scheme = ["https://", "http://"].into_iter().find(|one| text.starts_with(one))?;
        let path = text[scheme.len()..].strip_prefix(root)?.strip_prefix("/mod/")?;
        let (module, _) = path[..path.floor_char_boundary(60)].split_once("/view.php?id=")?;
        let rest = &path[module.len() + "/view.php?id=".len()..];
        let digits = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        let cmid = rest[..digits].parse().ok()?;
        let place = self.taken.get(&(source, cmid))?;
        if place.module == "label" {
            return None;
        }
        let mut length = text.len() - rest.len() + digits;
        let mut written = self.to_place(place);
        let chapter = ["&amp;chapterid=", "&chapterid="]
            .into_iter()
            .find_map(|mark| Some((mark, rest[digits..].strip_prefix(mark)?)));
        if let (Some((mark, number)), "book") = (chapter, place.module.as_str()) {
            let digits = number.find(|c: char| !c.is_ascii_digit()).unwrap_or(number.len());
            if let Ok(chapter) = number[..digits].parse() {
                written = self.part(source, cmid, "VIEWBYIDCH", chapter);
                length += mark.len() + digits;
            }
        }
        Some((written, length))
    }

    /// HTML that was written here: what leads to something taken leads there, and all other
    /// addresses of this site become whole ones.
    pub(super) fn here(&self, html: &str) -> String {
        // A stray mark must not be read as a command by Moodle.
        let html = html.replace("$@", "$&#64;");
        let mut out = String::with_capacity(html.len() + 64);
        let mut rest = html.as_str();
        let mut marks = Marks::new(["href=\"", "src=\""]);
        while let Some(at) = marks.next(&html, html.len() - rest.len()) {
            let mark = if rest[at..].starts_with("src") { "src=\"" } else { "href=\"" };
            let start = at + mark.len();
            out.push_str(&rest[..start]);
            rest = &rest[start..];
            let end = rest.find('"').unwrap_or(rest.len());
            out.push_str(&self.address_here(&rest[..end]));
            rest = &rest[end..];
        }
        out.push_str(rest);
        out
    }

    fn address_here(&self, address: &str) -> String {
        if address.starts_with(PLUGINFILE) {
            return plugin_file(address).0;
        }
        let path = address.strip_prefix(self.site).unwrap_or(address);
        if !path.starts_with('/') || path.starts_with("//") {
            return address.to_owned();
        }
        let own = path.split(['?', '#']).next().unwrap_or(path);
        match self.paths.get(own) {
            Some(place) if place.module != "label" => self.to_place(place),
            _ => format!("{}{path}", self.site),
        }
    }
}
