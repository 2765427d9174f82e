//! What an administrator sets in the browser.

use serde::{Deserialize, Serialize};

/// What an administrator sets in the browser. One home per setting.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own")]
pub struct Settings {
    /// The name of the site.
    pub name: String,
    /// One sentence about it.
    pub tagline: String,
    /// Markdown for the page about the site: who runs it, what its rules are.
    pub about: String,
    /// The language of the interface for those who have not chosen.
    pub language: String,
    /// The language most of the content is in; the first offer in forms.
    pub content_language: String,
    /// The licence offered first, as its address.
    pub licence: String,
    /// Whether strangers may read.
    pub open_to_read: bool,
    /// Whether contributors publish only after somebody has looked.
    pub review: bool,
    /// So many accepted resources make a contributor a publisher; 0 = never by itself.
    pub publisher_after: u32,
    /// Most bytes in one upload.
    pub most_upload: u64,
    /// Most bytes that one person keeps here.
    pub quota_person: u64,
    /// Most bytes that all keep here.
    pub quota_site: u64,
    /// Parts that are switched off, by name.
    pub switched_off: Vec<String>,
    /// Whether the servers of shared links are asked once a week.
    pub check_links: bool,
    /// Whether the Internet Archive may be asked for a copy before its address is taken.
    pub ask_archive: bool,
    /// Whether topics may be looked up at Wikidata.
    pub look_up_topics: bool,
    /// Where topics are looked up: the address of a Wikibase's `api.php`.
    pub topics_source: String,
    /// After so many months without a visit a person is written to, and a month later their
    /// account is suspended or deleted; 0 = never.
    pub inactive_months: u32,
    /// Whether an inactive account is deleted rather than suspended.
    pub inactive_delete: bool,
}

impl Default for Settings {
    fn default() -> Self {
        const GIB: u64 = 1 << 30;
        Self {
            name: "Hornbook".into(),
            tagline: String::new(),
            about: String::new(),
            language: "en".into(),
            content_language: "en".into(),
            licence: "https://creativecommons.org/licenses/by-sa/4.0/".into(),
            open_to_read: true,
            review: true,
            publisher_after: 3,
            most_upload: 2 * GIB,
            quota_person: 10 * GIB,
            quota_site: 100 * GIB,
            switched_off: Vec::new(),
            check_links: true,
            ask_archive: false,
            look_up_topics: false,
            topics_source: "https://www.wikidata.org/w/api.php".into(),
            inactive_months: 0,
            inactive_delete: false,
        }
    }
}
