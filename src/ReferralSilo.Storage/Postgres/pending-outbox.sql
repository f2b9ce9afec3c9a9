-- Whole streams, from their first row on: a receiver that gets a later row first would ignore the earlier one.
with sender as (
  select f.kind, f.id, f.at from ledger_outbox f
  where f.at < $1
    and not exists (
      select from ledger_outbox e
      where e.kind = f.kind and e.id = f.id and (e.version, e.ordinal) < (f.version, f.ordinal))
  order by f.at, f.kind, f.id
  limit $2 offset $3
)
select o.kind, o.id, o.version, o.ordinal, o.at, o.destination, o.message, o.body
from sender s join ledger_outbox o on o.kind = s.kind and o.id = s.id
where o.at < $1
  and not exists (
    select from ledger_outbox e where e.kind = o.kind and e.id = o.id and e.version < o.version and e.at >= $1)
order by s.at, o.kind, o.id, o.version, o.ordinal
limit $2
