delete from ledger_outbox o
using unnest($1::text[], $2::text[], $3::bigint[], $4::integer[]) as h (kind, id, version, ordinal)
where o.kind = h.kind and o.id = h.id and o.version = h.version and o.ordinal = h.ordinal
