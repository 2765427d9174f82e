//! The work itself: files are kept, resources are made, a collection puts them in order.
//!
//! Every step may be done twice without harm: keys are given before anything is made, and what is
//! made is noted in the same transaction. So a run that was cut off goes on where it was.

use std::{
    cell::RefCell,
    collections::{BTreeMap, HashMap, HashSet},
    io::Read,
    path::Path,
};

use rusqlite::Connection;
use serde::{Deserialize, Serialize};
use tokio::runtime::Handle;

use super::{
    bank::{self, Album, Sheets},
    content_bank,
    look::{Watch, archive, course_name, folder, fresh, let_go, options, release},
    make::{Kept, KeptBlob, Made, Workshop, visibility},
    model::{CollectionName, Import, Item, Known, Outcome, Report, Skipped, State},
    pictures::{self, Pictures},
    store, undo,
};
use crate::{
    accounts,
    collections::{self, NewCollection},
    crypto::Sha1,
    db::Tx,
    error::{Error, Optional, Result},
    events::Event,
    files::{Batch, FileProblem, Stored},
    ids::{CommunityId, ImportId, Key},
    jobs::Job,
    mbz::{
        BankCategory, Blobs, Broken, Course, Format, Go, Questions, Unpacked, Warning, contents,
        files::MISMATCH, unpack,
    },
    resources::{self, FileRef, FileRole, New},
    site::{self, Settings, Site},
    web::Person,
    words::Value,
};

/// So many resources are made in one transaction, so that others can write in between.
const AT_ONCE: usize = 20;
/// So many files are noted in one transaction.
const FILES_AT_ONCE: usize = 200;
/// A report names so many remarks at most.
const MOST_WARNINGS: usize = 200;

/// Makes resources of a backup that was looked into.
#[derive(Serialize, Deserialize)]
pub struct Run {
    /// Which.
    pub import: ImportId,
}

impl Job for Run {
    const KIND: &'static str = "mbz.run";

    fn lane(&self) -> String {
        "import".into()
    }

    fn key(&self) -> Option<String> {
        Some(self.import.to_string())
    }

    async fn run(self, site: Site) -> Result<()> {
        run(&site, self.import).await
    }
}

/// Runs an import to its end, from wherever it is.
pub async fn run(site: &Site, id: ImportId) -> Result<()> {
    let import = site.db.read(move |db| store::find_by_id(db, id)).await?;
    if import.state == State::Done {
        // It was cut off between the last word and the clearing up.
        return release(site, &import).await;
    }
    if import.state != State::Running {
        return Ok(());
    }
    let (handle, runtime) = (site.clone(), Handle::current());
    let ended = tokio::task::spawn_blocking(move || {
        let work = Work::begin(&handle, &runtime, &import)?;
        let outcome = work.go_on(&import);
        Ok::<_, Error>((import, outcome, work.noted.into_inner()))
    })
    .await?;
    let (import, outcome, noted) = ended?;
    match outcome {
        Ok(()) => {
            undo::forget_unused(site, noted).await?;
            release(site, &import).await
        }
        Err(Stop::Asked) => {
            undo::take_back(site, &import).await?;
            undo::forget_unused(site, noted).await?;
            site.db.write(move |tx| store::mark_state(tx, id, State::Choosing)).await
        }
        Err(Stop::Broken(sentence)) => {
            undo::take_back(site, &import).await?;
            undo::forget_unused(site, noted).await?;
            let_go(site, &import, Some(sentence)).await
        }
        Err(Stop::Failed(Error::Invalid(problems))) => {
            // No second try would find more room: whoever chose must choose again.
            undo::take_back(site, &import).await?;
            undo::forget_unused(site, noted).await?;
            let language = site.settings().language.clone();
            let sentences = problems.iter().map(|problem| {
                let value = Value::from(problem.value.as_deref().unwrap_or_default());
                site.words.say(&language, problem.key, &[("value", value)])
            });
            let sentence = sentences.collect::<Vec<_>>().join(" ");
            site.db
                .write(move |tx| {
                    store::mark_state(tx, id, State::Choosing)?;
                    store::mark_problem(tx, id, Some(&sentence))
                })
                .await
        }
        Err(Stop::Failed(error)) => Err(error),
    }
}

