-- What people are told.

create table notices(
  id integer primary key,
  account integer not null references accounts(id) on delete cascade,
  -- Whoever caused it, if a person did.
  by_account integer references accounts(id) on delete set null,
  -- The message that says it.
  key text not null,
  -- What it is about: kind and number, and where to look.
  kind text not null,
  target integer not null,
  address text not null,
  -- What the message quotes, such as a title.
  quote text not null,
  made integer not null,
  seen integer
) strict;
create index notices_account on notices(account, id);
create index notices_unseen on notices(account) where seen is null;
create index notices_by on notices(by_account) where by_account is not null;
