select s.row, s.version, exists (select 1 from ledger_event where operation_id = @operation_id)
from (select 1) left join ledger_state s on s.kind = @kind and s.id = @id
