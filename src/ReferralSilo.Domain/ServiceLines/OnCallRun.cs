using System.Globalization;
using System.Text.Json.Serialization;
using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Domain.Messages;

namespace ReferralSilo.Domain.ServiceLines;

/// <summary>The alerts of one alarm to the people on call. An alarm that ends and begins again makes a new
/// run.</summary>
/// <param name="Number">Number of the alarm within the referral or the conversation, from 1.</param>
/// <param name="StartedAt">When the alarm began.</param>
/// <param name="NextAt">When the next person is alerted while the alarm is on; null when no one is left.</param>
/// <param name="Alerts">The alerts, oldest first; one for each person and channel, and several to the
/// supervisor.</param>
public sealed record OnCallRun(int Number, Instant StartedAt, Instant? NextAt, IReadOnlyList<OnCallAlert> Alerts)
{
    /// <summary>True while the people are called by the alarm of another unknown sender; then <c>NextAt</c> is when
    /// this one looks whether they still are.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsJoined { get; init; }

    /// <summary>Who was alerted, or was to be.</summary>
    [JsonIgnore]
    public IReadOnlyCollection<OnCallKey> Alerted => [.. Alerts.Select(a => a.Key)];

    /// <summary>Number of people to whom an alert was sent.</summary>
    [JsonIgnore]
    public int Reached => Alerts.Where(a => a.IsSent).Select(a => a.Person).Distinct().Count();

    /// <summary>True when everyone who could be called was, and no alert was sent or may still arrive soon.</summary>
    [JsonIgnore]
    public bool NobodyReached =>
        (NextAt is null || Alerts.Any(a => a.IsSupervisor)) && !Alerts.Any(a => a.MayArrive);

    /// <summary>True when the list has no one who could ever be called.</summary>
    [JsonIgnore]
    public bool IsEmpty => NextAt is null && Alerts.Count == 0;
}

/// <summary>One alert.</summary>
/// <param name="Person">Staff id, or the id made from the name on the list.</param>
/// <param name="Channel">The channel.</param>
/// <param name="At">When it was decided.</param>
/// <param name="IsSupervisor">True for one to the supervisor.</param>
/// <param name="Failure">Why it was not delivered; null while nothing says so.</param>
public sealed record OnCallAlert(string Person, MessageChannel Channel, Instant At, bool IsSupervisor,
    string? Failure = null)
{
    /// <summary>Its message is on its way to the provider.</summary>
    public const string Planned = "planned";

    /// <summary>Why it is not known that the provider has it: <see cref="Planned"/>, a reason of messages or a code of
    /// the provider. Null when the provider has it, and in alerts that an older version stored.</summary>
    public string? Waits { get; init; }

    /// <summary>Who, by which channel.</summary>
    [JsonIgnore]
    public OnCallKey Key => new(Person, Channel);

    /// <summary>True when the provider has it and did not report a failure.</summary>
    [JsonIgnore]
    public bool IsSent => Failure is null && Waits is null;

    /// <summary>False when it failed, and while something keeps it back.</summary>
    [JsonIgnore]
    public bool MayArrive => Failure is null && Waits is null or Planned or MessageReasons.AnswerLost;
}

/// <summary>What the message of an alert became.</summary>
/// <param name="Run">Number of the run.</param>
/// <param name="Person">Id of the person.</param>
/// <param name="Channel">The channel.</param>
/// <param name="At">When the alert was decided; null in reports of older versions, which mean the last one.</param>
/// <param name="Failure">Why it will not arrive: a reason of messages or a code of the provider; null when it still
/// may.</param>
/// <param name="Waits">Why it does not leave now; null with a failure, and when the provider has it.</param>
public sealed record OnCallReport(int Run, string Person, MessageChannel Channel, Instant? At, string? Failure,
    string? Waits)
{
    /// <summary>True for the alert that it is about.</summary>
    internal bool IsAbout(OnCallAlert alert) =>
        alert.Key == new OnCallKey(Person, Channel) && (At is null || At == alert.At);
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
