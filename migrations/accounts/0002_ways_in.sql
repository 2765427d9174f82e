-- Applications for an account, lists of classes, and what restrains somebody for a time.

-- The address by which letters reach the same mailbox, so that one mailbox is one account.
alter table accounts add column mailbox text;
-- Since when they may read and not write.
alter table accounts add column silenced integer;
-- Since when the account is closed; it is emptied two weeks later.
alter table accounts add column closed integer;
-- Whether somebody here has vouched for them: invited, accepted, or approved of what they shared.
alter table accounts add column vouched integer not null default 1;
update accounts set mailbox = lower(email) where email is not null;
update accounts set mailbox = substr(mailbox, 1, instr(mailbox, '+') - 1)
    || substr(mailbox, instr(mailbox, '@'))
  where instr(mailbox, '+') > 1 and instr(mailbox, '+') < instr(mailbox, '@');
update accounts set mailbox = replace(substr(mailbox, 1, instr(mailbox, '@') - 1), '.', '')
    || '@gmail.com'
  where mailbox like '%@gmail.com' or mailbox like '%@googlemail.com';
create index accounts_mailbox on accounts(mailbox) where mailbox is not null;

create index accounts_moderators on accounts(role)
  where role in ('moderator', 'administrator') and state = 'active';

create table applications(
  id integer primary key,
  -- The hash of the secret by which whoever applied sees how it stands.
  token blob not null unique,
  handle text not null,
  name text not null,
  email text,
  mailbox text,
  password text not null,
  -- What they say of themselves.
  why text not null,
  -- The hash of the address it came from, for a day: only to count.
  address blob,
  state text not null check(state in ('confirming', 'waiting', 'accepted', 'declined')),
  note text not null default '',
  account integer references accounts(id) on delete set null,
  decided_by integer references accounts(id) on delete set null,
  made integer not null,
  decided integer
) strict;
create index applications_state on applications(state, id);
create index applications_made on applications(made);
create index applications_address on applications(address, made) where address is not null;
create index applications_handle on applications(handle);
create index applications_account on applications(account) where account is not null;
create index applications_decided_by on applications(decided_by) where decided_by is not null;

-- Pupils who were given accounts from a list.
create table classes(
  id integer primary key,
  key text not null unique,
  name text not null,
  made_by integer references accounts(id) on delete set null,
  made integer not null
) strict;
create index classes_made_by on classes(made_by, id);
alter table accounts add column class integer references classes(id) on delete set null;
create index accounts_class on accounts(class, name) where class is not null;
