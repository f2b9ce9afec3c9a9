insert into ledger_due (due_at, version, partition, kind, id)
select * from unnest($1::bigint[], $2::bigint[], $3::smallint[], $4::text[], $5::text[])
