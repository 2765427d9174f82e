-- Course backups on their way in, and what became of each activity.
create table imports(
  id integer primary key,
  key text not null unique,
  account integer not null references accounts(id) on delete cascade,
  file_name text not null,
  upload text,
  size integer not null,
  state text not null check(state in
    ('looking', 'unreadable', 'choosing', 'running', 'done')),
  stop integer not null default 0,
  choices text not null default '{}',
  step text not null default '',
  done integer not null default 0,
  total integer not null default 0,
  problem text,
  report text,
  tree text,
  collection text,
  course text,
  made integer not null,
  changed integer not null
) strict;
create index imports_account on imports(account, id);
create index imports_course on imports(course) where course is not null;

create table import_items(
  import integer not null references imports(id) on delete cascade,
  cmid integer not null,
  module text not null,
  title text not null,
  key text not null,
  resource integer,
  identity text not null,
  fingerprint blob not null,
  outcome text not null default '' check(outcome in ('', 'made', 'updated', 'same')),
  before text,
  primary key(import, cmid)
) strict, without rowid;
create index import_items_identity on import_items(identity);
create index import_items_resource on import_items(resource) where resource is not null;
