//! The rows of cases, reports, decisions and the log.

use rusqlite::{Connection, OptionalExtension, Row, named_params, params};

use super::{
    model::{Case, CaseState, Decision, Line, Outcome, Reason, Report},
    subject::Subject,
};
use crate::{
    accounts, communities,
    db::Tx,
    error::{Error, Optional, Result},
    ids::{AccountId, CaseId, CommunityId, DecisionId, Thing},
    time::Moment,
    web::{Person, Role},
};

const CASE: &str = "select cases.*, accounts.name as owner_name, accounts.handle as owner_handle,
    communities.handle as community_handle, communities.name as community_name,
    (select count(*) from reports where about = cases.id) as reports
  from cases left join accounts on accounts.id = cases.owner
  left join communities on communities.id = cases.community";

fn thing(row: &Row<'_>) -> rusqlite::Result<Option<Thing>> {
    Ok(Thing::of(&row.get::<_, String>("kind")?, row.get("target")?))
}

fn read_case(row: &Row<'_>) -> rusqlite::Result<Case> {
    let name: Option<String> = row.get("owner_name")?;
    let handle: Option<String> = row.get("owner_handle")?;
    let community: Option<CommunityId> = row.get("community")?;
    let community = match community {
        Some(id) => Some((id, row.get("community_handle")?, row.get("community_name")?)),
        None => None,
    };
    Ok(Case {
        id: row.get("id")?,
        thing: thing(row)?,
        title: row.get("title")?,
        address: row.get("address")?,
        owner: row.get("owner")?,
        owner_name: name.zip(handle),
        community,
        state: CaseState::parse(&row.get::<_, String>("state")?),
        urgent: row.get("urgent")?,
        site_from: row.get("site_from")?,
        reports: row.get("reports")?,
        made: row.get("made")?,
    })
}

/// The case with this number.
pub fn case(conn: &Connection, id: CaseId) -> Result<Case> {
    conn.prepare_cached(&format!("{CASE} where cases.id = ?"))?
        .query_row([id], read_case)
        .optional()?
        .ok_or(Error::NotFound)
}

/// The open case about a thing.
pub fn open_case(conn: &Connection, thing: Thing) -> Result<Option<CaseId>> {
    Ok(conn
        .prepare_cached("select id from cases where kind = ? and target = ? and state = 'open'")?
        .query_row(params![thing.kind(), thing.id()], |row| row.get(0))
        .optional()?)
}

/// The communities that somebody looks after; none for those who look after the whole site.
fn looked_after(conn: &Connection, person: &Person) -> Result<Vec<CommunityId>> {
    let mut mine = communities::memberships(conn, Some(person.account))?;
    let mut kept = Vec::new();
    for id in mine.drain(..) {
        if communities::moderates(conn, person, id)? {
            kept.push(id);
        }
    }
    Ok(kept)
}

/// Whether somebody looks after anything at all.
pub fn looks_after_anything(conn: &Connection, person: &Person) -> Result<bool> {
    Ok(person.role >= Role::Moderator || !looked_after(conn, person)?.is_empty())
}

/// Whose cases somebody does not see: those about themselves are for others, if there are any.
fn unseen_by(conn: &Connection, person: &Person) -> Result<AccountId> {
    let others = accounts::has_moderator_but(conn, person.account)?;
    Ok(if others { person.account } else { AccountId(0) })
}

