-- Schema for Microsoft.Orleans.Clustering.AdoNet 10.4. Each change of membership increments the version row of the
-- cluster in the same statement, if it still has the version that the silo read: of two such changes one succeeds.
create table orleansmembershipversiontable (
  deploymentid varchar(150) primary key,
  timestamp timestamptz(3) not null default now(),
  version integer not null default 0
);

create table orleansmembershiptable (
  deploymentid varchar(150) not null references orleansmembershipversiontable,
  address varchar(45) not null,
  port integer not null,
  generation integer not null,
  siloname varchar(150) not null,
  hostname varchar(150) not null,
  status integer not null,
  proxyport integer,
  suspecttimes varchar(8000),
  starttime timestamptz(3) not null,
  iamalivetime timestamptz(3) not null,
  primary key (deploymentid, address, port, generation)
);

insert into orleansquery (querykey, querytext) values
('InsertMembershipVersionKey', $query$
with added as (
  insert into orleansmembershipversiontable (deploymentid) values (@DeploymentId) on conflict do nothing returning 1
)
select count(*)::integer from added
$query$),
('InsertMembershipKey', $query$
with bumped as (
  update orleansmembershipversiontable set timestamp = now(), version = version + 1
  where deploymentid = @DeploymentId and version = @Version and not exists (
    select from orleansmembershiptable
    where deploymentid = @DeploymentId and address = @Address and port = @Port and generation = @Generation)
  returning 1
),
added as (
  insert into orleansmembershiptable (
    deploymentid, address, port, generation, siloname, hostname, status, proxyport, starttime, iamalivetime)
  select @DeploymentId, @Address, @Port, @Generation, @SiloName, @HostName, @Status, @ProxyPort, @StartTime,
    @IAmAliveTime
  from bumped
  returning 1
)
select count(*)::integer from added
$query$),
('UpdateMembershipKey', $query$
with bumped as (
  update orleansmembershipversiontable set timestamp = now(), version = version + 1
  where deploymentid = @DeploymentId and version = @Version and exists (
    select from orleansmembershiptable
    where deploymentid = @DeploymentId and address = @Address and port = @Port and generation = @Generation)
  returning 1
),
changed as (
  update orleansmembershiptable
  set status = @Status, suspecttimes = @SuspectTimes::varchar, iamalivetime = @IAmAliveTime
  from bumped
  where deploymentid = @DeploymentId and address = @Address and port = @Port and generation = @Generation
  returning 1
)
select count(*)::integer from changed
$query$),
('UpdateIAmAlivetimeKey', $query$
update orleansmembershiptable set iamalivetime = @IAmAliveTime
where deploymentid = @DeploymentId and address = @Address and port = @Port and generation = @Generation
$query$),
-- Returns the version also when there is no silo yet.
('MembershipReadAllKey', $query$
select v.deploymentid as "DeploymentId", m.address as "Address", m.port as "Port", m.generation as "Generation",
  m.siloname as "SiloName", m.hostname as "HostName", m.status as "Status", m.proxyport as "ProxyPort",
  m.suspecttimes as "SuspectTimes", m.starttime as "StartTime", m.iamalivetime as "IAmAliveTime", v.version as "Version"
from orleansmembershipversiontable v left join orleansmembershiptable m on m.deploymentid = v.deploymentid
where v.deploymentid = @DeploymentId
$query$),
('MembershipReadRowKey', $query$
select v.deploymentid as "DeploymentId", m.address as "Address", m.port as "Port", m.generation as "Generation",
  m.siloname as "SiloName", m.hostname as "HostName", m.status as "Status", m.proxyport as "ProxyPort",
  m.suspecttimes as "SuspectTimes", m.starttime as "StartTime", m.iamalivetime as "IAmAliveTime", v.version as "Version"
from orleansmembershipversiontable v left join orleansmembershiptable m
  on m.deploymentid = v.deploymentid and m.address = @Address and m.port = @Port and m.generation = @Generation
where v.deploymentid = @DeploymentId
$query$),
('GatewaysQueryKey', $query$
select address as "Address", proxyport as "ProxyPort", generation as "Generation"
from orleansmembershiptable
where deploymentid = @DeploymentId and status = @Status and proxyport > 0
$query$),
('DeleteMembershipTableEntriesKey', $query$
delete from orleansmembershiptable where deploymentid = @DeploymentId;
delete from orleansmembershipversiontable where deploymentid = @DeploymentId
$query$),
-- Status 3 is active: an active silo that could not write for a long time must stay in the table.
('CleanupDefunctSiloEntriesKey', $query$
delete from orleansmembershiptable
where deploymentid = @DeploymentId and iamalivetime < @IAmAliveTime and status <> 3
$query$);
