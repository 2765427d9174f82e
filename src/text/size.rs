//! Sizes of files in words.

/// A number of bytes for readers of a language: `1.4 MB`, `1,4 MB`, `1,4 Mo`.
///
/// Units are of 1000, as storage is sold; a no-break space stands before them.
pub fn size(bytes: u64, language: &str) -> String {
    let primary = super::language::primary(language).unwrap_or_default();
    let units = match primary.as_str() {
        "fr" | "oc" => ["octets", "ko", "Mo", "Go", "To"],
        "ru" | "uk" | "be" | "bg" => ["Б", "кБ", "МБ", "ГБ", "ТБ"],
        _ => ["bytes", "kB", "MB", "GB", "TB"],
    };
    let units =
        if primary == "de" && bytes == 1 { ["Byte", "kB", "MB", "GB", "TB"] } else { units };
    if bytes < 1000 {
        let unit = match (units[0], bytes, primary.as_str()) {
            ("bytes", 1, _) => "byte",
            ("bytes", _, "de") => "Bytes",
            (unit, ..) => unit,
        };
        return format!("{bytes}\u{A0}{unit}");
    }
    // In tenths of the unit, rounded, so that 999 950 bytes are 1 MB and not 1000 kB.
    let (mut unit, mut size) = (1, 1000_u128);
    let tenths = |size: u128| (u128::from(bytes) * 10 + size / 2) / size;
    while tenths(size) >= 10_000 && unit < 4 {
        unit += 1;
        size *= 1000;
    }
    let tenths = tenths(size);
    let number = match (tenths / 10, tenths % 10) {
        (whole, 0) => whole.to_string(),
        (whole, _) if whole >= 100 => ((u128::from(bytes) + size / 2) / size).to_string(),
        (whole, tenth) => format!("{whole}{}{tenth}", decimal_mark(&primary)),
    };
    format!("{number}\u{A0}{}", units[unit])
}

/// The sign before decimals in a language.
pub fn decimal_mark(language: &str) -> char {
    const COMMA: &[&str] = &[
        "af", "az", "be", "bg", "bs", "ca", "cs", "da", "de", "el", "es", "et", "eu", "fi", "fo",
        "fr", "gl", "hr", "hu", "hy", "id", "is", "it", "ka", "kk", "lb", "lt", "lv", "mk", "nb",
        "nl", "nn", "no", "oc", "pl", "pt", "ro", "ru", "sk", "sl", "sq", "sr", "sv", "tr", "uk",
        "uz", "vi",
    ];
    let primary = super::language::primary(language).unwrap_or_default();
    if COMMA.contains(&primary.as_str()) { ',' } else { '.' }
}
