using NodaTime;
using ReferralSilo.Contracts.Boards;
using ReferralSilo.Domain.Boards;
using ReferralSilo.Domain.Referrals;
using ReferralSilo.Domain.Schedules;
using ReferralSilo.Grains.Boards;
using ReferralSilo.Grains.Clocks;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Grains.Interfaces;
using ReferralSilo.Grains.Outbox;

namespace ReferralSilo.Grains.Schedules;

/// <inheritdoc cref="IScheduleGrain"/>
[GrainType("schedule")]
public sealed class ScheduleGrain(CommandHandlers<Schedule, ScheduleCommand, ScheduleEvent> handlers,
    TimeProvider time, IClock clock) : Grain, IScheduleGrain
{
    private CommandHandler<Schedule, ScheduleCommand, ScheduleEvent> _schedule = null!;
    private BoardPublisher _board = null!;
    private DeadlineTimer _deadline = null!;
    private StateRefresher _refresher = null!;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _schedule = handlers.Open(this.GetPrimaryKeyString(), ApplyState, this.DeactivateOnIdle);
        _board = new BoardPublisher(BoardNames.Schedule(this.GetPrimaryKeyString()), this, time);
        _deadline = new DeadlineTimer(this, clock, OnDeadline);
        _refresher = new StateRefresher(time, _schedule.CatchUp);
        return _schedule.Load(cancellationToken);
    }

    public Task<Snapshot<Schedule>?> Show() =>
        Task.FromResult(_schedule.State is { } state ? new Snapshot<Schedule>(state, _schedule.Version) : null);

    public async Task<BoardAnswer> Watch(string board, IBoardObserver observer, BoardCursor? seen)
    {
        var age = await _refresher.RefreshedAge();
        if (_schedule.State is not { } state) return BoardAnswer.Unknown;
        Publish(state);
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
        if (await _schedule.EnsureLoaded() is not null)
            await _schedule.Handle(CommandEnvelopes.BySystem<ScheduleCommand>(new ScheduleCommand.TimeUp()));
        _deadline.SetIfLater(_schedule.State?.DueAt, now);
    }

    public async Task Receive(IReadOnlyList<OutboxItem> items)
    {
        foreach (var item in items) await _schedule.Receive((ScheduleCommand)item.Payload);
    }

    public async Task<CommandOutcome<SlotGrant>> Grant(SlotId slot, string id, Instant? until, string? fromHold,
        SlotNeed need)
    {
        // The visit type is a preference: where the slot does not allow it, the schedule chooses another.
        var type = need.VisitType is { } preferred && _schedule.State is { } known
            && FreeTime.TypesOf(known, slot, clock.GetCurrentInstant(), need)?.Contains(preferred) == true
            ? need.VisitType : null;
        ScheduleCommand command = until is { } end
            ? new ScheduleCommand.Hold(new HoldId(id), slot, need.Referral, type, end, need)
            : new ScheduleCommand.Book(
                new BookingId(id), slot, need.Referral, type, fromHold is null ? null : new HoldId(fromHold), need);
        var outcome = await _schedule.Handle(CommandEnvelopes.BySystem(command));
        return outcome switch
        {
            { Unknown: true } => CommandOutcome<SlotGrant>.OutcomeUnknown,
            { Refusal: { } refusal } => CommandOutcome<SlotGrant>.Refused(refusal, null, outcome.Version),
            _ => CommandOutcome<SlotGrant>.Accepted(
                ScheduleOutbox.Granted(_schedule.State!, id, slot), _schedule.Version),
        };
    }

    /// <summary>A refusal is answered without the state, which grows with the bookings.</summary>
    public async Task<CommandOutcome<Schedule>> Handle(CommandEnvelope<ScheduleCommand> envelope)
    {
        var outcome = await _schedule.Handle(envelope);
        return outcome.Refusal is null ? outcome : outcome with { State = null };
    }

    private void ApplyState(Schedule state)
    {
        _deadline.Set(state.DueAt);
        if (_board.IsWatched) Publish(state);
    }

    private void Publish(Schedule state)
    {
        var rows = ScheduleBoards.Schedule(state, clock.GetCurrentInstant());
        var keys = rows.Select(r => r.Key).ToHashSet();
        _board.Publish(rows, [.. _board.Rows.Keys.Where(k => !keys.Contains(k))]);
    }
}
