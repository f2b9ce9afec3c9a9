using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Capacity;
using ReferralSilo.Domain.Schedules;
using ReferralSilo.Domain.Time;

namespace ReferralSilo.Domain.Matching;

/// <summary>Converts capacity and matches to the records of the public contract.</summary>
public static class CapacityViews
{
    /// <summary>Live capacity of a service line: days by clinician, then date; open slots by start, then clinician. A
    /// state limits it to clinicians licensed there, and to their open slots on days of the licence; a visit type to
    /// open slots that allow it.</summary>
    public static CapacityView Capacity(
        ServiceLineId line, IEnumerable<Schedule> schedules, Interval interval, Instant now,
        VisitType? visitType = null, string? state = null)
    {
        var days = new List<CapacityDay>();
        var open = new List<(SlotId Slot, IReadOnlyList<VisitType> Types)>();
        foreach (var schedule in schedules.OrderBy(s => s.Clinician.Value, StringComparer.Ordinal)
            .Where(s => Serves(s.Profile, line, state)))
        {
            var slots = SlotGrid.Slots(schedule, interval, now).Where(s => s.Status != SlotStatus.Free
                || Admits(s, visitType) && IsLicensed(schedule.Profile, state, s.Start)).ToList();
            days.AddRange(CapacityCounter.Days(schedule, slots, interval, now));
            open.AddRange(slots.Where(s => s.Status == SlotStatus.Free).Select(s => (s.Slot!.Value, s.VisitTypes)));
        }
        return new CapacityView(line.Value, interval.Start.ToDateTimeOffset(), interval.End.ToDateTimeOffset(), days,
            [.. open.OrderBy(o => o.Slot.Start).ThenBy(o => o.Slot.Clinician.Value, StringComparer.Ordinal)
                .ThenBy(o => o.Slot.End)
                .Select(o => ScheduleViews.Open(o.Slot, o.Types))]);
    }

    /// <summary>The best slots of a referral.</summary>
    public static SlotMatches Matches(ReferralId referral, MatchedSlots matches) => new(referral.Value,
        [.. matches.Items.Select(m =>
            new SlotMatch(m.Slot.Value, m.Clinician.Value, m.ClinicianName, m.Slot.Start.ToDateTimeOffset(),
            m.Slot.End.ToDateTimeOffset(), m.VisitType, m.Score, m.Reasons, Codes(m.ToOverrule)))], matches.WhyNot)
    {
        Removed = NoSlotReasons.Codes(matches.Removed),
    };

    /// <summary>A referral that fits a slot.</summary>
    public static ReferralMatch Match(MatchedReferral match) =>
        new(match.Referral.Value, match.Number, match.Priority, match.Score, match.Reasons, Codes(match.ToOverrule));

    private static IReadOnlyList<string>? Codes(IReadOnlyList<SlotRule> rules) =>
        rules.Count == 0 ? null : [.. rules.Select(SlotRefusals.CodeOf)];

    private static bool Serves(ClinicianProfile clinician, ServiceLineId line, string? state) =>
        clinician.ServiceLines.Contains(line)
        && (state is null || clinician.LicensedStates.Contains(state, StringComparer.OrdinalIgnoreCase));

    private static bool IsLicensed(ClinicianProfile clinician, string? state, Instant start) => state is null
        || SlotRules.IsLicensed(clinician, state, CivilTime.DayOf(start, clinician.Zone));

    private static bool Admits(GridSlot slot, VisitType? type) =>
        type is not { } wanted || slot.VisitTypes.Contains(wanted);
}
