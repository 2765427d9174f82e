-- A place for the communities until their room is built.
create table communities(
  id integer primary key,
  handle text not null,
  name text not null
) strict;
