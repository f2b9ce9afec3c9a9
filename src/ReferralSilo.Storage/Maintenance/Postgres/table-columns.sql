select c.table_name, c.column_name, c.data_type, c.is_identity = 'YES'
from information_schema.columns c
join information_schema.tables t on t.table_schema = c.table_schema and t.table_name = c.table_name
where c.table_schema = $1 and t.table_type = 'BASE TABLE' and c.table_name <> 'schema_version'
order by c.table_name, c.ordinal_position
