using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Domain;
using ReferralSilo.Domain.Referrals;
using ReferralSilo.Domain.Schedules;
using ReferralSilo.Domain.Time;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Grains.Interfaces;
using ReferralSilo.Grains.Referrals;
using ReferralSilo.Storage;

namespace ReferralSilo.Grains.Tests.Silos;

/// <summary>Creates referrals and clinicians with unique ids.</summary>
public static class TestData
{
    private static int _created;

    public static string New(string kind) => $"{kind}-{Interlocked.Increment(ref _created)}";

    public static IReferralGrain Referral(this SiloFixture silos, string id) =>
        silos.Grains.GetGrain<IReferralGrain>(id);

    public static IScheduleGrain Schedule(this SiloFixture silos, string id) =>
        silos.Grains.GetGrain<IScheduleGrain>(id);

    public static StreamId Stream(string referral) => new("referral", referral);

    public static CommandEnvelope<ReferralCommand> Envelope(ReferralCommand command, string? operation = null,
        string actor = "nora", string hash = "hash") =>
        new(command, actor, true, operation is null ? null : new OperationName(operation, hash));

    public static Submit Submission(string id, string line, Priority priority = Priority.Routine) =>
        new(new ReferralId(id), new Submission(
            new ServiceLineId(line), ReferralModel.WarmHandoff, null, IntakeChannel.Api, null, null, priority, null,
            new Reason("Panic attacks", []), null,
            new Patient(new PatientName("Dana", "Okafor"), new LocalDate(1988, 4, 12), new PatientLocation("US", "CO"),
                null, null, [new PhoneNumber("+13035550123")], null, null),
            null, [], null, [], null), "RS-" + id);

    /// <summary>Creates a referral of the line and applies the commands.</summary>
    public static async Task<string> Received(this SiloFixture silos, string line, params ReferralCommand[] then)
    {
        var id = New("r");
        await silos.Do(id, [Submission(id, line), .. then]);
        return id;
    }

    /// <summary>Creates a referral that waits for a slot.</summary>
    public static Task<string> Waiting(this SiloFixture silos, string line) =>
        silos.Received(line, new Accept(), new ContactAttempt(Channel.Call, ContactOutcome.Reached));

    /// <summary>Sends commands that must be accepted.</summary>
    public static async Task<Snapshot<Referral>> Do(this SiloFixture silos, string id,
        params ReferralCommand[] commands)
    {
        CommandOutcome<ReferralResult>? outcome = null;
        foreach (var command in commands)
        {
            outcome = await silos.Referral(id).Handle(Envelope(command));
            Assert.True(outcome is { Unknown: false, Refusal: null },
                $"{command.GetType().Name}: {outcome.Refusal?.Code ?? "unknown"}");
        }

        return new Snapshot<Referral>(await silos.State(id), outcome!.Version);
    }

    public static async Task<Referral> State(this SiloFixture silos, string id) =>
        (await silos.Referral(id).Show())!.State;

    /// <summary>Creates a clinician with half-hour video visits, all day, every day.</summary>
    public static async Task<string> Clinician(this SiloFixture silos, params string[] lines)
    {
        var id = New("dr");
        var profile = new ClinicianProfile(
            new ClinicianId(id), "Dr. " + id, "America/Denver", [.. lines.Select(l => new ServiceLineId(l))], ["CO"],
            ["en"], [new VisitDuration(VisitType.Video, 30)], 0, null, null, null);
        var days = Enum.GetValues<Weekdays>().Aggregate((a, b) => a | b);
        await silos.DoOnSchedule(id, new ScheduleCommand.Define(profile));
        var window = new WeeklyWindow(days, new LocalTime(6, 0), new LocalTime(22, 0));
        await silos.DoOnSchedule(id,
            new ScheduleCommand.SetAvailability([new AvailabilityPeriod(window, null, null, null)]));
        return id;
    }

    public static async Task DoOnSchedule(this SiloFixture silos, string clinician, ScheduleCommand command)
    {
        var outcome = await silos.Schedule(clinician).Handle(CommandEnvelopes.BySystem(command));
        Assert.True(outcome is { Unknown: false, Refusal: null },
            $"{command.GetType().Name}: {outcome.Refusal?.Code ?? "unknown"}");
    }

    /// <summary>The n-th half hour from noon in Denver, two days after the test's time.</summary>
    public static string Slot(this SiloFixture silos, string clinician, int n = 0)
    {
        var day = silos.Now.InZone(CivilTime.FindZone("America/Denver")!).Date.PlusDays(2);
        var start = CivilTime.At(day.At(new LocalTime(12, 0)), CivilTime.FindZone("America/Denver")!)
            + Duration.FromMinutes(30 * n);
        return SlotId.Create(new ClinicianId(clinician), start, start + Duration.FromMinutes(30)).Value;
    }

    public static async Task<Schedule> ScheduleOf(this SiloFixture silos, string clinician) =>
        (await silos.Schedule(clinician).Show())!.State;

    public static async Task<IReadOnlyList<string>> Events(this SiloFixture silos, string referral) =>
        [.. (await silos.Real.ReadEvents(Stream(referral))).Select(e => e.Type)];

    /// <summary>Commits an event as another activation would: the grain is stale from then on.</summary>
    public static async Task CommitInLedger(this SiloFixture silos, string referral, ReferralEvent happened)
    {
        var (mapper, stored) = (silos.Of<ReferralMapper>(), (await silos.Real.Read(Stream(referral)))!);
        var before = mapper.Read(stored.State.Span);
        var next = mapper.Evolve(before, happened);
        Assert.IsType<CommitResult.Committed>(await silos.Real.Commit(new Commit(
            Stream(referral), stored.Version, mapper.Write(next), [mapper.Write(happened, "otto")], [],
            mapper.DueAt(next), mapper.Row(before, next), null, silos.Now)));
    }
}
