using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Domain;
using ReferralSilo.Domain.Referrals;
using ReferralSilo.Domain.ServiceLines;
using E = ReferralSilo.Domain.Referrals.ReferralEvent;

namespace ReferralSilo.Host.Tests.Kept;

/// <summary>The referrals of a kept database: one with every event and every field, and one that stays in each stage.
/// All clocks are due in 2080, so that none rings while a test runs.</summary>
internal static class KeptReferrals
{
    public static readonly Instant Start = Instant.FromUtc(2080, 3, 4, 9, 0);

    public static readonly SlotGrant Held = Slot("hold-1", 10) with { HeldUntil = At(180) };

    public static readonly SlotGrant Booked = Slot("booking-1", 11);

    public static readonly SlotGrant Moved = Slot("booking-2", 12) with { Overrule = "The only time." };

    private static readonly ServiceLineId Line = new("behavioral-health");

    private static readonly ServiceLineId Other = new("dermatology");

    private static readonly MissingInformation[] Missing = [new("patient.birth-date", "source")];

    public static Instant At(int minutes) => Start + Duration.FromMinutes(minutes);

    /// <summary>The events of each referral by its id.</summary>
    public static IReadOnlyList<(string Id, IReadOnlyList<E> Events)> All { get; } =
    [
        ("kept-closed", [.. Everything("kept-closed")]),
        ("kept-received", [Received("kept-received", 1), new E.Claimed(new StaffClaim("nora", At(15)))]),
        ("kept-information", [Received("kept-information", 2), Asked]),
        ("kept-accepted", [Received("kept-accepted", 3), Accepted]),
        ("kept-undone", [Received("kept-undone", 11), Accepted,
            new E.Undone(2, ReferralEvolver.Evolve(null, Received("kept-undone", 11)))]),
        ("kept-contacting", [Received("kept-contacting", 4), Accepted, Due]),
        ("kept-waiting", [Received("kept-waiting", 5), Accepted, Reached]),
        ("kept-offered",
            [Received("kept-offered", 6), Accepted, Reached, new E.SlotsOffered([Held], C(ClockKind.Offer))]),
        ("kept-booked", [Received("kept-booked", 7), Accepted, Booking(Booked), new E.VisitConfirmed(At(60))]),
        ("kept-arrived", [Received("kept-arrived", 8), Accepted, Booking(Booked), Arrived]),
        ("kept-completed", [Received("kept-completed", 9), Accepted, Booking(Booked), Arrived, Done([])]),
        ("kept-ended", [Received("kept-ended", 10),
            new E.Ended(Stage.Declined, "Not a fit.", null, C(ClockKind.LoopClosure))]),
    ];

    private static E.InformationRequested Asked =>
        new(["patient.birth-date"], "Please add the birth date.", C(ClockKind.Information));

    private static E.Accepted Accepted => new("Seen before.", "Call in the evening.", C(ClockKind.FirstContact));

    private static E.ContactDue Due => new(C(ClockKind.NextContact));

    private static E.PatientReached Reached => new(C(ClockKind.Booking));

    private static E.PatientArrived Arrived => new(C(ClockKind.Completion));

    private static IEnumerable<E> Everything(string id) =>
    [
        new E.Received(new ReferralId(id), "RS-KEPT-FULL", Full, Line, Judged, Missing, C(ClockKind.Review)),
        new E.TargetBreached(ClockKind.Review, At(60), 1, At(90)),
        new E.ChangedBySender(Full with { VisitGoal = "Sleep" }, ["/visitGoal"], Line, Priority.Urgent, Priority.Asap,
            At(9000), [new Consent(ConsentKind.Call, true, "written", At(5))], Judged, Missing, C(ClockKind.Review)),
        new E.Claimed(new StaffClaim("nora", At(15))),
        new E.ClaimEnded("nora", "released"),
        Asked,
        new E.InformationSupplied(["patient.birth-date"], "It is 1988-04-12.", C(ClockKind.Review)),
        new E.Routed(Line, Other, new("Skin first.", null), Judged, Missing, C(ClockKind.Review)),
        new E.Routed(Other, Line, ShownText.BuiltIn(BuiltInText.EmergencyInOrder), Judged, [], C(ClockKind.Review)),
        new E.Prioritized(Priority.Asap, Priority.Urgent, null, "It can wait.", C(ClockKind.Review)),
        new E.Assigned("sue"),
        Accepted,
        new E.PatientContacted(new ContactAttemptRecord(Channel.Call, ContactOutcome.NoAnswer, "No voicemail.", At(20),
            "sue")),
        Due,
        Reached,
        new E.ConsentRecorded(new Consent(ConsentKind.Telehealth, false, "verbal", At(25))),
        new E.SlotsOffered([Held, Slot("hold-2", 13) with { HeldUntil = At(180) }], C(ClockKind.Offer)),
        new E.HoldLost("hold-2", "displaced"),
        new E.OfferEnded("declined", "Too early.", C(ClockKind.Booking)),
        Booking(Booked),
        new E.AppointmentMoved(Booked, Moved, "Works in the morning.", At(40), C(ClockKind.Visit)),
        new E.VisitConfirmed(At(50)),
        new E.PatientDidNotCome("Overslept.", C(ClockKind.NextContact)),
        Booking(Booked with { Id = "booking-3" }),
        new E.AppointmentCancelled("Ill.", C(ClockKind.NextContact)),
        Booking(Booked with { Id = "booking-4", FromHold = "hold-3" }),
        Arrived,
        Done(["care plan"]),
        new E.SourceAcknowledged(At(70), "Thank you."),
        new E.Closed("All done."),
    ];

