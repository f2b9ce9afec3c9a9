-- The inline row of each message: see MessageListRow.
create table message_list (
  row integer primary key,
  id text not null unique,
  planned_at integer not null,
  open integer not null,
  referral text,
  address text,
  status text,
  occasion text,
  channel text,
  reason text
) strict;

create index message_list_planned on message_list (planned_at desc, id desc);
create index message_list_referral on message_list (referral, planned_at desc, id desc);
create index message_list_address on message_list (address, planned_at desc, id desc);
create index message_list_waiting on message_list (reason, planned_at desc, id desc)
  where open = 1 and reason is not null;
