-- What lies in the file store, so that sizes can be summed and orphans found.
create table blobs(
  sha256 text primary key check(length(sha256) = 64),
  size integer not null,
  made integer not null
) strict, without rowid;
