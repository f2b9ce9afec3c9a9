select position from ledger_event where version > 0 order by position desc limit 1
