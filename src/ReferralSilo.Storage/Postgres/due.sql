select kind, id, due_at from ledger_state
where partition = $1 and due_at is not null and due_at < $2
order by due_at
limit $3
