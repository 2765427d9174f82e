-- What resources are about, by topics that have names in many languages; which are translations of
-- each other; and whose language was looked at.

-- Topics that were looked up at Wikidata; those of the embedded list are not here.
create table topics(
  id text primary key,
  looked_up integer not null
) strict, without rowid;

-- Place 0 is the label, the others are aliases. `folded` is what typed words are compared with.
create table topic_names(
  topic text not null references topics(id) on delete cascade,
  language text not null,
  place integer not null,
  name text not null,
  folded text not null,
  primary key(topic, language, place)
) strict, without rowid;
create index topic_names_folded on topic_names(folded);

create table resource_topics(
  resource integer not null references resources(id) on delete cascade,
  topic text not null,
  by_account integer not null references accounts(id),
  added integer not null,
  primary key(resource, topic)
) strict, without rowid;
create index resource_topics_topic on resource_topics(topic, resource);

-- How many resources have each topic.
create table topic_uses(
  topic text primary key,
  uses integer not null
) strict, without rowid;
create index topic_uses_order on topic_uses(uses, topic);

-- Resources of one family say the same in different languages.
create table translations(
  resource integer primary key references resources(id) on delete cascade,
  family integer not null
) strict;
create index translations_family on translations(family, resource);

-- The language that was guessed and that somebody has said yes or no to.
create table language_answers(
  resource integer primary key references resources(id) on delete cascade,
  guess text not null
) strict;
