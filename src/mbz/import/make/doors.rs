//! Where the links of an import lead: to its files, its other pages and its collection.

use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet},
};

use super::{Workshop, is_wanted, own_name};
use crate::{
    crypto::Sha256,
    files,
    ids::Key,
    mbz::{CourseFile, FileKey, Links, Package},
};

/// How a page of this import leads to its pictures and to the other pages.
pub(super) struct Doors<'a> {
    pub(super) shop: &'a Workshop<'a>,
    pub(super) key: Key,
    /// Whether files of other resources may be shown. Who reads this one may not read those.
    pub(super) lends: bool,
    /// Files from outside the activity that it shows, such as pictures of questions.
    pub(super) borrowed: RefCell<BTreeMap<FileKey, String>>,
}

impl Links for Doors<'_> {
    fn file(&self, file: &CourseFile) -> Option<String> {
        if !is_wanted(file) || !self.shop.kept.contains_key(&file.sha1) {
            return None;
        }
        if let Some((key, name)) = self.shop.names.get(&file.key).filter(|_| self.lends) {
            return Some(address(*key, name));
        }
        let mut borrowed = self.borrowed.borrow_mut();
        let area = &file.key.area;
        let name = borrowed.entry(file.key.clone()).or_insert_with(|| {
            let part = format!("{}-{}", files::clean_file_name(&area.area), area.item);
            let mut taken = BTreeSet::new();
            format!("{part}/{}", own_name(file, &mut taken))
        });
        Some(address(self.key, name))
    }

    fn package(&self, file: &CourseFile) -> Option<Package> {
        let blob = self.shop.kept.get(&file.sha1)?;
        let stored = self.shop.files?.read(&Sha256::parse(&blob.sha256)?).ok()?;
        Package::read(stored)
    }

    fn activity(&self, cmid: i64) -> Option<String> {
        self.shop.keys.get(&cmid).map(|key| format!("/r/{key}"))
    }

    fn course(&self) -> Option<String> {
        Some(format!("/k/{}", self.shop.collection))
    }
}

/// The links of texts that belong to no resource: summaries of the course and its sections.
pub(super) struct Words<'a> {
    pub(super) shop: &'a Workshop<'a>,
}

impl Links for Words<'_> {
    fn file(&self, file: &CourseFile) -> Option<String> {
        let (key, name) = self.shop.names.get(&file.key)?;
        self.shop.kept.contains_key(&file.sha1).then(|| address(*key, name))
    }

    fn activity(&self, cmid: i64) -> Option<String> {
        self.shop.keys.get(&cmid).map(|key| format!("/r/{key}"))
    }
}

/// The address of a file of a resource.
pub fn address(key: Key, name: &str) -> String {
    let path: Vec<String> = name.split('/').map(percent).collect();
    format!("/r/{key}/dl/{}", path.join("/"))
}

fn percent(part: &str) -> String {
    part.bytes().fold(String::new(), |mut text, byte| {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            text.push(byte.into());
        } else {
            text.push_str(&format!("%{byte:02X}"));
        }
        text
    })
}
