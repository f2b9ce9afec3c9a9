select kind, id, version, body
from ledger_state order by kind, id
