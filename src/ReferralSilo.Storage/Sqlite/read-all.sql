select position, 0, kind, id, version, type, actor, at, body from ledger_event
where position > @after and version > 0
order by position
limit @limit
