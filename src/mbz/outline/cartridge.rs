//! A Common Cartridge 1.3, which Canvas, Moodle, Brightspace, Blackboard, Sakai and others take in.
//!
//! The names of schemas, resource types and elements are those of the specification (1EdTech,
//! "Common Cartridge Version 1.3 Implementation"). Pages and files are web content, links are web
//! links, quizzes become assessments as far as the cartridge knows their questions; a page shows
//! the rest.

use std::fmt::Write as _;
use std::io::{self, Seek, Write};

use super::{
    Labels, Leaf, Outline, Packed, Store, Thing, names,
    pack::{Pack, once},
    qti,
};
use crate::text::sanitise::escape;

/// What stands for the top of the cartridge in the addresses of quizzes.
const BASE: &str = "$IMS-CC-FILEBASE$/";
/// Where Canvas puts files, and where other readers therefore look.
const FILES: &str = "web_resources";

/// Writes the cartridge.
///
/// # Errors
/// The disk's.
pub fn write<W: Write + Seek>(
    outline: &Outline,
    labels: &Labels,
    store: &dyn Store,
    out: W,
) -> io::Result<(Packed, W)> {
    let mut pack = Pack::new(outline, FILES, out);
    let mut manifest = Manifest::default();
    for thing in once(outline) {
        manifest.thing(&mut pack, labels, thing)?;
        pack.packed.things += 1;
    }
    let mut items = String::new();
    let mut notes = 0;
    for (at, chapter) in outline.chapters.iter().enumerate() {
        let named = !chapter.title.is_empty();
        if named {
            let title = escape(&chapter.title);
            let _ = writeln!(items, "<item identifier=\"s{at}\"><title>{title}</title>");
        }
        if !chapter.summary.trim().is_empty() {
            let title = if named { &chapter.title } else { &outline.title };
            manifest.note(&mut pack, &mut notes, title, &chapter.summary, &mut items)?;
        }
        for leaf in &chapter.leaves {
            match leaf {
                Leaf::Note(html) => {
                    manifest.note(&mut pack, &mut notes, &labels.note, html, &mut items)?;
                }
                Leaf::Thing(thing) => manifest.line(thing, labels, &mut items),
            }
        }
        if named {
            items.push_str("</item>\n");
        }
    }
    let manifest = manifest.document(outline, &items);
    pack.text("imsmanifest.xml", &manifest)?;
    pack.files(store)?;
    pack.finish()
}

#[derive(Default)]
struct Manifest {
    resources: String,
    /// How often a thing stands in the order so far, for identifiers are used once.
    lines: usize,
}

/// What a thing becomes.
enum Shape {
    Link,
    File(String),
    Quiz,
    Page,
}

fn shape<W: Write + Seek>(pack: &Pack<'_, W>, thing: &Thing) -> Shape {
    if !thing.questions.is_empty() {
        return Shape::Quiz;
    }
    if !thing.url.is_empty() {
        return Shape::Link;
    }
    match thing.files.as_slice() {
        [only] if thing.body.is_empty() => match pack.path(&thing.key, &only.name) {
            Some(path) => Shape::File(path.to_owned()),
            None => Shape::Page,
        },
        _ => Shape::Page,
    }
}

impl Manifest {
    /// Writes what a thing is, and lists it among the resources.
    fn thing<W: Write + Seek>(
        &mut self,
        pack: &mut Pack<'_, W>,
        labels: &Labels,
        thing: &Thing,
    ) -> io::Result<()> {
        let key = &thing.key;
        match shape(pack, thing) {
            Shape::Link => {
                let path = format!("links/{key}.xml");
                let link = format!(
                    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
                     <webLink xmlns=\"http://www.imsglobal.org/xsd/imsccv1p3/imswl_v1p3\">\n\
                     <title>{}</title>\n<url href=\"{}\"/>\n</webLink>\n",
                    escape(&thing.title),
                    escape(&thing.url)
                );
                pack.text(&path, &link)?;
                self.resource(&format!("r{key}"), "imswl_xmlv1p3", None, &[path]);
            }
            Shape::File(path) => {
                self.resource(
                    &format!("r{key}"),
                    "webcontent",
                    Some(&path),
                    std::slice::from_ref(&path),
                );
            }
            Shape::Quiz => {
                let path = format!("quizzes/{key}.xml");
                let ident = format!("quiz{key}");
                let led = |html: &str| pack.led(html, BASE);
                let quiz = qti::assessment(&ident, &thing.title, &thing.questions, &led);
                pack.text(&path, &quiz)?;
                pack.packed.questions += thing.questions.len();
                let kind = "imsqti_xmlv1p2/imscc_xmlv1p3/assessment";
                self.resource(&format!("r{key}"), kind, None, &[path]);
                if thing.more_questions {
                    let title = format!("{} – {}", thing.title, labels.all_questions);
                    self.page(pack, labels, thing, &title, &format!("p{key}"))?;
                } else {
                    self.files_alone(pack, thing);
                }
            }
            Shape::Page => self.page(pack, labels, thing, &thing.title, &format!("r{key}"))?,
        }
        Ok(())
    }