/// Why a run ends early.
enum Stop {
    /// Somebody called it off.
    Asked,
    /// The archive is not what it seemed; no second try would find it better.
    Broken(String),
    /// Something broke; it will be tried again.
    Failed(Error),
}

impl From<Error> for Stop {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

impl From<Broken> for Stop {
    fn from(broken: Broken) -> Self {
        match broken {
            Broken::Cancelled => Self::Asked,
            Broken::Io(error) => Self::Failed(error.into()),
            other => Self::Broken(other.to_string()),
        }
    }
}

type Done<T = ()> = std::result::Result<T, Stop>;

struct Work<'a> {
    site: &'a Site,
    runtime: &'a Handle,
    id: ImportId,
    person: Person,
    settings: Settings,
    /// The names of the contents that this run has noted.
    noted: RefCell<Vec<String>>,
}

impl<'a> Work<'a> {
    fn begin(site: &'a Site, runtime: &'a Handle, import: &Import) -> Result<Self> {
        let account = import.account;
        let account = runtime.block_on(site.db.read(move |db| accounts::find(db, account)))?;
        let person = account.into_person();
        let settings = (*site.settings()).clone();
        let noted = RefCell::default();
        Ok(Self { site, runtime, id: import.id, person, settings, noted })
    }

    fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        self.runtime.block_on(self.site.db.read(work))
    }

    fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Tx<'_>) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        self.runtime.block_on(self.site.db.write(work))
    }

    fn go_on(&self, import: &Import) -> Done {
        let work = folder(self.site, import);
        let looked = self.looked(import);
        let tree = if let Some(course) = &looked {
            course.tree.clone()
        } else {
            let tree = work.join("run");
            fresh(&tree)?;
            tree
        };
        let (found, kept, damaged) = self.unpack(import, &tree, looked.as_ref())?;
        let course = match looked {
            Some(course) => course,
            None => Course::open(&tree)?,
        };
        let questions = Questions::open(&tree)?;
        let (collection, items) = self.prepare(import, &course, &questions)?;
        let keys: HashMap<i64, Key> = items.iter().map(|item| (item.cmid, item.key)).collect();
        let shop = Workshop::new(
            &course,
            &questions,
            &import.choices,
            &keys,
            &kept,
            collection,
            self.person.name.clone(),
        )
        .with_files(&self.site.files);
        let mut report = Report {
            collection: CollectionName {
                key: collection.to_string(),
                title: import.choices.title.clone(),
            },
            skipped: skipped(&course, import),
            left_out: left_out(&found),
            ..Report::default()
        };
        report.warnings.extend(course.warnings.iter().cloned());
        report.warnings.extend(damaged);
        self.make(import, &shop, &items, &work, &mut report)?;
        self.collect(import, &shop, collection)?;
        self.publish(import, &course, collection, &mut report)?;
        report.warnings.truncate(MOST_WARNINGS);
        self.finish(import, &tree, collection, report)
    }

    /// The tree that the look has left, if the choice asks for nothing else.
    fn looked(&self, import: &Import) -> Option<Course> {
        let course = Course::open(&super::look::tree(self.site, import)).ok()?;
        let fits = !import.choices.entries && course.unpacked.format == Format::Moodle2;
        fits.then_some(course)
    }

    /// Reads the archive once: cleaned XML to the folder, unless it is `looked` at already, wanted
    /// contents to the store.
    fn unpack(
        &self,
        import: &Import,
        tree: &Path,
        looked: Option<&Course>,
    ) -> Done<(Unpacked, Kept, Vec<Warning>)> {
        let wanted = self.wanted(import);
        let mut keeping = Keeping {
            batch: self.site.files.batch(),
            wanted,
            kept: Kept::new(),
            stored: Vec::new(),
            most: self.settings.most_upload.max(1 << 30),
            remarks: Vec::new(),
        };
        let mut watch = Watch::new(self.site, self.runtime, self.id, "import-step-files");
        let archive = archive(self.site, import)?;
        let options = options(import.choices.entries);
        let found = match looked {
            Some(course) => {
                let remarks = contents(&archive, &mut keeping, &options, &mut |p| watch.look(p))?;
                keeping.remarks.extend(remarks);
                course.unpacked.clone()
            }
            None => unpack(&archive, tree, &mut keeping, &options, &mut |p| watch.look(p))?,
        };
        keeping.batch.finish().map_err(Error::from)?;
        let person = self.person.clone();
        let settings = self.settings.clone();
        let all = keeping.stored;
        let named: Vec<FileRef> = all.iter().map(nameless).collect();
        self.write(move |tx| {
            let more = resources::new_bytes(tx, &person, &named)?;
            resources::check_room(tx, &settings, &person, more)
        })?;
        let names: HashMap<String, [u8; 20]> =
            keeping.kept.iter().map(|(sha1, blob)| (blob.sha256.clone(), *sha1)).collect();
        for some in all.chunks(FILES_AT_ONCE) {
            self.noted.borrow_mut().extend(some.iter().map(|file| file.sha256.hex()));
            let (id, some) = (self.id, some.to_vec());
            let known: Vec<Option<Sha1>> =
                some.iter().map(|file| names.get(&file.sha256.hex()).copied().map(Sha1)).collect();
            self.write(move |tx| {
                for (file, sha1) in some.iter().zip(known) {
                    site::record_file(tx, file)?;
                    if let Some(sha1) = sha1 {
                        store::insert_content(tx, id, &sha1, &file.sha256.hex())?;
                    }
                }
                Ok(())
            })?;
        }
        Ok((found, keeping.kept, keeping.remarks))
    }

    /// Makes a category of the question bank, and keeps its questions as files.
    fn make_bank(&self, shop: &Workshop<'_>, category: &BankCategory, tree: &Path) -> Done<Made> {
        let mut made = shop.make_bank(category)?;
        let number = bank::number(category);
        let Some(key) = shop.keys.get(&number) else { return Ok(made) };
        let album = Album::new(shop.course, shop.kept, &self.site.files);
        let title = bank::title(shop.course, category);
        let sheets = Sheets::write(*key, &title, category, shop.questions, &album, tree)?;
        self.noted.borrow_mut().extend(sheets.stored.iter().map(|file| file.sha256.hex()));
        let about = sheets.html(&shop.words(number));
        made.content.key = made.content.key.map(|key| about + &key);
        made.warnings.extend(sheets.warnings(category));
        made.content.files.extend(sheets.files);
        let stored = sheets.stored;
        let named: Vec<FileRef> = stored.iter().map(nameless).collect();
        let (person, settings) = (self.person.clone(), self.settings.clone());
        self.write(move |tx| {
            let more = resources::new_bytes(tx, &person, &named)?;
            resources::check_room(tx, &settings, &person, more)?;
            stored.iter().try_for_each(|file| site::record_file(tx, file))
        })?;
        Ok(made)
    }

    /// The contents that the chosen activities need. What cannot be told apart yet, all of them.
    fn wanted(&self, import: &Import) -> Option<HashSet<[u8; 20]>> {
        let looked = super::look::tree(self.site, import);
        let course = Course::open(&looked).ok()?;
        let Some(only) = &import.choices.only else { return Some(course.wanted_blobs()) };
        let bank = Questions::open(&looked).map(|questions| bank::categories(&questions));
        let asked: HashSet<i64> = bank
            .unwrap_or_default()
            .iter()
            .filter(|category| only.contains(&bank::number(category)))
            .map(|category| category.contextid)
            .collect();
        let left: HashSet<i64> = course
            .activities
            .iter()
            .filter(|stub| !only.contains(&stub.cmid))
            .map(|stub| stub.contextid)
            .filter(|context| !asked.contains(context))
            .collect();
        let files = course.files.iter().filter(|file| file.present);
        let files = files.filter(|file| !left.contains(&file.key.area.contextid));
        Some(files.map(|file| file.sha1).collect())
    }

    /// Gives keys to the collection and to all that will be made, once and for all.
    fn prepare(
        &self,
        import: &Import,
        course: &Course,
        questions: &Questions,
    ) -> Done<(Key, Vec<Item>)> {
        let mut items = Vec::new();
        for stub in course.activities.iter().filter(|stub| is_made(&stub.module)) {
            if import.choices.only.as_ref().is_some_and(|only| !only.contains(&stub.cmid)) {
                continue;
            }
            let fingerprint = course.fingerprint(stub.cmid, questions)?.to_vec();
            items.push(Item {
                cmid: stub.cmid,
                module: stub.module.clone(),
                title: stub.title.clone(),
                key: Key::random(),
                resource: None,
                identity: identity(course, stub.cmid),
                fingerprint,
                outcome: Outcome::Open,
                before: None,
            });
        }
        for category in bank::categories(questions) {
            let number = bank::number(&category);
            if import.choices.only.as_ref().is_none_or(|only| only.contains(&number)) {
                items.push(bank::item(course, &category, questions)?);
            }
        }
        for held in content_bank::contents(course) {
            let number = content_bank::number(&held);
            if import.choices.only.as_ref().is_none_or(|only| only.contains(&number)) {
                items.push(content_bank::item(course, &held));
            }
        }
        let (id, account, name) = (self.id, self.person.account, course_name(course));
        let copy = import.choices.copy;
        let person = self.person.clone();
        let known = self.write(move |tx| {
            for item in &mut items {
                if !copy && let Some(known) = usable(tx, &person, &item.identity, id)? {
                    item.key = known.key;
                }
                store::insert_item(tx, id, item)?;
            }
            let import = store::find_by_id(tx, id)?;
            let collection = match import.collection {
                Some(key) => key,
                None => match store::earlier_collection(tx, account, &name)? {
                    Some(key) if !copy && editable(tx, &person, key)? => key,
                    _ => Key::random(),
                },
            };
            store::mark_collection(tx, id, collection)?;
            Ok((collection, store::items(tx, id)?))
        })?;
        Ok(known)
    }

    /// Makes what is not made yet, some at a time.
    fn make(
        &self,
        import: &Import,
        shop: &Workshop<'_>,
        items: &[Item],
        tree: &Path,
        report: &mut Report,
    ) -> Done {
        let mut watch = Watch::new(self.site, self.runtime, self.id, "import-step-make");
        let activities = shop.course.activities.iter().map(|stub| stub.cmid);
        let numbers = activities.chain(shop.bank.iter().map(bank::number));
        let numbers = numbers.chain(shop.contents.iter().map(content_bank::number));
        let order: HashMap<i64, usize> =
            numbers.enumerate().map(|(at, number)| (number, at)).collect();
        let mut items: Vec<&Item> = items.iter().collect();
        items.sort_by_key(|item| order.get(&item.cmid).copied());
        for (at, some) in items.chunks(AT_ONCE).enumerate() {
            if watch.tell((at * AT_ONCE) as u64, items.len() as u64) == Go::Stop {
                return Err(Stop::Asked);
            }
            let mut made = Vec::new();
            for item in some {
                let thing = if let Some(category) = shop.category(item.cmid) {
                    self.make_bank(shop, category, tree)?
                } else if let Some(held) = shop.content(item.cmid) {
                    shop.make_content(held)?
                } else if let Some(stub) = shop.course.stub(item.cmid) {
                    shop.make(stub, &shop.course.activity(item.cmid)?)?
                } else {
                    continue;
                };
                report.warnings.extend(thing.warnings.iter().cloned());
                made.push(((*item).clone(), thing));
            }
            let (id, person, copy) = (self.id, self.person.clone(), import.choices.copy);
            let outcomes = self.write(move |tx| {
                made.into_iter()
                    .map(|(item, thing)| one(tx, &person, id, item, thing, copy))
                    .collect::<Result<Vec<_>>>()
            })?;
            for outcome in outcomes {
                match outcome {
                    Outcome::Made => report.resources += 1,
                    Outcome::Updated => report.updated += 1,
                    Outcome::Same | Outcome::Open => report.unchanged += 1,
                }
            }
        }
        Ok(())
    }

    /// Puts everything in order: a section for each section, an item for each resource.
    fn collect(&self, import: &Import, shop: &Workshop<'_>, key: Key) -> Done {
        let mut sections: Vec<(String, String, Vec<i64>)> = shop
            .course
            .sections
            .iter()
            .map(|section| {
                let summary = shop.section_summary(section.id);
                let title = match &section.title {
                    Some(title) => title.clone(),
                    None => self.section_name(section.number, &import.choices.all.language),
                };
                // What stands first in a course, before any heading, needs none here.
                let title = match section.number {
                    0 if section.title.is_none() && summary.is_empty() => String::new(),
                    _ => title,
                };
                (title, summary, section.activities.clone())
            })
            .collect();
        let numbers = shop.bank.iter().map(bank::number).collect();
        let language = &import.choices.all.language;
        let name = |key| self.site.words.say(language, key, &[]).into_owned();
        sections.push((name("import-bank"), String::new(), numbers));
        let numbers = shop.contents.iter().map(content_bank::number).collect();
        sections.push((name("import-content-bank"), String::new(), numbers));
        let summary = shop.course_summary();
        let picture = pictures::of_course(shop.course, shop.kept, &self.site.files)?;
        let (id, person, choices) = (self.id, self.person.clone(), import.choices.clone());
        self.write(move |tx| {
            let resources: HashMap<i64, _> = store::items(tx, id)?
                .into_iter()
                .filter_map(|item| Some((item.cmid, item.resource?)))
                .collect();
            let known = collections::find_by_key(tx, key.as_str()).optional()?;
            let collection = if let Some(found) = &known {
                found.id
            } else {
                let facts = &choices.all;
                let some = |text: &String| {
                    Some(text.clone()).filter(|text| !text.is_empty()).into_iter().collect()
                };
                let new = NewCollection {
                    key: Some(key),
                    title: choices.title.clone(),
                    summary,
                    community: choices.community.map(CommunityId),
                    visibility: visibility(&choices.visibility),
                    subjects: some(&facts.subject),
                    languages: some(&facts.language),
                    levels: some(&facts.level),
                    import: Some(id),
                    ..NewCollection::default()
                };
                let id = collections::begin(tx, &person, new)?;
                if picture.is_some() {
                    collections::change_picture(tx, &person, id, picture.as_ref())?;
                }
                id
            };
            for (title, summary, activities) in sections {
                let mut new = Vec::new();
                for resource in activities.iter().filter_map(|cmid| resources.get(cmid)) {
                    if !collections::has_resource(tx, collection, *resource)? {
                        new.push(*resource);
                    }
                }
                if new.is_empty() {
                    continue;
                }
                let there = collections::sections(tx, collection)?;
                let section = match there.iter().find(|section| section.1 == title) {
                    _ if title.is_empty() && summary.is_empty() => None,
                    Some(section) => Some(section.0),
                    None => {
                        let section =
                            collections::add_section(tx, &person, collection, &title, &summary)?;
                        Some(section)
                    }
                };
                for resource in new {
                    collections::add_item(tx, &person, collection, section, resource, "")?;
                }
            }
            Ok(())
        })?;
        Ok(())
    }

    /// What Moodle calls a section that has no name.
    fn section_name(&self, number: i64, language: &str) -> String {
        let n = [("n", Value::from(number))];
        let (key, args) = if number == 0 {
            ("import-section-first", &[][..])
        } else {
            ("import-section", &n[..])
        };
        self.site.words.say(language, key, args).into_owned()
    }

    /// Publishes what is complete and was not hidden in the old course.
    fn publish(
        &self,
        import: &Import,
        course: &Course,
        collection: Key,
        report: &mut Report,
    ) -> Done {
        if !import.choices.publish {
            return Ok(());
        }
        let hidden: HashSet<i64> = course
            .activities
            .iter()
            .filter(|stub| is_hidden(course, stub))
            .map(|stub| stub.cmid)
            .collect();
        let id = self.id;
        let items = self.read(move |db| store::items(db, id))?;
        let new: Vec<Item> = items
            .into_iter()
            .filter(|item| item.outcome == Outcome::Made && !hidden.contains(&item.cmid))
            .collect();
        for some in new.chunks(AT_ONCE) {
            let (some, person, settings) =
                (some.to_vec(), self.person.clone(), self.settings.clone());
            let (published, incomplete) = self.write(move |tx| {
                let (mut published, mut incomplete) = (0, Vec::new());
                for item in some {
                    let Some(resource) = item.resource else { continue };
                    match resources::publish(tx, &settings, &person, resource) {
                        Ok(resources::State::Published) => published += 1,
                        // Somebody looks at it first.
                        Ok(_) => {}
                        Err(Error::Invalid(_)) => incomplete.push(item.title),
                        Err(error) => return Err(error),
                    }
                }
                Ok((published, incomplete))
            })?;
            report.published += published;
            for title in incomplete {
                report.warnings.push(Warning::new(
                    "incomplete",
                    "Something is still needed before this can be published; it stays a draft.",
                    title,
                ));
            }
        }
        let person = self.person.clone();
        self.write(move |tx| {
            let found = collections::find_by_key(tx, collection.as_str())?;
            collections::publish(tx, &person, found.id)
        })?;
        Ok(())
    }

    /// Keeps the cleaned form, tells the others, lets the archive go.
    fn finish(&self, import: &Import, tree: &Path, collection: Key, report: Report) -> Done {
        let packed = folder(self.site, import).join("tree.tar.gz");
        pack(tree, &packed).map_err(Error::from)?;
        let file = std::fs::File::open(&packed).map_err(Error::from)?;
        let stored = self.site.files.import_blob(file, None, u64::MAX).map_err(Error::from)?;
        let (id, by) = (self.id, self.person.account);
        let stop = self.write(move |tx| {
            // The last chance of whoever calls it off: afterwards it can only be undone.
            if store::find_by_id(tx, id)?.stop {
                return Ok(true);
            }
            site::record_file(tx, &stored)?;
            store::mark_done(tx, id, &report, &stored.sha256.hex())?;
            let found = collections::find_by_key(tx, collection.as_str())?;
            tx.announce(&Event::CourseImported { import: id, collection: found.id, by })?;
            Pictures { import: id }.enqueue(tx)?;
            Ok(false)
        })?;
        if stop { Err(Stop::Asked) } else { Ok(()) }
    }
}

