//! Makes the plan of a course out of what was gathered, and has it written.

use std::{
    cell::OnceCell,
    collections::{BTreeMap, BTreeSet, HashMap},
    io::{self, Write},
    path::Path,
};

use super::{
    contents::Stored,
    gather::{Gathered, Part, Remark, Thing},
    made::plain,
    tree,
};
use crate::{
    crypto::{self, Sha1, Sha1Writer, Sha256},
    error::{Error, Result},
    ids::ImportId,
    mbz::{
        self, Course, CourseFile, Links, WordList, Words,
        import::{section_name, store::Origin},
        write::{Item, Made, Plan, Questions, Scope, Section, Written, write},
    },
    resources::{FileRef, Resource},
    site::Site,
    text::sanitise,
};

/// An archive that was written.
#[derive(Debug)]
pub struct Exported<W> {
    /// Where it was written to.
    pub out: W,
    /// What Moodle would call it.
    pub name: String,
    /// What it holds.
    pub written: Written,
    /// What there is to say of single resources.
    pub remarks: Vec<Remark>,
}

/// What an import kept: names of contents in the backup and in the store.
pub type Names = HashMap<ImportId, Vec<(Sha1, String)>>;

/// Writes what was gathered as a Moodle backup into `out`. `answers` says whether right answers may
/// leave; `language` is that of the words that are added. Blocks; not for an async thread.
///
/// # Errors
/// A disk that fails, or a file that is gone from the store.
pub fn export<W: Write>(
    site: &Site,
    gathered: &Gathered,
    names: &Names,
    answers: bool,
    language: &str,
    out: W,
) -> Result<Exported<W>> {
    let folder = room(site)?;
    let work = tempfile::tempdir_in(&folder)?;
    let mut builder = Builder::new(site, answers, language);
    builder.open_sources(gathered, names, work.path())?;
    let plan = builder.plan(gathered)?;
    let courses: Vec<&Course> = builder.sources.iter().map(|source| &source.course).collect();
    let contents = Stored::new(&site.files, &builder.by_sha1);
    let parts = work.path().join("parts");
    std::fs::create_dir(&parts)?;
    let (written, out) = write(&plan, &courses, &contents, &parts, out)
        .map_err(|broken| Error::internal(broken.to_string()))?;
    Ok(Exported { out, name: plan.file_name(), written, remarks: builder.remarks })
}

/// Where archives are while they are made. What a program that was killed left there long ago goes.
pub fn room(site: &Site) -> Result<std::path::PathBuf> {
    let folder = site.data.join("exports");
    std::fs::create_dir_all(&folder)?;
    let now = site.db.clock().now();
    for entry in std::fs::read_dir(&folder)?.flatten() {
        let changed = entry.metadata().and_then(|found| found.modified()).ok();
        let age = changed
            .and_then(|changed| changed.duration_since(std::time::UNIX_EPOCH).ok())
            .map_or(0, |since| now.millis() / 1000 - i64::try_from(since.as_secs()).unwrap_or(0));
        if age > LEFT_BEHIND {
            // Another export may clear up at the same time.
            let path = entry.path();
            let _ = if path.is_dir() {
                std::fs::remove_dir_all(path)
            } else {
                std::fs::remove_file(path)
            };
        }
    }
    Ok(folder)
}

/// Nothing takes so long to be written and sent. Seconds.
const LEFT_BEHIND: i64 = 2 * 24 * 3600;

/// A backup that something came from.
pub(super) struct Source {
    pub(super) tree: String,
    import: ImportId,
    pub(super) course: Course,
    /// Its question bank, once somebody has asked for it.
    pub(super) bank: OnceCell<Option<mbz::Questions>>,
}

/// Holds what is open while a plan is made.
pub(super) struct Builder<'a> {
    pub(super) site: &'a Site,
    pub(super) answers: bool,
    pub(super) language: &'a str,
    /// Where the contents lie in the store.
    pub(super) by_sha1: HashMap<[u8; 20], String>,
    pub(super) sources: Vec<Source>,
    pub(super) remarks: Vec<Remark>,
    pub(super) seen: BTreeSet<(usize, i64)>,
    /// The categories of questions that go along, by backup.
    pub(super) categories: BTreeMap<usize, BTreeSet<i64>>,
}

impl<'a> Builder<'a> {
    /// Nothing is open yet.
    pub(super) fn new(site: &'a Site, answers: bool, language: &'a str) -> Self {
        Self {
            site,
            answers,
            language,
            by_sha1: HashMap::new(),
            sources: Vec::new(),
            remarks: Vec::new(),
            seen: BTreeSet::new(),
            categories: BTreeMap::new(),
        }
    }

