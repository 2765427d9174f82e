//! Moments read, written and moved.

use std::time::Duration;

use super::Moment;

#[test]
fn moments_are_written_as_rfc_3339_and_read_back() {
    for (millis, text) in [
        (0, "1970-01-01T00:00:00Z"),
        (1_795_249_800_123, "2026-11-21T08:30:00.123Z"),
        (-1, "1969-12-31T23:59:59.999Z"),
    ] {
        assert_eq!(Moment::from_millis(millis).rfc3339(), text);
        assert_eq!(Moment::parse(text), Some(Moment::from_millis(millis)));
        let json = serde_json::to_string(&Moment::from_millis(millis)).unwrap();
        assert_eq!(json, format!("\"{text}\""));
        assert_eq!(serde_json::from_str::<Moment>(&json).unwrap().millis(), millis);
    }
}

#[test]
fn offsets_and_bare_dates_are_understood_and_nonsense_is_not() {
    let noon = Moment::parse("2026-11-21T12:00:00+01:00").unwrap();
    assert_eq!(noon.rfc3339(), "2026-11-21T11:00:00Z");
    assert_eq!(Moment::parse("2026-11-21").unwrap().rfc3339(), "2026-11-21T00:00:00Z");
    for nonsense in ["", "yesterday", "2026-13-01", "2026-11-21T25:00:00Z", "1795249800"] {
        assert_eq!(Moment::parse(nonsense), None, "{nonsense}");
    }
}

#[test]
fn no_number_is_outside_the_calendar() {
    for millis in [i64::MIN, i64::MAX] {
        let moment = Moment::from_millis(millis);
        assert_eq!(Moment::parse(&moment.rfc3339()), Some(moment));
        assert_eq!(moment.plus_days(i64::MAX).plus_days(i64::MIN).millis(), super::EARLIEST);
    }
}

#[test]
fn moments_move_and_show_their_day() {
    let moment = Moment::from_seconds(1_795_249_800);
    assert_eq!(moment.plus_days(1).plus_seconds(-86_400), moment);
    assert_eq!(moment.plus(Duration::from_millis(5)).since(moment), Duration::from_millis(5));
    assert_eq!(moment.since(moment.plus_days(1)), Duration::ZERO);
    assert_eq!(moment.date(), "2026-11-21");
    assert_eq!(moment.http_date(), "Sat, 21 Nov 2026 08:30:00 GMT");
}

#[test]
fn the_database_keeps_a_number() {
    let db = rusqlite::Connection::open_in_memory().unwrap();
    let moment = Moment::from_millis(1_795_249_800_123);
    let (kind, back): (String, Moment) = db
        .query_row("select typeof(?1), ?1", [moment], |row| Ok((row.get(0)?, row.get(1)?)))
        .unwrap();
    assert_eq!((kind.as_str(), back), ("integer", moment));
}
