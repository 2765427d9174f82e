//! Blocks of text beside the new course.

use super::copy::{DECLARATION, put, put_null};
use crate::mbz::course::TextBlock;
use crate::mbz::php;

/// Where a block stands.
pub(super) struct Standing {
    pub(super) id: i64,
    pub(super) contextid: i64,
    /// The context of the course.
    pub(super) parent: i64,
    /// Number of its position, if it needs one.
    pub(super) position: i64,
    /// Unix seconds.
    pub(super) time: i64,
}

/// `block.xml`, with the text as it is in the new course.
pub(super) fn xml(block: &TextBlock, text: &str, at: &Standing) -> String {
    let format = if block.format.is_empty() { "1" } else { &block.format };
    let config = php::packed(&[("title", &block.raw_title), ("text", text), ("format", format)]);
    let (id, contextid) = (at.id, at.contextid);
    let mut out = format!(
        "{DECLARATION}<block id=\"{id}\" contextid=\"{contextid}\" version=\"2022041900\">\n"
    );
    put(&mut out, "blockname", "html");
    put(&mut out, "parentcontextid", at.parent);
    put(&mut out, "showinsubcontexts", 0);
    put(&mut out, "pagetypepattern", "course-view-*");
    put_null(&mut out, "subpagepattern");
    put(&mut out, "defaultregion", &block.region);
    put(&mut out, "defaultweight", block.weight);
    put(&mut out, "configdata", config);
    put(&mut out, "timecreated", at.time);
    put(&mut out, "timemodified", at.time);
    out.push_str("<block_positions>\n");
    if !block.visible {
        out.push_str(&format!("<block_position id=\"{}\">\n", at.position));
        put(&mut out, "contextid", at.parent);
        put(&mut out, "pagetype", "course-view-topics");
        put(&mut out, "subpage", "");
        put(&mut out, "visible", 0);
        put(&mut out, "region", &block.region);
        put(&mut out, "weight", block.weight);
        out.push_str("</block_position>\n");
    }
    out.push_str("</block_positions>\n</block>\n");
    out
}
