select kind, id, version, partition, due_at
from ledger_state where due_at is not null order by kind, id
