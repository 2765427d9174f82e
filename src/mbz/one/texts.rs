//! Texts of Moodle 1.x with the macros of today, and the files they name.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeSet, HashMap, HashSet};

use super::super::files::{Area, FileKey};
use super::super::links::Macro;
use super::node::number;
use super::store::Store;
use super::survey::Survey;

/// A row of the list of files.
#[derive(Debug, Clone)]
pub(super) struct FileRow {
    pub(super) area: Area,
    /// Folder and name, begins with `/`.
    pub(super) path: String,
    /// Which file of the [`Store`].
    pub(super) index: usize,
    pub(super) sort_order: i64,
}

/// Everything known of the old course, and the files that texts were found to name.
pub(super) struct Old<'a> {
    pub(super) survey: &'a Survey,
    pub(super) store: &'a Store,
    /// Reads a short file of the store as text.
    pub(super) read: &'a dyn Fn(usize) -> Option<String>,
    pub(super) rows: RefCell<Vec<FileRow>>,
    keys: RefCell<HashSet<FileKey>>,
    /// Named by texts, and not there.
    pub(super) missing: RefCell<BTreeSet<String>>,
    /// The most rows there may be.
    most: usize,
    /// How many names of files may still be looked at in folders: thousands of posts may name the
    /// same folder of thousands of files. Count.
    looks: Cell<usize>,
    /// Address of the old site without scheme and `www.`, in lower case.
    host: String,
    /// The folder of the old site on its host, without slashes around it.
    folder: String,
    sections: HashMap<i64, i64>,
}

/// The longest address. Bytes.
const NEAR: usize = 4096;

/// Marks of addresses below the old site that mean something.
const LOCAL: &[&str] = &["file.php", "mod/", "course/view.php"];

impl<'a> Old<'a> {
    pub(super) fn new(
        survey: &'a Survey,
        store: &'a Store,
        read: &'a dyn Fn(usize) -> Option<String>,
        most: usize,
    ) -> Self {
        let root = survey.info.text("ORIGINAL_WWWROOT").trim().trim_end_matches('/');
        let host = without_scheme(root).unwrap_or("").to_lowercase();
        let folder = host.split_once('/').map_or("", |(_, folder)| folder).to_owned();
        Self {
            survey,
            store,
            read,
            rows: RefCell::default(),
            keys: RefCell::default(),
            missing: RefCell::default(),
            most,
            looks: Cell::new(most.saturating_mul(4)),
            host,
            folder,
            sections: survey
                .sections
                .iter()
                .map(|section| (section.old_number, section.number))
                .collect(),
        }
    }

    /// Whether no more files are taken.
    pub(super) fn full(&self) -> bool {
        self.rows.borrow().len() >= self.most || self.looks.get() == 0
    }

    /// The files of a folder of the archive, with their paths below it; none when there are enough.
    pub(super) fn folder(&self, folder: &str) -> Vec<(String, usize)> {
        if self.full() {
            return Vec::new();
        }
        let found = self.store.folder(folder, self.looks.get());
        self.looks.set(self.looks.get().saturating_sub(found.len()));
        found
    }

    /// Adds a file to an area, under that path.
    pub(super) fn attach(&self, area: &Area, path: &str, index: usize, sort_order: i64) {
        let key = FileKey { area: area.clone(), path: format!("/{path}") };
        let mut rows = self.rows.borrow_mut();
        if rows.len() < self.most && self.keys.borrow_mut().insert(key.clone()) {
            rows.push(FileRow { area: key.area, path: key.path, index, sort_order });
        }
    }

    /// A text with macros of today; the files it names are attached to `area`.
    pub(super) fn text(&self, raw: &str, area: &Area) -> String {
        if !raw.contains("$@") && !raw.contains(".php") {
            return raw.to_owned();
        }
        let mut out = String::with_capacity(raw.len());
        let mut rest = raw;
        while let Some(at) = rest.find(['$', 'h', 'H', '"', '\'', ';']) {
            let (before, here) = rest.split_at(at);
            out.push_str(before);
            let Some(first) = here.chars().next() else { break };
            let near = &here[..here.floor_char_boundary(NEAR)];
            let done = match first {
                '$' => self.mark(&out, near, area),
                'h' | 'H' => self.absolute(&out, near, area),
                // The beginning of an attribute's value.
                ';' if !out.ends_with("=&quot") => None,
                '"' | '\'' if !out.ends_with('=') => None,
                _ => self.relative(first, near, area),
            };
            if let Some((instead, length)) = done {
                out.push_str(&instead);
                rest = &here[length..];
            } else {
                out.push(first);
                rest = &here[first.len_utf8()..];
            }
        }
        out.push_str(rest);
        out
    }

