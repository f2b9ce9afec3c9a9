using NodaTime;
using ReferralSilo.Domain.Schedules;

namespace ReferralSilo.Domain.Matching;

/// <summary>The free minutes before and after the visits of one length of a clinician, by visit type.</summary>
internal sealed class VisitBuffers
{
    private readonly (int Before, int After)?[] _byType = new (int, int)?[SlotPlane.TypesCount];

    public VisitBuffers(ClinicianProfile clinician, int length)
    {
        foreach (var visit in clinician.VisitTypes)
        {
            if (visit.Minutes != length) continue;
            var (before, after) = clinician.BuffersOf(visit);
            var minutes = ((int)before.TotalMinutes, (int)after.TotalMinutes);
            _byType[(int)visit.VisitType] ??= minutes;
            (MostBefore, MostAfter) = (Math.Max(MostBefore, minutes.Item1), Math.Max(MostAfter, minutes.Item2));
        }

        Gap = (int)clinician.GapOf(Duration.FromMinutes(length)).TotalMinutes;
    }

    /// <summary>The longest buffer before a visit.</summary>
    public int MostBefore { get; }

    /// <summary>The longest buffer after a visit.</summary>
    public int MostAfter { get; }

    /// <summary>The least free time between two visits.</summary>
    public int Gap { get; }

    /// <summary>The buffers of a visit type; null when it is not offered in this length.</summary>
    public (int Before, int After)? this[int type] => _byType[type];
}
