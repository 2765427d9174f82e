//! The search page: words, filters with counts, results, and what to do where there are none.

use actix_web::{HttpRequest, web::ThinData};
use askama::Template;
use rusqlite::Connection;

use super::{
    browse::Browse,
    catalogue::{Catalogue, Reach, Tally},
    document::{Facet, Target},
    find::{self, Found, PAGE_ROWS},
    store,
    wish::{Order, Wish},
};
use crate::{
    collections, communities,
    error::{Optional, Result},
    ids::{CommunityId, ResourceId},
    resources::{self, Row},
    site::Site,
    text::{analyse::Matcher, excerpt::excerpt, markdown, snippet::snippet},
    vocabulary,
    web::{Frame, Page, Viewer, filters},
};

/// Most characters of a title, and of the passage below it.
const TITLE: usize = 400;
const PASSAGE: usize = 240;
const OTHER_TEXT: usize = 160;
/// Only the beginning of a long text is looked through: twenty of them must be quick.
const MOST_TEXT: u32 = 20_000;
/// A text in pieces; `true` for what was looked for.
type Pieces = Vec<(String, bool)>;

/// So many values of a facet are offered at most; those that are chosen always are.
const MOST_CHOICES: usize = 12;

/// A value of a facet that can be chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// As in addresses.
    pub value: String,
    /// Its name for the reader.
    pub label: String,
    /// How many resources have it.
    pub count: u32,
    /// Whether it is chosen.
    pub chosen: bool,
    /// Whether it lies within the one before.
    pub narrower: bool,
}

/// A facet with its values.
struct Group {
    facet: Facet,
    choices: Vec<Choice>,
}

impl Group {
    fn key(&self) -> &'static str {
        match self.facet {
            Facet::Subject => "search-subject",
            Facet::Level => "search-level",
            Facet::Type => "search-type",
            Facet::Language => "search-language",
            Facet::Licence => "search-licence",
            Facet::Community => "search-community",
        }
    }

    fn is_chosen(&self) -> bool {
        self.choices.iter().any(|choice| choice.chosen)
    }
}

/// A filter that is set, and the address without it.
struct Chip {
    label: String,
    field: String,
    address: String,
    /// How many resources there would be without it, if that is known.
    count: Option<u32>,
}

/// A resource that was found.
struct Hit {
    row: Row,
    title: Pieces,
    text: Pieces,
}

/// A collection or community that was found.
struct Other {
    address: String,
    picture: String,
    drawing: &'static str,
    kind: &'static str,
    name: Pieces,
    text: String,
    field: String,
}

/// The search page.
#[derive(Template)]
#[template(path = "search/search.html")]
pub struct SearchPage {
    wish: Wish,
    total: usize,
    only_some_words: bool,
    hits: Vec<Hit>,
    others: Vec<Other>,
    groups: Vec<Group>,
    chips: Vec<Chip>,
    /// Filters whose removal would show something.
    ways_out: Vec<Chip>,
    browse: Option<Browse>,
    pages: usize,
    /// Whether the search can be followed.
    signed_in: bool,
}

impl SearchPage {
    fn has_previous(&self) -> bool {
        self.wish.page > 1
    }

    fn has_next(&self) -> bool {
        self.wish.page < self.pages
    }

    fn neighbour(&self, further: bool) -> String {
        let page = if further { self.wish.page + 1 } else { self.wish.page - 1 };
        self.wish.page(page).address()
    }

    fn is_by_date(&self) -> bool {
        self.wish.order == Order::Newest
    }
}

/// Shows the search page.
pub async fn show(
    request: HttpRequest,
    viewer: Viewer,
    site: ThinData<Site>,
    catalogue: ThinData<Catalogue>,
) -> Result<Page<SearchPage>> {
    let asked = Asked {
        wish: Wish::parse(request.query_string()),
        language: Frame::of(&request, &site).language().to_owned(),
        site_language: site.settings().content_language.clone(),
        viewer,
    };
    let catalogue = catalogue.0.clone();
    let page = site.db.read(move |conn| search(conn, &catalogue, asked)).await?;
    Ok(Page(page))
}

