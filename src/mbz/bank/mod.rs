//! Questions written in the forms that other programs read: Moodle XML, GIFT and Aiken.
//!
//! Moodle XML takes every type of Moodle's own with its pictures. The other two are plain text for
//! a few types; what does not fit is named, never bent until it does.

mod aiken;
mod gift;
mod moodle_xml;
mod plain;
mod stack;
mod types;

use std::collections::BTreeMap;
use std::io::{self, Write};

use super::questions::{BankCategory, Found, Question, Questions};
use super::{Broken, CourseFile};

/// A form that questions are written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Form {
    /// Moodle's own exchange format: all of its types, with pictures.
    MoodleXml,
    /// Text with marks (`docs.moodle.org/GIFT_format`).
    Gift,
    /// Text of single choices (`docs.moodle.org/Aiken_format`).
    Aiken,
}

impl Form {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::MoodleXml, Self::Gift, Self::Aiken];

    /// What stands behind the name of a file.
    pub fn ending(self) -> &'static str {
        match self {
            Self::MoodleXml => ".xml",
            Self::Gift => ".gift.txt",
            Self::Aiken => ".aiken.txt",
        }
    }

    /// As people call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::MoodleXml => "Moodle XML",
            Self::Gift => "GIFT",
            Self::Aiken => "Aiken",
        }
    }
}

/// Why a question is not in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Why {
    /// The form has no such type of question.
    Kind,
    /// It shows pictures, which the form cannot carry.
    Picture,
    /// Its answers are of a shape that the form does not know.
    Shape,
    /// It is damaged in the backup.
    Damaged,
}

impl Why {
    /// The key of the words that say it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Kind => "mbz-bank-why-kind",
            Self::Picture => "mbz-bank-why-picture",
            Self::Shape => "mbz-bank-why-shape",
            Self::Damaged => "mbz-bank-why-damaged",
        }
    }
}

/// What became of the questions of one category in one form.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Written {
    /// How many are in the file.
    pub questions: usize,
    /// The names of those that are not, by why.
    pub left_out: BTreeMap<Why, Vec<String>>,
    /// Pictures that are not in the file, because they are not here or there were too many bytes.
    pub pictures_left_out: usize,
}

impl Written {
    fn leave_out(&mut self, name: &str, why: Why) {
        self.left_out.entry(why).or_default().push(name.to_owned());
    }

    /// How many are not in the file.
    pub fn missing(&self) -> usize {
        self.left_out.values().map(Vec::len).sum()
    }
}

/// Finds the files that the texts of questions show.
pub trait Pictures {
    /// The files of one place of a question.
    fn of(&self, component: &str, area: &str, item: i64) -> Vec<&CourseFile>;
    /// The content of a file, if it is here.
    fn read(&self, file: &CourseFile) -> Option<Vec<u8>>;
}

/// Nothing is here.
pub struct NoPictures;

impl Pictures for NoPictures {
    fn of(&self, _: &str, _: &str, _: i64) -> Vec<&CourseFile> {
        Vec::new()
    }

    fn read(&self, _: &CourseFile) -> Option<Vec<u8>> {
        None
    }
}

/// Writes the questions of one category.
pub fn write(
    out: &mut dyn Write,
    form: Form,
    category: &BankCategory,
    questions: &Questions,
    pictures: &dyn Pictures,
) -> Result<Written, Broken> {
    let mut written = Written::default();
    if form == Form::MoodleXml {
        moodle_xml::category(out, category, questions, pictures, &mut written)?;
        return Ok(written);
    }
    for one in &category.questions {
        let question = match questions.find(&one.pick) {
            Ok(Found::Question(question)) => question,
            Ok(_) | Err(Broken::Xml { .. }) => {
                written.leave_out("?", Why::Damaged);
                continue;
            }
            Err(other) => return Err(other),
        };
        let text = match form {
            Form::Aiken => aiken::question(&question),
            _ => gift::question(&question),
        };
        match text {
            Ok(text) => {
                out.write_all(text.as_bytes())?;
                out.write_all(b"\n")?;
                written.questions += 1;
            }
            Err(why) => written.leave_out(&title(&question), why),
        }
    }
    Ok(written)
}

/// What a question is called, or the beginning of its text.
fn title(question: &Question) -> String {
    let name = question.name.trim();
    if !name.is_empty() {
        return name.chars().take(120).collect();
    }
    plain::line(&question.text).chars().take(60).collect()
}

/// A text between tags.
fn xml(text: &str) -> String {
    let sound: String = text
        .chars()
        .filter(|c| !c.is_control() || matches!(c, '\n' | '\t' | '\r'))
        .filter(|c| !matches!(c, '\u{fffe}' | '\u{ffff}'))
        .collect();
    quick_xml::escape::partial_escape(sound.as_str()).into_owned()
}

fn element(out: &mut dyn Write, name: &str, text: &str) -> io::Result<()> {
    writeln!(out, "<{name}>{}</{name}>", xml(text))
}
