//! That every question walks down an index, and what resources have in common.

use super::{
    alike::Terms,
    store::{self, Among},
};
use crate::{accounts, collections, communities, db, resources};

fn terms(list: &[(&str, &str)]) -> Terms {
    Terms::of(list.iter().map(|(kind, value)| ((*kind).to_owned(), (*value).to_owned())))
}

#[test]
fn level_and_language_count_more_than_type() {
    let own = terms(&[("language", "de"), ("level", "2"), ("type", "worksheet")]);
    assert_eq!(own.common(&terms(&[("language", "de-AT"), ("level", "2")])), 6);
    assert_eq!(own.common(&terms(&[("language", "en"), ("type", "worksheet")])), 1);
    assert_eq!(own.common(&terms(&[])), 0);
}

#[test]
fn no_question_scans_a_table() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("site.db");
    let parts =
        [&accounts::PART, &communities::PART, &resources::PART, &collections::PART, &super::PART];
    let mut steps = vec![("jobs", crate::jobs::MIGRATIONS)];
    steps.extend(parts.map(|part| (part.name, part.migrations)));
    db::migrate(&path, &steps).unwrap();
    let conn = db::connect(&path, false).unwrap();
    for query in [
        store::WITH_TERM,
        store::TOGETHER,
        store::IN_COMMUNITY,
        store::TERMS,
        Among::People.query(),
        Among::Communities.query(),
        Among::Collections.query(),
    ] {
        let plan: Vec<String> = conn
            .prepare(&format!("explain query plan {query}"))
            .unwrap()
            .query_map(rusqlite::params_from_iter(vec!["1"; query.matches('?').count()]), |row| {
                row.get("detail")
            })
            .unwrap()
            .collect::<Result<_, _>>()
            .unwrap();
        // A list of numbers that the question brings along is read to its end.
        let scans = plan.iter().filter(|step| {
            step.starts_with("SCAN")
                && !step.contains("VIRTUAL TABLE")
                && !step.contains("json_each")
        });
        assert_eq!(scans.count(), 0, "{query} is answered by {plan:#?}");
    }
}