/// Whether a module becomes a resource. A subsection is a section; a question bank comes with the
/// quizzes that use it.
pub fn is_made(module: &str) -> bool {
    !matches!(module, "subsection" | "qbank")
}

/// Whether pupils could not see it: then it stays a draft.
pub fn is_hidden(course: &Course, stub: &crate::mbz::Stub) -> bool {
    !stub.visible
        || stub.stealth
        || stub.availability.is_some()
        || course
            .sections
            .iter()
            .any(|section| section.id == stub.section && (!section.visible || section.restricted))
}

/// What recognises the same activity in a later backup.
pub fn identity(course: &Course, cmid: i64) -> String {
    course.identity(cmid).map_or_else(String::new, |it| {
        format!("{} {} {} {}", it.site, it.course, it.module, it.cmid)
    })
}

/// A resource of an earlier import that this person may still change.
pub fn usable(
    conn: &Connection,
    person: &Person,
    identity: &str,
    but: ImportId,
) -> Result<Option<Known>> {
    let Some(known) = store::known(conn, person.account, identity, but)? else { return Ok(None) };
    let resource = resources::find(conn, known.resource).optional()?;
    let usable = resource.is_some_and(|resource| {
        resource.state != resources::State::Withdrawn && resource.may_edit(person)
    });
    Ok(usable.then_some(known))
}

