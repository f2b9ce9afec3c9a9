using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Domain.Boards;
using ReferralSilo.Domain.Referrals;
using ReferralSilo.Domain.ServiceLines;
using ReferralSilo.Domain.Tests.ServiceLines;
using static ReferralSilo.Domain.Tests.Referrals.AReferral;
using E = ReferralSilo.Domain.Referrals.ReferralEvent;

namespace ReferralSilo.Domain.Tests.Referrals;

/// <summary>What is supplied is kept and judged anew; a word alone supplies nothing.</summary>
public sealed class SupplyTests
{
    private static readonly LocalDate Adult = new(1988, 4, 12);

    private const string Danger = "He has a suicide plan.";

    private static Submit Again(Referral state, string goal) =>
        new(state.Case.Id, state.Case.Submission with { VisitGoal = goal }, "");

    private static Referral WithoutBirthDate() => Received(Submission() with
    {
        Patient = Submission().Patient with { BirthDate = null },
    });

    private static Referral Asked() =>
        WithoutBirthDate().After(new RequestInformation(["patient.birth-date", "document:medication-list"]));

    [Fact]
    public void A_source_that_only_says_so_strikes_nothing()
    {
        var answered = Asked().After(Supply(["patient.birth-date", "document:medication-list"], byStaff: false));

        Assert.Equal(Stage.Received, answered.Stage);
        Assert.Equal(["patient.birth-date", "document:medication-list"], answered.Case.Missing.Select(m => m.What));
        Assert.Equal(EligibilityOutcome.Unknown, answered.Case.Eligibility.Outcome);
    }

    [Fact]
    public void Supplied_data_is_kept_struck_off_and_judged()
    {
        var answered = Asked().After(Supply([], Patient(born: Adult), byStaff: false), Minutes(5));

        Assert.Equal(Adult, answered.Case.Submission.Patient.BirthDate);
        Assert.Equal(["document:medication-list"], answered.Case.Missing.Select(m => m.What));
        Assert.Equal(EligibilityOutcome.Eligible, answered.Case.Eligibility.Outcome);
        Assert.Equal((ClockKind.Review, Minutes(5)), (answered.Clock!.Kind, answered.Clock.StartedAt));
    }

    [Fact]
    public void A_child_is_not_eligible_once_the_birth_date_came() =>
        Assert.Equal(EligibilityOutcome.Ineligible, Asked()
            .After(Supply([], Patient(born: new LocalDate(2022, 1, 1)))).Case.Eligibility.Outcome);

    [Fact]
    public void Staff_say_that_a_document_came_and_no_one_says_that_a_birth_date_did()
    {
        var told = WithoutBirthDate().After(Supply(["patient.birth-date", "document:medication-list"]));

        Assert.Equal(["patient.birth-date"], told.Case.Missing.Select(m => m.What));
        Assert.Equal(["patient.birth-date"],
            told.After(Supply([], Patient(language: "es"))).Case.Missing.Select(m => m.What));
    }

    [Fact]
    public void What_comes_unasked_is_recorded_by_staff_only_and_does_not_move_the_referral()
    {
        var waiting = Waiting().After(Supply([], Patient(state: "WY")), Minutes(5));

        Assert.Equal((Stage.Waiting, "WY"), (waiting.Stage, waiting.Case.Submission.Patient.Location!.State));
        Assert.Equal(Waiting().Clock, waiting.Clock);
        Assert.Equal("not-allowed-in-stage",
            Waiting().Refusal(Supply([], Patient(state: "WY"), byStaff: false)));
        Assert.Equal("not-allowed-in-stage", Completed().Refusal(Supply([], Patient(state: "WY"))));
    }

    [Fact]
    public void Nothing_new_changes_nothing()
    {
        Assert.Empty(Waiting().Events(Supply([], Patient(state: "CO"))));
        Assert.Empty(Waiting().Events(Supply(["something else"])));
    }

    [Fact]
    public void The_history_names_the_fields_and_not_their_values()
    {
        var happened = Assert.IsType<E.InformationSupplied>(Assert.Single(
            Asked().Events(Supply([], Patient(born: Adult, state: "WY"), message: "By phone"))));

        var entry = ReferralHistory.Entry(3, Now, "lakeside", "information-supplied", happened);
        Assert.Equal(("By phone", "/patient/birthDate, /patient/location"), (entry.Why, entry.Facts["fields"]));
        Assert.Equal(("eligible", "document:medication-list"), (entry.Facts["eligibility"], entry.Facts["missing"]));
        Assert.DoesNotContain("1988", string.Concat(entry.Facts.Values));
    }

