//! Leads the addresses in a page to other places.

use crate::{
    mbz::html::unescape,
    text::sanitise::{escape, tag_end},
};

/// The HTML with every address in its tags that `lead` answers for. Addresses are shown to it as
/// they are meant, without the marks of HTML. The HTML is as our cleaner leaves it: attributes in
/// double quotes, one blank before each.
pub(super) fn rewrite(html: &str, lead: &dyn Fn(&str) -> Option<String>) -> String {
    let mut out = String::with_capacity(html.len() + html.len() / 8);
    let mut rest = html;
    while let Some(open) = rest.find('<') {
        let (text, tag) = rest.split_at(open);
        out.push_str(text);
        let end = tag_end(tag);
        attributes(&tag[..end], lead, &mut out);
        rest = &tag[end..];
    }
    out.push_str(rest);
    out
}

fn attributes(tag: &str, lead: &dyn Fn(&str) -> Option<String>, out: &mut String) {
    let mut rest = tag;
    while let Some(quote) = rest.find('"') {
        let (before, value) = rest.split_at(quote + 1);
        out.push_str(before);
        let Some(end) = value.find('"') else {
            rest = value;
            break;
        };
        let name = before.trim_end_matches("=\"").rsplit(' ').next().unwrap_or_default();
        let value_now = &value[..end];
        let led = matches!(name, "href" | "src" | "poster" | "data" | "cite")
            .then(|| lead(&unescape(value_now)))
            .flatten();
        match led {
            Some(led) => out.push_str(&escape(&led)),
            None => out.push_str(value_now),
        }
        out.push('"');
        rest = &value[end + 1..];
    }
    out.push_str(rest);
}

/// What an address of this site names: a key and, of a file, its name as the address writes it.
pub(super) fn named(address: &str) -> Option<(&str, Option<&str>)> {
    let rest = address.strip_prefix("/r/")?;
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (key, rest) = rest.split_at(end);
    let Some(rest) = rest.strip_prefix("/dl/") else {
        return (!rest.starts_with('/')).then_some((key, None));
    };
    let end = rest.find(['?', '#']).unwrap_or(rest.len());
    Some((key, Some(&rest[..end])))
}
