//! The embedded list holds, and is read out of words.

use std::collections::HashSet;

use super::{
    model::is_item,
    school::{LANGUAGES, all, find, matching, mentioned},
};

#[test]
fn every_topic_of_the_list_has_an_id_of_its_own_and_a_name_in_each_language() {
    let mut seen = HashSet::new();
    for topic in all() {
        assert!(is_item(&topic.id) || topic.id.starts_with("h-"), "{}", topic.id);
        assert!(seen.insert(&topic.id), "{} stands there twice", topic.id);
        let tags: Vec<_> = topic.names.iter().map(|(tag, _)| tag.as_str()).collect();
        assert_eq!(tags, LANGUAGES, "{}", topic.id);
    }
    assert!(seen.len() > 150);
}

#[test]
fn a_typed_word_finds_topics_by_whole_names_first_and_never_by_the_middle_of_a_word() {
    let ids = |typed| matching(typed, 5).iter().map(|topic| topic.id.as_str()).collect::<Vec<_>>();
    assert_eq!(ids("BRUCHE").first(), Some(&"Q66055"));
    assert_eq!(ids("art").first(), Some(&"Q735"));
    assert_eq!(ids("second world war"), ["Q362"]);
    assert!(ids("auge").is_empty(), "found in Säugetier");
    assert!(ids("  ").is_empty());
}

#[test]
fn topics_are_read_out_of_a_title_and_short_names_only_as_whole_words() {
    let ids = |text| mentioned(text, 9).iter().map(|topic| topic.id.as_str()).collect::<Vec<_>>();
    assert_eq!(ids("Photosynthese im Sommer"), ["Q11982"]);
    assert!(!ids("A cartoon on artists").contains(&"Q735"));
    assert!(ids("Das kleine Einmaleins").contains(&"h-multiplication-tables"));
}

#[test]
fn a_topic_is_called_by_the_readers_word_or_the_english_one() {
    let fraction = find("Q66055").unwrap();
    assert_eq!((fraction.label("de-AT"), fraction.label("ja")), ("Bruch", "fraction"));
    assert!(!is_item("Q0") && !is_item("Q1x") && !is_item("q1") && is_item("Q42"));
}
