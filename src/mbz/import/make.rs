//! Makes the description and the content of a resource out of one activity.

use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet, HashMap},
};

use super::{
    bank, content_bank,
    model::{Choices, Facts},
};
use crate::{
    crypto::Sha256,
    files::{self, Files},
    ids::{CommunityId, Key},
    mbz::{
        Activity, BankCategory, Content as Taught, Course, CourseFile, FileKey, Held, Links,
        Package, Questions, Stub, Warning, WordList, kind_of_resource,
    },
    resources::{
        Author, Content, Description, FileRef, FileRole, Kind, MOST_FILES, Visibility,
        is_web_address,
    },
    text::{excerpt, language},
    vocabulary::licences,
};

/// The summary of an imported resource has at most so many characters.
const SUMMARY: usize = 280;
/// A short text says too little to guess its language from.
const GUESSABLE: usize = 200;

/// Where the contents of the backup lie here, by their SHA-1.
pub type Kept = HashMap<[u8; 20], KeptBlob>;

/// A content that was kept.
#[derive(Debug, Clone)]
pub struct KeptBlob {
    /// Its name in the store.
    pub sha256: String,
    /// Bytes.
    pub size: u64,
    /// Its first bytes, from which its kind is told.
    pub head: Vec<u8>,
}

/// A resource to be made.
pub struct Made {
    /// What kind it is.
    pub kind: Kind,
    /// Its description.
    pub description: Description,
    /// What it is made of.
    pub content: Content,
    /// Remarks.
    pub warnings: Vec<Warning>,
}

/// All that is needed to make resources of one backup.
pub struct Workshop<'a> {
    /// The backup.
    pub course: &'a Course,
    /// Its questions.
    pub questions: &'a Questions,
    /// What was chosen.
    pub choices: &'a Choices,
    /// The keys of the activities that are taken, chosen beforehand.
    pub keys: &'a HashMap<i64, Key>,
    /// Where the contents lie.
    pub kept: &'a Kept,
    /// The key of the collection.
    pub collection: Key,
    /// The name the author gets where none is known.
    pub author: String,
    /// Its question bank.
    pub bank: Vec<BankCategory>,
    /// Its content bank.
    pub contents: Vec<Held>,
    /// Where packages are looked into, if they are here.
    files: Option<&'a Files>,
    names: HashMap<FileKey, (Key, String)>,
}

impl<'a> Workshop<'a> {
    /// Gives every file of the activities that are taken a name within its resource.
    pub fn new(
        course: &'a Course,
        questions: &'a Questions,
        choices: &'a Choices,
        keys: &'a HashMap<i64, Key>,
        kept: &'a Kept,
        collection: Key,
        author: String,
    ) -> Self {
        let mut names = HashMap::new();
        for stub in &course.activities {
            let Some(key) = keys.get(&stub.cmid) else { continue };
            let mut taken = BTreeSet::new();
            for file in course.files.of_context(stub.contextid).filter(|file| is_wanted(file)) {
                let name = own_name(file, &mut taken);
                names.insert(file.key.clone(), (*key, name));
            }
        }
        let bank = bank::categories(questions);
        Self {
            course,
            questions,
            choices,
            keys,
            kept,
            collection,
            author,
            bank,
            contents: content_bank::contents(course),
            files: None,
            names,
        }
    }

    /// Lets it look into packages that are in the store.
    pub fn with_files(self, files: &'a Files) -> Self {
        Self { files: Some(files), ..self }
    }

