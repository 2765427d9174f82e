//! Countries (ISO 3166-1), where about their middles are, and a coarse outline of the land.

use std::sync::OnceLock;

/// A country, as lists and maps show it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Country {
    /// Two letters.
    pub code: &'static str,
    en: &'static str,
    de: &'static str,
    latitude: f32,
    longitude: f32,
}

/// Code, English and German name, latitude and longitude in degrees.
const LIST: &str = include_str!("countries.txt");

/// The land, as polygons on a map of 360 by 180 units: a degree each, west and north at 0. Drawn by
/// hand, coarse on purpose.
pub const LAND: &[&str] = &[
    "12,24 25,19 45,20 62,17 85,20 100,28 117,30 125,38 115,43 109,48 104,55 99,60 98,64 92,60 \
     83,64 83,70 90,74 97,80 102,82 96,80 86,75 75,70 68,62 62,57 56,50 55,42 48,34 38,30 28,30 \
     15,32",
    "102,80 108,78 118,80 128,85 130,90 145,96 144,103 139,112 132,116 126,124 118,130 114,140 \
     108,144 106,136 108,125 109,110 103,104 99,94 101,88",
    "135,8 160,8 158,20 150,25 138,30 134,24 128,16",
    "171,53 172,46 179,47 176,42 184,37 188,35 188,33 192,36 199,36 204,32 210,30 202,28 200,25 \
     196,30 190,32 186,29 192,23 205,19 222,22 240,22 250,18 285,14 320,18 350,20 358,24 345,30 \
     336,36 336,38 330,32 322,34 320,40 312,46 309,52 306,54 302,50 300,58 301,64 296,68 288,70 \
     287,78 283,76 280,72 284,86 280,80 277,70 270,69 262,74 258,82 253,76 250,68 246,65 238,64 \
     236,61 230,60 238,66 240,68 232,77 224,78 216,64 215,54 208,54 206,50 202,52 198,46 193,45 \
     198,50 190,46 183,47 179,54 174,54",
    "164,76 163,68 170,58 174,54 190,53 195,58 209,59 214,62 217,72 224,79 231,79 222,92 219,104 \
     215,116 207,124 199,125 192,108 192,96 188,86 176,85 168,81",
    "224,106 229,104 227,115 224,115",
    "294,110 302,104 311,104 315,106 321,101 325,106 333,116 330,128 322,128 314,122 303,124 \
     295,124",
    "346,130 353,128 356,132 348,137",
    "275,85 284,92 286,96 279,92",
    "289,88 298,84 297,93 290,92",
    "310,91 322,94 330,100 318,98",
    "174,40 177,32 181,36 181,39",
    "170,38 174,36 174,39 170,39",
    "156,25 166,24 165,27 158,27",
    "310,58 316,55 321,48 325,46 322,52 317,57",
    "298,72 302,74 306,82 300,78",
];

/// All countries, by code.
pub fn all() -> &'static [Country] {
    static ALL: OnceLock<Vec<Country>> = OnceLock::new();
    ALL.get_or_init(|| LIST.lines().filter_map(read).collect())
}

fn read(line: &'static str) -> Option<Country> {
    let mut cells = line.split('|');
    Some(Country {
        code: cells.next()?,
        en: cells.next()?,
        de: cells.next()?,
        latitude: cells.next()?.parse().ok()?,
        longitude: cells.next()?.parse().ok()?,
    })
}

/// The country of this code.
pub fn find(code: &str) -> Option<&'static Country> {
    all().iter().find(|country| country.code == code)
}

impl Country {
    /// Its name for a reader: German, or English.
    pub fn name(&self, reader: &str) -> &'static str {
        if reader.starts_with("de") { self.de } else { self.en }
    }

    /// Where it stands on the map.
    pub fn x(&self) -> f32 {
        self.longitude + 180.0
    }

    /// How far from the north.
    pub fn y(&self) -> f32 {
        90.0 - self.latitude
    }
}

/// Codes and names for a form, by name.
pub fn choices(reader: &str) -> Vec<(String, String)> {
    let mut choices: Vec<(String, String)> = all()
        .iter()
        .map(|country| (country.code.to_owned(), country.name(reader).to_owned()))
        .collect();
    choices.sort_by_key(|(_, name)| crate::text::analyse::fold(name));
    choices
}
