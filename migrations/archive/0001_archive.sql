-- Leaving with everything: what people asked for, who is about to leave, who was long not here.

-- One archive for each person; asking again makes a new one.
create table archives(
  account integer primary key references accounts(id) on delete cascade,
  asked integer not null,
  state text not null check(state in ('waiting', 'ready', 'failed')),
  done integer not null default 0,
  total integer not null default 0,
  sha256 text,
  size integer not null default 0,
  expires integer
) strict;
create index archives_sha256 on archives(sha256) where sha256 is not null;
create index archives_expires on archives(expires) where expires is not null;

create table leavings(
  account integer primary key references accounts(id) on delete cascade,
  asked integer not null,
  due integer not null,
  -- What becomes of what they published.
  works text not null check(works in ('keep', 'community', 'withdraw')),
  -- Whether their name stays on it.
  named integer not null check(named in (0, 1)),
  -- Whether they asked for it themselves.
  own integer not null check(own in (0, 1))
) strict;
create index leavings_due on leavings(due);

-- Who was written to because they had not been here for long.
create table idle_told(
  account integer primary key references accounts(id) on delete cascade,
  told integer not null
) strict;
create index idle_told_told on idle_told(told);
