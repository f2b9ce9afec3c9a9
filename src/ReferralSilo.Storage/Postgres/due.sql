-- Also deletes the rows that a later commit made obsolete: later commits cannot make them valid again.
with obsolete as (
  delete from ledger_due d using ledger_state s
  where d.partition = $1 and d.due_at < $2 and s.kind = d.kind and s.id = d.id and s.version > d.version
)
select d.kind, d.id, d.due_at
from ledger_due d join ledger_state s on s.kind = d.kind and s.id = d.id and s.version = d.version
where d.partition = $1 and d.due_at < $2
order by d.due_at
limit $3 offset $4
