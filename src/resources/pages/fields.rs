//! The one form in which any resource is described, and how it becomes a description.

use serde::Deserialize;

use crate::{
    communities,
    error::Result,
    resources::{Author, Description, Resource, Visibility},
    site::Site,
    vocabulary::{
        self, SubjectKind,
        licences::{self, Adaptations, Family},
    },
};

/// What is typed into the form.
#[derive(Debug, Deserialize, Default, Clone)]
#[serde(default)]
pub struct Fields {
    pub title: String,
    pub summary: String,
    pub languages: Vec<String>,
    pub subjects: Vec<String>,
    pub levels: Vec<String>,
    pub types: Vec<String>,
    pub keywords: String,
    pub authors: String,
    pub adapt: String,
    pub earn: String,
    pub licence: String,
    pub source_title: String,
    pub source_url: String,
    pub changes_note: String,
    pub date_created: String,
    pub visibility: String,
    pub community: String,
    pub picture_alt: String,
    pub picture_credit: String,
    pub remove_picture: String,
    /// `save` or `publish`.
    pub then: String,
}

impl Fields {
    /// The form for a description as it stands.
    pub fn of(description: &Description) -> Self {
        let it = description.clone();
        let answers = answers_for(&it.licence);
        let authors: Vec<String> = it
            .authors
            .iter()
            .map(|author| match author.url.as_str() {
                "" => author.name.clone(),
                url => format!("{} | {url}", author.name),
            })
            .collect();
        Self {
            title: it.title,
            summary: it.summary,
            languages: it.languages,
            subjects: it.subjects,
            levels: it.levels,
            types: it.types,
            keywords: it.keywords.join(", "),
            authors: authors.join("\n"),
            licence: if answers.is_some() { String::new() } else { it.licence },
            adapt: answers.map(|(adapt, _)| adapt.to_owned()).unwrap_or_default(),
            earn: answers.map(|(_, earn)| earn.to_owned()).unwrap_or_default(),
            source_title: it.source_title,
            source_url: it.source_url,
            changes_note: it.changes_note,
            date_created: it.date_created,
            visibility: it.visibility.name().to_owned(),
            community: it.community.map(|id| id.to_string()).unwrap_or_default(),
            picture_alt: it.picture_alt,
            picture_credit: it.picture_credit,
            ..Self::default()
        }
    }

    /// The description that this form makes of the earlier one.
    pub fn description(&self, before: &Description) -> Description {
        let licence = self.chosen_licence();
        let licence_assumed = before.licence_assumed && licence == before.licence;
        let it = self.clone();
        Description {
            title: it.title,
            summary: it.summary,
            languages: it.languages,
            subjects: it.subjects,
            levels: it.levels,
            types: it.types,
            keywords: it.keywords.split([',', ';', '\n']).map(ToOwned::to_owned).collect(),
            licence,
            licence_assumed,
            authors: read_authors(&it.authors),
            source_title: it.source_title,
            source_url: it.source_url,
            changes_note: it.changes_note,
            date_created: it.date_created,
            visibility: Visibility::parse(&it.visibility),
            community: it.community.parse().ok(),
            picture_alt: it.picture_alt,
            picture_credit: it.picture_credit,
        }
        .tidied()
    }

    /// A licence out of the list goes before the two questions.
    fn chosen_licence(&self) -> String {
        if !self.licence.trim().is_empty() {
            return self.licence.clone();
        }
        let adaptations = match self.adapt.as_str() {
            "yes" => Adaptations::Yes,
            "alike" => Adaptations::ShareAlike,
            "no" => Adaptations::No,
            _ => return String::new(),
        };
        match self.earn.as_str() {
            "yes" => licences::choose(adaptations, true).uri.clone(),
            "no" => licences::choose(adaptations, false).uri.clone(),
            _ => String::new(),
        }
    }
}

