//! Where the links of a backup lead: Moodle's macros, its file addresses, its old site's addresses.

use std::collections::BTreeSet;

use super::course::Course;
use super::files::{Area, CourseFile, FileKey};
use super::html::percent_decode;
use super::packages::Package;

/// Tells where things of the backup are found here. `None` means: it was not taken.
pub trait Links {
    /// The address of a file.
    fn file(&self, file: &CourseFile) -> Option<String>;
    /// The address of an activity, by its course module number.
    fn activity(&self, cmid: i64) -> Option<String>;
    /// The address of the course.
    fn course(&self) -> Option<String> {
        None
    }
    /// The address of a section, by its number in the old database.
    fn section(&self, id: i64) -> Option<String> {
        let _ = id;
        self.course()
    }
    /// Takes a picture that was written into a text itself, and says where it is found from now on.
    /// `mime` is one of `image/png`, `image/jpeg`, `image/gif`, `image/webp` by its own words.
    fn picture(&self, mime: &str, bytes: &[u8]) -> Option<String> {
        let _ = (mime, bytes);
        None
    }
    /// What a package says about itself, if it is here and can be read.
    fn package(&self, file: &CourseFile) -> Option<Package> {
        let _ = file;
        None
    }
}

/// Where an address in a text leads.
#[derive(Debug, PartialEq)]
pub(super) enum Target {
    /// An address here, or out in the world.
    To(String),
    /// A file here.
    File(String, FileKey),
    /// To something that is not here: only the words stay. Says what it was.
    Gone(&'static str),
}

/// Resolves addresses of one course.
pub(super) struct Resolver<'a> {
    pub(super) course: &'a Course,
    pub(super) links: &'a dyn Links,
    /// Macro names that are not known, for a remark.
    pub(super) unknown: std::cell::RefCell<BTreeSet<String>>,
}

/// A macro as Moodle's modules write it: `$@NAME*1*2@$` (`restore_decode_rule`).
pub(super) struct Macro<'t> {
    pub(super) name: &'t str,
    pub(super) arguments: Vec<i64>,
    /// Its length in bytes.
    pub(super) length: usize,
}

impl Macro<'_> {
    /// The macro at the beginning of `text`.
    pub(super) fn at(text: &str) -> Option<Macro<'_>> {
        let rest = text.strip_prefix("$@")?;
        // A text may have millions of beginnings and not one end.
        let end = rest[..rest.floor_char_boundary(202)].find("@$")?;
        let inner = &rest[..end];
        let mut parts = inner.split('*');
        let name = parts.next()?;
        if name.is_empty() || !name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_') {
            return None;
        }
        let arguments = parts.map(|part| part.trim().parse().unwrap_or(0)).take(8).collect();
        Some(Macro { name, arguments, length: end + 4 })
    }
}

const PLUGINFILE: &str = "@@PLUGINFILE@@";

