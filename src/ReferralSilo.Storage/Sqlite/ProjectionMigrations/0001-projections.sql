-- Builds of lists with their checkpoints. The tables of a build are list_<name>_<number>: see ListSql.
create table projection (
  name text not null,
  number integer not null,
  shape integer not null,
  in_use integer not null,
  committed integer not null,
  ordinal integer not null,
  as_of integer not null,
  revision integer not null,
  primary key (name, number)
) strict;

create table projection_parked (
  name text not null,
  number integer not null,
  kind text not null,
  id text not null,
  first_version integer not null,
  last_version integer not null,
  attempts integer not null,
  error text not null,
  primary key (name, number, kind, id)
) strict;
