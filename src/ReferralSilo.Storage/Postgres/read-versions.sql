-- The versions of some streams, with the place of each in the question.
select k.place, s.version
from unnest($1::text[], $2::text[]) with ordinality as k (kind, id, place)
cross join lateral (select version from ledger_state where kind = k.kind and id = k.id limit 1) s
