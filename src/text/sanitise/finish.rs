//! The last touches on clean HTML that need to see a whole tag.

use super::REL;

/// Gives links that leave the site their `rel`, turns `h1` into `h2`, and replaces images that lost their
/// address by their description.
///
/// `html` is what the cleaner wrote: every `<` outside quoted values begins a tag.
pub fn finish(html: &str) -> String {
    let mut finished = String::with_capacity(html.len() + html.len() / 8);
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        finished.push_str(&rest[..at]);
        rest = &rest[at..];
        let (tag, after) = rest.split_at(tag_end(rest));
        rest = after;
        match tag_name(tag) {
            "a" => link(tag, &mut finished),
            "img" => image(tag, &mut finished),
            "h1" => {
                finished.push_str("<h2");
                finished.push_str(&tag["<h1".len()..]);
            }
            "/h1" => finished.push_str("</h2>"),
            _ => finished.push_str(tag),
        }
    }
    finished.push_str(rest);
    finished
}

/// Where a tag of clean HTML ends that begins where the text does, with its `>`; one inside a quoted value does not count.
pub fn tag_end(tag: &str) -> usize {
    let mut quoted = false;
    for (at, byte) in tag.bytes().enumerate() {
        match byte {
            b'"' => quoted = !quoted,
            b'>' if !quoted => return at + 1,
            _ => {}
        }
    }
    tag.len()
}

fn tag_name(tag: &str) -> &str {
    let name = tag.trim_start_matches('<');
    &name[..name.find([' ', '>']).unwrap_or(name.len())]
}

/// The value of an attribute as it is written, with its entities.
fn attribute<'t>(tag: &'t str, name: &str) -> Option<&'t str> {
    let mut rest = tag;
    while let Some(equals) = rest.find("=\"") {
        let key = rest[..equals].trim_start();
        let key = key.rsplit([' ', '\n']).next().unwrap_or(key);
        let value = &rest[equals + 2..];
        let end = value.find('"')?;
        if key == name {
            return Some(&value[..end]);
        }
        rest = &value[end + 1..];
    }
    None
}

fn link(tag: &str, finished: &mut String) {
    let leaves = attribute(tag, "href").is_some_and(|address| address.starts_with("http"));
    if leaves && let Some(open) = tag.strip_suffix('>') {
        finished.push_str(open);
        finished.push_str(" rel=\"");
        finished.push_str(REL);
        finished.push_str("\">");
    } else {
        finished.push_str(tag);
    }
}

fn image(tag: &str, finished: &mut String) {
    let description = attribute(tag, "alt");
    if attribute(tag, "src").is_none() {
        let description = description.unwrap_or_default();
        finished.push_str(&description.replace('<', "&lt;").replace('>', "&gt;"));
    } else if description.is_none()
        && let Some(open) = tag.strip_suffix('>')
    {
        finished.push_str(open);
        finished.push_str(" alt=\"\">");
    } else {
        finished.push_str(tag);
    }
}