impl Resolver<'_> {
    /// Where `address`, standing in a text whose files lie in `area`, leads.
    pub(super) fn resolve(&self, address: &str, area: &Area) -> Target {
        let address = address.trim();
        if let Some(path) = address.strip_prefix(PLUGINFILE) {
            return self.plugin_file(path, area);
        }
        if address.starts_with("$@FILEPHP@$") {
            return self.legacy(address);
        }
        if let Some(rest) = address.strip_prefix("$@H5PEMBED@$") {
            return self.h5p(rest, area);
        }
        if let Some(found) = Macro::at(address) {
            return self.follow(&found, &address[found.length..]);
        }
        if let Some(target) = self.old_site(address, area) {
            return target;
        }
        if let Some(target) = self.relative(address, area) {
            return target;
        }
        let scheme = address.split(':').next().unwrap_or("").to_ascii_lowercase();
        match scheme.as_str() {
            "http" | "https" | "mailto" | "tel" if address.contains(':') => {
                Target::To(address.to_owned())
            }
            _ if address.starts_with("//") => Target::To(format!("https:{address}")),
            _ => Target::Gone("address"),
        }
    }

    fn found(&self, file: Option<&CourseFile>) -> Target {
        match file {
            Some(file) if file.present => match self.links.file(file) {
                Some(to) => Target::File(to, file.key.clone()),
                None => Target::Gone("file"),
            },
            _ => Target::Gone("file"),
        }
    }

    fn plugin_file(&self, path: &str, area: &Area) -> Target {
        let path = path.split(['?', '#']).next().unwrap_or("");
        self.found(self.lookup(path, area))
    }

    /// A file by its path within an area, percent-encoded or not.
    fn lookup(&self, path: &str, area: &Area) -> Option<&CourseFile> {
        let tidy = |path: &str| {
            format!(
                "/{}",
                path.split('/').filter(|part| !part.is_empty()).collect::<Vec<_>>().join("/")
            )
        };
        let decoded = percent_decode(path).map(|path| tidy(&path));
        for path in [decoded, Some(tidy(path))].into_iter().flatten() {
            let key = FileKey { area: area.clone(), path };
            let files = &self.course.files;
            let file = files.get(&key).or_else(|| {
                // Questions may live in a context outside the course.
                (area.component == "question" || area.component.starts_with("qtype_"))
                    .then(|| {
                        files.of_question(&area.component, &area.area, area.item, Some(&key.path))
                    })
                    .flatten()
            });
            if file.is_some() {
                return file;
            }
        }
        None
    }

    /// `$@FILEPHP@$` and the macros within it: a file of the course (`course/legacy`).
    fn legacy(&self, address: &str) -> Target {
        let path = address
            .trim_start_matches("$@FILEPHP@$")
            .replace("$@SLASH@$", "/")
            .replace("$@FORCEDOWNLOAD@$", "");
        self.legacy_path(path.split(['?', '#']).next().unwrap_or(""))
    }

    fn legacy_path(&self, path: &str) -> Target {
        let area = Area {
            contextid: self.course.site.course_contextid,
            component: "course".to_owned(),
            area: "legacy".to_owned(),
            item: 0,
        };
        self.found(self.lookup(path, &area))
    }

    /// `$@H5PEMBED@$?url=<address of a .h5p file>`.
    fn h5p(&self, rest: &str, area: &Area) -> Target {
        let url = rest
            .trim_start_matches('?')
            .split('&')
            .find_map(|pair| pair.strip_prefix("url="))
            .and_then(percent_decode);
        match url {
            // The address within may not be an embedding again.
            Some(url) if !url.starts_with("$@H5PEMBED@$") => match self.resolve(&url, area) {
                Target::To(_) => Target::Gone("H5P"),
                other => other,
            },
            _ => Target::Gone("H5P"),
        }
    }

    fn activity(&self, cmid: i64, anchor: &str) -> Target {
        let known = self.course.stub(cmid).is_some();
        match known.then(|| self.links.activity(cmid)).flatten() {
            Some(to) => Target::To(to + anchor),
            None => Target::Gone("activity"),
        }
    }

    fn instance(&self, module: &str, instance: i64, anchor: &str) -> Target {
        let found = self
            .course
            .activities
            .iter()
            .find(|stub| stub.module == module && stub.instance == instance && instance != 0);
        found.map_or(Target::Gone("activity"), |stub| self.activity(stub.cmid, anchor))
    }

    fn to_course(&self, id: i64) -> Target {
        match self.links.course() {
            Some(to) if id == self.course.site.course_id => Target::To(to),
            _ => Target::Gone("course"),
        }
    }

    /// A course page, or the section of it that `#section-3` behind the address means.
    fn to_section(&self, id: i64, rest: &str) -> Target {
        let number =
            rest.split_once("#section-").and_then(|(_, number)| number.parse::<i64>().ok());
        let section = self.course.sections.iter().find(|section| Some(section.number) == number);
        match section.filter(|_| id == self.course.site.course_id) {
            Some(section) => {
                self.links.section(section.id).map_or(Target::Gone("section"), Target::To)
            }
            None => self.to_course(id),
        }
    }

    /// Follows a macro; `rest` is what stands behind it.
    fn follow(&self, found: &Macro<'_>, rest: &str) -> Target {
        let first = found.arguments.first().copied().unwrap_or(0);
        let second = found.arguments.get(1).copied().unwrap_or(0);
        match found.name {
            "COURSEVIEWBYID" => self.to_section(first, rest),
            "COURSESECTIONBYID" => {
                let known = self.course.sections.iter().any(|section| section.id == first);
                match known.then(|| self.links.section(first)).flatten() {
                    Some(to) => Target::To(to),
                    None => Target::Gone("section"),
                }
            }
            "PLUGINFILEBYCONTEXT" | "PLUGINFILEBYCONTEXTURLENCODED" => {
                let rest = percent_decode(rest).unwrap_or_default();
                self.pluginfile_of(first, rest.trim_start_matches('/'))
            }
            "BOOKVIEWBYIDCH" | "BOOKCHAPTER" => self.activity(first, &anchor("chapter", second)),
            "BOOKVIEWBYBCH" => self.instance("book", first, &anchor("chapter", second)),
            "BOOKVIEWBYB" => self.instance("book", first, ""),
            "DATAVIEWBYD" => self.instance("data", first, ""),
            "DATAVIEWRECORD" => self.instance("data", first, &anchor("record", second)),
            "FORUMVIEWBYF" => self.instance("forum", first, ""),
            "QUIZVIEWBYQ" => self.instance("quiz", first, ""),
            "RESOURCEVIEWBYR" => self.instance("resource", first, ""),
            "URLVIEWBYU" => self.instance("url", first, ""),
            "GLOSSARYSHOWENTRY" => self.activity(first, &anchor("entry", second)),
            "LESSONVIEWPAGE" | "LESSONEDITPAGE" => self.activity(first, &anchor("page", second)),
            "FEEDBACKANALYSISBYID"
            | "FEEDBACKSHOWENTRIESBYID"
            | "LESSONEDIT"
            | "LESSONESSAY"
            | "LESSONMEDIAFILE"
            | "LESSONREPORT"
            | "BOOKSTART"
            | "HVPEMBEDBYID" => self.activity(first, ""),
            "FORUMDISCUSSIONVIEW"
            | "FORUMDISCUSSIONVIEWPARENT"
            | "FORUMDISCUSSIONVIEWINSIDE"
            | "WIKIPAGEBYID"
            | "GRADEINDEXBYID"
            | "GRADEREPORTINDEXBYID"
            | "BADGESVIEWBYID"
            | "USERINDEXVIEWBYID" => Target::Gone("page"),
            name if name.ends_with("VIEWBYID") => self.activity(first, ""),
            name if name.ends_with("INDEX") => self.to_course(first),
            name => {
                let mut unknown = self.unknown.borrow_mut();
                if unknown.len() < 50 {
                    unknown.insert(name.chars().take(60).collect());
                }
                Target::Gone("page")
            }
        }
    }

    /// `component/area/[item/]path` of a context, as it stands in `pluginfile.php` addresses.
    fn pluginfile_of(&self, contextid: i64, rest: &str) -> Target {
        let rest = rest.split(['?', '#']).next().unwrap_or("");
        let mut parts = rest.splitn(3, '/');
        let (Some(component), Some(area), Some(path)) = (parts.next(), parts.next(), parts.next())
        else {
            return Target::Gone("file");
        };
        let place =
            |item| Area { contextid, component: component.to_owned(), area: area.to_owned(), item };
        if let Some((item, path)) = path.split_once('/')
            && let Ok(item) = item.parse::<i64>()
        {
            // Some areas put the revision where others have the item.
            for item in [item, 0] {
                if let found @ Target::File(..) = self.found(self.lookup(path, &place(item))) {
                    return found;
                }
            }
        }
        self.found(self.lookup(path, &place(0)))
    }

    /// An address of the site that the backup comes from; `None` if it is no such address.
    fn old_site(&self, address: &str, area: &Area) -> Option<Target> {
        let strip = |url: &str| -> Option<String> {
            let (scheme, rest) = url.split_once("://")?;
            matches!(scheme.to_ascii_lowercase().as_str(), "http" | "https")
                .then(|| rest.trim_start_matches("www.").to_owned())
        };
        let root = strip(&self.course.site.wwwroot).filter(|root| !root.is_empty())?;
        let own = strip(address)?;
        let head = own.get(..root.len()).filter(|head| head.eq_ignore_ascii_case(&root))?;
        let rest = own[head.len()..].strip_prefix('/').unwrap_or(&own[head.len()..]);
        if own.len() > root.len() && !own[root.len()..].starts_with(['/', '?', '#']) {
            return None;
        }
        let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
        let query = query.split('#').next().unwrap_or("");
        let argument = |name: &str| {
            query
                .split('&')
                .filter_map(|pair| pair.trim_start_matches("amp;").split_once('='))
                .find(|(key, _)| *key == name)
                .and_then(|(_, value)| value.parse::<i64>().ok())
        };
        let parts: Vec<&str> = path.split('/').collect();
        match parts.as_slice() {
            ["mod", "book", "view.php"] if argument("chapterid").is_some() => {
                let target = self.activity(
                    argument("id").unwrap_or(0),
                    &anchor("chapter", argument("chapterid").unwrap_or(0)),
                );
                Some(self.here_or_there(target, argument("id"), address))
            }
            ["mod", _, "view.php"] => {
                let cmid = argument("id");
                Some(self.here_or_there(self.activity(cmid.unwrap_or(0), ""), cmid, address))
            }
            ["course", "view.php"] if argument("id") == Some(self.course.site.course_id) => {
                Some(self.to_course(self.course.site.course_id))
            }
            ["pluginfile.php", context, rest @ ..] => {
                let context = context.parse().unwrap_or(0);
                let rest = percent_decode(&rest.join("/")).unwrap_or_default();
                Some(match self.pluginfile_of(context, &rest) {
                    Target::Gone(_) => self.same_name(&rest, area),
                    found => found,
                })
            }
            ["draftfile.php", ..] => Some(self.same_name(path, area)),
            ["file.php", _, rest @ ..] => Some(self.legacy_path(&rest.join("/"))),
            _ => None,
        }
    }

    /// An address relative to the old site, as very old texts have them; `None` if it is none.
    fn relative(&self, address: &str, area: &Area) -> Option<Target> {
        let mut rest = address;
        while let Some(shorter) = rest.strip_prefix("../").or_else(|| rest.strip_prefix('/')) {
            rest = shorter;
        }
        let known = ["file.php/", "pluginfile.php/", "draftfile.php/", "mod/", "course/view.php"];
        if self.course.site.wwwroot.is_empty() || !known.iter().any(|start| rest.starts_with(start))
        {
            return None;
        }
        let whole = format!("{}/{rest}", self.course.site.wwwroot);
        self.old_site(&whole, area).map(|target| match target {
            Target::To(to) if to == whole => Target::Gone("page"),
            other => other,
        })
    }

    /// A file of the same name where the text's own files lie: addresses of drafts and of copies
    /// from another course often mean that.
    fn same_name(&self, path: &str, area: &Area) -> Target {
        let name = path.rsplit('/').next().unwrap_or("");
        self.found(self.lookup(name, area))
    }

    /// A link to another course of the old site stays; one to an activity of this course that was
    /// not taken goes.
    fn here_or_there(&self, target: Target, cmid: Option<i64>, address: &str) -> Target {
        match target {
            Target::Gone(_) if cmid.is_none_or(|cmid| self.course.stub(cmid).is_none()) => {
                Target::To(address.to_owned())
            }
            other => other,
        }
    }
}

fn anchor(kind: &str, number: i64) -> String {
    format!("#{kind}-{number}")
}
