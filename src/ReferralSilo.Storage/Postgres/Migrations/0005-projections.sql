-- Builds of lists with their checkpoints. The tables of a build are list_<name>_<number>: see ListSql.
create table projection (
  name text not null,
  number bigint not null,
  shape bigint not null,
  in_use bigint not null,
  committed bigint not null,
  ordinal bigint not null,
  as_of bigint not null,
  revision bigint not null,
  primary key (name, number)
);

create table projection_parked (
  name text not null,
  number bigint not null,
  kind text not null,
  id text not null,
  first_version bigint not null,
  last_version bigint not null,
  attempts bigint not null,
  error text not null,
  primary key (name, number, kind, id)
);
