using CsCheck;
using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Domain.Referrals;
using static ReferralSilo.Domain.Tests.Referrals.AReferral;
using E = ReferralSilo.Domain.Referrals.ReferralEvent;

namespace ReferralSilo.Domain.Tests.Referrals;

/// <summary>One command at one instant, the states before and after, and the slots that a schedule granted for
/// it.</summary>
internal sealed record ReferralStep(
    Instant At, ReferralCommand Command, Decision<ReferralEvent> Decision, Referral? Before, Referral? After,
    IReadOnlyList<SlotRequest> Granted)
{
    public IReadOnlyList<ReferralEvent> Events => (Decision as Decision<ReferralEvent>.Accepted)?.Events ?? [];
}

/// <summary>Random histories of one referral with few slots and two people. Time stands still, advances a little, or
/// jumps past every deadline.</summary>
internal static class ReferralHistories
{
    private static readonly Gen<string> Slots = OneOf("a", "b", "c", "d");

    private static readonly Gen<Func<Referral?, Instant, ReferralCommand>> Commands = Gen.Frequency(
        (3, Always(new Claim())), (1, Always(new Claim(TakeOver: true, "x"))), (2, Always(new Release())),
        (4, Always(new Accept("overruled"))),
        (1, Always(new Accept())),
        (1, Always(new RequestInformation(["document:medication-list"]))),
        (2, Always(new SuppliedInformation(["document:medication-list"], null))),
        (1, OneOf("behavioral-health", "dermatology", "nowhere").Select(to => Command(new Route(to)))),
        (2, Gen.Enum<Priority>().Select(p => Command(new Prioritize(p)))),
        (2, Gen.Enum<Priority>().Select(p => (Func<Referral?, Instant, ReferralCommand>)((state, now) => new Submit(
            new ReferralId("r1"),
            state!.Case.Submission with { Priority = p, NeedBy = now + Duration.FromDays((int)p) }, Number)))),
        (1, OneOf("sam", null).Select(to => Command(new Assign(to)))),
        (1, OneOf<ReferralCommand>(new Decline("x"), new Redirect("911", "x"), new Withdraw("x")).Select(Command)),
        (5, Gen.Enum<ContactOutcome>().Select(o => Command(Tried(o)))),
        (1, Gen.Select(Gen.Enum<ConsentKind>(), Gen.Bool)
        .Select((kind, given) => Command(new RecordConsent(kind, given)))),
        (6, Gen.Select(Slots.Array[1, 3], Gen.Int[1, 30])
            .Select((slots, minutes) => (Func<Referral?, Instant, ReferralCommand>)((_, now) =>
                new Offer([.. slots.Distinct()], (now + Duration.FromMinutes(minutes)).ToDateTimeOffset())))),
        (4, Slots.Select(s => Command(new AcceptOffer(s)))), (1, Always(new DeclineOffer())),
        (4, Slots.Select(s => Command(new Book(s)))), (3, Slots.Select(s => Command(new Reschedule(s)))),
        (2, Always(new CancelAppointment("ill"))),
        (2, Always(new Confirm())),
        (2, Always(new Arrive())), (2, Always(new NoShow())), (2, Always(new Complete("seen"))),
        (2, Always(new Acknowledge())), (2, Always(new Close())), (2, Always(new Reopen("x"))),
        (1, Gen.Const((Func<Referral?, Instant, ReferralCommand>)((_, now) =>
            new PatientResponded(ReferralReopening.Reply, now)))),
        (6, Always(new TimeUp())),
        (1, Slots.Select(s => Command(new SlotWasBooked(Grant(s, "late-" + s))))),
        (2, Gen.Int[0, 2]
            .Select(which => (Func<Referral?, Instant, ReferralCommand>)((state, _) => LoseHold(state, which)))));

    private static readonly Gen<Duration> Pauses = Gen.Frequency(
        (6, Gen.Const(Duration.Zero)), (4, Gen.Int[1, 900].Select(s => Duration.FromSeconds(s))),
            (1, Gen.Int[1, 200].Select(h => Duration.FromHours(h))));

    /// <summary>Random histories with varying actor, right to accept, and start.</summary>
    public static Gen<IReadOnlyList<ReferralStep>> Any { get; } = Gen.Select(
        Gen.Select(Gen.Enum<Priority>(), Gen.Int[1990, 2025], OneOf("lakeside", null)),
        Gen.Select(Commands, Pauses, Gen.Bool).List[1, 50]).Select(Run);

    private static IReadOnlyList<ReferralStep> Run(
        (Priority Priority, int Born, string? Source) start,
        List<(Func<Referral?, Instant, ReferralCommand> Make, Duration Pause, bool Other)> script)
    {
        var now = Now;
        Referral? state = null;
        var steps = new List<ReferralStep>();
        Step(new Submit(new ReferralId("r1"),
            Submission(priority: start.Priority, born: new LocalDate(start.Born, 1, 1), source: start.Source), Number),
            Nurse);
        foreach (var (make, pause, other) in script)
        {
            now += pause;
            Step(make(state, now), other ? Other : Nurse);
        }

        return steps;

        void Step(ReferralCommand command, string actor)
        {
            var attempt = $"op{steps.Count}";
            var context = At(now, actor, mayAccept: steps.Count % 3 != 0);
            var decision = state.Decide(command, context, attempt);
            var events = (decision as Decision<ReferralEvent>.Accepted)?.Events ?? [];
            var after = events.Aggregate(state, ReferralEvolver.Evolve);
            var granted = events.Any(e => e is E.SlotsOffered or E.AppointmentBooked or E.AppointmentMoved)
                ? ReferralSlots.RequestsFor(state, attempt, command, context).Requests
                : [];
            steps.Add(new ReferralStep(now, command, decision, state, after, granted));
            state = after;
        }
    }

    private static ReferralCommand LoseHold(Referral? state, int which) =>
        state is Referral.Offered { Holds.Count: > 0 } offered
            ? new HoldWasLost(offered.Holds[which % offered.Holds.Count].Id, "displaced")
            : new HoldWasLost("nothing", "expired");

    private static Gen<T> OneOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    private static Gen<Func<Referral?, Instant, ReferralCommand>> Always(ReferralCommand command) =>
        Gen.Const(Command(command));

    private static Func<Referral?, Instant, ReferralCommand> Command(ReferralCommand command) => (_, _) => command;
}
