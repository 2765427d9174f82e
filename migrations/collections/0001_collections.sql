-- Collections, their sections and items in order, and the shelf.

create table collections(
  id integer primary key,
  key text not null unique,
  owner integer not null references accounts(id),
  community integer references communities(id),
  title text not null,
  -- Markdown, or the HTML that an import brings.
  summary text not null,
  -- The beginning of the summary without its markup, for cards.
  summary_text text not null,
  visibility text not null check(visibility in ('public', 'local', 'community', 'private')),
  state text not null check(state in ('draft', 'published', 'withdrawn')),
  withdrawn_by integer references accounts(id),
  withdrawn_from text,
  picture_small text,
  picture_large text,
  import integer,
  made integer not null,
  changed integer not null,
  -- When it was first published.
  published integer
) strict;
create index collections_owner on collections(owner, changed);
create index collections_recent on collections(published, id) where state = 'published';
create index collections_community on collections(community) where community is not null;
create index collections_import on collections(import) where import is not null;
create index collections_picture on collections(picture_small) where picture_small is not null;
create index collections_picture_large on collections(picture_large)
  where picture_large is not null;

create table collection_terms(
  collection integer not null references collections(id) on delete cascade,
  kind text not null check(kind in ('subject', 'level', 'language')),
  value text not null,
  place integer not null,
  primary key(collection, kind, value)
) strict, without rowid;

create table sections(
  id integer primary key,
  collection integer not null references collections(id) on delete cascade,
  place integer not null,
  title text not null,
  summary text not null
) strict;
create index sections_collection on sections(collection, place);

-- A resource with the curator's word on it, or, without a resource, a note between others.
-- Items without a section come before all sections.
create table items(
  id integer primary key,
  collection integer not null references collections(id) on delete cascade,
  section integer references sections(id),
  place integer not null,
  resource integer references resources(id),
  note text not null,
  added_by integer not null references accounts(id),
  added integer not null
) strict;
create index items_collection on items(collection, section, place);
create unique index items_resource on items(resource, collection) where resource is not null;
create index items_section on items(section) where section is not null;

-- What people keep to find it again. The row number tells the order.
create table shelf(
  id integer primary key autoincrement,
  account integer not null references accounts(id) on delete cascade,
  resource integer references resources(id),
  collection integer references collections(id) on delete cascade,
  put integer not null,
  check((resource is null) <> (collection is null)),
  unique(account, resource),
  unique(account, collection)
) strict;
create index shelf_account on shelf(account, id);
create index shelf_resource on shelf(resource) where resource is not null;
create index shelf_collection on shelf(collection) where collection is not null;
