-- People, how they sign in, and how they are invited.

-- Handles of people and communities share one name space and are never reused.
create table handles(
  handle text primary key,
  kind text not null check(kind in ('person', 'community', 'reserved')),
  taken integer not null
) strict, without rowid;

create table accounts(
  id integer primary key,
  handle text not null unique references handles(handle),
  name text not null,
  email text,
  password text,
  role text not null check(role in
    ('reader', 'contributor', 'publisher', 'curator', 'moderator', 'administrator')),
  state text not null default 'active' check(state in ('active', 'suspended', 'deleted')),
  about text not null default '',
  organisation text not null default '',
  website text not null default '',
  picture_small text,
  picture_large text,
  accepted integer not null default 0,
  joined integer not null,
  seen integer,
  changed integer not null
) strict;
create unique index accounts_email on accounts(email) where email is not null and state <> 'deleted';

-- What somebody is interested in: subjects, levels, languages.
create table interests(
  account integer not null references accounts(id) on delete cascade,
  kind text not null check(kind in ('subject', 'level', 'language')),
  value text not null,
  primary key(account, kind, value)
) strict, without rowid;

create table sessions(
  id integer primary key,
  account integer not null references accounts(id) on delete cascade,
  token blob not null unique,
  agent text not null,
  made integer not null,
  seen integer not null,
  expires integer not null
) strict;
create index sessions_account on sessions(account);

-- One-time links: set-up, signing in, a new password. Only the hash of the secret is kept.
create table links(
  token blob primary key,
  purpose text not null check(purpose in ('setup', 'sign_in', 'password')),
  account integer references accounts(id) on delete cascade,
  made integer not null,
  expires integer not null
) strict, without rowid;

create table invitations(
  id integer primary key,
  code text not null unique,
  role text not null,
  email text,
  note text not null default '',
  uses_left integer not null,
  made_by integer references accounts(id) on delete set null,
  made integer not null,
  expires integer not null
) strict;
