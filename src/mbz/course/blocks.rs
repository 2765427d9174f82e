//! Blocks of text that stand beside a course.

use std::io::BufReader;

use super::Course;
use crate::mbz::files::Area;
use crate::mbz::members::Member;
use crate::mbz::xml::rows;
use crate::mbz::{php, text};

/// So many of a course are read. Count.
const MOST: usize = 50;

/// A block of text that stood beside the course.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TextBlock {
    /// Number in the old database.
    pub id: i64,
    /// The context that its files lie in.
    pub(in crate::mbz) contextid: i64,
    /// Plain text; may be empty.
    pub title: String,
    /// As it was typed, in all its languages.
    pub(in crate::mbz) raw_title: String,
    pub(in crate::mbz) text: String,
    pub(in crate::mbz) format: String,
    /// The side of the page that it stands on, in Moodle's words.
    pub(in crate::mbz) region: String,
    pub(in crate::mbz) weight: i64,
    /// Whether pupils see it.
    pub visible: bool,
}

impl TextBlock {
    /// Where the files of a block lie, by its context.
    pub(in crate::mbz) fn area(contextid: i64) -> Area {
        let (component, area) = ("block_html".to_owned(), "content".to_owned());
        Area { contextid, component, area, item: 0 }
    }
}

impl Course {
    /// The blocks of text beside the course that say something, in the order of the page.
    pub fn text_blocks(&self) -> Vec<TextBlock> {
        let mut ids = self.unpacked.blocks.clone();
        ids.sort_unstable();
        let mut found: Vec<TextBlock> =
            ids.into_iter().take(MOST).filter_map(|id| self.text_block(id)).collect();
        found.sort_by(|a, b| (&a.region, a.weight, a.id).cmp(&(&b.region, b.weight, b.id)));
        found
    }

    fn text_block(&self, id: i64) -> Option<TextBlock> {
        let part = self.open_part(&Member::Block(id))?;
        let mut block = None;
        // Where it stands on a page of its own choice comes before the block itself.
        let mut placed: Option<(String, i64, bool)> = None;
        let read = rows(BufReader::new(part), &self.limits, &mut |path, row| match path
            .last()
            .map(String::as_str)
        {
            Some("block_position") => {
                placed = Some((row.owned("region"), row.int("weight"), row.int("visible") != 0));
            }
            Some("block") if path.len() == 1 => {
                let Some(config) = php::config(row.text("configdata")) else { return };
                let own = (row.owned("defaultregion"), row.int("defaultweight"), true);
                let (region, weight, visible) = placed.take().unwrap_or(own);
                block = Some(TextBlock {
                    id: row.id(),
                    contextid: row.attribute("contextid").parse().unwrap_or_default(),
                    title: text::title(config.text("title"), &[]),
                    raw_title: config.text("title").to_owned(),
                    text: config.text("text").to_owned(),
                    format: config.text("format").to_owned(),
                    region,
                    weight,
                    visible,
                });
            }
            _ => {}
        });
        if read.is_err() {
            tracing::debug!(id, "a block of text cannot be read");
        }
        block.filter(|block| block.id == id && !block.text.trim().is_empty())
    }
}
