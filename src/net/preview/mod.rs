//! What a page says of itself, for a preview of a link to it.

use jiff::{civil::DateTime, tz::TimeZone};
use url::Url;

use crate::time::Moment;

mod linked_data;
mod tags;

use linked_data::LinkedData;
use tags::{Tag, decoded, tags};

const MAX_TITLE: usize = 200;
const MAX_DESCRIPTION: usize = 500;
const MAX_NAME: usize = 150;
const MAX_ADDRESS: usize = 2000;
/// How many `<meta>` elements are looked at.
const MAX_METAS: usize = 500;

/// What a page says of itself: plain text of bounded length, and addresses of the web only.
///
/// All of it is a claim. Nothing here is fetched.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Preview {
    /// What it is called, at most 200 characters.
    pub title: Option<String>,
    /// What it is about, at most 500 characters.
    pub description: Option<String>,
    /// A picture of it.
    pub image: Option<Url>,
    /// The site it belongs to.
    pub site_name: Option<String>,
    /// A language tag such as `en` or `pt-BR`.
    pub language: Option<String>,
    /// The address it would rather be known by, perhaps of another site.
    pub canonical: Option<Url>,
    /// Who made it.
    pub author: Option<String>,
    /// The address of its licence, or else its name.
    pub licence: Option<String>,
    /// When it was published.
    pub published: Option<Moment>,
}

/// Reads `html`, found at `base`, in one pass over its tags: `OpenGraph`, Twitter's and Dublin
/// Core's words in `<meta>`, schema.org in JSON-LD, `<link>`, `<a rel="license">` and `<title>`.
///
/// Builds no tree, so no page can make it slow.
pub fn preview(html: &str, base: &Url) -> Preview {
    let said = Said::gather(html, base);
    let linked = LinkedData::read(&said.scripts);
    let text = |value: Option<&str>, most| value.and_then(|value| clean(value, most));
    let address = |value: Option<&str>| value.and_then(|value| said.address(value));

    let title = text(said.meta(&["og:title", "twitter:title"]), MAX_TITLE)
        .or_else(|| text(linked.text(&["name", "headline"]).as_deref(), MAX_TITLE))
        .or_else(|| text(said.meta(&["citation_title", "dcterms.title", "dc.title"]), MAX_TITLE))
        .or_else(|| text(said.title.as_deref(), MAX_TITLE));
    let description = ["og:description", "description", "twitter:description"]
        .iter()
        .find_map(|name| text(said.meta(&[name]), MAX_DESCRIPTION))
        .or_else(|| text(linked.text(&["description", "abstract"]).as_deref(), MAX_DESCRIPTION))
        .or_else(|| text(said.meta(&["dcterms.description", "dc.description"]), MAX_DESCRIPTION));
    let image = address(said.meta(&["og:image:secure_url", "og:image", "og:image:url"]))
        .or_else(|| address(said.meta(&["twitter:image", "twitter:image:src"])))
        .or_else(|| address(linked.address(&["image", "thumbnailUrl"]).as_deref()))
        .or_else(|| address(said.link("image_src")));
    let site_name = text(said.meta(&["og:site_name", "application-name"]), MAX_NAME)
        .or_else(|| text(linked.names(&["publisher", "provider"]).as_deref(), MAX_NAME));
    let language = linked
        .text(&["inLanguage"])
        .and_then(|tag| language(&tag))
        .or_else(|| said.language.as_deref().and_then(language))
        .or_else(|| said.meta(&["og:locale", "content-language"]).and_then(language));
    let author = text(linked.names(&["author", "creator"]).as_deref(), MAX_NAME).or_else(|| {
        ["author", "article:author", "citation_author", "dcterms.creator", "dc.creator"]
            .iter()
            .filter_map(|name| said.meta(&[name]))
            .find(|name| !name.contains("://"))
            .and_then(|name| clean(name, MAX_NAME))
    });
    let licence = address(said.link("license")).map(String::from).or_else(|| {
        text(linked.address(&["license"]).as_deref(), MAX_DESCRIPTION)
            .or_else(|| {
                let names = ["dcterms.license", "dc.rights.license", "license"];
                text(said.meta(&names), MAX_DESCRIPTION)
            })
            .or_else(|| text(said.meta(&["dcterms.rights", "dc.rights"]), MAX_DESCRIPTION))
    });
    let published = said
        .meta(&["article:published_time", "datepublished"])
        .and_then(moment)
        .or_else(|| linked.text(&["datePublished", "dateCreated"]).as_deref().and_then(moment))
        .or_else(|| {
            said.meta(&["dcterms.issued", "citation_publication_date", "dcterms.date", "dc.date"])
                .and_then(moment)
        });
    let canonical = address(said.link("canonical")).or_else(|| address(said.meta(&["og:url"])));
    Preview {
        title,
        description,
        image,
        site_name,
        language,
        canonical,
        author,
        licence,
        published,
    }
}

/// What the tags said, as they spelt it.
struct Said<'a> {
    base: Url,
    title: Option<String>,
    language: Option<String>,
    /// Names in lower case, and what they mean.
    metas: Vec<(String, String)>,
    /// Relations in lower case, and where they lead.
    links: Vec<(&'static str, String)>,
    scripts: Vec<&'a str>,
}