/// The cases that stand so and that this person looks after: the urgent first, then the newest.
pub fn cases(
    conn: &Connection,
    person: &Person,
    state: CaseState,
    before: Option<(bool, CaseId)>,
    limit: usize,
) -> Result<Vec<Case>> {
    let (urgent, id) = before.unwrap_or((true, CaseId(i64::MAX)));
    let unseen = unseen_by(conn, person)?;
    if person.role >= Role::Moderator {
        return Ok(conn
            .prepare_cached(&format!(
                "{CASE} where cases.state = ? and (cases.urgent, cases.id) < (?, ?)
                   and cases.owner is not ?
                 order by cases.urgent desc, cases.id desc limit ?"
            ))?
            .query_map(params![state.name(), urgent, id, unseen, limit], read_case)?
            .collect::<rusqlite::Result<_>>()?);
    }
    let mine: Vec<i64> = looked_after(conn, person)?.iter().map(|id| id.0).collect();
    Ok(conn
        .prepare_cached(&format!(
            "{CASE} where cases.community in (select value from json_each(?))
               and cases.state = ? and (cases.urgent, cases.id) < (?, ?)
               and cases.owner is not ?
             order by cases.urgent desc, cases.id desc limit ?"
        ))?
        .query_map(
            params![serde_json::to_string(&mine)?, state.name(), urgent, id, unseen, limit],
            read_case,
        )?
        .collect::<rusqlite::Result<_>>()?)
}

/// How many appeals wait for this person.
pub fn count_appeals_for(conn: &Connection, person: &Person) -> Result<u64> {
    if person.role < Role::Moderator {
        return Ok(0);
    }
    Ok(conn
        .prepare_cached("select count(*) from cases where state = 'appealed' and owner is not ?")?
        .query_row([unseen_by(conn, person)?], |row| row.get(0))?)
}

/// How many open cases wait for this person. For moderators of the site those that a community
/// still has for itself at `now` are left out.
pub fn count_for(conn: &Connection, person: &Person, now: Moment) -> Result<u64> {
    if person.role >= Role::Moderator {
        return Ok(conn
            .prepare_cached(
                "select count(*) from cases where state = 'open' and site_from <= ?
                   and owner is not ?",
            )?
            .query_row(params![now, unseen_by(conn, person)?], |row| row.get(0))?);
    }
    let mut count = 0;
    for community in looked_after(conn, person)? {
        count += count_of(conn, community)?;
    }
    Ok(count)
}

/// How many cases of a community are open.
pub fn count_of(conn: &Connection, community: CommunityId) -> Result<u64> {
    Ok(conn
        .prepare_cached("select count(*) from cases where community = ? and state = 'open'")?
        .query_row([community], |row| row.get(0))?)
}

/// Opens a case.
pub fn insert_case(
    tx: &Tx<'_>,
    subject: &Subject,
    urgent: bool,
    site_from: Moment,
) -> Result<CaseId> {
    Ok(tx
        .prepare_cached(
            "insert into cases(kind, target, title, address, owner, community, state, urgent,
               site_from, made)
             values (:kind, :target, :title, :address, :owner, :community, 'open', :urgent,
               :site_from, :now) returning id",
        )?
        .query_row(
            named_params! {
                ":kind": subject.thing.kind(), ":target": subject.thing.id(),
                ":title": subject.title, ":address": subject.address, ":owner": subject.owner,
                ":community": subject.community, ":urgent": urgent, ":site_from": site_from,
                ":now": tx.now,
            },
            |row| row.get(0),
        )?)
}

/// Somebody may come to harm meanwhile.
pub fn mark_urgent(tx: &Tx<'_>, id: CaseId) -> Result<()> {
    tx.prepare_cached("update cases set urgent = 1 where id = ?")?.execute([id])?;
    Ok(())
}

/// The moderators of the site look from now on.
pub fn mark_for_site(tx: &Tx<'_>, id: CaseId) -> Result<()> {
    tx.prepare_cached("update cases set site_from = min(site_from, ?) where id = ?")?
        .execute(params![tx.now, id])?;
    Ok(())
}

/// Whether somebody passed the case on before its time was over.
pub fn was_passed_on(conn: &Connection, id: CaseId) -> Result<bool> {
    Ok(conn
        .prepare_cached("select 1 from moderation_log where deed = 'escalated' and about = ?")?
        .exists([id])?)
}

pub fn mark_case(tx: &Tx<'_>, id: CaseId, state: CaseState) -> Result<()> {
    tx.prepare_cached("update cases set state = ? where id = ?")?
        .execute(params![state.name(), id])?;
    Ok(())
}

