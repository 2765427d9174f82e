-- What was taken away with somebody's suspension, so that undoing the one brings back the other.
create table moderation_taken(
  -- The line of the log that says they were suspended.
  line integer not null references moderation_log(id),
  kind text not null,
  target integer not null,
  primary key(line, kind, target)
) strict, without rowid;
