-- An instant is a bigint of 100 ns ticks since 1970. Bodies are sealed, so compressing them is wasted work.
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

-- No index of the state changes with an ordinary commit, and half of each page is free: a commit stays within its page and
-- writes no index entry. The next clock changes with almost every commit, so it lies apart: each commit adds its own
-- row, which counts only while the state is at its version, and is removed when its time has come.
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

-- Versions from 1 are the events of a stream. A refused operation lies below 0: see SealedLedger.RefusedVersion.
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

-- Rows live for moments: vacuum early, or the sweeper wades through the dead.
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

-- Apart from the state, which changes often: a GIN entry would be written again by each update of its row.
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

-- Used only when no key file is configured; the program warns then.
create table ledger_key (
  one integer primary key check (one = 1),
  keys text not null
);
