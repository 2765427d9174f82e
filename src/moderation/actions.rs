//! What people do about what should not be: report it, decide, pass it on, take a deed back.

use rusqlite::Connection;

use super::{
    deeds,
    model::{COMMUNITY_DAYS, Case, CaseState, MOST_REASON, MOST_WORDS, Outcome, Reason},
    overdue::{Overdue, tell_site},
    store::{self, NewLine},
    subject::{self, Subject},
};
use crate::{
    accounts, communities,
    communities::{MemberRole, MemberState},
    crypto,
    db::Tx,
    error::{Error, Problem, Result},
    events::Event,
    ids::{AccountId, CaseId, CommunityId, DecisionId, Thing},
    jobs::Job,
    notices::{self, Notice},
    time::Moment,
    web::{Person, Role, Viewer},
};

/// So often an hour somebody with an account reports, and strangers do: from one address, and all.
const REPORTS_OF_PERSON: u64 = 20;
const REPORTS_OF_ADDRESS: u64 = 5;
const REPORTS_OF_STRANGERS: u64 = 60;
const HOUR_MS: i64 = 3_600_000;

/// Reports something. `address` is the hash of where a stranger comes from.
///
/// # Errors
/// `NotFound` if the viewer may not see it; `TooMany`; `Invalid`.
pub fn report(
    tx: &Tx<'_>,
    viewer: &Viewer,
    address: &[u8],
    thing: Thing,
    reason: Reason,
    words: &str,
) -> Result<CaseId> {
    let subject = subject::subject(tx, viewer, thing)?;
    let words = words.trim();
    if words.chars().count() > MOST_WORDS {
        let problem = Problem::new("words", "report-long").with(MOST_WORDS);
        return Err(Error::Invalid(vec![problem]));
    }
    if reason == Reason::Other && words.is_empty() {
        return Err(Error::invalid("words", "report-words-missing"));
    }
    check_pace(tx, viewer, address)?;
    let case = match store::open_case(tx, thing)? {
        Some(case) => {
            if reason.is_urgent() {
                store::mark_urgent(tx, case)?;
            }
            case
        }
        None => open(tx, subject, reason)?,
    };
    if let Some(account) = viewer.account()
        && store::has_reported(tx, case, account)?
    {
        return Ok(case);
    }
    store::insert_report(tx, case, viewer.account(), reason, words, address)?;
    Ok(case)
}

fn check_pace(tx: &Tx<'_>, viewer: &Viewer, address: &[u8]) -> Result<()> {
    let hour_ago = Moment::from_millis(tx.now.millis() - HOUR_MS);
    let too_many = match &viewer.0 {
        Some(person) if person.role >= Role::Moderator => false,
        Some(person) => store::reports_of(tx, person.account, hour_ago)? >= REPORTS_OF_PERSON,
        None => {
            let (here, all) = store::reports_of_strangers(tx, address, hour_ago)?;
            here >= REPORTS_OF_ADDRESS || all >= REPORTS_OF_STRANGERS
        }
    };
    if too_many { Err(Error::TooMany) } else { Ok(()) }
}

fn open(tx: &Tx<'_>, subject: Subject, reason: Reason) -> Result<CaseId> {
    let first = match subject.community {
        Some(community) => look_first(tx, community, subject.owner)?,
        None => Vec::new(),
    };
    let subject = Subject { community: subject.community.filter(|_| !first.is_empty()), ..subject };
    let days = if first.is_empty() { 0 } else { COMMUNITY_DAYS };
    let due = tx.now.plus_days(days);
    let case = store::insert_case(tx, &subject, reason.is_urgent(), due)?;
    if days > 0 {
        Overdue { case }.enqueue_at(tx, due)?;
    } else if reason.is_urgent() {
        tell_site(tx, &store::case(tx, case)?, "notice-case-urgent", None)?;
    }
    for to in first {
        notices::tell(
            tx,
            &Notice {
                to,
                by: None,
                key: "notice-case",
                about: subject.thing,
                address: &format!("/moderation/{case}"),
                quote: &subject.title,
            },
        )?;
    }
    tx.announce(&Event::Reported { case })?;
    Ok(case)
}

