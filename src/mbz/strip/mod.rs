//! Copies XML while leaving out people: what is not known to be about the course does not pass.

mod rules;

use std::fmt::Write as _;
use std::io::{Read, Write};

use quick_xml::escape::partial_escape;

pub(in crate::mbz) use self::rules::is_core;
use self::rules::{Fate, children_are, fate};
use crate::mbz::Options;
use crate::mbz::personal::{PersonalData, What};
use crate::mbz::xml::{NULL, Piece, Scanner, Trouble};

/// Which kind of XML is copied; the rules differ.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::mbz) enum Part {
    Manifest,
    Files,
    Questions,
    Scales,
    /// How all marks together make one.
    Gradebook,
    Course,
    ContentBank,
    /// A block of text beside the course.
    Block,
    Section,
    /// The activity itself, with the name of its module.
    Activity(String),
    Module,
    Grading,
    /// How an activity is marked.
    Grades,
    /// Which competencies an activity is about.
    Competencies,
    /// Nothing is copied, personal data is counted.
    Counted,
}

/// What was learnt on the way.
#[derive(Debug, Default)]
pub(in crate::mbz) struct Passed {
    /// Attributes of the root element of an activity.
    pub(in crate::mbz) contextid: i64,
    /// The instance number: the `id` attribute of the root of an activity.
    pub(in crate::mbz) instance: i64,
    /// The opening posts that were kept.
    pub(in crate::mbz) posts: Vec<i64>,
}

struct Frame {
    name: String,
    /// The rest of this element is left out.
    mute: bool,
    /// Number of this element, for posts.
    id: i64,
}

struct Leaf {
    name: String,
    /// As it will be written, checked.
    attributes: String,
    text: String,
    id: i64,
    has_id: bool,
    has_userid: bool,
}

struct Copy<'a> {
    part: &'a Part,
    entries: bool,
    personal: &'a mut PersonalData,
    passed: Passed,
    path: Vec<Frame>,
    leaf: Option<Leaf>,
    /// For each element being left out: what its children count as.
    skipping: Vec<Option<What>>,
    /// The forum type or the wiki mode, which decide whether entries may be taken.
    mode: String,
}

