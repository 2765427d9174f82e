//! Titles and plain text out of what teachers typed into Moodle.

/// A name as plain text: tags and entities undone, one language chosen. Languages are tried in the
/// order of `prefer`; without a match the first one given stands.
pub(super) fn title(raw: &str, prefer: &[&str]) -> String {
    let raw = choose_language(raw, prefer);
    // Moodle writes no link macros into names; what looks like one is not shown.
    let text = plain(&raw).replace("$@", "");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The text of some HTML.
pub(super) fn plain(html: &str) -> String {
    if !html.contains(['<', '&']) {
        return html.to_owned();
    }
    let mut text = String::with_capacity(html.len());
    for node in scraper::Html::parse_fragment(html).tree.nodes() {
        match node.value() {
            scraper::Node::Text(piece) => {
                let silent = node
                    .parent()
                    .and_then(|parent| {
                        parent.value().as_element().map(scraper::node::Element::name)
                    })
                    .is_some_and(|name| matches!(name, "script" | "style" | "template"));
                if !silent {
                    text.push_str(piece);
                }
            }
            scraper::Node::Element(element) if is_block(element.name()) => text.push('\n'),
            _ => {}
        }
    }
    text
}

fn is_block(name: &str) -> bool {
    matches!(
        name,
        "p" | "div"
            | "br"
            | "li"
            | "tr"
            | "td"
            | "th"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "table"
            | "ul"
            | "ol"
            | "blockquote"
            | "section"
            | "figure"
            | "figcaption"
            | "summary"
            | "details"
            | "dt"
            | "dd"
            | "hr"
            | "pre"
    )
}

/// One language variant of a text with where it ends.
struct Variant<'a> {
    language: &'a str,
    text: &'a str,
    end: usize,
}

/// Replaces runs of `<span lang=… class="multilang">` and `{mlang xx}…{mlang}` by one language.
fn choose_language(raw: &str, prefer: &[&str]) -> String {
    if !raw.contains("multilang") && !raw.contains("{mlang") {
        return raw.to_owned();
    }
    let mut out = String::with_capacity(raw.len());
    let mut at = 0;
    while at < raw.len() {
        let rest = &raw[at..];
        let Some(start) = next_variant(rest) else {
            out.push_str(rest);
            break;
        };
        out.push_str(&rest[..start]);
        let mut run: Vec<Variant<'_>> = Vec::new();
        let mut end = start;
        while let Some(variant) = variant(&rest[end..]) {
            end += variant.end;
            run.push(variant);
            let gap = rest[end..].len() - rest[end..].trim_start().len();
            if variant_starts(&rest[end + gap..]) {
                end += gap;
            }
        }
        if run.is_empty() {
            // Looks like one, but is none.
            let length = rest[start..].chars().next().map_or(1, char::len_utf8);
            out.push_str(&rest[start..start + length]);
            at += start + length;
            continue;
        }
        let wanted = prefer
            .iter()
            .find_map(|want| run.iter().find(|variant| same_language(variant.language, want)))
            .or_else(|| run.iter().find(|variant| variant.language != "other"))
            .or_else(|| run.first());
        out.push_str(wanted.map_or("", |variant| variant.text));
        at += end;
    }
    out
}

fn same_language(have: &str, want: &str) -> bool {
    let base = |code: &str| code.split(['-', '_']).next().unwrap_or("").to_ascii_lowercase();
    base(have) == base(want)
}

fn next_variant(text: &str) -> Option<usize> {
    text.match_indices(['<', '{']).map(|(at, _)| at).find(|at| variant_starts(&text[*at..]))
}

fn variant_starts(text: &str) -> bool {
    if text.starts_with("{mlang ") {
        return true;
    }
    let Some(head) = text.get(..5).filter(|head| head.eq_ignore_ascii_case("<span")) else {
        return false;
    };
    text[head.len()..].split('>').next().is_some_and(|tag| tag.contains("multilang"))
}

fn variant(text: &str) -> Option<Variant<'_>> {
    if let Some(rest) = text.strip_prefix("{mlang ") {
        let close = rest.find('}')?;
        let body = close + 1;
        let length = rest[body..].find("{mlang}")?;
        return Some(Variant {
            language: rest[..close].trim(),
            text: &rest[body..body + length],
            end: "{mlang ".len() + body + length + "{mlang}".len(),
        });
    }
    if !variant_starts(text) {
        return None;
    }
    let close = text.find('>')?;
    let tag = &text[..close];
    let at = tag.find("lang=")? + "lang=".len();
    let language = tag[at..].trim_start_matches(['"', '\'']);
    let language = language.split(['"', '\'', ' ']).next()?;
    let length = text[close + 1..].find("</span>")?;
    Some(Variant {
        language,
        text: &text[close + 1..close + 1 + length],
        end: close + 1 + length + "</span>".len(),
    })
}
