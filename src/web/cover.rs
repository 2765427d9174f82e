//! Drawn covers: a small picture for everything that brings none of its own.
//!
//! A cover looks like a cloth binding with a stamped pattern. The pattern and its colour tell the subject, the arrangement
//! comes from the key, so that the same thing always looks the same and neighbours look different.

use std::fmt::Write as _;

/// The two outlines a cover comes in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// 320 by 140, for cards and the top of a page.
    Wide,
    /// 128 by 128, for rows.
    Square,
}

/// Draws the cover of `key` as one self-contained SVG below 3 KB.
///
/// `field` is a two-digit broad field of ISCED-F 2013 (`"00"` to `"10"`); anything else gets ruled paper. The key only
/// steers the drawing and is never written into it. The caller adds a role or an empty alternative text.
pub fn cover(key: &str, field: Option<&str>, shape: Shape) -> String {
    let (width, height) = match shape {
        Shape::Wide => (320, 140),
        Shape::Square => (128, 128),
    };
    let field = field.and_then(|code| CLOTHS.iter().find(|cloth| cloth.code == code));
    let cloth = field.unwrap_or(&RULED);
    let mut brush = Brush { width, height, dice: Dice::of(key), art: String::with_capacity(2048) };
    (cloth.stamp)(&mut brush);
    let ground = cloth.grounds[usize::from(key.len().is_multiple_of(2))];
    let (x, y) = (width - 9, height - 9);
    format!(
        r##"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}"><path d="M0 0h{width}v{height}H0z" fill="{ground}"/><g fill="none" stroke="#fff8e6" stroke-width="2" stroke-linecap="round" stroke-linejoin="round">{}</g><path d="M5 5h{x}v{y}H5z" transform="translate(-.5-.5)" fill="none" stroke="#fff8e6" stroke-opacity=".5"/></svg>"##,
        brush.art
    )
}

/// A binding: the field it stands for, two shades of its hue, and what is stamped on it.
struct Cloth {
    code: &'static str,
    grounds: [&'static str; 2],
    stamp: fn(&mut Brush),
}

/// The eleven broad fields; the hues are those of `--field-00` … `--field-10` in the style sheet.
const CLOTHS: [Cloth; 11] = [
    Cloth { code: "00", grounds: ["#6a5d4c", "#75674f"], stamp: rays },
    Cloth { code: "01", grounds: ["#8a6100", "#7b5a12"], stamp: stitches },
    Cloth { code: "02", grounds: ["#ab2f3d", "#97303f"], stamp: letters },
    Cloth { code: "03", grounds: ["#87408f", "#774386"], stamp: dots },
    Cloth { code: "04", grounds: ["#4d4bab", "#454a96"], stamp: scales },
    Cloth { code: "05", grounds: ["#0d678d", "#1a5c80"], stamp: graph },
    Cloth { code: "06", grounds: ["#00716d", "#0d6463"], stamp: circuits },
    Cloth { code: "07", grounds: ["#a5461b", "#943f22"], stamp: bricks },
    Cloth { code: "08", grounds: ["#56690c", "#4c6119"], stamp: leaves },
    Cloth { code: "09", grounds: ["#b23069", "#9d3163"], stamp: waves },
    Cloth { code: "10", grounds: ["#237048", "#246346"], stamp: hills },
];

/// What has no subject yet.
const RULED: Cloth = Cloth { code: "", grounds: ["#4d5b66", "#455564"], stamp: ruled };

/// Horn yellow, for the one thing on a cover that catches the eye.
const HORN: &str = "#f3c433";

struct Brush {
    width: i32,
    height: i32,
    dice: Dice,
    art: String,
}

impl Brush {
    fn roll(&mut self, from: i32, to: i32) -> i32 {
        self.dice.between(from, to)
    }

    /// Adds one path; `look` holds further attributes.
    fn path(&mut self, d: &str, look: &str) {
        // Writing to a string cannot fail.
        let _ = write!(self.art, r#"<path d="{d}" {look}/>"#);
    }

    fn disc(&mut self, x: i32, y: i32, r: i32, look: &str) {
        let _ = write!(self.art, r#"<circle cx="{x}" cy="{y}" r="{r}" {look}/>"#);
    }
}

/// Numbers that depend on the key alone, the same on every machine and in every version.
struct Dice(u64);

impl Dice {
    /// FNV-1a of the key.
    fn of(key: &str) -> Self {
        Self(key.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        }))
    }

