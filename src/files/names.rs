//! Names of files as people see them, safe to put into headers and onto any disk.

use std::fmt::Write;

use unicode_normalization::UnicodeNormalization;

/// The longest name in bytes; most file systems have 255, and people add "(1)" and "copy of".
const MAX_BYTES: usize = 150;
/// The longest ending in bytes, with its dot, that is kept when a name is cut.
const MAX_ENDING: usize = 20;

/// A name for a downloaded file: without folders, control characters, characters that turn the
/// direction of writing, those that Windows forbids, and its reserved names; at most 150 bytes.
pub fn clean_file_name(name: &str) -> String {
    let name = name.rsplit(['/', '\\']).find(|part| !part.trim().is_empty()).unwrap_or_default();
    let clean: String = name
        .nfc()
        .filter(|letter| !is_hidden(*letter))
        .take(10 * MAX_BYTES)
        .map(|letter| match letter {
            '<' | '>' | ':' | '"' | '|' | '?' | '*' => '_',
            space if space.is_whitespace() => ' ',
            other => other,
        })
        .collect();
    let clean = clean.trim_matches(is_edge);
    let stem = clean.split('.').next().unwrap_or_default().trim_end().to_ascii_uppercase();
    let clean = if is_reserved(&stem) { format!("_{clean}") } else { clean.to_owned() };
    if clean.is_empty() { "file".to_owned() } else { shortened(clean) }
}

/// The value of `Content-Disposition` that offers a file under `name`, cleaned: a plain form for
/// old programs and, if they differ, the exact one (RFC 6266, RFC 8187).
pub fn disposition(name: &str, inline: bool) -> String {
    let name = clean_file_name(name);
    let plain: String = name
        .chars()
        .map(|letter| match letter {
            // Some programs decode percent signs even here.
            '%' | '"' | '\\' => '_',
            ' '..='~' => letter,
            _ => '_',
        })
        .collect();
    let mut value = if inline { "inline" } else { "attachment" }.to_owned();
    let _ = write!(value, "; filename=\"{plain}\"");
    if plain != name {
        value.push_str("; filename*=UTF-8''");
        for byte in name.bytes() {
            if byte.is_ascii_alphanumeric() || b"!#$&+-.^_`|~".contains(&byte) {
                value.push(char::from(byte));
            } else {
                let _ = write!(value, "%{byte:02X}");
            }
        }
    }
    value
}

/// Characters that show nothing themselves: controls, joiners, and those that turn the direction
/// of writing, by which a name that ends in `fdp.exe` looks like a PDF's.
fn is_hidden(letter: char) -> bool {
    letter.is_control()
        || matches!(
            letter,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}'
        )
}

/// What a name neither begins nor ends with: a dot in front hides it, one behind vanishes on
/// Windows.
fn is_edge(letter: char) -> bool {
    letter == '.' || letter == ' '
}

/// Names that mean devices to Windows, whatever their ending.
fn is_reserved(stem: &str) -> bool {
    let port = stem.strip_prefix("COM").or_else(|| stem.strip_prefix("LPT"));
    matches!(stem, "CON" | "PRN" | "AUX" | "NUL" | "CONIN$" | "CONOUT$")
        || matches!(port, Some("0" | "1" | "2" | "3" | "4" | "5" | "6" | "7" | "8" | "9"))
        || matches!(port, Some("¹" | "²" | "³"))
}

fn shortened(name: String) -> String {
    if name.len() <= MAX_BYTES {
        return name;
    }
    let ending = match name.rfind('.') {
        Some(dot) if name.len() - dot <= MAX_ENDING => &name[dot..],
        _ => "",
    };
    let stem = &name[..name.floor_char_boundary(MAX_BYTES - ending.len())];
    format!("{}{ending}", stem.trim_end_matches(is_edge))
}

#[cfg(test)]
mod tests {
    use super::{clean_file_name, disposition};

    #[test]
    fn names_lose_what_could_mislead() {
        for (given, clean) in [
            ("Übung 3.pdf", "Übung 3.pdf"),
            ("u\u{308}ber.txt", "über.txt"),
            ("../../etc/passwd", "passwd"),
            ("C:\\fakepath\\Plan.docx", "Plan.docx"),
            ("folder/", "folder"),
            ("annexe\u{202e}fdp.exe", "annexefdp.exe"),
            ("a\r\nSet-Cookie: x=1.txt", "aSet-Cookie_ x=1.txt"),
            ("what? \"yes\" <b>|*.txt", "what_ _yes_ _b___.txt"),
            (".htaccess", "htaccess"),
            (" report . ", "report"),
            ("nul.tar.gz", "_nul.tar.gz"),
            ("COM1", "_COM1"),
            ("COMMA.txt", "COMMA.txt"),
            ("a\u{a0}b\tc.txt", "a bc.txt"),
            ("日本語.md", "日本語.md"),
            ("", "file"),
            ("...", "file"),
            ("/", "file"),
            ("\0\u{feff}", "file"),
        ] {
            assert_eq!(clean_file_name(given), clean, "{given:?}");
        }
    }

    #[test]
    fn long_names_keep_their_ending_and_their_letters_whole() {
        let cut = clean_file_name(&format!("{}.tar.gz", "ü".repeat(5000)));
        assert!(cut.len() <= 150, "{}", cut.len());
        let cut = clean_file_name(&format!("{}.docx", "ü".repeat(100)));
        assert_eq!(cut, format!("{}.docx", "ü".repeat(72)));
        let cut = clean_file_name(&format!("a.{}", "b".repeat(200)));
        assert_eq!(cut.len(), 150);
    }

    #[test]
    fn headers_carry_any_name_and_nothing_else() {
        for (name, value) in [
            ("plan.pdf", "attachment; filename=\"plan.pdf\""),
            ("a;b=c.txt", "attachment; filename=\"a;b=c.txt\""),
            ("é 1.txt", "attachment; filename=\"_ 1.txt\"; filename*=UTF-8''%C3%A9%201.txt"),
            ("100%.txt", "attachment; filename=\"100_.txt\"; filename*=UTF-8''100%25.txt"),
            ("x\"; evil=\"\r\nA: b", "attachment; filename=\"x_; evil=_A_ b\""),
        ] {
            assert_eq!(disposition(name, false), value, "{name:?}");
        }
        assert_eq!(disposition("a.png", true), "inline; filename=\"a.png\"");
    }
}
