//! Makes the description and the content of a resource out of one activity.

mod around;
mod describe;
mod doors;
mod files;

use std::{
    cell::RefCell,
    collections::{BTreeSet, HashMap},
};

pub use self::{describe::visibility, doors::address};
use self::{
    describe::words_of,
    doors::{Doors, Words},
    files::{is_wanted, own_name},
};
use super::{
    bank, content_bank,
    model::{Choices, Facts},
};
use crate::{
    files::Files,
    ids::Key,
    mbz::{
        Activity, BankCategory, Broken, Content as Taught, Course, FileKey, Held, Questions, Stub,
        TextBlock, Warning, WordList,
    },
    resources::{Content, Description, FileRef, FileRole, Kind, MOST_FILES, is_web_address},
};

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
    /// What texts around the activities show, by the resource that keeps it for them.
    around: HashMap<Key, Vec<FileKey>>,
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
        let around = around::lend(course, keys, kept, &mut names);
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
            around,
        }
    }

    /// Lets it look into packages that are in the store.
    pub fn with_files(self, files: &'a Files) -> Self {
        Self { files: Some(files), ..self }
    }

    /// Makes a resource of one activity.
    pub fn make(&self, stub: &Stub, activity: &Activity) -> Result<Made, Broken> {
        let Some(key) = self.keys.get(&stub.cmid) else {
            return Err(Broken::NoSuchActivity(stub.cmid));
        };
        let facts = self.facts(stub.cmid);
        let doors = Doors { shop: self, key: *key, lends: true, borrowed: RefCell::default() };
        let words = words_of(&facts);
        let rendered = self.course.render(activity, self.questions, &doors, &words)?;
        let borrowed = doors.borrowed.into_inner();
        let main = self.course.main_file(stub.contextid).map(|file| file.key.clone());
        let mut files = self.files(stub, activity, &rendered.used, borrowed, main.as_ref());
        let lent = self.around.get(key).into_iter().flatten();
        let lent = lent
            .filter_map(|file| self.file(file, self.names.get(file)?.1.clone(), FileRole::Inline));
        files.extend(lent.take(MOST_FILES.saturating_sub(files.len())));
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
    pub fn make_bank(&self, category: &BankCategory) -> Result<Made, Broken> {
        let stub = bank::stub(self.course, category);
        let Some(key) = self.keys.get(&stub.cmid) else {
            return Err(Broken::NoSuchActivity(stub.cmid));
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
    pub fn make_content(&self, held: &Held) -> Result<Made, Broken> {
        let stub = content_bank::stub(held);
        let known = self.keys.get(&stub.cmid).zip(self.course.files.get(&held.file));
        let Some((key, file)) = known else {
            return Err(Broken::NoSuchActivity(stub.cmid));
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

    /// Why the course is, as HTML. Its pictures belong to no resource, so their words stand for them.
    pub fn course_summary(&self) -> String {
        self.course.course_summary(&Words { shop: self }, &words_of(&self.choices.all))
    }

    /// What a section is about, as HTML.
    pub fn section_summary(&self, id: i64) -> String {
        self.course.section_summary(id, &Words { shop: self }, &words_of(&self.choices.all))
    }

    /// A block of text beside the course, as HTML.
    pub fn block(&self, block: &TextBlock) -> String {
        self.course.block(block, &Words { shop: self }, &words_of(&self.choices.all))
    }

    /// What is said of one activity: its own facts, else those for all.
    pub fn facts(&self, cmid: i64) -> Facts {
        match self.choices.each.get(&cmid) {
            Some(own) => own.or(&self.choices.all),
            None => self.choices.all.clone(),
        }
    }
}
