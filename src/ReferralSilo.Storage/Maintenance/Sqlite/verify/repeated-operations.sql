-- Does not use the unique index, which may be missing or damaged.
select kind, id, version
from ledger_event not indexed
where operation_id is not null
group by operation_id having count(*) > 1
