select kind, id, version, body from ledger_state
where kind = $1 and id > $2
order by id
limit $3
