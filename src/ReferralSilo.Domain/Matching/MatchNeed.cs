using System.Text.Json.Serialization;
using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Domain.Boards;
using ReferralSilo.Domain.Referrals;
using ReferralSilo.Domain.Schedules;
using ReferralSilo.Domain.Time;

namespace ReferralSilo.Domain.Matching;

/// <summary>What the match must know of a referral that waits for a visit.</summary>
/// <param name="Must">What is never broken, the same as the commit asks for.</param>
/// <param name="Number">What people read out.</param>
/// <param name="Priority">Of the referral.</param>
/// <param name="Language">BCP 47 of the patient, preferred; null when not known.</param>
/// <param name="Times">Preferred weekly hours in <paramref name="Zone"/>; none means any time.</param>
/// <param name="Zone">The patient's IANA zone; null: the clinician's.</param>
/// <param name="PreferredClinician">Asked for, or seen before.</param>
/// <param name="ReceivedAt">Since when it waits.</param>
/// <param name="IsOpen">False once it needs no slot any more; such a need is never matched.</param>
public sealed record MatchNeed(
    SlotNeed Must, string Number, Priority Priority, string? Language, IReadOnlyList<WeeklyWindow> Times, string? Zone,
    ClinicianId? PreferredClinician, Instant ReceivedAt, bool IsOpen = true)
{
    /// <summary>Which.</summary>
    [JsonIgnore]
    public ReferralId Referral => Must.Referral;

    /// <summary>Last moment for the visit to start; null for none.</summary>
    [JsonIgnore]
    public Instant? NeedBy => Must.NeedBy;

    /// <summary>The need of a committed state, with what it would give up for another slot.</summary>
    public static MatchNeed From(Referral state)
    {
        var referral = state.Case;
        return From(ReferralNeeds.For(state), referral.Number, referral.Priority, referral.Submission.Patient,
            referral.Submission.Preferences,
            referral.ReceivedAt, state.Stage);
    }

    /// <summary>The need of a referral as its service line knows it.</summary>
    public static MatchNeed From(QueueEntry entry) => From(
        ReferralNeeds.For(entry.Id, entry.ServiceLine, entry.Patient, entry.Preferences, entry.NeedBy,
            entry.MissingDocuments), entry.Number,
        entry.Priority, entry.Patient, entry.Preferences, entry.ReceivedAt, entry.Stage);

    private static MatchNeed From(
        SlotNeed must, string number, Priority priority, Patient patient, Preferences? preferences, Instant receivedAt,
            Stage stage) => new(
        must, number, priority, patient.Language,
        [.. preferences?.Times.Select(t => new WeeklyWindow(WeekdaysOf(t.Days), t.From, t.To)) ?? []], patient.TimeZone,
        preferences?.Clinician, receivedAt, IsOpen: stage is not (Stage.Completed or Stage.Closed or Stage.Arrived));

    private static Weekdays WeekdaysOf(IReadOnlyList<IsoDayOfWeek> days) =>
        days.Aggregate(default(Weekdays), (set, day) => set | (Weekdays)(1 << ((int)day - 1)));
}
