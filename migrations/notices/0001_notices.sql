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

-- What somebody wants to be told, and by which letters. Whoever has no row wants no letters.
create table notice_choices(
  account integer primary key references accounts(id) on delete cascade,
  letters text not null default 'none' check(letters in ('none', 'daily', 'weekly')),
  -- The language of the letters.
  language text not null default '',
  -- Whether they hear of it when somebody follows them.
  follows integer not null default 1 check(follows in (0, 1)),
  -- The secret of the address that ends the letters.
  secret text not null unique,
  -- The last notice that a letter told of, and when the next letter falls due.
  told integer not null default 0,
  due integer
) strict;
create index notice_choices_due on notice_choices(due) where due is not null;

-- A letter on its way: it tells of the notices after one and up to another.
create table notice_letters(
  account integer primary key references accounts(id) on delete cascade,
  after integer not null,
  upto integer not null,
  -- Since when it is being handed to the mail server. Still set at the next try, nobody knows
  -- whether it arrived.
  begun integer
) strict;