    /// Makes a resource of one activity.
    pub fn make(&self, stub: &Stub, activity: &Activity) -> Result<Made, crate::mbz::Broken> {
        let Some(key) = self.keys.get(&stub.cmid) else {
            return Err(crate::mbz::Broken::NoSuchActivity(stub.cmid));
        };
        let facts = self.facts(stub.cmid);
        let doors = Doors { shop: self, key: *key, lends: true, borrowed: RefCell::default() };
        let words = words_of(&facts);
        let rendered = self.course.render(activity, self.questions, &doors, &words)?;
        let borrowed = doors.borrowed.into_inner();
        let main = self.course.main_file(stub.contextid).map(|file| file.key.clone());
        let files = self.files(stub, activity, &rendered.used, borrowed, main.as_ref());
        let (kind, url) = match &activity.content {
            Taught::Url { address, .. } if is_web_address(address) => (Kind::Link, address.clone()),
            _ if stub.module == "resource"
                && files.iter().any(|file| file.role == FileRole::Main) =>
            {
                (Kind::File, String::new())
            }
            _ => (Kind::Activity, String::new()),
        };
        let mut description = self.describe(stub, &facts, &rendered.text, &files);
        if let Some(package) = &rendered.package {
            self.follow_package(stub, package, &mut description);
        }
        let content = Content {
            remarks: self.course.availability(stub.cmid, &words).unwrap_or_default(),
            url,
            body: rendered.body,
            key: rendered.key,
            text: rendered.text,
            module: stub.module.clone(),
            files,
            ..Content::default()
        };
        Ok(Made { kind, description, content, warnings: rendered.warnings })
    }

    /// Makes a resource of a category of the question bank.
    pub fn make_bank(&self, category: &BankCategory) -> Result<Made, crate::mbz::Broken> {
        let stub = bank::stub(self.course, category);
        let Some(key) = self.keys.get(&stub.cmid) else {
            return Err(crate::mbz::Broken::NoSuchActivity(stub.cmid));
        };
        let facts = self.facts(stub.cmid);
        let doors = Doors { shop: self, key: *key, lends: false, borrowed: RefCell::default() };
        let words = words_of(&facts);
        let rendered = self.course.render_bank(category, self.questions, &doors, &words)?;
        let borrowed = doors.borrowed.into_inner();
        let shown = borrowed.iter().filter(|(key, _)| rendered.used.contains(key));
        let files: Vec<FileRef> = shown
            .filter_map(|(key, name)| self.file(key, name.clone(), FileRole::Inline))
            .take(MOST_FILES / 2)
            .collect();
        let description = self.describe(&stub, &facts, &rendered.text, &files);
        let content = Content {
            body: rendered.body,
            key: rendered.key,
            text: rendered.text,
            module: stub.module,
            files,
            ..Content::default()
        };
        Ok(Made { kind: Kind::Activity, description, content, warnings: rendered.warnings })
    }

    /// Makes a resource of a thing in the content bank.
    pub fn make_content(&self, held: &Held) -> Result<Made, crate::mbz::Broken> {
        let stub = content_bank::stub(held);
        let known = self.keys.get(&stub.cmid).zip(self.course.files.get(&held.file));
        let Some((key, file)) = known else {
            return Err(crate::mbz::Broken::NoSuchActivity(stub.cmid));
        };
        let facts = self.facts(stub.cmid);
        let doors = Doors { shop: self, key: *key, lends: false, borrowed: RefCell::default() };
        let rendered = self.course.render_package(file, &doors, &words_of(&facts));
        let files: Vec<FileRef> = doors
            .borrowed
            .into_inner()
            .into_iter()
            .filter_map(|(key, name)| self.file(&key, name, FileRole::Main))
            .take(1)
            .collect();
        let mut description = self.describe(&stub, &facts, &rendered.text, &files);
        if let Some(package) = &rendered.package {
            self.follow_package(&stub, package, &mut description);
        }
        let content = Content {
            body: rendered.body,
            text: rendered.text,
            module: stub.module,
            files,
            ..Content::default()
        };
        Ok(Made { kind: Kind::File, description, content, warnings: rendered.warnings })
    }

    /// The thing in the content bank with this number among the items.
    pub fn content(&self, number: i64) -> Option<&Held> {
        self.contents.iter().find(|held| content_bank::number(held) == number)
    }

