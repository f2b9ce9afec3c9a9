select kind, id, due_at from ledger_state
where partition = @partition and due_at is not null and due_at < @until
order by due_at
limit @limit offset @skip