    /// What stands for the macro at the beginning of `here`, and how much of `here` it replaces.
    fn mark(&self, before: &str, here: &str, area: &Area) -> Option<(String, usize)> {
        let found = Macro::at(here)?;
        let length = found.length;
        match found.name {
            "FILEPHP" => {
                let end = extent(before, here);
                Some((self.course_file(&here[length..end], area), end))
            }
            "SLASH" => Some(("/".to_owned(), length)),
            "LINEFEED" => Some(("\n".to_owned(), length)),
            "FORCEDOWNLOAD" | "NULL" => Some((String::new(), length)),
            "COURSEVIEWBYID" => {
                let end = extent(before, here);
                let id = found.arguments.first().copied().unwrap_or(0);
                let section = section_of(&here[length..end]);
                section.map(|section| (self.course_link(id, Some(section)), end))
            }
            name => {
                let first = found.arguments.first().copied().unwrap_or(0);
                let second = found.arguments.get(1).copied().unwrap_or(0);
                Some((self.macro_of_today(name, first, second)?, length))
            }
        }
    }

    fn macro_of_today(&self, name: &str, first: i64, second: i64) -> Option<String> {
        let survey = self.survey;
        match name {
            "FORUMVIEWBYF" => self.to_instance("forum", first),
            "QUIZVIEWBYQ" => self.to_instance("quiz", first),
            "RESOURCEVIEWBYR" => self.to_instance("resource", first),
            "DATAVIEWBYD" => self.to_instance("data", first),
            "BOOKSTART" => self.to_cm(first),
            "BOOKCHAPTER" => {
                survey.cm(first).map(|cm| format!("$@BOOKVIEWBYIDCH*{}*{second}@$", cm.cmid))
            }
            "ASSIGNMENTINDEX" => Some(format!("$@ASSIGNINDEX*{first}@$")),
            name if name.ends_with("VIEWBYID") => self.to_cm(first),
            _ => None,
        }
    }

    fn to_cm(&self, cmid: i64) -> Option<String> {
        let cm = self.survey.cm(cmid)?;
        Some(format!("$@{}VIEWBYID*{}@$", cm.module.to_uppercase(), cm.cmid))
    }

    fn to_instance(&self, was: &str, instance: i64) -> Option<String> {
        self.to_cm(self.survey.instance(was, instance)?.cmid)
    }

    fn course_link(&self, id: i64, section: Option<i64>) -> String {
        match section.and_then(|number| self.sections.get(&number)) {
            Some(number) if id == self.survey.course_id() => {
                format!("$@COURSEVIEWBYID*{id}@$#section-{number}")
            }
            _ => format!("$@COURSEVIEWBYID*{id}@$"),
        }
    }

    /// The address of a file of the course, as it stands behind `$@FILEPHP@$`.
    fn course_file(&self, raw: &str, area: &Area) -> String {
        self.file("course_files", &plain(raw), area)
    }

    /// `path` has no marks any more, perhaps percent-encoded.
    pub(super) fn file(&self, root: &str, path: &str, area: &Area) -> String {
        let path = path.split(['?', '#']).next().unwrap_or("");
        if let Some((real, index)) = self.store.find(root, path, self.survey.repair) {
            self.attach(area, &real, index, 0);
            return format!("@@PLUGINFILE@@/{}", encoded(&real));
        }
        let mut missing = self.missing.borrow_mut();
        if missing.len() < 10_000 {
            missing.insert(path.trim_matches('/').to_owned());
        }
        let known = super::store::tidy(path).unwrap_or_default();
        // What is encoded already is not encoded once more.
        let known = super::super::html::percent_decode(&known).unwrap_or(known);
        format!("@@PLUGINFILE@@/{}", encoded(&known))
    }

    fn absolute(&self, before: &str, here: &str, area: &Area) -> Option<(String, usize)> {
        let rest = without_scheme(here)?;
        let head = rest.get(..self.host.len()).filter(|_| !self.host.is_empty())?;
        if !head.eq_ignore_ascii_case(&self.host) {
            return None;
        }
        let mut end = extent(before, here);
        if !before.ends_with(['"', '\'']) {
            end = here[..end].trim_end_matches(['.', ',', ';', ':', '!', '?']).len();
        }
        let rest = without_scheme(&here[..end])?;
        let head = rest.get(..self.host.len())?;
        let local = rest[head.len()..].strip_prefix('/')?;
        Some((self.local(local, area)?, end))
    }

    fn relative(&self, quote: char, here: &str, area: &Area) -> Option<(String, usize)> {
        let value = &here[1..];
        let end = match quote {
            ';' => value.find("&quot;"),
            quote => value.find(quote),
        }?;
        let mut local = &value[..end];
        while let Some(shorter) = ["../", "./", "/"].iter().find_map(|up| local.strip_prefix(up)) {
            local = shorter;
        }
        if !self.folder.is_empty()
            && let Some(shorter) = local.strip_prefix(self.folder.as_str())
            && let Some(shorter) = shorter.strip_prefix('/')
        {
            local = shorter;
        }
        if !LOCAL.iter().any(|start| local.starts_with(start)) {
            return None;
        }
        let instead = self.local(local, area)?;
        Some((format!("{quote}{instead}"), end + 1))
    }

