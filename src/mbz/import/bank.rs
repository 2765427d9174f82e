//! The question bank in an import: a resource for each category, with files for other programs.
//!
//! Categories stand beside activities in the choices and items of an import, under the negative of
//! their number: those of activities are never below zero.

use std::{
    collections::HashMap,
    io::{BufWriter, Read, Write as _},
    path::Path,
};

use super::{
    look::course_name,
    make::{Kept, address},
    model::Item,
};
use crate::{
    crypto::Sha256,
    error::{Error, Result},
    files::{self, Files, Stored},
    ids::Key,
    mbz::{
        BankCategory, Broken, Course, CourseFile, Form, Pictures, Questions, Stub, Warning,
        WordList, Written, bank_files, write_questions,
    },
    resources::{FileRef, FileRole},
};

/// The number of a category among the items of an import.
pub fn number(category: &BankCategory) -> i64 {
    category.id.saturating_neg()
}

/// The category that has this number among the items of an import.
pub fn category(number: i64) -> Option<i64> {
    (-LARGEST..0).contains(&number).then(|| -number)
}

/// Numbers of the content bank lie beyond those of categories.
const LARGEST: i64 = 1 << 50;

/// Whether a category can be told from activities and from others.
fn is_numbered(category: &BankCategory) -> bool {
    category.id > 0 && category.id <= LARGEST
}

/// The categories that can be taken. A damaged bank has none; the inventory says so.
pub fn categories(questions: &Questions) -> Vec<BankCategory> {
    questions.bank().into_iter().filter(is_numbered).collect()
}

/// What a category is called: the one without a name after its course.
pub fn title(course: &Course, category: &BankCategory) -> String {
    match category.title.trim() {
        "" => course.title.clone(),
        title => title.to_owned(),
    }
}

/// What recognises the same category in a later backup.
pub fn identity(course: &Course, category: &BankCategory) -> String {
    format!("{} question_category {}", course_name(course), category.id)
}

/// A category as it stands among activities.
pub fn stub(course: &Course, category: &BankCategory) -> Stub {
    Stub::of_course(number(category), "qbank", title(course, category))
}

/// The item of a category, before anything is made of it.
pub fn item(
    course: &Course,
    category: &BankCategory,
    questions: &Questions,
) -> std::result::Result<Item, Broken> {
    Ok(Item {
        cmid: number(category),
        module: "qbank".into(),
        title: title(course, category),
        key: Key::random(),
        resource: None,
        identity: identity(course, category),
        fingerprint: course.bank_fingerprint(category, questions)?.to_vec(),
        outcome: super::model::Outcome::Open,
        before: None,
    })
}

/// The pictures of questions, found by their place whatever context the backup gives them.
pub struct Album<'a> {
    places: HashMap<(&'a str, &'a str, i64), Vec<&'a CourseFile>>,
    kept: &'a Kept,
    files: &'a Files,
}

impl<'a> Album<'a> {
    /// Looks through all files of the course once.
    pub fn new(course: &'a Course, kept: &'a Kept, files: &'a Files) -> Self {
        let mut places: HashMap<_, Vec<_>> = HashMap::new();
        for file in course.files.iter().filter(|file| file.present && !file.alias) {
            let area = &file.key.area;
            if area.component == "question" || area.component.starts_with("qtype_") {
                let place = (area.component.as_str(), area.area.as_str(), area.item);
                places.entry(place).or_default().push(file);
            }
        }
        Self { places, kept, files }
    }
}

impl Pictures for Album<'_> {
    fn of(&self, component: &str, area: &str, item: i64) -> Vec<&CourseFile> {
        self.places.get(&(component, area, item)).cloned().unwrap_or_default()
    }

    fn read(&self, file: &CourseFile) -> Option<Vec<u8>> {
        let blob = self.kept.get(&file.sha1)?;
        let mut bytes = Vec::new();
        let stored = self.files.read(&Sha256::parse(&blob.sha256)?).ok()?;
        stored.take(blob.size).read_to_end(&mut bytes).ok()?;
        Some(bytes)
    }
}

/// The questions of a category as files for other programs.
pub struct Sheets {
    /// What came of each form, with the address of its file if there is one.
    forms: Vec<(Form, Option<String>, Written)>,
    /// The files as the resource names them.
    pub files: Vec<FileRef>,
    /// The same as the store has them.
    pub stored: Vec<Stored>,
}

impl Sheets {
    /// Writes a category in every form that takes any of its questions.
    pub fn write(
        key: Key,
        title: &str,
        category: &BankCategory,
        questions: &Questions,
        album: &Album<'_>,
        folder: &Path,
    ) -> Result<Self> {
        let mut sheets = Self { forms: Vec::new(), files: Vec::new(), stored: Vec::new() };
        for form in Form::ALL {
            let mut file = tempfile::tempfile_in(folder)?;
            let mut out = BufWriter::new(&mut file);
            let written = write_questions(&mut out, form, category, questions, album)
                .map_err(|broken| Error::internal(broken.to_string()))?;
            out.flush()?;
            drop(out);
            if written.questions == 0 {
                sheets.forms.push((form, None, written));
                continue;
            }
            std::io::Seek::rewind(&mut file)?;
            let stored = album.files.import_blob(file, None, u64::MAX)?;
            let stem: String = title.chars().take(80).collect();
            let name = format!("{}{}", files::clean_file_name(&stem), form.ending());
            sheets.forms.push((form, Some(address(key, &name)), written));
            sheets.files.push(FileRef {
                sha256: stored.sha256.hex(),
                mime: files::kind(&stored.head, &name).media_type,
                name,
                size: stored.size,
                role: FileRole::Answers,
            });
            sheets.stored.push(stored);
        }
        Ok(sheets)
    }

    /// What is said of the files to those who may have them, as safe HTML.
    pub fn html(&self, words: &WordList) -> String {
        bank_files(&self.forms, words)
    }

    /// What a report should say.
    pub fn warnings(&self, category: &BankCategory) -> Vec<Warning> {
        let lost = self.forms.iter().map(|(_, _, written)| written.pictures_left_out);
        let lost = lost.max().unwrap_or_default();
        if lost == 0 {
            return Vec::new();
        }
        let text = "Some pictures are not in the file of its questions in Moodle XML.";
        vec![Warning::new("bank_pictures", text, format!("question category {}", category.id))]
    }
}
