-- Which life of the data this is. A restored copy is another one, and what it has to say waits until a person releases it:
-- the first life may have said it already.
create table ledger_installation (
  one integer primary key check (one = 1),
  epoch text not null,
  since integer not null,
  restored integer not null,
  messages_held integer not null
) strict;

insert into ledger_installation (one, epoch, since, restored, messages_held)
values (1, lower(hex(randomblob(16))), unixepoch() * 10000000, 0, 0);
