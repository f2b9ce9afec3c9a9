using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.ServiceLines;
using ReferralSilo.Domain;
using ReferralSilo.Domain.Referrals;
using ReferralSilo.Domain.Schedules;
using ReferralSilo.Domain.Sources;
using ReferralSilo.Domain.Stored;
using ReferralSilo.Domain.Time;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Grains.Settings;
using ReferralSilo.Storage;
using static ReferralSilo.Host.Tests.Kept.KeptReferrals;
using S = ReferralSilo.Domain.Schedules.ScheduleEvent;

namespace ReferralSilo.Host.Tests.Kept;

/// <summary>Writes one of everything that is stored: every event, every stage, settings and answers.</summary>
internal static class KeptContent
{
    public const string RefusedOperation = "kept-refusal", SettingsOperation = "kept-settings";

    private static readonly ReferralId Offered = new("kept-offered");

    public static async Task Write(IServiceProvider services)
    {
        foreach (var (index, (id, events)) in KeptReferrals.All.Index())
            await Commit<Referral, ReferralEvent>(services, id, events, At(index));
        await Commit<Schedule, S>(services, "dr-kept", ScheduleEvents(), Start);
        await Commit<Source, SourceEvent>(services, "lakeside", SourceEvents, Start);
        await Settings(services.GetRequiredService<IGrainFactory>());
        var answer = RecordedAnswer.Form.WriteState(new RecordedAnswer(new Refusal("loop-open", "The loop is open.",
            "/note", ["/note"]), 2));
        await services.GetRequiredService<ILedger>().RecordRefusal(new Operation(RefusedOperation, "hash"),
            new StreamId("referral", "kept-completed"), answer, Start);
    }

    private static async Task Commit<TState, TEvent>(IServiceProvider services, string id, IReadOnlyList<TEvent> events,
        Instant at)
        where TState : class
        where TEvent : class
    {
        var aggregate = new Aggregate<TState, TEvent>(services.GetRequiredService<ILedger>(),
            services.GetRequiredService<IAggregateMapper<TState, TEvent>>(), id);
        foreach (var happened in events)
            Assert.Equal(CommitOutcome.Committed, await aggregate.Commit([happened], aggregate.Preview([happened]), [],
                null, "nora", at));
    }

    private static IReadOnlyList<SourceEvent> SourceEvents { get; } =
    [
        new SourceEvent.Defined(new SourceId("lakeside"), "Lakeside", SourceKind.Clinical, true, "a@example.org",
            "+13035550100"),
        new SourceEvent.CampaignAdded(new Campaign("SPRING", "Spring", new LocalDate(2080, 3, 1),
            new LocalDate(2080, 5, 31), 7)),
    ];

    private static IReadOnlyList<S> ScheduleEvents()
    {
        var clinician = new ClinicianId("dr-kept");
        SlotId SlotAt(int hour) => SlotId.Create(clinician, Start + Duration.FromHours(hour),
            Start + Duration.FromHours(hour) + Duration.FromMinutes(30));
        return
        [
            new S.Defined(new ClinicianProfile(clinician, "Dr. Kept", "America/Denver",
                [new ServiceLineId("behavioral-health")], ["CO", "WY"], ["en", "es"],
                [new VisitDuration(VisitType.Video, 30), new VisitDuration(VisitType.Phone, 30)], 5, 18, 90, 12,
                ["vi"])),
            new S.AvailabilitySet([new AvailabilityPeriod(
                new WeeklyWindow(Weekdays.Mon | Weekdays.Wed, new LocalTime(8, 0), new LocalTime(16, 30)),
                new LocalDate(2080, 1, 1), new LocalDate(2081, 1, 1), [VisitType.Video])]),
            new S.ExceptionAdded(new ScheduleException(new ExceptionId("x-1"), At(0), At(600), false, "Training")),
            new S.ExceptionAdded(new ScheduleException(new ExceptionId("x-2"), At(700), At(900), true, null)),
            new S.ExceptionRemoved(new ExceptionId("x-2")),
            new S.SlotHeld(new HoldId("hold-1"), SlotAt(10), Offered, VisitType.Video, At(180)),
            new S.SlotHeld(new HoldId("hold-2"), SlotAt(13), Offered, VisitType.Phone, At(180)),
            new S.HoldEnded(new HoldId("hold-2"), SlotAt(13), Offered, HoldEnd.Displaced, At(20)),
            new S.SlotBooked(new BookingId("booking-1"), SlotAt(11), new ReferralId("kept-booked"), VisitType.Video),
            new S.SlotBooked(new BookingId("booking-2"), SlotAt(12), new ReferralId("kept-closed"), VisitType.Video,
                "The only time."),
            new S.SlotBooked(new BookingId("booking-5"), SlotAt(2), new ReferralId("kept-closed"), VisitType.Video),
            new S.BookingReleased(new BookingId("booking-2"), SlotAt(12), new ReferralId("kept-closed"), "moved",
                At(40)),
            new S.BookingFinished(new BookingId("booking-5")),
            new S.BookingReopened(new BookingId("booking-5")),
            new S.BookingFinished(new BookingId("booking-5")),
            new S.PastArchived(At(60)),
            new S.HoldBarred(new HoldId("hold-9"), At(50)),
            new S.BookingBarred(new BookingId("booking-9"), At(50)),
            new S.AvailableNow(At(0), At(60)),
            new S.AvailableNowEnded(),
            new S.AvailableNow(At(100), At(160)),
            new S.RanLate(15, At(50)),
        ];
    }

    private static async Task Settings(IGrainFactory grains)
    {
        var settings = grains.GetGrain<IServiceLineSettingsGrain>(IServiceLineSettingsGrain.Key);
        foreach (var (id, input, operation) in (IEnumerable<(string, ServiceLineInput, string?)>)
            [
                ("behavioral-health", new ServiceLineInput("Behavioral health", "America/Denver"), null),
                ("behavioral-health", FullLine, SettingsOperation),
                ("dermatology", new ServiceLineInput("Dermatology", "America/Chicago"), null),
            ])
            Assert.Null((await settings.Put(new CommandEnvelope<PutServiceLine>(new PutServiceLine(id, input), "admin",
                false, operation is null ? null : new OperationName(operation, "hash")))).Refusal);
    }

    private static ServiceLineInput FullLine { get; } = new(
        "Behavioral health", "America/Denver", [new BusinessHoursInput(["mon", "fri"], "08:00", "17:00")],
        new EligibilityInput(18, 90, ["CO", "WY"], [VisitType.Video], ["F41.*"], ["panic"],
            [new ExclusionInput("Pregnancy", ["O*"], ["pregnant"], "Obstetrics 303 555 0111", Emergency: false)]),
        [new TargetInput(ClockKind.Review, 60, Priority.Urgent, CountedIn.BusinessHours)], ["patient.birth-date"],
        20, 15, 4, 12, 2)
    {
        VisitRecordableBefore = TimeSpan.FromMinutes(45),
    };
}
