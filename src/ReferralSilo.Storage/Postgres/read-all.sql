-- Ends before the oldest transaction that is still open: see ledger_first_open.
select committed, ordinal, kind, id, version, type, actor, at, body from ledger_read_all($1, $2, $3)
