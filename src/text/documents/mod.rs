//! The words inside documents that people share: for finding them, never for showing them whole.
//!
//! Pure functions on bytes that nobody has looked at. What is broken, encrypted or hostile has no
//! words; what is too long has those of its beginning.

mod markup;
mod pdf;
mod plain;
#[cfg(test)]
mod tests;
mod zipped;

use std::{
    io::{self, Read, Seek},
    time::{Duration, Instant},
};

use unicode_normalization::UnicodeNormalization;

/// So many bytes of words are kept of a document: some 50 pages.
pub const MOST_WORDS: usize = 150_000;

/// What is read of a document at most.
#[derive(Debug, Clone, Copy)]
struct Limits {
    /// Bytes of a plain text or a web page.
    plain: u64,
    /// Bytes of a PDF: it is held in memory.
    pdf: u64,
    /// Bytes of all that is unpacked of a zip or a PDF.
    unpacked: u64,
    /// Bytes of a zip's list of contents.
    directory: u64,
    /// Parts of a zip that are opened.
    parts: usize,
    /// Elements within elements.
    depth: usize,
    /// How long it may take.
    time: Duration,
}

const LIMITS: Limits = Limits {
    plain: 1 << 20,
    pdf: 32 << 20,
    unpacked: 48 << 20,
    directory: 2 << 20,
    parts: 2_000,
    depth: 200,
    time: Duration::from_secs(10),
};

/// In what a document is written, told by the ending of its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Plain,
    Markdown,
    Html,
    Word,
    Slides,
    Sheet,
    OpenDocument,
    Epub,
    Pdf,
}

impl Form {
    fn of(name: &str) -> Option<Self> {
        let (_, ending) = name.rsplit_once('.')?;
        Some(match ending.to_ascii_lowercase().as_str() {
            "txt" | "text" | "csv" | "tsv" | "tex" | "srt" | "vtt" => Self::Plain,
            "md" | "markdown" => Self::Markdown,
            "html" | "htm" | "xhtml" => Self::Html,
            "docx" | "docm" | "dotx" => Self::Word,
            "pptx" | "pptm" | "ppsx" | "potx" => Self::Slides,
            "xlsx" | "xlsm" => Self::Sheet,
            "odt" | "ott" | "odp" | "otp" | "ods" | "ots" => Self::OpenDocument,
            "epub" => Self::Epub,
            "pdf" => Self::Pdf,
            _ => return None,
        })
    }
}

/// Whether a document of this name may have words that can be read.
pub fn is_readable(name: &str) -> bool {
    Form::of(name).is_some()
}

/// The words of a document, at most [`MOST_WORDS`] bytes; none if it cannot be read.
pub fn words(file: impl Read + Seek, name: &str) -> String {
    read(file, name, LIMITS).unwrap_or_default()
}

fn read(file: impl Read + Seek, name: &str, limits: Limits) -> io::Result<String> {
    let Some(form) = Form::of(name) else { return Ok(String::new()) };
    let mut words = Words::until(Instant::now() + limits.time);
    match form {
        Form::Plain | Form::Markdown | Form::Html => plain::read(file, form, limits, &mut words)?,
        Form::Word | Form::Slides | Form::Sheet | Form::OpenDocument | Form::Epub => {
            zipped::read(file, form, limits, &mut words)?;
        }
        Form::Pdf => {
            let mut bytes = Vec::new();
            file.take(limits.pdf + 1).read_to_end(&mut bytes)?;
            if bytes.len() as u64 > limits.pdf {
                return Err(io::Error::other("it is too long"));
            }
            pdf::read(&bytes, limits.unpacked, words.end, |page| {
                for line in page.lines() {
                    // Letters with their accents, and ligatures as letters.
                    words.push(&line.nfkc().collect::<String>());
                    words.line();
                }
                words.want_more()
            });
        }
    }
    Ok(words.text.trim_end().to_owned())
}

/// Words as they are gathered: one blank between two, one line for each paragraph.
#[derive(Debug)]
struct Words {
    text: String,
    gap: Option<char>,
    end: Instant,
}

impl Words {
    fn until(end: Instant) -> Self {
        Self { text: String::new(), gap: None, end }
    }

    fn push(&mut self, piece: &str) {
        for word in piece.split_inclusive(char::is_whitespace) {
            let bare = word.trim_end_matches(char::is_whitespace);
            let bare = bare.trim_matches(|letter: char| letter.is_control());
            if !bare.is_empty() && self.text.len() + bare.len() < MOST_WORDS {
                if let Some(gap) = self.gap.take().filter(|_| !self.text.is_empty()) {
                    self.text.push(gap);
                }
                self.text.push_str(bare);
            }
            if word.len() > bare.len() {
                self.blank();
            }
        }
    }

    fn blank(&mut self) {
        self.gap.get_or_insert(' ');
    }

    fn line(&mut self) {
        self.gap = Some('\n');
    }

    /// Whether there is room, and time, for more.
    fn want_more(&self) -> bool {
        self.text.len() + 100 < MOST_WORDS && Instant::now() < self.end
    }
}