    private static E.Received Received(string id, int patient) => new(
        new ReferralId(id), $"RS-KEPT-{patient:0000}", Minimal(patient), Line, Judged, [], Clock.Start(ClockKind.Review,
            At(patient), At(patient + 6000)));

    private static E.AppointmentBooked Booking(SlotGrant slot) => new(slot, At(30), C(ClockKind.Visit));

    private static E.VisitCompleted Done(IReadOnlyList<string> documents) =>
        new("Seen; follow up in a month.", documents, C(ClockKind.LoopClosure));

    private static Clock C(ClockKind kind) => Clock.Start(kind, Start, At(6000));

    private static SlotGrant Slot(string id, int hour) => new(id,
        Domain.Schedules.SlotId.Create(new ClinicianId("dr-kept"), Start + Duration.FromHours(hour),
            Start + Duration.FromHours(hour) + Duration.FromMinutes(30)).Value,
        new ClinicianId("dr-kept"), Start + Duration.FromHours(hour),
        Start + Duration.FromHours(hour) + Duration.FromMinutes(30), VisitType.Video);

    private static EligibilityResult Judged => new(EligibilityOutcome.Redirect,
    [
        new(EligibilityEvaluator.AgeRange, null, RuleCodes.AgeUnknown,
            new Dictionary<string, string> { ["min"] = "18" }),
        new(EligibilityEvaluator.Location, true, RuleCodes.AnyLocation),
        new(EligibilityEvaluator.ExclusionRule, false, RuleCodes.ExcludedWithRedirect, new Dictionary<string, string>
        {
            ["builtInNames"] = BuiltInText.SelfHarm, ["names"] = "Pregnancy",
            ["builtInRedirect"] = BuiltInText.CrisisLine,
        }),
    ], EmergencyConcern.Emergency, ShownText.BuiltIn(BuiltInText.CrisisLine), [Other]);

    private static Submission Minimal(int patient) => new(
        Line, ReferralModel.WarmHandoff, null, IntakeChannel.Api, null, null, Priority.Routine, null,
        new Reason("Panic attacks", []), null,
        new Patient(new PatientName("Dana", $"Okafor{patient}"), null, null, null, null,
            [new PhoneNumber($"+1303555{patient:0000}")], null, null),
        null, [], null, [], null);

    private static Submission Full => new(
        Line, ReferralModel.AfterVisit, new SourceId("lakeside"), IntakeChannel.Fhir,
        new Tracking("SPRING", "web", new Utm("s", "m", "c", "t", "x")),
        new Referrer("Dr. Lake", new Npi("1234567893"), new PhoneNumber("+13035550100")) { Practice = "Lakeside" },
        Priority.Urgent, At(8000), new Reason("Panic attacks", [new ConceptCode("http://hl7.org/fhir/sid/icd-10-cm",
            "F41.0", "Panic disorder")]), "Calm",
        new Patient(new PatientName("Ana", "Núñez"), new LocalDate(1988, 4, 12), new PatientLocation("US", "CO"),
            "America/Denver", "es-MX", [new PhoneNumber("+13035550123")], new EmailAddress("ana@example.org"),
            Channel.Sms, "es", ["captions"])
        {
            Gender = "female", Address = new PostalAddress(["1 Elm St"], "Boulder", "80301"),
            Identifiers = [new PatientIdentifier("M-1", "urn:mrn", "MR")],
            Contacts = [new SentContact("Eva Núñez", "mother", "303-555-0177", "eva@example.org")],
        },
        new Preferences(VisitType.Video,
            [new PreferredTime([IsoDayOfWeek.Monday, IsoDayOfWeek.Friday], new LocalTime(9, 0), new LocalTime(12, 30))],
            new ClinicianId("dr-kept"), LanguageRequired: true),
        [new Consent(ConsentKind.Sms, true, "form", At(1))], "Acme Health",
        [new Identifier("urn:orders", "O-1", "PLAC")], "discharge")
    {
        Warnings = [new SubmissionWarning("/patient/phones/1", "phone-unreadable", "ask the mother")],
        Order = new OrderDetails("2080-03-01",
            [new CodedConcept("Referral", [new ConceptCode("http://snomed.info/sct", "3457005")])],
            new CodedConcept("Psychiatry")),
        MemberId = "A-77",
    };
}
