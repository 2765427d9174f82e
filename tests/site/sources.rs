//! Reads the sources of this crate as text, for the rules that no compiler keeps.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

/// A file of this repository.
pub struct Source {
    /// Its path from the root of the repository, or from `src/` for a module.
    pub path: String,
    /// What it says.
    pub text: String,
    /// The same with blanks for comments.
    pub code: String,
}

impl Source {
    /// The top-level module that a file of `src/` belongs to.
    pub fn module(&self) -> &str {
        let first = self.path.split('/').next().unwrap_or_default();
        first.strip_suffix(".rs").unwrap_or(first)
    }

    /// Whether this is the tests beside a codec.
    pub fn is_tests(&self) -> bool {
        self.path.ends_with("tests.rs") || self.path.contains("/tests/")
    }
}

/// The root of the repository.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// All files below a folder with this ending, sorted; their paths begin below the folder.
pub fn files(folder: &str, ending: &str) -> Vec<Source> {
    let top = root().join(folder);
    let mut found = Vec::new();
    walk(&top, &mut found);
    found.sort();
    found
        .into_iter()
        .filter(|path| path.extension().is_some_and(|known| known == ending))
        .map(|path| {
            let text = fs::read_to_string(&path).unwrap();
            let path = path.strip_prefix(&top).unwrap().to_string_lossy().into_owned();
            Source { path, code: without_comments(&text), text }
        })
        .collect()
}

/// The names of the folders in a folder.
pub fn folders(folder: &str) -> BTreeSet<String> {
    fs::read_dir(root().join(folder))
        .unwrap()
        .map(Result::unwrap)
        .filter(|entry| entry.path().is_dir())
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect()
}

fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { walk(&path, found) } else { found.push(path) }
    }
}

/// Line comments become blanks, unless they stand in a text.
fn without_comments(text: &str) -> String {
    let lines = text.lines().map(|line| {
        let mut quoted = false;
        let mut before = ' ';
        for (place, letter) in line.char_indices() {
            match letter {
                '"' if before != '\\' && before != '\'' => quoted = !quoted,
                '/' if !quoted && line[place..].starts_with("//") => return &line[..place],
                _ => {}
            }
            before = if before == '\\' && letter == '\\' { ' ' } else { letter };
        }
        line
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// The arguments, as written, of every call whose name, parenthesis included, ends in `name`.
pub fn calls<'a>(code: &'a str, name: &str) -> Vec<Vec<&'a str>> {
    code.match_indices(name)
        .filter(|(place, _)| {
            let before = code[..*place].chars().next_back().unwrap_or(' ');
            name.starts_with('.') || !(before.is_alphanumeric() || before == '_')
        })
        .map(|(place, _)| arguments(&code[place + name.len()..]))
        .collect()
}

/// Splits at the commas of this level, up to the bracket that ends it.
pub fn arguments(code: &str) -> Vec<&str> {
    let (mut found, mut start, mut depth, mut quoted, mut before) = (Vec::new(), 0, 0, false, ' ');
    for (place, letter) in code.char_indices() {
        match letter {
            '"' if before != '\\' && before != '\'' => quoted = !quoted,
            _ if quoted => {}
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' if depth == 0 => {
                found.push(code[start..place].trim());
                break;
            }
            ')' | ']' | '}' => depth -= 1,
            ',' if depth == 0 => {
                found.push(code[start..place].trim());
                start = place + 1;
            }
            _ => {}
        }
        before = if before == '\\' && letter == '\\' { ' ' } else { letter };
    }
    found
}

/// The texts between quotation marks.
pub fn quoted(code: &str) -> Vec<&str> {
    code.split('"').skip(1).step_by(2).collect()
}
