//! One activity as typed values, read from its cleaned XML.

pub(super) mod branch;
pub(super) mod dropped;
mod read;
mod tasks;

use super::files::{Area, CourseFile, FileKey};
use super::{Broken, Course, Warning};

/// A text as Moodle stores it, with the place of the files it names.
#[derive(Debug, Clone, Default)]
pub struct Rich {
    /// Source text.
    pub raw: String,
    /// 0 text with line ends (often HTML all the same), 1 HTML, 2 plain, 4 Markdown.
    pub format: i64,
    /// Where `@@PLUGINFILE@@` leads.
    pub area: Area,
}

impl Rich {
    /// Whether there is nothing to show.
    pub fn is_empty(&self) -> bool {
        self.raw.trim().is_empty()
    }
}

/// One activity.
#[derive(Debug, Clone)]
pub struct Activity {
    /// Course module number.
    pub cmid: i64,
    /// `page`, `quiz`, ….
    pub module: String,
    /// Plain text.
    pub title: String,
    /// Its introduction.
    pub intro: Rich,
    /// What it holds.
    pub content: Content,
    /// Rubric or marking guide.
    pub grading: Vec<Criterion>,
    /// Settings of a module that Moodle itself has given up or never had: name and value.
    pub facts: Vec<(String, String)>,
    /// All its files that are kept, in the order of the backup.
    pub files: Vec<FileKey>,
    /// Remarks.
    pub warnings: Vec<Warning>,
}

/// What the modules of Moodle hold.
#[derive(Debug, Clone)]
pub enum Content {
    /// A page of text.
    Page {
        /// The page.
        content: Rich,
    },
    /// Its introduction is all there is.
    Label,
    /// Chapters in page order.
    Book {
        /// 0 none, 1 numbers, 2 bullets, 3 indented.
        numbering: i64,
        /// The chapters.
        chapters: Vec<Chapter>,
    },
    /// A link.
    Url {
        /// As typed.
        address: String,
    },
    /// A file, perhaps with others that it needs.
    Resource {
        /// The one to open.
        main: Option<FileKey>,
    },
    /// A folder of files.
    Folder,
    /// Pages and questions in chains.
    Lesson {
        /// In the order of the chain.
        pages: Vec<LessonPage>,
        /// Whether answers carry scores of the teacher's choice.
        custom_scores: bool,
    },
    /// Terms and what they mean.
    Glossary {
        /// Sorted as stored; empty unless people's entries were taken.
        entries: Vec<Entry>,
        /// Names of categories.
        categories: Vec<String>,
    },
    /// Pages written together.
    Wiki {
        /// Name of the first page.
        first_page: String,
        /// Empty unless people's entries were taken.
        pages: Vec<(String, Rich)>,
    },
    /// One question with options to choose from.
    Choice {
        /// Texts of the options.
        options: Vec<String>,
        /// More than one may be chosen.
        multiple: bool,
    },
    /// A form.
    Feedback {
        /// In order.
        items: Vec<Item>,
        /// Shown after sending.
        after: Rich,
    },
    /// Something to hand in.
    Assign(Box<Assign>),
    /// A discussion.
    Forum {
        /// `general`, `news`, `single`, `qanda`, `eachuser`, `blog`.
        kind: String,
        /// Opening posts; empty unless people's entries were taken.
        topics: Vec<(String, Rich, i64)>,
    },
    /// Questions.
    Quiz(Box<Quiz>),
    /// A collection of records.
    Data {
        /// The columns.
        fields: Vec<Field>,
        /// The template of a single record, as stored: shown as text only.
        template: String,
        /// Values by field; empty unless people's entries were taken.
        records: Vec<Record>,
    },
    /// A SCORM package.
    Scorm {
        /// Titles of its parts with their depth.
        parts: Vec<(usize, String)>,
        /// The package.
        package: Option<FileKey>,
        /// Where it is kept, if elsewhere.
        reference: String,
    },
    /// An H5P activity.
    H5p {
        /// The package.
        package: Option<FileKey>,
    },
    /// A tool elsewhere.
    Lti {
        /// Its address.
        address: String,
    },
    /// An IMS content package.
    Imscp {
        /// Titles with their depth.
        parts: Vec<(usize, String)>,
        /// The package.
        package: Option<FileKey>,
    },
    /// Peer assessment.
    Workshop {
        /// For those who write.
        authors: Rich,
        /// For those who assess.
        reviewers: Rich,
        /// At the end.
        conclusion: Rich,
        /// What is assessed.
        dimensions: Vec<Rich>,
    },
    /// One of Moodle's built-in surveys.
    Survey {
        /// Its number: 1 to 3 COLLES, 4 ATTLS, 5 critical incidents.
        template: i64,
    },
    /// A chat room.
    Chat,
    /// A video conference.
    BigBlueButton,
    /// A section within a section.
    Subsection,
    /// A shared question bank.
    Qbank,
    /// The assignment of Moodle 2.2 and before.
    Assignment(Box<Assign>),
    /// Not part of Moodle itself, or damaged: only name, introduction and files are known.
    Unknown,
}

/// A chapter of a book.
#[derive(Debug, Clone)]
pub struct Chapter {
    /// Number in the old database: part of links to it.
    pub id: i64,
    /// Plain text.
    pub title: String,
    /// Whether it belongs to the chapter before it.
    pub sub: bool,
    /// Hidden from pupils.
    pub hidden: bool,
    /// Its text.
    pub content: Rich,
}

