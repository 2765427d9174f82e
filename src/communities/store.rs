//! The rows of communities and of their members.

use rusqlite::{Connection, OptionalExtension, Row, named_params, params};

use super::model::{
    Card, Community, Description, Join, Member, MemberRole, MemberState, Posting, Visibility,
};
use crate::{
    db::Tx,
    error::{Error, Result},
    ids::{AccountId, CommunityId, Key},
    time::Moment,
};

const COMMUNITY: &str = "select communities.*,
    (select count(*) from members where community = communities.id and state = 'active')
      as member_count
    from communities";

fn visibility(row: &Row<'_>) -> rusqlite::Result<Visibility> {
    Ok(Visibility::parse(&row.get::<_, String>("visibility")?).unwrap_or(Visibility::Private))
}

fn community(row: &Row<'_>) -> rusqlite::Result<Community> {
    let small: Option<String> = row.get("picture_small")?;
    let large: Option<String> = row.get("picture_large")?;
    Ok(Community {
        id: row.get("id")?,
        key: row.get("key")?,
        handle: row.get("handle")?,
        name: row.get("name")?,
        summary: row.get("summary")?,
        rules: row.get("rules")?,
        visibility: visibility(row)?,
        join: Join::parse(&row.get::<_, String>("joining")?).unwrap_or(Join::Invite),
        posting: Posting::parse(&row.get::<_, String>("posting")?).unwrap_or(Posting::Moderators),
        subjects: Vec::new(),
        languages: Vec::new(),
        picture: small.zip(large),
        members: row.get("member_count")?,
        made: row.get("made")?,
        withdrawn: row.get("withdrawn")?,
    })
}

fn with_terms(conn: &Connection, mut community: Community) -> Result<Community> {
    let terms = |kind: &str| -> Result<Vec<String>> {
        Ok(conn
            .prepare_cached(
                "select value from community_terms where community = ? and kind = ?
                 order by value",
            )?
            .query_map(params![community.id, kind], |row| row.get(0))?
            .collect::<rusqlite::Result<_>>()?)
    };
    let (subjects, languages) = (terms("subject")?, terms("language")?);
    community.subjects = subjects;
    community.languages = languages;
    Ok(community)
}

/// The community with this number, withdrawn or not.
pub fn find(conn: &Connection, id: CommunityId) -> Result<Community> {
    let found = conn
        .prepare_cached(&format!("{COMMUNITY} where id = ?"))?
        .query_row([id], community)
        .optional()?
        .ok_or(Error::NotFound)?;
    with_terms(conn, found)
}

/// The community with this handle, withdrawn or not.
pub fn find_by_handle(conn: &Connection, handle: &str) -> Result<Community> {
    let found = conn
        .prepare_cached(&format!("{COMMUNITY} where handle = ?"))?
        .query_row([handle.trim_start_matches(['@', '!']).to_lowercase()], community)
        .optional()?
        .ok_or(Error::NotFound)?;
    with_terms(conn, found)
}

fn member(row: &Row<'_>) -> rusqlite::Result<Member> {
    Ok(Member {
        account: row.get("account")?,
        handle: row.get("handle")?,
        name: row.get("name")?,
        has_picture: row.get("has_picture")?,
        role: MemberRole::parse(&row.get::<_, String>("member_role")?)
            .unwrap_or(MemberRole::Member),
        state: MemberState::parse(&row.get::<_, String>("member_state")?),
        note: row.get("note")?,
        since: row.get("since")?,
        listed: row.get("listed")?,
        invited_by: row.get("invited_by")?,
    })
}

const MEMBER: &str = "select account, accounts.handle, accounts.name,
    accounts.picture_small is not null as has_picture,
    members.role as member_role, members.state as member_state, members.note, members.since,
    members.listed, members.invited_by
    from members join accounts on accounts.id = members.account";

/// How somebody stands to a community; `None` if they have nothing to do with it.
pub fn membership(
    conn: &Connection,
    community: CommunityId,
    account: AccountId,
) -> Result<Option<Member>> {
    Ok(conn
        .prepare_cached(&format!("{MEMBER} where community = ? and account = ?"))?
        .query_row(params![community, account], member)
        .optional()?)
}

/// Most people of one role or state that are shown at once where no pages are turned.
const MOST_SHOWN: u32 = 200;

