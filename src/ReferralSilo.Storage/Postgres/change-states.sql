-- All or nothing, as in create-states.sql: a row with another version than expected rolls back the whole batch. Rows
-- come sorted, so that all writers lock in one order.
with changed as (
  update ledger_state s set
    version = c.version, received_at = c.received_at, priority = c.priority,
    open = c.open, stage = c.stage, service_line = c.service_line, source = c.source, campaign = c.campaign,
    assigned_to = c.assigned_to, body = c.body
  from unnest(
    $1::text[], $2::text[], $3::bigint[], $4::bigint[], $5::smallint[], $6::boolean[], $7::text[],
    $8::text[], $9::text[], $10::text[], $11::text[], $12::bytea[], $13::bigint[])
    as c (kind, id, version, received_at,
      priority, open, stage, service_line, source, campaign, assigned_to, body, seen)
  where s.kind = c.kind and s.id = c.id and s.version = c.seen
  returning 1
)
select 1 / (count(*) = cardinality($1::text[]))::integer from changed