    /// A number from `from` up to and without `to`, by `SplitMix64`.
    fn between(&mut self, from: i32, to: i32) -> i32 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        let span = u64::from(from.abs_diff(to).max(1));
        from + i32::try_from((mixed ^ (mixed >> 31)) % span).unwrap_or(0)
    }
}

fn rays(b: &mut Brush) {
    let (x, y) = (b.roll(b.width / 4, b.width * 3 / 4), b.height + 6);
    let turns = b.roll(16, 23);
    let mut d = String::new();
    for i in 0..=turns {
        let angle = std::f64::consts::PI * f64::from(i) / f64::from(turns);
        let (sin, cos) = angle.sin_cos();
        let near = if i % 2 == 0 { 46.0 } else { 58.0 };
        let (x, y) = (f64::from(x), f64::from(y));
        let _ = write!(d, "M{:.0} {:.0}", x + near * cos, y - near * sin);
        let _ = write!(d, "L{:.0} {:.0}", x + 330.0 * cos, y - 330.0 * sin);
    }
    b.path(&d, r#"stroke-opacity=".55""#);
    b.disc(x, y, 34, &format!(r#"fill="{HORN}" stroke="none""#));
}

fn stitches(b: &mut Brush) {
    let step = 16;
    let (mut crosses, mut bright) = (String::new(), String::new());
    let half = (b.width / step + 1) / 2;
    // A sampler is the same on both sides of its middle.
    for row in 0..b.height / step {
        for column in 0..half {
            let pick = b.roll(0, 12);
            if pick > 6 {
                continue;
            }
            let to = if pick == 0 { &mut bright } else { &mut crosses };
            for x in [column * step, b.width - step - column * step] {
                let _ = write!(to, "M{} {}l8 8m0-8l-8 8", x + 4, row * step + 8);
            }
        }
    }
    b.path(&crosses, r#"stroke-opacity=".7""#);
    b.path(&bright, &format!(r#"stroke="{HORN}" stroke-width="3""#));
}

fn letters(b: &mut Brush) {
    const ALPHABET: &[u8] = b"AaBbCcDdEeFfGgHhKkMmNnQqRrSsTtWwXxYyZz";
    let count = b.width / 26;
    let horn = b.roll(0, count);
    for i in 0..count {
        let letter = usize::try_from(b.roll(0, 38)).map_or('A', |at| char::from(ALPHABET[at]));
        let x = i * 26 + b.roll(4, 18);
        let y = b.roll(30, b.height - 4);
        let size = b.roll(30, 92);
        let (fill, opacity) = if i == horn { (HORN, "1") } else { ("#fff8e6", ".5") };
        let _ = write!(
            b.art,
            r#"<text x="{x}" y="{y}" font-family="Georgia,serif" font-size="{size}" fill="{fill}" fill-opacity="{opacity}" stroke="none">{letter}</text>"#
        );
    }
}

fn dots(b: &mut Brush) {
    let mut places = Vec::new();
    for x in (20..b.width).step_by(44) {
        for y in (22..b.height).step_by(42) {
            places.push((x + b.roll(-9, 10), y + b.roll(-9, 10), b.roll(3, 12)));
        }
    }
    let mut lines = String::new();
    for pair in places.windows(2) {
        if b.roll(0, 3) > 0 {
            let _ = write!(lines, "M{} {}L{} {}", pair[0].0, pair[0].1, pair[1].0, pair[1].1);
        }
    }
    b.path(&lines, r#"stroke-opacity=".5" stroke-width="1.5""#);
    let horn = b.roll(0, 9);
    for (i, (x, y, r)) in (0..).zip(places) {
        let fill = if i == horn { HORN } else { "#fff8e6" };
        b.disc(x, y, r, &format!(r#"fill="{fill}" stroke="none""#));
    }
}

fn scales(b: &mut Brush) {
    let r = b.roll(14, 22);
    let (mut arcs, mut horn) = (String::new(), String::new());
    for row in 0..=b.height / r {
        let shift = if row % 2 == 0 { 0 } else { -r };
        let mut x = shift;
        while x < b.width {
            if b.roll(0, 16) == 0 {
                let _ = write!(horn, "M{x} {}a{r} {r} 0 0 0 {} 0z", row * r, 2 * r);
            }
            x += 2 * r;
        }
        let _ = write!(arcs, "M{shift} {}", row * r);
        for _ in 0..=(b.width - shift) / (2 * r) {
            let _ = write!(arcs, "a{r} {r} 0 0 0 {} 0", 2 * r);
        }
    }
    b.path(&horn, &format!(r#"fill="{HORN}" stroke="none""#));
    b.path(&arcs, r#"stroke-opacity=".65""#);
}

fn graph(b: &mut Brush) {
    let mut lines = String::new();
    for x in (16..b.width).step_by(16) {
        let _ = write!(lines, "M{x} 0v{}", b.height);
    }
    for y in (16..b.height).step_by(16) {
        let _ = write!(lines, "M0 {y}h{}", b.width);
    }
    b.path(&lines, r#"stroke-opacity=".22" stroke-width="1""#);
    let middle = b.height / 2 / 16 * 16;
    b.path(&format!("M0 {middle}H{}M32 0v{}", b.width, b.height), r#"stroke-opacity=".6""#);
    let (lift, step) = (b.roll(24, 60), b.roll(20, 44));
    let mut curve = format!("M{} {middle}q{} {} {} 0", 32 - 2 * step, step / 2, -lift * 2, step);
    for _ in 0..b.width / step + 2 {
        let _ = write!(curve, "t{step} 0");
    }
    b.path(&curve, r#"stroke-width="3""#);
    let (x, y) = (32 + 16 * b.roll(1, b.width / 16 - 3), middle - 16 * b.roll(-3, 4));
    b.disc(x, y, 6, &format!(r#"fill="{HORN}" stroke="none""#));
}

fn circuits(b: &mut Brush) {
    let mut tracks = String::new();
    let mut ends = Vec::new();
    for y in (14..b.height).step_by(14) {
        let turn = b.roll(20, b.width - 40);
        let bend = [-14, 14][usize::from(b.roll(0, 2) == 0)];
        let on = b.roll(10, b.width / 2);
        let _ = write!(tracks, "M0 {y}h{turn}l14 {bend}h{on}");
        ends.push((turn + 14 + on, y + bend));
    }
    b.path(&tracks, r#"stroke-opacity=".65""#);
    let horn = b.roll(0, 8);
    for (i, (x, y)) in (0..).zip(ends) {
        let fill = if i == horn { HORN } else { "#fff8e6" };
        b.disc(x, y, 4, &format!(r#"fill="{fill}" stroke="none""#));
    }
}

fn bricks(b: &mut Brush) {
    let (tall, long) = (b.roll(16, 21), b.roll(36, 49));
    let (mut joints, mut pale, mut horn) = (String::new(), String::new(), String::new());
    for row in 0..=b.height / tall {
        let y = row * tall;
        let _ = write!(joints, "M0 {y}h{}", b.width);
        let mut x = if row % 2 == 0 { 0 } else { -long / 2 };
        while x < b.width {
            let _ = write!(joints, "M{x} {y}v{tall}");
            let to = match b.roll(0, 24) {
                0 => &mut horn,
                1..=5 => &mut pale,
                _ => {
                    x += long;
                    continue;
                }
            };
            let _ = write!(to, "M{x} {y}h{long}v{tall}h-{long}z");
            x += long;
        }
    }
    b.path(&pale, r##"fill="#fff8e6" fill-opacity=".25" stroke="none""##);
    b.path(&horn, &format!(r#"fill="{HORN}" stroke="none""#));
    b.path(&joints, r#"stroke-opacity=".65""#);
}

fn leaves(b: &mut Brush) {
    let horn = b.roll(0, 9);
    let mut n = 0;
    b.art.push_str(r##"<g fill="#fff8e6" fill-opacity=".3" stroke-opacity=".8">"##);
    for x in (24..b.width).step_by(46) {
        for y in (26..b.height).step_by(44) {
            let (turn, size) = (b.roll(0, 360), b.roll(17, 25));
            let half = size / 2;
            let look = if n == horn {
                format!(r#" fill="{HORN}" fill-opacity="1""#)
            } else {
                String::new()
            };
            let d = format!(
                "M0 {size}V-{size}c{size} {half} {size} {0} 0 {1}c-{size}-{half}-{size}-{0} 0-{1}",
                size + half,
                2 * size
            );
            b.path(&d, &format!(r#"transform="translate({x} {y}) rotate({turn})"{look}"#));
            n += 1;
        }
    }
    b.art.push_str("</g>");
}

fn waves(b: &mut Brush) {
    let (long, high) = (b.roll(24, 44), b.roll(8, 20));
    let horn = b.roll(1, b.height / 14);
    for line in 0..=b.height / 14 {
        let mut d =
            format!("M{} {}q{} {} {long} 0", -b.roll(0, long) - long, line * 14, long / 2, -high);
        for _ in 0..b.width / long + 2 {
            let _ = write!(d, "t{long} 0");
        }
        if line == horn {
            b.path(&d, &format!(r#"stroke="{HORN}" stroke-width="4""#));
        } else {
            b.path(&d, r#"stroke-opacity=".6""#);
        }
    }
}

fn hills(b: &mut Brush) {
    let (x, y) = (b.roll(24, b.width - 24), b.roll(24, b.height / 2));
    let size = b.roll(12, 20);
    b.disc(x, y, size, &format!(r#"fill="{HORN}" stroke="none""#));
    for range in 1..=5 {
        let base = b.height * (range + 1) / 7 + b.roll(-4, 8);
        let (long, high) = (b.roll(50, 110), b.roll(24, 56));
        let mut d = format!("M{} {base}q{} {} {long} 0", -b.roll(0, long), long / 2, -high);
        for _ in 0..=b.width / long {
            let _ = write!(d, "t{long} 0");
        }
        let _ = write!(d, "V{}H-9z", b.height + 9);
        b.path(&d, r##"fill="#fff8e6" fill-opacity=".13" stroke-opacity=".7""##);
    }
}

fn ruled(b: &mut Brush) {
    let mut lines = String::new();
    for y in (24..b.height).step_by(16) {
        let _ = write!(lines, "M16 {y}h{}", b.roll(b.width / 3, b.width - 40));
    }
    b.path(&lines, r#"stroke-opacity=".55""#);
    let x = b.roll(b.width / 2, b.width - 24);
    b.path(&format!("M{x} 0v46l-8-8-8 8V0z"), &format!(r#"fill="{HORN}" stroke="none""#));
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIELDS: [Option<&str>; 13] = [
        None,
        Some("00"),
        Some("01"),
        Some("02"),
        Some("03"),
        Some("04"),
        Some("05"),
        Some("06"),
        Some("07"),
        Some("08"),
        Some("09"),
        Some("10"),
        Some("99"),
    ];

    fn every_cover(key: &str) -> impl Iterator<Item = String> {
        let both = |field| [Shape::Wide, Shape::Square].map(|shape| cover(key, field, shape));
        FIELDS.into_iter().flat_map(both)
    }

    #[test]
    fn the_same_key_always_looks_the_same() {
        assert!(every_cover("01JABC").eq(every_cover("01JABC")));
    }

    #[test]
    fn another_key_looks_different_in_every_field() {
        for (one, other) in every_cover("01JABC").zip(every_cover("01JABD")) {
            assert_ne!(one, other);
        }
    }

    #[test]
    fn each_field_has_a_pattern_of_its_own() {
        let mut seen: Vec<_> = FIELDS[..12].iter().map(|f| cover("k", *f, Shape::Wide)).collect();
        seen.sort();
        seen.dedup();
        assert_eq!(seen.len(), 12);
    }

    #[test]
    fn every_cover_is_small_and_well_formed() {
        for n in 0..200 {
            for svg in every_cover(&format!("key {n}")) {
                assert!(svg.len() < 3072, "{} bytes: {svg}", svg.len());
                assert_well_formed(&svg);
            }
        }
    }

    #[test]
    fn a_hostile_key_leaves_no_trace() {
        let long = "x".repeat(100_000);
        for key in
            ["", "\0", "</svg><script>alert(1)</script>", "\" onload=\"x", "𝕳😀\u{202e}", &long]
        {
            for svg in every_cover(key) {
                assert!(!svg.contains("script") && !svg.contains("onload"));
                assert_well_formed(&svg);
            }
        }
    }

    /// Every tag closes in order and every attribute is quoted: all the XML a cover uses.
    fn assert_well_formed(svg: &str) {
        let mut open = Vec::new();
        for piece in svg.split('<').skip(1) {
            let (tag, _) = piece.split_once('>').expect("every tag ends");
            if let Some(name) = tag.strip_prefix('/') {
                assert_eq!(open.pop(), Some(name));
                continue;
            }
            let (name, attributes) = tag.split_once(' ').unwrap_or((tag, ""));
            let body = attributes.trim_end_matches('/');
            assert_eq!(body.matches('"').count() % 2, 0, "{tag}");
            assert!(body.is_empty() || body.ends_with('"'), "{tag}");
            let mut names: Vec<_> =
                body.split('"').step_by(2).filter(|n| !n.is_empty()).map(str::trim).collect();
            assert!(names.iter().all(|n| n.ends_with('=')), "{tag}");
            let count = names.len();
            names.sort_unstable();
            names.dedup();
            assert_eq!(names.len(), count, "an attribute twice: {tag}");
            if !tag.ends_with('/') {
                open.push(name);
            }
        }
        assert!(open.is_empty());
    }
}