/// Those who look after a community: owners first, then moderators, the longest first.
pub fn keepers(conn: &Connection, community: CommunityId) -> Result<Vec<Member>> {
    Ok(conn
        .prepare_cached(&format!(
            "{MEMBER} where community = ? and members.state = 'active'
               and members.role in ('owner', 'moderator') and accounts.state = 'active'
             order by members.role desc, members.since, account limit ?"
        ))?
        .query_map(params![community, MOST_SHOWN], member)?
        .collect::<rusqlite::Result<_>>()?)
}

/// Members without another role, the latest first, each before the place given: those who wish to
/// be listed, or with `all` everybody.
pub fn plain_members(
    conn: &Connection,
    community: CommunityId,
    all: bool,
    limit: usize,
    before: Option<(Moment, AccountId)>,
) -> Result<Vec<Member>> {
    let (moment, id) = before.unwrap_or((Moment::from_millis(i64::MAX), AccountId(i64::MAX)));
    let mut found: Vec<Member> = Vec::new();
    let mut query = conn.prepare_cached(&format!(
        "{MEMBER} where community = :community and members.state = 'active'
           and members.role = 'member' and members.listed = :listed and accounts.state = 'active'
           and (members.since, account) < (:moment, :id)
         order by members.since desc, account desc limit :limit"
    ))?;
    for listed in [true, false] {
        if listed || all {
            let rows = query.query_map(
                named_params! {
                    ":community": community, ":listed": listed, ":moment": moment, ":id": id,
                    ":limit": limit,
                },
                member,
            )?;
            found.extend(rows.collect::<rusqlite::Result<Vec<_>>>()?);
        }
    }
    found.sort_by_key(|one| std::cmp::Reverse((one.since, one.account)));
    found.truncate(limit);
    Ok(found)
}

/// How many members without another role do not wish to be listed.
pub fn count_unlisted(conn: &Connection, community: CommunityId) -> Result<u32> {
    Ok(conn
        .prepare_cached(
            "select count(*) from members where community = ? and state = 'active'
               and role = 'member' and listed = 0",
        )?
        .query_row([community], |row| row.get(0))?)
}

/// How many stand so to a community.
pub fn count_members(
    conn: &Connection,
    community: CommunityId,
    state: MemberState,
) -> Result<usize> {
    Ok(conn
        .prepare_cached("select count(*) from members where community = ? and state = ?")?
        .query_row(params![community, state.name()], |row| row.get(0))?)
}

