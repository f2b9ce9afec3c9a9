select operation_id, request_hash, kind, id, version, body from ledger_event where operation_id = @operation_id