    [Fact]
    public void A_warning_ends_when_the_value_came()
    {
        var unreadable = Asked().After(Supply([]) with
        {
            Warnings = [new("/patient/birthDate", "birth-date-unreadable", "soon")],
        });

        Assert.Single(unreadable.Case.Submission.Warnings!);
        Assert.Null(unreadable.After(Supply([], Patient(born: Adult))).Case.Submission.Warnings);
    }

    [Fact]
    public void A_line_takes_an_unassigned_referral_once_the_data_allows_it()
    {
        var unassigned = Received(Submission(line: null, reason: "Low mood") with
        {
            Patient = Submission().Patient with { BirthDate = null },
        });
        Assert.Equal(ServiceLineId.Unassigned, unassigned.Case.ServiceLine);

        var routed = unassigned.After(Supply([], Patient(born: Adult)), Minutes(5));

        Assert.Equal((Behavioral, EligibilityOutcome.Eligible, Minutes(5)),
            (routed.Case.ServiceLine, routed.Case.Eligibility.Outcome, routed.Clock!.StartedAt));
        Assert.Equal(["document:medication-list"], routed.Case.Missing.Select(m => m.What));
    }

    [Fact]
    public void A_message_that_names_an_emergency_alarms_and_goes_back_to_triage()
    {
        var asked = Asked().After(Supply([], message: "He has a suicide plan.", byStaff: false));
        Assert.True(QueueEntry.From(asked, 4).Alarm);

        var waiting = Waiting().After(Supply([], message: "He has a suicide plan."));
        Assert.Equal(Stage.Received, waiting.Stage);
        Assert.True(QueueEntry.From(waiting, 9).Alarm);

        var booked = Booked().After(Supply([], message: "He has a suicide plan."), Minutes(5));
        Assert.Equal((Stage.Booked, Minutes(5)), (booked.Stage, booked.DueAt));
    }

    [Fact]
    public void An_emergency_that_is_supplied_ends_the_claim_and_alarms()
    {
        foreach (var byStaff in (bool[])[true, false])
        {
            var taken = (byStaff ? Received() : InformationRequested()).After(new Claim(), actor: Other);
            var happened = taken.Events(Supply([], message: Danger, byStaff: byStaff), Minutes(5));

            Assert.Equal(new E.ClaimEnded(Other, "order-changed"), happened[0]);
            var after = happened.Aggregate(taken, ReferralEvolver.Evolve);
            Assert.True(QueueEntry.From(after, 4).Alarm);
            Assert.Null(after.Case.Claim);
        }

        Assert.Equal(Other, Received().After(new Claim(), actor: Other).After(Supply([], message: "Called back."))
            .Case.Claim!.By);
    }

    [Fact]
    public void A_second_emergency_alarms_after_the_first_was_overruled()
    {
        var accepted = Received(Submission(reason: Danger)).After(new Accept("It was two years ago."));
        var booked = accepted.After(Tried(ContactOutcome.Reached)).After(new Book("a"));
        Assert.Null(EmergencyRules.Advice(accepted.Case));

        foreach (ReferralCommand second in (ReferralCommand[])[Supply([], message: "He will kill himself tonight."),
            Again(accepted, "He will kill himself tonight.")])
        {
            var back = accepted.After(second, Minutes(5));
            Assert.Equal((Stage.Received, true), (back.Stage, QueueEntry.From(back, 4).Alarm));
            Assert.NotNull(EmergencyRules.Advice(back.Case));

            var rung = booked.After(second, Minutes(5));
            Assert.Equal((Stage.Booked, Minutes(5)), (rung.Stage, rung.DueAt));
            Assert.Null(rung.Case.Eligibility.OverruledBecause);
        }

        var again = booked.After(Supply([], message: Danger)).After(new TimeUp())
            .After(Supply([], message: Danger), Minutes(9));
        Assert.Equal(Minutes(9), again.DueAt);
    }

    [Fact]
    public void What_was_overruled_stays_so_when_nothing_dangerous_comes()
    {
        var accepted = Received(Submission(reason: Danger)).After(new Accept("It was two years ago."));

        foreach (ReferralCommand harmless in (ReferralCommand[])[Supply([], Patient(state: "WY"), "Moved to Cheyenne."),
            Again(accepted, "A calm talk")])
            Assert.Equal((Stage.Accepted, "It was two years ago."),
                (accepted.After(harmless).Stage, accepted.After(harmless).Case.Eligibility.OverruledBecause));
    }

