-- Files with right answers, which only those who teach may have, and remarks for those who edit.
create table resource_files_2(
  resource integer not null references resources(id) on delete cascade,
  name text not null,
  place integer not null,
  sha256 text not null,
  mime text not null,
  size integer not null,
  role text not null check(role in ('main', 'attachment', 'inline', 'answers')),
  primary key(resource, name)
) strict, without rowid;
insert into resource_files_2 select resource, name, place, sha256, mime, size, role
  from resource_files;
drop table resource_files;
alter table resource_files_2 rename to resource_files;
create index resource_files_sha256 on resource_files(sha256);

alter table resource_bodies add column remarks text not null default '';
