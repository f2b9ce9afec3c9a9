-- See Postgres/Migrations/0002-orleans-persistence.sql. Single statements and no "begin": after a lock timeout, a
-- transaction would stay open on a pooled connection.
create table orleansquery (
  querykey text primary key,
  querytext text not null
);

create table orleansstorage (
  grainidhash integer not null,
  graintypehash integer not null,
  grainidn0 integer not null,
  grainidn1 integer not null,
  graintypestring text not null,
  grainidextensionstring text,
  serviceid text not null,
  version integer not null,
  modifiedon text not null,
  payloadbinary blob
) strict;

create unique index orleansstorage_grain on orleansstorage (
  grainidhash, graintypehash, grainidn0, grainidn1, graintypestring, coalesce(grainidextensionstring, ''), serviceid);

insert into orleansquery (querykey, querytext) values
('ReadFromStorageKey', '
select payloadbinary as PayloadBinary, version as Version
from orleansstorage
where grainidhash = @GrainIdHash and graintypehash = @GrainTypeHash
  and grainidn0 = @GrainIdN0 and grainidn1 = @GrainIdN1
  and graintypestring = @GrainTypeString
  and coalesce(grainidextensionstring, '''') = coalesce(@GrainIdExtensionString, '''')
  and serviceid = @ServiceId
'),
('WriteToStorageKey', '
insert into orleansstorage as s (
  grainidhash, graintypehash, grainidn0, grainidn1, graintypestring, grainidextensionstring, serviceid,
  version, modifiedon, payloadbinary)
select @GrainIdHash, @GrainTypeHash, @GrainIdN0, @GrainIdN1, @GrainTypeString, @GrainIdExtensionString,
  @ServiceId, 1, datetime(''now''), @PayloadBinary
where @GrainStateVersion is null or exists (
  select 1 from orleansstorage
  where grainidhash = @GrainIdHash and graintypehash = @GrainTypeHash
    and grainidn0 = @GrainIdN0 and grainidn1 = @GrainIdN1
    and graintypestring = @GrainTypeString
    and coalesce(grainidextensionstring, '''') = coalesce(@GrainIdExtensionString, '''')
    and serviceid = @ServiceId)
on conflict (
  grainidhash, graintypehash, grainidn0, grainidn1, graintypestring, coalesce(grainidextensionstring, ''''), serviceid)
do update set version = s.version + 1, modifiedon = datetime(''now''), payloadbinary = excluded.payloadbinary
where s.version = @GrainStateVersion
returning version as NewGrainStateVersion
'),
('ClearStorageKey', '
update orleansstorage set version = version + 1, modifiedon = datetime(''now''), payloadbinary = null
where grainidhash = @GrainIdHash and graintypehash = @GrainTypeHash
  and grainidn0 = @GrainIdN0 and grainidn1 = @GrainIdN1
  and graintypestring = @GrainTypeString
  and coalesce(grainidextensionstring, '''') = coalesce(@GrainIdExtensionString, '''')
  and serviceid = @ServiceId and version = @GrainStateVersion
returning version as NewGrainStateVersion
'),
('DeleteStorageKey', '
delete from orleansstorage
where grainidhash = @GrainIdHash and graintypehash = @GrainTypeHash
  and grainidn0 = @GrainIdN0 and grainidn1 = @GrainIdN1
  and graintypestring = @GrainTypeString
  and coalesce(grainidextensionstring, '''') = coalesce(@GrainIdExtensionString, '''')
  and serviceid = @ServiceId and version = @GrainStateVersion
returning version + 1 as NewGrainStateVersion
');
