//! A zip of pages that open from a stick, a shared folder or a phone, without any server.

use std::io::{self, Seek, Write};

use askama::Template;

use super::{
    Labels, Leaf, Outline, Packed, Store, Thing, names,
    pack::{Pack, once},
};

const STYLE: &str = include_str!("../../../templates/mbz/stick.css");

#[derive(Template)]
#[template(path = "mbz/stick.html")]
struct Index<'a> {
    outline: &'a Outline,
    labels: &'a Labels,
    summary: String,
    chapters: Vec<Section<'a>>,
    home: String,
}

struct Section<'a> {
    title: &'a str,
    summary: String,
    lines: Vec<Line<'a>>,
}

enum Line<'a> {
    Note(String),
    Thing(&'a Thing),
}

#[derive(Template)]
#[template(path = "mbz/stick_page.html")]
struct OnePage<'a> {
    outline: &'a Outline,
    labels: &'a Labels,
    thing: &'a Thing,
    summary: String,
    body: String,
    show: Show,
    /// Address and name.
    files: Vec<(String, &'a str)>,
    home: String,
}

/// How the only file of a thing is shown, with its address.
enum Show {
    Nothing,
    Picture(String),
    Film(String),
    Sound(String),
}

/// Writes the zip.
///
/// # Errors
/// The disk's.
pub fn write<W: Write + Seek>(
    outline: &Outline,
    labels: &Labels,
    store: &dyn Store,
    out: W,
) -> io::Result<(Packed, W)> {
    let mut pack = Pack::new(outline, "files", out);
    let chapters = outline.chapters.iter().map(|chapter| Section {
        title: &chapter.title,
        summary: pack.led(&chapter.summary, ""),
        lines: chapter
            .leaves
            .iter()
            .map(|leaf| match leaf {
                Leaf::Note(html) => Line::Note(pack.led(html, "")),
                Leaf::Thing(thing) => Line::Thing(thing),
            })
            .collect(),
    });
    let index = Index {
        outline,
        labels,
        summary: pack.led(&outline.summary, ""),
        chapters: chapters.collect(),
        home: format!("{}{}", outline.origin, outline.path),
    };
    let index = index.render().map_err(io::Error::other)?;
    pack.text("index.html", &index)?;
    pack.text("style.css", STYLE)?;
    for thing in once(outline) {
        let page = page(&pack, outline, labels, thing).render().map_err(io::Error::other)?;
        pack.text(&Pack::<W>::page(&thing.key), &page)?;
        pack.packed.things += 1;
    }
    pack.files(store)?;
    pack.finish()
}

fn page<'a, W: Write + Seek>(
    pack: &Pack<'a, W>,
    outline: &'a Outline,
    labels: &'a Labels,
    thing: &'a Thing,
) -> OnePage<'a> {
    let address = |name: &str| {
        let path = pack.path(&thing.key, name).unwrap_or_default();
        format!("../{}", names::encoded(path))
    };
    let listed = || thing.files.iter().filter(|file| !file.inline);
    let show = match listed().next() {
        Some(file) if thing.body.is_empty() && listed().count() == 1 => {
            let ending = file.name.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
            match ending.as_str() {
                "png" | "jpg" | "jpeg" | "gif" | "webp" | "avif" => {
                    Show::Picture(address(&file.name))
                }
                "mp4" | "webm" | "ogv" | "m4v" => Show::Film(address(&file.name)),
                "mp3" | "ogg" | "oga" | "opus" | "m4a" | "wav" => Show::Sound(address(&file.name)),
                _ => Show::Nothing,
            }
        }
        _ => Show::Nothing,
    };
    OnePage {
        outline,
        labels,
        thing,
        summary: pack.led(&thing.summary, "../"),
        body: pack.led(&thing.body, "../"),
        show,
        files: listed().map(|file| (address(&file.name), file.name.as_str())).collect(),
        home: format!("{}/r/{}", outline.origin, thing.key),
    }
}
