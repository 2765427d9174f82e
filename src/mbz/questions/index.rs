//! One look at all questions, to know where each is.

use std::fs::File;
use std::io::BufReader;

use super::super::text;
use super::super::xml::{NULL, Piece, Scanner, Trouble};
use super::{Questions, Spot};

/// How many questions are indexed at most. Count.
const MOST: usize = 200_000;
/// How many categories keep what is said about them. Count.
const MOST_DESCRIBED: usize = 2_000;
/// What is said about a category is cut off here. Bytes.
const LONGEST_INFO: usize = 4096;

#[derive(Clone, Copy, PartialEq)]
enum Tag {
    Category,
    Entry,
    Version,
    Questions,
    Question,
    /// A plain field that is wanted.
    Field,
    Other,
}

/// What is open at the moment.
#[derive(Default)]
struct Now {
    category: i64,
    name: String,
    contextid: i64,
    entry: i64,
    version: i64,
    status: String,
    above: i64,
    info: String,
    info_format: i64,
    id: i64,
    offset: u64,
    parent: i64,
    kind: String,
    hidden: bool,
}

impl Questions {
    /// Fills the index from the cleaned `questions.xml`.
    pub(super) fn index(&mut self, file: File) -> Result<(), Trouble> {
        let mut scanner = Scanner::new(BufReader::new(file), &self.limits.clone());
        let mut stack: Vec<Tag> = Vec::new();
        let mut now = Now::default();
        let mut field = String::new();
        let mut text = String::new();
        loop {
            let offset = scanner.position();
            let closed = match scanner.next()? {
                Piece::Open(start) => {
                    let id = || {
                        start
                            .try_get_attribute("id")
                            .ok()
                            .flatten()
                            .and_then(|id| id.value.trim().parse().ok())
                            .unwrap_or(0)
                    };
                    let parent = stack.last().copied();
                    let name = start.name().0;
                    let tag = match name {
                        "question_category" => {
                            now = Now { category: id(), ..Now::default() };
                            Tag::Category
                        }
                        "question_bank_entry" => {
                            now.entry = id();
                            Tag::Entry
                        }
                        "question_versions" if now.entry != 0 => {
                            now.version = 0;
                            now.status.clear();
                            Tag::Version
                        }
                        "questions" => Tag::Questions,
                        "question" if parent == Some(Tag::Questions) => {
                            now.id = id();
                            now.offset = offset;
                            now.parent = 0;
                            now.kind.clear();
                            now.hidden = false;
                            Tag::Question
                        }
                        _ if wanted(parent, name) => {
                            name.clone_into(&mut field);
                            text.clear();
                            Tag::Field
                        }
                        _ => Tag::Other,
                    };
                    stack.push(tag);
                    None
                }
                Piece::Text(piece) => {
                    if stack.last() == Some(&Tag::Field) && text.len() < 4096 {
                        text.push_str(piece);
                    }
                    None
                }
                Piece::Char(c) => {
                    if stack.last() == Some(&Tag::Field) {
                        text.push(c);
                    }
                    None
                }
                Piece::Close => stack.pop(),
                Piece::Nothing => None,
                Piece::End => return Ok(()),
            };
            match closed {
                Some(Tag::Field) => now.take(stack.last().copied(), &field, &text),
                Some(Tag::Question) => self.spot(&now, scanner.position()),
                Some(Tag::Category) => self.category(&now),
                Some(Tag::Entry) => now.entry = 0,
                _ => {}
            }
        }
    }

    fn spot(&mut self, now: &Now, end: u64) {
        if self.spots.len() >= MOST {
            return;
        }
        let kind = if let Some(at) = self.by_kind.get(&now.kind) {
            *at
        } else {
            self.kinds.push(now.kind.clone());
            self.by_kind.insert(now.kind.clone(), self.kinds.len() - 1);
            self.kinds.len() - 1
        };
        let at = self.spots.len();
        self.spots.push(Spot {
            id: now.id,
            offset: now.offset,
            length: end - now.offset,
            parent: now.parent,
            kind,
            version: now.version,
            ready: matches!(now.status.as_str(), "" | "ready") && !now.hidden,
            draft: now.status == "draft" && !now.hidden,
            category: now.category,
        });
        self.by_id.entry(now.id).or_insert(at);
        if now.entry != 0 {
            self.by_entry.entry(now.entry).or_default().push(at);
        }
        if now.parent == 0 && now.kind != "random" {
            self.categories.entry(now.category).or_default().questions += 1;
        }
    }

    fn category(&mut self, now: &Now) {
        let order = self.categories.len();
        let category = self.categories.entry(now.category).or_default();
        category.name = text::title(&now.name, &[]);
        category.contextid = now.contextid;
        category.above = now.above;
        category.order = order;
        if order < MOST_DESCRIBED {
            category.info.clone_from(&now.info);
            category.info_format = now.info_format;
        }
    }
}

impl Now {
    fn take(&mut self, parent: Option<Tag>, field: &str, text: &str) {
        let number = text.trim().parse().unwrap_or(0);
        match (parent, field) {
            (Some(Tag::Category), "name") => text.clone_into(&mut self.name),
            (Some(Tag::Category), "contextid") => self.contextid = number,
            (Some(Tag::Category), "parent") => self.above = number,
            (Some(Tag::Category), "infoformat") => self.info_format = number,
            (Some(Tag::Category), "info") if text != NULL => {
                let end =
                    (0..=LONGEST_INFO.min(text.len())).rev().find(|at| text.is_char_boundary(*at));
                text[..end.unwrap_or(0)].clone_into(&mut self.info);
            }
            (Some(Tag::Version), "version") => self.version = number,
            (Some(Tag::Version), "status") => text.clone_into(&mut self.status),
            (Some(Tag::Question), "parent") => self.parent = number,
            (Some(Tag::Question), "hidden") => self.hidden = number != 0,
            (Some(Tag::Question), "qtype") => text.trim().clone_into(&mut self.kind),
            _ => {}
        }
    }
}

fn wanted(parent: Option<Tag>, name: &str) -> bool {
    match parent {
        Some(Tag::Category) => {
            matches!(name, "name" | "contextid" | "parent" | "info" | "infoformat")
        }
        Some(Tag::Version) => matches!(name, "version" | "status"),
        Some(Tag::Question) => matches!(name, "parent" | "hidden" | "qtype"),
        _ => false,
    }
}
