-- What somebody does not want to be shown again. Nothing is kept about what people look at.
create table hidden_suggestions(
  account integer not null references accounts(id) on delete cascade,
  kind text not null check(kind in ('person', 'community', 'collection')),
  target integer not null,
  made integer not null,
  primary key(account, kind, target)
) strict, without rowid;

-- The way from a subject, level or language to what is about it.
create index recommend_communities on community_terms(kind, value);
create index recommend_collections on collection_terms(kind, value);
create index recommend_people on interests(kind, value);
