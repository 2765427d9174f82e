-- The hosts to which something here links that others see. A newcomer's link elsewhere waits.
create table resource_hosts(
  host text primary key,
  since integer not null
) strict, without rowid;
insert or ignore into resource_hosts
  select case instr(rest, '/') when 0 then rest else substr(rest, 1, instr(rest, '/') - 1) end,
    published
  from (select lower(substr(url, instr(url, '://') + 3)) as rest, published
    from resources where state = 'published' and url <> '');
