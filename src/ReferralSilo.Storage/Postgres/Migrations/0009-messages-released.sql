-- When the messages of a restored copy were released: what the original may have sent before is not sent again. Null
-- while they are held, and when a version without this column released them.
alter table ledger_installation add column released_at bigint;
