//! What is said of a resource: of all that the backup and its importer say, what counts most.

use super::{Facts, Workshop};
use crate::{
    ids::CommunityId,
    mbz::{Package, Stub, WordList, kind_of_resource},
    resources::{Author, Description, FileRef, FileRole, Visibility},
    text::{excerpt, language},
    vocabulary::licences,
};

/// The summary of an imported resource has at most so many characters.
const SUMMARY: usize = 280;
/// A short text says too little to guess its language from.
const GUESSABLE: usize = 200;

impl Workshop<'_> {
    pub(super) fn describe(
        &self,
        stub: &Stub,
        facts: &Facts,
        text: &str,
        files: &[FileRef],
    ) -> Description {
        let title = match stub.title.trim() {
            "" => excerpt::excerpt(text, 80),
            title => title.chars().take(300).collect(),
        };
        let title = if title.is_empty() { stub.module.clone() } else { title };
        let summary = match excerpt::excerpt(text, SUMMARY) {
            short if short.trim().is_empty() => title.clone(),
            short => escape_markdown(&short),
        };
        let own = stub.language.as_deref().or(self.course.language.as_deref());
        let guessed = || {
            (text.chars().count() >= GUESSABLE)
                .then(|| language::guess(text))
                .flatten()
                .filter(|(_, sure)| *sure > 0.8)
                .map(|(tag, _)| tag.to_owned())
        };
        let chosen = self.choices.each.get(&stub.cmid).map(|own| own.language.clone());
        let language = chosen
            .filter(|tag| !tag.is_empty())
            .or_else(|| own.and_then(language::primary))
            .or_else(guessed)
            .or_else(|| Some(facts.language.clone()).filter(|tag| !tag.is_empty()));
        let licence = self.licence(stub, facts);
        let author = if facts.author.is_empty() { &self.author } else { &facts.author };
        Description {
            title,
            summary,
            languages: language.into_iter().collect(),
            subjects: Some(facts.subject.clone())
                .filter(|code| !code.is_empty())
                .into_iter()
                .collect(),
            levels: Some(facts.level.clone()).filter(|code| !code.is_empty()).into_iter().collect(),
            types: vec![type_of(&stub.module, files).to_owned()],
            keywords: (stub.tags.iter().cloned())
                .chain(self.course.competencies(stub).into_iter().map(|one| one.number))
                .map(|word| word.chars().take(60).collect())
                .take(20)
                .collect(),
            licence: licence.0,
            licence_assumed: licence.1,
            authors: vec![Author { name: author.clone(), url: String::new() }],
            visibility: visibility(&self.choices.visibility),
            community: self.choices.community.map(CommunityId),
            ..Description::default()
        }
    }

    /// What a package says of itself counts more than what was chosen for all, and less than what
    /// was chosen for it.
    pub(super) fn follow_package(
        &self,
        stub: &Stub,
        package: &Package,
        description: &mut Description,
    ) {
        let own = self.choices.each.get(&stub.cmid);
        let silent = |pick: fn(&Facts) -> &String| own.is_none_or(|own| pick(own).is_empty());
        let file = self.course.main_file(stub.contextid).and_then(|file| file.licence.as_deref());
        let licensed = file.and_then(licences::by_moodle_name).is_some();
        if !licensed
            && silent(|facts| &facts.licence)
            && let Some(found) = licences::licence(&package.licence_uri)
        {
            description.licence.clone_from(&found.uri);
            description.licence_assumed = false;
        }
        if silent(|facts| &facts.language)
            && let Some(tag) = language::primary(&package.language)
        {
            description.languages = vec![tag];
        }
        if self.choices.all.author.is_empty() && !package.authors.is_empty() {
            let author = |name: &String| Author { name: name.clone(), url: String::new() };
            description.authors = package.authors.iter().map(author).collect();
        }
    }

    /// The licence that was chosen for this activity, or that its main file carries, or that was
    /// chosen for all. A backup's silence is never taken for an open licence.
    fn licence(&self, stub: &Stub, facts: &Facts) -> (String, bool) {
        let own = self.choices.each.get(&stub.cmid).map(|own| own.licence.as_str());
        if let Some(own) = own.filter(|own| !own.is_empty()) {
            return (own.to_owned(), false);
        }
        let carried = self
            .course
            .main_file(stub.contextid)
            .and_then(|file| file.licence.as_deref())
            .filter(|name| *name != "unknown")
            .and_then(licences::by_moodle_name);
        match carried {
            Some(found) => (found.licence.uri.clone(), found.version_assumed),
            None => (facts.licence.clone(), false),
        }
    }
}

/// The words of rendered activities, in the language of the content.
pub(super) fn words_of(facts: &Facts) -> WordList {
    match facts.language.get(..2) {
        Some("de") => WordList::german(),
        _ => WordList::english(),
    }
}

/// The most likely HCRT type of an activity.
fn type_of(module: &str, files: &[FileRef]) -> &'static str {
    if let Some(known) = kind_of_resource(module) {
        return known;
    }
    let main = files.iter().find(|file| file.role == FileRole::Main).or_else(|| files.first());
    let Some(main) = main else { return "other" };
    match main.mime.split('/').next() {
        Some("image") => "image",
        Some("audio") => "audio",
        Some("video") => "video",
        Some("text") => "text",
        _ if main.mime.contains("presentation") || main.mime.contains("powerpoint") => "slide",
        _ if main.mime.contains("pdf") || main.mime.contains("word") => "text",
        _ if main.mime.contains("spreadsheet") || main.mime.contains("excel") => "data",
        _ => "other",
    }
}

/// From the form.
pub fn visibility(name: &str) -> Visibility {
    match name {
        "local" => Visibility::Local,
        "community" => Visibility::Community,
        "private" => Visibility::Private,
        _ => Visibility::Public,
    }
}

/// A summary is Markdown; what came as plain text must not be read as marks.
fn escape_markdown(text: &str) -> String {
    text.chars().fold(String::with_capacity(text.len()), |mut out, c| {
        if matches!(c, '*' | '_' | '`' | '[' | ']' | '<' | '>' | '\\' | '#') {
            out.push('\\');
        }
        out.push(c);
        out
    })
}