/// The communities that somebody is invited to, with who invited them, the latest first.
pub fn invitations(conn: &Connection, account: AccountId) -> Result<Vec<(String, String)>> {
    Ok(conn
        .prepare_cached(
            "select handle, name from members join communities on communities.id = community
             where account = ? and state = 'invited' and withdrawn is null
             order by since desc limit ?",
        )?
        .query_map(params![account, MOST_SHOWN], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<rusqlite::Result<_>>()?)
}

/// Whether somebody wishes to stand in the list of members.
pub fn set_listed(
    tx: &Tx<'_>,
    community: CommunityId,
    account: AccountId,
    listed: bool,
) -> Result<()> {
    tx.prepare_cached("update members set listed = ? where community = ? and account = ?")?
        .execute(params![listed, community, account])?;
    Ok(())
}

/// Notes that somebody is invited.
pub fn invite(
    tx: &Tx<'_>,
    community: CommunityId,
    account: AccountId,
    by: AccountId,
    note: &str,
) -> Result<()> {
    set_member(tx, community, account, MemberRole::Member, MemberState::Invited, note)?;
    tx.prepare_cached("update members set invited_by = ? where community = ? and account = ?")?
        .execute(params![by, community, account])?;
    Ok(())
}

/// Those who stand so to a community, owners first, then moderators, by name; not more than a
/// page can show.
pub fn members(
    conn: &Connection,
    community: CommunityId,
    state: MemberState,
) -> Result<Vec<Member>> {
    Ok(conn
        .prepare_cached(&format!(
            "{} where community = ? and members.state = ? and accounts.state = 'active'
             order by case members.role when 'owner' then 0 when 'moderator' then 1 else 2 end,
               accounts.name collate nocase, account limit ?",
            // By itself SQLite would walk through all members.
            MEMBER.replace("from members", "from members indexed by members_list")
        ))?
        .query_map(params![community, state.name(), MOST_SHOWN], member)?
        .collect::<rusqlite::Result<_>>()?)
}

/// How many active owners a community has.
pub fn count_owners(conn: &Connection, community: CommunityId) -> Result<u32> {
    Ok(conn
        .prepare_cached(
            "select count(*) from members
             where community = ? and role = 'owner' and state = 'active'",
        )?
        .query_row([community], |row| row.get(0))?)
}

/// The communities that somebody belongs to and that are not withdrawn. Nobody belongs to none.
pub fn memberships(conn: &Connection, account: Option<AccountId>) -> Result<Vec<CommunityId>> {
    let Some(account) = account else { return Ok(Vec::new()) };
    Ok(conn
        .prepare_cached(
            "select community from members join communities on communities.id = community
             where account = ? and state = 'active' and withdrawn is null",
        )?
        .query_map([account], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?)
}

/// The communities to which somebody may add things, by name: number, handle and name.
pub fn of_person(
    conn: &Connection,
    account: AccountId,
) -> Result<Vec<(CommunityId, String, String)>> {
    Ok(conn
        .prepare_cached(
            "select id, handle, name from members join communities on communities.id = community
             where account = ? and state = 'active' and withdrawn is null
               and (posting = 'members' or role <> 'member')
             order by name collate nocase, id",
        )?
        .query_map([account], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?
        .collect::<rusqlite::Result<_>>()?)
}

fn card(row: &Row<'_>) -> rusqlite::Result<Card> {
    let summary: String = row.get("summary")?;
    Ok(Card {
        id: row.get("id")?,
        key: row.get("key")?,
        handle: row.get("handle")?,
        name: row.get("name")?,
        text: super::opening(&summary),
        field: row.get::<_, Option<String>>("field")?.unwrap_or_default(),
        visibility: visibility(row)?,
        members: row.get("member_count")?,
        has_picture: row.get("has_picture")?,
        withdrawn: row.get("is_withdrawn")?,
    })
}

const CARD: &str = "select id, key, handle, name, substr(summary, 1, 600) as summary, visibility,
    picture_small is not null as has_picture, withdrawn is not null as is_withdrawn,
    (select substr(min(value), 1, 2) from community_terms
      where community = communities.id and kind = 'subject') as field,
    (select count(*) from members where community = communities.id and state = 'active')
      as member_count
    from communities";

/// Communities by name that somebody may find in a list: their own, and those that are listed to
/// them. `after` is where the page before ended.
pub fn listed(
    conn: &Connection,
    account: Option<AccountId>,
    limit: usize,
    after: Option<(&str, CommunityId)>,
) -> Result<Vec<Card>> {
    // No name is empty.
    let (name, id) = after.unwrap_or(("", CommunityId(0)));
    Ok(conn
        .prepare_cached(&format!(
            "{CARD} where withdrawn is null
               and (visibility in ('public', 'local_public')
                 or (visibility = 'local_private' and :account is not null)
                 or exists(select 1 from members where community = communities.id
                     and account = :account and state = 'active'))
               and name collate nocase >= :name and (name collate nocase, id) > (:name, :id)
             order by name collate nocase, id limit :limit"
        ))?
        .query_map(
            named_params! {
                ":account": account, ":name": name, ":id": id,
                ":limit": i64::try_from(limit).unwrap_or(i64::MAX),
            },
            card,
        )?
        .collect::<rusqlite::Result<_>>()?)
}

/// The communities somebody belongs to, by name.
pub fn belonged(conn: &Connection, account: AccountId) -> Result<Vec<Card>> {
    Ok(conn
        .prepare_cached(&format!(
            "{CARD} where withdrawn is null and id in (select community from members
               where account = ? and state = 'active')
             order by name collate nocase, id"
        ))?
        .query_map([account], card)?
        .collect::<rusqlite::Result<_>>()?)
}

/// All communities by name, withdrawn ones too, for those who look after the site.
pub fn all(conn: &Connection) -> Result<Vec<Card>> {
    Ok(conn
        .prepare_cached(&format!("{CARD} order by name collate nocase, id"))?
        .query_map([], card)?
        .collect::<rusqlite::Result<_>>()?)
}

pub fn insert(tx: &Tx<'_>, handle: &str, description: &Description) -> Result<CommunityId> {
    let id = tx
        .prepare_cached(
            "insert into communities(key, handle, name, summary, rules, visibility, joining,
               posting, made, changed)
             values (:key, :handle, :name, :summary, :rules, :visibility, :joining, :posting,
               :now, :now) returning id",
        )?
        .query_row(
            named_params! {
                ":key": Key::random(), ":handle": handle, ":name": description.name,
                ":summary": description.summary, ":rules": description.rules,
                ":visibility": description.visibility.name(),
                ":joining": description.join.name(), ":posting": description.posting.name(),
                ":now": tx.now,
            },
            |row| row.get(0),
        )?;
    set_terms(tx, id, description)?;
    Ok(id)
}

pub fn update(tx: &Tx<'_>, id: CommunityId, description: &Description) -> Result<()> {
    tx.prepare_cached(
        "update communities set name = :name, summary = :summary, rules = :rules,
           visibility = :visibility, joining = :joining, posting = :posting, changed = :now
         where id = :id",
    )?
    .execute(named_params! {
        ":name": description.name, ":summary": description.summary, ":rules": description.rules,
        ":visibility": description.visibility.name(), ":joining": description.join.name(),
        ":posting": description.posting.name(), ":now": tx.now, ":id": id,
    })?;
    set_terms(tx, id, description)
}

fn set_terms(tx: &Tx<'_>, id: CommunityId, description: &Description) -> Result<()> {
    tx.prepare_cached("delete from community_terms where community = ?")?.execute([id])?;
    let kinds = [("subject", &description.subjects), ("language", &description.languages)];
    for (kind, values) in kinds {
        for value in values {
            tx.prepare_cached(
                "insert or ignore into community_terms(community, kind, value) values (?, ?, ?)",
            )?
            .execute(params![id, kind, value])?;
        }
    }
    Ok(())
}

pub fn set_picture(tx: &Tx<'_>, id: CommunityId, picture: Option<(&str, &str)>) -> Result<()> {
    tx.prepare_cached(
        "update communities set picture_small = ?, picture_large = ?, changed = ? where id = ?",
    )?
    .execute(params![picture.map(|p| p.0), picture.map(|p| p.1), tx.now, id])?;
    Ok(())
}

/// Whether a community's picture is this file.
pub fn keeps_file(conn: &Connection, sha256: &str) -> Result<bool> {
    Ok(conn
        .prepare_cached("select 1 from communities where picture_small = ?1 or picture_large = ?1")?
        .exists([sha256])?)
}

pub fn mark_withdrawn(tx: &Tx<'_>, id: CommunityId, withdrawn: bool) -> Result<()> {
    tx.prepare_cached("update communities set withdrawn = ?, changed = ? where id = ?")?
        .execute(params![withdrawn.then_some(tx.now), tx.now, id])?;
    Ok(())
}

pub fn set_member(
    tx: &Tx<'_>,
    community: CommunityId,
    account: AccountId,
    role: MemberRole,
    state: MemberState,
    note: &str,
) -> Result<()> {
    tx.prepare_cached(
        "insert into members(community, account, role, state, note, since)
         values (:community, :account, :role, :state, :note, :now)
         on conflict do update set role = excluded.role, state = excluded.state,
           note = excluded.note, since = iif(state = excluded.state, since, excluded.since)",
    )?
    .execute(named_params! {
        ":community": community, ":account": account, ":role": role.name(),
        ":state": state.name(), ":note": note, ":now": tx.now,
    })?;
    Ok(())
}

pub fn remove_member(tx: &Tx<'_>, community: CommunityId, account: AccountId) -> Result<()> {
    tx.prepare_cached("delete from members where community = ? and account = ?")?
        .execute(params![community, account])?;
    Ok(())
}

/// Forgets to which communities somebody belonged, and whom they invited.
pub fn forget_person(tx: &Tx<'_>, account: AccountId) -> Result<()> {
    tx.prepare_cached("delete from members where account = ?")?.execute([account])?;
    tx.prepare_cached("update members set invited_by = null where invited_by = ?")?
        .execute([account])?;
    Ok(())
}
