-- Rows with another version than the state are obsolete: see ledger_due.
select d.kind, d.id, d.version, d.partition, d.due_at
from ledger_due d join ledger_state s on s.kind = d.kind and s.id = d.id and s.version = d.version
order by d.kind collate "C", d.id collate "C"
