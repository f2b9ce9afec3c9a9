-- Schema for Microsoft.Orleans.Persistence.AdoNet 10.4, which reads its statements from orleansquery by key. It defines
-- the parameter and column names. Each is one statement and relies on the unique index: of two first writes one
-- succeeds, and the other returns no row, which the provider reports as an inconsistent state.
create table orleansquery (
  querykey varchar(64) primary key,
  querytext varchar(8000) not null
);

create table orleansstorage (
  grainidhash integer not null,
  graintypehash integer not null,
  grainidn0 bigint not null,
  grainidn1 bigint not null,
  graintypestring varchar(512) not null,
  grainidextensionstring varchar(512),
  serviceid varchar(150) not null,
  version integer not null,
  modifiedon timestamptz not null,
  payloadbinary bytea
);

-- A grain without a key extension has null there, and a unique index treats nulls as different.
create unique index orleansstorage_grain on orleansstorage (
  grainidhash, graintypehash, grainidn0, grainidn1, graintypestring, coalesce(grainidextensionstring, ''), serviceid);

insert into orleansquery (querykey, querytext) values
('ReadFromStorageKey', $query$
select payloadbinary as "PayloadBinary", version as "Version"
from orleansstorage
where grainidhash = @GrainIdHash and graintypehash = @GrainTypeHash
  and grainidn0 = @GrainIdN0 and grainidn1 = @GrainIdN1
  and graintypestring = @GrainTypeString
  and coalesce(grainidextensionstring, '') = coalesce(@GrainIdExtensionString::varchar, '')
  and serviceid = @ServiceId
$query$),
('WriteToStorageKey', $query$
insert into orleansstorage as s (
  grainidhash, graintypehash, grainidn0, grainidn1, graintypestring, grainidextensionstring, serviceid,
  version, modifiedon, payloadbinary)
select @GrainIdHash, @GrainTypeHash, @GrainIdN0, @GrainIdN1, @GrainTypeString, @GrainIdExtensionString::varchar,
  @ServiceId, 1, now(), @PayloadBinary
where @GrainStateVersion::integer is null or exists (
  select from orleansstorage
  where grainidhash = @GrainIdHash and graintypehash = @GrainTypeHash
    and grainidn0 = @GrainIdN0 and grainidn1 = @GrainIdN1
    and graintypestring = @GrainTypeString
    and coalesce(grainidextensionstring, '') = coalesce(@GrainIdExtensionString::varchar, '')
    and serviceid = @ServiceId)
on conflict (
  grainidhash, graintypehash, grainidn0, grainidn1, graintypestring, coalesce(grainidextensionstring, ''), serviceid)
do update set version = s.version + 1, modifiedon = now(), payloadbinary = excluded.payloadbinary
where s.version = @GrainStateVersion::integer
returning version as "NewGrainStateVersion"
$query$),
('ClearStorageKey', $query$
update orleansstorage set version = version + 1, modifiedon = now(), payloadbinary = null
where grainidhash = @GrainIdHash and graintypehash = @GrainTypeHash
  and grainidn0 = @GrainIdN0 and grainidn1 = @GrainIdN1
  and graintypestring = @GrainTypeString
  and coalesce(grainidextensionstring, '') = coalesce(@GrainIdExtensionString::varchar, '')
  and serviceid = @ServiceId and version = @GrainStateVersion::integer
returning version as "NewGrainStateVersion"
$query$),
('DeleteStorageKey', $query$
delete from orleansstorage
where grainidhash = @GrainIdHash and graintypehash = @GrainTypeHash
  and grainidn0 = @GrainIdN0 and grainidn1 = @GrainIdN1
  and graintypestring = @GrainTypeString
  and coalesce(grainidextensionstring, '') = coalesce(@GrainIdExtensionString::varchar, '')
  and serviceid = @ServiceId and version = @GrainStateVersion::integer
returning version + 1 as "NewGrainStateVersion"
$query$);
