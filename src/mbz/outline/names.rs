//! Names that every file system takes: a stick is formatted for Windows as a rule.

use std::collections::HashSet;

use crate::mbz::{html::percent_decode, write::encode};

/// The longest name of one file or folder, in characters.
const LONGEST: usize = 100;

/// A path for a file that may be written anywhere, unlike any of those `taken` in whatever case.
pub(super) fn safe(name: &str, taken: &mut HashSet<String>) -> String {
    let parts: Vec<String> = name.split('/').map(part).filter(|part| !part.is_empty()).collect();
    let path = if parts.is_empty() { "file".to_owned() } else { parts.join("/") };
    let mut unlike = path.clone();
    let mut number = 2;
    while !taken.insert(unlike.to_lowercase()) {
        unlike = numbered(&path, number);
        number += 1;
    }
    unlike
}

fn part(name: &str) -> String {
    let clean: String = name
        .chars()
        .map(|c| if c.is_control() || r#"<>:"\|?*"#.contains(c) { '_' } else { c })
        .take(LONGEST)
        .collect();
    let clean = clean.trim().trim_end_matches(['.', ' ']);
    let stem = clean.split('.').next().unwrap_or_default().to_ascii_lowercase();
    let device = matches!(stem.as_str(), "con" | "prn" | "aux" | "nul")
        || (stem.len() == 4
            && (stem.starts_with("com") || stem.starts_with("lpt"))
            && stem.ends_with(|c: char| c.is_ascii_digit()));
    match clean {
        "" | ".." => String::new(),
        clean if device || clean.starts_with('.') => format!("_{clean}"),
        clean => clean.to_owned(),
    }
}

/// `a/b.pdf` as `a/b-2.pdf`.
fn numbered(path: &str, number: u32) -> String {
    let folder = path.rfind('/').map_or(0, |at| at + 1);
    match path[folder..].rfind('.') {
        Some(dot) if dot > 0 => {
            let (stem, ending) = path.split_at(folder + dot);
            format!("{stem}-{number}{ending}")
        }
        _ => format!("{path}-{number}"),
    }
}

/// A path as an address relative to where it is said.
pub(super) fn encoded(path: &str) -> String {
    path.split('/').map(encode).collect::<Vec<_>>().join("/")
}

/// An address as the name it stands for.
pub(super) fn decoded(address: &str) -> String {
    percent_decode(address).unwrap_or_else(|| address.to_owned())
}
