select child.relname, parent.relname
from pg_constraint k
join pg_class child on child.oid = k.conrelid
join pg_class parent on parent.oid = k.confrelid
join pg_namespace n on n.oid = child.relnamespace
where k.contype = 'f' and n.nspname = $1 and child.oid <> parent.oid
