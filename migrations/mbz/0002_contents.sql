-- Under which names a backup knew the contents that were kept of it: backups that leave name them so again.
create table import_contents(
  import integer not null references imports(id) on delete cascade,
  sha1 blob not null,
  sha256 text not null,
  primary key(import, sha1)
) strict, without rowid;
create index import_contents_sha256 on import_contents(sha256);
