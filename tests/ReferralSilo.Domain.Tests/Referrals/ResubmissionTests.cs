using System.Text;
using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Domain.Boards;
using ReferralSilo.Domain.Referrals;
using static ReferralSilo.Domain.Tests.Referrals.AReferral;
using E = ReferralSilo.Domain.Referrals.ReferralEvent;

namespace ReferralSilo.Domain.Tests.Referrals;

/// <summary>Tests for a known order that its source sends again.</summary>
public sealed class ResubmissionTests
{
    private static readonly Submission First =
        Submission() with { NeedBy = In(Duration.FromDays(9)), Identifiers = [new Identifier("urn:a", "1")] };

    [Fact]
    public void The_same_content_changes_nothing()
    {
        Assert.Empty(Received(First).Events(Again(First)));
        Assert.Empty(Closed().Events(Again(Submission())));
    }

    [Theory]
    [MemberData(nameof(OtherPatients))]
    public void Another_patient_under_the_same_identifier_is_a_conflict_that_names_the_fields_only(Patient other,
        string field)
    {
        var refused =
            Assert.IsType<Decision<ReferralEvent>.Refused>(Received(First)
            .Decide(Again(First with { Patient = other }))).Refusal;

        Assert.Equal("identifier-conflict", refused.Code);
        Assert.Equal([field], refused.Conflicts);
        Assert.DoesNotContain("Okafor", refused.ToString(), StringComparison.Ordinal);
    }

    public static TheoryData<Patient, string> OtherPatients => new()
    {
        { First.Patient with { Name = new PatientName("Dina", "Okafor") }, "/patient/givenName" },
        { First.Patient with { Name = new PatientName("Dana", "Okoye") }, "/patient/familyName" },
        { First.Patient with { BirthDate = new LocalDate(1988, 4, 13) }, "/patient/birthDate" },
    };

    [Theory]
    [InlineData("dana", "OKAFOR")]
    [InlineData("Dana", null)]
    [InlineData("Dana Marie", "Okafor")]
    [InlineData("Dána", "Oka\u200Bfor")]
    public void The_same_patient_written_differently_is_the_same_patient(string? given, string? family) =>
        Assert.Null(Received(First)
            .Refusal(Again(First with { Patient = First.Patient with { Name = new PatientName(given, family) } })));

    [Fact]
    public void A_stat_resubmission_raises_the_priority_and_alarms_despite_a_claim()
    {
        var taken = Received(First).After(new Claim());
        var raised = taken.After(Again(First with { Priority = Priority.Stat }), Minutes(3), "client:lakeside");

        Assert.Equal(Priority.Stat, raised.Case.Priority);
        Assert.True(QueueEntry.From(raised, 4).Alarm);
        Assert.True(raised.Clock!.DueAt < taken.Clock!.DueAt);
    }

    [Fact]
    public void An_emergency_in_a_resubmission_alarms_in_every_stage()
    {
        var graver = First with { Reason = new Reason("Now with a suicide plan", []) };
        foreach (var state in (Referral[])[Received(First).After(new Claim()), Received(First).After(new Accept()),
            Waiting()])
        {
            var alarmed = state.After(Again(graver), Minutes(2));
            Assert.True(QueueEntry.From(alarmed, 9).Alarm, state.Stage.ToString());
            Assert.NotNull(View(alarmed).Emergency);
        }
    }

    [Fact]
    public void An_emergency_in_the_order_of_a_booked_visit_keeps_the_visit_and_rings_at_once()
    {
        var booked = Booked();
        var graver =
            booked.After(Again(booked.Case.Submission with { Reason = new Reason("Now with a suicide plan", []) }),
            Minutes(2));
        var rung = graver.After(new TimeUp(), Minutes(2));

        Assert.Equal((Stage.Booked, Minutes(2)), (graver.Stage, graver.DueAt));
        Assert.True(QueueEntry.From(rung, 9).Breached);
    }

