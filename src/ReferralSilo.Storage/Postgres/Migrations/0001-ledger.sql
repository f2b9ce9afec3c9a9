-- An instant is a bigint of 100 ns ticks since 1970. Bodies are encrypted, so compression would not help.
create table ledger_state (
  kind text not null,
  id text not null,
  version bigint not null,
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

-- Events of a stream have versions from 1. A refused operation has one below 0: see SealedLedger.RefusedVersion.
-- The position of an event is (committed, ordinal): the transaction's number above the base of ledger_order, and the
-- place within the transaction. A reader stops before the first transaction that is still open, so positions appear in
-- order. A refused operation has no position.
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
  committed bigint,
  ordinal integer,
  primary key (kind, id, version)
);
alter table ledger_event alter column body set storage external;

create unique index ledger_event_operation on ledger_event (operation_id) where operation_id is not null;

create unique index ledger_event_position on ledger_event (committed, ordinal) where committed is not null;

-- Transaction numbers start anew in a database that was restored from a dump, so a start that finds events with higher
-- numbers raises the base: see renew-order.sql. Events that were copied from an embedded database lie below the first
-- base.
create table ledger_order (
  one integer primary key check (one = 1),
  base bigint not null
);
insert into ledger_order values (1, 281474976710656);

-- The number of the first transaction that may still commit events; readers stop before it. Transaction numbers are
-- shared by all databases of a server: a long transaction of another database must not hide events, so those that are
-- known to belong there are left out. They are read before the snapshot: one that begins later has a higher number than
-- every event committed so far. Volatile functions take a new snapshot for each statement.
create function ledger_first_open() returns bigint language plpgsql volatile as $$
declare
  elsewhere xid[] := array(
    select l.transactionid from pg_locks l join pg_stat_activity a on a.pid = l.pid
    where l.locktype = 'transactionid' and l.granted and a.datname <> current_database());
begin
  return (
    select base + coalesce(
      (select min(x::text::bigint) from pg_snapshot_xip(pg_current_snapshot()) x where x::xid <> all (elsewhere)),
      pg_snapshot_xmax(pg_current_snapshot())::text::bigint)
    from ledger_order where one = 1);
end $$;

create function ledger_read_all(after_committed bigint, after_ordinal integer, rows integer)
returns setof ledger_event language plpgsql volatile as $$
declare
  first_open bigint := ledger_first_open();
begin
  return query
    select * from ledger_event e
    where (e.committed, e.ordinal) > (after_committed, after_ordinal) and e.committed < first_open
    order by e.committed, e.ordinal
    limit rows;
end $$;

create function ledger_last_position() returns table (committed bigint, ordinal integer)
language plpgsql volatile as $$
declare
  first_open bigint := ledger_first_open();
begin
  return query
    select e.committed, e.ordinal from ledger_event e
    where e.committed < first_open
    order by e.committed desc, e.ordinal desc
    limit 1;
end $$;

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

create table ledger_canary (
  one integer primary key check (one = 1),
  body bytea not null
);

-- Used only when no key file is configured; the program logs a warning then.
create table ledger_key (
  one integer primary key check (one = 1),
  keys text not null
);
