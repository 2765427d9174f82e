//! Puts what was made in order: a collection with the sections of the course.

use std::collections::{HashMap, HashSet};

use super::{Done, Work};
use crate::{
    collections::{self, MOST_SECTION, MOST_SECTIONS, MOST_SUMMARY, MOST_TITLE, NewCollection},
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
    text::sanitise,
    words::{Value, Words},
};

/// Title, summary as HTML, and activities.
type Section = (String, String, Vec<i64>);

impl Work<'_> {
    /// The sections of the course and of what stands around it, and which are headings over nothing.
    fn parts(&self, language: &str, shop: &Workshop<'_>) -> (Vec<Section>, HashSet<usize>) {
        let mut sections: Vec<Section> = shop
            .course
            .sections
            .iter()
            .map(|section| {
                let summary = shop.section_summary(section.id);
                let title = match &section.title {
                    Some(title) => title.clone(),
                    None => section_name(&self.site.words, language, section.number),
                };
                // What stands first in a course, before any heading, needs none here.
                let title = match section.number {
                    0 if section.title.is_none() && summary.is_empty() => String::new(),
                    _ => title,
                };
                let title = title.chars().take(MOST_TITLE).collect();
                (title, fitting(summary, MOST_SECTION), section.activities.clone())
            })
            .collect();
        let mut headings = headings(shop.course, &sections);
        let numbers = shop.bank.iter().map(bank::number).collect();
        let name = |key| self.site.words.say(language, key, &[]).into_owned();
        sections.push((name("import-bank"), String::new(), numbers));
        let numbers = shop.contents.iter().map(content_bank::number).collect();
        sections.push((name("import-content-bank"), String::new(), numbers));
        for block in shop.course.text_blocks().into_iter().filter(|block| block.visible) {
            let title =
                if block.title.is_empty() { name("import-beside") } else { block.title.clone() };
            headings.insert(sections.len());
            let title = title.chars().take(MOST_TITLE).collect();
            sections.push((title, fitting(shop.block(&block), MOST_SECTION), Vec::new()));
        }
        (sections, headings)
    }

    /// Puts everything in order: a section for each section, an item for each resource.
    pub(super) fn collect(&self, import: &Import, shop: &Workshop<'_>, key: Key) -> Done {
        let (sections, headings) = self.parts(&import.choices.all.language, shop);
        let all = of_a_whole(shop.course);
        let summary = fitting(shop.course_summary(), MOST_SUMMARY);
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

/// A text that a collection takes as what it is; of one that is too long only the first words.
fn fitting(html: String, most: usize) -> String {
    let html = html.trim();
    let html = if html.contains('<') && !collections::is_html(html) {
        // Else it would be taken for Markdown, which shows tags as they are typed.
        format!("<div>{html}</div>")
    } else {
        html.to_owned()
    };
    if html.chars().count() <= most {
        return html;
    }
    sanitise::text(&html).chars().take(most - 1).chain(['…']).collect()
}

/// The sections that have words and no activities, by their place in the list.
fn headings(course: &Course, sections: &[Section]) -> HashSet<usize> {
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