/// Adds a report to a case, and forgets where reports of yesterday came from.
pub fn insert_report(
    tx: &Tx<'_>,
    case: CaseId,
    reporter: Option<AccountId>,
    reason: Reason,
    words: &str,
    address: &[u8],
) -> Result<()> {
    tx.prepare_cached("update reports set address = null where address is not null and made < ?")?
        .execute([tx.now.plus_days(-1)])?;
    let address = reporter.is_none().then_some(address);
    tx.prepare_cached(
        "insert into reports(about, reporter, reason, words, address, made)
         values (?, ?, ?, ?, ?, ?)",
    )?
    .execute(params![case, reporter, reason.name(), words, address, tx.now])?;
    Ok(())
}

/// Whether somebody has reported this case before.
pub fn has_reported(conn: &Connection, case: CaseId, reporter: AccountId) -> Result<bool> {
    Ok(conn
        .prepare_cached("select 1 from reports where about = ? and reporter = ?")?
        .exists(params![case, reporter])?)
}

/// How often somebody has reported something since then.
pub fn reports_of(conn: &Connection, reporter: AccountId, then: Moment) -> Result<u64> {
    Ok(conn
        .prepare_cached("select count(*) from reports where reporter = ? and made > ?")?
        .query_row(params![reporter, then], |row| row.get(0))?)
}

/// How often strangers have since then: from this address, and in all.
pub fn reports_of_strangers(conn: &Connection, address: &[u8], then: Moment) -> Result<(u64, u64)> {
    let here = conn
        .prepare_cached("select count(*) from reports where address = ? and made > ?")?
        .query_row(params![address, then], |row| row.get(0))?;
    let all = conn
        .prepare_cached("select count(*) from reports where address is not null and made > ?")?
        .query_row([then], |row| row.get(0))?;
    Ok((here, all))
}

/// The reports of a case, the first first.
pub fn reports(conn: &Connection, case: CaseId, limit: usize) -> Result<Vec<Report>> {
    Ok(conn
        .prepare_cached(
            "select reports.*, accounts.handle, accounts.name
             from reports left join accounts on accounts.id = reporter
             where reports.about = ? order by reports.id limit ?",
        )?
        .query_map(params![case, limit], |row| {
            let handle: Option<String> = row.get("handle")?;
            Ok(Report {
                reporter: handle.zip(row.get("name")?),
                reason: Reason::parse(&row.get::<_, String>("reason")?).unwrap_or(Reason::Other),
                words: row.get("words")?,
                made: row.get("made")?,
            })
        })?
        .collect::<rusqlite::Result<_>>()?)
}

