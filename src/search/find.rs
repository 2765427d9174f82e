//! Finding: from words and filters to the things of one page, in their order.

use std::sync::Arc;

use rusqlite::Connection;

use super::{
    catalogue::{Cards, Catalogue, Reach, Tally},
    store,
    wish::{Order, Wish},
};
use crate::{
    error::Result,
    text::{analyse, language},
};

/// How many rows a page of results has.
pub const PAGE_ROWS: usize = 20;
/// How many collections and communities are shown above them.
pub const MOST_OTHERS: usize = 4;
/// Up to so many matches are ranked by all their words: five microseconds each. Beyond, those with
/// the words in their titles come first.
const MOST_RANKED: usize = 4_000;
/// The same on a site with more than [`MANY`] things: there the matching itself takes its time.
const MOST_RANKED_OF_MANY: usize = 1_000;
const MANY: usize = 50_000;
/// In so many of the site's languages a query is read, besides the reader's.
const MOST_LANGUAGES: usize = 5;

/// What was found.
#[derive(Debug, Default)]
pub struct Found {
    /// The places of one page of resources.
    pub page: Vec<u32>,
    /// The places of the first collections and communities.
    pub others: Vec<u32>,
    /// All that pass, and the counts of the facets.
    pub tally: Tally,
    /// Whether nothing has all the words, so that these have only some.
    pub only_some_words: bool,
}

/// The languages in which a query is read: the reader's, the site's, and the most frequent here.
pub fn languages(cards: &Cards, reader: &str, site: &str) -> Vec<String> {
    let mut languages: Vec<String> =
        [reader, site].into_iter().filter_map(language::primary).collect();
    languages.extend(cards.languages().into_iter().take(MOST_LANGUAGES).map(|(tag, _)| tag));
    let mut seen = Vec::new();
    languages.retain(|tag| {
        let new = !seen.contains(tag);
        seen.push(tag.clone());
        new
    });
    languages
}

/// Finds one page of what is wished for.
pub fn find(
    conn: &Connection,
    catalogue: &Catalogue,
    reach: &Reach,
    wish: &Wish,
    languages: &[String],
) -> Result<Found> {
    let cards = catalogue.cards(conn)?;
    let skip = (wish.page.max(1) - 1) * PAGE_ROWS;
    if wish.words.is_empty() {
        let tally = cards.tally(None, &wish.chosen, reach);
        let page = cards.newest(tally.resources.clone(), skip, PAGE_ROWS);
        let others = cards.newest(tally.others.clone(), 0, MOST_OTHERS);
        return Ok(Found { page, others, tally, only_some_words: false });
    }
    let languages: Vec<&str> = languages.iter().map(String::as_str).collect();
    let shortest = shortest_beginning(cards.len());
    let Some(expression) = analyse::query(&wish.words, &languages) else {
        return Ok(Found::default());
    };
    let mut expression = close_short(&expression, shortest);
    let mut matching = Matching::of(conn, catalogue, &expression, cards.len())?;
    let mut tally = cards.tally(Some(&matching.places), &wish.chosen, reach);
    let mut only_some_words = false;
    let nothing =
        |tally: &Tally| tally.resources.is_empty() && tally.without.iter().all(|more| *more == 0);
    if nothing(&tally)
        && tally.others.is_empty()
        && let Some(wider) = analyse::query_any(&wish.words, &languages)
        && let wider = close_short(&wider, shortest)
        && wider != expression
    {
        let more = Matching::of(conn, catalogue, &wider, cards.len())?;
        let wider_tally = cards.tally(Some(&more.places), &wish.chosen, reach);
        if !wider_tally.resources.is_empty() {
            (expression, matching, tally, only_some_words) = (wider, more, wider_tally, true);
        }
    }
    let search = Search { conn, catalogue, cards: &cards, expression, matching };
    let page = match wish.order {
        Order::Newest => cards.newest(tally.resources.clone(), skip, PAGE_ROWS),
        Order::Best => search.best(&tally.resources, skip, PAGE_ROWS)?,
    };
    let others = search.best(&tally.others, 0, MOST_OTHERS)?;
    Ok(Found { page, others, tally, only_some_words })
}

/// The least letters that may stand for all words which begin with them: the more there is, the
/// more words begin so, and each costs.
fn shortest_beginning(documents: usize) -> usize {
    match documents {
        0..10_000 => 2,
        10_000..50_000 => 3,
        _ => 4,
    }
}

/// Takes the star from beginnings of fewer letters. Scripts whose characters are syllables or words
/// keep it: few words begin with the same one.
fn close_short(expression: &str, shortest: usize) -> String {
    let mut closed = String::with_capacity(expression.len());
    for part in expression.split_inclusive("\"*") {
        let word = part.strip_suffix("\"*").and_then(|rest| rest.rsplit_once('"'));
        let is_short = word.is_some_and(|(_, word)| {
            word.chars().count() < shortest && word.chars().all(|c| c < '\u{E00}')
        });
        closed.push_str(if is_short { &part[..part.len() - 1] } else { part });
    }
    closed
}

