-- The inline row of each message: see MessageListRow. Part of each page is free, so that a change of a column without
-- an index stays within its page and writes no index entry.
create table message_list (
  id text primary key,
  planned_at bigint not null,
  open bigint not null,
  referral text,
  address text,
  status text,
  occasion text,
  channel text,
  reason text
) with (fillfactor = 70);

create index message_list_planned on message_list (planned_at desc, id desc);
create index message_list_referral on message_list (referral, planned_at desc, id desc);
create index message_list_address on message_list (address, planned_at desc, id desc);
create index message_list_waiting on message_list (reason, planned_at desc, id desc)
  where open = 1 and reason is not null;
