-- The inline row of each conversation: see ConversationListRow.
create table conversation_list (
  row integer primary key,
  id text not null unique,
  place integer not null,
  open integer not null,
  emergency integer not null,
  channel text,
  tokens blob
) strict;

create index conversation_list_open on conversation_list (place desc, id desc) where open = 1;
create index conversation_list_closed on conversation_list (place desc, id desc) where open = 0;
create index conversation_list_emergency on conversation_list (place desc, id desc) where emergency = 1;

create table conversation_list_token (
  token integer not null,
  row integer not null,
  primary key (token, row)
) strict, without rowid;
