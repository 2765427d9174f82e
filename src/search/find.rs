//! Finding: from words and filters to the things of one page, in their order.

use std::sync::Arc;

use rusqlite::Connection;

use super::{
    catalogue::{Cards, Catalogue, Reach, Tally},
    store::{self, Within},
    wish::{Order, Wish},
};
use crate::{
    error::Result,
    text::{
        analyse::{Asked, Expression},
        language,
    },
};

/// How many rows a page of results has.
pub const PAGE_ROWS: usize = 20;
/// How many collections and communities are shown above them.
pub const MOST_OTHERS: usize = 4;
/// On a site with no more things than this, words and ranks are asked for in one question.
const FEW: usize = 2_000;
/// What ranking may cost, in microseconds. Beyond it, matches are ranked by their titles and tags
/// alone, and those without the words there follow, the newest first.
const MOST_COST: usize = 5_000;
/// What one match costs: FTS5 counts the words in it.
const COST_OF_MATCH: usize = 5;
/// What ten things that have one of the words cost, match or not: FTS5 counts them to weigh words.
const COST_OF_TEN_WITH_A_WORD: usize = 3;
/// Up to so many words are looked for one by one, and the matches of each are remembered: people
/// ask with few words, and with the same ones.
const MOST_APART: usize = 40;
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
    let Some(asked) = Asked::read(&wish.words, &languages) else {
        return Ok(Found::default());
    };
    let mut search = Search::of(conn, catalogue, &cards, close_short(asked, cards.len()), false)?;
    let mut tally = cards.tally(Some(&search.matching), &wish.chosen, reach);
    let nothing =
        |tally: &Tally| tally.resources.is_empty() && tally.without.iter().all(|more| *more == 0);
    if nothing(&tally) && tally.others.is_empty() && search.asked.wanted.len() > 1 {
        let wider = Search::of(conn, catalogue, &cards, search.asked.clone(), true)?;
        let wider_tally = cards.tally(Some(&wider.matching), &wish.chosen, reach);
        if !wider_tally.resources.is_empty() {
            (search, tally) = (wider, wider_tally);
        }
    }
    let page = match wish.order {
        Order::Newest => cards.newest(tally.resources.clone(), skip, PAGE_ROWS),
        Order::Best => search.best(&tally.resources, skip, PAGE_ROWS)?,
    };
    let others = search.best(&tally.others, 0, MOST_OTHERS)?;
    Ok(Found { page, others, tally, only_some_words: search.any })
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

/// Takes the star from beginnings that are too short for so many things. Scripts whose characters
/// are syllables or words keep it: few words begin with the same one.
fn close_short(mut asked: Asked, documents: usize) -> Asked {
    let shortest = shortest_beginning(documents);
    for expression in asked.wanted.iter_mut().chain(&mut asked.excluded) {
        expression.each_word(&mut |word, open| {
            let is_short = word.chars().count() < shortest && word.chars().all(|c| c < '\u{E00}');
            *open &= !is_short;
        });
    }
    asked
}

/// What was asked, and all that matches, whoever may see it.
struct Search<'a> {
    conn: &'a Connection,
    catalogue: &'a Catalogue,
    cards: &'a Cards,
    asked: Asked,
    /// Whether one of the words is enough.
    any: bool,
    /// The places, in their order.
    matching: Arc<[u32]>,
    /// Their ranks, where so few can match that both are asked for at once.
    ranks: Option<Vec<(u32, f64)>>,
    /// How many things have one of the words, counted for each word.
    with_a_word: usize,
}

impl<'a> Search<'a> {
    fn of(
        conn: &'a Connection,
        catalogue: &'a Catalogue,
        cards: &'a Cards,
        asked: Asked,
        any: bool,
    ) -> Result<Self> {
        let (matching, ranks, with_a_word) = (Arc::default(), None, 0);
        let mut search = Self { conn, catalogue, cards, asked, any, matching, ranks, with_a_word };
        if cards.len() > FEW {
            (search.matching, search.with_a_word) = search.matching(Within::Everything)?;
        } else {
            let ranks = store::ranked(conn, Within::Everything, &search.expression())?;
            search.matching = ranks.iter().map(|(place, _)| *place).collect();
            search.ranks = Some(ranks);
        }
        Ok(search)
    }

    fn expression(&self) -> String {
        if self.any { self.asked.any() } else { self.asked.all() }
    }

    /// The places of what matches, and how many things have one of the words.
    fn matching(&self, within: Within) -> Result<(Arc<[u32]>, usize)> {
        let Asked { wanted, excluded } = &self.asked;
        let words: usize = wanted.iter().chain(excluded).map(Expression::word_count).sum();
        if words > MOST_APART {
            let found = self.catalogue.matching(self.conn, within, &self.expression())?;
            let count = found.len();
            return Ok((found, count));
        }
        let mut reading = Reading { search: self, within, with_a_word: 0 };
        let mut found = reading.joined(wanted, self.any)?;
        reading.within = Within::Everything;
        for one in excluded {
            found = without(&found, &reading.places(one)?).into();
        }
        Ok((found, reading.with_a_word))
    }

