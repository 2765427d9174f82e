-- What newcomers say with links to where nobody here has linked before waits until somebody has
-- looked at it. Until then it is withdrawn, by nobody.
-- 1: nobody else has seen it yet; 2: it was there before it was written anew.
alter table comments add column held integer check(held in (1, 2));
create index comments_held on comments(id) where held is not null;
