insert into ledger_event (kind, id, version, at, type, actor, operation_id, request_hash, body, committed, ordinal)
select e.kind, e.id, e.version, e.at, e.type, e.actor, e.operation_id, e.request_hash, e.body,
  (select base from ledger_order where one = 1) + pg_current_xact_id()::text::bigint, e.ordinal
from unnest($1::text[], $2::text[], $3::bigint[], $4::bigint[], $5::text[], $6::text[], $7::text[], $8::text[],
  $9::bytea[]) with ordinality
  as e (kind, id, version, at, type, actor, operation_id, request_hash, body, ordinal)
