-- An instant is an integer of 100 ns ticks since 1970. Bodies are encrypted.
create table ledger_state (
  row integer primary key,
  kind text not null,
  id text not null,
  version integer not null,
  body blob not null,
  partition integer not null,
  due_at integer,
  unique (kind, id)
) strict;

create index ledger_state_due on ledger_state (partition, due_at) where due_at is not null;

-- Events of a stream have versions from 1. A refused operation has one below 0: see SealedLedger.RefusedVersion.
-- One writer at a time: the order of positions is the order of commits. An explicit column, because a vacuum may change
-- the row numbers of a table without one.
create table ledger_event (
  position integer primary key,
  kind text not null,
  id text not null,
  version integer not null,
  type text not null,
  actor text not null,
  at integer not null,
  body blob not null,
  operation_id text,
  request_hash text,
  unique (kind, id, version)
) strict;

create unique index ledger_event_operation on ledger_event (operation_id) where operation_id is not null;

create table ledger_outbox (
  kind text not null,
  id text not null,
  version integer not null,
  ordinal integer not null,
  at integer not null,
  destination text not null,
  message text not null,
  body blob not null,
  primary key (kind, id, version, ordinal)
) strict, without rowid;

create index ledger_outbox_at on ledger_outbox (at);

create table ledger_canary (
  one integer primary key check (one = 1),
  body blob not null
) strict;
