-- The words inside files, for the search: read once for each content, by a job. A row without
-- words stands for a file that has none, or that cannot be read. It goes with the file.
create table file_words(
  sha256 text primary key references blobs(sha256) on delete cascade,
  words text not null,
  made integer not null
) strict;
-- Those that were here before are read once.
insert into jobs(kind, payload, key, due, made)
  select 'resources.read_all', '{}', '', 0, 0 where exists(select 1 from resource_files);
