select kind, id, version, received_at, priority, open, stage, service_line, source, campaign, assigned_to, body
from ledger_state order by kind, id
