-- One statement: events, outbox rows and tokens are written only for states that were. A state that conflicts writes
-- nothing and does not fail the others. Rows come sorted, so that all writers lock in one order.
with change as (
  select * from unnest(
    $1::text[], $2::text[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[], $8::smallint[],
    $9::smallint[], $10::boolean[], $11::text[], $12::text[], $13::text[], $14::text[], $15::text[], $16::bytea[])
    as c (kind, id, version, seen, due_at, received_at, person, partition,
      priority, open, stage, service_line, source, campaign, assigned_to, body)
),
written as (
  insert into ledger_state as s (kind, id, version, seen, due_at, received_at, person, partition,
    priority, open, stage, service_line, source, campaign, assigned_to, body)
  select kind, id, version, seen, due_at, received_at, person, partition,
    priority, open, stage, service_line, source, campaign, assigned_to, body
  from change c
  where seen = 0 or exists (select from ledger_state x where x.kind = c.kind and x.id = c.id)
  on conflict (kind, id) do update set
    version = excluded.version, seen = excluded.seen, due_at = excluded.due_at, received_at = excluded.received_at,
    person = excluded.person, priority = excluded.priority, open = excluded.open, stage = excluded.stage,
    service_line = excluded.service_line, source = excluded.source, campaign = excluded.campaign,
    assigned_to = excluded.assigned_to, body = excluded.body
  where s.version = excluded.seen
  returning kind, id
),
event as (
  insert into ledger_event (kind, id, version, at, type, actor, operation_id, request_hash, body)
  select e.kind, e.id, e.version, e.at, e.type, e.actor, e.operation_id, e.request_hash, e.body
  from unnest($17::text[], $18::text[], $19::bigint[], $20::bigint[], $21::text[], $22::text[], $23::text[],
    $24::text[], $25::bytea[])
    as e (kind, id, version, at, type, actor, operation_id, request_hash, body)
  where (e.kind, e.id) in (select kind, id from written)
),
outbox as (
  insert into ledger_outbox (kind, id, version, ordinal, at, destination, message, body)
  select o.kind, o.id, o.version, o.ordinal, o.at, o.destination, o.message, o.body
  from unnest($26::text[], $27::text[], $28::bigint[], $29::integer[], $30::bigint[], $31::text[], $32::text[],
    $33::bytea[])
    as o (kind, id, version, ordinal, at, destination, message, body)
  where (o.kind, o.id) in (select kind, id from written)
),
token as (
  insert into ledger_token as l (kind, id, tokens)
  select t.kind, t.id, t.tokens::bigint[]
  from unnest($34::text[], $35::text[], $36::text[]) as t (kind, id, tokens)
  where (t.kind, t.id) in (select kind, id from written)
    and not exists (
      select from ledger_token x where x.kind = t.kind and x.id = t.id and x.tokens = t.tokens::bigint[])
  on conflict (kind, id) do update set tokens = excluded.tokens
)
select kind, id from written
