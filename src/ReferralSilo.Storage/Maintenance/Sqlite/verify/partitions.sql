select kind, id, partition from ledger_state
