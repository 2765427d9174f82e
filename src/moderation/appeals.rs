//! Appeals: the one concerned asks once more, and somebody else looks.

use rusqlite::Connection;

use super::{
    actions::{checked, tell_owner, tell_reporters, write},
    deeds,
    model::{Case, CaseState, Decision, MOST_WORDS, Outcome},
    overdue::tell_site,
    store,
};
use crate::{
    accounts, crypto,
    db::Tx,
    error::{Error, Problem, Result},
    ids::{CaseId, DecisionId, Thing},
    web::{Person, Role},
};

/// A decision and its case, for the one concerned and for moderators of the site.
pub fn concerning(conn: &Connection, person: &Person, id: DecisionId) -> Result<(Decision, Case)> {
    let decision = store::decision(conn, id)?;
    let case = store::case(conn, decision.about)?;
    if case.owner == Some(person.account) || person.role >= Role::Moderator {
        return Ok((decision, case));
    }
    Err(Error::NotFound)
}

/// The same for whoever has the secret.
pub fn by_secret(conn: &Connection, secret: &str) -> Result<(Decision, Case)> {
    let decision = store::decision_by_token(conn, &crypto::token_hash(secret))?;
    let case = store::case(conn, decision.about)?;
    Ok((decision, case))
}

/// Appeals, once.
///
/// # Errors
/// `Conflict` if there was an appeal; `Invalid` without words.
pub fn appeal(tx: &Tx<'_>, decision: &Decision, case: &Case, words: &str) -> Result<()> {
    let owner = case.owner.ok_or(Error::NotFound)?;
    if decision.appeal.is_some() || case.state != CaseState::Decided {
        return Err(Error::Conflict("appeal-once"));
    }
    let words = words.trim();
    match words.chars().count() {
        0..3 => return Err(Error::invalid("words", "appeal-words-missing")),
        many if many > MOST_WORDS => {
            return Err(Error::Invalid(vec![
                Problem::new("words", "report-long").with(MOST_WORDS),
            ]));
        }
        _ => {}
    }
    store::mark_appeal(tx, decision.id, words)?;
    store::mark_case(tx, case.id, CaseState::Appealed)?;
    let by = accounts::find(tx, owner)?.into_person();
    tell_site(tx, case, "notice-appeal", None)?;
    write(tx, &by, case, "appealed", decision.outcome, "", None).map(drop)
}

/// Whether this person may answer an appeal: a moderator of the site who is not concerned and has
/// not decided before, unless there is nobody else.
pub fn may_answer(
    conn: &Connection,
    person: &Person,
    decision: &Decision,
    case: &Case,
) -> Result<bool> {
    if person.role < Role::Moderator || case.state != CaseState::Appealed {
        return Ok(false);
    }
    let partial = decision.by == Some(person.account) || case.owner == Some(person.account);
    Ok(!partial || !accounts::has_moderator_but(conn, person.account)?)
}

/// Answers an appeal: the decision stays, or is taken back.
///
/// # Errors
/// `Forbidden` for whoever decided first, as long as there is somebody else.
pub fn answer(tx: &Tx<'_>, by: &Person, id: CaseId, overturn: bool, reason: &str) -> Result<()> {
    by.at_least(Role::Moderator)?;
    let case = store::case(tx, id)?;
    let decision = store::decision_on(tx, id)?.ok_or(Error::NotFound)?;
    if case.state != CaseState::Appealed {
        return Err(Error::Conflict("case-decided"));
    }
    if !may_answer(tx, by, &decision, &case)? {
        return Err(Error::Forbidden("appeal-other"));
    }
    let reason = checked(reason)?;
    let (deed, undoes) =
        if overturn { ("overturned", Some(decision.line)) } else { ("upheld", None) };
    if overturn && !store::line(tx, decision.line)?.undone {
        let thing = match case.owner {
            Some(owner) if decision.outcome.is_about_person() => Thing::Person(owner),
            _ => case.thing.ok_or(Error::NotFound)?,
        };
        deeds::take_back(tx, by, decision.outcome, thing, decision.line)?;
    }
    write(tx, by, &case, deed, decision.outcome, &reason, undoes)?;
    store::mark_answer(tx, decision.id, by.account, overturn, &reason)?;
    store::mark_case(tx, id, CaseState::Closed)?;
    let (key, told) = if overturn {
        ("notice-appeal-overturned", Some("notice-report-overturned"))
    } else {
        ("notice-appeal-upheld", None)
    };
    if let Some(owner) = case.owner {
        tell_owner(tx, &case, owner, key, decision.id)?;
    }
    match told.filter(|_| decision.outcome != Outcome::Nothing) {
        Some(key) => tell_reporters(tx, &case, key),
        None => Ok(()),
    }
}
