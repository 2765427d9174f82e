-- Invitations are known by the hash of their code, and by when they were last used, so that they
-- can be forgotten. The program hashes what is left in `code` when it starts.
create table invitations_2(
  id integer primary key,
  -- The hash of the code.
  token blob unique,
  -- The code itself where an earlier version of the program wrote it down.
  code text unique,
  role text not null,
  email text,
  note text not null default '',
  uses_left integer not null,
  made_by integer references accounts(id) on delete set null,
  made integer not null,
  used integer,
  expires integer not null,
  check((token is null) <> (code is null))
) strict;
insert into invitations_2(id, code, role, email, note, uses_left, made_by, made, expires)
  select id, code, role, email, note, uses_left, made_by, made, expires from invitations;
drop table invitations;
alter table invitations_2 rename to invitations;
create index invitations_made_by on invitations(made_by) where made_by is not null;

-- Mail addresses that people ask for, until they have opened the letter that was sent there.
create table address_wishes(
  account integer primary key references accounts(id) on delete cascade,
  -- The hash of the secret in the letter.
  token blob not null unique,
  email text not null,
  expires integer not null
) strict;
