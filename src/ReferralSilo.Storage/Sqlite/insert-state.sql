insert into ledger_state (kind, id, version, body, partition, due_at)
values (@kind, @id, @version, @body, @partition, @due_at)