    /// What stands for an address below the old site; `None` leaves it as it is.
    fn local(&self, address: &str, area: &Area) -> Option<String> {
        let address = plain(address);
        let (whole, anchor) = address.split_once('#').unwrap_or((&address, ""));
        let (path, query) = whole.split_once('?').unwrap_or((whole, ""));
        let argument = |name: &str| {
            query
                .split('&')
                .filter_map(|pair| pair.split_once('='))
                .find(|(key, _)| *key == name)
                .map(|(_, value)| value)
        };
        let course = self.survey.course_id();
        let steps: Vec<&str> = path.split('/').collect();
        match steps.as_slice() {
            ["file.php", ..] => {
                let asked =
                    argument("file").map(|file| file.replace("%2F", "/").replace("%2f", "/"));
                let place = asked.as_deref().unwrap_or_else(|| path.trim_start_matches("file.php"));
                let (id, file) = place.trim_start_matches('/').split_once('/')?;
                if id.parse() == Ok(course) {
                    return Some(self.file("course_files", file, area));
                }
                self.store
                    .find("site_files", file, self.survey.repair)
                    .map(|_| self.file("site_files", file, area))
            }
            ["mod", "book", "view.php"] if argument("chapterid").is_some() => self.macro_of_today(
                "BOOKCHAPTER",
                number(argument("id")?),
                number(argument("chapterid")?),
            ),
            ["mod", module, "view.php"] => match argument("id") {
                Some(id) => self.to_cm(number(id)),
                None => query
                    .split('&')
                    .filter_map(|pair| pair.split_once('='))
                    .find(|(key, _)| key.len() == 1)
                    .and_then(|(_, value)| self.to_instance(module, number(value))),
            },
            ["mod", "forum", "discuss.php"] => {
                Some(format!("$@FORUMDISCUSSIONVIEW*{}@$", number(argument("d")?)))
            }
            ["mod", _, "index.php"] if argument("id").is_some_and(|id| number(id) == course) => {
                Some(self.course_link(course, None))
            }
            ["course", "view.php"] if argument("id").is_some_and(|id| number(id) == course) => {
                let tail = format!("?{query}#{anchor}");
                Some(self.course_link(course, section_of(&tail)))
            }
            _ => None,
        }
    }
}

/// An address without the marks and entities that stand for single characters.
pub(super) fn plain(raw: &str) -> String {
    raw.replace("$@SLASH@$", "/")
        .replace("$@FORCEDOWNLOAD@$", "")
        .replace("&amp;", "&")
        .replace("&#39;", "'")
        .replace("&#039;", "'")
}

fn without_scheme(url: &str) -> Option<&str> {
    let start = url.get(..4).filter(|start| start.eq_ignore_ascii_case("http"))?;
    let rest = &url[start.len()..];
    let rest = rest.strip_prefix(['s', 'S']).unwrap_or(rest).strip_prefix("://");
    rest.map(|rest| rest.strip_prefix("www.").unwrap_or(rest))
}

/// The section that the tail of a link to a course means: `#section-3`, `#3`, `&topic=3`.
fn section_of(tail: &str) -> Option<i64> {
    let tail = tail.replace("&amp;", "&");
    if let Some((_, anchor)) = tail.split_once('#') {
        let anchor = anchor.strip_prefix("section-").unwrap_or(anchor);
        if anchor.starts_with(|c: char| c.is_ascii_digit()) {
            return Some(number(anchor));
        }
    }
    tail.split(['?', '&', '#'])
        .filter_map(|pair| pair.split_once('='))
        .find(|(key, _)| matches!(*key, "topic" | "week" | "section"))
        .map(|(_, value)| number(value))
        .filter(|number| *number > 0)
}

/// Where the address at the beginning of `here` ends, by what stands before it.
fn extent(before: &str, here: &str) -> usize {
    let escaped = before.ends_with("&quot;");
    let end = if before.ends_with('"') && !escaped {
        here.find(['"', '<', '>', '\n'])
    } else if before.ends_with('\'') {
        here.find(['\'', '<', '>', '\n'])
    } else if escaped {
        here.find("&quot;").or_else(|| here.find(['"', '<', '>']))
    } else {
        let end = here.find([' ', '\t', '\n', '\r', '"', '\'', '<', '>', ')']);
        let entity = here.find("&quot;").into_iter().chain(here.find("&nbsp;")).min();
        end.into_iter().chain(entity).min()
    };
    end.unwrap_or(here.len())
}

/// A path percent-encoded as Moodle does it (`rawurlencode` for each step).
pub(super) fn encoded(path: &str) -> String {
    use std::fmt::Write as _;
    path.bytes().fold(String::with_capacity(path.len()), |mut out, b| {
        if b.is_ascii_alphanumeric() || b"-_.~/".contains(&b) {
            out.push(char::from(b));
        } else {
            let _ = write!(out, "%{b:02X}");
        }
        out
    })
}
