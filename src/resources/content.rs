//! What a resource is made of: an address, a text, files.

use serde::{Deserialize, Serialize};

use super::model::{Kind, named};
use crate::error::{Error, Problem, Result};

/// What a file is to its resource.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FileRole {
    /// The thing itself.
    Main,
    /// Something beside it.
    Attachment,
    /// A picture or sound in its text.
    Inline,
    /// It holds right answers, and is only for those who may see them.
    Answers,
}

named!(FileRole {
    Main = "main",
    Attachment = "attachment",
    Inline = "inline",
    Answers = "answers",
} else Answers);

/// A file of a resource.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileRef {
    /// Its content, as 64 hexadecimal digits.
    pub sha256: String,
    /// Its name, which may hold folders (`a/b.pdf`); no two of a resource are the same.
    pub name: String,
    /// Its media type.
    pub mime: String,
    /// Its length in bytes.
    pub size: u64,
    /// What it is to the resource.
    pub role: FileRole,
}

/// What a resource is made of.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Content {
    /// The address that a link leads to.
    pub url: String,
    /// Markdown of a page that was written here.
    pub source: String,
    /// HTML for everybody, already cleaned.
    pub body: String,
    /// The same with right answers, only for those who may see them.
    pub key: Option<String>,
    /// The words of the body for search, never with answers.
    pub text: String,
    /// The Moodle module that it comes from, or nothing.
    pub module: String,
    /// What those who may change it should know, in words.
    pub remarks: String,
    /// Its files; the main one first.
    pub files: Vec<FileRef>,
    /// SHA-256 of its picture, small and large.
    pub picture: Option<(String, String)>,
}

/// Most files of one resource.
pub const MOST_FILES: usize = 5000;
const MOST_NAME: usize = 500;

impl FileRole {
    /// Whether it stands in the list of files of a page.
    pub fn is_listed(self) -> bool {
        matches!(self, Self::Main | Self::Attachment)
    }
}

impl Content {
    /// All files together, in bytes.
    pub fn size(&self) -> u64 {
        self.files.iter().map(|file| file.size).sum()
    }

    /// The thing itself, if it is a file.
    pub fn main(&self) -> Option<&FileRef> {
        self.files.iter().find(|file| file.role == FileRole::Main)
    }

    /// Whether names, addresses and lengths hold.
    pub fn check(&self) -> Result<()> {
        if !self.url.is_empty() && !is_web_address(&self.url) {
            return Err(Error::invalid("url", "resource-url-form"));
        }
        if self.files.len() > MOST_FILES {
            return Err(Error::invalid("files", "resource-files-many"));
        }
        let mut names = std::collections::HashSet::new();
        for file in &self.files {
            let holds = !file.name.is_empty()
                && file.name.len() <= MOST_NAME
                && !file.name.split('/').any(|part| matches!(part, "" | "." | ".."))
                && !file.name.chars().any(char::is_control);
            if !holds || !names.insert(&file.name) {
                return Err(Error::Invalid(vec![
                    Problem::new("files", "resource-file-name").with(&file.name),
                ]));
            }
        }
        Ok(())
    }

    /// What is still needed to publish it.
    pub fn missing(&self, kind: Kind) -> Option<Problem> {
        match kind {
            Kind::Link if self.url.is_empty() => Some(Problem::new("url", "missing-url")),
            Kind::File if self.files.is_empty() => Some(Problem::new("file", "missing-file")),
            Kind::Page if self.body.trim().is_empty() => {
                Some(Problem::new("source", "missing-source"))
            }
            _ => None,
        }
    }
}

/// Whether this is an address that a browser can go to, without a password in it.
pub fn is_web_address(text: &str) -> bool {
    text.len() <= 2000
        && url::Url::parse(text).is_ok_and(|url| {
            matches!(url.scheme(), "http" | "https")
                && url.has_host()
                && url.username().is_empty()
                && url.password().is_none()
        })
}