    /// The category with this number among the items.
    pub fn category(&self, number: i64) -> Option<&BankCategory> {
        self.bank.iter().find(|category| bank::number(category) == number)
    }

    /// Our own words, in the language of what is made.
    pub fn words(&self, cmid: i64) -> WordList {
        words_of(&self.facts(cmid))
    }

    fn file(&self, key: &FileKey, name: String, role: FileRole) -> Option<FileRef> {
        let file = self.course.files.get(key)?;
        let blob = self.kept.get(&file.sha1)?;
        Some(FileRef {
            sha256: blob.sha256.clone(),
            mime: files::kind(&blob.head, &name).media_type,
            name,
            size: blob.size,
            role,
        })
    }

    /// Why the course is, as HTML. Its pictures belong to no resource, so their words stand for them.
    pub fn course_summary(&self) -> String {
        self.course.course_summary(&Words { shop: self }, &words_of(&self.choices.all))
    }

    /// What a section is about, as HTML.
    pub fn section_summary(&self, id: i64) -> String {
        self.course.section_summary(id, &Words { shop: self }, &words_of(&self.choices.all))
    }

    /// What is said of one activity: its own facts, else those for all.
    pub fn facts(&self, cmid: i64) -> Facts {
        match self.choices.each.get(&cmid) {
            Some(own) => own.or(&self.choices.all),
            None => self.choices.all.clone(),
        }
    }

    fn describe(&self, stub: &Stub, facts: &Facts, text: &str, files: &[FileRef]) -> Description {
        let title = match stub.title.trim() {
            "" => excerpt::excerpt(text, 80),
            title => title.chars().take(300).collect(),
        };
        let title = if title.is_empty() { stub.module.clone() } else { title };
        let summary = match excerpt::excerpt(text, SUMMARY) {
            short if short.trim().is_empty() => title.clone(),
            short => escape_markdown(&short),
        };
        let own = stub.language.as_deref().or(self.course.language.as_deref());
        let guessed = || {
            (text.chars().count() >= GUESSABLE)
                .then(|| language::guess(text))
                .flatten()
                .filter(|(_, sure)| *sure > 0.8)
                .map(|(tag, _)| tag.to_owned())
        };
        let chosen = self.choices.each.get(&stub.cmid).map(|own| own.language.clone());
        let language = chosen
            .filter(|tag| !tag.is_empty())
            .or_else(|| own.and_then(language::primary))
            .or_else(guessed)
            .or_else(|| Some(facts.language.clone()).filter(|tag| !tag.is_empty()));
        let licence = self.licence(stub, facts);
        let author = if facts.author.is_empty() { &self.author } else { &facts.author };
        Description {
            title,
            summary,
            languages: language.into_iter().collect(),
            subjects: Some(facts.subject.clone())
                .filter(|code| !code.is_empty())
                .into_iter()
                .collect(),
            levels: Some(facts.level.clone()).filter(|code| !code.is_empty()).into_iter().collect(),
            types: vec![type_of(&stub.module, files).to_owned()],
            keywords: (stub.tags.iter().cloned())
                .chain(self.course.competencies(stub).into_iter().map(|one| one.number))
                .map(|word| word.chars().take(60).collect())
                .take(20)
                .collect(),
            licence: licence.0,
            licence_assumed: licence.1,
            authors: vec![Author { name: author.clone(), url: String::new() }],
            visibility: visibility(&self.choices.visibility),
            community: self.choices.community.map(CommunityId),
            ..Description::default()
        }
    }