fn editable(conn: &Connection, person: &Person, key: Key) -> Result<bool> {
    let found = collections::find_by_key(conn, key.as_str()).optional()?;
    match found {
        Some(found) => collections::may_edit(conn, person, &found),
        None => Ok(false),
    }
}

/// Makes one resource, or a new version of one, unless that was done already.
fn one(
    tx: &Tx<'_>,
    person: &Person,
    import: ImportId,
    item: Item,
    thing: Made,
    copy: bool,
) -> Result<Outcome> {
    if item.outcome != Outcome::Open {
        return Ok(item.outcome);
    }
    let known = if copy { None } else { usable(tx, person, &item.identity, import)? };
    if let Some(known) = known.filter(|known| known.key == item.key) {
        if known.fingerprint == item.fingerprint {
            store::mark_item(tx, import, item.cmid, known.resource, Outcome::Same, None)?;
            return Ok(Outcome::Same);
        }
        let before = resources::find(tx, known.resource)?.content;
        let content = resources::Content { picture: before.picture.clone(), ..thing.content };
        let before = serde_json::to_string(&before)?;
        resources::replace_content(tx, person, known.resource, &content, "")?;
        let outcome = Outcome::Updated;
        store::mark_item(tx, import, item.cmid, known.resource, outcome, Some(&before))?;
        return Ok(outcome);
    }
    let new = New { kind: thing.kind, key: Some(item.key), import: Some(import) };
    let resource = resources::begin(tx, person, new, &thing.description, &thing.content)?;
    store::mark_item(tx, import, item.cmid, resource, Outcome::Made, None)?;
    Ok(Outcome::Made)
}

