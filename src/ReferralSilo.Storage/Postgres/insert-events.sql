insert into ledger_event (kind, id, version, at, type, actor, operation_id, request_hash, body)
select * from unnest($1::text[], $2::text[], $3::bigint[], $4::bigint[], $5::text[], $6::text[], $7::text[], $8::text[],
  $9::bytea[])
