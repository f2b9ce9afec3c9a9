select count(*) from ledger_state where kind = @kind
