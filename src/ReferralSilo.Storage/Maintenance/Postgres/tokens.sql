select kind, id, array(select t from unnest(tokens) t order by t)
from ledger_token where cardinality(tokens) > 0 order by kind collate "C", id collate "C"
