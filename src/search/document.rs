//! What searching knows of a thing: its words, its facets, and who may find it.

use std::{fmt, str::FromStr};

use crate::{
    error::{Error, Result},
    ids::{CollectionId, CommunityId, ResourceId},
    text::language,
    time::Moment,
};

/// What can be found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Target {
    /// A teaching resource.
    Resource(ResourceId),
    /// A collection of resources.
    Collection(CollectionId),
    /// A community of people.
    Community(CommunityId),
}

impl Target {
    /// From the two columns of the database.
    pub fn new(kind: &str, id: i64) -> Result<Self> {
        match kind {
            "resource" => Ok(Self::Resource(ResourceId(id))),
            "collection" => Ok(Self::Collection(CollectionId(id))),
            "community" => Ok(Self::Community(CommunityId(id))),
            other => Err(Error::internal(format!("nothing of the kind {other} can be found"))),
        }
    }

    /// As stored.
    pub fn kind(self) -> &'static str {
        match self {
            Self::Resource(_) => "resource",
            Self::Collection(_) => "collection",
            Self::Community(_) => "community",
        }
    }

    /// The number among its kind.
    pub fn id(self) -> i64 {
        match self {
            Self::Resource(ResourceId(id))
            | Self::Collection(CollectionId(id))
            | Self::Community(CommunityId(id)) => id,
        }
    }
}

/// Who may find a thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Scope {
    /// Nobody: it is a draft, private, or gone.
    Nobody,
    /// Everybody who may read the site.
    Public,
    /// People with an account here.
    Local,
    /// The members of one community.
    Community(CommunityId),
}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Nobody => f.write_str("nobody"),
            Self::Public => f.write_str("public"),
            Self::Local => f.write_str("local"),
            Self::Community(community) => write!(f, "community:{community}"),
        }
    }
}

impl FromStr for Scope {
    type Err = std::convert::Infallible;

    /// What is not understood is for nobody.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(match text {
            "public" => Self::Public,
            "local" => Self::Local,
            other => other
                .strip_prefix("community:")
                .and_then(|id| id.parse().ok())
                .map_or(Self::Nobody, Self::Community),
        })
    }
}

/// One of the ways to narrow a search down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Facet {
    /// ISCED-F fields; each thing counts for the wider fields of its own, too.
    Subject,
    /// ISCED levels.
    Level,
    /// HCRT resource types.
    Type,
    /// Languages without country or script.
    Language,
    /// Licences without their version.
    Licence,
    /// The community it was shared with, by number.
    Community,
}

impl Facet {
    /// How many there are.
    pub const COUNT: usize = 6;

    /// All of them, in the order in which pages show them.
    pub const ALL: [Self; Self::COUNT] =
        [Self::Subject, Self::Level, Self::Type, Self::Language, Self::Licence, Self::Community];

    /// Its name in addresses and forms.
    pub fn name(self) -> &'static str {
        match self {
            Self::Subject => "subject",
            Self::Level => "level",
            Self::Type => "type",
            Self::Language => "language",
            Self::Licence => "licence",
            Self::Community => "community",
        }
    }

    /// Its place in arrays that have one entry for each facet.
    pub fn at(self) -> usize {
        self as usize
    }

    /// The facet with this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|facet| facet.name() == name)
    }
}

/// Who may find a thing, and under which facets: all but its words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Card {
    /// What it is.
    pub target: Target,
    /// Who may find it.
    pub scope: Scope,
    /// For each facet its values, one blank apart, each value once, in their order.
    pub values: [String; Facet::COUNT],
    /// When it was shared or changed, by which the newest come first.
    pub shown: Moment,
    /// How much it was used, as `uses::weight` tells.
    pub used: u32,
}

impl Card {
    /// A card without values.
    pub fn new(target: Target, scope: Scope, shown: Moment) -> Self {
        Self { target, scope, values: Default::default(), shown, used: 0 }
    }

    /// The same with the values of one facet, in the form in which they are filtered by.
    #[must_use]
    pub fn with<S: AsRef<str>>(
        mut self,
        facet: Facet,
        values: impl IntoIterator<Item = S>,
    ) -> Self {
        let mut plain: Vec<String> = values
            .into_iter()
            .filter_map(|value| plain_value(facet, value.as_ref()))
            .filter(|value| !value.is_empty() && !value.contains(char::is_whitespace))
            .collect();
        plain.sort_unstable();
        plain.dedup();
        self.values[facet.at()] = plain.join(" ");
        self
    }
}

fn plain_value(facet: Facet, value: &str) -> Option<String> {
    match facet {
        Facet::Language => language::primary(value),
        Facet::Licence => Some(licence_family(value).to_owned()),
        _ => Some(value.to_owned()),
    }
}

/// A licence without its version and country: `by-sa` of Creative Commons' address, `zero` and
/// `mark` for the public domain, the whole address of everything else.
pub fn licence_family(uri: &str) -> &str {
    let rest = uri.split_once("creativecommons.org/").map_or("", |(_, rest)| rest);
    let mut parts = rest.split('/');
    match (parts.next(), parts.next()) {
        (Some("licenses" | "publicdomain"), Some(family)) if !family.is_empty() => family,
        _ => uri,
    }
}

/// The words of a thing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Words {
    /// Its title or name.
    pub title: String,
    /// Keywords and names.
    pub tags: String,
    /// Everything else.
    pub body: String,
    /// The language it is in, as a BCP 47 tag; guessed from the words if none is given.
    pub language: Option<String>,
    /// Names of its topics, by language.
    pub elsewhere: Vec<(String, String)>,
}
