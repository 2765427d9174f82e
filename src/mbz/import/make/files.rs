//! The files of a resource, and the names that they bear in it.

use std::collections::{BTreeMap, BTreeSet};

use super::Workshop;
use crate::{
    files,
    mbz::{Activity, CourseFile, FileKey, Stub},
    resources::{FileRef, FileRole},
};

impl Workshop<'_> {
    pub(super) fn files(
        &self,
        stub: &Stub,
        activity: &Activity,
        used: &BTreeSet<FileKey>,
        borrowed: BTreeMap<FileKey, String>,
        main: Option<&FileKey>,
    ) -> Vec<FileRef> {
        let packed = activity.files.iter().any(|key| key.area.area == "package");
        let own = activity.files.iter().filter_map(|key| {
            // A package that is kept whole needs no unpacked copy beside it.
            if packed && key.area.area == "content" && stub.module != "folder" {
                return None;
            }
            let name = &self.names.get(key)?.1;
            Some((key, name.clone()))
        });
        let lent: Vec<_> = borrowed.into_iter().collect();
        let lent = lent.iter().map(|(key, name)| (key, name.clone()));
        own.chain(lent)
            .filter_map(|(key, name)| {
                let role = if Some(key) == main && stub.module == "resource"
                    || key.area.area == "package"
                {
                    FileRole::Main
                } else if used.contains(key) {
                    FileRole::Inline
                } else {
                    FileRole::Attachment
                };
                self.file(key, name, role)
            })
            .collect()
    }

    pub(super) fn file(&self, key: &FileKey, name: String, role: FileRole) -> Option<FileRef> {
        let file = self.course.files.get(key)?;
        let blob = self.kept.get(&file.sha1)?;
        Some(FileRef {
            sha256: blob.sha256.clone(),
            mime: files::kind(&blob.head, &name).media_type,
            name,
            size: blob.size,
            role,
        })
    }
}

/// Whether a file is part of what is taught: its content is there, and it is no setting.
pub(super) fn is_wanted(file: &CourseFile) -> bool {
    file.present && !file.alias && !file.name().is_empty()
}

pub(super) fn own_name(file: &CourseFile, taken: &mut BTreeSet<String>) -> String {
    let path: Vec<String> = file
        .key
        .path
        .split('/')
        .filter(|part| !part.is_empty() && *part != "." && *part != "..")
        .map(files::clean_file_name)
        .collect();
    let mut name = path.join("/");
    if name.is_empty() {
        name = "file".into();
    }
    if !taken.insert(name.clone()) {
        let area = &file.key.area;
        name = format!("{}-{}/{name}", files::clean_file_name(&area.area), area.item);
        let mut number = 2;
        while !taken.insert(name.clone()) {
            name = format!("{number}-{name}");
            number += 1;
        }
    }
    name
}
