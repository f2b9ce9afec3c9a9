-- The inline row of each conversation: see ConversationListRow.
create table conversation_list (
  id text primary key,
  place bigint not null,
  open bigint not null,
  emergency bigint not null,
  channel text
);

create index conversation_list_open on conversation_list (place desc, id desc) where open = 1;
create index conversation_list_closed on conversation_list (place desc, id desc) where open = 0;
create index conversation_list_emergency on conversation_list (place desc, id desc) where emergency = 1;

create table conversation_list_token (
  id text primary key,
  tokens bigint[] not null
);

create index conversation_list_token_tokens on conversation_list_token
  using gin (tokens) with (fastupdate = on, gin_pending_list_limit = 512);
