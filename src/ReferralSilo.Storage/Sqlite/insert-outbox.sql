insert into ledger_outbox (kind, id, version, ordinal, at, destination, message, body)
values (@kind, @id, @version, @ordinal, @at, @destination, @message, @body)
