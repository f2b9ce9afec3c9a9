-- The inline row of each referral: see ReferralListRow.
create table referral_list (
  row integer primary key,
  id text not null unique,
  received_at integer not null,
  open integer not null,
  stage text,
  service_line text,
  priority integer not null,
  source text,
  campaign text,
  assigned_to text,
  tokens blob
) strict;

create index referral_list_received on referral_list (received_at desc, id desc);
create index referral_list_open on referral_list (service_line, received_at desc, id desc) where open = 1;
create index referral_list_closed on referral_list (service_line, received_at desc, id desc) where open = 0;

create table referral_list_token (
  token integer not null,
  row integer not null,
  primary key (token, row)
) strict, without rowid;
