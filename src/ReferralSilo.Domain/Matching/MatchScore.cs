using System.Globalization;
using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Capacity;
using ReferralSilo.Contracts.Json;
using ReferralSilo.Domain.Schedules;
using ReferralSilo.Domain.Time;

namespace ReferralSilo.Domain.Matching;

/// <summary>Computes the points of <see cref="MatchWeights"/> and the sentences that explain them.</summary>
internal static class MatchScore
{
    /// <summary>The points that all slots of a clinician share, computed once per clinician.</summary>
    public static ClinicianPoints OfClinician(ClinicianProfile clinician, MatchNeed need) => new(
        IsPreferred(clinician, need) ? MatchWeights.Clinician : 0,
        SuitsLanguage(clinician, need) ? MatchWeights.Language : 0);

    public static SlotPoints OfSlot(FreeSlot slot, ClinicianPoints clinician, MatchNeed need, DateTimeZone zone,
        Instant now) => new(
        SoonnessPoints(slot.Slot.Start, need, now),
        IsInTimes(slot.Slot, need, zone) ? MatchWeights.Times : 0,
        clinician.Clinician,
        LoadPoints(slot.Open, slot.Busy),
        FragmentPoints(slot.Neighbours),
        clinician.Language);

    public static ReferralPoints OfReferral(SlotId slot, ClinicianProfile clinician, MatchNeed need, DateTimeZone zone,
        Instant now) => new(
        MatchWeights.OfPriority(need.Priority),
        WaitingPoints(need.Priority, need.ReceivedAt, now),
        NeedByPoints(need.NeedBy, need.ReceivedAt, slot.Start),
        IsInTimes(slot, need, zone) ? MatchWeights.ReferralTimes : 0,
        IsPreferred(clinician, need) ? MatchWeights.ReferralClinician : 0,
        SuitsLanguage(clinician, need) ? MatchWeights.ReferralLanguage : 0);

    public static IReadOnlyList<ScoreReason> Explain(SlotPoints p, FreeSlot slot, ClinicianProfile clinician,
        MatchNeed need, Instant now) => [
        Reason("soonness", p.Soonness, need.NeedBy is { } by
            ? $"Starts {Span(slot.Slot.Start - now)} from now, {BeforeOrAfter(by, slot.Slot.Start)}."
            : $"Starts {Span(slot.Slot.Start - now)} from now; priority is {need.Priority.WireName()}."),
        TimesReason(p.Times, need),
        ClinicianReason(p.Clinician, need),
        Reason("load", p.Load, $"{slot.Busy} taken and {slot.Open} open on the clinician's day."),
        Reason("fragments", p.Fragments, slot.Neighbours switch
        {
            2 => "Leaves no gap on either side.",
            1 => "Leaves a gap on one side.",
            _ => "Leaves a gap on both sides.",
        }),
        LanguageReason(p.Language, clinician, need)];

    public static IReadOnlyList<ScoreReason> Explain(ReferralPoints p, SlotId slot, ClinicianProfile clinician,
        MatchNeed need, Instant now) => [
        Reason("priority", p.Priority, $"Priority is {need.Priority.WireName()}."),
        Reason("waiting", p.Waiting, $"Has waited {Span(now - need.ReceivedAt)}."),
        Reason("need-by", p.NeedBy, need.NeedBy is { } by ? $"The slot starts {BeforeOrAfter(by, slot.Start)}."
            : "There is no need-by."),
        TimesReason(p.Times, need),
        ClinicianReason(p.Clinician, need),
        LanguageReason(p.Language, clinician, need)];

    /// <summary>Points for an early start; they never grow with the start.</summary>
    public static double SoonnessPoints(Instant start, MatchNeed need, Instant now) =>
        Tenth(Soonness(start, need, now));

    /// <summary>Points for a day with so many open and busy visits.</summary>
    public static double LoadPoints(int open, int busy) =>
        Tenth(MatchWeights.Load * open / Math.Max(1, open + busy));

    /// <summary>Points for a slot with 0 to 2 sides without a usable gap.</summary>
    public static double FragmentPoints(int neighbours) =>
        Tenth(MatchWeights.Fragments * (0.2 + (0.4 * neighbours)));

