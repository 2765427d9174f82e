//! Filters and counts against a shelf of six.

use super::*;
use crate::{
    ids::{CollectionId, ResourceId},
    time::Moment,
};

/// Subject, level and language of six resources and who may find them.
const SHELF: [(&str, &str, &str, Scope); 6] = [
    ("0541", "2", "de", Scope::Public),
    ("0541 0232", "2 3", "en", Scope::Public),
    ("0232", "3", "de-AT", Scope::Public),
    ("0511", "2", "el", Scope::Local),
    ("0541", "1", "de", Scope::Community(CommunityId(7))),
    ("0541", "2", "de", Scope::Nobody),
];

fn shelf() -> Cards {
    let mut cards = Cards::default();
    for (place, (subjects, levels, languages, scope)) in (1_u32..).zip(SHELF) {
        let target = Target::Resource(ResourceId(i64::from(place)));
        let shown = Moment::from_seconds(i64::from(1000 - place));
        let card = Card::new(target, scope, shown)
            .with(Facet::Subject, subjects.split(' '))
            .with(Facet::Level, levels.split(' '))
            .with(Facet::Language, languages.split(' '));
        cards.put(place, &card);
    }
    cards
}

fn chosen(filters: &[(Facet, &str)]) -> Chosen {
    let mut chosen = Chosen::default();
    for (facet, value) in filters {
        chosen[facet.at()].push((*value).to_owned());
    }
    chosen
}

fn count(tally: &Tally, facet: Facet, value: &str) -> u32 {
    tally.counts[facet.at()].iter().find(|(v, _)| v == value).map_or(0, |(_, count)| *count)
}

fn stranger() -> Reach {
    Reach::default()
}

#[test]
fn strangers_neither_find_nor_count_what_is_not_public() {
    let tally = shelf().tally(None, &Chosen::default(), &stranger());
    assert_eq!(tally.resources, [1, 2, 3]);
    assert_eq!(count(&tally, Facet::Subject, "05"), 2);
    assert_eq!(count(&tally, Facet::Language, "el"), 0);
    assert_eq!(count(&tally, Facet::Language, "de"), 2);
}

#[test]
fn people_find_what_is_local_and_members_what_is_their_communitys() {
    let cards = shelf();
    let local = Reach { local: true, communities: vec![CommunityId(8)] };
    assert_eq!(cards.tally(None, &Chosen::default(), &local).resources, [1, 2, 3, 4]);
    let member = Reach { local: true, communities: vec![CommunityId(7)] };
    assert_eq!(cards.tally(None, &Chosen::default(), &member).resources, [1, 2, 3, 4, 5]);
}

#[test]
fn a_facet_counts_under_the_filters_of_the_others_only() {
    let filters = chosen(&[(Facet::Subject, "0541"), (Facet::Language, "de")]);
    let tally = shelf().tally(None, &filters, &stranger());
    assert_eq!(tally.resources, [1]);
    assert_eq!(count(&tally, Facet::Subject, "0232"), 1, "German, whatever the subject");
    assert_eq!(count(&tally, Facet::Language, "en"), 1, "mathematics, whatever the language");
    assert_eq!(count(&tally, Facet::Level, "2"), 1, "both filters hold");
    assert_eq!(count(&tally, Facet::Level, "3"), 0);
    assert_eq!(tally.without[Facet::Language.at()], 1);
}

#[test]
fn values_of_a_facet_are_alternatives_and_facets_add_up() {
    let filters = chosen(&[(Facet::Language, "de"), (Facet::Language, "en"), (Facet::Level, "3")]);
    assert_eq!(shelf().tally(None, &filters, &stranger()).resources, [2, 3]);
}

#[test]
fn a_wider_field_holds_the_narrower_ones_and_gives_way_to_them() {
    let cards = shelf();
    let wide = chosen(&[(Facet::Subject, "05")]);
    assert_eq!(cards.tally(None, &wide, &stranger()).resources, [1, 2]);
    let both = chosen(&[(Facet::Subject, "02"), (Facet::Subject, "0541")]);
    assert_eq!(cards.tally(None, &both, &stranger()).resources, [1, 2, 3]);
    let narrow = chosen(&[(Facet::Subject, "05"), (Facet::Subject, "0511")]);
    assert_eq!(cards.tally(None, &narrow, &stranger()).resources, [] as [u32; 0]);
}

#[test]
fn an_unknown_value_finds_nothing() {
    let filters = chosen(&[(Facet::Subject, "99'; drop table")]);
    assert!(shelf().tally(None, &filters, &stranger()).resources.is_empty());
}

#[test]
fn collections_are_found_apart_and_not_counted() {
    let mut cards = shelf();
    let card = Card::new(Target::Collection(CollectionId(1)), Scope::Public, Moment::EPOCH)
        .with(Facet::Subject, ["0541"]);
    cards.put(9, &card);
    let tally = cards.tally(Some(&[1, 9]), &Chosen::default(), &stranger());
    assert_eq!((tally.resources, tally.others), (vec![1], vec![9]));
    assert_eq!(tally.counts[Facet::Subject.at()][0].1, 1);
}

#[test]
fn a_place_is_taken_over_by_what_is_put_there_later() {
    let mut cards = shelf();
    let gone = Card::new(Target::Resource(ResourceId(1)), Scope::Nobody, Moment::EPOCH);
    cards.put(1, &gone);
    let tally = cards.tally(None, &Chosen::default(), &stranger());
    assert_eq!(tally.resources, [2, 3]);
    assert_eq!(count(&tally, Facet::Language, "de"), 1);
}

#[test]
fn the_newest_come_first_page_by_page() {
    let cards = shelf();
    assert_eq!(cards.newest(vec![3, 1, 2, 4], 0, 2), [1, 2]);
    assert_eq!(cards.newest(vec![3, 1, 2, 4], 2, 2), [3, 4]);
    assert_eq!(cards.newest(vec![3, 1], 2, 2), [] as [u32; 0]);
}

#[test]
fn places_that_the_cards_do_not_know_yet_are_passed_over() {
    let tally = shelf().tally(Some(&[2, 4_000_000]), &Chosen::default(), &stranger());
    assert_eq!(tally.resources, [2]);
}
