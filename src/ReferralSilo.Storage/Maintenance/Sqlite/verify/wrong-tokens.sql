-- State rows whose number of tokens (8 bytes each) differs from ledger_token, and tokens without a state row.
select s.kind, s.id
from ledger_state s left join (select row, count(*) as found from ledger_token group by row) t on t.row = s.row
where coalesce(length(s.tokens) / 8, 0) <> coalesce(t.found, 0)
union
select 'ledger', 'token-row-' || t.row
from ledger_token t left join ledger_state s on s.row = t.row
where s.row is null
