-- Adapted copies: what they were made from, and since when that has a version not seen yet.

alter table resources add column based_on integer references resources(id) on delete set null;
alter table resources add column newer_since integer;
create index resources_based_on on resources(based_on, published) where based_on is not null;

-- What a community was given, the latest first.
create index resources_given on resources(community, published, id)
  where state = 'published' and community is not null;
