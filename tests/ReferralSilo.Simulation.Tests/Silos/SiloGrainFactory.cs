using NodaTime;
using ReferralSilo.Contracts.Boards;
using ReferralSilo.Contracts.Capacity;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Contracts.ServiceLines;
using ReferralSilo.Domain.Matching;
using ReferralSilo.Domain.Referrals;
using ReferralSilo.Domain.Schedules;
using ReferralSilo.Grains.Boards;
using ReferralSilo.Grains.Clocks;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Grains.Interfaces;
using ReferralSilo.Grains.Outbox;
using ReferralSilo.Grains.Settings;
using ReferralSilo.Simulation.Tests.Ledgers;

namespace ReferralSilo.Simulation.Tests.Silos;

/// <summary>Calls from a silo (null: from outside) to the grains of the cluster.</summary>
public sealed class SiloGrainFactory(Silo? silo, Cluster? cluster = null) : IGrainFactory
{
    private readonly Cluster _cluster = cluster ?? silo!.Cluster;

    public TGrainInterface GetGrain<TGrainInterface>(string primaryKey, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithStringKey
    {
        object proxy = typeof(TGrainInterface).Name switch
        {
            nameof(IReferralGrain) => new ReferralCalls(_cluster, silo, primaryKey),
            nameof(IScheduleGrain) => new ScheduleCalls(_cluster, silo, primaryKey),
            nameof(IClockGrain) => new ClockCalls(_cluster, silo, primaryKey),
            nameof(IServiceLineGrain) => new SilentServiceLine(),
            nameof(IOutreachGrain) => new SilentOutreach(),
            nameof(IServiceLineSettingsGrain) => new FixedSettings(),
            _ => throw new NotSupportedException(typeof(TGrainInterface).Name),
        };
        return (TGrainInterface)proxy;
    }

    TGrainInterface IGrainFactory.GetGrain<TGrainInterface>(Guid primaryKey, string? prefix) =>
        throw new NotSupportedException();

    TGrainInterface IGrainFactory.GetGrain<TGrainInterface>(long primaryKey, string? prefix) =>
        throw new NotSupportedException();

    TGrainInterface IGrainFactory.GetGrain<TGrainInterface>(Guid primaryKey, string extension, string? prefix) =>
        throw new NotSupportedException();

    TGrainInterface IGrainFactory.GetGrain<TGrainInterface>(long primaryKey, string extension, string? prefix) =>
        throw new NotSupportedException();

    TGrainObserverInterface IGrainFactory.CreateObjectReference<TGrainObserverInterface>(IGrainObserver obj) =>
        throw new NotSupportedException();

    void IGrainFactory.DeleteObjectReference<TGrainObserverInterface>(IGrainObserver obj) =>
        throw new NotSupportedException();

    IGrain IGrainFactory.GetGrain(Type type, Guid key) => throw new NotSupportedException();

    IGrain IGrainFactory.GetGrain(Type type, long key) => throw new NotSupportedException();

    IGrain IGrainFactory.GetGrain(Type type, string key) => throw new NotSupportedException();

    IGrain IGrainFactory.GetGrain(Type type, Guid key, string extension) => throw new NotSupportedException();

    IGrain IGrainFactory.GetGrain(Type type, long key, string extension) => throw new NotSupportedException();

    TGrainInterface IGrainFactory.GetGrain<TGrainInterface>(GrainId grainId) => throw new NotSupportedException();

    IAddressable IGrainFactory.GetGrain(Type type, IdSpan key) => throw new NotSupportedException();

    IAddressable IGrainFactory.GetGrain(Type type, IdSpan key, string prefix) => throw new NotSupportedException();

    IAddressable IGrainFactory.GetGrain(GrainId grainId) => throw new NotSupportedException();

    IAddressable IGrainFactory.GetGrain(GrainId grainId, GrainInterfaceType interfaceType) =>
        throw new NotSupportedException();

    private sealed class ReferralCalls(Cluster cluster, Silo? from, string key)
        : Deliveries(cluster, from, "referral", key), IReferralGrain
    {
        public Task<CommandOutcome<ReferralResult>> Handle(CommandEnvelope<ReferralCommand> order) =>
            Cluster.Call<IReferralGrain, CommandOutcome<ReferralResult>>(From, Kind, Key, g => g.Handle(order));

        public Task<Snapshot<Referral>?> Show() =>
            Cluster.Call<IReferralGrain, Snapshot<Referral>?>(From, Kind, Key, g => g.Show());
    }

    private sealed class ScheduleCalls(Cluster cluster, Silo? from, string key)
        : Deliveries(cluster, from, "schedule", key), IScheduleGrain
    {
        public Task<CommandOutcome<Schedule>> Handle(CommandEnvelope<ScheduleCommand> order) =>
            Cluster.Call<IScheduleGrain, CommandOutcome<Schedule>>(From, Kind, Key, g => g.Handle(order));

        public Task<CommandOutcome<SlotGrant>> Grant(SlotId slot, string id, Instant? until, string? fromHold,
            SlotNeed need)
        {
            var hold = Cluster.Planted == PlantedBug.ConfirmWithoutHold ? null : fromHold;
            return Cluster.Call<IScheduleGrain, CommandOutcome<SlotGrant>>(From, Kind, Key, g =>
                g.Grant(slot, id, until, hold, need));
        }

        public Task<Snapshot<Schedule>?> Show() =>
            Cluster.Call<IScheduleGrain, Snapshot<Schedule>?>(From, Kind, Key, g => g.Show());
    }

    private sealed class ClockCalls(Cluster cluster, Silo? from, string key) : Deliveries(cluster, from, "clock", key),
    IClockGrain
    {
        public Task EnsureRunning() => Cluster.Call<IClockGrain, bool>(From, Kind, Key, async g =>
        {
            await g.EnsureRunning();
            return true;
        });
    }

    /// <summary>Deadlines and outbox deliveries, which may be lost, repeated much later, or reordered.</summary>
    private abstract class Deliveries(Cluster cluster, Silo? from, string kind, string key)
    {
        protected Cluster Cluster => cluster;

        protected Silo? From => from;

        protected string Kind => kind;

        protected string Key => key;

        public Task OnDeadline() => cluster.Call<IHasDeadline, bool>(from, kind, key, async g =>
        {
            await g.OnDeadline();
            return true;
        });

        public Task Receive(IReadOnlyList<OutboxItem> items)
        {
            var scheduler = cluster.Scheduler;
            OutboxItem[] ordered = [.. items];
            if (scheduler.Happens(cluster.Faults.DeliveryAgain))
            {
                cluster.Redeliver<IOutboxReceiver>(from, kind, key,
                    scheduler.Between(Duration.Zero, Duration.FromSeconds(60)), g => g.Receive(items));
                scheduler.Chance.Shuffle(ordered);
            }

            cluster.Trace.Write(() =>
                $"{from?.Name} delivers to {kind}/{key}: "
                + $"{string.Join(", ", ordered.Select(i => $"{i.Sender}@{i.Version}.{i.Ordinal} {i.Payload}"))}");
            return cluster.Call<IOutboxReceiver, bool>(from, kind, key, async g =>
            {
                await g.Receive(ordered);
                return true;
            });
        }

        public Task<BoardAnswer> Watch(string board, IBoardObserver observer, BoardCursor? seen) =>
            throw new NotSupportedException();

        public Task Unwatch(string board, IBoardObserver observer) => throw new NotSupportedException();
    }

    /// <summary>Boards are not simulated: this service line accepts and ignores every message.</summary>
    private sealed class SilentServiceLine : IServiceLineGrain
    {
        public Task Receive(IReadOnlyList<OutboxItem> items) => Task.CompletedTask;

        public Task<SlotMatches> BestSlots(MatchNeed need, int limit) => throw new NotSupportedException();

        public Task<IReadOnlyList<ReferralMatch>> BestReferrals(string slot, int limit) =>
            throw new NotSupportedException();

        public Task<IReadOnlyList<IReadOnlyList<string>>> FindDuplicates(
            IReadOnlyList<(string Person, string Except)> asked) => throw new NotSupportedException();

        public Task<IReadOnlyList<string>> Clinicians() => throw new NotSupportedException();

        public Task Report() => throw new NotSupportedException();

        public Task<BoardAnswer> Watch(string board, IBoardObserver observer, BoardCursor? seen) =>
            throw new NotSupportedException();

        public Task Unwatch(string board, IBoardObserver observer) => throw new NotSupportedException();
    }

    /// <summary>Messages to patients are not simulated.</summary>
    private sealed class SilentOutreach : IOutreachGrain
    {
        public Task Receive(IReadOnlyList<OutboxItem> items) => Task.CompletedTask;
    }

    private sealed class FixedSettings : IServiceLineSettingsGrain
    {
        public Task<AllServiceLines?> Read(long seenRevision) =>
            Task.FromResult(seenRevision > 0 ? null : (AllServiceLines?)Clinic.Settings);

        public Task<CommandOutcome<ServiceLineView>> Put(CommandEnvelope<PutServiceLine> order) =>
            throw new NotSupportedException();

        public Task<CommandOutcome<ServiceLineView>> Find(string operation) => throw new NotSupportedException();

        public Task<CommandOutcome<ServiceLineView>> Resolve(string operation) => throw new NotSupportedException();
    }
}
