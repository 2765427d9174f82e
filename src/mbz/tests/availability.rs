//! Conditions under which an activity could be seen, in words.

use super::super::availability::said;
use super::super::*;

fn words(json: &str, german: bool) -> Option<String> {
    let list = if german { WordList::german() } else { WordList::english() };
    let title = |cmid| (cmid == 7).then(|| "The quiz".to_owned());
    said(json, &title, &list)
}

#[test]
fn conditions_are_said_in_words() {
    for (json, want) in [
        (
            r#"{"op":"&","c":[{"type":"date","d":">=","t":1704067200}],"showc":[true]}"#,
            "Pupils saw this only if it was 2024-01-01 or later.",
        ),
        (
            r#"{"op":"&","c":[{"type":"date","d":"<","t":1704067200},{"type":"completion","cm":7,"e":1}]}"#,
            "Pupils saw this only if it was before 2024-01-01 and “The quiz” was done.",
        ),
        (
            r#"{"op":"|","c":[{"type":"grade","id":3,"min":50,"max":75.5},{"op":"!&","c":[{"type":"group"}]}]}"#,
            "Pupils saw this only if a grade was at least 50 % and a grade was below 75.5 % or not \
             they were in any group.",
        ),
        (
            r#"{"op":"!|","c":[{"type":"profile","sf":"email","op":"contains","v":"a@b.example"},{"type":"completion","cm":9,"e":3}]}"#,
            "Pupils saw this only if not (their profile field “email” said so or another activity \
             was not passed).",
        ),
        (
            r#"{"op":"&","c":[{"type":"group","id":4},{"op":"|","c":[{"type":"grouping","id":1},{"type":"xp<b>"}]}]}"#,
            "Pupils saw this only if they were in a certain group and (their group belonged to a \
             certain grouping or another condition held (xpb)).",
        ),
    ] {
        assert_eq!(words(json, false).as_deref(), Some(want), "{json}");
    }
    assert_eq!(
        words(r#"{"op":"&","c":[{"type":"completion","cm":7,"e":2}]}"#, true).as_deref(),
        Some("Lernende sahen dies nur, wenn „The quiz“ bestanden war.")
    );
}

#[test]
fn what_is_no_condition_says_nothing_and_endless_ones_end() {
    for json in
        ["", "null", "7", "{}", "{\"op\":\"&\",\"c\":[]}", "{\"c\":\"x\"}", "{\"c\":[{\"c\":[]}]}"]
    {
        assert_eq!(words(json, false), None, "{json}");
    }
    let deep = format!("{}{}", "{\"op\":\"&\",\"c\":[".repeat(40), "]}".repeat(40));
    assert!(words(&deep, false).is_none_or(|text| text.len() < 200));
    let one = "{\"type\":\"group\"}";
    let wide = format!("{{\"op\":\"|\",\"c\":[{}]}}", vec![one; 10_000].join(","));
    assert!(words(&wide, false).unwrap().len() < 3000);
    let odd = r#"{"op":7,"c":[{"type":"date","t":9e99},{"type":"date","t":-99999999999999},{}]}"#;
    assert!(words(odd, false).is_some());
}

#[test]
fn conditions_of_old_backups_are_read_from_their_fields() {
    let Some(folder) = super::samples() else { return };
    let file = folder.join("m262-availability.mbz");
    let (_tree, course) = super::open(&file, &Options::default()).unwrap();
    let list = WordList::english();
    let said: Vec<String> =
        course.activities.iter().filter_map(|stub| course.availability(stub.cmid, &list)).collect();
    assert!(said.len() >= 10, "{said:#?}");
    let all = said.join("\n");
    for part in ["2017-03-04 or later", "at least 75 %", "profile field “email”", "was passed"]
    {
        assert!(all.contains(part), "{part}: {all}");
    }
    assert!(!all.contains("frog"), "a value of a profile field is said");
}
