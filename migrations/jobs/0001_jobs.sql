-- Work that is left for later: a row, written in the transaction that makes it necessary.
create table jobs(
  id integer primary key,
  kind text not null,
  payload text not null,
  lane text not null default '',
  key text,
  due integer not null,
  claimed integer,
  attempts integer not null default 0,
  error text,
  made integer not null
) strict;
create index jobs_due on jobs(due) where claimed is null and attempts < 8;
create unique index jobs_key on jobs(kind, key) where key is not null and claimed is null;
