//! The items of an import: keys are given to all, then resources are made, some at a time.

use std::{collections::HashMap, path::Path};

use rusqlite::Connection;

use super::{AT_ONCE, Done, Stop, Work, keep::nameless};
use crate::{
    collections,
    db::Tx,
    error::{Optional, Result},
    ids::{ImportId, Key},
    mbz::{
        BankCategory, Course, Go, Questions, Stub,
        import::{
            bank::{self, Album, Sheets},
            content_bank,
            look::{Watch, course_name},
            make::{Made, Workshop},
            model::{Import, Item, Known, Outcome, Report},
            store,
        },
    },
    resources::{self, FileRef, New},
    site,
    web::Person,
};

impl Work<'_> {
    /// Gives keys to the collection and to all that will be made, once and for all.
    pub(super) fn prepare(
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
    pub(super) fn make(
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
}

/// Whether a module becomes a resource. A subsection is a section; a question bank comes with the
/// quizzes that use it.
pub fn is_made(module: &str) -> bool {
    !matches!(module, "subsection" | "qbank")
}

/// Whether pupils could not see it: then it stays a draft.
pub fn is_hidden(course: &Course, stub: &Stub) -> bool {
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
