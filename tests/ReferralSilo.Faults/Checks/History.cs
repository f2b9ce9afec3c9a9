using System.Text.Json;
using NodaTime;
using ReferralSilo.Domain.Referrals;
using ReferralSilo.Domain.Schedules;
using ReferralSilo.Faults.Histories;

namespace ReferralSilo.Faults.Checks;

/// <summary>The lines of one run, prepared for the checkers.</summary>
public sealed class History
{
    /// <summary>Time after the healing of a fault that still counts as faulty, seconds.</summary>
    public const int RecoverySeconds = 30;

    private readonly long _ticksPerSecond;
    private readonly (long Ticks, Instant Wall)[] _walls;

    public History(IEnumerable<HistoryLine> lines)
    {
        Lines = [.. lines.OrderBy(line => line.Ticks)];
        _ticksPerSecond = Of<RunBegan>().FirstOrDefault()?.TicksPerSecond ?? System.Diagnostics.Stopwatch.Frequency;
        _walls = [.. Lines.Select(Wall).OfType<(long, Instant)>()];
        var answers = Of<CallAnswered>().GroupBy(t => t.Call).ToDictionary(g => g.Key, g => g.First());
        Calls = [.. Of<CallSent>().Select(sent => new Call(sent, answers.GetValueOrDefault(sent.Call)))];
        FinalRead = Of<StoreRead>().LastOrDefault(r => r.Final);
        FinalStates = [.. Of<StateStored>().Where(s => s.Read == FinalRead?.Read)];
        EventStored[] events = [.. Of<EventStored>().Where(e => e.Read == FinalRead?.Read)];
        Referrals = Fold(events, "referral", ReferralJson.Options, (Referral? state, ReferralEvent e) =>
            ReferralEvolver.Evolve(state, e));
        Schedules = Fold(events, "schedule", ScheduleJson.Options, (Schedule? state, ScheduleEvent e) =>
            ScheduleEvolver.Evolve(state, e));
        Faults = [.. Of<FaultBegan>().Select(began => new FaultSpan(
            began, Of<FaultEnded>()
                .FirstOrDefault(e => e.Ticks >= began.Ticks && (e.Fault, e.Target) == (began.Fault, began.Target))))];
    }

    /// <summary>All lines in order of time.</summary>
    public IReadOnlyList<HistoryLine> Lines { get; }

    /// <summary>Each request with its answer.</summary>
    public IReadOnlyList<Call> Calls { get; }

    /// <summary>Each fault with its end.</summary>
    public IReadOnlyList<FaultSpan> Faults { get; }

    /// <summary>The last reading of the store, after the run; null when the run did not get that far.</summary>
    public StoreRead? FinalRead { get; }

    /// <summary>The state rows of the last reading.</summary>
    public IReadOnlyList<StateStored> FinalStates { get; }

    /// <summary>Events and states of every referral, by id.</summary>
    public IReadOnlyDictionary<string, EventStream<Referral, ReferralEvent>> Referrals { get; }

    /// <summary>Events and states of every schedule, by id.</summary>
    public IReadOnlyDictionary<string, EventStream<Schedule, ScheduleEvent>> Schedules { get; }

    public IEnumerable<T> Of<T>() where T : HistoryLine => Lines.OfType<T>();

    /// <summary>Converts seconds to ticks.</summary>
    public long Ticks(double seconds) => (long)(seconds * _ticksPerSecond);

    /// <summary>Converts ticks to seconds.</summary>
    public double Seconds(long ticks) => (double)ticks / _ticksPerSecond;

    /// <summary>Converts a time written by the product to monotonic ticks.</summary>
    public long TicksAt(Instant wall)
    {
        if (_walls.Length == 0) return 0;
        var near = _walls.LastOrDefault(w => w.Wall <= wall, _walls[0]);
        return near.Ticks + Ticks((wall - near.Wall).TotalSeconds);
    }

    /// <summary>Whether a fault, or the recovery from one, overlaps a span.</summary>
    public bool IsDuringFault(long from, long to) => IsUnder(_ => true, from, to);

    /// <summary>
    /// Whether a silo that is or was frozen or cut off may still keep an activation that has been replaced.
    /// </summary>
    public bool MayHaveTwoActivations(long from, long to) =>
        IsUnder(f => f.Began.Fault.StartsWith("freeze", StringComparison.Ordinal)
        || f.Began.Fault.StartsWith("cut", StringComparison.Ordinal), from, to);

    private bool IsUnder(Func<FaultSpan, bool> kind, long from, long to) => Faults.Any(f =>
        kind(f) && f.Began.Ticks <= to && (f.Ended is null || f.Ended.Ticks + Ticks(RecoverySeconds) >= from));

    private static (long, Instant)? Wall(HistoryLine line) => line switch
    {
        RunBegan l => (l.Ticks, l.Wall),
        WallClockRead l => (l.Ticks, l.Wall),
        StoreRead l => (l.Ticks, l.Wall),
        _ => null,
    };

    private static Dictionary<string, EventStream<TState, TEvent>> Fold<TState, TEvent>(
        IEnumerable<EventStored> events, string kind, JsonSerializerOptions options,
            Func<TState?, TEvent, TState> evolve) where TState : class =>
        events.Where(e => e.Kind == kind).GroupBy(e => e.Id).ToDictionary(
            g => g.Key, g =>
                EventStream<TState, TEvent>.Of(g.Key, g, body => body.Deserialize<TEvent>(options)!, evolve));
}

/// <summary>A request and its answer; without an answer when the client process died first.</summary>
public sealed record Call(CallSent Request, CallAnswered? Answer)
{
    private const string Referrals = "/api/referrals/";

    public bool IsRead => Request.Method == "GET";

    public bool IsOk => Answer?.Outcome == CallOutcome.Ok;

    /// <summary>True for the submission of a new referral.</summary>
    public bool IsIntake => Request is { Method: "POST", Path: "/api/referrals" };

    /// <summary>
    /// True if the operation itself was refused (conflict, bad input, version); false for refusals for sign-in or rate.
    /// </summary>
    public bool IsRefusal =>
        Answer is { Outcome: CallOutcome.Refused, Status: 400 or 409 or 412 }
            || Answer?.OperationState == "not-applied";

    /// <summary>The referral id in the path; null when there is none.</summary>
    public string? Referral => Request.Path.StartsWith(Referrals, StringComparison.Ordinal)
        ? Request.Path[Referrals.Length..].Split('/', '?')[0] : null;

    /// <summary>The command in the path, such as <c>offers/accept</c>; empty for the referral itself.</summary>
    public string Command =>
        Referral is { } id ? Request.Path[(Referrals.Length + id.Length)..].Split('?')[0].TrimStart('/') : "";

    /// <summary>The key that the request carries or queries.</summary>
    public string? Key => Answer?.AskedKey ?? Request.Key;

    /// <summary>The referral in the answer, if it contains exactly one.</summary>
    public ReferralShown? Shown => Answer?.Shown is [var one] ? one : null;

    /// <summary>Name for messages.</summary>
    public string Name => $"{Request.Client}'s {Request.Method} {Request.Path}";
}

/// <summary>A fault and its end; null when it was never healed.</summary>
public sealed record FaultSpan(FaultBegan Began, FaultEnded? Ended);
