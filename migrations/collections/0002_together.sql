-- How others take part in a collection, what it was copied from, and what communities show first.

alter table collections add column together text not null default 'closed'
  check(together in ('closed', 'curated', 'open'));
create index collections_open on collections(community)
  where together = 'open' and state = 'published';

-- The collection that it was copied from, and since when that has changes its owner has not seen.
alter table collections add column based_on integer references collections(id) on delete set null;
alter table collections add column newer_since integer;
create index collections_based_on on collections(based_on, published) where based_on is not null;

-- Resources that somebody would like to see in a collection.
create table suggestions(
  id integer primary key,
  collection integer not null references collections(id) on delete cascade,
  resource integer not null references resources(id) on delete cascade,
  by_account integer not null references accounts(id),
  -- Why, in their words.
  note text not null,
  state text not null check(state in ('waiting', 'accepted', 'declined')),
  -- What the curator says.
  answer text not null default '',
  answered_by integer references accounts(id),
  answered integer,
  made integer not null
) strict;
create unique index suggestions_waiting on suggestions(collection, resource)
  where state = 'waiting';
create index suggestions_collection on suggestions(collection, state, id);
create index suggestions_by on suggestions(by_account, collection, id);
create index suggestions_resource on suggestions(resource);

-- Collections that a community shows first, in order.
create table featured(
  community integer not null references communities(id) on delete cascade,
  collection integer not null references collections(id) on delete cascade,
  place integer not null,
  primary key(community, collection)
) strict, without rowid;
create index featured_place on featured(community, place);
create index featured_collection on featured(collection);
