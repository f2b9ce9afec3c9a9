select version, type, actor, at, body from ledger_event
where kind = $1 and id = $2 and version > 0
order by version
