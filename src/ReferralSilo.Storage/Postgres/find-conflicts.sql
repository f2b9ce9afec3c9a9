-- The causes of a failed batch: streams that are not at the expected version, and operations already recorded.
select c.ordinal,
  c.operation_id is not null and exists (select from ledger_event e where e.operation_id = c.operation_id)
from unnest($1::text[], $2::text[], $3::bigint[], $4::text[]) with ordinality
  as c (kind, id, seen, operation_id, ordinal)
where c.seen <> coalesce((select s.version from ledger_state s where s.kind = c.kind and s.id = c.id), 0)
   or c.operation_id is not null and exists (select from ledger_event e where e.operation_id = c.operation_id)
