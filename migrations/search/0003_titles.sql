-- The same words of titles and tags alone: small, and asked where a lot matches.
create virtual table search_titles using fts5(
  title, tags, content='', contentless_delete=1, tokenize='ascii'
);
insert into search_titles(search_titles, rank) values ('rank', 'bm25(8.0, 4.0)');
insert into search_titles(search_titles, rank) values ('automerge', 0);

-- All words are read once more, to fill it.
update search_state set analyser = 0;
