using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Domain.Boards;
using ReferralSilo.Domain.Referrals;
using ReferralSilo.Domain.Schedules;
using static ReferralSilo.Domain.Tests.Referrals.AReferral;
using E = ReferralSilo.Domain.Referrals.ReferralEvent;

namespace ReferralSilo.Domain.Tests.Referrals;

/// <summary>A booked visit is judged anew when the data changes.</summary>
public sealed class VisitRuleTests
{
    private static readonly ClinicianProfile Ames = new(new ClinicianId("ames"), "Dr. Ames", "America/Denver",
        [Behavioral], ["CO"], ["en"], [new VisitDuration(VisitType.Video, 30)], 0, 18, null, null);

    [Theory]
    [InlineData("WY", null, "not-licensed")]
    [InlineData(null, 2022, "age-not-served")]
    public void A_booked_visit_that_the_new_data_forbids_rings_at_once_and_names_the_rule(string? state, int? born,
        string rule)
    {
        var booked = WithDocuments();
        var patient = new Patient(new PatientName(null, null), born is { } year ? new LocalDate(year, 1, 1) : null,
            state is null ? null : new PatientLocation("US", state), null, null, [], null, null);

        var happened = Assert.IsType<E.InformationSupplied>(
            Assert.Single(Decide(booked, new SuppliedInformation([], null, patient))));

        Assert.Equal((rule, Minutes(5)), (happened.VisitRule, happened.Clock.RingsAt));
        Assert.Equal(rule,
            ReferralHistory.Entry(9, Now, Nurse, "information-supplied", happened).Facts["visitRule"]);
        var after = ReferralEvolver.Evolve(booked, happened);
        Assert.Equal((Stage.Booked, Minutes(5)), (after.Stage, after.DueAt));
        var later = Assert.IsType<E.InformationSupplied>(
            Assert.Single(Decide(after, new SuppliedInformation([], "Called.", null))));
        Assert.Null(later.VisitRule);
    }

    [Fact]
    public void A_repeated_order_that_forbids_the_booked_visit_rings_at_once_and_names_the_rule()
    {
        var booked = WithDocuments();
        var moved = booked.Case.Submission with
        {
            Patient = booked.Case.Submission.Patient with { Location = new PatientLocation("US", "WY") },
        };

        var changed = Assert.IsType<E.ChangedBySender>(
            Assert.Single(Decide(booked, new Submit(booked.Case.Id, moved, ""))));

        Assert.Equal(("not-licensed", Minutes(5)), (changed.VisitRule, changed.Clock.RingsAt));
    }

    [Fact]
    public void A_visit_that_the_new_data_allows_keeps_its_clock()
    {
        var booked = WithDocuments();

        var told = Assert.IsType<E.InformationSupplied>(
            Assert.Single(Decide(booked, new SuppliedInformation([], "Called.", null))));

        Assert.Equal((null, booked.Clock), (told.VisitRule, told.Clock));
    }

    private static Referral WithDocuments() =>
        Waiting().After(new SuppliedInformation(["document:medication-list"], null)).After(new Book("a"));

    private static IReadOnlyList<ReferralEvent> Decide(Referral state, ReferralCommand command) =>
        Assert.IsType<Decision<ReferralEvent>.Accepted>(
            state.Decide(command, At(Minutes(5)) with { Clinician = Ames })).Events;
}
