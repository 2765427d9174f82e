//! The files of a Moodle 1.x backup: by the names that texts call them, in any spelling.

use std::collections::{BTreeMap, HashMap};

use super::super::html::{percent_bytes, percent_decode};
use super::super::members::{Name, normal};
use super::charset::Repair;

/// A file of the archive.
#[derive(Debug, Clone)]
pub(super) struct Stored {
    /// Place in the list of the zip file.
    pub(super) at: usize,
    /// Its path within the backup.
    path: String,
    /// By its own words. Bytes.
    pub(super) size: u64,
}

/// All files of the archive that are not `moodle.xml`.
#[derive(Debug, Default)]
pub(super) struct Store {
    files: Vec<Stored>,
    /// The whole path within the backup.
    names: BTreeMap<String, usize>,
    /// The same in other spellings.
    others: HashMap<String, usize>,
    /// Names that no honest backup has. Count.
    pub(super) refused: u64,
}

/// The upper half of the charset of DOS, in which Windows wrote names into zip files.
const DOS: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{a0}";

fn dos(bytes: &[u8]) -> String {
    let upper: Vec<char> = DOS.chars().collect();
    bytes
        .iter()
        .map(|b| match usize::from(*b).checked_sub(0x80) {
            Some(at) => upper.get(at).copied().unwrap_or('?'),
            None => char::from(*b),
        })
        .collect()
}

impl Store {
    /// Takes one member of the archive. `prefix` is the folder around everything.
    pub(super) fn add(&mut self, at: usize, raw: &[u8], size: u64, prefix: &str, repair: Repair) {
        let mut spellings: Vec<String> = Vec::new();
        if let Ok(name) = std::str::from_utf8(raw) {
            spellings.push(name.to_owned());
        } else {
            let latin = encoding_rs::WINDOWS_1252.decode_without_bom_handling(raw).0;
            spellings.extend(repair.name(raw));
            spellings.push(dos(raw));
            spellings.push(latin.into_owned());
        }
        let mut first = true;
        let mut index = 0;
        for spelling in spellings {
            let name = match normal(spelling.replace('\\', "/").as_bytes()) {
                Name::Clean(name) => name,
                Name::Rubbish => return,
                Name::Refused => {
                    self.refused += u64::from(first);
                    return;
                }
            };
            let Some(name) = name.strip_prefix(prefix) else { return };
            if std::mem::take(&mut first) {
                if name == "moodle.xml" || self.names.contains_key(name) {
                    return;
                }
                index = self.files.len();
                self.files.push(Stored { at, path: name.to_owned(), size });
                self.names.insert(name.to_owned(), index);
            }
            self.others.entry(name.to_lowercase()).or_insert(index);
        }
    }

    /// How many, and how many bytes by their own words.
    pub(super) fn totals(&self) -> (u64, u64) {
        let bytes = self.files.iter().fold(0_u64, |sum, file| sum.saturating_add(file.size));
        (self.files.len() as u64, bytes)
    }

    pub(super) fn get(&self, index: usize) -> Option<&Stored> {
        self.files.get(index)
    }

    /// All, with their paths.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, usize)> {
        self.names.iter().map(|(name, index)| (name.as_str(), *index))
    }

    /// The first `most` files of a folder, with their paths below it.
    pub(super) fn folder(&self, folder: &str, most: usize) -> Vec<(String, usize)> {
        let start = format!("{}/", folder.trim_end_matches('/'));
        self.names
            .range(start.clone()..)
            .take_while(|(name, _)| name.starts_with(&start))
            .take(most)
            .map(|(name, index)| (name[start.len()..].to_owned(), *index))
            .collect()
    }

    /// The file that a text calls `path`, below `root`; with its real path there.
    pub(super) fn find(&self, root: &str, path: &str, repair: Repair) -> Option<(String, usize)> {
        let decoded = percent_decode(path).or_else(|| repair.name(&percent_bytes(path)));
        for path in [Some(path.to_owned()), decoded].into_iter().flatten() {
            let Some(tidy) = tidy(&path) else { continue };
            let whole = format!("{root}/{tidy}");
            let known = self.names.get(&whole);
            let Some(index) = known.or_else(|| self.others.get(&whole.to_lowercase())) else {
                continue;
            };
            let real = self.files.get(*index).and_then(|file| file.path.get(root.len() + 1..));
            if let Some(real) = real {
                return Some((real.to_owned(), *index));
            }
        }
        None
    }
}

/// A path without empty steps and steps to itself; `None` if it leads out.
pub(super) fn tidy(path: &str) -> Option<String> {
    let mut steps: Vec<&str> = Vec::new();
    for step in path.split(['/', '\\']) {
        match step {
            "" | "." => {}
            ".." => {
                steps.pop()?;
            }
            step => steps.push(step),
        }
    }
    (!steps.is_empty()).then(|| steps.join("/"))
}
