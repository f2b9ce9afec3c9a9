using System.Globalization;
using System.Text.Json.Serialization;
using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Domain.ServiceLines;

namespace ReferralSilo.Domain.Referrals;

/// <summary>The alerts of one alarm to the people on call. An alarm that ends and begins again makes a new
/// run.</summary>
/// <param name="Number">Number of the alarm within the referral, from 1.</param>
/// <param name="StartedAt">When the alarm began.</param>
/// <param name="NextAt">When the next person is alerted while the alarm is on; null when no one is left.</param>
/// <param name="Alerts">The alerts, oldest first; at most one for each person and channel.</param>
public sealed record OnCallRun(int Number, Instant StartedAt, Instant? NextAt, IReadOnlyList<OnCallAlert> Alerts)
{
    /// <summary>Who was alerted.</summary>
    [JsonIgnore]
    public IReadOnlyCollection<OnCallKey> Alerted => [.. Alerts.Select(a => a.Key)];

    /// <summary>True when no one is left and no alert was sent.</summary>
    [JsonIgnore]
    public bool NobodyReached => NextAt is null && Alerts.All(a => a.Failure is not null);
}

/// <summary>One alert.</summary>
/// <param name="Person">Staff id, or the id made from the name on the list.</param>
/// <param name="Channel">The channel.</param>
/// <param name="At">When it was decided.</param>
/// <param name="IsSupervisor">True for the last one.</param>
/// <param name="Failure">Why it was not delivered; null while nothing says so.</param>
public sealed record OnCallAlert(string Person, MessageChannel Channel, Instant At, bool IsSupervisor,
    string? Failure = null)
{
    /// <summary>Who, by which channel.</summary>
    [JsonIgnore]
    public OnCallKey Key => new(Person, Channel);
}

/// <summary>What the message of an alert is about: <c>{number of the run}:{person}</c>.</summary>
public static class OnCallSubject
{
    /// <summary>The subject of an alert.</summary>
    public static string Of(int run, string person) => string.Create(CultureInfo.InvariantCulture, $"{run}:{person}");

    /// <summary>The run and the person; null for another text.</summary>
    public static (int Run, string Person)? Parse(string? subject) =>
        subject?.IndexOf(':', StringComparison.Ordinal) is > 0 and var at
        && int.TryParse(subject.AsSpan(0, at), NumberStyles.None, CultureInfo.InvariantCulture, out var run)
            ? (run, subject[(at + 1)..]) : null;
}
