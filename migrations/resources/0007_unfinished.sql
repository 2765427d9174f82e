-- What somebody has begun and not finished, beside all that they have published.
create index resources_unfinished on resources(owner, changed, id)
  where state in ('draft', 'in_review', 'rejected', 'unpublished');
