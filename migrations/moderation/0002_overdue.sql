-- The moderators of the site are told when a case of a community comes to them; of those that are
-- open already, too.
insert into jobs(kind, payload, lane, key, due, made)
  select 'moderation.overdue', json_object('case', id), 'moderation.overdue', id, site_from, made
  from cases where state = 'open' and community is not null;