    /// The best of these places, which stand in their order and all match.
    fn best(&self, places: &[u32], skip: usize, take: usize) -> Result<Vec<u32>> {
        if places.len() <= skip || take == 0 {
            return Ok(Vec::new());
        }
        if let Some(ranks) = &self.ranks {
            let ranks = self.with_uses(ranks.clone());
            return Ok(cut(in_order(ranks, places), skip, take));
        }
        if can_rank(self.matching.len(), self.with_a_word) {
            return Ok(cut(self.ranked(Within::Everything, places)?, skip, take));
        }
        let (titled, with_a_word) = self.matching(Within::Titles)?;
        let first = both(&titled, places);
        let rest = without(places, &first);
        let first_count = first.len();
        let end = skip.saturating_add(take);
        let mut page = if first_count <= skip {
            Vec::new()
        } else if can_rank(titled.len(), with_a_word) {
            cut(self.ranked(Within::Titles, &first)?, skip, take)
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
    fn ranked(&self, within: Within, places: &[u32]) -> Result<Vec<u32>> {
        let ranked = store::ranked(self.conn, within, &self.expression())?;
        Ok(in_order(self.with_uses(ranked), places))
    }

    /// The same ranks with what was used a little better.
    fn with_uses(&self, mut ranked: Vec<(u32, f64)>) -> Vec<(u32, f64)> {
        for (place, rank) in &mut ranked {
            *rank *= boost(self.cards.used(*place));
        }
        ranked
    }
}

/// Whether ranking so many matches costs little enough.
fn can_rank(matches: usize, with_a_word: usize) -> bool {
    matches * COST_OF_MATCH + with_a_word * COST_OF_TEN_WITH_A_WORD / 10 <= MOST_COST
}

/// Asks word by word, and joins what each finds.
struct Reading<'a> {
    search: &'a Search<'a>,
    within: Within,
    with_a_word: usize,
}

impl Reading<'_> {
    /// The places of all that match an expression.
    fn places(&mut self, expression: &Expression) -> Result<Arc<[u32]>> {
        match expression {
            Expression::All(parts) => self.joined(parts, false),
            Expression::Any(parts) => self.joined(parts, true),
            Expression::Word { .. } => {
                let Search { catalogue, conn, .. } = self.search;
                let found = catalogue.matching(conn, self.within, &expression.to_string())?;
                self.with_a_word += found.len();
                Ok(found)
            }
        }
    }

