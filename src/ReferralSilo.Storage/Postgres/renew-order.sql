-- Raises the base above all events when this database's transaction numbers are lower: it was restored from a dump.
update ledger_order set base = ((select max(committed) from ledger_event) / 281474976710656 + 1) * 281474976710656
where (select max(committed) from ledger_event) >= base + pg_current_xact_id()::text::bigint
