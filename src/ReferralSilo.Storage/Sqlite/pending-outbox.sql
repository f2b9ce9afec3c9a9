-- Whole streams, from their first row on: a later row without an earlier one would make its receiver skip the earlier.
with sender as (
  select distinct kind, id from (
    select kind, id from ledger_outbox where at < @older_than order by at limit @limit)
)
select o.kind, o.id, o.version, o.ordinal, o.at, o.destination, o.message, o.body
from sender s join ledger_outbox o on o.kind = s.kind and o.id = s.id
where o.at < @older_than
  and not exists (
    select 1 from ledger_outbox e
    where e.kind = o.kind and e.id = o.id and e.version < o.version and e.at >= @older_than)
order by o.kind, o.id, o.version, o.ordinal
limit @limit
