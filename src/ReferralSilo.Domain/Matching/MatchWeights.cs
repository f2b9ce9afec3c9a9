using NodaTime;
using ReferralSilo.Contracts;

namespace ReferralSilo.Domain.Matching;

/// <summary>
/// The score formula, 0 to 100: a sum of points with one reason each.
/// <para>
/// <b>A slot for a referral</b> (maximum points): soonness 35, a half-life decay of the wait until the slot; with a
/// need-by, half of it is the share of the remaining time that is left after the slot. Patient's times 25, all or
/// nothing, full without requested times. Clinician 15, full for the preferred one or without a preference. Load 10,
/// the share of the clinician's day that is still open. Fragments 10: 2, plus 4 for each side without a usable gap.
/// Language 5, when spoken or unknown.
/// </para>
/// <para>
/// <b>A referral for a slot</b>: priority 0/10/15/40. Waiting 30, linear, full after 21/7/2/0.5 days by priority.
/// Need-by 14, more when less of the time since receipt is left after the slot. Patient's times 8. Clinician 5.
/// Language 3. So no referral waits forever: with the same fit, one with a full wait comes before any new one of
/// another priority, except stat, which always comes first.
/// </para>
/// </summary>
public static class MatchWeights
{
    /// <summary>Maximum points for an early slot.</summary>
    public const double Soonness = 35;

    /// <summary>Points for a slot in the patient's times.</summary>
    public const double Times = 25;

    /// <summary>Points for the preferred clinician.</summary>
    public const double Clinician = 15;

    /// <summary>Maximum points for a clinician with a light day.</summary>
    public const double Load = 10;

    /// <summary>Maximum points for a slot that leaves no unusable gap.</summary>
    public const double Fragments = 10;

    /// <summary>Points for a shared language.</summary>
    public const double Language = 5;

    /// <summary>Maximum points of a referral for its waiting time.</summary>
    public const double Waiting = 30;

    /// <summary>Maximum points of a referral for a near need-by.</summary>
    public const double NeedBy = 14;

    /// <summary>Points of a referral when the slot is in the patient's times.</summary>
    public const double ReferralTimes = 8;

    /// <summary>Points of a referral when it prefers this clinician.</summary>
    public const double ReferralClinician = 5;

    /// <summary>Points of a referral when the clinician speaks the language.</summary>
    public const double ReferralLanguage = 3;

    /// <summary>Points for a priority.</summary>
    public static double OfPriority(Priority priority) => priority switch
    {
        Priority.Stat => 40,
        Priority.Asap => 15,
        Priority.Urgent => 10,
        _ => 0,
    };

    /// <summary>The wait after which a slot has half its value; shorter for a higher priority.</summary>
    public static Duration HalfLife(Priority priority) => priority switch
    {
        Priority.Stat => Duration.FromHours(3),
        Priority.Asap => Duration.FromHours(12),
        Priority.Urgent => Duration.FromHours(36),
        _ => Duration.FromDays(7),
    };

    /// <summary>The wait after which a referral has all its waiting points.</summary>
    public static Duration FullWait(Priority priority) => priority switch
    {
        Priority.Stat => Duration.FromHours(12),
        Priority.Asap => Duration.FromDays(2),
        Priority.Urgent => Duration.FromDays(7),
        _ => Duration.FromDays(21),
    };
}
