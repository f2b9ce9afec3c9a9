select operation_id from ledger_event where operation_id = any ($1)
