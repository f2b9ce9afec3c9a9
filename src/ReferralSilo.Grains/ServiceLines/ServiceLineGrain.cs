using NodaTime;
using ReferralSilo.Contracts.Boards;
using ReferralSilo.Contracts.Capacity;
using ReferralSilo.Domain;
using ReferralSilo.Domain.Boards;
using ReferralSilo.Domain.Matching;
using ReferralSilo.Domain.ServiceLines;
using ReferralSilo.Grains.Boards;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Grains.Outbox;
using ReferralSilo.Grains.Schedules;

namespace ReferralSilo.Grains.ServiceLines;

/// <inheritdoc cref="IServiceLineGrain"/>
[GrainType("service-line")]
public sealed class ServiceLineGrain(ServiceLineLoader loader, ServiceLineCatalog lines, DuplicateFinder persons,
    TimeProvider time)
    : Grain, IServiceLineGrain
{
    /// <summary>How often what depends on the time of day is looked at again (slots that passed, due-soon
    /// counts).</summary>
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);

    /// <summary>How often all clinicians are shown anew, because time passes over their slots.</summary>
    private static readonly TimeSpan AllShownEvery = TimeSpan.FromMinutes(1);

    /// <summary>For how long counted numbers are good while nothing is heard.</summary>
    private static readonly TimeSpan CountedFor = TimeSpan.FromSeconds(5);

    private Queue _queue = null!;
    private BoardPublisher _triage = null!;
    private BoardPublisher _desk = null!;
    private readonly HashSet<ClinicianId> _stale = [];
    private long? _allShownAt;
    private readonly MissedChanges _missedEntries = new(), _missedCapacity = new();
    private (WallboardRow Row, long At)? _numbers;
    private LedgerReconciliation _looks = null!;

    // Not by the time of day: set back by an hour, it would leave all rows as they are for an hour.
    private bool IsAllDue => _allShownAt is not { } at || time.GetElapsedTime(at) >= AllShownEvery;

    /// <summary>Of the line as last read; boards show a patient's age in it where the patient's own zone is not
    /// known.</summary>
    private DateTimeZone _zone = DateTimeZone.Utc;

    private ServiceLineId Line => new(this.GetPrimaryKeyString());

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _queue = new Queue(Line);
        _triage = new BoardPublisher(BoardNames.Triage(Line.Value), this, time);
        _desk = new BoardPublisher(BoardNames.Desk(Line.Value), this, time);
        await loader.Load(_queue, cancellationToken);
        await Settings();
        var now = time.Now();
        Publish([.. _queue.Entries], now);
        persons.Open(_queue);
        _looks = new LedgerReconciliation(time);
        // Beside the calls: reading the ledger must not hold up a referral that is just coming in.
        this.RegisterGrainTimer(Compare,
            new GrainTimerCreationOptions { DueTime = BoardLimits.Compare, Period = BoardLimits.Compare,
            Interleave = true });
        this.RegisterGrainTimer(OnTick,
            new GrainTimerCreationOptions { DueTime = Tick, Period = Tick, KeepAlive = true });
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        persons.Close(_queue);
        return Task.CompletedTask;
    }

    public async Task<BoardAnswer> Watch(string board, IBoardObserver observer, BoardCursor? seen)
    {
        if (!await lines.Knows(Line))
        {
            // Its timer would keep it in memory for ever, for a name that somebody made up.
            DeactivateOnIdle();
            return BoardAnswer.Unknown;
        }

        var publisher = Board(board);
        if (publisher == _desk) ShowCapacity(time.Now());
        return publisher.Watch(observer, seen) with { Age = _looks.IsTrusted ? TimeSpan.Zero : BoardLimits.Stale };
    }

    public Task Unwatch(string board, IBoardObserver observer)
    {
        Board(board).Unwatch(observer);
        return Task.CompletedTask;
    }

    public async Task Receive(IReadOnlyList<OutboxItem> items)
    {
        foreach (var clinician in Receive(items.Select(i => i.Payload), time.Now()))
            if (await loader.Capacity(clinician) is { } fact) Receive([fact], time.Now());
    }

    public Task<SlotMatches> BestSlots(MatchNeed need, int limit) => Task.FromResult(
        _queue.BestSlots(need, limit,
            time.Now()) with { Unsuitable =
            UnsuitableClinicians.Find(need, _queue.Schedules.Select(s => s.Schedule.Profile), time.Now()) });

    public Task<IReadOnlyList<ReferralMatch>> BestReferrals(string slot, int limit) =>
        Task.FromResult(_queue.BestReferrals(slot, limit, time.Now()));

    public Task<IReadOnlyList<IReadOnlyList<string>>> FindDuplicates(
        IReadOnlyList<(string Person, string But)> asked) =>
        Task.FromResult<IReadOnlyList<IReadOnlyList<string>>>([.. asked.Select(a =>
            _queue.SamePerson(a.Person, new ReferralId(a.But)))]);

    public Task<IReadOnlyList<string>> Clinicians() =>
        Task.FromResult<IReadOnlyList<string>>([.. _queue.Schedules.Select(s => s.Schedule.Clinician.Value)
            .Order(StringComparer.Ordinal)]);

    public async Task Report()
    {
        // Numbers that may be behind would make the wallboard live; unheard, it says by itself that it is not.
        if (!_looks.IsTrusted) return;
        if (await Settings() is not { } settings) return;
        // What depends on the time of day is counted anew now and then.
        if (_numbers is not { } counted || time.GetElapsedTime(counted.At) > CountedFor)
            _numbers = counted = (WallboardProjection.Of(settings, _queue, time.Now()), time.GetTimestamp());
        GrainFactory.GetGrain<IWallboardGrain>(IWallboardGrain.Key).Show(counted.Row).Ignore();
    }

    private async Task<ServiceLine?> Settings()
    {
        if (!(await lines.All()).TryGetValue(Line, out var settings)) return null;
        _zone = settings.Zone;
        return settings;
    }

    private Task OnTick(CancellationToken ct)
    {
        if (_desk.IsWatched && IsAllDue) ShowCapacity(time.Now());
        return Task.CompletedTask;
    }

    /// <summary>Now and then: what another activation heard in our place, and nobody will tell us.</summary>
    private Task Compare(CancellationToken ct) => !_looks.IsDue ? Task.CompletedTask : _looks.Look(
        () => Task.Run(() => loader.Missed(_queue, _missedEntries, _missedCapacity, ct), ct), missed =>
            Receive(missed, time.Now()));

    /// <summary>Says whose schedules must be read, for what was heard of them does not lead on from what is
    /// known.</summary>
    private HashSet<ClinicianId> Receive(IEnumerable<object> facts, Instant now)
    {
        var entries = new List<QueueEntry>();
        var unread = new HashSet<ClinicianId>();
        foreach (var heard in facts)
        {
            if (heard is QueueEntry entry && _queue.Receive(entry)) entries.Add(entry);
            if (heard is CapacityFact fact && _queue.Receive(fact)) _stale.Add(fact.Schedule.Clinician);
            if (heard is not CapacityChange change) continue;
            if (_queue.Receive(change) is not { } isNew) unread.Add(change.Clinician);
            else if (isNew) _stale.Add(change.Clinician);
        }

        Publish(entries, now);
        if (_stale.Count > 0) _numbers = null;
        if (_desk.IsWatched) ShowCapacity(now);
        return unread;
    }

    private void Publish(IReadOnlyCollection<QueueEntry> entries, Instant now)
    {
        if (entries.Count == 0) return;
        _numbers = null;
        // An entry that was heard but has left the line is off both boards.
        var shown = Newest(entries)
            .Select(e =>
            (e.Id.Value, Triage: Mine(e) ? QueueBoards.Triage(e, now, _zone) : null, Desk: Mine(e)
            ? QueueBoards.Desk(e, now, _zone) : null)).ToList();
        _triage.Publish(shown.Select(s => s.Triage).OfType<BoardRow>(), shown.Where(s => s.Triage is null)
            .Select(s => s.Value));
        _desk.Publish(shown.Select(s => s.Desk).OfType<BoardRow>(), shown.Where(s => s.Desk is null)
            .Select(s => s.Value));
    }

    /// <summary>Of two changes of one referral heard together the older must not take away what the newer
    /// shows.</summary>
    private static IEnumerable<QueueEntry> Newest(IEnumerable<QueueEntry> entries) =>
        entries.GroupBy(e => e.Id).Select(g => g.MaxBy(e => e.Version)!);

    /// <summary>
    /// Brings the clinicians' rows up to date: those that changed, and now and then all. A row of two weeks costs a
    /// millisecond, so it is only made while someone watches.
    /// </summary>
    private void ShowCapacity(Instant now)
    {
        if (IsAllDue)
        {
            _stale.UnionWith(_queue.Schedules.Select(f => f.Schedule.Clinician));
            _allShownAt = time.GetTimestamp();
        }

        if (_stale.Count == 0) return;
        var facts = _queue.Schedules.Where(f => _stale.Contains(f.Schedule.Clinician)).ToList();
        var gone = _stale.Except(facts.Select(f => f.Schedule.Clinician)).Select(c => $"clinician:{c}").ToList();
        _stale.Clear();
        _desk.Publish(facts.Select(f => Differs(ScheduleBoards.Clinician(f.Schedule, f.Version, now)))
            .OfType<BoardRow>(), gone);
    }

    private ClinicianRow? Differs(ClinicianRow row) =>
        _desk.Rows.TryGetValue(row.Key, out var shown) && shown is ClinicianRow before && before.Version == row.Version
        && before.Slots.Count == row.Slots.Count && before.Slots.Zip(row.Slots)
            .All(p => p.First.Slot == p.Second.Slot && p.First.Status == p.Second.Status)
            ? null
            : row;

    private bool Mine(QueueEntry entry) => entry.ServiceLine == Line;

    private BoardPublisher Board(string board) =>
        board.StartsWith("triage/", StringComparison.Ordinal) ? _triage : _desk;
}
