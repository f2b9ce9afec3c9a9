-- All or nothing, as in create-states.sql: a row with another version than expected rolls back the whole batch. Rows
-- come sorted, so that all writers lock in one order.
with changed as (
  update ledger_state s set version = c.version, body = c.body
  from unnest($1::text[], $2::text[], $3::bigint[], $4::bytea[], $5::bigint[]) as c (kind, id, version, body, seen)
  where s.kind = c.kind and s.id = c.id and s.version = c.seen
  returning 1
)
select 1 / (count(*) = cardinality($1::text[]))::integer from changed