    /// Opens every backup that something came from, each once.
    pub(super) fn open_sources(
        &mut self,
        gathered: &Gathered,
        names: &Names,
        work: &Path,
    ) -> Result<()> {
        let mut failed: BTreeSet<&str> = BTreeSet::new();
        for (resource, origin) in came(gathered) {
            if failed.contains(origin.tree.as_str()) {
                continue;
            }
            if !self.sources.iter().any(|source| source.tree == origin.tree) {
                let into = work.join(format!("tree-{}", self.sources.len() + failed.len()));
                std::fs::create_dir(&into)?;
                match self.open_source(&origin.tree, &into) {
                    Ok(course) => self.sources.push(Source {
                        tree: origin.tree.clone(),
                        import: origin.import,
                        course,
                        bank: OnceCell::new(),
                    }),
                    Err(error) => {
                        tracing::warn!(%error, "the tree of an import cannot be opened");
                        failed.insert(&origin.tree);
                        continue;
                    }
                }
            }
            match names.get(&origin.import).filter(|known| !known.is_empty()) {
                Some(known) => {
                    self.by_sha1.extend(known.iter().map(|(sha1, name)| (sha1.0, name.clone())));
                }
                // Imports of earlier versions of this program did not note them.
                None => {
                    for file in &resource.content.files {
                        self.hashed(file)?;
                    }
                }
            }
        }
        Ok(())
    }

    fn open_source(&self, tree: &str, into: &Path) -> Result<Course> {
        let sha256 = Sha256::parse(tree).ok_or(Error::NotFound)?;
        let packed = self.site.files.read(&sha256)?;
        tree::open(packed, into).map_err(|broken| Error::internal(broken.to_string()))
    }

