using NodaTime;
using ReferralSilo.Api.Requests;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Capacity;
using ReferralSilo.Domain.Matching;
using ReferralSilo.Domain.Patients;
using ReferralSilo.Domain.Referrals;
using ReferralSilo.Domain.Time;
using ReferralSilo.Grains.Interfaces;
using ReferralSilo.Grains.Settings;

namespace ReferralSilo.Api.Referrals;

/// <summary>Finds what a booking is refused for before the schedule is asked: a missing consent, and another visit of
/// the patient at the same time.</summary>
public sealed class BookingRefusals(IGrainFactory grains, GrainCalls calls, ServiceLineCatalog lines, IClock clock)
{
    /// <summary>What a booking at one of the times checks.</summary>
    public async Task<BookingChecks> At(Referral referral, IReadOnlyList<Interval> times) =>
        new(await NeedsConsent(referral), await OtherVisits(referral, times));

    /// <summary>Names the refusals on each slot.</summary>
    public async Task<SlotMatches> Mark(SlotMatches best, Referral referral)
    {
        var checks = await At(referral, [.. best.Items.Select(TimeOf)]);
        return !checks.IsConsentMissing && checks.OtherVisits.Count == 0 ? best
            : best with { Items = [.. best.Items.Select(slot => Marked(slot, checks))] };
    }

    private static SlotMatch Marked(SlotMatch slot, BookingChecks checks)
    {
        var codes = (slot.NeedsOverrule ?? []).ToList();
        if (checks.IsConsentMissing) codes.Add(ReferralRefusals.ConsentMissing.Code);
        if (checks.OtherVisits.Any(v => Overlaps(v, TimeOf(slot)))) codes.Add(PatientRefusals.HasVisit.Code);
        return slot with { NeedsOverrule = codes.Count == 0 ? null : codes };
    }

    // A visit is moved without asking again.
    private async ValueTask<bool> NeedsConsent(Referral referral) =>
        referral is not Referral.Booked && !referral.Case.HasTelehealthConsent
        && await lines.Queue(referral.Case.ServiceLine) is
        {
            Settings.TelehealthConsent: TelehealthConsent.BeforeBooking
        };

    // As the claim of a visit judges them.
    private async Task<IReadOnlyList<PatientVisit>> OtherVisits(Referral referral, IReadOnlyList<Interval> times)
    {
        var found = new List<PatientVisit>();
        var next = referral.Case.PatientId;
        for (var hop = 0; next is { } patient && hop <= PatientRecord.MostAbsorbed; hop++)
        {
            if (await calls.Read(() => grains.GetGrain<IPatientGrain>(patient.Value).Show())
                is not { State: var record }) break;
            foreach (var visit in record.Visits
                .Where(v => v.Referral != referral.Case.Id && times.Any(t => Overlaps(v, t))).ToList())
                if (PatientDecider.MayBeBooking(record, visit, clock.GetCurrentInstant()) || await IsBooked(visit))
                    found.Add(visit);
            next = record.Merged?.Into;
        }

        return found;
    }

    // The record may know an older visit.
    private async Task<bool> IsBooked(PatientVisit visit) =>
        await calls.Read(() => grains.GetGrain<IReferralGrain>(visit.Referral.Value).Show()) is { State: var other }
        && PatientVisit.Of(other) == visit;

    private static bool Overlaps(PatientVisit visit, Interval time) =>
        CivilTime.Overlap(visit.Start, visit.End, time.Start, time.End);

    private static Interval TimeOf(SlotMatch slot) =>
        new(Instant.FromDateTimeOffset(slot.Start), Instant.FromDateTimeOffset(slot.End));
}
