-- Communities, what they are about, and who belongs to them.

create table communities(
  id integer primary key,
  key text not null unique,
  handle text not null unique references handles(handle),
  name text not null,
  summary text not null default '',
  rules text not null default '',
  visibility text not null check(visibility in
    ('public', 'unlisted', 'local_public', 'local_private', 'private')),
  joining text not null check(joining in ('open', 'ask', 'invite')),
  posting text not null check(posting in ('members', 'moderators')),
  picture_small text,
  picture_large text,
  made integer not null,
  changed integer not null,
  withdrawn integer
) strict;
create index communities_name on communities(name collate nocase, id);

create table community_terms(
  community integer not null references communities(id) on delete cascade,
  kind text not null check(kind in ('subject', 'language')),
  value text not null,
  primary key(community, kind, value)
) strict, without rowid;

create table members(
  community integer not null references communities(id) on delete cascade,
  account integer not null references accounts(id) on delete cascade,
  role text not null check(role in ('member', 'moderator', 'owner')),
  state text not null check(state in ('pending', 'active', 'kept_out')),
  -- What somebody wrote who asks to join.
  note text not null default '',
  since integer not null,
  primary key(community, account)
) strict, without rowid;
create index members_account on members(account, state);
