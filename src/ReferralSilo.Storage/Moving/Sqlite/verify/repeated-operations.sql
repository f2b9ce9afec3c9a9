-- Not by the index that is to make it impossible.
select kind, id, version
from ledger_event not indexed
where operation_id is not null
group by operation_id having count(*) > 1
