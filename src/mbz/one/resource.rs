//! What was one module, `resource`, and is five today: page, file, folder, link, IMS package.

use super::make::Making;
use super::node::Node;
use super::packages;
use super::texts::plain;

/// Files of a web site that are taken with its first page, at most. Count.
const SITE: usize = 300;

/// The kinds of resources by the numbers that Moodle had until 1.3 and the words it had since.
fn kind(node: &Node) -> &str {
    match node.text("TYPE").trim() {
        "1" => "reference",
        "2" | "5" | "7" => "link",
        "3" | "program" => "file",
        "4" => "text",
        "6" => "html",
        "8" => "wiki",
        "9" => "directory",
        other => other,
    }
}

fn is_address(reference: &str) -> bool {
    let reference = reference.trim();
    let scheme = reference.split("://").next().unwrap_or("").to_ascii_lowercase();
    reference.contains("://") && matches!(scheme.as_str(), "http" | "https" | "ftp")
}

/// The module of today.
pub(super) fn becomes(node: &Node) -> &'static str {
    let reference = node.text("REFERENCE");
    match kind(node) {
        "link" | "repository" => "url",
        "file" if is_address(reference) => "url",
        "file" => "resource",
        "directory" => "folder",
        "ims" => "imscp",
        _ => "page",
    }
}

/// Fields that all five have.
fn head(m: &mut Making<'_>, node: &Node) {
    m.intro(node, &["SUMMARY"]);
}

pub(super) fn resource(m: &mut Making<'_>, node: &Node) {
    head(m, node);
    let reference = node.text("REFERENCE").trim();
    match m.cm.module.as_str() {
        "page" => page(m, node, reference),
        "url" => {
            let address = if is_address(reference) || reference.is_empty() {
                plain(reference)
            } else {
                format!("http://{}", plain(reference))
            };
            m.sheet.field("externalurl", &address);
            m.sheet.field("display", "0");
            m.sheet.null("displayoptions");
            m.sheet.field("parameters", "a:0:{}");
        }
        "folder" => folder(m, reference),
        "imscp" => packages::imscp(m, reference),
        _ => file(m, reference),
    }
    m.modified(node);
}

fn page(m: &mut Making<'_>, node: &Node, reference: &str) {
    let text = node.text("ALLTEXT");
    let format = match kind(node) {
        "html" => Some("1"),
        // The number of the format stood in the field of the address.
        "text" => Some(if reference.is_empty() { "0" } else { reference }),
        "wiki" => Some("3"),
        _ => None,
    };
    if kind(node) == "reference" && text.trim().is_empty() {
        m.rich("content", reference, Some("2"), "content", 0);
    } else {
        m.rich("content", text, format, "content", 0);
    }
    m.sheet.values(&[("legacyfiles", 0)]);
    m.sheet.null("legacyfileslast");
    m.sheet.value("display", 5);
    m.sheet.field("displayoptions", "a:1:{s:10:\"printintro\";s:1:\"0\";}");
    m.sheet.value("revision", 1);
}

fn folder(m: &Making<'_>, reference: &str) {
    if m.old.full() {
        return;
    }
    let area = m.area("content", 0);
    let path = plain(reference.strip_prefix("$@FILEPHP@$").unwrap_or(reference));
    let place = match super::store::tidy(&path) {
        Some(path) => format!("course_files/{path}"),
        None => "course_files".to_owned(),
    };
    let mut found = m.old.folder(&place);
    if found.is_empty()
        && let Some(decoded) = super::super::html::percent_decode(&place)
    {
        found = m.old.folder(&decoded);
    }
    for (path, index) in found {
        // Backups of the course, with everybody in them, lay beside its files.
        if !path.starts_with("backupdata/") && !path.starts_with("moddata/") {
            m.old.attach(&area, &path, index, 0);
        }
    }
}

fn file(m: &mut Making<'_>, reference: &str) {
    let area = m.area("content", 0);
    let path = plain(reference.strip_prefix("$@FILEPHP@$").unwrap_or(reference));
    let path = path.split(['?', '#']).next().unwrap_or("");
    let repair = m.old.survey.repair;
    let found = m.old.store.find("course_files", path, repair);
    if let Some((path, index)) = found {
        let name = path.rsplit('/').next().unwrap_or(&path);
        m.old.attach(&area, name, index, 1);
        site(m, &path, index);
    } else if !path.trim_matches('/').is_empty() {
        m.old.missing.borrow_mut().insert(path.trim_matches('/').to_owned());
    }
    m.sheet.values(&[("tobemigrated", 0), ("legacyfiles", 0)]);
    m.sheet.null("legacyfileslast");
    m.sheet.value("display", 0);
    m.sheet.field("displayoptions", "a:1:{s:10:\"printintro\";i:1;}");
    m.sheet.values(&[("filterfiles", 0), ("revision", 1)]);
}

/// A page that was uploaded: the pictures, styles and pages that it needs come with it.
fn site(m: &Making<'_>, first: &str, index: usize) {
    let area = m.area("content", 0);
    let folder = first.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut seen: Vec<(String, usize)> = vec![(first.to_owned(), index)];
    let mut at = 0;
    while let Some((path, index)) = seen.get(at).cloned() {
        at += 1;
        let lower = path.to_ascii_lowercase();
        if ![".html", ".htm", ".xhtml", ".css"].iter().any(|ending| lower.ends_with(ending)) {
            continue;
        }
        let Some(text) = (m.old.read)(index) else { continue };
        let here = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        for address in addresses(&text) {
            let file = address.split(['?', '#']).next().unwrap_or("");
            if file.is_empty() || file.contains(':') || file.starts_with('/') {
                continue;
            }
            let Some(target) = super::store::tidy(&format!("{here}/{file}")) else { continue };
            let found = m.old.store.find("course_files", &target, m.old.survey.repair);
            let Some((target, index)) = found else { continue };
            let below = match folder {
                "" => Some(target.as_str()),
                folder => target.strip_prefix(folder).and_then(|rest| rest.strip_prefix('/')),
            };
            // What lies elsewhere cannot be reached from a copy.
            let Some(below) = below else { continue };
            if seen.len() < SITE && !seen.iter().any(|(known, _)| *known == target) {
                m.old.attach(&area, below, index, 0);
                seen.push((target, index));
            }
        }
    }
}

/// The addresses that a page or a style names.
fn addresses(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    for (at, mark) in text.match_indices(['=', '(']) {
        let here = &text[at + 1..];
        let here = &here[..here.floor_char_boundary(500)];
        let before = text[..at].trim_end();
        let before = before.as_bytes();
        let ends = |word: &str| {
            before.len() >= word.len()
                && before[before.len() - word.len()..].eq_ignore_ascii_case(word.as_bytes())
        };
        let named = match mark {
            "=" => ["src", "href", "background", "data"].iter().any(|name| ends(name)),
            _ => ends("url"),
        };
        if !named || found.len() >= 2_000 {
            continue;
        }
        let here = here.trim_start();
        let value = match here.chars().next() {
            Some(quote @ ('"' | '\'')) => here[1..].split(quote).next(),
            _ => here.split([' ', '>', ')', '\n', '\r']).next(),
        };
        found.extend(value.map(str::trim));
    }
    found
}
