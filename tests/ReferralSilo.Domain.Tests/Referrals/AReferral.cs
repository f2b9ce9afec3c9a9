using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Domain.Referrals;
using ReferralSilo.Domain.ServiceLines;
using ReferralSilo.Domain.Tests.ServiceLines;

namespace ReferralSilo.Domain.Tests.Referrals;

/// <summary>Test referrals: r1 for Dana Okafor, 42, of Colorado, for behavioral health, sent by Lakeside,
/// routine. Its line records visits up to 30 days before their start.</summary>
internal static class AReferral
{
    /// <summary>Monday 2031-03-03, 09:00 UTC.</summary>
    public static readonly Instant Now = Instant.FromUtc(2031, 3, 3, 9, 0);

    public static readonly ServiceLineId Behavioral = new("behavioral-health");
    public static readonly ServiceLineId Dermatology = new("dermatology");

    /// <summary>The number of counter 0.</summary>
    public static readonly string Number = ReferralNumber.FromCounter(0);

    /// <summary>The start of each granted slot: the next day at 16:00.</summary>
    public static readonly Instant VisitStart = Now + Duration.FromHours(31);

    public const string Nurse = "nora";
    public const string Other = "otto";

    public static IReadOnlyDictionary<ServiceLineId, ServiceLine> Lines { get; } = new[]
    {
        AServiceLine.Parsed(
            new("Behavioral health", "America/Denver", Eligibility: new(MinAge: 18, States: ["CO", "WY"]),
            RequiredFields: ["patient.birth-date", "document:medication-list"], MaxContactAttempts: 3)
            { VisitRecordableBefore = TimeSpan.FromDays(30) }, "behavioral-health"),
        AServiceLine.Parsed(new("Dermatology", "America/Denver", Eligibility: new(ReasonWords: ["rash"])),
            "dermatology"),
    }.ToDictionary(line => line.Id);

    public static Submission Submission(
        string? line = "behavioral-health", string? source = "lakeside", Priority priority = Priority.Routine,
            LocalDate? born = null,
        string state = "CO", string reason = "Panic attacks") => new(
            line is null ? null : new ServiceLineId(line), ReferralModel.WarmHandoff, source is null ? null
                : new SourceId(source), IntakeChannel.Api,
            new Tracking("LFP-SPRING", null, null), new Referrer("A. Rivera", null, null), priority, null,
            new Reason(reason, []), null,
            new Patient(new PatientName("Dana", "Okafor"), born ?? new LocalDate(1988, 4, 12),
                new PatientLocation("US", state), "America/Denver",
                "en", [new PhoneNumber("+13035550123")], null, Channel.Call),
            null, [new Consent(ConsentKind.Sms, true, "verbal", Now)], null, [], null);

    public static ReferralContext At(Instant? now = null, string actor = Nurse, bool mayAccept = true) =>
        new(now ?? Now, actor, Lines, null, mayAccept);

    public static Referral Received(Submission? submission = null, string id = "r1") =>
        ((Referral?)null).After(new Submit(new ReferralId(id), submission ?? Submission(), Number));

    /// <summary>Nine years old: a rule of behavioral health fails.</summary>
    public static Referral Ineligible() => Received(Submission(born: new LocalDate(2022, 1, 1)));

    /// <summary>Nine years old, and no service line takes children for panic attacks.</summary>
    public static Referral Unassigned() => Received(Submission(line: null, born: new LocalDate(2022, 1, 1)));

    public static Referral InformationRequested() =>
        Received().After(new RequestInformation(["document:medication-list"]));

    public static Referral Accepted() => Received().After(new Accept());

    public static Referral Contacting() => Accepted().After(Tried(ContactOutcome.NoAnswer));

    public static Referral Waiting() => Accepted().After(Tried(ContactOutcome.Reached));

    /// <summary>Slots a and b are held for 10 minutes.</summary>
    public static Referral Offered() => Waiting().After(new Offer(["a", "b"]));

    public static Referral Booked() => Waiting().After(new Book("a"));

    public static Referral Arrived() => Booked().After(new Arrive());

    public static Referral Completed() => Arrived().After(new Complete("seen"));

    public static Referral Declined() => Received().After(new Decline("not ours"));

    public static Referral Redirected() => Received().After(new Redirect("911", "emergency"));

    public static Referral Withdrawn() => Received().After(new Withdraw("changed their mind"));

    public static Referral Unreachable() =>
        Contacting().After(Tried(ContactOutcome.NoAnswer)).After(Tried(ContactOutcome.NoAnswer));

    public static Referral Closed() => Completed().After(new Acknowledge()).After(new Close());

    public static ContactAttempt Tried(ContactOutcome outcome, string? note = null) => new(Channel.Call, outcome, note);

    /// <summary>A granted slot: half an hour from <see cref="VisitStart"/>, with Dr. Ames.</summary>
    public static SlotGrant Grant(string slot, string id = "g") => new(
        id, slot, new ClinicianId("ames"), VisitStart, VisitStart + Duration.FromMinutes(30), VisitType.Video);

    /// <summary>Decides like the program: the edge parses what staff supply, the grain first requests the slots, which
    /// are all granted, then decides.</summary>
    public static Decision<ReferralEvent> Decide(this Referral? state, ReferralCommand command,
        ReferralContext? context = null, string attempt = "op")
    {
        context ??= At();
        if (command is SupplyInformation { Patient: null } sent)
            command = new SuppliedInformation(sent.Items ?? [], sent.Message);
        var requests = ReferralSlots.RequestsFor(state, attempt, command, context);
        return requests.Refusal is { } early
            ? early
            : ReferralDecider.Decide(state, command, requests.Requests.Count == 0 ? context
                : context with { Grants =
                [.. requests.Requests.Select(a => Grant(a.Slot, a.Id) with
                {
                    Overrule = a.Overrule, OverruleVisit = a.OverruleVisit,
                })] });
    }

    /// <summary>The events of a command that must be accepted.</summary>
    public static IReadOnlyList<ReferralEvent> Events(this Referral? state, ReferralCommand command,
        Instant? now = null, string actor = Nurse) =>
        state.Decide(command, At(now, actor)) switch
        {
            Decision<ReferralEvent>.Accepted accepted => accepted.Events,
            Decision<ReferralEvent>.Refused refused =>
                throw new Xunit.Sdk.XunitException($"Refused: {refused.Refusal.Code}"),
            _ => throw new InvalidOperationException(),
        };

    /// <summary>The code of the refusal, null when accepted.</summary>
    public static string? Refusal(this Referral? state, ReferralCommand command, Instant? now = null,
        string actor = Nurse, bool mayAccept = true) =>
        (state.Decide(command, At(now, actor, mayAccept)) as Decision<ReferralEvent>.Refused)?.Refusal.Code;

    /// <summary>The state after a command that must be accepted.</summary>
    public static Referral After(this Referral? state, ReferralCommand command, Instant? now = null,
        string actor = Nurse) =>
        state.Events(command, now, actor).Aggregate(state, ReferralEvolver.Evolve)!;

    /// <summary>The effects of a command that must be accepted, without the queue.</summary>
    public static IReadOnlyList<ReferralEffect> Effects(this Referral state, ReferralCommand command,
        Instant? now = null) =>
        [.. ReferralEffects.From(state, state.Events(command, now), state.After(command, now))
            .Where(e => e is not ReferralEffect.QueueChanged)];

    public static Instant In(Duration wait) => Now + wait;

    public static Instant Minutes(int n) => Now + Duration.FromMinutes(n);
}