/// A page of a lesson.
#[derive(Debug, Clone)]
pub struct LessonPage {
    /// Number in the old database: part of links to it.
    pub id: i64,
    /// 1 short answer, 2 true/false, 3 multiple choice, 5 matching, 8 numerical, 10 essay, 20
    /// content, 21 end of branch, 30 cluster, 31 end of cluster (`mod/lesson/pagetypes`).
    pub kind: i64,
    /// Plain text.
    pub title: String,
    /// Its text.
    pub contents: Rich,
    /// Answers, or the buttons of a content page.
    pub answers: Vec<LessonAnswer>,
}

/// An answer or a button in a lesson.
#[derive(Debug, Clone)]
pub struct LessonAnswer {
    /// Its text.
    pub text: Rich,
    /// What a pupil is told after choosing it.
    pub response: Rich,
    /// A page number, or 0 this page, -1 next, -9 end, -40 previous, and others below zero.
    pub jump: i64,
    /// Points, if the teacher set any.
    pub score: i64,
}

/// A glossary entry.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Number in the old database: part of links to it.
    pub id: i64,
    /// Plain text.
    pub concept: String,
    /// What it means.
    pub definition: Rich,
    /// Other words for it.
    pub aliases: Vec<String>,
}

/// An item of a feedback form.
#[derive(Debug, Clone)]
pub struct Item {
    /// `multichoice`, `textarea`, `label`, ….
    pub kind: String,
    /// The question.
    pub name: String,
    /// The text of a label.
    pub label: Rich,
    /// What can be chosen.
    pub options: Vec<String>,
    /// Must be answered.
    pub required: bool,
}

/// What is asked in an assignment.
#[derive(Debug, Clone, Default)]
pub struct Assign {
    /// Instructions beside the introduction (Moodle 4.0+).
    pub task: Rich,
    /// Unix seconds, 0 if none.
    pub due: i64,
    /// Unix seconds, 0 if none.
    pub opens: i64,
    /// Unix seconds, 0 if none.
    pub closes: i64,
    /// Highest mark; below zero the number of a scale.
    pub grade: i64,
    /// Seconds, 0 if none.
    pub time_limit: i64,
    /// A text is typed in.
    pub text: bool,
    /// Files are handed in.
    pub files: bool,
    /// How many files at most, 0 if not said.
    pub max_files: i64,
    /// How many words at most, 0 if not said.
    pub words: i64,
    /// Handed in together.
    pub team: bool,
}

/// A quiz.
#[derive(Debug, Clone, Default)]
pub struct Quiz {
    /// Seconds, 0 if none.
    pub time_limit: i64,
    /// How many attempts, 0 for as many as one likes.
    pub attempts: i64,
    /// Highest mark.
    pub grade: f64,
    /// Questions are shown in random order.
    pub shuffle: bool,
    /// In order.
    pub slots: Vec<Slot>,
    /// Headings with the slot they stand before.
    pub headings: Vec<(i64, String)>,
    /// What is said by result: text, from, to.
    pub feedback: Vec<(Rich, f64, f64)>,
}

/// A place for a question in a quiz.
#[derive(Debug, Clone)]
pub struct Slot {
    /// Counts from 1.
    pub number: i64,
    /// Page of the quiz.
    pub page: i64,
    /// Points.
    pub mark: f64,
    /// Which question.
    pub pick: Pick,
}

/// Which question stands in a slot.
#[derive(Debug, Clone, PartialEq)]
pub enum Pick {
    /// A question by its number (Moodle before 4.0).
    Question(i64),
    /// An entry of the question bank, in that version or the newest that is ready.
    Entry(i64, Option<i64>),
    /// Any question of that category.
    Random(Option<i64>),
}

/// A column of a database activity.
#[derive(Debug, Clone)]
pub struct Field {
    /// Number in the old database.
    pub id: i64,
    /// Plain text.
    pub name: String,
    /// Plain text.
    pub description: String,
    /// `text`, `picture`, `menu`, ….
    pub kind: String,
    /// What can be chosen.
    pub options: Vec<String>,
}

/// A record of a database activity.
#[derive(Debug, Clone)]
pub struct Record {
    /// Number in the old database: part of links to it.
    pub id: i64,
    /// Field number and value.
    pub values: Vec<(i64, Rich)>,
}

/// A row of a rubric or marking guide.
#[derive(Debug, Clone)]
pub struct Criterion {
    /// What is looked at, plain text.
    pub description: String,
    /// What can be reached: plain text and points.
    pub levels: Vec<(String, f64)>,
}

impl Course {
    /// Reads one activity. Damage to its XML leaves a card with a remark.
    pub fn activity(&self, cmid: i64) -> Result<Activity, Broken> {
        read::activity(self, cmid)
    }

    /// The file to open of a resource: the highest sort order, else the first.
    pub fn main_file(&self, contextid: i64) -> Option<&CourseFile> {
        let mut best: Option<&CourseFile> = None;
        for file in self.files.of_context(contextid) {
            if file.key.area.area == "content"
                && best.is_none_or(|best| file.sort_order > best.sort_order)
            {
                best = Some(file);
            }
        }
        best
    }
}
