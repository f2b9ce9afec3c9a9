insert into ledger_outbox (kind, id, version, ordinal, at, destination, message, body)
select * from unnest($1::text[], $2::text[], $3::bigint[], $4::integer[], $5::bigint[], $6::text[], $7::text[],
  $8::bytea[])
