-- Where people and communities are: a country and perhaps an area, never an address. Who says
-- nothing has no row.

create table places(
  kind text not null check(kind in ('person', 'community')),
  target integer not null,
  -- ISO 3166-1, two letters.
  country text not null,
  -- A name, or a code of ISO 3166-2.
  area text not null default '',
  primary key(kind, target)
) strict, without rowid;
create index places_country on places(country, kind, target);