impl<'a> Said<'a> {
    fn gather(html: &'a str, base: &Url) -> Self {
        let mut said = Self {
            base: base.clone(),
            title: None,
            language: None,
            metas: Vec::new(),
            links: Vec::new(),
            scripts: Vec::new(),
        };
        let mut based = false;
        for tag in tags(html) {
            match tag.name.as_str() {
                "html" => said.language = said.language.or_else(|| tag.attribute("lang")),
                "title" if said.title.is_none() => said.title = Some(tag.text.to_owned()),
                "meta" => said.note_meta(&tag),
                "link" | "a" | "area" => said.note_link(&tag),
                "base" if !based => {
                    let href = tag.attribute("href").map(|href| decoded(&href));
                    if let Some(Ok(url)) = href.map(|href| base.join(&href)) {
                        said.base = url;
                        based = true;
                    }
                }
                "script" => {
                    let kind = tag.attribute("type").unwrap_or_default().to_ascii_lowercase();
                    if kind.trim().starts_with("application/ld+json") {
                        said.scripts.push(tag.text);
                    }
                }
                _ => {}
            }
        }
        said
    }

    fn note_meta(&mut self, tag: &Tag<'_>) {
        let name = ["property", "name", "itemprop", "http-equiv"]
            .iter()
            .find_map(|attribute| tag.attribute(attribute));
        if let (Some(name), Some(content)) = (name, tag.attribute("content"))
            && self.metas.len() < MAX_METAS
            && !content.trim().is_empty()
        {
            self.metas.push((name.trim().to_ascii_lowercase(), content));
        }
    }

    fn note_link(&mut self, tag: &Tag<'_>) {
        const RELATIONS: [&str; 3] = ["canonical", "license", "image_src"];
        let Some(relations) = tag.attribute("rel") else { return };
        let wanted = RELATIONS.into_iter().filter(|wanted| {
            relations.split_ascii_whitespace().any(|said| said.eq_ignore_ascii_case(wanted))
                // Any link in a text may be called canonical; only the head's counts.
                && (tag.name == "link" || *wanted == "license")
        });
        for wanted in wanted {
            if self.link(wanted).is_none()
                && let Some(href) = tag.attribute("href")
            {
                self.links.push((wanted, href));
            }
        }
    }

    /// What the first of these names that was said at all means.
    fn meta(&self, names: &[&str]) -> Option<&str> {
        names.iter().find_map(|name| {
            self.metas.iter().find(|(said, _)| said == name).map(|(_, content)| content.as_str())
        })
    }

    fn link(&self, relation: &str) -> Option<&str> {
        self.links.iter().find(|(said, _)| *said == relation).map(|(_, href)| href.as_str())
    }

    fn address(&self, written: &str) -> Option<Url> {
        if written.len() > MAX_ADDRESS {
            return None;
        }
        let url = self.base.join(decoded(written).trim()).ok()?;
        let plain = matches!(url.scheme(), "http" | "https") && url.username().is_empty();
        (plain && url.as_str().len() <= MAX_ADDRESS).then_some(url)
    }
}

/// Decoded text on one line, without characters that show nothing or turn the direction of
/// writing, cut between words; nothing if nothing is left.
fn clean(written: &str, most: usize) -> Option<String> {
    // Even if each letter were written as an entity, this is enough.
    let start = &written[..written.floor_char_boundary(12 * most)];
    let visible: String = decoded(start)
        .chars()
        .filter(|letter| {
            letter.is_whitespace()
                || !(letter.is_control()
                    || matches!(letter, '\u{200b}' | '\u{200e}'..='\u{200f}'
                        | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}'))
        })
        .collect();
    let line = visible.split_whitespace().collect::<Vec<_>>().join(" ");
    let Some((end, _)) = line.char_indices().nth(most) else {
        return (!line.is_empty()).then_some(line);
    };
    let (room, _) = line.char_indices().nth(most - 1)?;
    let cut = match line[..room].rfind(' ') {
        Some(space) if space > end / 2 => space,
        _ => room,
    };
    Some(format!("{}…", line[..cut].trim_end_matches([' ', ',', ';', ':'])))
}

/// A language tag, if that is what it looks like (`en_US`, as `OpenGraph` writes, becomes `en-US`).
fn language(written: &str) -> Option<String> {
    let tag = written.split(',').next()?.trim().replace('_', "-");
    let first = tag.split('-').next()?;
    let sound = (2..=3).contains(&first.len())
        && first.bytes().all(|byte| byte.is_ascii_alphabetic())
        && tag.len() <= 35
        && tag.split('-').all(|part| {
            (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric())
        });
    sound.then_some(tag)
}

/// A date or time; without a zone it is taken for UTC.
fn moment(written: &str) -> Option<Moment> {
    let text = written.trim();
    if text.len() > 40 {
        return None;
    }
    let text = if text.len() == 10 { text.replace('/', "-") } else { text.to_owned() };
    Moment::parse(&text).or_else(|| {
        let local: DateTime = text.parse().ok()?;
        TimeZone::UTC.to_timestamp(local).ok().map(Moment::from)
    })
}

#[cfg(test)]
mod tests;
