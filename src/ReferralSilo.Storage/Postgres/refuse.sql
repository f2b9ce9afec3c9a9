insert into ledger_event (kind, id, version, at, type, actor, operation_id, request_hash, body)
select r.kind, r.id, r.version, r.at, 'refused', '', r.operation_id, r.request_hash, r.body
from unnest($1::text[], $2::text[], $3::bigint[], $4::bigint[], $5::text[], $6::text[], $7::bytea[])
  as r (kind, id, version, at, operation_id, request_hash, body)
order by r.operation_id
on conflict do nothing
returning operation_id
