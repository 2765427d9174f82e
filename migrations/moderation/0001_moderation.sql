-- Reports, what was decided, and the log that nobody can change.

-- All reports on one thing until they are decided.
create table cases(
  id integer primary key,
  -- What it is about, as it was then.
  kind text not null,
  target integer not null,
  title text not null,
  address text not null,
  -- The one concerned: whose it is, or who it is.
  owner integer references accounts(id) on delete set null,
  -- Whose moderators look first, if anybody's.
  community integer references communities(id) on delete set null,
  state text not null check(state in ('open', 'decided', 'appealed', 'closed')),
  -- Whether somebody may come to harm meanwhile.
  urgent integer not null,
  -- From when on the moderators of the site look, too.
  site_from integer not null,
  made integer not null
) strict;
create unique index cases_open on cases(kind, target) where state = 'open';
create index cases_state on cases(state, urgent, id);
create index cases_community on cases(community, state, urgent, id) where community is not null;
create index cases_owner on cases(owner) where owner is not null;

create table reports(
  id integer primary key,
  about integer not null references cases(id),
  -- Nobody if a stranger wrote it.
  reporter integer references accounts(id) on delete set null,
  reason text not null check(reason in
    ('spam', 'harassment', 'impersonation', 'illegal', 'copyright', 'pupil_data', 'wrong_licence',
     'broken_link', 'wrong_metadata', 'duplicate', 'quality', 'other')),
  words text not null,
  -- The hash of the address it came from, for a day: only to count.
  address blob,
  made integer not null
) strict;
create index reports_about on reports(about, id);
create index reports_reporter on reports(reporter, made) where reporter is not null;
create index reports_address on reports(address, made) where address is not null;

create table decisions(
  id integer primary key,
  about integer not null references cases(id),
  by_account integer references accounts(id) on delete set null,
  outcome text not null check(outcome in
    ('nothing', 'change', 'hidden', 'warned', 'silenced', 'suspended', 'deleted')),
  reason text not null,
  -- The hash of the secret by which somebody appeals who cannot sign in.
  token blob not null unique,
  -- Its line in the log.
  line integer not null,
  made integer not null,
  appeal text,
  appealed integer,
  answer text check(answer in ('upheld', 'overturned')),
  answer_reason text,
  answered_by integer references accounts(id) on delete set null,
  answered integer
) strict;
create index decisions_about on decisions(about, id);
create index decisions_by on decisions(by_account) where by_account is not null;
create index decisions_answered_by on decisions(answered_by) where answered_by is not null;

-- What was done, by whom and why. It points nowhere, so that nothing that is erased changes it.
create table moderation_log(
  id integer primary key,
  made integer not null,
  by_account integer not null,
  by_handle text not null,
  deed text not null,
  kind text not null,
  target integer not null,
  title text not null,
  address text not null,
  reason text not null,
  about integer,
  -- The line that this one takes back.
  undoes integer
) strict;
create index moderation_log_deed on moderation_log(deed, id);
create index moderation_log_by on moderation_log(by_account, id);
create index moderation_log_target on moderation_log(kind, target, deed, id);
create index moderation_log_undoes on moderation_log(undoes) where undoes is not null;

create trigger moderation_log_stays before update on moderation_log
begin
  select raise(abort, 'the log is never changed');
end;
create trigger moderation_log_keeps before delete on moderation_log
begin
  select raise(abort, 'the log is never shortened');
end;
-- What replaces a line would take it away without asking the trigger above.
create trigger moderation_log_grows before insert on moderation_log
when exists(select 1 from moderation_log where id = new.id)
begin
  select raise(abort, 'the log is never changed');
end;
