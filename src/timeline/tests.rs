//! Merging streams, visits, and that reading a timeline walks down indexes only.

use std::cell::Cell;

use super::{
    merge::Merge,
    model::{Visit, plain_keyword},
    store,
};
use crate::{accounts, collections, communities, db, resources, time::Moment};

/// Streams as lists of numbers, and how often they were asked.
fn merged(streams: &[&[i64]], start: i64, most: usize) -> (Vec<i64>, usize) {
    let asked = Cell::new(0);
    let numbers: Vec<i64> = (0..streams.len()).map(|at| i64::try_from(at).unwrap()).collect();
    let mut merge = Merge::new(&numbers, start, |stream, before| {
        asked.set(asked.get() + 1);
        let stream = streams[usize::try_from(stream).unwrap()];
        Ok(stream.iter().copied().filter(|entry| *entry < before).max())
    })
    .unwrap();
    let mut found = Vec::new();
    while found.len() < most
        && let Some(entry) = merge.next().unwrap()
    {
        found.push(entry);
    }
    (found, asked.get())
}

#[test]
fn streams_are_merged_and_an_entry_in_several_comes_once() {
    let streams: [&[i64]; 4] = [&[9, 5, 1], &[8, 5], &[], &[10, 9]];
    assert_eq!(merged(&streams, i64::MAX, 9).0, [10, 9, 8, 5, 1]);
    assert_eq!(merged(&streams, 9, 2).0, [8, 5]);
}

#[test]
fn a_page_asks_each_stream_once_and_once_more_for_each_entry() {
    let long: Vec<i64> = (0..10_000).collect();
    let mut streams: Vec<&[i64]> = vec![&[3]; 50];
    streams.push(&long);
    let (page, asked) = merged(&streams, i64::MAX, 20);
    assert_eq!((page.len(), page[0]), (20, 9_999));
    assert_eq!(asked, 51 + 20);
}

#[test]
fn the_line_moves_when_somebody_comes_back_and_stays_while_they_are_there() {
    let at = |minutes: i64| Moment::from_seconds(minutes * 60);
    let first = Visit { line: 7, newest: 7, visited: at(0) };
    let same = first.again(9, at(10));
    assert_eq!((same.line, same.newest), (7, 9));
    let still = same.again(9, at(35));
    assert_eq!(still.line, 7, "they looked ten minutes before, and then went on");
    let later = still.again(12, at(100));
    assert_eq!((later.line, later.newest), (9, 12));
}

#[test]
fn keywords_differ_by_more_than_capitals_and_blanks() {
    assert_eq!(plain_keyword("  Grüner   STROM "), "grüner strom");
}

#[test]
fn reading_a_timeline_never_scans_entries() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("site.db");
    let parts =
        [&accounts::PART, &communities::PART, &resources::PART, &collections::PART, &super::PART];
    let mut steps = vec![("jobs", crate::jobs::MIGRATIONS)];
    steps.extend(parts.map(|part| (part.name, part.migrations)));
    db::migrate(&path, &steps).unwrap();
    let conn = db::connect(&path, false).unwrap();
    for query in [store::BEFORE, store::OF_STREAM, store::OF_SITE, store::FIND] {
        let plan: Vec<String> = conn
            .prepare(&format!("explain query plan {query}"))
            .unwrap()
            .query_map(rusqlite::params_from_iter(vec![1; query.matches('?').count()]), |row| {
                row.get("detail")
            })
            .unwrap()
            .collect::<Result<_, _>>()
            .unwrap();
        assert!(
            plan.iter().all(|step| step.starts_with("SEARCH")),
            "{query} is answered by {plan:#?}"
        );
    }
}
