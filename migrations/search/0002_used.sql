-- How much a resource was used and thanked for: what was comes first among equally good matches.
alter table search_documents add column used integer not null default 0;
