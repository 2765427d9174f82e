//! Makes HTML that others wrote safe to show: courses, people, other servers.

mod addresses;
mod finish;
mod plain;
#[cfg(test)]
mod tests;
mod tidy;

use std::{
    borrow::Cow,
    collections::{HashMap, HashSet},
    sync::LazyLock,
};

use ammonia::Builder;

use self::addresses::Use;
pub use self::{finish::tag_end, plain::text};

/// Put before every `id` of foreign HTML and every link to one, so that it never meets one of the page.
pub const ID_PREFIX: &str = "u-";

/// No more than this much HTML is read, in bytes; the rest is cut.
pub const HTML_LIMIT: usize = 2_000_000;

/// The value of `rel` on links that leave the site.
const REL: &str = "noopener noreferrer nofollow ugc";

/// HTML of a course or a person, with everything left out that could do harm.
///
/// Kept are text, headings (`h1` becomes `h2`), lists, tables, figures, details, images, sound and film,
/// and links to `http`, `https`, `mailto`, `tel`, places of this site beginning with `/`, and places in the
/// same text. Classes are kept if they begin with `course-` or `tex`. The result is well formed; cleaning
/// it again changes nothing.
pub fn html(html: &str) -> String {
    clean(html, &COURSE)
}

/// As [`html`] for text from another server: words, lists and links only.
pub fn remote(html: &str) -> String {
    clean(html, &REMOTE)
}

/// Text as HTML: the five characters that mean something to it are written as entities.
pub fn escape(text: &str) -> String {
    let mut safe = String::with_capacity(text.len() + text.len() / 16);
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            c => safe.push(c),
        }
    }
    safe
}

fn clean(html: &str, rules: &Builder<'static>) -> String {
    let html = &html[..html.floor_char_boundary(HTML_LIMIT)];
    finish::finish(&rules.clean(&tidy::tidy(html)).to_string())
}

static COURSE: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut rules = Builder::new();
    rules
        .tags(words(
            "a abbr article aside audio b bdi bdo blockquote br caption cite code col colgroup data dd del \
             details dfn div dl dt em figcaption figure footer h1 h2 h3 h4 h5 h6 header hr i img ins kbd li \
             mark ol p picture pre q rp rt ruby s samp section small source span strong sub summary sup \
             table tbody td tfoot th thead time tr track u ul var video wbr",
        ))
        .clean_content_tags(words(
            "script style template noscript noembed noframes iframe object applet svg math textarea select \
             title xmp",
        ))
        .generic_attributes(words("lang dir title class id"))
        .tag_attributes(HashMap::from([
            ("a", words("href hreflang")),
            ("audio", words("src loop muted controls preload")),
            ("blockquote", words("cite")),
            ("col", words("span")),
            ("colgroup", words("span")),
            ("data", words("value")),
            ("del", words("cite datetime")),
            ("details", words("open")),
            ("img", words("src alt width height loading")),
            ("ins", words("cite datetime")),
            ("li", words("value")),
            ("ol", words("start type reversed")),
            ("q", words("cite")),
            ("source", words("src type")),
            ("td", words("colspan rowspan headers")),
            ("th", words("colspan rowspan headers scope abbr")),
            ("time", words("datetime")),
            ("track", words("src kind srclang label default")),
            ("video", words("src poster width height loop muted controls preload")),
        ]))
        .set_tag_attribute_value("img", "loading", "lazy")
        .set_tag_attribute_value("audio", "controls", "")
        .set_tag_attribute_value("audio", "preload", "metadata")
        .set_tag_attribute_value("video", "controls", "")
        .set_tag_attribute_value("video", "preload", "metadata")
        .url_schemes(words("http https mailto tel"))
        .id_prefix(Some(ID_PREFIX))
        .link_rel(None)
        .attribute_filter(attribute);
    rules
});

