using System.Text.Json.Serialization;
using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Domain.Boards;
using ReferralSilo.Domain.Referrals;
using ReferralSilo.Domain.Schedules;
using ReferralSilo.Domain.Time;

namespace ReferralSilo.Domain.Matching;

/// <summary>The data that matching needs about a waiting referral.</summary>
/// <param name="Must">The hard requirements, the same as at the commit.</param>
/// <param name="Number">Number for use on the phone.</param>
/// <param name="Priority">Priority of the referral.</param>
/// <param name="Language">Preferred language of the patient (BCP 47); null when unknown.</param>
/// <param name="Times">Preferred weekly hours in <paramref name="Zone"/>; none means any time.</param>
/// <param name="Zone">The patient's IANA zone; null for the clinician's.</param>
/// <param name="PreferredClinician">A requested clinician, or one who saw the patient before.</param>
/// <param name="ReceivedAt">When it was received.</param>
/// <param name="IsOpen">False when it needs no slot; such a need is never matched.</param>
public sealed record MatchNeed(
    SlotNeed Must, string Number, Priority Priority, string? Language, IReadOnlyList<WeeklyWindow> Times, string? Zone,
    ClinicianId? PreferredClinician, Instant ReceivedAt, bool IsOpen = true)
{
    [JsonIgnore]
    public ReferralId Referral => Must.Referral;

    /// <summary>Latest start of the visit; null for none.</summary>
    [JsonIgnore]
    public Instant? NeedBy => Must.NeedBy;

    /// <summary>The need of a committed state, with its holds or booking that a new slot would replace.</summary>
    public static MatchNeed From(Referral state)
    {
        var referral = state.Case;
        return From(ReferralNeeds.For(state), referral.Number, referral.Priority, referral.Patient,
            referral.Submission.Preferences,
            referral.ReceivedAt, state.Stage);
    }

    /// <summary>The need of a queue entry.</summary>
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
