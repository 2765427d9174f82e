//! What is in a backup: a tar of known names, packed with gzip or not.
//!
//! First `about.json`, then `site.db`, then each file under `files/`, then `hornbook.toml` if it
//! holds no secret, and at last `manifest.jsonl`: one line of JSON for each member. The manifest
//! stands at the end because what a member's bytes are is known only once they were read; an archive
//! that was cut off therefore has none.

use serde::{Deserialize, Serialize};

use crate::crypto::Sha256;

/// The format that this program writes, and the newest that it reads.
pub const FORMAT: u32 = 1;

/// What the archive is; its first member.
pub const ABOUT: &str = "about.json";
/// The copy of the database.
pub const DATABASE: &str = crate::app::DATABASE;
/// The settings that must be known before the start.
pub const SETTINGS: &str = "hornbook.toml";
/// What is in the archive; its last member.
pub const MANIFEST: &str = "manifest.jsonl";

/// What the archive is.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct About {
    /// The format of the archive.
    pub format: u32,
    /// The version of the program that made it.
    pub hornbook: String,
    /// When, in RFC 3339.
    pub made: String,
}

/// One line of the manifest.
#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "lowercase")]
pub enum Line {
    /// A member of the archive, as it was written.
    Member {
        /// Its name in the archive.
        name: String,
        /// Its bytes.
        size: u64,
        /// Their SHA-256.
        sha256: String,
    },
    /// A file that is needed and was not on the disk any more.
    Lost {
        /// Its SHA-256.
        sha256: String,
    },
    /// A file that was not on the disk any more, and that nothing needs.
    Loose {
        /// Its SHA-256.
        sha256: String,
    },
}

/// What a member may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Member {
    /// [`ABOUT`].
    About,
    /// [`DATABASE`].
    Database,
    /// A stored file.
    File(Sha256),
    /// [`SETTINGS`].
    Settings,
    /// [`MANIFEST`].
    Manifest,
}

impl Member {
    /// The member with this name. Nothing else may be in an archive, so no name of it leads anywhere.
    pub fn named(name: &str) -> Option<Self> {
        Some(match name {
            ABOUT => Self::About,
            DATABASE => Self::Database,
            SETTINGS => Self::Settings,
            MANIFEST => Self::Manifest,
            other => {
                let hex = other.strip_prefix("files/")?.replacen('/', "", 1);
                let sha256 = Sha256::parse(&hex)?;
                return (file_name(&sha256) == other).then_some(Self::File(sha256));
            }
        })
    }
}

/// The name of a stored file in the archive, which is where it lies in the data folder.
pub fn file_name(sha256: &Sha256) -> String {
    let hex = sha256.hex();
    format!("files/{}/{}", &hex[..2], &hex[2..])
}

#[cfg(test)]
mod tests {
    use super::{Member, file_name};
    use crate::crypto::sha256;

    #[test]
    fn only_known_names_are_members() {
        let name = file_name(&sha256(b"a"));
        assert_eq!(Member::named(&name), Some(Member::File(sha256(b"a"))));
        assert_eq!(Member::named("site.db"), Some(Member::Database));
        let hex = sha256(b"a").hex();
        for other in [
            "",
            "/site.db",
            "./site.db",
            "../site.db",
            "site.db-wal",
            "files",
            &format!("files/{hex}"),
            &format!("files/{}/../{}", &hex[..2], &hex[2..]),
            &format!("files/{}//{}", &hex[..2], &hex[2..]),
            &name.to_uppercase().replace("FILES", "files"),
            &format!("/{name}"),
            "files/../../etc/passwd",
        ] {
            assert_eq!(Member::named(other), None, "{other}");
        }
    }
}
