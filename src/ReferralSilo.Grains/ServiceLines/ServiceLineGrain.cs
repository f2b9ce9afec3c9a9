using Microsoft.Extensions.Logging;
using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Boards;
using ReferralSilo.Contracts.Capacity;
using ReferralSilo.Domain;
using ReferralSilo.Domain.Boards;
using ReferralSilo.Domain.Matching;
using ReferralSilo.Domain.ServiceLines;
using ReferralSilo.Grains.Boards;
using ReferralSilo.Grains.Interfaces;
using ReferralSilo.Grains.Outbox;
using ReferralSilo.Grains.Projections;
using ReferralSilo.Grains.Schedules;
using ReferralSilo.Grains.Settings;
using ReferralSilo.Storage;

namespace ReferralSilo.Grains.ServiceLines;

/// <inheritdoc cref="IServiceLineGrain"/>
[GrainType("service-line")]
public sealed class ServiceLineGrain(ServiceLineLoader loader, ServiceLineCatalog lines, DuplicateFinder duplicates,
    QueueMetrics metrics, LedgerTail tail, IOpenConversations conversations, TimeProvider time, IClock clock,
    ILogger<ServiceLineGrain> logger)
    : Grain, IServiceLineGrain
{
    /// <summary>How often the clinicians' rows are checked for the passing of time (slots that have passed).</summary>
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);

    /// <summary>How often all clinicians' rows are rebuilt, because slots pass with time.</summary>
    private static readonly TimeSpan AllShownEvery = TimeSpan.FromMinutes(1);

    /// <summary>How long the wallboard row stays valid while no message arrives.</summary>
    private static readonly TimeSpan RowMaxAge = TimeSpan.FromSeconds(5);

    private Queue _queue = null!;
    private LineCapacity _capacity = null!;
    private DuplicateIndex _persons = null!;
    private BoardPublisher _triage = null!;
    private BoardPublisher _alarms = null!;
    private BoardPublisher _desk = null!;
    private AlarmCaller _caller = null!;
    private ConversationTally _conversations = null!;
    private readonly HashSet<ClinicianId> _stale = [];
    private long? _allShownAt;
    private (WallboardRow Row, long At)? _wallboardRow;
    private TailFollower _follower = null!;

    // A timestamp: if the time of day were set back by an hour, rows would not change for an hour.
    private bool IsAllDue => _allShownAt is not { } at || time.GetElapsedTime(at) >= AllShownEvery;

    /// <summary>Zone of the line as last read; for the age of patients whose own zone is not known.</summary>
    private DateTimeZone _zone = DateTimeZone.Utc;

    private ServiceLineId Line => new(this.GetPrimaryKeyString());

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _queue = new Queue(Line);
        _capacity = new LineCapacity(Line);
        _persons = new DuplicateIndex(Line);
        _triage = new BoardPublisher(BoardNames.Triage(Line.Value), this, time);
        _alarms = new BoardPublisher(BoardNames.Alarms(Line.Value), this, time);
        _desk = new BoardPublisher(BoardNames.Desk(Line.Value), this, time);
        _caller = new AlarmCaller(GrainFactory, time, clock, logger);
        _conversations = new ConversationTally(Line, conversations);
        // Changes are sent to this line; the events show what another activation has received in its place.
        _follower = new TailFollower(tail, OnEvents, this.DeactivateOnIdle, logger)
        {
            Delay = BoardLimits.MessageFirst,
        };
        await _follower.Start(async () =>
        {
            await foreach (var read in loader.Entries(Line, cancellationToken)) Receive(read.Entry, read.Person);
            await foreach (var fact in loader.Schedules(Line, cancellationToken)) _capacity.Receive(fact);
            await _conversations.Load();
            await Settings();
        }, cancellationToken);
        _capacity.Advance(clock.GetCurrentInstant());
        ShowReferrals(clock.GetCurrentInstant());
        duplicates.Register(_persons);
        this.RegisterGrainTimer(OnTick,
            new GrainTimerCreationOptions { DueTime = Tick, Period = Tick, KeepAlive = true });
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _follower.Stop();
        duplicates.Unregister(_persons);
        metrics.Unregister(Line, _queue.Tally, _conversations);
        return Task.CompletedTask;
    }

    public async Task<BoardAnswer> Watch(string board, IBoardObserver observer, BoardCursor? seen)
    {
        if (!await lines.Exists(Line))
        {
            // The timer would keep a grain with an invented name in memory permanently.
            DeactivateOnIdle();
            return BoardAnswer.Unknown;
        }

        var publisher = Board(board);
        if (publisher == _desk) ShowCapacity(clock.GetCurrentInstant());
        return publisher.Watch(observer, seen) with { Age = _follower.Age };
    }

    public Task Unwatch(string board, IBoardObserver observer)
    {
        Board(board).Unwatch(observer);
        return Task.CompletedTask;
    }

    public async Task Receive(IReadOnlyList<OutboxItem> items)
    {
        foreach (var clinician in Receive(items.Select(i => i.Payload), clock.GetCurrentInstant()))
            if (await loader.ReadCapacity(clinician) is { } fact) Receive([fact], clock.GetCurrentInstant());
        foreach (var conversation in items.Select(i => i.Payload).OfType<string>())
            if (await _conversations.Read(conversation)) _wallboardRow = null;
    }

    public Task<SlotMatches> BestSlots(MatchNeed need, int limit) =>
        Task.FromResult(_capacity.BestSlots(need, limit, clock.GetCurrentInstant()));

    public Task<IReadOnlyList<ReferralMatch>> BestReferrals(string slot, int limit) =>
        Task.FromResult(_capacity.BestReferrals(slot, _queue.Waiting, limit, clock.GetCurrentInstant()));

    public Task<IReadOnlyList<IReadOnlyList<string>>> FindDuplicates(
        IReadOnlyList<(string Person, string Except)> asked) =>
        Task.FromResult<IReadOnlyList<IReadOnlyList<string>>>([.. asked.Select(a =>
            _persons.Find(a.Person, new ReferralId(a.Except)))]);

    public Task<IReadOnlyList<string>> Clinicians() =>
        Task.FromResult<IReadOnlyList<string>>([.. _capacity.Schedules.Select(s => s.Schedule.Clinician.Value)
            .Order(StringComparer.Ordinal)]);

    public async Task Report()
    {
        // Numbers that may be stale must not make the wallboard live; without a report it becomes "not live".
        if (_follower.Age >= BoardLimits.Stale) return;
        if (await Settings() is not { } settings) return;
        // Some counts depend on the time of day, so the row is also rebuilt from time to time.
        if (_wallboardRow is not { } row || time.GetElapsedTime(row.At) > RowMaxAge)
        {
            var shown = WallboardProjection.Of(settings, _queue.Tally, _capacity, _conversations,
                clock.GetCurrentInstant());
            _wallboardRow = row = (shown, time.GetTimestamp());
        }

        GrainFactory.GetGrain<IWallboardGrain>(IWallboardGrain.Key).Show(row.Row).Ignore();
    }

    private async Task<ServiceLine?> Settings()
    {
        if (await lines.Queue(Line) is not { } settings) return null;
        _zone = settings.Zone;
        // Only a line that exists: a client could invent names, and they would become labels.
        metrics.Register(Line, _queue.Tally, _conversations);
        return settings;
    }

    private async Task OnTick(CancellationToken ct)
    {
        if (_desk.IsWatched && IsAllDue) ShowCapacity(clock.GetCurrentInstant());
        var isSeen = _alarms.IsWatched || _triage.IsWatched;
        _caller.OnTick([.. _alarms.Rows.Values.OfType<AlarmRow>().Select(a => new CalledAlarm(a.Key, false,
                a.Priority >= Priority.Urgent || a.Concern == EmergencyConcern.Emergency, a.OnCall)),
            .. _conversations.Alarms.Select(c => new CalledAlarm(c.Id, true, true, c.OnCall))], isSeen,
            OnCallList.Serving(Line, await lines.All()));
    }

    /// <summary>Reads what the events prove to be newer than what was received.</summary>
    private async Task OnEvents(IReadOnlyList<PositionedEvent> events)
    {
        if (await _conversations.Read(events.Select(e => e.Stream).Distinct())) _wallboardRow = null;
        List<object> facts = [];
        var behind = events.Where(e => _queue.IsBehind(e) || _capacity.IsBehind(e));
        foreach (var stream in behind.Select(e => e.Stream).Distinct().ToList())
            if (await loader.Read(stream) is { } fact) facts.Add(fact);
        if (facts.Count > 0) Receive(facts, clock.GetCurrentInstant());
    }

    /// <summary>Applies messages; returns the clinicians whose schedules must be read: a version is missing.</summary>
    private HashSet<ClinicianId> Receive(IEnumerable<object> messages, Instant now)
    {
        var incomplete = new HashSet<ClinicianId>();
        foreach (var message in messages)
        {
            if (message is QueueEntry entry) Receive(entry, HashedTraits.From(entry.Traits()));
            if (message is CapacityFact fact && _capacity.Receive(fact)) _stale.Add(fact.Schedule.Clinician);
            if (message is not CapacityChange change) continue;
            if (_capacity.Receive(change) is not { } isNew) incomplete.Add(change.Clinician);
            else if (isNew) _stale.Add(change.Clinician);
        }

        ShowReferrals(now);
        _capacity.Advance(now);
        if (_stale.Count > 0) _wallboardRow = null;
        if (_desk.IsWatched) ShowCapacity(now);
        return incomplete;
    }

    private void Receive(QueueEntry entry, HashedTraits person)
    {
        var had = _queue.Has(entry.Id);
        if (!_queue.Receive(entry)) return;
        _wallboardRow = null;
        // Slots name the referrals of this line only. One with slots rarely comes or leaves: it was routed, or the
        // message about its slot was faster.
        if (had != _queue.Has(entry.Id) && entry.Stage is Stage.Offered or Stage.Booked)
            _stale.UnionWith(_capacity.Schedules.Select(f => f.Schedule.Clinician));
        if (_queue.Holds(entry)) _persons.Put(entry.Id, person);
        else _persons.Remove(entry.Id);
    }

    private void ShowReferrals(Instant now)
    {
        var windows = _queue.Windows;
        var triage = windows.TakeTriage();
        Publish(_triage, triage, e => QueueBoards.Triage(e, now, _zone), windows.MoreTriage);
        // Triage has a row for each referral that alarms, so its changes are all that can concern the alarms.
        Publish(_alarms, [.. triage.Select(c => c.Shown is { Alarm: true } ? c : (c.Id, null))], QueueBoards.Alarm,
            null);
        Publish(_desk, windows.TakeDesk(), e => QueueBoards.Desk(e, now, _zone), windows.MoreDesk);
    }

    private static void Publish(BoardPublisher board, IReadOnlyList<(ReferralId Id, QueueEntry? Shown)> changes,
        Func<QueueEntry, BoardRow?> row, MoreRows? more) =>
        board.Publish(changes.Select(c => c.Shown).OfType<QueueEntry>().Select(row).OfType<BoardRow>(),
            changes.Where(c => c.Shown is null).Select(c => c.Id.Value), more);

    /// <summary>Updates the rows of changed clinicians, and from time to time all rows. A row of two weeks takes a
    /// millisecond, so rows are built only while the board is watched.</summary>
    private void ShowCapacity(Instant now)
    {
        if (IsAllDue)
        {
            _stale.UnionWith(_capacity.Schedules.Select(f => f.Schedule.Clinician));
            _allShownAt = time.GetTimestamp();
        }

        if (_stale.Count == 0) return;
        var facts = _capacity.Schedules.Where(f => _stale.Contains(f.Schedule.Clinician)).ToList();
        var gone = _stale.Except(facts.Select(f => f.Schedule.Clinician)).Select(c => $"clinician:{c}").ToList();
        _stale.Clear();
        _desk.Publish(facts.Select(f => ChangedOrNull(ScheduleBoards.Clinician(f.Schedule, f.Version, now, _queue.Has)))
            .OfType<BoardRow>(), gone);
    }

    private ClinicianRow? ChangedOrNull(ClinicianRow row) =>
        _desk.Rows.TryGetValue(row.Key, out var shown) && shown is ClinicianRow before && before.Version == row.Version
        && before.LateMinutes == row.LateMinutes && before.AvailableUntil == row.AvailableUntil
        && before.VisitsInTimeOff.SequenceEqual(row.VisitsInTimeOff)
        && before.Slots.Count == row.Slots.Count && before.Slots.Zip(row.Slots)
            .All(p => p.First.Slot == p.Second.Slot && p.First.Status == p.Second.Status
                && p.First.Referral == p.Second.Referral)
            ? null
            : row;

    private BoardPublisher Board(string board) =>
        board.StartsWith("triage/", StringComparison.Ordinal) ? _triage
        : board.StartsWith("alarms/", StringComparison.Ordinal) ? _alarms : _desk;
}
