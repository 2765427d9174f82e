-- Links with a secret, each of which shows one thing.
create table passes(
  id integer primary key,
  -- The hash of the secret.
  token blob not null unique,
  kind text not null check(kind in ('resource', 'collection')),
  target integer not null,
  made_by integer not null references accounts(id) on delete cascade,
  -- For whom it is, in the words of who made it.
  note text not null,
  made integer not null,
  expires integer
) strict;
create index passes_target on passes(kind, target, id);
create index passes_made_by on passes(made_by);