/// Which scopes a viewer reaches.
pub fn reach(conn: &Connection, viewer: &Viewer) -> Result<Reach> {
    Ok(Reach {
        local: viewer.0.is_some(),
        communities: communities::memberships(conn, viewer.account())?,
    })
}

struct Asked {
    wish: Wish,
    /// Of the interface.
    language: String,
    /// Most materials are in.
    site_language: String,
    viewer: Viewer,
}

fn search(conn: &Connection, catalogue: &Catalogue, asked: Asked) -> Result<SearchPage> {
    let Asked { wish, language, site_language, viewer } = asked;
    let reach = reach(conn, &viewer)?;
    let languages = find::languages(&*catalogue.cards(conn)?, &language, &site_language);
    let labels = Labels { conn, viewer: &viewer, language: &language };
    let found = find::find(conn, catalogue, &reach, &labels.numbered(&wish)?, &languages)?;
    let Found { page, others, tally, only_some_words } = found;
    let languages: Vec<&str> = languages.iter().map(String::as_str).collect();
    let marker = Marker {
        has_words: !wish.words.is_empty(),
        matcher: Matcher::new(&wish.words, &languages),
    };
    let total = tally.resources.len();
    let groups = Facet::ALL
        .into_iter()
        .map(|facet| Ok(Group { facet, choices: labels.choices(facet, &tally, &wish)? }))
        .collect::<Result<Vec<_>>>()?;
    let chips = labels.chips(&wish)?;
    let ways_out = if total == 0 { labels.ways_out(&wish, &tally)? } else { Vec::new() };
    let others = match wish.page {
        1 if !wish.words.is_empty() => labels.others(&others, &marker)?,
        _ => Vec::new(),
    };
    let hits = hits(conn, &viewer, &page, &marker)?;
    let browse = (wish.is_empty() && wish.page == 1).then(|| Browse {
        total,
        counts: tally.counts,
        ..Browse::default()
    });
    let pages = total.div_ceil(PAGE_ROWS).max(1);
    Ok(SearchPage {
        wish,
        total,
        only_some_words,
        hits,
        others,
        groups: groups.into_iter().filter(|group| !group.choices.is_empty()).collect(),
        chips,
        ways_out,
        browse,
        pages,
        signed_in: viewer.0.is_some(),
    })
}

/// Marks in texts what was looked for.
struct Marker {
    has_words: bool,
    matcher: Matcher,
}

impl Marker {
    /// The best part of a text, with its hits; the beginning if there is none.
    fn mark(&self, text: &str, most: usize) -> Pieces {
        snippet(text, &self.matcher, most).parts
    }
}

fn has_hit(pieces: &Pieces) -> bool {
    pieces.iter().any(|(_, is_hit)| *is_hit)
}

fn hits(conn: &Connection, viewer: &Viewer, places: &[u32], marker: &Marker) -> Result<Vec<Hit>> {
    let mut ids: Vec<ResourceId> = Vec::new();
    for place in places {
        if let Some(Target::Resource(id)) = store::target_at(conn, *place)? {
            ids.push(id);
        }
    }
    let mut hits = Vec::new();
    for row in resources::rows(conn, viewer, &ids)? {
        let title = marker.mark(&row.title, TITLE);
        let mut text = marker.mark(&row.summary_text, PASSAGE);
        if marker.has_words && !has_hit(&text) && !has_hit(&title) {
            let passage = |words: &String| Some(marker.mark(words, PASSAGE)).filter(has_hit);
            let said = resources::opening_words(conn, row.id, MOST_TEXT)?;
            let found = match said.iter().find_map(passage) {
                None => passage(&resources::words_in_files(conn, row.id, MOST_TEXT as usize)?),
                found => found,
            };
            text = found.unwrap_or(text);
        }
        hits.push(Hit { row, title, text });
    }
    Ok(hits)
}

