//! The rules of resources, one by one.

use super::{
    Author, Content, Description, FileRef, FileRole, Kind, Resource, Scope, State, Visibility,
    link_address,
};
use crate::{
    error::Error,
    ids::{AccountId, Key, ResourceId},
    time::Moment,
    web::{Person, Role},
};

fn complete() -> Description {
    Description {
        title: "Adding fractions".into(),
        summary: "Twelve exercises.".into(),
        languages: vec!["en".into()],
        subjects: vec!["0541".into()],
        levels: vec!["2".into()],
        types: vec!["worksheet".into()],
        licence: "https://creativecommons.org/licenses/by/4.0/".into(),
        authors: vec![Author { name: "Anna Berg".into(), url: String::new() }],
        visibility: Visibility::Public,
        ..Description::default()
    }
}

fn resource(state: State, visibility: Visibility) -> Resource {
    Resource {
        id: ResourceId(1),
        key: Key::random(),
        kind: Kind::Page,
        state,
        owner: AccountId(1),
        owner_handle: "anna".into(),
        owner_name: "Anna".into(),
        description: Description { visibility, ..complete() },
        content: Content::default(),
        version: 1,
        import: None,
        note: String::new(),
        withdrawn_by: None,
        made: Moment::EPOCH,
        changed: Moment::EPOCH,
        published: None,
        downloads: 0,
    }
}

fn person(account: i64, role: Role) -> Person {
    Person {
        account: AccountId(account),
        handle: "somebody".into(),
        name: "Somebody".into(),
        role,
        session: None,
    }
}

fn fields(error: Result<(), Error>) -> Vec<String> {
    match error {
        Err(Error::Invalid(problems)) => {
            problems.into_iter().map(|problem| problem.field.into_owned()).collect()
        }
        _ => Vec::new(),
    }
}

#[test]
fn a_complete_description_lacks_nothing() {
    assert_eq!(complete().missing(), []);
    complete().check().unwrap();
}

#[test]
fn an_empty_description_holds_but_lacks_eight_things() {
    Description::default().check().unwrap();
    let missing = Description::default().missing();
    let fields: Vec<&str> = missing.iter().map(|problem| problem.field.as_ref()).collect();
    let wanted =
        ["title", "summary", "languages", "subjects", "levels", "types", "authors", "licence"];
    assert_eq!(fields, wanted);
}

#[test]
fn what_nobody_licensed_may_stay_in_the_house_but_not_go_to_everybody() {
    let unknown =
        |visibility| Description { licence: "urn:x-own:unknown".into(), visibility, ..complete() };
    assert_eq!(unknown(Visibility::Local).missing(), []);
    assert_eq!(unknown(Visibility::Public).missing()[0].key, "missing-licence");
}

#[test]
fn a_community_thing_needs_its_community() {
    let homeless = Description { visibility: Visibility::Community, ..complete() };
    assert_eq!(homeless.missing()[0].key, "missing-community");
}

#[test]
fn codes_dates_and_addresses_that_do_not_hold_are_named_by_field() {
    let wrong = Description {
        subjects: vec!["9999".into()],
        levels: vec!["12".into()],
        licence: "https://example.org/mine".into(),
        date_created: "2026-13".into(),
        source_url: "javascript:alert(1)".into(),
        authors: vec![Author { name: String::new(), url: "ftp://a.example/".into() }],
        ..complete()
    };
    let mut fields = fields(wrong.check());
    fields.sort();
    let wanted =
        ["authors", "authors", "date_created", "levels", "licence", "source_url", "subjects"];
    assert_eq!(fields, wanted);
}

#[test]
fn years_months_and_days_are_dates() {
    for date in ["", "1999", "2026-10", "2024-02-29"] {
        Description { date_created: date.into(), ..complete() }.check().unwrap();
    }
    for date in ["99", "2026-2", "2026-02-30", "October"] {
        let wrong = Description { date_created: date.into(), ..complete() };
        assert_eq!(fields(wrong.check()), ["date_created"], "{date}");
    }
}

