select kind, id, version, body from ledger_state
where kind = @kind and id > @after
order by id
limit @limit
