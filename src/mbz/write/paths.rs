//! Paths of files in addresses, as texts have them and as Moodle takes them.

use std::collections::HashSet;

use crate::mbz::html::percent_decode;

/// What an address of a file of the same thing begins with.
pub(super) const PLUGINFILE: &str = "@@PLUGINFILE@@";

/// A link to a file that is not among those that the backup holds, as its mere name, and how long
/// it was: a link that leads to one promises what is not there.
pub(super) fn lost(known: &HashSet<&str>, text: &str) -> Option<(String, usize)> {
    let rest = &text[PLUGINFILE.len()..];
    let quoted = rest.find(['"', '\'', '<', '>', '\n']).unwrap_or(rest.len());
    let word = rest[..quoted].find([' ', '\t', '\r', ')']).unwrap_or(quoted);
    let there = |end: usize| {
        let path = rest[..end].split(['?', '#']).next().unwrap_or("");
        let path = path.trim_start_matches('/').replace("&amp;", "&");
        let path = percent_decode(&path).unwrap_or(path);
        path.is_empty() || known.contains(path.as_str())
    };
    if there(quoted) || there(word) {
        return None;
    }
    Some((rest[..word].trim_start_matches('/').to_owned(), PLUGINFILE.len() + word))
}

/// A link to a file, with the file's name as it will be.
pub(super) fn plugin_file(text: &str) -> (String, usize) {
    let start = PLUGINFILE.len();
    let end = text[start..]
        .find(|c: char| matches!(c, '"' | '\'' | '<' | '>') || c.is_control() || c == ' ')
        .map_or(text.len(), |at| start + at);
    let (path, query) = match text[start..end].find(['?', '#']) {
        Some(at) => text[start..end].split_at(at),
        None => (&text[start..end], ""),
    };
    let plain = path.replace("&amp;", "&");
    let mut changed = false;
    let parts: Vec<String> = plain
        .split('/')
        .map(|part| {
            let name = percent_decode(part).unwrap_or_else(|| part.to_owned());
            let clean = clean_name(&name);
            changed |= clean != name;
            encode(&clean)
        })
        .collect();
    if changed {
        (format!("{PLUGINFILE}{}{query}", parts.join("/")), end)
    } else {
        (text[..end].to_owned(), end)
    }
}

/// A file name without the characters that Moodle takes out of names.
pub(super) fn clean_name(name: &str) -> String {
    let clean: String = name
        .chars()
        .map(|c| if c.is_control() || "&<>\"`|':\\/".contains(c) { '_' } else { c })
        .collect();
    match clean.as_str() {
        "." | ".." => "_".to_owned(),
        _ => clean,
    }
}

/// A part of a path as it stands in an address.
pub fn encode(part: &str) -> String {
    part.bytes().fold(String::new(), |mut text, byte| {
        if byte.is_ascii_alphanumeric() || b"-_.~()!*".contains(&byte) {
            text.push(byte.into());
        } else {
            text.push_str(&format!("%{byte:02X}"));
        }
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_to_what_is_not_there_is_a_mere_name() {
        let known = HashSet::from(["a b.png", "x/y&z.pdf", "(1).png"]);
        for there in ["/a%20b.png\"", "/a b.png\"", "/x/y&amp;z.pdf?forcedownload=1'", "/ ", ""] {
            assert_eq!(lost(&known, &format!("@@PLUGINFILE@@{there}")), None, "{there}");
        }
        let gone = lost(&known, "@@PLUGINFILE@@/x/gone.png?a=1\" alt=\"\"");
        assert_eq!(gone, Some(("x/gone.png?a=1".to_owned(), 29)));
    }
}