/// Who looks after a community: none if the one concerned is among them, who would judge
/// themselves or a friend.
fn look_first(
    conn: &Connection,
    community: CommunityId,
    owner: Option<AccountId>,
) -> Result<Vec<AccountId>> {
    let members = communities::members(conn, community, MemberState::Active)?;
    let mut first = members.into_iter().filter(|one| one.role >= MemberRole::Moderator);
    let first: Vec<AccountId> = first.by_ref().map(|one| one.account).collect();
    let judges_itself = owner.is_some_and(|owner| first.contains(&owner));
    Ok(if judges_itself { Vec::new() } else { first })
}

/// The case of this number, for those who look after it.
///
/// What is about themselves they do not see, as long as anybody else may: who reported them would be
/// in their hands.
pub fn looked_after(conn: &Connection, person: &Person, id: CaseId) -> Result<Case> {
    let case = store::case(conn, id)?;
    if case.owner == Some(person.account) && accounts::has_moderator_but(conn, person.account)? {
        return Err(Error::Forbidden("case-own"));
    }
    let of_community = match &case.community {
        Some((community, ..)) => communities::moderates(conn, person, *community)?,
        None => false,
    };
    if person.role >= Role::Moderator || of_community { Ok(case) } else { Err(Error::NotFound) }
}

/// What this person may decide on a case.
pub fn outcomes(person: &Person, case: &Case) -> Vec<Outcome> {
    let is_person = matches!(case.thing, Some(Thing::Person(_)));
    Outcome::ALL
        .into_iter()
        .filter(|one| match one {
            Outcome::Hidden => !is_person,
            Outcome::Nothing => true,
            _ if case.owner.is_none() => false,
            one if one.is_about_person() => person.role >= Role::Moderator,
            _ => true,
        })
        .collect()
}

/// What came of a decision, for the letter that tells of it.
#[derive(Debug, Clone)]
pub struct Decided {
    /// Its number.
    pub decision: DecisionId,
    /// The secret by which somebody appeals who cannot sign in.
    pub secret: String,
    /// The one concerned, who has to be told by letter because they cannot sign in.
    pub locked_out: Option<AccountId>,
}

/// Decides a case. Those concerned are told. With `everything` a suspension takes away what they
/// published and said, too.
///
/// # Errors
/// `Forbidden` if it is about oneself; `Conflict` if it was decided already; `Invalid` without a
/// reason.
pub fn decide(
    tx: &Tx<'_>,
    by: &Person,
    id: CaseId,
    outcome: Outcome,
    everything: bool,
    reason: &str,
) -> Result<Decided> {
    let case = looked_after(tx, by, id)?;
    if case.state != CaseState::Open {
        return Err(Error::Conflict("case-decided"));
    }
    let reason = checked(reason)?;
    if !outcomes(by, &case).contains(&outcome) {
        return Err(Error::invalid("outcome", "case-cannot"));
    }
    let thing = case.thing.ok_or(Error::NotFound)?;
    deeds::carry_out(tx, by, outcome, thing, case.owner, &reason)?;
    let line = write(tx, by, &case, outcome.name(), outcome, &reason, None)?;
    if everything
        && outcome == Outcome::Suspended
        && let Some(owner) = case.owner
    {
        let taken = deeds::take_all(tx, by, owner, &reason)?;
        store::note_taken(tx, line, &taken)?;
    }
    let (secret, token) = crypto::token();
    let decision = store::insert_decision(tx, id, by.account, outcome, &reason, &token, line)?;
    store::mark_case(tx, id, CaseState::Decided)?;
    if outcome != Outcome::Nothing
        && let Some(owner) = case.owner
    {
        tell_owner(tx, &case, owner, "notice-decision", decision)?;
    }
    let key =
        if outcome == Outcome::Nothing { "notice-report-nothing" } else { "notice-report-done" };
    tell_reporters(tx, &case, key)?;
    tx.announce(&Event::CaseDecided { case: id, by: by.account })?;
    let locks_out = matches!(outcome, Outcome::Suspended | Outcome::Deleted);
    Ok(Decided { decision, secret, locked_out: case.owner.filter(|_| locks_out) })
}

