//! Packed activities: what they say about themselves. They cannot run here, but can be taken.

use super::super::Course;
use super::super::files::CourseFile;
use super::super::html::escape;
use super::super::links::Links;
use super::super::packages::Package;
use super::super::words::Words;
use super::modules::outline;
use super::{Rendered, Writer};

impl Course {
    /// Makes a package that stands by itself readable.
    pub fn render_package(
        &self,
        file: &CourseFile,
        links: &dyn Links,
        words: &dyn Words,
    ) -> Rendered {
        let mut writer = Writer::new(self, links, words);
        package(&mut writer, file, false);
        let body = super::formats::scrub(std::mem::take(&mut writer.out));
        Rendered {
            text: super::text_of(&body),
            body,
            package: writer.package.take(),
            ..Rendered::default()
        }
    }
}

/// A package with its facts, its outline unless one is `known` already, and the file.
pub(super) fn package(writer: &mut Writer<'_>, file: &CourseFile, known: bool) {
    let found = file.present.then(|| writer.resolver.links.package(file)).flatten();
    if let Some(package) = &found {
        facts(writer, package);
        if !known {
            outline(writer, &package.parts);
        }
    }
    let link = writer.file_link(file);
    writer.element("p", "course-file", &link);
    let note = writer.word("mbz-package");
    writer.element("p", "course-note", &note);
    writer.package = found.or(writer.package.take());
}

/// Whether a file that a teacher put here by itself may be a package.
pub(super) fn may_be_package(file: &CourseFile) -> bool {
    let ending = file.name().rsplit_once('.').map_or("", |(_, ending)| ending);
    ["h5p", "zip"].iter().any(|known| ending.eq_ignore_ascii_case(known))
}

fn facts(writer: &mut Writer<'_>, package: &Package) {
    let rows = [
        ("mbz-package-title", package.title.clone()),
        ("mbz-package-kind", package.kind.clone()),
        ("mbz-package-licence", package.licence.clone()),
        ("mbz-package-authors", package.authors.join(", ")),
        ("mbz-package-source", package.source.clone()),
    ];
    if rows.iter().all(|(_, text)| text.is_empty()) {
        return;
    }
    writer.push("<table class=\"course-table\"><tbody>\n");
    for (key, text) in rows.iter().filter(|(_, text)| !text.is_empty()) {
        let name = writer.word(key);
        let text = escape(text);
        writer.push(&format!("<tr><th scope=\"row\">{name}</th><td>{text}</td></tr>\n"));
    }
    writer.push("</tbody></table>\n");
}
