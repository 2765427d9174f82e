-- What somebody shares is counted from the index alone.
drop index resources_shown;
create index resources_shown on resources(owner, published, id, visibility)
  where state = 'published';
