//! How much of a backup is read at most, and what is taken of it.

use serde::{Deserialize, Serialize};

/// Ceilings for one backup. A ratio of packed to unpacked size is no ceiling: an honest backup of
/// 0.9 MB unpacks to 143 MB of logs, which are skipped and cost only time.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Limits {
    /// Members looked at, with those that are skipped. Count.
    pub members_seen: u64,
    /// Members kept: XML and contents together. Count.
    pub members_kept: u64,
    /// All cleaned XML together, measured as read. Bytes.
    pub xml_bytes: u64,
    /// One XML member. Bytes.
    pub xml_member_bytes: u64,
    /// One text (a page, a question) within an XML member. Bytes.
    pub text_bytes: u64,
    /// Elements within elements. Count.
    pub depth: usize,
    /// All file contents together. Bytes.
    pub blob_bytes: u64,
    /// One file's content. Bytes.
    pub blob_member_bytes: u64,
    /// Everything decompressed, with what is skipped. Bytes.
    pub unpacked_bytes: u64,
    /// The list of contents of a zip file. Bytes.
    pub zip_directory_bytes: u64,
    /// Rows of `files.xml`. Count.
    pub file_rows: usize,
    /// Activities and sections together. Count.
    pub parts: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            members_seen: 1_000_000,
            members_kept: 200_000,
            xml_bytes: 512 << 20,
            xml_member_bytes: 128 << 20,
            text_bytes: 16 << 20,
            depth: 64,
            blob_bytes: 16 << 30,
            blob_member_bytes: 8 << 30,
            unpacked_bytes: 64 << 30,
            zip_directory_bytes: 64 << 20,
            file_rows: 200_000,
            parts: 20_000,
        }
    }
}

/// What is taken of a backup, and how much at most.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Options {
    /// Also take what people wrote together: glossary entries, pages of shared wikis, database
    /// records, and the opening posts of announcements and single topics; always without authors.
    pub entries: bool,
    /// The ceilings.
    pub limits: Limits,
}
