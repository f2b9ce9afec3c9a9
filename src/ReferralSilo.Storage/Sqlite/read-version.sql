select version from ledger_state where kind = @kind and id = @id