    /// The places of all that match one, or each, of these.
    fn joined(&mut self, parts: &[Expression], any: bool) -> Result<Arc<[u32]>> {
        let mut found: Option<Arc<[u32]>> = None;
        for part in parts {
            let more = self.places(part)?;
            found = Some(match found {
                None => more,
                Some(found) if any && more.is_empty() => found,
                Some(found) if any => either(&found, &more).into(),
                Some(found) => both(&found, &more).into(),
            });
        }
        Ok(found.unwrap_or_default())
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

/// What stands in both, each in its order.
fn both(one: &[u32], other: &[u32]) -> Vec<u32> {
    let (few, many) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    kept(few, many, true)
}

/// What stands in the first, but not in the second.
fn without(one: &[u32], other: &[u32]) -> Vec<u32> {
    kept(one, other, false)
}

fn kept(places: &[u32], mut others: &[u32], wanted: bool) -> Vec<u32> {
    let mut kept = Vec::new();
    for place in places {
        // The next is mostly near: steps that double find it sooner than halving what is left.
        let mut step = 1;
        while others.get(step).is_some_and(|other| other < place) {
            step *= 2;
        }
        let near = &others[..others.len().min(step + 1)];
        others = &others[near.partition_point(|other| other < place)..];
        if (others.first() == Some(place)) == wanted {
            kept.push(*place);
        }
    }
    kept
}

/// What stands in either of them, in order.
fn either(mut one: &[u32], mut other: &[u32]) -> Vec<u32> {
    let mut places = Vec::with_capacity(one.len() + other.len());
    while let (Some(here), Some(there)) = (one.first(), other.first()) {
        places.push(*here.min(there));
        let (is_here, is_there) = (here <= there, there <= here);
        one = &one[usize::from(is_here)..];
        other = &other[usize::from(is_there)..];
    }
    places.extend(one);
    places.extend(other);
    places
}

fn cut(places: Vec<u32>, skip: usize, take: usize) -> Vec<u32> {
    places.into_iter().skip(skip).take(take).collect()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::{
        Asked, Cards, Catalogue, Search, Within, boost, both, close_short, either, in_order, store,
        without,
    };
    use crate::{db, search::PART, text::analyse::analyse};

    #[test]
    fn of_equal_matches_the_used_one_comes_first_and_bad_ones_stay_behind() {
        let good = |place, used| (place, -4.0 * boost(used));
        let ranked = vec![good(1, 0), good(2, 3), (3, -2.0 * boost(60_000)), good(4, 0)];
        assert_eq!(in_order(ranked, &[1, 2, 3, 4]), [2, 4, 1, 3]);
        assert!(boost(1) > 1.04 && boost(u16::MAX) <= 1.2);
    }

    #[test]
    fn only_short_beginnings_are_closed() {
        let closed = |typed| close_short(Asked::read(typed, &["en"]).unwrap(), 20_000).all();
        assert_eq!(closed("ab"), r#"(("ab"))"#);
        assert_eq!(closed("abc"), r#"(("abc"*))"#);
        assert_eq!(closed("数"), r#"("数"*)"#);
    }

    /// Texts with their languages; each stands in the body of one thing and in the title of the next.
    const TEXTS: &[(&str, &str)] = &[
        ("en", "Adding fractions with unlike denominators"),
        ("de", "Bruchrechnung und Bruchstriche in Klasse 6"),
        ("en", "The e-mail project in C++"),
        ("de", "Vulkane, Erdbeben und Fraktionen"),
        ("zh", "分数的加法和减法"),
        ("ar", "جمع الكسور"),
        ("fr", "L'addition des fractions et l'égalité"),
        ("ko", "분수의 덧셈"),
    ];

    const ASKED: &[&str] = &[
        "fractions",
        "bruch",
        "fraction unlike",
        "fractions -unlike",
        "\"unlike denominators\"",
        "fractions -\"unlike denominators\"",
        "e-mail",
        "vulkan erdbeben",
        "分数",
        "分数的加法",
        "الكسر",
        "égalité addition",
        "분수",
        "nothing fractions",
        "-fractions",
    ];

    #[test]
    fn words_asked_one_by_one_find_what_all_of_them_at_once_find() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("site.db");
        db::migrate(&path, &[("search", PART.migrations)]).unwrap();
        let conn = db::connect(&path, false).unwrap();
        let count = u32::try_from(TEXTS.len()).unwrap();
        for place in 0..count {
            let read = |at: u32| {
                let (language, text) = TEXTS[(at % count) as usize];
                analyse(text, Some(language))
            };
            let row = (place, read(place + 1), read(place));
            conn.execute("insert into search_index(rowid, title, body) values (?, ?, ?)", row)
                .unwrap();
            conn.execute(
                "insert into search_titles(rowid, title) values (?, ?)",
                (place, read(place + 1)),
            )
            .unwrap();
        }
        let (catalogue, cards) = (Catalogue::default(), Cards::default());
        for typed in ASKED {
            let Some(asked) = Asked::read(typed, &["en", "de", "fr", "ar"]) else { continue };
            for any in [false, true] {
                let search = Search {
                    conn: &conn,
                    catalogue: &catalogue,
                    cards: &cards,
                    asked: asked.clone(),
                    any,
                    matching: Arc::default(),
                    ranks: None,
                    with_a_word: 0,
                };
                let (found, _) = search.matching(Within::Everything).unwrap();
                let at_once =
                    store::matching(&conn, Within::Everything, &search.expression()).unwrap();
                assert_eq!(*found, *at_once, "{typed}, any: {any}");
                // What excludes words looks for those everywhere, not in titles only.
                if asked.excluded.is_empty() {
                    let (found, _) = search.matching(Within::Titles).unwrap();
                    let at_once =
                        store::matching(&conn, Within::Titles, &search.expression()).unwrap();
                    assert_eq!(*found, *at_once, "{typed} in titles, any: {any}");
                }
            }
        }
    }

    #[test]
    fn lists_of_places_are_joined_as_sets() {
        let mut last = 1_u32;
        let mut list = |sparse: u32| {
            let mut places = Vec::new();
            for place in 0..2_000 {
                last = last.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                if (last >> 16).is_multiple_of(sparse) {
                    places.push(place);
                }
            }
            places
        };
        for (sparse, other) in [(2, 3), (2, 300), (500, 2), (1, 1), (40_000, 2), (2, 40_000)] {
            let (one, other) = (list(sparse), list(other));
            let kept = |wanted| {
                let mut kept = one.clone();
                kept.retain(|place| other.contains(place) == wanted);
                kept
            };
            assert_eq!(both(&one, &other), kept(true));
            assert_eq!(without(&one, &other), kept(false));
            let all: Vec<u32> =
                (0..2_000).filter(|it| one.contains(it) || other.contains(it)).collect();
            assert_eq!(either(&one, &other), all);
        }
    }
}
