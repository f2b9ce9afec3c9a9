delete from ledger_outbox where kind = @kind and id = @id and version = @version and ordinal = @ordinal
