//! What is looked for, as a tree: it can be written for FTS5 as a whole, or asked word by word.

use std::fmt;

/// An FTS5 MATCH expression that cannot break.
///
/// FTS5 reads it whole as it is displayed. Asking for each word alone and joining the rows outside
/// is much faster where a lot matches, and what was found for a word can be remembered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expression {
    /// One token, or several next to each other.
    Word {
        /// One blank apart. They hold no quotation marks, so nothing can end the string early.
        tokens: String,
        /// Whether the last of them may go on.
        open: bool,
    },
    /// Each of these.
    All(Vec<Self>),
    /// One of these at least.
    Any(Vec<Self>),
}

impl Expression {
    pub(super) fn word(tokens: impl Into<String>, open: bool) -> Self {
        let tokens = tokens.into();
        debug_assert!(!tokens.contains(['"', '\0']));
        Self::Word { tokens, open }
    }

    /// Tokens next to each other, if there are any.
    pub(super) fn phrase(tokens: &[String]) -> Option<Self> {
        (!tokens.is_empty()).then(|| Self::word(tokens.join(" "), false))
    }

    /// How many words it asks for.
    pub fn word_count(&self) -> usize {
        match self {
            Self::Word { .. } => 1,
            Self::All(parts) | Self::Any(parts) => parts.iter().map(Self::word_count).sum(),
        }
    }

    /// Shows each word, with whether it may go on: that can be changed.
    pub fn each_word(&mut self, change: &mut impl FnMut(&str, &mut bool)) {
        match self {
            Self::Word { tokens, open } => change(tokens, open),
            Self::All(parts) | Self::Any(parts) => {
                for part in parts {
                    part.each_word(change);
                }
            }
        }
    }
}

impl fmt::Display for Expression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (parts, between) = match self {
            Self::Word { tokens, open } => {
                return write!(f, "\"{tokens}\"{}", if *open { "*" } else { "" });
            }
            Self::All(parts) => (parts, " AND "),
            Self::Any(parts) => (parts, " OR "),
        };
        for (at, part) in parts.iter().enumerate() {
            write!(f, "{}{part}", if at == 0 { "(" } else { between })?;
        }
        f.write_str(")")
    }
}