/// Copies one XML part to `out` by the rules of its kind and counts what is left out.
pub(in crate::mbz) fn strip(
    input: impl Read,
    out: &mut dyn Write,
    part: &Part,
    options: &Options,
    personal: &mut PersonalData,
) -> Result<Passed, Trouble> {
    let mut scanner = Scanner::new(input, &options.limits);
    let mut copy = Copy {
        part,
        entries: options.entries,
        personal,
        passed: Passed::default(),
        path: Vec::new(),
        leaf: None,
        skipping: Vec::new(),
        mode: String::new(),
    };
    let mut any = false;
    out.write_all(b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n")?;
    loop {
        let at = scanner.position();
        match scanner.next()? {
            Piece::Open(start) => {
                if copy.is_outside() && *part != Part::Counted {
                    if any {
                        // What follows the whole is no part of it.
                        return Ok(copy.passed);
                    }
                    if matches!(part, Part::Activity(_)) && start.name().0 != "activity" {
                        return Err(Trouble::Damaged { at, why: "it is no activity".to_owned() });
                    }
                }
                any = true;
                copy.open(&start, out)?;
            }
            Piece::Text(text) => copy.text(text),
            Piece::Char(c) => copy.text(c.encode_utf8(&mut [0; 4])),
            Piece::Close => copy.close(out)?,
            Piece::Nothing => {}
            Piece::End if !any => {
                return Err(Trouble::Damaged { at: 0, why: "it is empty".to_owned() });
            }
            Piece::End => return Ok(copy.passed),
        }
        if copy.leaf.as_ref().is_some_and(|leaf| leaf.text.len() as u64 > options.limits.text_bytes)
        {
            return Err(Trouble::Damaged { at, why: "a text is too long".to_owned() });
        }
    }
}

impl Copy<'_> {
    /// Whether no element is open.
    fn is_outside(&self) -> bool {
        self.leaf.is_none() && self.path.is_empty() && self.skipping.is_empty()
    }

    fn open(
        &mut self,
        start: &quick_xml::events::BytesStart<'_>,
        out: &mut dyn Write,
    ) -> Result<(), Trouble> {
        let name = start.name().0;
        if let Some(leaf) = self.leaf.take() {
            // The element before this one has children after all.
            if self.passes(&leaf.name) {
                // Should nothing in it pass, Moodle still knows by the new line that it is no text.
                writeln!(out, "<{}{}>", leaf.name, leaf.attributes)?;
                if leaf.name == "post" {
                    self.passed.posts.push(leaf.id);
                }
                self.path.push(Frame { name: leaf.name, mute: false, id: leaf.id });
            } else {
                self.count_leaf(&leaf);
                if leaf.has_userid {
                    self.personal.add(What::OtherRows, 1);
                }
                self.skipping.push(children_are(&leaf.name));
            }
        }
        if let Some(counts) = self.skipping.last() {
            if start.attributes_raw().contains("id=") {
                self.count_child(*counts);
            }
            if self.is_foreign() && (name == "userid" || has_userid(start)) {
                self.personal.add(What::OtherRows, 1);
            }
            self.skipping.push(children_are(name));
            return Ok(());
        }
        if !is_element_name(name) {
            self.skipping.push(None);
            return Ok(());
        }
        let mut leaf = Leaf {
            name: name.to_owned(),
            attributes: String::new(),
            text: String::new(),
            id: 0,
            has_id: start.attributes_raw().contains("id="),
            has_userid: self.is_foreign() && has_userid(start),
        };
        self.attributes(start, &mut leaf);
        self.leaf = Some(leaf);
        Ok(())
    }

    /// Only the attributes that Moodle's own elements have and that name no person.
    fn attributes(&mut self, start: &quick_xml::events::BytesStart<'_>, leaf: &mut Leaf) {
        for attribute in start.attributes().with_checks(false).flatten().take(16) {
            let key = attribute.key.0;
            if !matches!(
                key,
                "id" | "contextid" | "moduleid" | "modulename" | "version" | "courseid"
            ) {
                continue;
            }
            let value = &*attribute.value;
            if value.len() > 100
                || !value.bytes().all(|b| b.is_ascii_alphanumeric() || b"$@_.- ".contains(&b))
            {
                continue;
            }
            let number = value.trim().parse().unwrap_or(0);
            match key {
                "id" => leaf.id = number,
                "contextid" if self.path.is_empty() => self.passed.contextid = number,
                _ => {}
            }
            if key == "id" && self.path.is_empty() {
                self.passed.instance = number;
            }
            let _ = write!(leaf.attributes, " {key}=\"{value}\"");
        }
    }

    fn is_foreign(&self) -> bool {
        matches!(self.part, Part::Activity(module) if !is_core(module))
    }

    /// Counts an element that is left out; Moodle gives every row a number.
    fn count_leaf(&mut self, leaf: &Leaf) {
        if leaf.has_id {
            let counts = self.path.last().and_then(|frame| children_are(&frame.name));
            self.count_child(counts);
        }
    }

    fn count_child(&mut self, counts: Option<What>) {
        if let Some(what) = counts {
            self.personal.add(what, 1);
        }
    }

    fn text(&mut self, text: &str) {
        if self.skipping.is_empty()
            && let Some(leaf) = &mut self.leaf
        {
            leaf.text.push_str(text);
        }
    }

    fn close(&mut self, out: &mut dyn Write) -> Result<(), Trouble> {
        if self.skipping.pop().is_some() {
            return Ok(());
        }
        let Some(leaf) = self.leaf.take() else {
            if let Some(frame) = self.path.pop() {
                writeln!(out, "</{}>", frame.name)?;
            }
            return Ok(());
        };
        if self.path.is_empty() {
            // An empty root.
            writeln!(out, "<{0}{1}></{0}>", leaf.name, leaf.attributes)?;
            return Ok(());
        }
        if self.path.iter().any(|frame| frame.mute) {
            return Ok(());
        }
        if !leaf.attributes.is_empty() && !self.passes(&leaf.name) {
            // Such as <password encrypted="true">: the attribute was not taken, this one is a row.
            self.count_leaf(&leaf);
            return Ok(());
        }
        self.field(leaf, out)
    }

    fn field(&mut self, leaf: Leaf, out: &mut dyn Write) -> Result<(), Trouble> {
        let parent = self.path.last().map_or("", |frame| frame.name.as_str());
        let filled = !leaf.text.is_empty() && leaf.text != NULL && leaf.text != "0";
        let value = match fate(self.part, parent, &leaf.name) {
            Fate::Drop => {
                if leaf.has_userid {
                    self.personal.add(What::OtherRows, 1);
                }
                return Ok(());
            }
            Fate::Blank => {
                if leaf.name == "author" && !leaf.text.trim().is_empty() && leaf.text != NULL {
                    self.personal.add(What::Authors, 1);
                }
                NULL
            }
            Fate::Secret => {
                if filled {
                    self.personal.add(What::Secrets, 1);
                }
                NULL
            }
            Fate::Keep => match (self.part, leaf.name.as_str()) {
                // What kind of reference it is matters, not where it points.
                (Part::Files, "reference") if filled => "alias",
                // A condition may name a person by a field of their profile.
                (
                    Part::Module | Part::Section,
                    "availability" | "availabilityjson" | "conditions",
                ) if leaf.text.contains("\"profile\"") => {
                    r#"{"op":"&","c":[{"type":"profile"}],"showc":[false]}"#
                }
                _ => leaf.text.as_str(),
            },
        };
        self.decide(&leaf.name, &leaf.text);
        writeln!(out, "<{0}>{1}</{0}>", leaf.name, partial_escape(value))?;
        Ok(())
    }

    /// Some fields decide about the rest of their element.
    fn decide(&mut self, name: &str, text: &str) {
        let Part::Activity(module) = self.part else { return };
        let depth = self.path.len();
        let Some(frame) = self.path.last_mut() else { return };
        match (module.as_str(), frame.name.as_str(), name) {
            ("forum", "forum", "type") | ("wiki", "wiki", "wikimode") if depth == 2 => {
                text.clone_into(&mut self.mode);
            }
            ("forum", "post", "parent" | "privatereplyto") if !matches!(text.trim(), "" | "0") => {
                frame.mute = true;
                if self.passed.posts.last() == Some(&frame.id) {
                    self.passed.posts.pop();
                }
                self.personal.add(What::Posts, 1);
            }
            ("wiki", "subwiki", "userid") if !matches!(text.trim(), "" | "0") => {
                frame.mute = true;
            }
            ("data", "record", "approved") if text.trim() == "0" => frame.mute = true,
            ("assign", "plugin_config", "plugin") => {
                frame.mute =
                    !matches!(text, "onlinetext" | "file" | "comments" | "editpdf" | "offline");
            }
            _ => {}
        }
    }
}

fn has_userid(start: &quick_xml::events::BytesStart<'_>) -> bool {
    start.attributes_raw().contains("userid")
}

fn is_element_name(name: &str) -> bool {
    (1..=120).contains(&name.len())
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
        && !name.as_bytes()[0].is_ascii_digit()
}
