//! Names that every file system takes: a stick is formatted for Windows as a rule.

use std::collections::HashSet;

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
    let mut out = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' | b'/' => {
                out.push(char::from(byte));
            }
            byte => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

/// An address as the name it stands for.
pub(super) fn decoded(address: &str) -> String {
    let bytes = address.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let code = (*byte == b'%')
            .then(|| address.get(at + 1..at + 3))
            .flatten()
            .and_then(|digits| u8::from_str_radix(digits, 16).ok());
        if let Some(code) = code {
            out.push(code);
            at += 3;
        } else {
            out.push(*byte);
            at += 1;
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}
