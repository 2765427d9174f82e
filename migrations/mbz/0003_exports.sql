-- Large downloads that are made in the background: a row for each who asked, one file for each print.
create table exports(
  key text primary key,
  -- Nobody: a stranger asked, and whoever knows the key may fetch it.
  account integer references accounts(id) on delete cascade,
  wish text not null,
  -- Tells by all that goes into the file whether two asked for the same.
  print text not null,
  title text not null,
  state text not null check(state in ('waiting', 'writing', 'ready', 'failed')),
  done integer not null default 0,
  total integer not null,
  name text not null default '',
  size integer not null default 0,
  asked integer not null,
  expires integer not null
) strict;
create index exports_print on exports(print);
create index exports_account on exports(account) where account is not null;
create index exports_expires on exports(expires);
