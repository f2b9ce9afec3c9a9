select kind, id, version, at, type, actor, operation_id, request_hash, body, null as committed, null as ordinal
from ledger_event where version <= 0 order by kind, id, version
