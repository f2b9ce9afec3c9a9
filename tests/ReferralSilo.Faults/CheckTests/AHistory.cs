using System.Text.Json;
using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Json;
using ReferralSilo.Domain;
using ReferralSilo.Domain.Referrals;
using ReferralSilo.Domain.Schedules;
using ReferralSilo.Domain.ServiceLines;
using ReferralSilo.Faults.Checks;
using ReferralSilo.Faults.Histories;
using E = ReferralSilo.Domain.Referrals.ReferralEvent;
using S = ReferralSilo.Domain.Schedules.ScheduleEvent;

namespace ReferralSilo.Faults.CheckTests;

/// <summary>
/// Builds a small history for tests. Times are seconds since its beginning; the store is read at <see cref="Read"/>. It
/// has one service line, <c>behavioral-health</c>, and one clinician, Ames; screens receive only the given frames.
/// </summary>
internal sealed class AHistory
{
    public const int Read = 100;
    private const int TicksPerSecond = 1000;

    private static readonly Instant Begin = Instant.FromUtc(2031, 3, 3, 9, 0);
    private static readonly ServiceLineId Behavioral = new("behavioral-health");

    private readonly List<HistoryLine> _lines =
        [new RunBegan(0, TicksPerSecond, 1, Begin), new StoreRead(Ticks(Read), 1, At(Read), true)];
    private readonly Dictionary<string, (List<EventStored> Events, Referral? State)> _referrals = [];
    private readonly Dictionary<string, (List<EventStored> Events, Schedule? State)> _schedules = [];
    private long _calls;

    public static Instant At(double second) => Begin + Duration.FromSeconds(second);

    public static long Ticks(double second) => (long)(second * TicksPerSecond);

    /// <summary>A slot of half an hour on the next day, this many minutes after 16:00 UTC.</summary>
    public static SlotId Slot(int minute = 0)
    {
        var start = Instant.FromUtc(2031, 3, 4, 16, 0) + Duration.FromMinutes(minute);
        return SlotId.Create(new("ames"), start, start + Duration.FromMinutes(30));
    }

    /// <summary>The id of the hold or booking that an operation requested from a schedule.</summary>
    public static string GrantId(string referral, string key, int minute = 0) =>
        $"{referral}:{Operation(key)}:{Slot(minute)}";

    public static string Operation(string key) => "op-" + key;

    public static Clock Clock(ClockKind kind, double from, double due) =>
        Domain.Referrals.Clock.Start(kind, At(from), At(due));

    public static E.Received Received(string id, double at, double due = 3600) => new(
        new(id), "RS-1", new Submission(
            Behavioral, ReferralModel.WarmHandoff, null, IntakeChannel.Api, null, null, Priority.Routine, null,
            new Reason("Sleepless", []), null,
            new Patient(new PatientName(id, "Okafor"), null, null, null, "en", [], null, null), null, [], null, [],
                null),
        Behavioral, new EligibilityResult(EligibilityOutcome.Eligible, []), [], Clock(ClockKind.Review, at, due));

    public static string Content(string id) => $"{id}|Okafor||Sleepless|";

    public static E.Accepted Accepted(double at, string? note = null) =>
        new(null, note, Clock(ClockKind.FirstContact, at, 7200));

    public static E.PatientContacted Contacted(string key, double at) =>
        new(new ContactAttemptRecord(Channel.Call, ContactOutcome.NoAnswer, key, At(at),
            "demo-client"));

    public static E.SlotsOffered Offered(string id, string key, double at, double until) =>
        new([Grant(GrantId(id, key)) with { HeldUntil = At(until) }], Clock(ClockKind.Offer, at, until));

    public static E.AppointmentBooked Booked(string id, string key, double at, int minute = 0) =>
        new(Grant(GrantId(id, key, minute), minute), At(at),
            Domain.Referrals.Clock.Start(ClockKind.Visit, At(at), Slot(minute).Start));

    public static S.SlotHeld Held(string id, string key, double until, int minute = 0) =>
        new(new(GrantId(id, key, minute)), Slot(minute), new(id), VisitType.Video, At(until));

    public static S.HoldEnded HoldEnded(string id, string key, HoldEnd reason, double at) =>
        new(new(GrantId(id, key)), Slot(), new(id), reason, At(at));

    public static S.SlotBooked SlotBooked(string id, string key, int minute = 0) =>
        new(new(GrantId(id, key, minute)), Slot(minute), new(id), VisitType.Video);

    private static SlotGrant Grant(string id, int minute = 0) =>
        new(id, Slot(minute).Value, new("ames"), Slot(minute).Start, Slot(minute).End, VisitType.Video);

    /// <summary>Events of a referral at a time, caused by an operation or, without a key, by none.</summary>
    public AHistory Referral(string id, double at, string? key, params IReadOnlyList<E> events)
    {
        var (lines, state) = _referrals.GetValueOrDefault(id, ([], null));
        foreach (var happened in events)
        {
            lines.Add(new EventStored(Ticks(Read), 1, "referral", id, lines.Count + 1, ReferralJson.WireName(happened),
                "x", At(at), key is null ? null : Operation(key),
                JsonSerializer.SerializeToElement(happened, ReferralJson.Options)));
            state = ReferralEvolver.Evolve(state, happened);
        }

        _referrals[id] = (lines, state);
        return this;
    }

