using NodaTime;
using ReferralSilo.Domain.Referrals;
using ReferralSilo.Domain.Schedules;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Grains.Referrals;
using ReferralSilo.Grains.Schedules;
using ReferralSilo.Simulation.Tests.Clients;
using ReferralSilo.Simulation.Tests.Ledgers;
using ReferralSilo.Simulation.Tests.Scheduling;
using ReferralSilo.Simulation.Tests.Silos;

namespace ReferralSilo.Simulation.Tests.Checks;

/// <summary>A violated invariant.</summary>
public sealed record Violation(string Invariant, string Text)
{
    public override string ToString() => $"{Invariant}: {Text}";
}

/// <summary>Checks every commit, read and answer. Replays all events itself, so that it knows every past state without
/// the grains.</summary>
public sealed class Checker
{
    private readonly SeededScheduler _scheduler;
    private readonly Trace _trace;
    private readonly ReferralMapper _referrals = new(TestKeys.Hash);
    private readonly ScheduleMapper _schedules = new();
    private readonly Dictionary<StreamId, object> _states = [];
    private readonly Dictionary<(StreamId, long), byte[]> _written = [];
    private readonly Dictionary<string, ClientRequest> _requests = [];
    private readonly Dictionary<string, long> _shown = [];
    private readonly List<Violation> _violations = [];
    private readonly Effects _effects = new();

    public Checker(SeededScheduler scheduler, SimLedger ledger, Trace trace)
    {
        (_scheduler, _trace) = (scheduler, trace);
        ledger.OnApplied = OnApplied;
    }

    public IReadOnlyList<Violation> Violations => _violations;

    public IEnumerable<ClientRequest> Unanswered => _requests.Values.Where(a => a.Answers.Count == 0);

    public IEnumerable<ClientRequest> Requests => _requests.Values;

    public IEnumerable<Referral> Referrals => _states.Values.OfType<Referral>();

    public IEnumerable<Schedule> Schedules => _states.Values.OfType<Schedule>();

    /// <summary>The promised end of each hold, including ended ones.</summary>
    public Dictionary<string, Instant> HeldUntil { get; } = [];

    public Effects Effects => _effects;

    public void Add(ClientRequest request) => _requests.Add(request.Key, request);

    public ClientRequest? Find(string key) => _requests.GetValueOrDefault(key);

    public void Report(string invariant, string text)
    {
        _violations.Add(new Violation(invariant, text));
        _trace.Write(() => $"!!! {invariant}: {text}");
    }

    /// <summary>I2: the same key always gets the same answer.</summary>
    public void Receive(ClientRequest request, Answer answer)
    {
        if (request.Answers.FirstOrDefault(a => !a.HasNoState) is { } first && !Same(first, answer))
            Report("I2", $"{request} got \"{first}\", then \"{answer}\"");
        request.Answers.Add(answer);
        if (answer.State is not null) RecordShown(request.Referral, answer.Version);
    }

    /// <summary>The newest version shown to any client so far; 0 for none.</summary>
    public long NewestShown(string referral) => _shown.GetValueOrDefault(referral);

    /// <summary>I6: a shown state was committed exactly so, and is not older than any state that was shown before the
    /// read started.</summary>
    public void CheckRead(string referral, Snapshot<Referral>? shown, long shownBefore)
    {
        if ((shown?.Version ?? 0) < shownBefore) Report("I6",
            $"{referral} was shown at version {shown?.Version ?? 0} after it had been shown at {shownBefore}");
        if (shown is null) return;
        RecordShown(referral, shown.Version);
        if (!IsCommitted(referral, shown.Version, shown.State))
            Report("I6",
                $"{referral} was shown at version {shown.Version} as {shown.State.Stage}, which was never committed");
    }

    private void RecordShown(string referral, long version) =>
        _shown[referral] = Math.Max(version, NewestShown(referral));

    public bool IsCommitted(string referral, long version, Referral state) =>
        _written.TryGetValue((new StreamId(ReferralMapper.StreamKind, referral), version), out var written)
        && written.AsSpan().SequenceEqual(_referrals.Write(state));

    private bool Same(Answer first, Answer next) => next.HasNoState
        ? first.Code is null
        : first.Code == next.Code
            && (first.Code is not null || first.Version == next.Version && _referrals.Write(first.State!).AsSpan()
                .SequenceEqual(_referrals.Write(next.State!)));

    private void OnApplied(Applied applied)
    {
        if (applied.Commit.Stream.Kind == ReferralMapper.StreamKind)
            Replay(applied, _referrals, new ReferralChecks(this, applied).Check);
        else Replay(applied, _schedules, new ScheduleChecks(this, applied).Check);
    }

    /// <summary>I6: versions have no gaps, every step is legal, and the state equals the replayed events.</summary>
    private void Replay<TState, TEvent>(Applied applied, IAggregateMapper<TState, TEvent> mapper,
        Action<TState?, IReadOnlyList<TEvent>, TState> check)
        where TState : class
        where TEvent : class
    {
        var commit = applied.Commit;
        var before = (TState?)_states.GetValueOrDefault(commit.Stream);
        if (applied.Version != commit.ExpectedVersion + commit.Events.Count)
            Report("I6",
                $"{commit.Stream} was decided on version {commit.ExpectedVersion} and written as {applied.Version}");
        List<TEvent> events = [.. commit.Events.Select(e => mapper.ReadEvent(e.Body.Span))];
        TState after;
        try
        {
            after = events.Aggregate(before, mapper.Evolve)!;
        }
        catch (Exception e)
        {
            Report("I6", $"{commit.Stream} at {applied.Version}: an impossible step, {e.Message}");
            return;
        }

        _states[commit.Stream] = after;
        var written = _written[(commit.Stream, applied.Version)] = mapper.Write(after);
        if (!commit.State.Span.SequenceEqual(written))
            Report("I6", $"{commit.Stream} at {applied.Version} is not what its events say");
        if (mapper.DueAt(after) != commit.DueAt) Report("I7",
            $"{commit.Stream} at {applied.Version} is due at {mapper.DueAt(after)} and written as due at "
            + $"{commit.DueAt}");
        check(before, events, after);
    }
}