static REMOTE: LazyLock<Builder<'static>> = LazyLock::new(|| {
    let mut rules = Builder::new();
    rules
        .tags(words(
            "a b blockquote br code del em h1 h2 h3 h4 h5 h6 i ins li ol p pre q rp rt ruby s small span \
             strong sub sup u ul",
        ))
        .clean_content_tags(words(
            "script style template noscript noembed noframes iframe object applet svg math textarea select \
             title xmp audio video",
        ))
        .generic_attributes(words("lang dir"))
        .tag_attributes(HashMap::from([
            ("a", words("href hreflang class")),
            ("span", words("class")),
            ("ol", words("start")),
        ]))
        .url_schemes(words("http https mailto"))
        .link_rel(None)
        .attribute_filter(remote_attribute);
    rules
});

fn words(list: &'static str) -> HashSet<&'static str> {
    list.split_ascii_whitespace().collect()
}

/// What becomes of the value of one attribute; `None` drops the attribute.
fn attribute<'v>(element: &str, name: &str, value: &'v str) -> Option<Cow<'v, str>> {
    match name {
        "href" => addresses::address(value, Use::Link).map(Cow::Owned),
        "src" | "poster" | "cite" => addresses::address(value, Use::Media).map(Cow::Owned),
        "class" => classes(value, |class| class.starts_with("course-") || class.starts_with("tex")),
        "id" => is_id(value).then_some(Cow::Borrowed(value)),
        "headers" => {
            let ids = value.split_ascii_whitespace().filter(|id| is_id(id));
            Some(Cow::Owned(ids.map(addresses::own_id).collect::<Vec<_>>().join(" ")))
        }
        "lang" | "hreflang" | "srclang" => super::language::normalise(value).map(Cow::Owned),
        "dir" => one_of(value, &["ltr", "rtl", "auto"]),
        "scope" => one_of(value, &["row", "col", "rowgroup", "colgroup"]),
        "kind" => one_of(value, &["subtitles", "captions", "descriptions", "chapters"]),
        "type" if element == "ol" => {
            ["1", "a", "A", "i", "I"].contains(&value).then_some(value.into())
        }
        "type" => is_media_type(value).then_some(Cow::Borrowed(value)),
        "width" | "height" => number(value, 10_000),
        "colspan" | "rowspan" | "span" => number(value, 100),
        "start" => number(value, 1_000_000),
        "value" if element == "li" => number(value, 1_000_000),
        "open" | "loop" | "muted" | "default" | "reversed" | "controls" => Some(Cow::Borrowed("")),
        _ => (value.len() <= 2000).then_some(Cow::Borrowed(value)),
    }
}

fn remote_attribute<'v>(element: &str, name: &str, value: &'v str) -> Option<Cow<'v, str>> {
    match name {
        "href" => addresses::foreign(value).map(Cow::Owned),
        // What Mastodon and its kin set on mentions, tags and shortened links.
        "class" => classes(value, |class| {
            ["mention", "hashtag", "u-url", "h-card", "invisible", "ellipsis"].contains(&class)
        }),
        _ => attribute(element, name, value),
    }
}

fn classes(value: &str, is_kept: impl Fn(&str) -> bool) -> Option<Cow<'_, str>> {
    let kept: Vec<&str> =
        value.split_ascii_whitespace().filter(|class| is_kept(class)).take(10).collect();
    (!kept.is_empty()).then(|| Cow::Owned(kept.join(" ")))
}

fn is_id(id: &str) -> bool {
    !id.is_empty()
        && id.len() <= 100
        && id.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | ':'))
}

fn one_of<'v>(value: &'v str, allowed: &[&'static str]) -> Option<Cow<'v, str>> {
    let value = value.trim();
    allowed.iter().find(|one| one.eq_ignore_ascii_case(value)).map(|one| Cow::Borrowed(*one))
}

/// A whole number not above `most`; `120px` counts as 120, percentages are dropped.
fn number(value: &str, most: u32) -> Option<Cow<'_, str>> {
    let value = value.trim();
    let digits = value.strip_suffix("px").unwrap_or(value).trim_end();
    let number: u32 = digits.parse().ok()?;
    Some(Cow::Owned(number.min(most).to_string()))
}

fn is_media_type(value: &str) -> bool {
    let mut parts = value.split(';').next().unwrap_or_default().trim().split('/');
    matches!(parts.next(), Some("audio" | "video" | "image" | "text")) && parts.next().is_some()
}
