-- The inline row of each referral: see ReferralListRow. Part of each page is free, so that a change of a column without
-- an index stays within its page and writes no index entry.
create table referral_list (
  id text primary key,
  received_at bigint not null,
  open bigint not null,
  stage text,
  service_line text,
  priority bigint not null,
  source text,
  campaign text,
  assigned_to text
) with (fillfactor = 70);

create index referral_list_received on referral_list (received_at desc, id desc);
create index referral_list_open on referral_list (service_line, received_at desc, id desc) where open = 1;
create index referral_list_closed on referral_list (service_line, received_at desc, id desc) where open = 0;

-- Separate from the row, which changes often: each update of a row would write its GIN entry again. Each order with an
-- identifier is searched among the tokens, and each search also reads the index's pending list, so it is limited to
-- half a megabyte instead of four. In kilobytes.
create table referral_list_token (
  id text primary key,
  tokens bigint[] not null
);

create index referral_list_token_tokens on referral_list_token
  using gin (tokens) with (fastupdate = on, gin_pending_list_limit = 512);
