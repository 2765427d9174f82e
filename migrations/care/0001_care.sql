-- The links of published resources: what their servers said the last time they were asked.

create table care_links(
  resource integer primary key references resources(id) on delete cascade,
  url text not null,
  host text not null,
  state text not null default 'new' check(state in
    ('new', 'fine', 'unclear', 'failing', 'dead', 'trusted')),
  -- What the last answer was, and its HTTP status if there was one.
  reason text not null default '',
  status integer,
  -- Where redirects that are meant to last lead.
  moved_to text,
  -- Whether the address leads to the front page of its server by now.
  homepage integer not null default 0,
  -- How it is asked next.
  step text not null default 'head' check(step in ('head', 'get')),
  -- Since when it has failed hard without an answer in between.
  failing_since integer,
  answered integer,
  checked integer,
  due integer not null
) strict;
create index care_links_due on care_links(host, due);
create index care_links_dead on care_links(failing_since, resource) where state = 'dead';
create index care_links_moved on care_links(resource) where moved_to is not null;

-- No server is asked more than once in a second: when each may be asked next, and from when on
-- there is something to ask it.
create table care_hosts(
  host text primary key,
  free integer not null,
  next integer not null
) strict, without rowid;
create index care_hosts_next on care_hosts(next);

-- When any server last answered at all. While none does, the fault is likely here.
create table care_pulse(
  one integer primary key check(one = 1),
  answered integer,
  -- The last resource that was looked at when links were gathered for the first time; null: all.
  gathered integer
) strict;
insert into care_pulse(one, answered, gathered) values (1, null, 0);
