using System.Globalization;
using NodaTime;
using NodaTime.Text;
using ReferralSilo.Console.Words;
using ReferralSilo.Contracts.Capacity;

namespace ReferralSilo.Console.Desk;

/// <summary>The rules and points of matching in words.</summary>
public static class RuleWords
{
    /// <summary>What a person can do about a rule that removed clinicians; null for a code that is not
    /// known.</summary>
    public static string? Advice(string? rule) => rule switch
    {
        "service-line-not-served" => "Send the referral to another service line.",
        "not-licensed" => "Check where the patient is for the visit. Only a licence for that state helps otherwise.",
        "language-not-spoken" => "Ask whether the language is required, or find an interpreter.",
        "access-need-not-met" => "Ask whether the need stands, or who can meet it.",
        "age-not-served" => "Check the birth date, or send the referral to another service line.",
        "visit-type-not-offered" => "Ask whether the patient takes another kind of visit.",
        "no-free-slot" => "Ask these clinicians for more open time, or hold a time that somebody lets go.",
        "need-by-passed" => "Choose a later time on the board, and give a reason.",
        _ => null,
    };

    /// <summary>The nearest change that would fulfil a broken rule; null for none.</summary>
    public static string? Change(BrokenRule broken, Zone zone)
    {
        var at = broken.ChangesAt is { } moment ? zone.DayAndClock(moment) : null;
        return broken.Change switch
        {
            "licence-starts" => $"Possible from {at}, when the licence starts.",
            "licence" => "Possible with a licence for the patient's state.",
            "access-need-met" => "Possible when the access need is met or does not stand.",
            "state-known" => "Possible when the patient's state is known.",
            "birth-date-known" => "Possible when the birth date is known.",
            "birthday" => $"Possible from {at}, the patient's birthday.",
            "language-not-required" => "Possible when the language is not required.",
            "overrule" => "Possible with a reason.",
            "hold-ends" => $"Possible when the hold ends at {at}, unless it becomes a visit.",
            "other-time" => at is null ? "Another time may be possible." : $"The first possible time is {at}.",
            "other-visit-type" => "Possible for another kind of visit.",
            "booking-opens" => $"It can be booked from {at} on.",
            "search-reaches" => $"It is offered from {at} on.",
            "other-day" => "Another day may be possible.",
            "other-week" => "Another week may be possible.",
            _ => null,
        };
    }

    /// <summary>A value of a rule; moments in the zone of the screen.</summary>
    public static string Value(string value, Zone zone) =>
        InstantPattern.General.Parse(value) is { Success: true, Value: Instant at }
            ? zone.DayAndClock(at.ToDateTimeOffset()) : value;

    /// <summary>How the score differs from another one, e.g. <c>3.4 below the best: sooner −2.1, load −1.3</c>. The
    /// differences by reason add up to the difference.</summary>
    public static string Difference(SlotMatch match, SlotMatch other, string name)
    {
        var total = Math.Round(match.Score - other.Score, 1);
        var parts = Parts(ReasonDifference.Between(match.Reasons, other.Reasons));
        var than = total == 0 ? $"Equal to {name}" : total < 0 ? $"{Points(-total)} below {name}"
            : $"{Points(total)} above {name}";
        return parts.Length == 0 ? than : $"{than}: {parts}";
    }

    /// <summary>The reasons that differ, e.g. <c>sooner −2.1, load −1.3</c>.</summary>
    public static string Parts(IEnumerable<ReasonDifference> differences) => string.Join(", ", differences
        .Where(d => d.Difference != 0).Select(d => $"{Reason(d.Rule)} {Signed(d.Difference)}"));

    /// <summary>A reason for points, in one or two words.</summary>
    public static string Reason(string rule) => rule switch
    {
        "soonness" => "sooner",
        "times" => "their times",
        "clinician" => "asked-for clinician",
        "load" => "free day",
        "fragments" => "no gaps",
        _ => rule,
    };

    /// <summary>Points with their sign.</summary>
    public static string Signed(double points) => points.ToString("+0.#;−0.#;0", CultureInfo.InvariantCulture);

    private static string Points(double points) => points.ToString("0.#", CultureInfo.InvariantCulture);
}
