select version from ledger_state where kind = $1 and id = $2