/// Those with an account who reported a case.
pub fn reporters(conn: &Connection, case: CaseId) -> Result<Vec<AccountId>> {
    Ok(conn
        .prepare_cached(
            "select distinct reporter from reports where about = ? and reporter is not null",
        )?
        .query_map([case], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?)
}

fn read_decision(row: &Row<'_>) -> rusqlite::Result<Decision> {
    let answer: Option<String> = row.get("answer")?;
    let reason: Option<String> = row.get("answer_reason")?;
    Ok(Decision {
        id: row.get("id")?,
        about: row.get("about")?,
        by: row.get("by_account")?,
        outcome: Outcome::parse(&row.get::<_, String>("outcome")?).unwrap_or(Outcome::Nothing),
        reason: row.get("reason")?,
        line: row.get("line")?,
        made: row.get("made")?,
        appeal: row.get("appeal")?,
        answer: answer.map(|answer| (answer == "overturned", reason.unwrap_or_default())),
    })
}

/// The decision with this number.
pub fn decision(conn: &Connection, id: DecisionId) -> Result<Decision> {
    conn.prepare_cached("select * from decisions where id = ?")?
        .query_row([id], read_decision)
        .optional()?
        .ok_or(Error::NotFound)
}

/// The decision whose secret has this hash.
pub fn decision_by_token(conn: &Connection, token: &[u8]) -> Result<Decision> {
    conn.prepare_cached("select * from decisions where token = ?")?
        .query_row([token], read_decision)
        .optional()?
        .ok_or(Error::NotFound)
}

/// What was decided on a case last.
pub fn decision_on(conn: &Connection, case: CaseId) -> Result<Option<Decision>> {
    Ok(conn
        .prepare_cached("select * from decisions where about = ? order by id desc limit 1")?
        .query_row([case], read_decision)
        .optional()?)
}

/// The decision that this line of the log tells of, and its case, if an appeal against it waits.
pub fn appealed_by_line(conn: &Connection, line: i64) -> Result<Option<(DecisionId, CaseId)>> {
    Ok(conn
        .prepare_cached(
            "select decisions.id, cases.id from decisions join cases on cases.id = about
             where line = ? and cases.state = 'appealed'",
        )?
        .query_row([line], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?)
}

pub fn insert_decision(
    tx: &Tx<'_>,
    case: CaseId,
    by: AccountId,
    outcome: Outcome,
    reason: &str,
    token: &[u8],
    line: i64,
) -> Result<DecisionId> {
    Ok(tx
        .prepare_cached(
            "insert into decisions(about, by_account, outcome, reason, token, line, made)
             values (?, ?, ?, ?, ?, ?, ?) returning id",
        )?
        .query_row(params![case, by, outcome.name(), reason, token, line, tx.now], |row| {
            row.get(0)
        })?)
}

/// Notes what the one concerned says against a decision.
pub fn mark_appeal(tx: &Tx<'_>, id: DecisionId, words: &str) -> Result<()> {
    tx.prepare_cached("update decisions set appeal = ?, appealed = ? where id = ?")?
        .execute(params![words, tx.now, id])?;
    Ok(())
}

pub fn mark_answer(
    tx: &Tx<'_>,
    id: DecisionId,
    by: AccountId,
    overturned: bool,
    reason: &str,
) -> Result<()> {
    let answer = if overturned { "overturned" } else { "upheld" };
    tx.prepare_cached(
        "update decisions set answer = ?, answer_reason = ?, answered_by = ?, answered = ?
         where id = ?",
    )?
    .execute(params![answer, reason, by, tx.now, id])?;
    Ok(())
}

/// Forgets who somebody was that is erased: cases about them lose their name, and what they
/// reported is from nobody.
pub fn forget_person(tx: &Tx<'_>, account: AccountId) -> Result<()> {
    for query in [
        "update cases set title = '', address = '' where kind = 'person' and target = ?",
        "update cases set owner = null where owner = ?",
        "update reports set reporter = null where reporter = ?",
    ] {
        tx.prepare_cached(query)?.execute([account])?;
    }
    Ok(())
}

/// A line that is to be written.
pub struct NewLine<'a> {
    pub by: &'a Person,
    pub deed: &'a str,
    pub thing: Thing,
    pub title: &'a str,
    pub address: &'a str,
    pub reason: &'a str,
    pub case: Option<CaseId>,
    pub undoes: Option<i64>,
}

/// Writes a line of the log and returns its number. People stand in it by their numbers alone and
/// are named when it is read: nothing could be taken out of it again once they are erased.
pub fn write_line(tx: &Tx<'_>, line: &NewLine<'_>) -> Result<i64> {
    let (title, address) = match line.thing {
        Thing::Person(_) => ("", ""),
        _ => (line.title, line.address),
    };
    let by_handle = match accounts::find(tx, line.by.account).optional()? {
        Some(_) => "",
        None => line.by.handle.as_str(),
    };
    Ok(tx
        .prepare_cached(
            "insert into moderation_log(made, by_account, by_handle, deed, kind, target, title,
               address, reason, about, undoes)
             values (:now, :by, :handle, :deed, :kind, :target, :title, :address, :reason, :about,
               :undoes) returning id",
        )?
        .query_row(
            named_params! {
                ":now": tx.now, ":by": line.by.account, ":handle": by_handle,
                ":deed": line.deed, ":kind": line.thing.kind(), ":target": line.thing.id(),
                ":title": title, ":address": address, ":reason": line.reason,
                ":about": line.case, ":undoes": line.undoes,
            },
            |row| row.get(0),
        )?)
}

