//! A collection as a zip of pages that opens without a server, or as a Common Cartridge.

use std::{
    io::{self, Read, Seek, Write},
    path::Path,
};

use serde::{Deserialize, Serialize};

use super::{
    build::{Builder, Names, Source, room},
    gather::{Gathered, Thing as Gone},
};
use crate::{
    crypto::Sha256,
    error::Result,
    files::Files,
    mbz::{
        Content, CourseFile, Found, Links, Questions, WordList,
        import::store::Origin,
        outline::{
            Asked, Attached, Chapter, Labels, Leaf, Outline, Packed, Store, Thing, cartridge, stick,
        },
    },
    resources::{self, FileRole, Kind, Resource},
    site::Site,
    text::{
        excerpt::is_beginning,
        markdown,
        sanitise::{self, escape},
    },
    vocabulary::licences,
};

/// What a course leaves as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Shape {
    /// A Moodle backup.
    #[default]
    Moodle,
    /// A Common Cartridge 1.3.
    Cartridge,
    /// Pages in a zip.
    Pages,
}

impl Shape {
    /// By the ending of a file's name: whatever is no other is a Moodle backup.
    pub fn of(name: &str) -> Self {
        match name.rsplit('.').next().unwrap_or_default().to_ascii_lowercase().as_str() {
            "imscc" => Self::Cartridge,
            "zip" => Self::Pages,
            _ => Self::Moodle,
        }
    }

    /// What stands behind the dot of its name.
    pub fn ending(self) -> &'static str {
        match self {
            Self::Moodle => "mbz",
            Self::Cartridge => "imscc",
            Self::Pages => "zip",
        }
    }

    /// Its media type.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Moodle => "application/vnd.moodle.backup",
            Self::Cartridge | Self::Pages => "application/zip",
        }
    }
}

/// A zip that was written.
pub struct Zipped<W> {
    /// Where it was written to.
    pub out: W,
    /// What it should be called.
    pub name: String,
    /// What it holds.
    pub packed: Packed,
}

/// Writes what was gathered in a form other than Moodle's. Right answers leave only inside the
/// quizzes of a cartridge, and only with `answers`. Blocks; not for an async thread.
///
/// # Errors
/// A disk that fails.
pub fn zip<W: Write + Seek>(
    site: &Site,
    (gathered, path): (&Gathered, String),
    names: &Names,
    answers: bool,
    language: &str,
    form: Shape,
    out: W,
) -> Result<Zipped<W>> {
    let work = tempfile::tempdir_in(room(site)?)?;
    let mut builder = Builder::new(site, answers, language);
    let asks = form == Shape::Cartridge && answers;
    if asks {
        builder.open_sources(gathered, names, work.path())?;
    }
    let outline = builder.outline(gathered, path);
    let labels = builder.labels();
    let store = Shelf(&site.files);
    let (packed, out) = match form {
        Shape::Cartridge => cartridge::write(&outline, &labels, &store, out)?,
        Shape::Moodle | Shape::Pages => stick::write(&outline, &labels, &store, out)?,
    };
    Ok(Zipped { out, name: format!("{}.{}", outline.file_name(), form.ending()), packed })
}

