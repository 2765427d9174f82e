-- What can be found: one row for each thing, and the words by which it is found.

-- What searching must know of a thing besides its words. Values stand side by side, one blank apart.
-- A thing that must not be found any more keeps its row, with the scope 'nobody', so that what is
-- held in memory hears of it by its stamp.
create table search_documents(
  id integer primary key,
  kind text not null check(kind in ('resource', 'collection', 'community')),
  target integer not null,
  scope text not null,
  subjects text not null default '',
  levels text not null default '',
  types text not null default '',
  languages text not null default '',
  licence text not null default '',
  community text not null default '',
  shown integer not null default 0,
  -- Goes up with every change of any row.
  stamp integer not null,
  -- 1 while its words are not in the index, or are those of an earlier text.
  stale integer not null default 1 check(stale in (0, 1)),
  unique(kind, target)
) strict;
create index search_documents_stamp on search_documents(stamp);
create index search_documents_stale on search_documents(stamp) where stale = 1;

-- The words: what the analyser made of them, so the columns hold nothing that could be read back.
create virtual table search_index using fts5(
  title, tags, body, content='', contentless_delete=1, tokenize='ascii'
);
insert into search_index(search_index, rank) values ('rank', 'bm25(8.0, 4.0, 1.0)');
-- Segments are merged by the job, in small steps, so that no other write waits for it.
insert into search_index(search_index, rank) values ('automerge', 0);

-- Which analyser's words the index holds.
create table search_state(
  one integer primary key check(one = 1),
  analyser integer not null
) strict;
insert into search_state(one, analyser) values (1, 0);
