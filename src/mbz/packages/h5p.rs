//! `h5p.json`: the title, the main library, the licence and the authors of an H5P package.

use serde_json::Value;

use super::super::text::plain;
use super::Package;

/// Versions of Creative Commons licences that there are for every kind.
const VERSIONS: &[&str] = &["1.0", "2.0", "2.5", "3.0", "4.0"];

pub(super) fn read(text: &[u8]) -> Option<Package> {
    let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text);
    let json: Value = serde_json::from_slice(text).ok()?;
    let text = |name: &str| json[name].as_str().unwrap_or("").trim().to_owned();
    let library = text("mainLibrary");
    if library.is_empty() && text("title").is_empty() {
        return None;
    }
    let listed = json["preloadedDependencies"].as_array().into_iter().flatten();
    let version = listed
        .into_iter()
        .find(|one| one["machineName"].as_str() == Some(&library))
        .and_then(|one| Some((number(&one["majorVersion"])?, number(&one["minorVersion"])?)));
    let kind = match version {
        Some((major, minor)) => format!("{library} {major}.{minor}"),
        None => library,
    };
    let version = text("licenseVersion");
    let (licence, licence_uri) = licence(&text("license"), &version);
    // Two spellings have been in use: a list of objects, and plain text.
    let mut authors: Vec<String> = json["authors"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|author| author["name"].as_str())
        .map(plain)
        .collect();
    let single = text("author");
    if authors.is_empty() && !single.is_empty() {
        authors.push(plain(&single));
    }
    let language = match text("defaultLanguage") {
        own if own.is_empty() => text("language"),
        own => own,
    };
    let sound = language.len() <= 20
        && language.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
        && language != "und";
    Some(Package {
        title: plain(&text("title")),
        kind,
        language: if sound { language } else { String::new() },
        licence,
        licence_uri,
        authors,
        source: text("source"),
        parts: Vec::new(),
    })
}

/// Numbers that some editors write as text.
fn number(value: &Value) -> Option<u64> {
    value.as_u64().or_else(|| value.as_str()?.trim().parse().ok())
}

/// How a licence is called, and its address. `U` and what is not known say nothing.
fn licence(code: &str, version: &str) -> (String, String) {
    let none = (String::new(), String::new());
    let name = match code {
        "CC BY" | "CC BY-SA" | "CC BY-ND" | "CC BY-NC" | "CC BY-NC-SA" | "CC BY-NC-ND" => {
            let version = version.split_whitespace().next().unwrap_or("");
            if !VERSIONS.contains(&version) {
                return (code.to_owned(), String::new());
            }
            let path = code.trim_start_matches("CC ").to_ascii_lowercase();
            let uri = format!("https://creativecommons.org/licenses/{path}/{version}/");
            return (format!("{code} {version}"), uri);
        }
        "CC0 1.0" | "CC0" => {
            let uri = "https://creativecommons.org/publicdomain/zero/1.0/";
            return ("CC0 1.0".to_owned(), uri.to_owned());
        }
        "CC PDM" | "CC PDM 1.0" => {
            let uri = "https://creativecommons.org/publicdomain/mark/1.0/";
            return ("Public Domain Mark 1.0".to_owned(), uri.to_owned());
        }
        "GNU GPL" | "GPL" => "GNU GPL",
        "ODC PDDL" => "ODC PDDL",
        "PD" => "Public Domain",
        "C" => "©",
        _ => return none,
    };
    (name.to_owned(), String::new())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn licences_are_known_by_code_and_version() {
        for (code, version, name, uri) in [
            ("CC BY-SA", "4.0", "CC BY-SA 4.0", "https://creativecommons.org/licenses/by-sa/4.0/"),
            ("CC BY", "3.0 Unported", "CC BY 3.0", "https://creativecommons.org/licenses/by/3.0/"),
            ("CC BY", "", "CC BY", ""),
            ("CC0 1.0", "", "CC0 1.0", "https://creativecommons.org/publicdomain/zero/1.0/"),
            ("U", "4.0", "", ""),
            ("C", "", "©", ""),
            ("<script>", "", "", ""),
        ] {
            assert_eq!(licence(code, version), (name.to_owned(), uri.to_owned()), "{code}");
        }
    }
}
