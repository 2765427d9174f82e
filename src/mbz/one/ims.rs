//! The table of contents of an IMS package, in the form in which Moodle keeps it.

use std::collections::HashMap;
use std::fmt::Write as _;

use super::super::Limits;
use super::super::xml::{Piece, Scanner};

/// A part of the package with the parts in it.
#[derive(Default)]
struct Part {
    title: String,
    target: String,
    inner: Vec<Part>,
}

/// Parts at most. Count.
const MOST: usize = 2_000;

/// The table of contents out of `imsmanifest.xml`; `None` if it says nothing.
pub(super) fn structure(manifest: &str, limits: &Limits) -> Option<String> {
    let mut scanner = Scanner::new(manifest.as_bytes(), limits);
    let mut addresses: HashMap<String, String> = HashMap::new();
    let mut open: Vec<Part> = Vec::new();
    let mut whole: Vec<Part> = Vec::new();
    let mut path: Vec<String> = Vec::new();
    let mut many = 0;
    loop {
        match scanner.next().ok()? {
            Piece::Open(start) => {
                let name = local(start.name().0).to_owned();
                let get = |wanted: &str| {
                    let mut attributes = start.attributes();
                    let mut all = attributes.with_checks(false).flatten().take(16);
                    let found = all.find(|attribute| local(attribute.key.0) == wanted);
                    found.map(|attribute| attribute.value.to_string()).unwrap_or_default()
                };
                match name.as_str() {
                    "item" => {
                        many += 1;
                        open.push(Part { target: get("identifierref"), ..Part::default() });
                    }
                    "resource" if addresses.len() < MOST => {
                        addresses.insert(get("identifier"), get("href"));
                    }
                    _ => {}
                }
                if many > MOST {
                    return None;
                }
                path.push(name);
            }
            Piece::Text(text) if of_item(&path) => {
                if let Some(part) = open.last_mut() {
                    part.title.push_str(text);
                }
            }
            Piece::Char(c) if of_item(&path) => {
                if let Some(part) = open.last_mut() {
                    part.title.push(c);
                }
            }
            Piece::Close => {
                if path.pop().as_deref() == Some("item")
                    && let Some(part) = open.pop()
                {
                    match open.last_mut() {
                        Some(parent) => parent.inner.push(part),
                        None => whole.push(part),
                    }
                }
            }
            Piece::Text(_) | Piece::Char(_) | Piece::Nothing => {}
            Piece::End => break,
        }
    }
    if whole.is_empty() {
        return None;
    }
    let mut out = String::new();
    write(&whole, 0, &addresses, &mut out);
    Some(out)
}

/// A name without the prefix of its namespace.
fn local(name: &str) -> &str {
    name.rsplit(':').next().unwrap_or(name)
}

fn of_item(path: &[String]) -> bool {
    matches!(path, [.., item, title] if item == "item" && title == "title")
}

/// As PHP's `serialize` does.
fn write(parts: &[Part], level: usize, addresses: &HashMap<String, String>, out: &mut String) {
    let text = |text: &str| format!("s:{}:\"{text}\";", text.len());
    let _ = write!(out, "a:{}:{{", parts.len());
    for (at, part) in parts.iter().enumerate() {
        let address = addresses.get(&part.target).map_or("", String::as_str);
        let _ = write!(out, "i:{at};a:4:{{{}{}", text("href"), text(address));
        let _ = write!(out, "{}{}", text("title"), text(part.title.trim()));
        let _ = write!(out, "{}i:{level};{}", text("level"), text("subitems"));
        write(&part.inner, level + 1, addresses, out);
        out.push('}');
    }
    out.push('}');
}
