//! Keys and numbers to the database, to JSON and back.

use super::{Key, LETTERS, ResourceId};

#[test]
fn keys_are_twelve_unmistakable_characters_and_differ() {
    let keys: std::collections::HashSet<Key> = (0..1000).map(|_| Key::random()).collect();
    assert_eq!(keys.len(), 1000);
    for key in keys {
        assert_eq!(key.as_str().len(), 12);
        assert!(key.as_str().bytes().all(|byte| LETTERS.contains(&byte)), "{key}");
        assert_eq!(Key::parse(key.as_str()), Some(key));
    }
}

#[test]
fn keys_are_read_as_people_type_them() {
    assert_eq!(Key::parse("K7FMoOilIL00").unwrap().as_str(), "k7fm00111100");
    for bad in ["", "k7fm2xqe9pt", "k7fm2xqe9ptwx", "k7fm2xqe9ptu", "k7fm-2xqe-9pt", "k7fm2xqe9pé"]
    {
        assert_eq!(Key::parse(bad), None, "{bad}");
    }
}

#[test]
fn the_database_and_json_give_back_what_they_got() {
    let db = rusqlite::Connection::open_in_memory().unwrap();
    let given = (ResourceId(7), Key::random());
    let back: (ResourceId, Key) = db
        .query_row("select ?1, ?2", rusqlite::params![given.0, given.1], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })
        .unwrap();
    assert_eq!(back, given);
    let json = serde_json::to_string(&given).unwrap();
    assert_eq!(json, format!("[7,\"{}\"]", given.1));
    assert_eq!(serde_json::from_str::<(ResourceId, Key)>(&json).unwrap(), given);
    assert!(db.query_row("select 'not a key'", [], |row| row.get::<_, Key>(0)).is_err());
}
