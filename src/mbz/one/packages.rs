//! Packages of other makers: SCORM and IMS.

use std::fmt::Write as _;

use super::super::Limits;
use super::ims;
use super::make::Making;
use super::node::Node;

/// An IMS content package: its files, and the zip it came in if it is still there.
pub(super) fn imscp(m: &mut Making<'_>, reference: &str) {
    let content = m.area("content", 1);
    m.attach_folder(&format!("moddata/resource/{}", m.cm.instance), &content);
    if !reference.is_empty() {
        m.attach_file(reference, &m.area("backup", 1));
    }
    m.sheet.value("revision", 1);
    m.sheet.value("keepold", 1);
    let manifest = format!("moddata/resource/{}", m.cm.instance);
    let structure = m
        .old
        .store
        .find(&manifest, "imsmanifest.xml", m.old.survey.repair)
        .and_then(|(_, index)| (m.old.read)(index))
        .and_then(|text| ims::structure(&text, &Limits::default()));
    match structure {
        Some(structure) => m.sheet.field("structure", &structure),
        None => m.sheet.null("structure"),
    }
}

/// A SCORM package.
pub(super) fn scorm(m: &mut Making<'_>, node: &Node) {
    let reference = node.text("REFERENCE").trim();
    let lower = reference.to_ascii_lowercase();
    let elsewhere = lower.starts_with("http://") || lower.starts_with("https://");
    let kind = match (elsewhere, lower.ends_with("imsmanifest.xml")) {
        (true, true) => "external",
        (true, false) => "localsync",
        (false, _) => "local",
    };
    if !elsewhere && !lower.ends_with("imsmanifest.xml") && !lower.is_empty() {
        m.attach_file(reference, &m.area("package", 0));
    }
    m.attach_folder(&format!("moddata/scorm/{}", m.cm.instance), &m.area("content", 0));
    m.sheet.field("scormtype", kind);
    let name = reference.rsplit('/').next().unwrap_or("");
    m.sheet.field("reference", if elsewhere { reference } else { name });
    m.intro(node, &["SUMMARY", "INTRO"]);
    m.texts(node, &[("version", "VERSION")]);
    m.numbers(
        node,
        &[
            ("maxgrade", "MAXGRADE"),
            ("grademethod", "GRADEMETHOD"),
            ("whatgrade", "WHATGRADE"),
            ("maxattempt", "MAXATTEMPT"),
        ],
    );
    m.sheet.field("sha1hash", "");
    m.sheet.field("md5hash", "");
    m.sheet.values(&[("updatefreq", 0), ("launch", 0)]);
    m.numbers(
        node,
        &[
            ("skipview", "SKIPVIEW"),
            ("hidebrowse", "HIDEBROWSE"),
            ("hidetoc", "HIDETOC"),
            ("auto", "AUTO"),
            ("popup", "POPUP"),
            ("width", "WIDTH"),
            ("height", "HEIGHT"),
            ("timeopen", "TIMEOPEN"),
            ("timeclose", "TIMECLOSE"),
        ],
    );
    m.modified(node);
    m.sheet.open("scoes");
    for (order, sco) in node.list("SCOES", "SCO").enumerate() {
        m.sheet.open_with("sco", &[("id", sco.int("ID"))]);
        m.texts(
            sco,
            &[
                ("manifest", "MANIFEST"),
                ("organization", "ORGANIZATION"),
                ("parent", "PARENT"),
                ("identifier", "IDENTIFIER"),
                ("launch", "LAUNCH"),
                ("scormtype", if sco.one("SCORMTYPE").is_some() { "SCORMTYPE" } else { "TYPE" }),
                ("title", "TITLE"),
            ],
        );
        m.sheet.value("sortorder", order + 1);
        m.sheet.close();
    }
    m.sheet.close();
}

/// A form in the words of a list, for what has no module of today.
pub(super) fn listed(items: &[(String, Vec<String>)]) -> String {
    let mut html = String::new();
    if items.is_empty() {
        return html;
    }
    html.push_str("<ol>");
    for (text, choices) in items {
        let _ = write!(html, "<li>{text}");
        if !choices.is_empty() {
            html.push_str("<ul>");
            for choice in choices {
                let _ = write!(html, "<li>{choice}</li>");
            }
            html.push_str("</ul>");
        }
        html.push_str("</li>");
    }
    html.push_str("</ol>");
    html
}
