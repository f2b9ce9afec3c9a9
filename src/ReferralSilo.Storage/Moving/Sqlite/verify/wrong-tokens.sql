-- The tokens of a state row are bytes: their number and each of them must be found apart from it, and nothing else.
select s.kind, s.id
from ledger_state s left join (select row, count(*) as found from ledger_token group by row) t on t.row = s.row
where coalesce(length(s.tokens) / 8, 0) <> coalesce(t.found, 0)
union
select 'ledger', 'token-row-' || t.row
from ledger_token t left join ledger_state s on s.row = t.row
where s.row is null
