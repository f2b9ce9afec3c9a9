using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Capacity;
using ReferralSilo.Domain.Matching;
using ReferralSilo.Domain.Schedules;
using static ReferralSilo.Domain.Tests.Matching.ANeed;
using static ReferralSilo.Domain.Tests.Schedules.ASchedule;

namespace ReferralSilo.Domain.Tests.Matching;

public sealed class UnsuitableClinicianTests
{
    [Fact]
    public void Clinician_who_may_see_the_patient_looks_free() =>
        Assert.Empty(UnsuitableClinicians.Find(Waiting(), [Profile()], Now));

    [Theory]
    [InlineData("CA", "is not licensed in CA")]
    [InlineData(null, "cannot be chosen while the patient's state is not known")]
    public void Times_of_a_clinician_without_a_licence_do_not_look_free(string? state, string why) =>
        Assert.Equal([new UnsuitableClinician(Profile().Id.Value, why)],
            UnsuitableClinicians.Find(Waiting(state: state), [Profile()], Now));

    [Fact]
    public void Times_of_a_clinician_of_another_service_line_do_not_look_free() =>
        Assert.Equal("does not serve this service line", Why(Waiting(line: "dermatology")));

    [Fact]
    public void Times_of_a_clinician_who_does_not_offer_the_kind_of_visit_do_not_look_free()
    {
        var videoOnly = Profile() with { VisitTypes = [new VisitDuration(VisitType.Video, 30)] };

        Assert.Equal("does not offer visits by phone",
            Assert.Single(UnsuitableClinicians.Find(Waiting(visitType: VisitType.Phone), [videoOnly], Now)).Why);
    }

    [Fact]
    public void Times_of_a_clinician_whose_licence_has_ended_do_not_look_free()
    {
        ClinicianProfile Until(int day) =>
            Profile() with { Licences = [new Licence("CO", null, new LocalDate(2031, 3, day))] };

        Assert.Equal("is not licensed in CO at these times",
            Assert.Single(UnsuitableClinicians.Find(Waiting(), [Until(3)], Now)).Why);
        Assert.Empty(UnsuitableClinicians.Find(Waiting(), [Until(4)], Now));
    }

    private static string Why(MatchNeed need) => Assert.Single(UnsuitableClinicians.Find(need, [Profile()], Now)).Why;
}
