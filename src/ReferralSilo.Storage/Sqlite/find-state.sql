select s.row, s.version, s.tokens, exists (select 1 from ledger_event where operation_id = @operation_id),
  s.received_at, s.open, s.service_line
from (select 1) left join ledger_state s on s.kind = @kind and s.id = @id
