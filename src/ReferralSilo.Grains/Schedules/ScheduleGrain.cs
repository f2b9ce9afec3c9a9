using NodaTime;
using ReferralSilo.Contracts.Boards;
using ReferralSilo.Domain;
using ReferralSilo.Domain.Boards;
using ReferralSilo.Domain.Referrals;
using ReferralSilo.Domain.Schedules;
using ReferralSilo.Grains.Boards;
using ReferralSilo.Grains.Clocks;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Grains.Outbox;
using ReferralSilo.Storage;
using D = ReferralSilo.Domain.Decision<ReferralSilo.Domain.Schedules.ScheduleEvent>;

namespace ReferralSilo.Grains.Schedules;

/// <inheritdoc cref="IScheduleGrain"/>
[GrainType("schedule")]
public sealed class ScheduleGrain(ILedger ledger, ScheduleMapper mapper, IdempotencyStore operations,
    OutboxDispatcher dispatcher, TimeProvider time, IClock clock)
    : Grain, IScheduleGrain
{
    private Aggregate<Schedule, ScheduleEvent> _schedule = null!;
    private BoardPublisher _board = null!;
    private DeadlineTimer _deadline = null!;
    private StateRefresher _refresher = null!;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _schedule = new(ledger, mapper, this.GetPrimaryKeyString());
        _board = new BoardPublisher(BoardNames.Schedule(this.GetPrimaryKeyString()), this, time);
        _deadline = new DeadlineTimer(this, clock, OnDeadline);
        _refresher = new StateRefresher(time, CatchUp);
        await _schedule.Load(cancellationToken);
        _deadline.Set(_schedule.State?.DueAt);
    }

    public Task<Snapshot<Schedule>?> Show() =>
        Task.FromResult(_schedule.State is { } state ? new Snapshot<Schedule>(state, _schedule.Version) : null);

    public async Task<BoardAnswer> Watch(string board, IBoardObserver observer, BoardCursor? seen)
    {
        var age = await _refresher.RefreshedAge();
        if (_schedule.State is null) return BoardAnswer.Unknown;
        Publish();
        return _board.Watch(observer, seen) with { Age = age };
    }

    public Task Unwatch(string board, IBoardObserver observer)
    {
        _board.Unwatch(observer);
        return Task.CompletedTask;
    }

    public async Task OnDeadline()
    {
        var now = clock.GetCurrentInstant();
        if (_schedule.State is not null || await CatchUp())
            await Handle(CommandEnvelopes.BySystem<ScheduleCommand>(new ScheduleCommand.TimeUp()));
        _deadline.SetIfLater(_schedule.State?.DueAt, now);
    }

    public async Task Receive(IReadOnlyList<OutboxItem> items)
    {
        foreach (var item in items)
        {
            var outcome = await Handle(CommandEnvelopes.BySystem((ScheduleCommand)item.Payload));
            if (outcome.Unknown) throw new OutcomeUnknownException();
        }
    }

    public async Task<CommandOutcome<SlotGrant>> Grant(SlotId slot, string id, Instant? until, string? fromHold,
        SlotNeed need)
    {
        // The visit type is a preference: where the slot does not allow it, the schedule chooses another.
        var type = need.VisitType is { } preferred && _schedule.State is { } known
            && OpenTime.VisitTypesOf(known, slot)?.Contains(preferred) == true ? need.VisitType : null;
        ScheduleCommand command = until is { } end
            ? new ScheduleCommand.Hold(new HoldId(id), slot, need.Referral, type, end, need)
            : new ScheduleCommand.Book(
                new BookingId(id), slot, need.Referral, type, fromHold is null ? null : new HoldId(fromHold), need);
        var outcome = await Handle(CommandEnvelopes.BySystem(command));
        return outcome switch
        {
            { Unknown: true } => CommandOutcome<SlotGrant>.OutcomeUnknown,
            { Refusal: { } refusal } => Refused<SlotGrant>(refusal),
            _ => CommandOutcome<SlotGrant>.Accepted(
                ScheduleOutbox.Granted(_schedule.State!, id, slot), _schedule.Version),
        };
    }

    public Task<CommandOutcome<Schedule>> Handle(CommandEnvelope<ScheduleCommand> envelope) => Handle(envelope, 1);

    private async Task<CommandOutcome<Schedule>> Handle(CommandEnvelope<ScheduleCommand> envelope, int attempt)
    {
        if (envelope.Operation is { } operation
            && await operations.Replay(_schedule, operation, CancellationToken.None) is { } known) return known;
        if (envelope.IfVersion?.Holds(_schedule.Version) is false)
            return await CatchUp() ? await Handle(envelope, attempt)
                : Refused<Schedule>(CommandEnvelopes.VersionMismatch);
        switch (ScheduleDecider.Decide(_schedule.State, envelope.Command, clock.GetCurrentInstant()))
        {
            case D.Refused or D.Accepted { Events.Count: 0 } when await CatchUp():
                return await Handle(envelope, attempt);
            case D.Refused refused:
                return await Answer(envelope, refused.Refusal) ? Refused<Schedule>(refused.Refusal)
                    : CommandOutcome<Schedule>.OutcomeUnknown;
            case D.Accepted { Events.Count: 0 }:
                return await Answer(envelope, null) ? Accepted() : CommandOutcome<Schedule>.OutcomeUnknown;
            case D.Accepted accepted:
                return await Commit(envelope, accepted.Events, attempt);
            default:
                throw new InvalidOperationException("A decision is accepted or refused.");
        }
    }

    private async Task<CommandOutcome<Schedule>> Commit(CommandEnvelope<ScheduleCommand> envelope,
        IReadOnlyList<ScheduleEvent> events, int attempt)
    {
        var before = _schedule.State;
        var next = _schedule.Preview(events);
        var version = _schedule.Version + events.Count;
        var outgoing = ScheduleOutbox.For(before, events, next, version);
        switch (await _schedule.Commit(events, next, [.. outgoing.Select(o => o.Message)],
            envelope.Operation?.ToLedger(), envelope.Actor, clock.GetCurrentInstant()))
        {
            case CommitOutcome.Committed:
                dispatcher.Send(_schedule.Stream, version, outgoing);
                _deadline.Set(next.DueAt);
                if (_board.IsWatched) Publish();
                return Accepted();
            case CommitOutcome.OperationKnown:
                return await operations.Replay(_schedule, envelope.Operation!, CancellationToken.None) ?? Deactivate();
            case CommitOutcome.Conflict when attempt < CommandEnvelopes.MaxAttempts:
                await CatchUp();
                return await Handle(envelope, attempt + 1);
            default:
                return Deactivate();
        }
    }

    private async Task<bool> Answer(CommandEnvelope<ScheduleCommand> envelope, Refusal? refusal) =>
        envelope.Operation is not { } operation
        || await operations.Record(operation, _schedule.Stream, refusal, _schedule.Version, clock.GetCurrentInstant());

    /// <summary>Discards the loaded state; the next call reloads it.</summary>
    private CommandOutcome<Schedule> Deactivate()
    {
        DeactivateOnIdle();
        return CommandOutcome<Schedule>.OutcomeUnknown;
    }

    /// <summary>True when this activation was behind and has reloaded: the command must be decided again.</summary>
    private async Task<bool> CatchUp()
    {
        if (!await _schedule.CatchUp(CancellationToken.None)) return false;
        _deadline.Set(_schedule.State?.DueAt);
        if (_board.IsWatched) Publish();
        return true;
    }

    private void Publish()
    {
        var rows = ScheduleBoards.Schedule(_schedule.State!, clock.GetCurrentInstant());
        var keys = rows.Select(r => r.Key).ToHashSet();
        _board.Publish(rows, [.. _board.Rows.Keys.Where(k => !keys.Contains(k))]);
    }

    private CommandOutcome<Schedule> Accepted() =>
        CommandOutcome<Schedule>.Accepted(_schedule.State!, _schedule.Version);

    private CommandOutcome<T> Refused<T>(Refusal refusal)
        where T : class => CommandOutcome<T>.Refused(refusal, null, _schedule.Version);
}