/// All that match an expression, whoever may see them.
struct Matching {
    /// In their order.
    places: Arc<[u32]>,
    /// Their ranks, where so few can match that both are asked for at once.
    ranks: Option<Vec<(u32, f64)>>,
    /// So many may be ranked.
    most: usize,
}

impl Matching {
    fn of(
        conn: &Connection,
        catalogue: &Catalogue,
        expression: &str,
        documents: usize,
    ) -> Result<Self> {
        let most = if documents > MANY { MOST_RANKED_OF_MANY } else { MOST_RANKED };
        if documents > most {
            return Ok(Self { places: catalogue.matching(conn, expression)?, ranks: None, most });
        }
        let ranks = store::ranked(conn, expression)?;
        let places = ranks.iter().map(|(place, _)| *place).collect();
        Ok(Self { places, ranks: Some(ranks), most })
    }
}

struct Search<'a> {
    conn: &'a Connection,
    catalogue: &'a Catalogue,
    cards: &'a Cards,
    expression: String,
    matching: Matching,
}

impl Search<'_> {
    /// The best of these places, which stand in their order and all match.
    fn best(&self, places: &[u32], skip: usize, take: usize) -> Result<Vec<u32>> {
        if places.len() <= skip || take == 0 {
            return Ok(Vec::new());
        }
        if let Some(ranks) = &self.matching.ranks {
            let ranks = self.with_uses(ranks.clone());
            return Ok(cut(in_order(ranks, places), skip, take));
        }
        if self.matching.places.len() <= self.matching.most {
            return Ok(cut(self.ranked(&self.expression, places)?, skip, take));
        }
        let in_title = format!("{{title tags}} : ({})", self.expression);
        let titled = self.catalogue.matching(self.conn, &in_title)?;
        let (first, rest): (Vec<u32>, Vec<u32>) =
            places.iter().partition(|place| titled.binary_search(place).is_ok());
        let first_count = first.len();
        let end = skip.saturating_add(take);
        let mut page = if first_count <= skip {
            Vec::new()
        } else if titled.len() <= self.matching.most {
            cut(self.ranked(&in_title, &first)?, skip, take)
        } else {
            self.cards.newest(first, skip, take)
        };
        if end > first_count {
            let skip = skip.saturating_sub(first_count);
            page.extend(self.cards.newest(rest, skip, take - page.len()));
        }
        Ok(page)
    }

    /// These places, the best first.
    fn ranked(&self, expression: &str, places: &[u32]) -> Result<Vec<u32>> {
        Ok(in_order(self.with_uses(store::ranked(self.conn, expression)?), places))
    }

    /// The same ranks with what was used a little better.
    fn with_uses(&self, mut ranked: Vec<(u32, f64)>) -> Vec<(u32, f64)> {
        for (place, rank) in &mut ranked {
            *rank *= boost(self.cards.used(*place));
        }
        ranked
    }
}

/// By how much better a match is for having been used: five in a hundred for the first thanks,
/// twenty for a dozen and more. It decides between equals, and does not lift what fits badly.
fn boost(used: u16) -> f64 {
    const STEP: f64 = 0.05;
    const MOST: f64 = 0.2;
    1.0 + (STEP * (1.0 + f64::from(used)).log2()).min(MOST)
}

/// Those of the ranked that are among these places, the best first.
fn in_order(mut ranked: Vec<(u32, f64)>, places: &[u32]) -> Vec<u32> {
    ranked.retain(|(place, _)| places.binary_search(place).is_ok());
    ranked
        .sort_unstable_by(|one, other| one.1.total_cmp(&other.1).then_with(|| other.0.cmp(&one.0)));
    ranked.into_iter().map(|(place, _)| place).collect()
}

fn cut(places: Vec<u32>, skip: usize, take: usize) -> Vec<u32> {
    places.into_iter().skip(skip).take(take).collect()
}

#[cfg(test)]
mod tests {
    use super::{boost, close_short, in_order};

    #[test]
    fn of_equal_matches_the_used_one_comes_first_and_bad_ones_stay_behind() {
        let good = |place, used| (place, -4.0 * boost(used));
        let ranked = vec![good(1, 0), good(2, 3), (3, -2.0 * boost(60_000)), good(4, 0)];
        assert_eq!(in_order(ranked, &[1, 2, 3, 4]), [2, 4, 1, 3]);
        assert!(boost(1) > 1.04 && boost(u16::MAX) <= 1.2);
    }

    #[test]
    fn only_short_beginnings_are_closed() {
        let expression = r#"("a"* OR "ab") AND ("abc"*) NOT ("数"* OR "é"*)"#;
        let closed = r#"("a" OR "ab") AND ("abc"*) NOT ("数"* OR "é")"#;
        assert_eq!(close_short(expression, 3), closed);
    }
}
