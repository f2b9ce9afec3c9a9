-- Identifies this installation of the data. A restored copy gets another epoch, and its messages are held until a
-- person releases them: the original may have sent them already.
create table ledger_installation (
  one integer primary key check (one = 1),
  epoch text not null,
  since integer not null,
  restored integer not null,
  messages_held integer not null
) strict;

insert into ledger_installation (one, epoch, since, restored, messages_held)
values (1, lower(hex(randomblob(16))), unixepoch() * 10000000, 0, 0);