#[test]
fn tidying_stores_codes_once_and_without_spaces() {
    let tidy = Description {
        title: "  Adding \n fractions ".into(),
        subjects: vec![" F0541".into(), "0541".into(), String::new()],
        keywords: vec!["Halves".into(), "halves ".into()],
        licence: "http://creativecommons.org/licenses/by/4.0".into(),
        ..complete()
    }
    .tidied();
    assert_eq!(tidy.title, "Adding fractions");
    assert_eq!(tidy.subjects, ["0541"]);
    assert_eq!(tidy.keywords, ["Halves"]);
    assert_eq!(tidy.licence, "https://creativecommons.org/licenses/by/4.0/");
}

#[test]
fn owners_edit_always_curators_what_others_see_moderators_all_but_the_withdrawn() {
    use Visibility::{Private, Public};
    for (state, visibility, owner, curator, moderator) in [
        (State::Draft, Public, true, false, true),
        (State::InReview, Public, true, true, true),
        (State::Published, Public, true, true, true),
        (State::Published, Private, true, false, true),
        (State::Rejected, Public, true, false, true),
        (State::Withdrawn, Public, false, false, false),
    ] {
        let it = resource(state, visibility);
        assert_eq!(it.may_edit(&person(1, Role::Contributor)), owner, "{state:?}");
        assert_eq!(it.may_edit(&person(2, Role::Curator)), curator, "{state:?} {visibility:?}");
        assert_eq!(it.may_edit(&person(2, Role::Moderator)), moderator, "{state:?}");
        assert!(!it.may_edit(&person(2, Role::Publisher)), "{state:?}");
    }
}

#[test]
fn what_a_moderator_took_away_its_owner_cannot_bring_back() {
    let gone = |by| Resource {
        withdrawn_by: Some(AccountId(by)),
        ..resource(State::Withdrawn, Visibility::Public)
    };
    assert!(gone(1).may_restore(&person(1, Role::Contributor)));
    assert!(!gone(2).may_restore(&person(1, Role::Contributor)));
    assert!(gone(2).may_restore(&person(3, Role::Moderator)));
}

#[test]
fn only_the_published_can_be_found_and_the_private_by_nobody() {
    assert_eq!(resource(State::Published, Visibility::Public).scope(), Scope::Public);
    assert_eq!(resource(State::Published, Visibility::Local).scope(), Scope::Local);
    assert_eq!(resource(State::Published, Visibility::Private).scope(), Scope::Nobody);
    assert_eq!(resource(State::Published, Visibility::Community).scope(), Scope::Nobody);
    assert_eq!(resource(State::InReview, Visibility::Public).scope(), Scope::Nobody);
}

#[test]
fn file_names_may_hold_folders_but_lead_nowhere_else() {
    let named = |name: &str| Content {
        files: vec![FileRef {
            sha256: "00".repeat(32),
            name: name.into(),
            mime: "text/plain".into(),
            size: 1,
            role: FileRole::Main,
        }],
        ..Content::default()
    };
    for name in ["a.pdf", "week 1/a.pdf", "ü/ß.txt"] {
        named(name).check().unwrap();
    }
    for name in ["", "/a", "a//b", "../a", "a/./b", "a\n"] {
        assert!(named(name).check().is_err(), "{name:?}");
    }
    let file = named("a.pdf").files[0].clone();
    assert!(Content { files: vec![file.clone(), file], ..Content::default() }.check().is_err());
}

#[test]
fn links_lead_to_the_web_and_carry_no_password() {
    assert_eq!(link_address(" example.org/a ").unwrap(), "https://example.org/a");
    assert_eq!(link_address("http://127.0.0.1:80/").unwrap(), "http://127.0.0.1/");
    for wrong in ["", "fractions", "javascript:alert(1)", "ftp://a.example/", "https://u:p@a.org/"]
    {
        assert!(link_address(wrong).is_err(), "{wrong}");
    }
}
