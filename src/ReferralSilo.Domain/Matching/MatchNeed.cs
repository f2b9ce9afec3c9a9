using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Domain.Boards;
using ReferralSilo.Domain.Time;

namespace ReferralSilo.Domain.Matching;

/// <summary>What the match must know of a referral that waits for a visit.</summary>
/// <param name="Referral">Which.</param>
/// <param name="Number">What people read out.</param>
/// <param name="ServiceLine">Whose clinicians may see it.</param>
/// <param name="Priority">Of the referral.</param>
/// <param name="NeedBy">Last moment for the visit to start; null for none.</param>
/// <param name="State">Where the patient is; null when not known, then no licence can be shown to cover it.</param>
/// <param name="Language">BCP 47; null when not known.</param>
/// <param name="LanguageRequired">True: only clinicians who speak it; false: those who do are preferred.</param>
/// <param name="Age">Completed years; null when not known, then only clinicians without age limits.</param>
/// <param name="VisitType">The only one the patient wants; null for any.</param>
/// <param name="Times">Preferred weekly hours in <paramref name="Zone"/>; none means any time.</param>
/// <param name="Zone">The patient's IANA zone; null: the clinician's.</param>
/// <param name="PreferredClinician">Asked for, or seen before.</param>
/// <param name="ReceivedAt">Since when it waits.</param>
/// <param name="IsOpen">False once it needs no slot any more; such a need is never matched.</param>
public sealed record MatchNeed(
    ReferralId Referral, string Number, ServiceLineId ServiceLine, Priority Priority, Instant? NeedBy, string? State,
    string? Language, bool LanguageRequired, int? Age, VisitType? VisitType, IReadOnlyList<WeeklyWindow> Times, string? Zone,
    ClinicianId? PreferredClinician, Instant ReceivedAt, bool IsOpen = true)
{
    /// <summary>The need of a referral as its service line knows it; closed to matching once the patient came.</summary>
    public static MatchNeed Of(QueueEntry entry, Instant now) => new(
        entry.Id, entry.Number, entry.ServiceLine, entry.Priority, entry.NeedBy, entry.Patient.Location?.State, entry.Patient.Language,
        false, entry.Patient.Age(now.InUtc().Date), entry.Preferences?.VisitType,
        [.. entry.Preferences?.Times.Select(t => new WeeklyWindow(WeekdaysOf(t.Days), t.From, t.To)) ?? []], entry.Patient.TimeZone,
        entry.Preferences?.Clinician, entry.ReceivedAt, entry.Stage is not (Stage.Completed or Stage.Closed or Stage.Arrived));

    private static Weekdays WeekdaysOf(IReadOnlyList<IsoDayOfWeek> days) =>
        days.Aggregate(default(Weekdays), (set, day) => set | (Weekdays)(1 << ((int)day - 1)));
}
