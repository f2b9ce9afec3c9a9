-- Which life of the data this is. A restored copy is another one, and what it has to say waits until a person releases it:
-- the first life may have said it already.
create table ledger_installation (
  one integer primary key check (one = 1),
  epoch text not null,
  since bigint not null,
  restored boolean not null,
  messages_held boolean not null
);

insert into ledger_installation (one, epoch, since, restored, messages_held)
values (1, replace(gen_random_uuid()::text, '-', ''), floor(extract(epoch from now()))::bigint * 10000000, false, false);