    /// <summary>Points of a referral for its waiting time; they never grow with a later receipt.</summary>
    public static double WaitingPoints(Priority priority, Instant receivedAt, Instant now) =>
        Tenth(MatchWeights.Waiting * Share(now - receivedAt, MatchWeights.FullWait(priority)));

    /// <summary>Points of a referral for the need-by of a visit with this start.</summary>
    public static double NeedByPoints(Instant? needBy, Instant receivedAt, Instant start) =>
        needBy is { } by ? Tenth(MatchWeights.NeedBy * (1 - Share(by - start, by - receivedAt))) : 0;

    /// <summary>Points as whole tenths, in which the index adds and compares.</summary>
    public static int Tenths(double points) => (int)Math.Round(points * 10);

    private static double Soonness(Instant start, MatchNeed need, Instant now)
    {
        var decay = Math.Pow(2,
            -Math.Max(0, (start - now).TotalHours) / MatchWeights.HalfLife(need.Priority).TotalHours);
        // A past need-by does not distinguish slots: then the soonest slot is best.
        if (need.NeedBy is not { } by || by <= now)
            return MatchWeights.Soonness * decay;
        return MatchWeights.Soonness * ((decay / 2) + (Share(by - start, by - now) / 2));
    }

    private static bool IsInTimes(SlotId slot, MatchNeed need, DateTimeZone zone) =>
        need.Times.Count == 0 || WeeklyWindow.Cover(need.Times, slot.Start, slot.End, zone);

    private static bool IsPreferred(ClinicianProfile clinician, MatchNeed need) =>
        need.PreferredClinician is not { } wanted || wanted == clinician.Id;

    private static bool SuitsLanguage(ClinicianProfile clinician, MatchNeed need) =>
        need.Language is null || SlotRules.Speaks(clinician.Languages, need.Language);

    // Nothing is free in an empty whole.
    private static double Share(Duration part, Duration whole) =>
        whole <= Duration.Zero ? 0 : Math.Clamp(part / whole, 0, 1);

    private static ScoreReason TimesReason(double points, MatchNeed need) => Reason("times", points,
        need.Times.Count == 0 ? "No times were requested."
        : points > 0 ? "Lies in the patient's times." : "Lies outside the patient's times.");

    private static ScoreReason ClinicianReason(double points, MatchNeed need) => Reason("clinician", points,
        need.PreferredClinician is null ? "No clinician was requested."
        : points > 0 ? "Is the requested clinician." : "Is not the requested clinician.");

    private static ScoreReason LanguageReason(double points, ClinicianProfile clinician, MatchNeed need) =>
        Reason("language", points,
        need.Language is null ? "The patient's language is not known."
        : points > 0 ? $"The clinician speaks {need.Language}."
        : $"The clinician speaks {string.Join(", ", clinician.Languages)}, not {need.Language}.");

    private static ScoreReason Reason(string rule, double points, string detail) => new(rule, points, detail);

    private static string BeforeOrAfter(Instant needBy, Instant start) =>
        start <= needBy ? $"{Span(needBy - start)} before the need-by" : $"{Span(start - needBy)} after the need-by";

    // The displayed points must add up to the compared score.
    private static double Tenth(double points) => Math.Round(points, 1);

    private static string Span(Duration span) => span switch
    {
        _ when span < Duration.FromHours(1) =>
            string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(span.TotalMinutes)} min"),
        _ when span < Duration.FromDays(2) =>
            string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(span.TotalHours)} h"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(span.TotalDays)} days"),
    };
}

internal readonly record struct ClinicianPoints(double Clinician, double Language);

internal readonly record struct SlotPoints(double Soonness, double Times, double Clinician, double Load,
    double Fragments, double Language)
{
    public double Total => Math.Round(Soonness + Times + Clinician + Load + Fragments + Language, 1);
}

internal readonly record struct ReferralPoints(double Priority, double Waiting, double NeedBy, double Times,
    double Clinician, double Language)
{
    public double Total => Math.Round(Priority + Waiting + NeedBy + Times + Clinician + Language, 1);
}
