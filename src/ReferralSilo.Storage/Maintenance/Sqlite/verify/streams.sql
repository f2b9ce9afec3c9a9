select kind, id, version, due_at, body
from ledger_state order by kind, id
