//! Puts what was made in order: a collection with the sections of the course.

use std::collections::{HashMap, HashSet};

use super::{Done, Work};
use crate::{
    collections::{self, MOST_SECTIONS, NewCollection},
    error::Optional,
    ids::{CommunityId, Key},
    mbz::{
        Course,
        import::{
            bank, content_bank,
            make::{Workshop, visibility},
            model::Import,
            pictures,
            run::is_made,
            store,
        },
    },
    words::{Value, Words},
};

impl Work<'_> {
    /// Puts everything in order: a section for each section, an item for each resource.
    pub(super) fn collect(&self, import: &Import, shop: &Workshop<'_>, key: Key) -> Done {
        let mut sections: Vec<(String, String, Vec<i64>)> = shop
            .course
            .sections
            .iter()
            .map(|section| {
                let summary = shop.section_summary(section.id);
                let title = match &section.title {
                    Some(title) => title.clone(),
                    None => {
                        section_name(&self.site.words, &import.choices.all.language, section.number)
                    }
                };
                // What stands first in a course, before any heading, needs none here.
                let title = match section.number {
                    0 if section.title.is_none() && summary.is_empty() => String::new(),
                    _ => title,
                };
                (title, summary, section.activities.clone())
            })
            .collect();
        let headings = headings(shop.course, &sections);
        let all = of_a_whole(shop.course);
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
            // A heading over nothing belongs to a whole course, not to a few things out of it.
            let whole = known.is_none() && all.iter().all(|cmid| resources.contains_key(cmid));
            let filled = sections.iter().filter(|(_, _, activities)| !activities.is_empty());
            let mut room = MOST_SECTIONS.saturating_sub(filled.count());
            for (at, (title, summary, activities)) in sections.into_iter().enumerate() {
                if headings.contains(&at) {
                    if whole && room > 0 {
                        collections::add_section(tx, &person, collection, &title, &summary)?;
                        room -= 1;
                    }
                    continue;
                }
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
                    // Where no more sections fit, the last one takes the rest.
                    None if there.len() >= MOST_SECTIONS => there.last().map(|last| last.0),
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
}

/// The sections that have words and no activities, by their place in the list.
fn headings(course: &Course, sections: &[(String, String, Vec<i64>)]) -> HashSet<usize> {
    let both = course.sections.iter().zip(sections).enumerate();
    both.filter(|(_, (section, (_, summary, activities)))| {
        activities.is_empty() && (section.title.is_some() || !summary.is_empty())
    })
    .map(|(at, _)| at)
    .collect()
}

/// The activities that somebody takes who takes all.
fn of_a_whole(course: &Course) -> Vec<i64> {
    let made = course.activities.iter().filter(|stub| is_made(&stub.module));
    made.map(|stub| stub.cmid).collect()
}

/// What a section is called that has no name, in a language.
pub fn section_name(words: &Words, language: &str, number: i64) -> String {
    let n = [("n", Value::from(number))];
    let (key, args) =
        if number == 0 { ("import-section-first", &[][..]) } else { ("import-section", &n[..]) };
    words.say(language, key, args).into_owned()
}
