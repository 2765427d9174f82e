//! Several members in one run of bytes that a fuzzer can cut, join and change without breaking a
//! container: each begins with a line `%%% name`.

use std::io::Write as _;

const MARK: &[u8] = b"%%% ";

/// Members with their names.
pub type Members = Vec<(String, Vec<u8>)>;

/// A sound backup of one page: what a bundle leaves out comes from here.
const BASE: &[u8] = include_bytes!("../base.bundle");

/// Takes a bundle apart. What stands before the first mark is a member without a name.
pub fn members(bytes: &[u8]) -> Members {
    let mut all: Members = vec![(String::new(), Vec::new())];
    for line in bytes.split_inclusive(|byte| *byte == b'\n') {
        if let Some(name) = line.strip_prefix(MARK) {
            let name = String::from_utf8_lossy(name).trim().chars().take(200).collect();
            all.push((name, Vec::new()));
        } else if let Some((_, content)) = all.last_mut() {
            content.extend_from_slice(line);
        }
    }
    all.retain(|(name, content)| !name.is_empty() || !content.is_empty());
    all
}

/// The same with the members of a sound backup where they are missing.
pub fn completed(bytes: &[u8]) -> Members {
    let mut all = members(bytes);
    all.retain(|(name, _)| !name.is_empty());
    for (name, content) in members(BASE) {
        if all.iter().all(|(known, _)| *known != name) {
            all.push((name, content));
        }
    }
    all
}

/// A tar in a gzip that does not compress.
pub fn tar_gz(members: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut tar = tar::Builder::new(Vec::new());
    for (name, content) in members {
        let mut header = tar::Header::new_gnu();
        header.set_size(content.len() as u64);
        header.set_mode(0o644);
        // Names that no tar takes are nothing to look at.
        let _ = tar.append_data(&mut header, name, content.as_slice());
    }
    gzip(&tar.into_inner().unwrap_or_default())
}

/// Wraps bytes into gzip.
pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::none());
    let _ = packer.write_all(bytes);
    packer.finish().unwrap_or_default()
}

/// A zip that does not compress.
pub fn zip(members: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut packer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default()
        .compression_method(zip::CompressionMethod::Stored);
    for (name, content) in members {
        if packer.start_file(name.as_str(), options).is_ok() {
            let _ = packer.write_all(content);
        }
    }
    packer.finish().map(std::io::Cursor::into_inner).unwrap_or_default()
}
