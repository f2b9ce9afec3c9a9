-- Identifies this installation of the data. A restored copy gets another epoch, and its messages are held until a
-- person releases them: the original may have sent them already.
create table ledger_installation (
  one integer primary key check (one = 1),
  epoch text not null,
  since bigint not null,
  restored boolean not null,
  messages_held boolean not null
);

insert into ledger_installation (one, epoch, since, restored, messages_held)
values (1, replace(gen_random_uuid()::text, '-', ''),
  floor(extract(epoch from now()))::bigint * 10000000, false, false);