fn skipped(course: &Course, import: &Import) -> Vec<Skipped> {
    let only = import.choices.only.as_ref();
    course
        .activities
        .iter()
        .filter_map(|stub| {
            let why = match stub.module.as_str() {
                "subsection" => "section",
                "qbank" => "question_bank",
                _ if only.is_some_and(|only| !only.contains(&stub.cmid)) => "not_chosen",
                _ => return None,
            };
            Some(Skipped {
                cmid: stub.cmid,
                module: stub.module.clone(),
                title: stub.title.clone(),
                why: why.to_owned(),
            })
        })
        .collect()
}

/// Personal data that was left out, by kind.
pub fn left_out(found: &Unpacked) -> BTreeMap<String, u64> {
    let mut left: BTreeMap<String, u64> =
        found.personal.what.iter().map(|(what, count)| (what.name().to_owned(), *count)).collect();
    left.insert("users".into(), found.personal.users);
    left
}

/// Takes wanted contents into the store while the archive streams by.
struct Keeping {
    batch: Batch,
    wanted: Option<HashSet<[u8; 20]>>,
    kept: Kept,
    stored: Vec<Stored>,
    most: u64,
    remarks: Vec<Warning>,
}

impl Blobs for Keeping {
    fn take(&mut self, sha1: [u8; 20], _: u64, reader: &mut dyn Read) -> std::io::Result<()> {
        if self.wanted.as_ref().is_some_and(|wanted| !wanted.contains(&sha1)) {
            return Ok(());
        }
        match self.batch.add(reader, Some(Sha1(sha1)), self.most) {
            Ok(stored) => {
                let blob = KeptBlob {
                    sha256: stored.sha256.hex(),
                    size: stored.size,
                    head: stored.head.iter().copied().take(64).collect(),
                };
                self.kept.insert(sha1, blob);
                self.stored.push(Stored { head: Vec::new(), ..stored });
                Ok(())
            }
            Err(FileProblem::Disk(error)) => Err(error),
            Err(FileProblem::Damaged { .. }) => {
                Err(std::io::Error::new(std::io::ErrorKind::InvalidData, MISMATCH))
            }
            Err(FileProblem::TooBig { .. }) => {
                let text = "A file is larger than this site takes, and is left out.";
                self.remarks.push(Warning::new(
                    "file_too_big",
                    text,
                    format!("file {}", Sha1(sha1)),
                ));
                Ok(())
            }
            Err(other) => {
                Err(std::io::Error::new(std::io::ErrorKind::InvalidData, other.to_string()))
            }
        }
    }
}

/// A content that has no name in a resource yet.
fn nameless(file: &Stored) -> FileRef {
    FileRef {
        name: String::new(),
        sha256: file.sha256.hex(),
        mime: String::new(),
        size: file.size,
        role: FileRole::Inline,
    }
}

/// Packs the cleaned tree, the same bytes for the same tree.
fn pack(tree: &Path, target: &Path) -> std::io::Result<()> {
    let mut names: Vec<_> =
        std::fs::read_dir(tree)?.map(|entry| Ok(entry?.path())).collect::<std::io::Result<_>>()?;
    names.sort();
    let level = flate2::Compression::fast();
    let packed = flate2::write::GzEncoder::new(std::fs::File::create(target)?, level);
    let mut archive = tar::Builder::new(packed);
    archive.mode(tar::HeaderMode::Deterministic);
    for path in names {
        let name = path.file_name().map_or(Path::new("part"), Path::new).to_owned();
        archive.append_path_with_name(&path, name)?;
    }
    archive.into_inner()?.finish()?.sync_all()
}
