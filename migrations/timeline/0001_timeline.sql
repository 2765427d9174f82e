-- What people follow, and what happens there.

-- What can be followed: each person, community, collection, subject, keyword and saved search is
-- one stream of entries. People and things go by their number, the rest by its text.
create table streams(
  id integer primary key,
  kind text not null check(kind in
    ('person', 'community', 'collection', 'subject', 'keyword', 'search')),
  value text not null,
  unique(kind, value)
) strict;

create table follows(
  id integer primary key autoincrement,
  account integer not null references accounts(id) on delete cascade,
  stream integer not null references streams(id),
  made integer not null,
  unique(account, stream)
) strict;
create index follows_account on follows(account, id);
create index follows_stream on follows(stream);

-- What happened. Later entries have higher numbers; none is used twice.
create table entries(
  id integer primary key autoincrement,
  verb text not null,
  by_account integer not null references accounts(id) on delete cascade,
  -- What it is about, unless that is its items: kind and number.
  kind text not null default '',
  target integer not null default 0,
  -- Where to look, if not at the thing itself.
  address text not null default '',
  -- Who may know of it, as far as that was known when it happened; whoever reads is checked anew.
  scope text not null,
  -- What happens in a burst shares one entry: this is what must be the same.
  burst text not null default '',
  made integer not null
) strict;
create index entries_by on entries(by_account, id);
create index entries_about on entries(kind, target) where kind <> '';
create index entries_site on entries(id) where scope in ('public', 'local');

-- The resources of an entry.
create table entry_items(
  entry integer not null references entries(id) on delete cascade,
  resource integer not null references resources(id) on delete cascade,
  primary key(entry, resource)
) strict, without rowid;
create index entry_items_resource on entry_items(resource);

-- Which entries stand in which stream.
create table entry_streams(
  stream integer not null references streams(id),
  entry integer not null references entries(id) on delete cascade,
  primary key(stream, entry)
) strict, without rowid;
create index entry_streams_entry on entry_streams(entry);

-- How far somebody has read: below `line` nothing is new; `newest` was on top when they were last
-- there. 0 is their own timeline, -1 that of the site, other numbers are communities.
create table timeline_visits(
  account integer not null references accounts(id) on delete cascade,
  timeline integer not null,
  line integer not null,
  newest integer not null,
  visited integer not null,
  primary key(account, timeline)
) strict, without rowid;

-- Who wants others to see which communities they join. Whoever has no row does not.
create table timeline_choices(
  account integer primary key references accounts(id) on delete cascade,
  shows_joining integer not null default 0 check(shows_joining in (0, 1))
) strict;