    fn page<W: Write + Seek>(
        &mut self,
        pack: &mut Pack<'_, W>,
        labels: &Labels,
        thing: &Thing,
        title: &str,
        ident: &str,
    ) -> io::Result<()> {
        let mut html = String::new();
        for part in [&thing.body, &thing.summary] {
            if !part.is_empty() {
                let _ = writeln!(html, "<div>{}</div>", pack.led(part, "../"));
            }
        }
        let listed: Vec<_> = thing.files.iter().filter(|file| !file.inline).collect();
        if !listed.is_empty() {
            let _ = writeln!(html, "<h2>{}</h2>\n<ul>", escape(&labels.files));
            for file in listed {
                let Some(path) = pack.path(&thing.key, &file.name) else { continue };
                let address = names::encoded(path);
                let name = escape(&file.name);
                let _ = writeln!(html, "<li><a href=\"../{address}\">{name}</a></li>");
            }
            html.push_str("</ul>\n");
        }
        if !thing.credit.is_empty() {
            let _ = writeln!(html, "<p>{}</p>", thing.credit);
        }
        let path = Pack::<W>::page(&thing.key);
        pack.text(&path, &document(title, &thing.language, &html))?;
        let mut paths = vec![path.clone()];
        paths.extend(
            thing
                .files
                .iter()
                .filter_map(|file| pack.path(&thing.key, &file.name))
                .map(str::to_owned),
        );
        self.resource(ident, "webcontent", Some(&path), &paths);
        Ok(())
    }

    /// The pictures of a quiz: nobody lists them otherwise.
    fn files_alone<W: Write + Seek>(&mut self, pack: &Pack<'_, W>, thing: &Thing) {
        for (at, file) in thing.files.iter().enumerate() {
            if let Some(path) = pack.path(&thing.key, &file.name).map(str::to_owned) {
                let ident = format!("f{}_{at}", thing.key);
                self.resource(&ident, "webcontent", Some(&path), std::slice::from_ref(&path));
            }
        }
    }

    fn resource(&mut self, ident: &str, kind: &str, href: Option<&str>, paths: &[String]) {
        let href = href.map(|path| format!(" href=\"{}\"", names::encoded(path)));
        let href = href.unwrap_or_default();
        let _ = write!(self.resources, "<resource identifier=\"{ident}\" type=\"{kind}\"{href}>");
        for path in paths {
            let _ = write!(self.resources, "<file href=\"{}\"/>", names::encoded(path));
        }
        self.resources.push_str("</resource>\n");
    }

    /// A thing in the order of the course.
    fn line(&mut self, thing: &Thing, labels: &Labels, items: &mut String) {
        self.lines += 1;
        let (at, key, title) = (self.lines, &thing.key, escape(&thing.title));
        let _ = writeln!(
            items,
            "<item identifier=\"i{at}\" identifierref=\"r{key}\"><title>{title}</title></item>"
        );
        if !thing.questions.is_empty() && thing.more_questions {
            let words = escape(&labels.all_questions);
            let _ = writeln!(
                items,
                "<item identifier=\"i{at}p\" identifierref=\"p{key}\"><title>{title} – {words}</title></item>"
            );
        }
    }

    /// Words between things: a page of their own, under their first words.
    fn note<W: Write + Seek>(
        &mut self,
        pack: &mut Pack<'_, W>,
        notes: &mut usize,
        title: &str,
        html: &str,
        items: &mut String,
    ) -> io::Result<()> {
        *notes += 1;
        let (ident, path) = (format!("n{notes}"), format!("pages/note-{notes}.html"));
        let html = pack.led(html, "../");
        pack.text(&path, &document(title, "", &format!("<div>{html}</div>\n")))?;
        self.resource(&ident, "webcontent", Some(&path), std::slice::from_ref(&path));
        let title = escape(title);
        let _ = writeln!(
            items,
            "<item identifier=\"i{ident}\" identifierref=\"{ident}\"><title>{title}</title></item>"
        );
        Ok(())
    }

    fn document(&self, outline: &Outline, items: &str) -> String {
        let title = escape(&outline.title);
        let language = match outline.language.as_str() {
            "" => "und",
            tag => tag,
        };
        let resources = &self.resources;
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
             <manifest identifier=\"hornbook\" \
             xmlns=\"http://www.imsglobal.org/xsd/imsccv1p3/imscp_v1p1\" \
             xmlns:lomimscc=\"http://ltsc.ieee.org/xsd/imsccv1p3/LOM/manifest\">\n\
             <metadata>\n<schema>IMS Common Cartridge</schema>\n\
             <schemaversion>1.3.0</schemaversion>\n\
             <lomimscc:lom><lomimscc:general><lomimscc:title>\
             <lomimscc:string language=\"{language}\">{title}</lomimscc:string>\
             </lomimscc:title></lomimscc:general></lomimscc:lom>\n</metadata>\n\
             <organizations>\n<organization identifier=\"order\" structure=\"rooted-hierarchy\">\n\
             <item identifier=\"root\">\n{items}</item>\n</organization>\n</organizations>\n\
             <resources>\n{resources}</resources>\n</manifest>\n"
        )
    }
}

/// A page that any system shows.
fn document(title: &str, language: &str, body: &str) -> String {
    let (title, language) = (escape(title), escape(language));
    format!(
        "<!doctype html>\n<html lang=\"{language}\">\n<head><meta charset=\"utf-8\">\
         <title>{title}</title></head>\n<body>\n{body}</body>\n</html>\n"
    )
}
