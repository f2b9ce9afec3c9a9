using System.Text.Json;
using NodaTime;
using ReferralSilo.Domain.Referrals;
using ReferralSilo.Domain.Schedules;
using ReferralSilo.Faults.Histories;

namespace ReferralSilo.Faults.Checks;

/// <summary>The lines of one run, put together for the checkers.</summary>
public sealed class History
{
    /// <summary>How long after a fault was healed the run is still under it, seconds.</summary>
    public const int RecoverySeconds = 30;

    private readonly long _ticksPerSecond;
    private readonly (long Ticks, Instant Wall)[] _walls;

    public History(IEnumerable<HistoryLine> lines)
    {
        Lines = [.. lines.OrderBy(line => line.Ticks)];
        _ticksPerSecond = Of<RunBegan>().FirstOrDefault()?.TicksPerSecond ?? System.Diagnostics.Stopwatch.Frequency;
        _walls = [.. Lines.Select(Wall).OfType<(long, Instant)>()];
        var told = Of<CallTold>().GroupBy(t => t.Call).ToDictionary(g => g.Key, g => g.First());
        Calls = [.. Of<CallAsked>().Select(asked => new Call(asked, told.GetValueOrDefault(asked.Call)))];
        FinalRead = Of<StoreRead>().LastOrDefault(r => r.Final);
        FinalStates = [.. Of<StateStored>().Where(s => s.Read == FinalRead?.Read)];
        EventStored[] events = [.. Of<EventStored>().Where(e => e.Read == FinalRead?.Read)];
        Referrals = Fold(events, "referral", ReferralJson.Options, (Referral? state, ReferralEvent e) =>
            ReferralEvolver.Evolve(state, e));
        Schedules = Fold(events, "schedule", ScheduleJson.Options, (Schedule? state, ScheduleEvent e) =>
            ScheduleEvolver.Evolve(state, e));
        Faults = [.. Of<FaultBegan>().Select(began => new Fault(
            began, Of<FaultEnded>()
                .FirstOrDefault(e => e.Ticks >= began.Ticks && (e.Fault, e.Target) == (began.Fault, began.Target))))];
    }

    /// <summary>All of them, in the order of time.</summary>
    public IReadOnlyList<HistoryLine> Lines { get; }

    /// <summary>Each request with its answer.</summary>
    public IReadOnlyList<Call> Calls { get; }

    /// <summary>Each fault with its end.</summary>
    public IReadOnlyList<Fault> Faults { get; }

    /// <summary>The reading of the store after all was over; null when the run did not come so far.</summary>
    public StoreRead? FinalRead { get; }

    /// <summary>The state rows of that reading.</summary>
    public IReadOnlyList<StateStored> FinalStates { get; }

    /// <summary>Every referral's line of events, folded.</summary>
    public IReadOnlyDictionary<string, EventLine<Referral, ReferralEvent>> Referrals { get; }

    /// <summary>Every schedule's line of events, folded.</summary>
    public IReadOnlyDictionary<string, EventLine<Schedule, ScheduleEvent>> Schedules { get; }

    public IEnumerable<T> Of<T>() where T : HistoryLine => Lines.OfType<T>();

    /// <summary>A length of time in ticks.</summary>
    public long Ticks(double seconds) => (long)(seconds * _ticksPerSecond);

    /// <summary>Ticks in seconds.</summary>
    public double Seconds(long ticks) => (double)ticks / _ticksPerSecond;

    /// <summary>The monotonic moment of a moment that the product wrote.</summary>
    public long TicksAt(Instant wall)
    {
        if (_walls.Length == 0) return 0;
        var near = _walls.LastOrDefault(w => w.Wall <= wall, _walls[0]);
        return near.Ticks + Ticks((wall - near.Wall).TotalSeconds);
    }

    /// <summary>Whether a fault, or the recovery from it, lies in a span.</summary>
    public bool IsFaulty(long from, long to) => IsUnder(_ => true, from, to);

    /// <summary>Whether a silo that is frozen or cut off, or was, may still keep an activation that was
    /// replaced.</summary>
    public bool MayBeTwo(long from, long to) =>
        IsUnder(f => f.Began.Fault.StartsWith("freeze", StringComparison.Ordinal)
        || f.Began.Fault.StartsWith("cut", StringComparison.Ordinal), from, to);

    private bool IsUnder(Func<Fault, bool> kind, long from, long to) => Faults.Any(f =>
        kind(f) && f.Began.Ticks <= to && (f.Ended is null || f.Ended.Ticks + Ticks(RecoverySeconds) >= from));

    private static (long, Instant)? Wall(HistoryLine line) => line switch
    {
        RunBegan l => (l.Ticks, l.Wall),
        WallSeen l => (l.Ticks, l.Wall),
        StoreRead l => (l.Ticks, l.Wall),
        _ => null,
    };

    private static Dictionary<string, EventLine<TState, TEvent>> Fold<TState, TEvent>(
        IEnumerable<EventStored> events, string kind, JsonSerializerOptions options,
            Func<TState?, TEvent, TState> evolve) where TState : class =>
        events.Where(e => e.Kind == kind).GroupBy(e => e.Id).ToDictionary(
            g => g.Key, g =>
                EventLine<TState, TEvent>.Of(g.Key, g, body => body.Deserialize<TEvent>(options)!, evolve));
}

/// <summary>A request and what it was told; null when the client died before.</summary>
public sealed record Call(CallAsked Asked, CallTold? Told)
{
    private const string Referrals = "/api/referrals/";

    public bool IsRead => Asked.Method == "GET";

    public bool IsOk => Told?.Outcome == Histories.Told.Ok;

    /// <summary>A new referral is submitted.</summary>
    public bool IsIntake => Asked is { Method: "POST", Path: "/api/referrals" };

    /// <summary>A no about the operation itself: a conflict, bad input, another version. Not one about who asks or how
    /// often.</summary>
    public bool IsNo =>
        Told is { Outcome: Histories.Told.Refused, Status: 400 or 409 or 412 } || Told?.OperationState == "not-applied";

    /// <summary>The referral in the path; null when there is none.</summary>
    public string? Referral => Asked.Path.StartsWith(Referrals, StringComparison.Ordinal)
        ? Asked.Path[Referrals.Length..].Split('/', '?')[0] : null;

    /// <summary>The command in the path, <c>offers/accept</c>; empty for the referral itself.</summary>
    public string Command =>
        Referral is { } id ? Asked.Path[(Referrals.Length + id.Length)..].Split('?')[0].TrimStart('/') : "";

    /// <summary>The key it carries, or asks about.</summary>
    public string? Key => Told?.AskedKey ?? Asked.Key;

    /// <summary>One referral in the answer.</summary>
    public ReferralShown? Shown => Told?.Shown is [var one] ? one : null;

    /// <summary>For messages.</summary>
    public string Name => $"{Asked.Client}'s {Asked.Method} {Asked.Path}";
}

/// <summary>A fault and its end; null when it was never healed.</summary>
public sealed record Fault(FaultBegan Began, FaultEnded? Ended);
