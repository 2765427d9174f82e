//! Why a backup cannot be read at all, one plain sentence each.

/// A backup that cannot be read. Damage to one activity is not among these: it becomes a
/// [`Warning`](super::Warning) and the rest is read.
#[derive(Debug, thiserror::Error)]
pub enum Broken {
    /// Neither gzip nor zip.
    #[error("This is not a course backup: it is neither a .mbz nor a zip file.")]
    NotAnArchive,
    /// An empty file.
    #[error("This file is empty.")]
    Empty,
    /// HTML, often a sign-in page saved under the name of a backup.
    #[error(
        "This is a web page, not a course backup. Perhaps the download needed you to sign in first."
    )]
    WebPage,
    /// A few lines that stand for a file kept elsewhere (Git LFS).
    #[error("This is only a pointer to a file kept elsewhere (Git LFS), not the backup itself.")]
    LfsPointer,
    /// The archive ends too early.
    #[error("This backup is cut off: its end is missing. Download or copy it again.")]
    Truncated,
    /// The compressed data cannot be decompressed, or its tar headers make no sense.
    #[error("This backup is damaged and cannot be unpacked.")]
    ContainerDamaged,
    /// The list of contents of a zip file is missing or wrong.
    #[error("This zip file is damaged: its list of contents cannot be read.")]
    ZipDirectory,
    /// A sound archive without `moodle_backup.xml`.
    #[error("This archive is not a Moodle course backup: moodle_backup.xml is not in it.")]
    NotMoodle,
    /// A Moodle 1.x backup (`moodle.xml`) in a tar: Moodle never made one, and it cannot be read in
    /// any order.
    #[error("This backup comes from Moodle 1.x, but it is not a zip file: pack it as one.")]
    OlderFormat,
    /// IMS Common Cartridge or content package (`imsmanifest.xml`).
    #[error("This is an IMS cartridge or SCORM package, not a Moodle course backup.")]
    ImsCartridge,
    /// A limit was reached; `what` names it, `limit` is in the unit said in `what`.
    #[error("This backup is too big: more than {limit} {what}.")]
    TooBig {
        /// What there is too much of, with its unit: `bytes of text`.
        what: &'static str,
        /// The limit that was reached.
        limit: u64,
    },
    /// The caller said [`Go::Stop`](super::Go::Stop).
    #[error("Reading the backup was stopped.")]
    Cancelled,
    /// A part that nothing can be read without is not sound XML.
    #[error("The part “{part}” of this backup is damaged at byte {at}: {why}.")]
    Xml {
        /// Our own name of the part: `manifest`, `quiz 29`.
        part: String,
        /// Offset into the unpacked part, bytes.
        at: u64,
        /// What is wrong, in a few words.
        why: String,
    },
    /// There is no activity with that number.
    #[error("There is no activity number {0} in this backup.")]
    NoSuchActivity(i64),
    /// The disk, not the backup.
    #[error("Reading or writing failed: {0}")]
    Io(#[from] std::io::Error),
}
