//! Undoes what Moodles before Unicode did to letters: they called every charset Latin-1.

use encoding_rs::Encoding;

use super::node::Characters;

/// How texts of one backup are repaired. Up to 1.5 Moodle wrote `utf8_encode(text)`, which takes
/// the bytes of any charset for those of Latin-1; done backwards, the site's charset is there again.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Repair(Option<&'static Encoding>);

impl Repair {
    /// Finds out whether and how to repair: `backup` is the version of the backup format,
    /// `language` that of the course, if it has one.
    pub(super) fn of(backup: &str, release: &str, language: &str, seen: &Characters) -> Self {
        let high: u64 = seen.latin[0x80..].iter().sum();
        if seen.wide || high == 0 {
            return Self(None);
        }
        // Moodle 1.6 brought Unicode, with languages called `el_utf8`; it was not yet a must.
        let version: i64 = backup.trim().parse().unwrap_or(0);
        let before = (1..2_006_000_000).contains(&version)
            || version == 0
                && ["1.0", "1.1", "1.2", "1.3", "1.4", "1.5"]
                    .iter()
                    .any(|old| release.trim().starts_with(old))
            || release.trim().starts_with("1.6")
                && !language.trim().is_empty()
                && !language.trim().ends_with("_utf8");
        if !before {
            return Self(None);
        }
        let label = match charset(language) {
            Some(label) => label,
            None if language.trim().is_empty() => guess(seen),
            None => "windows-1252",
        };
        Self(Encoding::for_label(label.as_bytes()))
    }

    /// The text as its author wrote it. What makes no sense in the charset stays.
    pub(super) fn text(self, text: &mut String) {
        let Some(encoding) = self.0 else { return };
        if text.is_ascii() {
            return;
        }
        let bytes: Option<Vec<u8>> =
            text.chars().map(|c| u8::try_from(u32::from(c)).ok()).collect();
        let Some(bytes) = bytes else { return };
        if let Some(right) = encoding.decode_without_bom_handling_and_without_replacement(&bytes) {
            *text = right.into_owned();
        }
    }

    /// A name in bytes of the site's charset.
    pub(super) fn name(self, bytes: &[u8]) -> Option<String> {
        self.0?
            .decode_without_bom_handling_and_without_replacement(bytes)
            .map(std::borrow::Cow::into_owned)
    }
}

/// The charset of the language packs of Moodle 1.5 (`thischarset`), where it is not Latin-1.
fn charset(language: &str) -> Option<&'static str> {
    let code = language.trim().to_ascii_lowercase();
    Some(match code.as_str() {
        "zh_tw" | "zh_hk" => "big5",
        "zh_cn" => "gb18030",
        "uk_koi8" => "koi8-u",
        _ => match code.split(['_', '-']).next().unwrap_or("") {
            "el" => "windows-1253",
            "ru" | "uk" | "bg" | "be" | "mk" | "sr" => "windows-1251",
            "pl" | "cs" | "hu" | "sk" | "sl" | "hr" | "ro" | "bs" => "iso-8859-2",
            "tr" | "az" => "iso-8859-9",
            "he" => "iso-8859-8-i",
            "ar" | "fa" => "windows-1256",
            "ja" => "euc-jp",
            "zh" => "gb18030",
            "ko" => "euc-kr",
            "th" => "windows-874",
            "lt" | "lv" | "et" => "windows-1257",
            "vi" => "windows-1258",
            _ => return None,
        },
    })
}

/// Courses that leave the language to the site tell it by their letters: where there are more from
/// the upper half than from the lower, it is not Latin.
fn guess(seen: &Characters) -> &'static str {
    const WESTERN: &str = "windows-1252";
    let letters: u64 = seen.latin[0xc0..].iter().sum();
    // The ASCII letters of texts without any such letter are not counted, which only helps.
    let ascii: u64 =
        seen.latin[0x41..0x5b].iter().sum::<u64>() + seen.latin[0x61..0x7b].iter().sum::<u64>();
    if letters < 20 || letters < ascii {
        return WESTERN;
    }
    let share = |often: &[u8]| often.iter().map(|b| seen.latin[usize::from(*b)]).sum::<u64>();
    // The commonest letters of Russian, Greek and Hebrew in their charsets.
    let scripts = [
        ("windows-1251", share(&[0xee, 0xe5, 0xe0, 0xe8, 0xed, 0xf2, 0xf0, 0xe2])),
        ("windows-1253", share(&[0xe1, 0xef, 0xe9, 0xf4, 0xe5, 0xf3, 0xf2, 0xdf])),
        ("iso-8859-8-i", share(&[0xe9, 0xe5, 0xe4, 0xec, 0xe0, 0xf8, 0xfa, 0xee])),
    ];
    scripts.iter().max_by_key(|(_, share)| *share).map_or(WESTERN, |(label, _)| label)
}
