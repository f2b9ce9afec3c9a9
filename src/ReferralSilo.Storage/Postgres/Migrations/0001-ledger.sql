-- An instant is a bigint of 100 ns ticks since 1970. Bodies are encrypted, so compression would not help.
create table ledger_state (
  kind text not null,
  id text not null,
  version bigint not null,
  received_at bigint not null,
  priority smallint not null,
  open boolean not null,
  stage text,
  service_line text,
  source text,
  campaign text,
  assigned_to text,
  body bytea not null,
  primary key (kind, id)
) with (fillfactor = 50);
alter table ledger_state alter column body set storage external;

-- An ordinary commit changes no indexed column of the state, and half of each page is free, so PostgreSQL updates the
-- row within its page and writes no index entry. The deadline changes with almost every commit, so it has its own
-- table: each commit adds a row. It is valid only while the state has the same version; obsolete rows are deleted when
-- they are due.
create table ledger_due (
  due_at bigint not null,
  version bigint not null,
  partition smallint not null,
  kind text not null,
  id text not null
);

create index ledger_due_at on ledger_due (partition, due_at);

create index ledger_state_list on ledger_state (kind, received_at desc, id desc);
create index ledger_state_open on ledger_state (kind, service_line, received_at desc, id desc) where open;

-- Events of a stream have versions from 1. A refused operation has one below 0: see SealedLedger.RefusedVersion.
create table ledger_event (
  kind text not null,
  id text not null,
  version bigint not null,
  at bigint not null,
  type text not null,
  actor text not null,
  operation_id text,
  request_hash text,
  body bytea not null,
  primary key (kind, id, version)
);
alter table ledger_event alter column body set storage external;

create unique index ledger_event_operation on ledger_event (operation_id) where operation_id is not null;

-- Rows exist for moments: vacuum early, or the sweeper reads many dead rows.
create table ledger_outbox (
  kind text not null,
  id text not null,
  version bigint not null,
  ordinal integer not null,
  at bigint not null,
  destination text not null,
  message text not null,
  body bytea not null,
  primary key (kind, id, version, ordinal)
) with (autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 1000);

create index ledger_outbox_at on ledger_outbox (at);

-- Separate from the state, which changes often: each update of a row would write its GIN entry again.
create table ledger_token (
  kind text not null,
  id text not null,
  tokens bigint[] not null,
  primary key (kind, id)
);

create index ledger_token_tokens on ledger_token using gin (tokens) with (fastupdate = on);

create table ledger_canary (
  one integer primary key check (one = 1),
  body bytea not null
);

-- Used only when no key file is configured; the program logs a warning then.
create table ledger_key (
  one integer primary key check (one = 1),
  keys text not null
);
