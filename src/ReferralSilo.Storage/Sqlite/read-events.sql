select version, type, actor, at, body from ledger_event
where kind = @kind and id = @id and version > 0
order by version