/// The answers to the two questions that give this licence, if any do.
fn answers_for(uri: &str) -> Option<(&'static str, &'static str)> {
    let licence = licences::licence(uri)?;
    let answers = match licence.family {
        Family::By => ("yes", "yes"),
        Family::BySa => ("alike", "yes"),
        Family::ByNc => ("yes", "no"),
        Family::ByNd => ("no", "yes"),
        Family::ByNcSa => ("alike", "no"),
        Family::ByNcNd => ("no", "no"),
        _ => return None,
    };
    (licences::of(licence.family).uri == licence.uri).then_some(answers)
}

/// One author a line: a name, perhaps with an address behind a bar.
fn read_authors(lines: &str) -> Vec<Author> {
    lines
        .lines()
        .filter(|line| !line.trim().is_empty())
        .map(|line| {
            let (name, url) = line.split_once('|').unwrap_or((line, ""));
            Author { name: name.trim().to_owned(), url: url.trim().to_owned() }
        })
        .collect()
}

/// The subjects below one broad field.
#[derive(Debug)]
pub struct Group {
    pub code: &'static str,
    pub label: &'static str,
    /// Whether one of them is chosen.
    pub open: bool,
    pub choices: Vec<(&'static str, &'static str)>,
}

/// What the form offers, in the language of the reader.
#[derive(Debug)]
pub struct Offers {
    pub subjects: Vec<Group>,
    /// Code, name and what that means.
    pub levels: Vec<(&'static str, &'static str, &'static str)>,
    pub types: Vec<(String, String)>,
    pub languages: Vec<(String, String)>,
    pub licences: Vec<(String, String)>,
    /// Where this person may put it: number and name.
    pub communities: Vec<(String, String)>,
}

impl Offers {
    /// The offers for one resource and its form.
    pub fn of(
        conn: &rusqlite::Connection,
        resource: &Resource,
        fields: &Fields,
        account: crate::ids::AccountId,
        reader: &str,
    ) -> Result<Self> {
        let mut communities: Vec<(String, String)> = communities::of_person(conn, account)?
            .into_iter()
            .map(|(id, _, name)| (id.to_string(), name))
            .collect();
        if let Some(id) = resource.description.community
            && !communities.iter().any(|(known, _)| *known == id.to_string())
        {
            communities.push((id.to_string(), communities::find(conn, id)?.name));
        }
        let mut licences = vocabulary::licence_choices(reader);
        if !fields.licence.is_empty() && !licences.iter().any(|(uri, _)| *uri == fields.licence) {
            let name = vocabulary::licence_name(&fields.licence, reader);
            licences.push((fields.licence.clone(), name));
        }
        Ok(Self {
            subjects: groups(&fields.subjects, reader),
            levels: vocabulary::levels()
                .iter()
                .map(|level| (level.code, level.label(reader), level.hint(reader)))
                .collect(),
            types: vocabulary::type_choices(reader),
            languages: vocabulary::language_choices(reader),
            licences,
            communities,
        })
    }
}

/// Broad fields with all that is below them; what only statistics need is left out unless chosen.
fn groups(chosen: &[String], reader: &str) -> Vec<Group> {
    let all = vocabulary::subjects();
    all.iter()
        .filter(|broad| broad.code.len() == 2 && broad.kind == SubjectKind::Field)
        .map(|broad| {
            let below: Vec<(&str, &str)> = all
                .iter()
                .filter(|one| one.code.len() > 2 && one.code.starts_with(broad.code))
                .filter(|one| {
                    one.kind == SubjectKind::Field || chosen.iter().any(|code| code == one.code)
                })
                .map(|one| (one.code, one.label(reader)))
                .collect();
            let open = chosen.iter().any(|code| code.starts_with(broad.code));
            Group { code: broad.code, label: broad.label(reader), open, choices: below }
        })
        .collect()
}

/// What a new resource begins with: the language of the site, and everybody as readers.
pub fn beginning(site: &Site) -> Description {
    let settings = site.settings();
    Description {
        languages: vec![settings.content_language.clone()],
        visibility: crate::resources::first_visibility(&settings),
        ..Description::default()
    }
}
