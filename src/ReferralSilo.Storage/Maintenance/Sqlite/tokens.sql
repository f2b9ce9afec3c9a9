select kind, id, tokens
from ledger_state where tokens is not null order by kind, id
