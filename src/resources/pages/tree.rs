//! Files in their folders, in the order in which a page writes them.

use std::collections::BTreeMap;

use crate::resources::FileRef;

/// One step in writing the tree.
#[derive(Debug)]
pub enum Step<'a> {
    /// A folder begins.
    Open(&'a str),
    /// A file: its name without folders, and all that is known of it.
    File(&'a str, &'a FileRef),
    /// The folder ends.
    Close,
}

#[derive(Default)]
struct Folder<'a> {
    folders: BTreeMap<&'a str, Self>,
    files: Vec<(&'a str, &'a FileRef)>,
}

/// Folders first, by name; files in their own order.
pub fn steps<'a>(files: impl Iterator<Item = &'a FileRef>) -> Vec<Step<'a>> {
    let mut root = Folder::default();
    for file in files {
        let mut folder = &mut root;
        let mut parts = file.name.split('/').peekable();
        while let Some(part) = parts.next() {
            if parts.peek().is_none() {
                folder.files.push((part, file));
                break;
            }
            folder = folder.folders.entry(part).or_default();
        }
    }
    let mut steps = Vec::new();
    write(&root, &mut steps);
    steps
}

/// Names have at most 500 bytes, so folders are never deep enough to matter.
fn write<'a>(folder: &Folder<'a>, steps: &mut Vec<Step<'a>>) {
    for (name, inner) in &folder.folders {
        steps.push(Step::Open(name));
        write(inner, steps);
        steps.push(Step::Close);
    }
    steps.extend(folder.files.iter().map(|(name, file)| Step::File(name, file)));
}
