//! `imsmanifest.xml`: the title and the outline of a SCORM or IMS content package.

use super::super::Limits;
use super::super::text::plain;
use super::super::xml::{Piece, Scanner, Trouble};
use super::Package;

/// Items within items are followed so far. Count.
const DEEPEST: usize = 12;
/// An outline has no more lines. Count.
const MOST: usize = 2000;

/// An organisation: identifier, title, items with their depth.
type Organisation = (String, String, Vec<(usize, String)>);

/// What is gathered while the manifest is read.
#[derive(Default)]
struct Outline {
    schema: String,
    version: String,
    /// Title of the package by its metadata.
    named: String,
    /// The organisation that is to be shown, if the manifest says so.
    default: String,
    all: Vec<Organisation>,
}

pub(super) fn read(text: &[u8]) -> Option<Package> {
    let mut outline = Outline::default();
    // What stands before any damage is as good as it was.
    let whole = gather(text, &mut outline);
    for (.., items) in &mut outline.all {
        items.retain(|(depth, title)| *depth != HIDDEN && !title.is_empty());
    }
    let chosen = outline
        .all
        .iter()
        .position(|(identifier, ..)| !identifier.is_empty() && *identifier == outline.default)
        .unwrap_or(0);
    let (title, parts) = match outline.all.into_iter().nth(chosen) {
        Some((_, title, parts)) => (title, parts),
        None => (String::new(), Vec::new()),
    };
    if whole.is_err() && parts.is_empty() && title.is_empty() && outline.named.is_empty() {
        return None;
    }
    let kind = match outline.schema.as_str() {
        "ADL SCORM" => format!("SCORM {}", outline.version),
        "" => String::new(),
        schema => format!("{schema} {}", outline.version),
    };
    let title = if title.is_empty() { outline.named } else { title };
    Some(Package {
        title: plain(&title),
        kind: kind.trim().to_owned(),
        parts: parts.into_iter().map(|(depth, title)| (depth, plain(&title))).collect(),
        ..Package::default()
    })
}

/// The name of an element without its namespace.
fn local(name: &str) -> &str {
    name.rsplit(':').next().unwrap_or(name)
}

fn attribute(start: &quick_xml::events::BytesStart<'_>, wanted: &str) -> Option<String> {
    for one in start.attributes().with_checks(false).flatten().take(16) {
        if one.key.0 == wanted {
            return Some(one.value.chars().take(300).collect());
        }
    }
    None
}

fn gather(text: &[u8], outline: &mut Outline) -> Result<(), Trouble> {
    let limits = Limits { text_bytes: 64 << 10, ..Limits::default() };
    let mut scanner = Scanner::new(text, &limits);
    let mut path: Vec<String> = Vec::new();
    let mut said = String::new();
    let mut count = 0;
    loop {
        match scanner.next()? {
            Piece::Open(start) => {
                let name = local(start.name().0).to_ascii_lowercase();
                said.clear();
                let value = |wanted: &str| attribute(&start, wanted);
                match name.as_str() {
                    "organizations" => outline.default = value("default").unwrap_or_default(),
                    "organization" if outline.all.len() < 50 => {
                        let identifier = value("identifier").unwrap_or_default();
                        outline.all.push((identifier, String::new(), Vec::new()));
                    }
                    "item" => {
                        let depth = path.iter().filter(|name| *name == "item").count();
                        // Parts that the author hides are not listed, but their title is read.
                        let shown = value("isvisible").as_deref() != Some("false");
                        count += 1;
                        if let Some((.., items)) = outline.all.last_mut()
                            && count <= MOST
                        {
                            let depth = if shown { depth.min(DEEPEST) } else { HIDDEN };
                            items.push((depth, String::new()));
                        }
                    }
                    _ => {}
                }
                path.push(name);
            }
            Piece::Text(piece) => said.push_str(piece),
            Piece::Char(c) => said.push(c),
            Piece::Close => {
                let closed = path.pop().unwrap_or_default();
                outline.take(&closed, &path, said.trim(), count <= MOST);
                said.clear();
            }
            Piece::Nothing => {}
            Piece::End => break,
        }
    }
    Ok(())
}

/// Marks a part that is not to be shown.
const HIDDEN: usize = usize::MAX;

impl Outline {
    /// Takes the text of an element that ends.
    fn take(&mut self, closed: &str, path: &[String], said: &str, room: bool) {
        let parent = path.last().map_or("", String::as_str);
        match (parent, closed) {
            ("metadata", "schema") => said.clone_into(&mut self.schema),
            ("metadata", "schemaversion") => said.clone_into(&mut self.version),
            ("organization", "title") => {
                if let Some((_, title, _)) = self.all.last_mut() {
                    said.clone_into(title);
                }
            }
            ("item", "title") if room => {
                if let Some((_, title)) =
                    self.all.last_mut().and_then(|(.., items)| items.last_mut())
                    && title.is_empty()
                {
                    said.clone_into(title);
                }
            }
            ("title", "langstring" | "string")
                if self.named.is_empty() && path.iter().any(|name| name == "general") =>
            {
                said.clone_into(&mut self.named);
            }
            _ => {}
        }
    }
}
