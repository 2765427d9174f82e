//! What becomes of a link: one answer after another, on one day and on several.

use url::Url;

use super::model::{Heard, Link, Reason, Standing, Step};
use crate::{ids::ResourceId, net::NetProblem, time::Moment};

const PAGE: &str = "https://school.example/a/page";

fn fresh() -> Link {
    Link::new(ResourceId(1), PAGE.to_owned(), "school.example".to_owned(), Moment::EPOCH)
}

/// The link after it was asked as browsers do.
fn asked(link: Link, heard: &Heard, day: i64) -> Link {
    let link = Link { step: Step::Get, ..link };
    link.judged(heard, Moment::EPOCH.plus_days(day), true)
}

#[test]
fn what_fails_hard_on_two_days_is_dead_and_what_answers_in_between_is_not() {
    let gone = Heard::answer(410);
    let link = asked(fresh(), &gone, 1);
    assert_eq!(link.standing, Standing::Failing);
    // Twice on one day is once.
    let link = asked(link, &gone, 1);
    assert_eq!(link.standing, Standing::Failing);
    assert_eq!(asked(link.clone(), &gone, 2).standing, Standing::Dead);
    // What nobody can tell neither saves nor condemns.
    let unclear = asked(link.clone(), &Heard::answer(503), 2);
    assert_eq!(asked(unclear, &gone, 3).standing, Standing::Dead);
    let answered = asked(link, &Heard::answer(200), 2);
    assert_eq!(asked(answered, &gone, 3).standing, Standing::Failing);
}

#[test]
fn walls_and_busy_servers_never_make_a_link_dead() {
    for status in [401, 403, 429, 451, 500, 502, 503, 999] {
        let link = (1..40).fold(fresh(), |link, day| asked(link, &Heard::answer(status), day));
        assert_eq!(link.standing, Standing::Unclear, "{status}");
    }
}

#[test]
fn silence_counts_only_while_others_answer() {
    let silent = Heard::problem(&NetProblem::UnknownHost("school.example".to_owned()));
    let alone = |link: Link, day| link.judged(&silent, Moment::EPOCH.plus_days(day), false);
    let link = alone(alone(fresh(), 1), 9);
    assert_eq!((link.standing, link.reason), (Standing::Unclear, Reason::Offline));
    let link = asked(asked(link, &silent, 10), &silent, 12);
    assert_eq!((link.standing, link.reason), (Standing::Dead, Reason::UnknownHost));
    let refused = Heard::problem(&NetProblem::Refused);
    assert_eq!(asked(asked(fresh(), &refused, 1), &refused, 3).standing, Standing::Dead);
}

#[test]
fn a_refused_question_for_headers_is_followed_by_one_for_the_page() {
    let now = Moment::EPOCH.plus_days(1);
    let link = fresh().judged(&Heard::answer(405), now, true);
    assert_eq!((link.step, link.due, link.standing), (Step::Get, now, Standing::New));
    // Who asks for patience is not asked again at once.
    let patient = Heard { patience: Some(7200), ..Heard::answer(503) };
    let link = fresh().judged(&patient, now, true);
    assert_eq!((link.step, link.standing), (Step::Head, Standing::Unclear));
    assert_eq!(patient.free(now), now.plus_seconds(7200));
    let greedy = Heard { patience: Some(i64::MAX), ..Heard::answer(503) };
    assert_eq!(greedy.free(now), now.plus_days(1));
}

#[test]
fn a_lasting_redirect_is_a_new_address_unless_it_leads_to_the_front_page() {
    let there = |address: &str| Heard {
        moved_to: Url::parse(address).ok(),
        final_url: Url::parse(address).ok(),
        ..Heard::answer(200)
    };
    let moved = asked(fresh(), &there("https://school.example/new/page"), 1);
    assert_eq!(moved.moved_to.as_deref(), Some("https://school.example/new/page"));
    assert!(!moved.homepage);
    let home = asked(fresh(), &there("https://school.example/"), 1);
    assert!(home.homepage && home.moved_to.is_none());
    assert_eq!(home.standing, Standing::Fine);
}