/// The values of a facet with their counts and names, for pages of other parts.
pub fn facet_choices(facet: Facet, counts: &[(String, u32)], language: &str) -> Vec<Choice> {
    counts
        .iter()
        .map(|(value, count)| Choice {
            value: value.clone(),
            label: label(facet, value, language),
            count: *count,
            chosen: false,
            narrower: false,
        })
        .collect()
}

fn label(facet: Facet, value: &str, language: &str) -> String {
    match facet {
        Facet::Subject => vocabulary::subject_name(value, language),
        Facet::Level => vocabulary::level_name(value, language),
        Facet::Type => vocabulary::type_name(value, language),
        Facet::Language => vocabulary::language_name(value, language),
        Facet::Licence => licence_label(value, language),
        Facet::Community => value.to_owned(),
    }
}

/// A family of licences by the name of its latest version, without that version.
fn licence_label(family: &str, language: &str) -> String {
    let address = match family {
        "zero" | "mark" => format!("https://creativecommons.org/publicdomain/{family}/1.0/"),
        family if family.contains(':') => family.to_owned(),
        family => format!("https://creativecommons.org/licenses/{family}/4.0/"),
    };
    let name = vocabulary::licence_name(&address, language);
    if name == address {
        return family.to_owned();
    }
    name.strip_suffix(" 4.0").or_else(|| name.strip_suffix(" 1.0")).unwrap_or(&name).to_owned()
}

/// Names for a reader.
struct Labels<'a> {
    conn: &'a Connection,
    viewer: &'a Viewer,
    language: &'a str,
}

