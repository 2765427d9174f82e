//! What people write in Markdown, as HTML.

use pulldown_cmark::{
    CowStr, Event, HeadingLevel, LinkType, Options, Parser, Tag, TagEnd, TextMergeStream,
};

use super::sanitise;

/// No more than this much is read, in bytes.
const MARKDOWN_LIMIT: usize = 500_000;

/// Safe HTML for `CommonMark` with tables and struck-out text.
///
/// `#` becomes `h2`, so that a page keeps its one `h1`. HTML tags are shown as they were typed. A line break
/// stays one, and bare web addresses become links.
pub fn to_html(markdown: &str) -> String {
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
            Event::Text(text) if inside == 0 => link_addresses(&text, &mut events),
            event => events.push(event),
        }
    }
    let mut html = String::with_capacity(markdown.len() * 2);
    pulldown_cmark::html::push_html(&mut html, events.into_iter());
    sanitise::html(&html)
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

fn link_addresses(text: &str, events: &mut Vec<Event<'_>>) {
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
        events.push(words(&rest[..at]));
        if address.len() > "https://".len() {
            events.push(Event::Start(Tag::Link {
                link_type: LinkType::Autolink,
                dest_url: CowStr::from(address.to_owned()),
                title: CowStr::from(""),
                id: CowStr::from(""),
            }));
            events.push(words(address));
            events.push(Event::End(TagEnd::Link));
        } else {
            events.push(words(address));
        }
        rest = &found[address.len()..];
        if address.is_empty() {
            break;
        }
    }
    events.push(words(rest));
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
