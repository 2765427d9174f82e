//! What people write in Markdown, as HTML.

use std::cell::RefCell;

use pulldown_cmark::{
    CowStr, Event, HeadingLevel, LinkType, Options, Parser, Tag, TagEnd, TextMergeStream,
};

use super::{sanitise, slug};

/// No more than this much is read, in bytes.
const MARKDOWN_LIMIT: usize = 500_000;

/// Safe HTML for `CommonMark` with tables and struck-out text.
///
/// `#` becomes `h2`, so that a page keeps its one `h1`. HTML tags are shown as they were typed. A line break
/// stays one, and bare web addresses become links.
pub fn to_html(markdown: &str) -> String {
    with_people(markdown, &|_| None)
}

/// The same, with a link from every `@handle` for which there is an address. What is quoted as
/// code, stands in a link or belongs to a mail address is left alone.
pub fn with_people(markdown: &str, address: &dyn Fn(&str) -> Option<String>) -> String {
    let markdown = &markdown[..markdown.floor_char_boundary(MARKDOWN_LIMIT)];
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH;
    let mut inside = 0_usize;
    let mut events = Vec::new();
    for event in TextMergeStream::new(Parser::new_ext(markdown, options)) {
        match &event {
            Event::Start(Tag::Link { .. } | Tag::Image { .. } | Tag::CodeBlock(_)) => inside += 1,
            Event::End(TagEnd::Link | TagEnd::Image | TagEnd::CodeBlock) => {
                inside = inside.saturating_sub(1);
            }
            _ => {}
        }
        match event {
            Event::Start(Tag::Heading { level, id, classes, attrs }) => {
                events.push(Event::Start(Tag::Heading { level: lower(level), id, classes, attrs }));
            }
            Event::End(TagEnd::Heading(level)) => {
                events.push(Event::End(TagEnd::Heading(lower(level))));
            }
            Event::Html(html) | Event::InlineHtml(html) => events.push(Event::Text(html)),
            Event::SoftBreak => events.push(Event::HardBreak),
            Event::Text(text) if inside == 0 => link_addresses(&text, address, &mut events),
            event => events.push(event),
        }
    }
    let mut html = String::with_capacity(markdown.len() * 2);
    pulldown_cmark::html::push_html(&mut html, events.into_iter());
    sanitise::html(&html)
}

/// The handles that a text names with an `@`, each once, in their order.
pub fn people(markdown: &str) -> Vec<String> {
    let found = RefCell::new(Vec::<String>::new());
    with_people(markdown, &|handle| {
        let mut found = found.borrow_mut();
        if !found.iter().any(|known| known == handle) {
            found.push(handle.to_owned());
        }
        None
    });
    found.into_inner()
}

/// The words of a Markdown text without its signs.
pub fn to_text(markdown: &str) -> String {
    sanitise::text(&to_html(markdown))
}

fn lower(level: HeadingLevel) -> HeadingLevel {
    match level {
        HeadingLevel::H1 => HeadingLevel::H2,
        HeadingLevel::H2 => HeadingLevel::H3,
        HeadingLevel::H3 => HeadingLevel::H4,
        HeadingLevel::H4 => HeadingLevel::H5,
        HeadingLevel::H5 | HeadingLevel::H6 => HeadingLevel::H6,
    }
}

fn link_addresses(
    text: &str,
    people: &dyn Fn(&str) -> Option<String>,
    events: &mut Vec<Event<'_>>,
) {
    let mut rest = text;
    while let Some(at) = address_start(rest) {
        let found = &rest[at..];
        let end = found
            .find(|c: char| c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | '"'))
            .unwrap_or(found.len());
        let mut address = found[..end]
            .trim_end_matches(['.', ',', ';', ':', '!', '?', '\'', '*', '_', '“', '”', '»']);
        // A closing bracket belongs to the address only if it opens there too.
        if address.ends_with(')') && !address.contains('(') {
            address = address.trim_end_matches(')');
        }
        link_people(&rest[..at], people, events);
        if address.len() > "https://".len() {
            link(address, address, events);
        } else {
            events.push(words(address));
        }
        rest = &found[address.len()..];
        if address.is_empty() {
            break;
        }
    }
    link_people(rest, people, events);
}

fn link(words_of_it: &str, address: &str, events: &mut Vec<Event<'_>>) {
    events.push(Event::Start(Tag::Link {
        link_type: LinkType::Autolink,
        dest_url: CowStr::from(address.to_owned()),
        title: CowStr::from(""),
        id: CowStr::from(""),
    }));
    events.push(words(words_of_it));
    events.push(Event::End(TagEnd::Link));
}

fn link_people(text: &str, people: &dyn Fn(&str) -> Option<String>, events: &mut Vec<Event<'_>>) {
    let (mut said, mut from) = (0, 0);
    while let Some(at) = text[from..].find('@').map(|found| from + found) {
        let handle = &text[at + 1..];
        let end =
            handle.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(handle.len());
        let (handle, after) = handle.split_at(end);
        from = at + 1 + end;
        // `anna@school.example` is a mail address, `@anna@school.example` somebody elsewhere.
        let alone = text[..at].chars().next_back().is_none_or(|c| !c.is_alphanumeric() && c != '@')
            && !after.starts_with(|c: char| c == '@' || c.is_alphanumeric());
        let handle = handle.to_ascii_lowercase();
        if !alone || !slug::is_handle(&handle) {
            continue;
        }
        if let Some(address) = people(&handle) {
            events.push(words(&text[said..at]));
            link(&text[at..from], &address, events);
            said = from;
        }
    }
    events.push(words(&text[said..]));
}

fn words(text: &str) -> Event<'static> {
    Event::Text(CowStr::from(text.to_owned()))
}

/// Where the next web address begins, unless it is the middle of a word.
fn address_start(text: &str) -> Option<usize> {
    let mut from = 0;
    while let Some(found) = text[from..].find("http") {
        let at = from + found;
        let rest = &text[at..];
        let begins = text[..at].chars().next_back().is_none_or(|c| !c.is_alphanumeric());
        if begins && (rest.starts_with("https://") || rest.starts_with("http://")) {
            return Some(at);
        }
        from = at + "http".len();
    }
    None
}