const LINE: &str = "select l.id, l.made, l.deed, l.kind, l.target, l.reason,
    case l.kind when 'person' then whom.name else l.title end as title,
    case l.kind when 'person' then '/u/' || whom.handle else l.address end as address,
    ifnull(who.handle, l.by_handle) as by_handle,
    exists(select 1 from moderation_log later where later.undoes = l.id) as undone
  from moderation_log l left join accounts who on who.id = l.by_account
  left join accounts whom on l.kind = 'person' and whom.id = l.target";

fn read_line(row: &Row<'_>) -> rusqlite::Result<Line> {
    Ok(Line {
        id: row.get("id")?,
        made: row.get("made")?,
        by_handle: row.get("by_handle")?,
        deed: row.get("deed")?,
        thing: thing(row)?,
        title: row.get::<_, Option<String>>("title")?.unwrap_or_default(),
        address: row.get::<_, Option<String>>("address")?.unwrap_or_default(),
        reason: row.get("reason")?,
        undone: row.get("undone")?,
    })
}

/// One line of the log.
pub fn line(conn: &Connection, id: i64) -> Result<Line> {
    conn.prepare_cached(&format!("{LINE} where l.id = ?"))?
        .query_row([id], read_line)
        .optional()?
        .ok_or(Error::NotFound)
}

/// The last line that says this deed of a thing.
pub fn last_of(conn: &Connection, thing: Thing, deed: &str) -> Result<Option<i64>> {
    Ok(conn
        .prepare_cached(
            "select id from moderation_log where kind = ? and target = ? and deed = ?
             order by id desc limit 1",
        )?
        .query_row(params![thing.kind(), thing.id(), deed], |row| row.get(0))
        .optional()?)
}

/// The log, the newest first: of one deed, of one person, or all.
pub fn lines(
    conn: &Connection,
    deed: Option<&str>,
    by: Option<AccountId>,
    before: i64,
    limit: usize,
) -> Result<Vec<Line>> {
    let (filter, by_id) = match (deed, by) {
        (None, None) => ("?1 is null and ?2 is null", None),
        (Some(_), None) => ("l.deed = ?1 and ?2 is null", None),
        (None, Some(by)) => ("?1 is null and l.by_account = ?2", Some(by)),
        (Some(_), Some(by)) => ("l.deed = ?1 and l.by_account = ?2", Some(by)),
    };
    Ok(conn
        .prepare_cached(&format!(
            "{LINE} where {filter} and l.id < ?3 order by l.id desc limit ?4"
        ))?
        .query_map(params![deed, by_id, before, limit], read_line)?
        .collect::<rusqlite::Result<_>>()?)
}

/// Notes what was taken away together with what a line says.
pub fn note_taken(tx: &Tx<'_>, line: i64, things: &[Thing]) -> Result<()> {
    let mut note = tx.prepare_cached(
        "insert or ignore into moderation_taken(line, kind, target) values (?, ?, ?)",
    )?;
    for thing in things {
        note.execute(params![line, thing.kind(), thing.id()])?;
    }
    Ok(())
}

/// What was taken away together with what a line says.
pub fn taken(conn: &Connection, line: i64) -> Result<Vec<Thing>> {
    let found: Vec<(String, i64)> = conn
        .prepare_cached("select kind, target from moderation_taken where line = ?")?
        .query_map([line], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<rusqlite::Result<_>>()?;
    Ok(found.into_iter().filter_map(|(kind, id)| Thing::of(&kind, id)).collect())
}
