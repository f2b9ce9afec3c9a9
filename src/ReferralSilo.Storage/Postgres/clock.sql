-- Not now(), which is the start of the transaction. An instant is in 100 ns ticks since 1970.
select (extract(epoch from clock_timestamp()) * 10000000)::bigint
