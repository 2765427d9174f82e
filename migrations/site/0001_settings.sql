-- What is set in the browser, one row a setting, as JSON.
create table settings(
  name text primary key,
  value text not null
) strict, without rowid;
