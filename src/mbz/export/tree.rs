//! Opens the cleaned form of an import again, trusting it no more than any other archive.

use std::{
    collections::HashSet,
    io::{self, Read},
    path::Path,
};

use crate::mbz::{Broken, Course, Limits};

/// Unpacks the tree in `packed` into the folder `into`, which should be empty, and opens it.
///
/// # Errors
/// What [`Course::open`] says, and a tree that is not one of ours.
pub fn open(packed: impl Read, into: &Path) -> Result<Course, Broken> {
    let limits = Limits::default();
    let mut archive = tar::Archive::new(flate2::read::GzDecoder::new(packed));
    let (mut members, mut bytes) = (0_u64, 0_u64);
    let mut seen = HashSet::new();
    for entry in archive.entries()? {
        let mut entry = entry?;
        members += 1;
        if members > limits.members_kept {
            return Err(Broken::TooBig { what: "members kept", limit: limits.members_kept });
        }
        let name = entry.path()?.to_str().map(str::to_owned).unwrap_or_default();
        if !entry.header().entry_type().is_file() || !is_ours(&name) || !seen.insert(name.clone()) {
            continue;
        }
        let left = limits.xml_bytes.saturating_sub(bytes);
        let mut out = std::fs::File::create_new(into.join(&name))?;
        bytes += io::copy(&mut entry.by_ref().take(left + 1), &mut out)?;
        if bytes > limits.xml_bytes {
            return Err(Broken::TooBig { what: "bytes of text", limit: limits.xml_bytes });
        }
    }
    Course::open(into)
}

/// A name such as the import gives: no folders, nothing hidden.
fn is_ours(name: &str) -> bool {
    name.len() <= 100
        && name.starts_with(|c: char| c.is_ascii_lowercase())
        && Path::new(name).extension().is_some_and(|kind| kind == "xml" || kind == "json")
        && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"-_.".contains(&b))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn packed(members: &[(&str, &[u8])]) -> Vec<u8> {
        let packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        let mut archive = tar::Builder::new(packed);
        for (name, content) in members {
            let mut header = tar::Header::new_ustar();
            // As no honest writer would: the name goes in as it is.
            header.as_mut_bytes()[..name.len()].copy_from_slice(name.as_bytes());
            header.set_size(content.len() as u64);
            header.set_cksum();
            archive.append(&header, *content).unwrap();
        }
        archive.into_inner().unwrap().finish().unwrap()
    }

    #[test]
    fn nothing_leaves_the_folder() {
        let folder = tempfile::tempdir().unwrap();
        let into = folder.path().join("into");
        std::fs::create_dir(&into).unwrap();
        let bytes = packed(&[
            ("../out.xml", b"<a/>"),
            ("/etc/out.xml", b"<a/>"),
            ("a/b.xml", b"<a/>"),
            ("run.sh", b"rm"),
            ("section-1.xml", b"<section/>"),
        ]);
        assert!(open(bytes.as_slice(), &into).is_err(), "there is no manifest");
        let names: Vec<String> = std::fs::read_dir(&into)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
            .collect();
        assert_eq!(names, ["section-1.xml"]);
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