impl Labels<'_> {
    /// The same wish with the communities' numbers instead of their handles. A community that this
    /// viewer may not see becomes one that does not exist.
    fn numbered(&self, wish: &Wish) -> Result<Wish> {
        let mut numbered = wish.clone();
        for value in &mut numbered.chosen[Facet::Community.at()] {
            let found = communities::find_by_handle(self.conn, value).optional()?;
            *value = match found {
                Some(found) if communities::may_read(self.conn, self.viewer, &found)? => {
                    found.id.to_string()
                }
                _ => "0".to_owned(),
            };
        }
        Ok(numbered)
    }

    /// Handle and name of a community, if this viewer may see it.
    fn community(&self, number: &str) -> Result<Option<(String, String)>> {
        let Ok(id) = number.parse::<CommunityId>() else { return Ok(None) };
        let Some(found) = communities::find(self.conn, id).optional()? else { return Ok(None) };
        Ok(communities::may_read(self.conn, self.viewer, &found)?
            .then_some((found.handle, found.name)))
    }

    fn label(&self, facet: Facet, value: &str) -> Result<String> {
        if facet == Facet::Community {
            let found = communities::find_by_handle(self.conn, value).optional()?;
            if let Some(found) = found
                && communities::may_read(self.conn, self.viewer, &found)?
            {
                return Ok(found.name);
            }
        }
        Ok(label(facet, value, self.language))
    }

    fn choices(&self, facet: Facet, tally: &Tally, wish: &Wish) -> Result<Vec<Choice>> {
        let mut choices = Vec::new();
        let chosen = &wish.chosen[facet.at()];
        for (value, count) in &tally.counts[facet.at()] {
            let (value, label) = match facet {
                Facet::Community => match self.community(value)? {
                    Some(found) => found,
                    None => continue,
                },
                _ => (value.clone(), label(facet, value, self.language)),
            };
            let is_chosen = chosen.contains(&value);
            let is_offered = match facet {
                Facet::Subject => is_offered(&value, chosen),
                _ => choices.len() < MOST_CHOICES,
            };
            if is_offered || is_chosen {
                let (chosen, narrower) = (is_chosen, facet == Facet::Subject && value.len() > 2);
                choices.push(Choice { value, label, count: *count, chosen, narrower });
            }
        }
        for value in chosen {
            if !choices.iter().any(|choice| choice.value == *value) {
                let narrower = facet == Facet::Subject && value.len() > 2;
                let label = self.label(facet, value)?;
                let value = value.clone();
                choices.push(Choice { value, label, count: 0, chosen: true, narrower });
            }
        }
        if matches!(facet, Facet::Subject | Facet::Level) {
            choices.sort_by(|one, other| one.value.cmp(&other.value));
        }
        Ok(choices)
    }

    fn chips(&self, wish: &Wish) -> Result<Vec<Chip>> {
        wish.filters()
            .map(|(facet, value)| {
                Ok(Chip {
                    label: self.label(facet, value)?,
                    field: field_of(facet, value),
                    address: wish.without(facet, value).address(),
                    count: None,
                })
            })
            .collect()
    }

    /// What somebody may try who found nothing: to drop one facet's filters, if that is enough.
    fn ways_out(&self, wish: &Wish, tally: &Tally) -> Result<Vec<Chip>> {
        let mut ways = Vec::new();
        for facet in Facet::ALL {
            let more = tally.without[facet.at()];
            let values = &wish.chosen[facet.at()];
            if more > 0 && !values.is_empty() {
                let labels: Vec<String> =
                    values.iter().map(|value| self.label(facet, value)).collect::<Result<_>>()?;
                ways.push(Chip {
                    label: labels.join(", "),
                    field: String::new(),
                    address: wish.without_facet(facet).address(),
                    count: Some(more),
                });
            }
        }
        Ok(ways)
    }

    fn others(&self, places: &[u32], marker: &Marker) -> Result<Vec<Other>> {
        let mut others = Vec::new();
        for place in places {
            match store::target_at(self.conn, *place)? {
                Some(Target::Collection(id)) => {
                    let cards = collections::cards(self.conn, self.viewer, &[id])?;
                    others.extend(cards.into_iter().map(|card| of_collection(card, marker)));
                }
                Some(Target::Community(id)) => {
                    let found = communities::find(self.conn, id).optional()?;
                    if let Some(found) = found
                        && communities::may_read(self.conn, self.viewer, &found)?
                    {
                        others.push(of_community(&found, marker));
                    }
                }
                _ => {}
            }
        }
        Ok(others)
    }
}

fn of_collection(card: collections::Card, marker: &Marker) -> Other {
    let picture = if card.has_picture { "picture/large" } else { "cover.svg" };
    Other {
        address: format!("/k/{}", card.key),
        picture: format!("/k/{}/{picture}", card.key),
        drawing: "collection",
        kind: "search-a-collection",
        name: marker.mark(&card.title, TITLE),
        text: card.text,
        field: card.field,
    }
}

fn of_community(community: &communities::Community, marker: &Marker) -> Other {
    let picture = if community.picture.is_some() { "picture/large" } else { "cover.svg" };
    Other {
        address: format!("/c/{}", community.handle),
        picture: format!("/c/{}/{picture}", community.handle),
        drawing: "people",
        kind: "search-a-community",
        name: marker.mark(&community.name, TITLE),
        text: excerpt(&markdown::to_text(&community.summary), OTHER_TEXT),
        field: community.field().to_owned(),
    }
}

fn field_of(facet: Facet, value: &str) -> String {
    match facet {
        Facet::Subject => value.get(..2).unwrap_or_default().to_owned(),
        _ => String::new(),
    }
}

/// Broad fields always; narrower ones where the field around them is chosen, or one within it.
fn is_offered(code: &str, chosen: &[String]) -> bool {
    let broad = code.get(..2).unwrap_or(code);
    match code.len() {
        2 => true,
        3 => chosen.iter().any(|other| other.starts_with(broad)),
        _ => false,
    }
}
