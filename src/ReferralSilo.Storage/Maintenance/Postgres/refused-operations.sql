select kind, id, version, at, type, actor, operation_id, request_hash, body, committed, ordinal
from ledger_event where version <= 0 order by kind collate "C", id collate "C", version