    [Fact]
    public void A_nurse_who_works_on_an_emergency_keeps_it_when_more_is_said_about_it()
    {
        var taken = Received(Submission(reason: Danger)).After(new Claim());

        Assert.Equal(Nurse, taken.After(Supply([], message: "He has a suicide plan.")).Case.Claim!.By);
    }

    [Fact]
    public void An_exclusion_named_in_a_message_still_applies_after_the_next_act()
    {
        var told = Received().After(Supply([], message: Danger)).After(new Accept("Seen today."));

        var routed = told.After(new Route("dermatology"));

        Assert.Equal([Danger], told.Case.Submission.Notes);
        Assert.Equal(EmergencyConcern.Emergency, routed.Case.Eligibility.Concern);
        Assert.Equal("Seen today.",
            told.After(Supply([], Patient(language: "es"))).Case.Eligibility.OverruledBecause);
    }

    [Fact]
    public void A_referral_keeps_the_latest_messages()
    {
        var told = Enumerable.Range(1, Domain.Referrals.Submission.MostNotes + 1)
            .Aggregate(Waiting(), (state, i) => state.After(Supply([], message: $"Call {i}.")));

        Assert.Equal((Domain.Referrals.Submission.MostNotes, "Call 2."),
            (told.Case.Submission.Notes!.Count, told.Case.Submission.Notes[0]));
    }

    [Fact]
    public void A_source_cannot_turn_the_referral_into_another_patient()
    {
        var other = Patient(born: new LocalDate(1990, 2, 3)) with { Name = new PatientName("Ben", "Ode") };

        var refused = Assert.IsType<Decision<ReferralEvent>.Refused>(
            InformationRequested().Decide(Supply([], other, byStaff: false))).Refusal;

        Assert.Equal("identifier-conflict", refused.Code);
        Assert.Equal(["/patient/givenName", "/patient/familyName", "/patient/birthDate"], refused.Conflicts);
        Assert.DoesNotContain("Ode", refused.ToString(), StringComparison.Ordinal);
        Assert.Null(InformationRequested().Refusal(Supply([], other)));
    }

    [Fact]
    public void No_one_says_that_a_value_or_a_consent_came()
    {
        string[] items = ["payer", "referrer.npi", "reason.code", "consent.telehealth", "document:medication-list",
            "a photo of the card"];
        var line = AServiceLine.Parsed(new("Behavioral health", "America/Denver",
            RequiredFields: items[..^1]), "behavioral-health");
        var context = At() with { ServiceLines = new Dictionary<ServiceLineId, ServiceLine> { [line.Id] = line } };
        var received = Next(null, new Submit(new ReferralId("r1"), Submission(), Number));

        var told = Next(received, Supply(items));
        Assert.Equal(items[..4], told.Case.Missing.Select(m => m.What));

        var consented = Next(told, new RecordConsent(ConsentKind.Telehealth, true, "verbal"));
        Assert.DoesNotContain("consent.telehealth",
            Next(consented, Supply([], message: "By phone")).Case.Missing.Select(m => m.What));

        Referral Next(Referral? state, ReferralCommand command) =>
            ((Decision<ReferralEvent>.Accepted)state.Decide(command, context)).Events
            .Aggregate(state, ReferralEvolver.Evolve)!;
    }

    [Fact]
    public void An_event_stored_before_data_could_be_supplied_strikes_what_it_names()
    {
        var stored = ReferralJson.Form.ReadEvent(ReferralJson.Form.WriteEvent(new E.InformationSupplied(
            ["document:medication-list"], null, Clock.Start(ClockKind.Review, Now, Now))));

        Assert.Equal(["patient.birth-date"],
            ReferralEvolver.Evolve(Asked(), stored).Case.Missing.Select(m => m.What));
    }

    private static SuppliedInformation Supply(IReadOnlyList<string> items, Patient? patient = null,
        string? message = null, bool byStaff = true) => new(items, message, patient, null, byStaff);

    private static Patient Patient(LocalDate? born = null, string? state = null, string? language = null) => new(
        new PatientName(null, null), born, state is null ? null : new PatientLocation("US", state), null, language, [],
        null, null);
}
