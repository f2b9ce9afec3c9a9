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
public sealed class ScheduleGrain(ILedger ledger, ScheduleMapper form, IdempotencyStore operations,
    OutboxDispatcher dispatcher, TimeProvider time)
    : Grain, IScheduleGrain
{
    private Aggregate<Schedule, ScheduleEvent> _schedule = null!;
    private BoardPublisher _board = null!;
    private DeadlineTimer _deadline = null!;
    private Reread _reread = null!;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _schedule = new(ledger, form, this.GetPrimaryKeyString());
        _board = new BoardPublisher(BoardNames.Schedule(this.GetPrimaryKeyString()), this, time);
        _deadline = new DeadlineTimer(this, time, OnDeadline);
        _reread = new Reread(time, CatchUp);
        await _schedule.Load(cancellationToken);
        _deadline.Set(_schedule.State?.DueAt);
    }

    public Task<Snapshot<Schedule>?> Show() =>
        Task.FromResult(_schedule.State is { } state ? new Snapshot<Schedule>(state, _schedule.Version) : null);

    public async Task<BoardAnswer> Watch(string board, IBoardObserver observer, BoardCursor? seen)
    {
        var age = await _reread.Age();
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
        var now = time.Now();
        if (_schedule.State is not null
            || await CatchUp()) await Handle(CommandEnvelopes.BySystem<ScheduleCommand>(new ScheduleCommand.TimeUp()));
        _deadline.Again(_schedule.State?.DueAt, now);
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
        // The visit type is a wish: where the slot does not admit it, another one is taken.
        var type = need.VisitType is { } wish && _schedule.State is { } known
            && OpenTime.VisitTypesOf(known, slot)?.Contains(wish) == true ? need.VisitType : null;
        ScheduleCommand command = until is { } end
            ? new ScheduleCommand.Hold(new HoldId(id), slot, need.Referral, type, end, need)
            : new ScheduleCommand.Book(new BookingId(id), slot, need.Referral, type, fromHold is null ? null
                : new HoldId(fromHold), need);
        var outcome = await Handle(CommandEnvelopes.BySystem(command));
        return outcome switch
        {
            { Unknown: true } => CommandOutcome<SlotGrant>.OutcomeUnknown,
            { Refusal: { } refusal } => No<SlotGrant>(refusal),
            _ => CommandOutcome<SlotGrant>.Accepted(
                ScheduleOutbox.Granted(_schedule.State!, id, slot), _schedule.Version),
        };
    }

    public Task<CommandOutcome<Schedule>> Handle(CommandEnvelope<ScheduleCommand> order) => Handle(order, 1);

    private async Task<CommandOutcome<Schedule>> Handle(CommandEnvelope<ScheduleCommand> order, int tries)
    {
        if (order.Operation is { } operation
            && await operations.Replay(_schedule, operation, CancellationToken.None) is { } known) return known;
        if (order.IfVersion?.Holds(_schedule.Version) is false)
            return await CatchUp() ? await Handle(order, tries) : No<Schedule>(CommandEnvelopes.VersionMismatch);
        switch (ScheduleDecider.Decide(_schedule.State, order.Command, time.Now()))
        {
            case D.Refused or D.Accepted { Events.Count: 0 } when await CatchUp():
                return await Handle(order, tries);
            case D.Refused refused:
                return await Answer(order, refused.Refusal) ? No<Schedule>(refused.Refusal)
                    : CommandOutcome<Schedule>.OutcomeUnknown;
            case D.Accepted { Events.Count: 0 }:
                return await Answer(order, null) ? Yes() : CommandOutcome<Schedule>.OutcomeUnknown;
            case D.Accepted accepted:
                return await Commit(order, accepted.Events, tries);
            default:
                throw new InvalidOperationException("A decision is accepted or refused.");
        }
    }

    private async Task<CommandOutcome<Schedule>> Commit(CommandEnvelope<ScheduleCommand> order,
        IReadOnlyList<ScheduleEvent> events, int tries)
    {
        var before = _schedule.State;
        var next = _schedule.Preview(events);
        var version = _schedule.Version + events.Count;
        var outgoing = ScheduleOutbox.For(before, events, next, version);
        switch (await _schedule.Commit(events, next, [.. outgoing.Select(o => o.Message)], order.Operation?.ToLedger(),
            order.Actor, time.Now()))
        {
            case CommitOutcome.Committed:
                dispatcher.Send(_schedule.Stream, version, outgoing);
                _deadline.Set(next.DueAt);
                if (_board.IsWatched) Publish();
                return Yes();
            case CommitOutcome.OperationKnown:
                return await operations.Replay(_schedule, order.Operation!, CancellationToken.None) ?? Deactivate();
            case CommitOutcome.Conflict when tries < CommandEnvelopes.MostTries:
                await CatchUp();
                return await Handle(order, tries + 1);
            default:
                return Deactivate();
        }
    }

    private async Task<bool> Answer(CommandEnvelope<ScheduleCommand> order, Refusal? refusal) =>
        order.Operation is not { } operation
        || await operations.Record(operation, _schedule.Stream, refusal, _schedule.Version, time.Now());

    /// <summary>What this activation holds may be wrong: the next call reads the truth anew.</summary>
    private CommandOutcome<Schedule> Deactivate()
    {
        DeactivateOnIdle();
        return CommandOutcome<Schedule>.OutcomeUnknown;
    }

    /// <summary>True when this activation was behind another one: what was decided on its state is to be decided
    /// again.</summary>
    private async Task<bool> CatchUp()
    {
        if (!await _schedule.CatchUp(CancellationToken.None)) return false;
        _deadline.Set(_schedule.State?.DueAt);
        if (_board.IsWatched) Publish();
        return true;
    }

    private void Publish()
    {
        var rows = ScheduleBoards.Schedule(_schedule.State!, time.Now());
        var keys = rows.Select(r => r.Key).ToHashSet();
        _board.Publish(rows, [.. _board.Rows.Keys.Where(k => !keys.Contains(k))]);
    }

    private CommandOutcome<Schedule> Yes() => CommandOutcome<Schedule>.Accepted(_schedule.State!, _schedule.Version);

    private CommandOutcome<T> No<T>(Refusal refusal)
        where T : class => CommandOutcome<T>.Refused(refusal, null, _schedule.Version);
}