    [Fact]
    public void A_lowered_priority_stays_on_resubmission()
    {
        var urgent = First with { Priority = Priority.Urgent };
        var lowered = Received(urgent).After(new Prioritize(Priority.Routine, "seen yesterday"));
        var again = lowered.After(
            Again(urgent with { Patient = urgent.Patient with { Phones = [new PhoneNumber("+13035550199")] } }));

        Assert.Equal(("+13035550199", Priority.Routine),
            (again.Case.Submission.Patient.Phones[0].E164, again.Case.Priority));
        Assert.Equal(Priority.Stat, again.After(Again(urgent with { Priority = Priority.Stat })).Case.Priority);
    }

    [Fact]
    public void The_sender_cannot_lower_a_raised_priority()
    {
        var urgent = Submission(priority: Priority.Urgent);
        var raised = Received(urgent).After(new Prioritize(Priority.Stat));
        foreach (var asked in (Priority[])[Priority.Asap, Priority.Routine])
        {
            var kept = raised.After(Again(urgent with { Priority = asked }));
            Assert.Equal(Priority.Stat, kept.Case.Priority);
            Assert.Contains(View(kept).Warnings, w => w is { Field: "/priority", Code: "not-lowered" });
        }

        Assert.Empty(raised.Events(Again(urgent)));
    }

    [Fact]
    public void A_lower_priority_of_the_sender_becomes_a_warning()
    {
        var kept = Received(Submission(priority: Priority.Urgent)).After(Again(Submission()));
        Assert.Equal((Priority.Urgent, "not-lowered"), (kept.Case.Priority, Assert.Single(View(kept).Warnings).Code));
    }

    [Fact]
    public void A_new_phone_reason_and_date_are_applied_shown_and_in_the_history()
    {
        var (phone, later) = (new PhoneNumber("+13035550199"), In(Duration.FromDays(4)));
        var sent = First with { NeedBy = later, Reason = new Reason("Worse since Monday", []),
            Patient = First.Patient with { Phones = [phone] } };
        var changed = Assert.IsType<E.ChangedBySender>(Assert.Single(Received(First).Events(Again(sent))));
        Assert.Equal(["/needBy", "/patient/phones", "/reason/text"], changed.Fields);

        var view = View(Received(First).After(Again(sent)));
        Assert.Equal((later.ToDateTimeOffset(), "Worse since Monday", "+13035550199"),
            (view.NeedBy, view.Reason!.Text, Assert.Single(view.Patient.Phones!)));
        var entry = ReferralHistory.Entry(2, Now, "client:x", "changed-by-sender", changed);
        Assert.Equal(("Worse since Monday", "/needBy, /patient/phones, /reason/text"),
            (entry.Why, entry.Facts["fields"]));
    }

    [Fact]
    public void Omitted_fields_stay()
    {
        var bare = First with
        {
            NeedBy = null, Reason = null, Referrer = null, Tracking = null, Consents = [],
            Identifiers = [new Identifier("urn:a", "2")],
            Patient = new Patient(First.Patient.Name, null, null, null, null, [], null, null),
        };
        var merged = Received(First).After(Again(bare)).Case.Submission;

        Assert.Equal(["/identifiers"], SubmissionMerge.Differences(First, merged));
        Assert.Equal(["1", "2"], merged.Identifiers.Select(i => i.Value));
    }

    [Fact]
    public void An_earlier_need_by_of_the_nurse_stays()
    {
        var earlier = In(Duration.FromDays(1));
        var set = Received(First).After(new Prioritize(Priority.Routine) { NeedBy = earlier.ToDateTimeOffset() });
        var kept = set.After(Again(First with { NeedBy = In(Duration.FromDays(20)) }));
        Assert.Equal((earlier, "not-relaxed"), (kept.Case.NeedBy, Assert.Single(View(kept).Warnings).Code));
    }

