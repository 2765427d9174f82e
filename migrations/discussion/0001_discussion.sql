-- Threads about communities, collections and resources, and what is said in them.

create table threads(
  id integer primary key,
  key text not null unique,
  -- What it is about: kind and number.
  kind text not null check(kind in ('community', 'collection', 'resource')),
  target integer not null,
  -- Empty for the one thread of a collection or resource that needs no name.
  title text not null,
  starter integer not null references accounts(id),
  announcement integer not null default 0,
  pinned integer not null default 0,
  -- How much stands in it that was not withdrawn, and when something was last said.
  comments integer not null default 0,
  latest integer not null,
  made integer not null,
  closed integer,
  closed_by integer references accounts(id)
) strict;
create index threads_about on threads(kind, target, pinned, latest, id);
create unique index threads_plain on threads(kind, target) where title = '';
create index threads_starter on threads(starter);

create table comments(
  id integer primary key,
  key text not null unique,
  thread integer not null references threads(id) on delete cascade,
  author integer not null references accounts(id),
  -- The comment that this one answers.
  answers integer references comments(id) on delete set null,
  -- Markdown, and the same as cleaned HTML.
  text text not null,
  html text not null,
  made integer not null,
  edited integer,
  withdrawn integer,
  withdrawn_by integer references accounts(id),
  -- Why a moderator withdrew it, in their words.
  reason text not null default ''
) strict;
create index comments_thread on comments(thread, id);
create index comments_author on comments(author, made);
create index comments_answers on comments(answers) where answers is not null;

-- What comments said before they were written anew.
create table comment_texts(
  id integer primary key,
  comment integer not null references comments(id) on delete cascade,
  text text not null,
  until integer not null
) strict;
create index comment_texts_comment on comment_texts(comment, id);

-- Who was named in a comment and may read it.
create table mentions(
  comment integer not null references comments(id) on delete cascade,
  account integer not null references accounts(id) on delete cascade,
  primary key(comment, account)
) strict, without rowid;
create index mentions_account on mentions(account);
