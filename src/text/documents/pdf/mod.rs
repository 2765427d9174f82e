//! The words of a PDF: what its pages show, as far as its fonts say which letters that is.
//!
//! Pictures of text have no words, nor have fonts that do not say what their codes mean. Encrypted
//! files are left alone.

mod fonts;
mod objects;
mod page;
mod syntax;
#[cfg(test)]
mod tests;

use std::{
    collections::{HashMap, HashSet},
    rc::Rc,
    time::Instant,
};

use self::{
    fonts::Font,
    objects::Objects,
    page::Shown,
    syntax::{Dict, Value},
};

/// Pages of one file at most.
const MOST_PAGES: usize = 2_000;
/// Groups of pages within groups, and forms within forms.
const DEPTH: usize = 12;

/// Hands the words of each page to `take`, until that wants no more.
pub(super) fn read(bytes: &[u8], unpacked: u64, end: Instant, mut take: impl FnMut(&str) -> bool) {
    let Some(objects) = Objects::find(bytes, unpacked, end) else { return };
    let mut fonts = HashMap::new();
    for page in pages(&objects) {
        let mut shown = Shown::default();
        let content = content(&objects, &page);
        let resources = objects.get(&page, "Resources");
        let resources = objects.dict(&resources).unwrap_or_default();
        shown.read(&objects, &mut fonts, &content, &resources, DEPTH);
        if !take(&shown.text()) || !objects.has_time() {
            return;
        }
    }
}

/// Fonts that were read, by the number of their object.
type Fonts = HashMap<u32, Rc<Font>>;

/// The pages in their order; in the order of their numbers if the tree of pages is broken.
fn pages(objects: &Objects<'_>) -> Vec<Dict> {
    let mut found = Vec::new();
    let numbers = objects.numbers();
    let dicts = || numbers.iter().filter_map(|number| objects.dict(&Value::Ref(*number)));
    let is = |dict: &Dict, kind: &str| objects.get(dict, "Type").name() == Some(kind);
    let catalog = dicts().filter(|dict| is(dict, "Catalog")).last();
    if let Some(root) = catalog.and_then(|catalog| catalog.get("Pages").cloned()) {
        let mut seen = HashSet::new();
        below(objects, &root, &Value::Null, DEPTH, &mut seen, &mut found);
    }
    if found.is_empty() {
        found = dicts().filter(|dict| is(dict, "Page")).take(MOST_PAGES).collect();
    }
    found
}

fn below(
    objects: &Objects<'_>,
    node: &Value,
    inherited: &Value,
    depth: usize,
    seen: &mut HashSet<u32>,
    found: &mut Vec<Dict>,
) {
    let Some(depth) = depth.checked_sub(1) else { return };
    let Value::Ref(number) = node else { return };
    if !seen.insert(*number) || found.len() >= MOST_PAGES || !objects.has_time() {
        return;
    }
    let Some(mut dict) = objects.dict(node) else { return };
    let resources = dict.entry("Resources".to_owned()).or_insert_with(|| inherited.clone()).clone();
    match objects.get(&dict, "Kids") {
        Value::Array(kids) => {
            for kid in &kids {
                below(objects, kid, &resources, depth, seen, found);
            }
        }
        _ => found.push(dict),
    }
}

fn content(objects: &Objects<'_>, page: &Dict) -> Vec<u8> {
    let mut all = Vec::new();
    let parts = match page.get("Contents") {
        Some(one @ Value::Ref(_)) => match objects.resolved(one) {
            Value::Array(parts) => parts,
            _ => vec![one.clone()],
        },
        Some(Value::Array(parts)) => parts.clone(),
        _ => Vec::new(),
    };
    for part in parts {
        if let Some((_, content)) = objects.stream(&part) {
            all.extend_from_slice(&content);
            all.push(b'\n');
        }
    }
    all
}
