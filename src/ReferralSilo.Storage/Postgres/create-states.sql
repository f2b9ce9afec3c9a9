-- All or nothing: an existing stream causes a division by zero, which rolls back the whole batch. Conflicts are rare,
-- and not returning which rows were written halves the cost of all batches.
with created as (
  insert into ledger_state (kind, id, version, body)
  select * from unnest($1::text[], $2::text[], $3::bigint[], $4::bytea[])
  on conflict (kind, id) do nothing
  returning 1
)
select 1 / (count(*) = cardinality($1::text[]))::integer from created
