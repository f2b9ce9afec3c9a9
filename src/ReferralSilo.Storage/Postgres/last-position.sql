select committed, ordinal from ledger_last_position()
