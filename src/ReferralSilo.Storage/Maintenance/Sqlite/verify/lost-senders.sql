select o.kind, o.id, o.version
from ledger_outbox o left join ledger_state s on s.kind = o.kind and s.id = o.id
where s.version is null or s.version < o.version
