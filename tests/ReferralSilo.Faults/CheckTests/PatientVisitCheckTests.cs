using ReferralSilo.Domain;
using ReferralSilo.Domain.Referrals;
using static ReferralSilo.Faults.CheckTests.AHistory;

namespace ReferralSilo.Faults.CheckTests;

/// <summary>I17: the visits of one patient.</summary>
public sealed class PatientVisitCheckTests
{
    [Fact]
    public void Two_visits_of_a_patient_at_the_same_time_are_detected() =>
        Booked(Of("p1", "r1", 0), Of("p1", "r2", 15)).Violates("I17");

    [Fact]
    public void Two_visits_at_the_same_time_of_which_a_person_said_why_are_good() =>
        Booked(Of("p1", "r1", 0), Of("p1", "r2", 15, "Both clinicians see her.")).IsValid();

    [Fact]
    public void A_reason_for_another_rule_is_none_for_two_visits()
    {
        var (id, events) = Of("p1", "r2", 15);
        Booked(Of("p1", "r1", 0), (id, [.. events[..^1], Overruled(events[^1])])).Violates("I17");
    }

    [Fact]
    public void Visits_one_after_the_other_and_visits_of_two_patients_are_good() =>
        Booked(Of("p1", "r1", 0), Of("p1", "r2", 30), Of("p2", "r3", 15)).IsValid();

    private static ReferralEvent Overruled(ReferralEvent booked) => booked is ReferralEvent.AppointmentBooked b
        ? b with { Appointment = b.Appointment with { Overrule = "After the need-by date." } } : booked;

    private static AHistory Booked(params (string Id, ReferralEvent[] Events)[] referrals) =>
        referrals.Aggregate(new AHistory(), (history, r) => history.Referral(r.Id, 5, null, r.Events));

    private static (string Id, ReferralEvent[] Events) Of(string patient, string id, int minute, string? why = null)
    {
        var booked = AHistory.Booked(id, "k" + id, 5, minute);
        return (id, [Received(id, 1), new ReferralEvent.PatientAssigned(new PatientId(patient)),
            new ReferralEvent.Accepted(null, null, Clock(Contracts.ClockKind.FirstContact, 5, 3600)),
            booked with { Appointment = booked.Appointment with { OverruleVisit = why } }]);
    }
}
