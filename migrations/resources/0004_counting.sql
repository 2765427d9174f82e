-- What somebody shares is counted from the index alone, and a link that is shared again is found.
create index resources_url on resources(url) where kind = 'link' and state = 'published';
drop index resources_shown;
create index resources_shown on resources(owner, published, id, visibility)
  where state = 'published';
