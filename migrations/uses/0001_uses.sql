-- Thanks, and what people tell of using a resource.

-- One for each person and thing.
create table thanks(
  kind text not null check(kind in ('resource', 'collection')),
  target integer not null,
  account integer not null references accounts(id) on delete cascade,
  made integer not null,
  primary key(kind, target, account)
) strict, without rowid;
create index thanks_account on thanks(account);

create table use_reports(
  id integer primary key,
  resource integer not null references resources(id) on delete cascade,
  account integer not null references accounts(id) on delete cascade,
  -- An ISCED level, or nothing.
  level text not null,
  -- Who the learners were, in the words of whoever tells.
  learners text not null,
  -- How long it took, in minutes; 0 if that was not told.
  minutes integer not null,
  worked text not null,
  needed text not null,
  -- The address of a copy that was adapted: a path of this site, a web address, or nothing.
  copy text not null,
  -- When it was used, as 2026-11, or nothing.
  month text not null,
  made integer not null,
  changed integer not null
) strict;
create index use_reports_resource on use_reports(resource, id);
create index use_reports_account on use_reports(account);