    /// <summary>Events of Ames's schedule; the first call also defines the clinician.</summary>
    public AHistory Schedule(double at, params IReadOnlyList<S> events)
    {
        if (!_schedules.TryGetValue("ames", out var schedule))
        {
            var ames = new S.Defined(new ClinicianProfile(
                new("ames"), "Dr. Ames", "America/Denver", [Behavioral], ["CO"], ["en"], [new(VisitType.Video, 30)], 0,
                null, null, null));
            schedule = ([Line(1, 0, ames)], ScheduleEvolver.Evolve(null, ames));
        }

        foreach (var happened in events)
        {
            schedule.Events.Add(Line(schedule.Events.Count + 1, at, happened));
            schedule.State = ScheduleEvolver.Evolve(schedule.State, happened);
        }

        _schedules["ames"] = schedule;
        return this;

        static EventStored Line(int version, double at, S happened) => new(Ticks(Read), 1, "schedule", "ames", version,
            ScheduleJson.WireName(happened), "x", At(at), null,
            JsonSerializer.SerializeToElement(happened, ScheduleJson.Options));
    }

    /// <summary>A referral is submitted and acknowledged half a second later.</summary>
    public AHistory Intake(double at, string id, string key, double? answeredAt = null) => Call(
        at, answeredAt ?? at + 0.5, "POST", "/api/referrals", key, CallOutcome.Ok, 201,
        new ReferralShown(id, 1, "received", Content(id)), content: Content(id));

    public AHistory Command(double at, string id, string command, string key, long version, string stage,
        bool replayed = false, string? code = null) => Call(
        at, at + 0.5, "POST", $"/api/referrals/{id}/{command}", key,
        code is null ? CallOutcome.Ok : CallOutcome.Refused, code is null ? 200 : 409,
        code is null ? new ReferralShown(id, version, stage, Content(id)) : null, code, replayed);

    public AHistory Unknown(double at, string id, string command, string key) =>
        Call(at, at + 8, "POST", $"/api/referrals/{id}/{command}", key, CallOutcome.Unknown, 503, null,
            "outcome-unknown", operation: $"/api/operations/{key}");

    public AHistory Reads(double at, string id, long version, string stage, string client = "c1",
        string? content = null) =>
        Call(at, at + 0.1, "GET", $"/api/referrals/{id}", null, CallOutcome.Ok, 200,
            new ReferralShown(id, version, stage, content ?? Content(id)), client: client);

    public AHistory AsksFor(double at, string key, string state) =>
        Call(at, at + 0.1, "GET", $"/api/operations/{key}", null, CallOutcome.Ok, 200, null, operationState: state,
            askedKey: key);

    public AHistory Call(
        double at, double answeredAt, string method, string path, string? key, CallOutcome outcome, int status,
        ReferralShown? shown, string? code = null, bool replayed = false, string? content = null, string client = "c1",
        string? operationState = null, string? askedKey = null, string? operation = null)
    {
        _calls++;
        return Add(
            new CallSent(Ticks(at), client, _calls, key, key is null ? null : Operation(key), method, path, "silo-1",
                Content: content),
            new CallAnswered(Ticks(answeredAt), client, _calls, outcome, status, code, replayed,
                shown is null ? null : [shown], operationState, askedKey, operation));
    }

    public AHistory Add(params IReadOnlyList<HistoryLine> lines)
    {
        _lines.AddRange(lines);
        return this;
    }

    /// <summary>A screen starts live with these rows.</summary>
    public AHistory Watches(double at, string board, params IReadOnlyList<RowShown> rows) => Add(
        new BoardRequested(Ticks(at), "w1", board, "silo-1", "nurse"),
        new FrameReceived(Ticks(at), "w1", board, "silo-1", "e1", 0, 1, true, rows, []),
        new LiveChanged(Ticks(at), "w1", board, true));

    public AHistory Sees(double at, string board, long from, long to, string[] removed,
        params IReadOnlyList<RowShown> rows) =>
        Add(new FrameReceived(Ticks(at), "w1", board, "silo-1", "e1", from, to, false, rows, removed));

    public History Build()
    {
        var lines = new List<HistoryLine>(_lines);
        foreach (var (id, (events, state)) in _referrals)
            lines.AddRange(
                [.. events, new StateStored(Ticks(Read), 1, "referral", id, events.Count, state!.Stage.WireName(),
                state.IsOpen, state.Case.ServiceLine.Value,
                events[^1].At, state.DueAt, JsonSerializer.SerializeToElement(state, ReferralJson.Options))]);
        foreach (var (id, (events, state)) in _schedules)
            lines.AddRange(
                [.. events, new StateStored(Ticks(Read), 1, "schedule", id, events.Count, "active", true, null,
                events[^1].At, state!.DueAt, JsonSerializer.SerializeToElement(state, ScheduleJson.Options))]);
        return new History(lines);
    }

    /// <summary>Asserts that there are violations, all of this invariant and with proof.</summary>
    public void Violates(string invariant)
    {
        var found = Checkers.Check(Build());
        Assert.NotEmpty(found);
        Assert.All(found, v => Assert.True(v.Invariant == invariant && v.Proof.Count > 0, v.ToString()));
    }

    public void IsValid() => Assert.Empty(Checkers.Check(Build()).Select(v => v.ToString()));
}
