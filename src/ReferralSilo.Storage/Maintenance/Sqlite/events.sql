select kind, id, version, at, type, actor, operation_id, request_hash, body, position as committed, 0 as ordinal
from ledger_event where version > 0 order by kind, id, version