    [Fact]
    public void A_withdrawn_consent_is_not_restored()
    {
        var withdrawn = Received(First).After(new RecordConsent(ConsentKind.Sms, false, "by phone"));
        var kept = withdrawn.After(Again(First with { Consents = [new Consent(ConsentKind.Sms, true, "form", Now)] }));
        Assert.False(Assert.Single(kept.Case.Consents).Given);
        Assert.Contains(View(kept).Warnings, w => w is { Field: "/consents", Code: "withdrawn-since" });
    }

    [Fact]
    public void An_ended_order_refuses_changes_and_names_the_fields()
    {
        foreach (var over in (Referral[])[Closed(), Withdrawn(), Declined(), Completed()])
        {
            var refused =
                Assert.IsType<Decision<ReferralEvent>.Refused>(over.Decide(
                Again(Submission(priority: Priority.Stat)))).Refusal;
            Assert.Equal("order-over", refused.Code);
            Assert.Equal(["/priority"], refused.Conflicts);
        }
    }

    [Fact]
    public void A_resubmission_answers_an_information_request()
    {
        var asked = Received(First).After(new RequestInformation(["payer"]));
        var answered = asked.After(Again(First with { Payer = "Plains Mutual", Priority = Priority.Urgent }));
        Assert.IsType<Referral.Received>(answered);
        Assert.True(QueueEntry.From(answered, 4).Alarm);
    }

    [Fact]
    public void An_unassigned_order_goes_to_the_named_line()
    {
        var (child, nowhere) = (new LocalDate(2022, 1, 1),
            Received(Submission(line: null, reason: "unclear", born: new LocalDate(2022, 1, 1))));
        Assert.Equal(ServiceLineId.Unassigned, nowhere.Case.ServiceLine);
        Assert.Equal(Dermatology,
            nowhere.After(Again(Submission(line: "dermatology", reason: "rash", born: child))).Case.ServiceLine);
        var elsewhere = Received(Submission()).After(Again(Submission(line: "dermatology")));
        Assert.Equal((Behavioral, "not-routed"),
            (elsewhere.Case.ServiceLine, Assert.Single(View(elsewhere).Warnings).Code));
    }

    /// <summary>Changes each field of a submission: the view must show the new value, or the event must name the
    /// field.</summary>
    [Theory]
    [MemberData(nameof(Parts))]
    public void No_field_of_a_submission_is_lost_when_it_is_sent_again(string part, Submission sent)
    {
        var events = Received(Submission()).Events(Again(sent));
        var changed = Assert.Single(events.OfType<E.ChangedBySender>());
        Assert.Contains(changed.Fields, field => field.StartsWith("/" + part, StringComparison.Ordinal));
        Assert.Empty(Received(Submission()).After(Again(sent)).Events(Again(sent)));
        var stored = ReferralJson.Form.ReadEvent(ReferralJson.Form.WriteEvent(changed));
        Assert.Equal(Encoding.UTF8.GetString(ReferralJson.Form.WriteEvent(changed)),
            Encoding.UTF8.GetString(ReferralJson.Form.WriteEvent(stored)));
    }

