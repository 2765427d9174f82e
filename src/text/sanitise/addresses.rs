//! Which addresses foreign HTML may point to.

use url::Url;

use super::ID_PREFIX;

/// Where an address stands.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Use {
    Link,
    Media,
}

const LENGTH_LIMIT: usize = 4000;

/// The address in a safe spelling, or `None` if it must not be kept.
///
/// An address of another site comes back absolute and normalised; one of this site begins with a
/// single `/`; one in the same text with `#`.
pub fn address(value: &str, purpose: Use) -> Option<String> {
    // Browsers drop these anywhere in an address, so `java\nscript:` must be read without them.
    let value: String = value.chars().filter(|c| !c.is_control()).collect();
    let value = value.trim();
    if value.is_empty() || value.len() > LENGTH_LIMIT {
        return None;
    }
    if let Some(place) = value.strip_prefix('#') {
        return (purpose == Use::Link).then(|| match place {
            "" => "#".to_owned(),
            place => format!("#{}", own_id(place)),
        });
    }
    if value.starts_with('/') && !value.starts_with("//") && !value.starts_with("/\\") {
        // A backslash is a slash to browsers.
        return (!value.contains('\\')).then(|| value.to_owned());
    }
    let absolute = if value.starts_with("//") {
        format!("https:{value}")
    } else if value.len() > 4 && value.as_bytes()[..4].eq_ignore_ascii_case(b"www.") {
        format!("https://{value}")
    } else {
        value.to_owned()
    };
    let address = Url::parse(&absolute).ok()?;
    match address.scheme() {
        "http" | "https" => address.has_host().then(|| address.to_string()),
        "mailto" | "tel" if purpose == Use::Link => Some(address.to_string()),
        _ => None,
    }
}

/// An address in text of another server: only what leads to the web or to a mailbox.
pub fn foreign(value: &str) -> Option<String> {
    address(value, Use::Link).filter(|address| !address.starts_with(['/', '#']))
}

pub fn own_id(id: &str) -> String {
    if id.starts_with(ID_PREFIX) { id.to_owned() } else { format!("{ID_PREFIX}{id}") }
}
