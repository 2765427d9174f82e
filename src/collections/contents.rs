//! What a collection holds, put together for one viewer in a handful of queries.

use std::collections::HashMap;

use rusqlite::Connection;

use super::{
    model::{Collection, Contents, Item, Section, Thing},
    store,
};
use crate::{
    error::Result,
    ids::{ResourceId, SectionId},
    resources::{self, Row},
    vocabulary::licences::{self, Mix},
    web::Viewer,
};

/// What a collection holds, as this viewer sees it. With `editing`, also what is gone and what
/// they may not see, so that it can be taken out.
pub fn contents(
    conn: &Connection,
    viewer: &Viewer,
    collection: &Collection,
    editing: bool,
) -> Result<Contents> {
    let lines = store::items(conn, collection.id)?;
    let wanted: Vec<ResourceId> = lines.iter().filter_map(|line| line.resource).collect();
    let mut rows: HashMap<ResourceId, Row> =
        resources::rows(conn, viewer, &wanted)?.into_iter().map(|row| (row.id, row)).collect();
    let mut contents = Contents::default();
    let mut used: HashMap<String, usize> = HashMap::new();
    let mut by_section: HashMap<Option<SectionId>, Vec<Item>> = HashMap::new();
    for line in lines {
        let thing = match line.resource {
            None => Thing::Note,
            Some(id) => match rows.remove(&id) {
                Some(row) => {
                    contents.shown += 1;
                    contents.size += row.size;
                    if !row.licence.is_empty() {
                        *used.entry(row.licence.clone()).or_default() += 1;
                    }
                    Thing::Resource(Box::new(row))
                }
                None if line.withdrawn => Thing::Gone(line.title),
                None => {
                    contents.hidden += 1;
                    Thing::Hidden
                }
            },
        };
        if !editing && matches!(thing, Thing::Gone(_) | Thing::Hidden) {
            continue;
        }
        let item = Item { id: line.id, note: line.note, thing };
        by_section.entry(line.section).or_default().push(item);
    }
    contents.licences = used.into_iter().collect();
    contents.licences.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    contents.sections.push(Section {
        id: None,
        title: String::new(),
        summary: String::new(),
        items: by_section.remove(&None).unwrap_or_default(),
    });
    for (id, title, summary) in store::sections(conn, collection.id)? {
        let items = by_section.remove(&Some(id)).unwrap_or_default();
        contents.sections.push(Section { id: Some(id), title, summary, items });
    }
    Ok(contents)
}

impl Contents {
    /// What the licences say when these resources come together.
    pub fn mix(&self) -> Mix {
        let known: Vec<_> =
            self.licences.iter().filter_map(|(uri, _)| licences::licence(uri)).collect();
        licences::compatible(&known.iter().map(AsRef::as_ref).collect::<Vec<_>>())
    }
}
