-- The log names people by their numbers alone, so that nobody stands in it by name who is erased
-- later. What it says of what was done stays as it is.
drop trigger moderation_log_stays;
update moderation_log set title = '', address = '' where kind = 'person';
update moderation_log set by_handle = '' where by_account in (select id from accounts);
create trigger moderation_log_stays before update on moderation_log
begin
  select raise(abort, 'the log is never changed');
end;