/// What is written must say something, and not too much.
pub fn checked(reason: &str) -> Result<String> {
    let reason = reason.trim();
    match reason.chars().count() {
        0..3 => Err(Error::invalid("reason", "case-reason-missing")),
        many if many > MOST_REASON => {
            Err(Error::Invalid(vec![Problem::new("reason", "report-long").with(MOST_REASON)]))
        }
        _ => Ok(reason.to_owned()),
    }
}

/// Writes a line of the log about a case: about the person, where the outcome is.
pub fn write(
    tx: &Tx<'_>,
    by: &Person,
    case: &Case,
    deed: &str,
    outcome: Outcome,
    reason: &str,
    undoes: Option<i64>,
) -> Result<i64> {
    let (thing, title, address) = match (&case.owner, &case.owner_name) {
        (Some(owner), Some((name, handle))) if outcome.is_about_person() => {
            (Some(Thing::Person(*owner)), name.clone(), format!("/u/{handle}"))
        }
        _ => (case.thing, case.title.clone(), case.address.clone()),
    };
    store::write_line(
        tx,
        &NewLine {
            by,
            deed,
            thing: thing.ok_or(Error::NotFound)?,
            title: &title,
            address: &address,
            reason,
            case: Some(case.id),
            undoes,
        },
    )
}

/// Tells the one concerned, by nobody's name.
pub fn tell_owner(
    tx: &Tx<'_>,
    case: &Case,
    owner: AccountId,
    key: &'static str,
    decision: DecisionId,
) -> Result<()> {
    let about = case.thing.unwrap_or(Thing::Site);
    let address = format!("/decisions/{decision}");
    let quote = case.title.as_str();
    notices::tell(tx, &Notice { to: owner, by: None, key, about, address: &address, quote })
}

/// Tells those who reported, by nobody's name.
pub fn tell_reporters(tx: &Tx<'_>, case: &Case, key: &'static str) -> Result<()> {
    let about = case.thing.unwrap_or(Thing::Site);
    for to in store::reporters(tx, case.id)? {
        let (address, quote) = (case.address.as_str(), case.title.as_str());
        notices::tell(tx, &Notice { to, by: None, key, about, address, quote })?;
    }
    Ok(())
}

/// Passes a case of a community on to the moderators of the site.
pub fn escalate(tx: &Tx<'_>, by: &Person, id: CaseId) -> Result<()> {
    let case = looked_after(tx, by, id)?;
    if case.state != CaseState::Open || case.is_for_site(tx.now) {
        return Ok(());
    }
    store::mark_for_site(tx, id)?;
    tell_site(tx, &case, "notice-case-site", Some(by.account))?;
    write(tx, by, &case, "escalated", Outcome::Nothing, "", None).map(drop)
}

/// Takes back what a line of the log says was done.
pub fn undo(tx: &Tx<'_>, by: &Person, id: i64, reason: &str) -> Result<()> {
    by.at_least(Role::Moderator)?;
    let line = store::line(tx, id)?;
    let (Some(thing), Some(outcome)) = (line.thing, Outcome::parse(&line.deed)) else {
        return Err(Error::Conflict("log-cannot-undo"));
    };
    if !line.can_undo() {
        return Err(Error::Conflict("log-cannot-undo"));
    }
    let owner = subject::owner(tx, thing)?;
    if owner == Some(by.account) && accounts::has_moderator_but(tx, by.account)? {
        return Err(Error::Forbidden("case-own"));
    }
    let reason = checked(reason)?;
    deeds::take_back(tx, by, outcome, thing, id)?;
    let reason = reason.as_str();
    // An appeal that waits has had its way.
    if let Some((decision, case)) = store::appealed_by_line(tx, id)? {
        store::mark_answer(tx, decision, by.account, true, reason)?;
        store::mark_case(tx, case, CaseState::Closed)?;
    }
    store::write_line(
        tx,
        &NewLine {
            by,
            deed: "undone",
            thing,
            title: &line.title,
            address: &line.address,
            reason,
            case: None,
            undoes: Some(id),
        },
    )?;
    if let Some(to) = owner {
        notices::tell(
            tx,
            &Notice {
                to,
                by: None,
                key: "notice-undone",
                about: thing,
                address: &line.address,
                quote: &line.title,
            },
        )?;
    }
    Ok(())
}