    /// The SHA-1 of a file; it is read from end to end.
    pub(super) fn hashed(&mut self, file: &FileRef) -> Result<Option<[u8; 20]>> {
        let Some(sha256) = Sha256::parse(&file.sha256) else { return Ok(None) };
        let mut content = match self.site.files.read(&sha256) {
            Ok(content) => content,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error.into()),
        };
        let mut writer = Sha1Writer::default();
        io::copy(&mut content, &mut writer)?;
        let sha1 = writer.finish().0;
        self.by_sha1.insert(sha1, file.sha256.clone());
        Ok(Some(sha1))
    }

    fn plan(&mut self, gathered: &Gathered) -> Result<Plan> {
        let mut sections = Vec::new();
        let mut origins = BTreeSet::new();
        for part in &gathered.sections {
            let section = self.section(part)?;
            // All that it held went into the question bank.
            if section.items.is_empty() && !part.title.is_empty() && part.is_bank() {
                continue;
            }
            let origin = section.origin.filter(|origin| origins.insert(*origin));
            sections.push(Section {
                as_it_was: section.as_it_was && origin.is_some(),
                origin,
                ..section
            });
        }
        let blocks = self.blocks(gathered, &mut sections);
        // What stood above all others in its course does so again.
        if let [first, second, ..] = sections.as_slice()
            && first.items.is_empty()
            && second.origin.is_some_and(|origin| self.was_first(origin))
        {
            sections.remove(0);
        }
        if sections.is_empty() {
            sections.push(Section::default());
        }
        // Questions need a course to lie in.
        let scope = if self.categories.is_empty() { gathered.scope } else { Scope::Course };
        if scope == Scope::Course {
            let nested;
            (sections, nested) = self.nest(sections);
            let last = (0..sections.len()).rev().find(|at| !nested.contains(at)).unwrap_or(0);
            if let Some(page) = self.attribution(gathered) {
                sections[last].items.push(Item::Made(page));
            }
        }
        let title = plain(&gathered.title);
        Ok(Plan {
            short_name: title.chars().take(60).collect::<String>().trim().to_owned(),
            title,
            summary: gathered.summary.clone(),
            summary_as_it_was: self.sources.first().is_some_and(|source| {
                says(&gathered.summary, |links, words| source.course.course_summary(links, words))
            }),
            language: gathered.language.clone(),
            site: self.site.origin.to_string(),
            site_hash: crypto::sha256(format!("hornbook {}", self.site.origin).as_bytes())
                .hex()
                .chars()
                .take(32)
                .collect(),
            dated: gathered.changed,
            scope,
            sections,
            questions: self.questions(gathered),
            blocks,
        })
    }

    /// Takes sections that are blocks of text beside an old course, and say what those say, out of
    /// the others: with a whole course they are blocks again. Those that nobody saw go along.
    fn blocks(&self, gathered: &Gathered, sections: &mut Vec<Section>) -> Vec<(usize, i64)> {
        let mut found = Vec::new();
        for (at, source) in self.sources.iter().enumerate() {
            if gathered.scope != Scope::Course || !gathered.whole.contains(&source.import) {
                continue;
            }
            for block in source.course.text_blocks() {
                let show = |links: &dyn Links, words: &dyn Words| {
                    source.course.block(&block, links, words)
                };
                let is_it = |section: &Section| {
                    let title = section.title.as_deref().unwrap_or_default();
                    section.items.is_empty()
                        && (title == plain(&block.title) || block.title.is_empty())
                        && says(&section.summary, show)
                };
                let place = sections.iter().position(is_it);
                if let Some(place) = place {
                    sections.remove(place);
                }
                if place.is_some() || !block.visible {
                    found.push((at, block.id));
                }
            }
        }
        found
    }

    /// Which questions go along that no quiz asks for.
    fn questions(&self, gathered: &Gathered) -> Vec<Questions> {
        let of = |(at, source): (usize, &Source)| match self.categories.get(&at) {
            _ if self.answers && gathered.whole.contains(&source.import) => Questions::All,
            Some(categories) => Questions::Of(categories.clone()),
            None => Questions::Asked,
        };
        self.sources.iter().enumerate().map(of).collect()
    }

    /// Whether a section of a backup was the one above all others.
    fn was_first(&self, (source, id): (usize, i64)) -> bool {
        let sections = self.sources.get(source).map(|source| source.course.sections.as_slice());
        let found = sections.unwrap_or_default().iter().find(|section| section.id == id);
        found.is_some_and(|section| section.number == 0)
    }

    fn section(&mut self, part: &Part) -> Result<Section> {
        let mut items = Vec::new();
        for thing in &part.things {
            match thing {
                Thing::Note(html) => items.push(Item::Made(Made {
                    intro: html.clone(),
                    visible: true,
                    ..Made::default()
                })),
                Thing::Resource(resource, origin) => {
                    self.resource(resource, origin.as_ref(), &mut items)?;
                }
            }
        }
        let origin = self.origin_of(part, &items);
        let (mut as_it_was, mut title) = (false, plain(&part.title));
        if let Some((source, id)) = origin
            && let Some(source) = self.sources.get(source)
            && let Some(old) = source.course.sections.iter().find(|section| section.id == id)
        {
            as_it_was =
                says(&part.summary, |links, words| source.course.section_summary(id, links, words));
            // Moodle counts sections without a name itself, in the language of who reads.
            if old.title.is_none() && self.is_counted(&part.title, old.number) {
                title = String::new();
            }
        }
        Ok(Section {
            title: Some(title).filter(|title| !title.is_empty()),
            summary: part.summary.clone(),
            origin,
            as_it_was,
            items,
        })
    }

    /// Whether a section is only called what an import calls those without a name.
    fn is_counted(&self, title: &str, number: i64) -> bool {
        let words = &self.site.words;
        title.is_empty()
            || words.languages().any(|language| section_name(words, language, number) == title)
    }

    /// The section of a backup that this section was, if everything original in it was there.
    fn origin_of(&self, part: &Part, items: &[Item]) -> Option<(usize, i64)> {
        let mut found: Option<(usize, i64)> = None;
        for item in items {
            let Item::Original(it) = item else { continue };
            let course = &self.sources.get(it.source)?.course;
            let section = course.sections.iter().find(|one| one.activities.contains(&it.cmid))?;
            if section.implied || found.is_some_and(|found| found != (it.source, section.id)) {
                return None;
            }
            if section.title.as_ref().is_some_and(|title| *title != part.title) {
                return None;
            }
            found = Some((it.source, section.id));
        }
        found
    }
}

/// Everything that came from a backup, in order.
fn came(gathered: &Gathered) -> impl Iterator<Item = (&Resource, &Origin)> {
    gathered.sections.iter().flat_map(|part| &part.things).filter_map(|thing| match thing {
        Thing::Resource(resource, Some(origin)) => Some((&**resource, origin)),
        _ => None,
    })
}

/// The words of some HTML, to compare.
fn words_of(html: &str) -> String {
    sanitise::text(html).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether a text says what it said in its backup, with its pictures or without, in whatever
/// language an import said that one is missing.
fn says(now: &str, show: impl Fn(&dyn Links, &dyn Words) -> String) -> bool {
    let now = words_of(now);
    let is_now = |pictures, words| words_of(&show(&NoLinks(pictures), &words)) == now;
    is_now(true, WordList::english())
        || is_now(true, WordList::german())
        || is_now(false, WordList::english())
        || is_now(false, WordList::german())
}

/// Leads nowhere: only the words matter. Whether pictures are there decides about some.
struct NoLinks(bool);

impl Links for NoLinks {
    fn file(&self, _: &CourseFile) -> Option<String> {
        self.0.then(|| "/".to_owned())
    }

    fn activity(&self, _: i64) -> Option<String> {
        None
    }
}