    public static TheoryData<string, Submission> Parts => new()
    {
        { "serviceLine", Submission() with { ServiceLine = Dermatology } },
            { "model", Submission() with { Model = ReferralModel.Open } },
        { "tracking", Submission() with { Tracking = new Tracking("LFP-SPRING", "form-2", null) } },
        { "referrer", Submission() with { Referrer = new Referrer("B. Stone", null, null) } },
            { "priority", Submission(priority: Priority.Asap) },
        { "needBy", Submission() with { NeedBy = Now } },
            { "reason", Submission() with { Reason = new Reason(null, [new ConceptCode("s", "c", null)]) } },
        { "visitGoal", Submission() with { VisitGoal = "plan" } },
            { "preferences", Submission() with { Preferences = new Preferences(VisitType.Phone, [], null) } },
        { "consents", Submission() with { Consents = [new Consent(ConsentKind.Sms, false, "verbal", Now)] } },
            { "payer", Submission() with { Payer = "Self-pay" } },
        { "identifiers", Submission() with { Identifiers = [new Identifier(null, "7")] } },
            { "trigger", Submission() with { Trigger = "discharge" } },
        { "patient/location", Patient(p => p with { Location = new PatientLocation("US", "WY") }) },
            { "patient/timeZone", Patient(p => p with { TimeZone = "America/Boise" }) },
        { "patient/language", Patient(p => p with { Language = "es" }) },
            { "patient/phones", Patient(p => p with { Phones = [new PhoneNumber("+13035550199")] }) },
        { "patient/email", Patient(p => p with { Email = new EmailAddress("d@example.org") }) },
        { "patient/preferredChannel", Patient(p => p with { PreferredChannel = Channel.Sms }) },
        { "patient/interpreter", Patient(p => p with { Interpreter = "es" }) },
            { "patient/accessNeeds", Patient(p => p with { AccessNeeds = ["captions"] }) },
        { "patient/address", Patient(p => p with { Address = new PostalAddress(["1 Elm St"], "Boulder", "80301") }) },
        { "patient/identifiers",
            Patient(p => p with { Identifiers = [new PatientIdentifier("M-1", "urn:mrn", "MR")] }) },
        { "patient/contacts", Patient(p => p with { Contacts = [new SentContact("Ada Okafor", "mother")] }) },
        { "preferences", Submission() with { Preferences = new Preferences(null, [], null, LanguageRequired: true) } },
        { "order", Submission() with { Order = new OrderDetails("2031-03-01") } },
            { "memberId", Submission() with { MemberId = "M-1" } },
        { "patient/gender", Patient(p => p with { Gender = "female" }) },
            { "patient/givenName", Patient(p => p with { Name = new PatientName("Dana Marie", "Okafor") }) },
    };

    [Fact]
    public void The_list_above_has_every_field_of_a_submission()
    {
        // The notes are what came after the order.
        string[] own = ["source", "channel", "warnings", "notes", "patient", "equalityContract"];
        var parts = Parts.Select(p => p.Data.Item1.Split('/')[0]).ToHashSet();
        Assert.All(typeof(Submission).GetProperties().Select(p => char.ToLowerInvariant(p.Name[0]) + p.Name[1..])
            .Except(own), name => Assert.Contains(name, parts));
        // Name and birth date identify the person: see the conflicts above.
        string[] person = ["name", "birthDate", "displayName", "equalityContract"];
        var patient = Parts.Select(p => p.Data.Item1)
            .Where(part => part.StartsWith("patient/", StringComparison.Ordinal))
            .Select(part => part["patient/".Length..]).ToHashSet();
        Assert.All(typeof(Patient).GetProperties().Select(p => char.ToLowerInvariant(p.Name[0]) + p.Name[1..])
            .Except(person), name => Assert.Contains(name, patient));
    }

    [Fact]
    public void Matching_requirements_stay_when_a_resubmission_omits_them()
    {
        var bound = Submission() with { Preferences = new Preferences(null, [], null, LanguageRequired: true),
            Patient = First.Patient with { Interpreter = "es", AccessNeeds = ["captions"] } };
        var merged = Received(bound)
            .After(Again(
            Submission() with { Preferences = new Preferences(VisitType.Phone, [], null) })).Case.Submission;
        Assert.Equal((true, "es", "captions"),
            (merged.Preferences!.LanguageRequired, merged.Patient.Interpreter,
            Assert.Single(merged.Patient.AccessNeeds!)));
    }

    private static Submission Patient(Func<Patient, Patient> change) =>
        Submission() with { Patient = change(Submission().Patient) };

    private static ReferralView View(Referral state) => ReferralViews.View(state, 2, Now);

    private static Submit Again(Submission sent) => new(new ReferralId("r1"), sent, "");
}
