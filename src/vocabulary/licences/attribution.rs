//! The line that names title, author, source and licence, ready to be copied.

use url::Url;

use super::{Family, Licence};
use crate::{text::sanitise::escape, vocabulary::is_german};

/// The same line in three notations.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attribution {
    pub text: String,
    pub html: String,
    pub markdown: String,
}

/// Names title, authors, source and licence (in that order), and what was changed.
///
/// `source` is linked only if it is an `http` or `https` address. Empty parts are left out. English, or
/// German for German readers.
pub fn attribution(
    title: &str,
    authors: &[&str],
    source: Option<&str>,
    licence: &Licence,
    language: &str,
    changes: Option<&str>,
) -> Attribution {
    let german = is_german(language);
    let line = Line {
        title: one_line(title),
        authors: list(authors, german),
        source: source.and_then(web_address),
        licence,
        german,
        changes: changes.map(one_line).filter(|changes| !changes.is_empty()),
    };
    Attribution {
        text: line.written(&Text),
        html: line.written(&Html),
        markdown: line.written(&Markdown),
    }
}

struct Line<'a> {
    title: String,
    authors: String,
    source: Option<String>,
    licence: &'a Licence,
    german: bool,
    changes: Option<String>,
}

/// How words and links are written.
trait Notation {
    fn words(&self, words: &str) -> String;
    fn link(&self, words: &str, address: &str, is_licence: bool) -> String;
}

struct Text;
struct Html;
struct Markdown;

impl Notation for Text {
    fn words(&self, words: &str) -> String {
        words.to_owned()
    }

    fn link(&self, words: &str, address: &str, _: bool) -> String {
        format!("{words} ({address})")
    }
}

impl Notation for Html {
    fn words(&self, words: &str) -> String {
        escape(words)
    }

    fn link(&self, words: &str, address: &str, is_licence: bool) -> String {
        let rel = if is_licence { " rel=\"license\"" } else { "" };
        format!("<a{rel} href=\"{}\">{}</a>", escape(address), escape(words))
    }
}

impl Notation for Markdown {
    fn words(&self, words: &str) -> String {
        let mut safe = String::with_capacity(words.len() + 8);
        for c in words.chars() {
            if c.is_ascii_punctuation()
                && !matches!(c, ',' | '.' | '\'' | ':' | ';' | '?' | '/' | '%')
            {
                safe.push('\\');
            }
            safe.push(c);
        }
        safe
    }

    fn link(&self, words: &str, address: &str, _: bool) -> String {
        let address = address.replace('<', "%3C").replace('>', "%3E").replace('\\', "%5C");
        format!("[{}](<{address}>)", self.words(words))
    }
}

impl Line<'_> {
    fn written(&self, notation: &dyn Notation) -> String {
        let (open, close) = if self.german { ('„', '“') } else { ('“', '”') };
        let title = match (&self.source, self.title.as_str()) {
            (Some(source), "") => notation.link(source, source, false),
            (Some(source), title) => {
                // In plain text the address stands behind the quotation marks.
                let linked = notation.link(title, source, false);
                match linked.strip_prefix(title).filter(|rest| rest.starts_with(" (")) {
                    Some(rest) => format!("{open}{title}{close}{rest}"),
                    None => format!("{open}{linked}{close}"),
                }
            }
            (None, "") => notation.words(if self.german { "Ohne Titel" } else { "Untitled" }),
            (None, title) => format!("{open}{}{close}", notation.words(title)),
        };
        let mut line = title;
        if !self.authors.is_empty() {
            line.push_str(if self.german { " von " } else { " by " });
            line.push_str(&notation.words(&self.authors));
        }
        line.push_str(", ");
        line.push_str(&self.terms(notation));
        line.push('.');
        if let Some(changes) = &self.changes {
            line.push_str(if self.german { " Änderungen: " } else { " Changes: " });
            line.push_str(&notation.words(changes));
            if !changes.ends_with(['.', '!', '?']) {
                line.push('.');
            }
        }
        line
    }

    fn terms(&self, notation: &dyn Notation) -> String {
        let licence = self.licence;
        let link = || notation.link(&licence.short, &licence.uri, true);
        match (licence.family, self.german) {
            (Family::AllRightsReserved, false) => "all rights reserved".to_owned(),
            (Family::AllRightsReserved, true) => "alle Rechte vorbehalten".to_owned(),
            (Family::InternalUse, false) => "for use within this school only".to_owned(),
            (Family::InternalUse, true) => "nur zur Verwendung in dieser Schule".to_owned(),
            (Family::Unknown, false) => "licence unknown".to_owned(),
            (Family::Unknown, true) => "Lizenz unbekannt".to_owned(),
            (Family::Zero, false) => format!("given to the public domain under {}", link()),
            (Family::Zero, true) => format!("gemeinfrei gestellt unter {}", link()),
            (Family::PublicDomain, false) => format!("in the public domain ({})", link()),
            (Family::PublicDomain, true) => format!("gemeinfrei ({})", link()),
            (_, false) => format!("licensed under {}", link()),
            (_, true) => format!("lizenziert unter {}", link()),
        }
    }
}

fn list(authors: &[&str], german: bool) -> String {
    let names: Vec<String> =
        authors.iter().map(|name| one_line(name)).filter(|name| !name.is_empty()).collect();
    match names.as_slice() {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => {
            format!("{}{}{last}", first.join(", "), if german { " und " } else { " and " })
        }
    }
}

fn one_line(words: &str) -> String {
    let words: Vec<&str> = words.split_whitespace().collect();
    words.join(" ").chars().filter(|c| !c.is_control()).collect()
}

fn web_address(source: &str) -> Option<String> {
    let address = Url::parse(source.trim()).ok()?;
    (matches!(address.scheme(), "http" | "https") && address.has_host())
        .then(|| address.to_string())
}
