//! The few words of our own in rendered activities, in the reader's language.

use std::collections::HashMap;

/// Says words in the reader's language. All keys begin with `mbz-`; they are listed in
/// `templates/mbz/en.ftl`.
pub trait Words {
    /// The word or sentence for `key`, with `{ $n }` left in place where it has an argument.
    fn say(&self, key: &str) -> String;

    /// As [`Words::say`], with `n` put in place of `{ $n }`.
    fn say_with(&self, key: &str, n: &str) -> String {
        self.say(key).replace("{ $n }", n).replace("{$n}", n)
    }
}

/// Words from a simple list: lines of `key = text`.
#[derive(Debug, Clone, Default)]
pub struct WordList(HashMap<String, String>);

impl WordList {
    /// Reads a list. Lines that begin with `#` and lines without ` = ` say nothing.
    pub fn parse(text: &str) -> Self {
        Self(
            text.lines()
                .filter(|line| !line.starts_with('#'))
                .filter_map(|line| line.split_once('='))
                .map(|(key, text)| (key.trim().to_owned(), text.trim().to_owned()))
                .collect(),
        )
    }

    /// The English words.
    pub fn english() -> Self {
        Self::parse(include_str!("../../templates/mbz/en.ftl"))
    }

    /// The German words.
    pub fn german() -> Self {
        Self::parse(include_str!("../../templates/mbz/de.ftl"))
    }

    #[cfg(test)]
    pub(super) fn keys(&self) -> std::collections::BTreeSet<&str> {
        self.0.keys().map(String::as_str).collect()
    }
}

impl Words for WordList {
    fn say(&self, key: &str) -> String {
        self.0.get(key).cloned().unwrap_or_else(|| key.to_owned())
    }
}