    /// What a package says of itself counts more than what was chosen for all, and less than what
    /// was chosen for it.
    fn follow_package(&self, stub: &Stub, package: &Package, description: &mut Description) {
        let own = self.choices.each.get(&stub.cmid);
        let silent = |pick: fn(&Facts) -> &String| own.is_none_or(|own| pick(own).is_empty());
        let file = self.course.main_file(stub.contextid).and_then(|file| file.licence.as_deref());
        let licensed = file.and_then(licences::by_moodle_name).is_some();
        if !licensed
            && silent(|facts| &facts.licence)
            && let Some(found) = licences::licence(&package.licence_uri)
        {
            description.licence.clone_from(&found.uri);
            description.licence_assumed = false;
        }
        if silent(|facts| &facts.language)
            && let Some(tag) = language::primary(&package.language)
        {
            description.languages = vec![tag];
        }
        if self.choices.all.author.is_empty() && !package.authors.is_empty() {
            let author = |name: &String| Author { name: name.clone(), url: String::new() };
            description.authors = package.authors.iter().map(author).collect();
        }
    }

    /// The licence that was chosen for this activity, or that its main file carries, or that was
    /// chosen for all. A backup's silence is never taken for an open licence.
    fn licence(&self, stub: &Stub, facts: &Facts) -> (String, bool) {
        let own = self.choices.each.get(&stub.cmid).map(|own| own.licence.as_str());
        if let Some(own) = own.filter(|own| !own.is_empty()) {
            return (own.to_owned(), false);
        }
        let carried = self
            .course
            .main_file(stub.contextid)
            .and_then(|file| file.licence.as_deref())
            .filter(|name| *name != "unknown")
            .and_then(licences::by_moodle_name);
        match carried {
            Some(found) => (found.licence.uri.clone(), found.version_assumed),
            None => (facts.licence.clone(), false),
        }
    }

    fn files(
        &self,
        stub: &Stub,
        activity: &Activity,
        used: &BTreeSet<FileKey>,
        borrowed: BTreeMap<FileKey, String>,
        main: Option<&FileKey>,
    ) -> Vec<FileRef> {
        let packed = activity.files.iter().any(|key| key.area.area == "package");
        let own = activity.files.iter().filter_map(|key| {
            // A package that is kept whole needs no unpacked copy beside it.
            if packed && key.area.area == "content" && stub.module != "folder" {
                return None;
            }
            let name = &self.names.get(key)?.1;
            Some((key, name.clone()))
        });
        let lent: Vec<_> = borrowed.into_iter().collect();
        let lent = lent.iter().map(|(key, name)| (key, name.clone()));
        own.chain(lent)
            .filter_map(|(key, name)| {
                let role = if Some(key) == main && stub.module == "resource"
                    || key.area.area == "package"
                {
                    FileRole::Main
                } else if used.contains(key) {
                    FileRole::Inline
                } else {
                    FileRole::Attachment
                };
                self.file(key, name, role)
            })
            .collect()
    }
}

/// The words of rendered activities, in the language of the content.
fn words_of(facts: &Facts) -> WordList {
    match facts.language.get(..2) {
        Some("de") => WordList::german(),
        _ => WordList::english(),
    }
}

/// Whether a file is part of what is taught: its content is there, and it is no setting.
fn is_wanted(file: &CourseFile) -> bool {
    file.present && !file.alias && !file.name().is_empty()
}

fn own_name(file: &CourseFile, taken: &mut BTreeSet<String>) -> String {
    let path: Vec<String> = file
        .key
        .path
        .split('/')
        .filter(|part| !part.is_empty() && *part != "." && *part != "..")
        .map(files::clean_file_name)
        .collect();
    let mut name = path.join("/");
    if name.is_empty() {
        name = "file".into();
    }
    if !taken.insert(name.clone()) {
        let area = &file.key.area;
        name = format!("{}-{}/{name}", files::clean_file_name(&area.area), area.item);
        let mut number = 2;
        while !taken.insert(name.clone()) {
            name = format!("{number}-{name}");
            number += 1;
        }
    }
    name
}

