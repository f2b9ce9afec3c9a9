-- Only changed tokens: writing a GIN entry is expensive.
insert into ledger_token as l (kind, id, tokens)
select t.kind, t.id, t.tokens::bigint[]
from unnest($1::text[], $2::text[], $3::text[]) as t (kind, id, tokens)
where t.tokens::bigint[] <> coalesce(
  (select x.tokens from ledger_token x where x.kind = t.kind and x.id = t.id), '{}')
on conflict (kind, id) do update set tokens = excluded.tokens
