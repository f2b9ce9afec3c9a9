select one, body from ledger_canary