impl Builder<'_> {
    fn outline(&self, gathered: &Gathered, path: String) -> Outline {
        let mut chapters = Vec::new();
        for part in &gathered.sections {
            let mut leaves = Vec::new();
            for thing in &part.things {
                leaves.push(match thing {
                    Gone::Note(html) => Leaf::Note(html.clone()),
                    Gone::Resource(resource, origin) => {
                        Leaf::Thing(Box::new(self.leaf(resource, origin.as_ref())))
                    }
                });
            }
            let (title, summary) = (part.title.clone(), part.summary.clone());
            chapters.push(Chapter { title, summary, leaves });
        }
        Outline {
            title: gathered.title.clone(),
            summary: gathered.summary.clone(),
            language: gathered.language.clone().unwrap_or_else(|| self.language.to_owned()),
            origin: self.site.origin.to_string(),
            path,
            chapters,
        }
    }

    fn leaf(&self, resource: &Resource, origin: Option<&Origin>) -> Thing {
        let (it, content) = (&resource.description, &resource.content);
        let files = content.files.iter().filter(|file| file.role != FileRole::Answers);
        let (mut questions, mut more_questions) = (Vec::new(), false);
        if let Some(origin) = origin
            && content.module == "quiz"
            && let Some(source) = self.sources.iter().find(|source| source.tree == origin.tree)
        {
            (questions, more_questions) = self.asked(source, resource, origin);
        }
        let key = resource.key.to_string();
        Thing {
            word: self.say(resources::word(resource.kind, &content.module)),
            title: it.title.clone(),
            language: it.languages.first().cloned().unwrap_or_default(),
            summary: if is_beginning(
                &markdown::to_text(&it.summary),
                &sanitise::text(&content.body),
            ) {
                String::new()
            } else {
                markdown::to_html(&it.summary)
            },
            body: content.body.clone(),
            url: if resource.kind == Kind::Link { content.url.clone() } else { String::new() },
            credit: self.credit(resource),
            files: files
                .map(|file| Attached {
                    name: file.name.clone(),
                    sha256: file.sha256.clone(),
                    size: file.size,
                    inline: file.role == FileRole::Inline,
                })
                .collect(),
            key,
            questions,
            more_questions,
        }
    }

    /// The questions of a quiz that others can ask, and whether it has more. A damaged quiz has
    /// none: its page shows what there is.
    fn asked(&self, source: &Source, resource: &Resource, origin: &Origin) -> (Vec<Asked>, bool) {
        let course = &source.course;
        let (Ok(activity), Some(bank)) = (course.activity(origin.cmid), source.questions()) else {
            return (Vec::new(), true);
        };
        let Content::Quiz(quiz) = &activity.content else { return (Vec::new(), true) };
        let doors = Doors { builder: self, resource };
        let (mut asked, mut more) = (Vec::new(), false);
        for slot in &quiz.slots {
            let Ok(Found::Question(question)) = bank.find(&slot.pick) else {
                more = true;
                continue;
            };
            let html = |rich: &_| course.readable(rich, &doors, &WordList::english());
            match Asked::of(&question, slot.mark, &html) {
                Some(one) => asked.push(one),
                None => more = true,
            }
        }
        (asked, more)
    }

    pub(super) fn credit(&self, resource: &Resource) -> String {
        let it = &resource.description;
        let authors: Vec<&str> = it.authors.iter().map(|author| author.name.as_str()).collect();
        let address = self.site.address(&format!("/r/{}", resource.key));
        let changes = Some(it.changes_note.as_str()).filter(|note| !note.is_empty());
        match licences::licence(&it.licence) {
            Some(licence) => {
                let (title, source) = (&it.title, Some(address.as_str()));
                licences::attribution(title, &authors, source, &licence, self.language, changes)
                    .html
            }
            None => format!("<a href=\"{address}\">{}</a>", escape(&it.title)),
        }
    }

    fn say(&self, key: &str) -> String {
        self.site.words.say(self.language, key, &[]).into_owned()
    }

    fn labels(&self) -> Labels {
        Labels {
            contents: self.say("export-contents"),
            back: self.say("export-back"),
            files: self.say("resource-files"),
            open: self.say("resource-open"),
            credit: self.say("export-attribution"),
            source: self.say("export-source"),
            note: self.say("collection-note"),
            all_questions: self.say("export-all-questions"),
        }
    }
}

impl Source {
    /// Its question bank, which is looked through once.
    fn questions(&self) -> Option<&Questions> {
        self.bank.get_or_init(|| Questions::open(&self.course.tree).ok()).as_ref()
    }
}

/// Leads from the texts of questions to files of the quiz as it is here.
struct Doors<'a> {
    builder: &'a Builder<'a>,
    resource: &'a Resource,
}

impl Links for Doors<'_> {
    fn file(&self, file: &CourseFile) -> Option<String> {
        let sha256 = self.builder.by_sha1.get(&file.sha1)?;
        let mut files = self.resource.content.files.iter();
        let found = files.find(|one| one.sha256 == *sha256 && one.role != FileRole::Answers)?;
        let name: Vec<String> = found.name.split('/').map(crate::mbz::write::encode).collect();
        Some(format!("/r/{}/dl/{}", self.resource.key, name.join("/")))
    }

    fn activity(&self, _: i64) -> Option<String> {
        None
    }
}

/// The store of this site.
struct Shelf<'a>(&'a Files);

impl Store for Shelf<'_> {
    fn open(&self, sha256: &str) -> io::Result<Option<Box<dyn Read>>> {
        let Some(sha256) = Sha256::parse(sha256) else { return Ok(None) };
        match self.0.read(&sha256) {
            Ok(file) => Ok(Some(Box::new(file))),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }
}

/// The form that the name of a file asks for.
pub fn form_of(path: &Path) -> Shape {
    Shape::of(&path.to_string_lossy())
}