/// How a page of this import leads to its pictures and to the other pages.
struct Doors<'a> {
    shop: &'a Workshop<'a>,
    key: Key,
    /// Whether files of other resources may be shown. Who reads this one may not read those.
    lends: bool,
    /// Files from outside the activity that it shows, such as pictures of questions.
    borrowed: RefCell<BTreeMap<FileKey, String>>,
}

impl Links for Doors<'_> {
    fn file(&self, file: &CourseFile) -> Option<String> {
        if !is_wanted(file) || !self.shop.kept.contains_key(&file.sha1) {
            return None;
        }
        if let Some((key, name)) = self.shop.names.get(&file.key).filter(|_| self.lends) {
            return Some(address(*key, name));
        }
        let mut borrowed = self.borrowed.borrow_mut();
        let area = &file.key.area;
        let name = borrowed.entry(file.key.clone()).or_insert_with(|| {
            let part = format!("{}-{}", files::clean_file_name(&area.area), area.item);
            let mut taken = BTreeSet::new();
            format!("{part}/{}", own_name(file, &mut taken))
        });
        Some(address(self.key, name))
    }

    fn package(&self, file: &CourseFile) -> Option<Package> {
        let blob = self.shop.kept.get(&file.sha1)?;
        let stored = self.shop.files?.read(&Sha256::parse(&blob.sha256)?).ok()?;
        Package::read(stored)
    }

    fn activity(&self, cmid: i64) -> Option<String> {
        self.shop.keys.get(&cmid).map(|key| format!("/r/{key}"))
    }

    fn course(&self) -> Option<String> {
        Some(format!("/k/{}", self.shop.collection))
    }
}

/// The links of texts that belong to no resource: summaries of the course and its sections.
struct Words<'a> {
    shop: &'a Workshop<'a>,
}

impl Links for Words<'_> {
    fn file(&self, file: &CourseFile) -> Option<String> {
        let (key, name) = self.shop.names.get(&file.key)?;
        self.shop.kept.contains_key(&file.sha1).then(|| address(*key, name))
    }

    fn activity(&self, cmid: i64) -> Option<String> {
        self.shop.keys.get(&cmid).map(|key| format!("/r/{key}"))
    }
}

/// The address of a file of a resource.
pub fn address(key: Key, name: &str) -> String {
    let path: Vec<String> = name.split('/').map(percent).collect();
    format!("/r/{key}/dl/{}", path.join("/"))
}

fn percent(part: &str) -> String {
    part.bytes().fold(String::new(), |mut text, byte| {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            text.push(byte.into());
        } else {
            text.push_str(&format!("%{byte:02X}"));
        }
        text
    })
}

/// The most likely HCRT type of an activity.
fn type_of(module: &str, files: &[FileRef]) -> &'static str {
    if let Some(known) = kind_of_resource(module) {
        return known;
    }
    let main = files.iter().find(|file| file.role == FileRole::Main).or_else(|| files.first());
    let Some(main) = main else { return "other" };
    match main.mime.split('/').next() {
        Some("image") => "image",
        Some("audio") => "audio",
        Some("video") => "video",
        Some("text") => "text",
        _ if main.mime.contains("presentation") || main.mime.contains("powerpoint") => "slide",
        _ if main.mime.contains("pdf") || main.mime.contains("word") => "text",
        _ if main.mime.contains("spreadsheet") || main.mime.contains("excel") => "data",
        _ => "other",
    }
}

/// From the form.
pub fn visibility(name: &str) -> Visibility {
    match name {
        "local" => Visibility::Local,
        "community" => Visibility::Community,
        "private" => Visibility::Private,
        _ => Visibility::Public,
    }
}

/// A summary is Markdown; what came as plain text must not be read as marks.
fn escape_markdown(text: &str) -> String {
    text.chars().fold(String::with_capacity(text.len()), |mut out, c| {
        if matches!(c, '*' | '_' | '`' | '[' | ']' | '<' | '>' | '\\' | '#') {
            out.push('\\');
        }
        out.push(c);
        out
    })
}
