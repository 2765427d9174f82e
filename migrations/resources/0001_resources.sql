-- Teaching resources: their description, what they are made of, and what they were before.

create table resources(
  id integer primary key,
  key text not null unique,
  kind text not null check(kind in ('link', 'file', 'page', 'activity')),
  state text not null check(state in
    ('draft', 'in_review', 'published', 'unpublished', 'rejected', 'withdrawn')),
  visibility text not null check(visibility in ('public', 'local', 'community', 'private')),
  owner integer not null references accounts(id),
  community integer references communities(id),
  title text not null,
  summary text not null,
  -- The summary without its markup, for rows.
  summary_text text not null,
  licence text not null,
  licence_assumed integer not null,
  url text not null,
  module text not null,
  -- All files together.
  size integer not null,
  picture_small text,
  picture_large text,
  picture_alt text not null,
  picture_credit text not null,
  -- A JSON array of names and addresses.
  authors text not null,
  source_title text not null,
  source_url text not null,
  changes_note text not null,
  date_created text not null,
  version integer not null default 1,
  import integer,
  -- What a curator says about why it was not published, or who withdrew it about why.
  note text not null default '',
  withdrawn_by integer references accounts(id),
  withdrawn_from text,
  downloads integer not null default 0,
  made integer not null,
  changed integer not null,
  -- When it was first published.
  published integer
) strict;
create index resources_owner on resources(owner, changed);
create index resources_shown on resources(owner, published, id) where state = 'published';
create index resources_recent on resources(published, id) where state = 'published';
create index resources_review on resources(changed) where state = 'in_review';
create index resources_community on resources(community) where community is not null;
create index resources_import on resources(import) where import is not null;
create index resources_picture on resources(picture_small) where picture_small is not null;
create index resources_picture_large on resources(picture_large) where picture_large is not null;

-- The long texts, apart from what lists read.
create table resource_bodies(
  resource integer primary key references resources(id) on delete cascade,
  -- Markdown of a page that was written here.
  source text not null,
  -- HTML for everybody, cleaned.
  body text not null,
  -- The same with right answers, only for those who teach.
  answers text,
  -- The words of the body, for search.
  words text not null
) strict;

create table resource_terms(
  resource integer not null references resources(id) on delete cascade,
  kind text not null check(kind in ('language', 'subject', 'level', 'type', 'keyword')),
  value text not null,
  place integer not null,
  primary key(resource, kind, value)
) strict, without rowid;
create index resource_terms_value on resource_terms(kind, value);

create table resource_files(
  resource integer not null references resources(id) on delete cascade,
  name text not null,
  place integer not null,
  sha256 text not null,
  mime text not null,
  size integer not null,
  role text not null check(role in ('main', 'attachment', 'inline')),
  primary key(resource, name)
) strict, without rowid;
create index resource_files_sha256 on resource_files(sha256);

-- What a published resource was before it was changed.
create table resource_versions(
  resource integer not null references resources(id) on delete cascade,
  version integer not null,
  made integer not null,
  changed_by integer not null references accounts(id),
  -- What the change after it was about.
  note text not null,
  description text not null,
  -- Null if the content is that of the version after it.
  content text,
  primary key(resource, version)
) strict;

-- The files that only earlier versions may name.
create table resource_version_files(
  resource integer not null,
  version integer not null,
  sha256 text not null,
  primary key(resource, version, sha256),
  foreign key(resource, version) references resource_versions(resource, version) on delete cascade
) strict, without rowid;
create index resource_version_files_sha256 on resource_version_files(sha256);
