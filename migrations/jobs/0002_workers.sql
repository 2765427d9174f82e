-- Whose a claim is: a worker that does not live any more does nothing, so others take its work over.
alter table jobs add column worker text;
create index jobs_claimed on jobs(worker) where claimed is not null;
