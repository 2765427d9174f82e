-- Invitations to join, and who wishes to stand in the list of members.

create table members_2(
  community integer not null references communities(id) on delete cascade,
  account integer not null references accounts(id) on delete cascade,
  role text not null check(role in ('member', 'moderator', 'owner')),
  state text not null check(state in ('pending', 'invited', 'active', 'kept_out')),
  -- What somebody wrote who asks to join, or who invites.
  note text not null default '',
  since integer not null,
  -- Whether others see them in the list of members.
  listed integer not null default 1,
  invited_by integer references accounts(id) on delete set null,
  primary key(community, account)
) strict, without rowid;
insert into members_2(community, account, role, state, note, since)
  select community, account, role, state, note, since from members;
drop table members;
alter table members_2 rename to members;
create index members_account on members(account, state);
create index members_list on members(community, state, role, listed, since, account);
create index members_invited_by on members(invited_by) where invited_by is not null;
