select kind, id, version, ordinal, at, destination, message, body
from ledger_outbox order by kind collate "C", id collate "C", version, ordinal
