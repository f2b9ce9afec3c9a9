using NodaTime;
using ReferralSilo.Contracts;

namespace ReferralSilo.Domain.Matching;

/// <summary>
/// The formula of a score, 0 to 100, as a sum of points that are each explained.
/// <para>
/// <b>A slot for a referral</b> (points at most): soonness 35 = half-life decay of the wait until the slot, and with a
/// need-by half of it is the share of the time left that the slot leaves as slack; patient's times 25, all or nothing,
/// full when none are asked for; clinician 15, full when the preferred one or none is preferred; load 10 = the share
/// of the clinician's day still open; fragments 10 = 4 for each side without a usable gap, and 2 to begin with;
/// language 5 when spoken or not known.
/// </para>
/// <para>
/// <b>A referral for a slot</b>: priority 0/10/15/40; waiting 30, rising evenly and full after 21/7/2/0.5 days by
/// priority; need-by 14 = how little of the time since receipt remains after the slot; patient's times 8; clinician 5;
/// language 3. So none starves: with the same fit, one that has waited its full time comes before any fresh one of
/// another priority, except stat, which always comes first.
/// </para>
/// </summary>
public static class MatchWeights
{
    /// <summary>Points of a slot that is soon.</summary>
    public const double Soonness = 35;

    /// <summary>Points of a slot in the patient's times.</summary>
    public const double Times = 25;

    /// <summary>Points of the preferred clinician.</summary>
    public const double Clinician = 15;

    /// <summary>Points of a clinician with a light day.</summary>
    public const double Load = 10;

    /// <summary>Points of a slot that leaves no fragments.</summary>
    public const double Fragments = 10;

    /// <summary>Points of a shared language.</summary>
    public const double Language = 5;

    /// <summary>Points of a referral by having waited its full time.</summary>
    public const double Waiting = 30;

    /// <summary>Points of a referral whose need-by is close.</summary>
    public const double NeedBy = 14;

    /// <summary>Points of a referral whose times suit the slot.</summary>
    public const double ReferralTimes = 8;

    /// <summary>Points of a referral that prefers this clinician.</summary>
    public const double ReferralClinician = 5;

    /// <summary>Points of a referral whose language is spoken.</summary>
    public const double ReferralLanguage = 3;

    /// <summary>Points of a priority.</summary>
    public static double OfPriority(Priority priority) => priority switch
    {
        Priority.Stat => 40,
        Priority.Asap => 15,
        Priority.Urgent => 10,
        _ => 0,
    };

    /// <summary>After how long a slot is worth half: the more urgent, the sooner.</summary>
    public static Duration HalfLife(Priority priority) => priority switch
    {
        Priority.Stat => Duration.FromHours(3),
        Priority.Asap => Duration.FromHours(12),
        Priority.Urgent => Duration.FromHours(36),
        _ => Duration.FromDays(7),
    };

    /// <summary>After how long a referral has its full waiting points.</summary>
    public static Duration FullWait(Priority priority) => priority switch
    {
        Priority.Stat => Duration.FromHours(12),
        Priority.Asap => Duration.FromDays(2),
        Priority.Urgent => Duration.FromDays(7),
        _ => Duration.FromDays(21),
    };
}
