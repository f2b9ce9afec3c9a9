using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Domain.Time;

namespace ReferralSilo.Domain.ServiceLines;

/// <summary>Who is alerted when no one takes an alarm of a line, parsed and valid.</summary>
/// <param name="After">From the begin of the alarm to the first alert.</param>
/// <param name="Every">From one alert to the next.</param>
/// <param name="People">In the order in which they are alerted.</param>
/// <param name="Supervisor">Alerted last, at any hour; null for no one.</param>
/// <param name="Zone">Zone of the hours.</param>
public sealed record OnCallList(Duration After, Duration Every, IReadOnlyList<OnCallPerson> People,
    OnCallPerson? Supervisor, DateTimeZone Zone)
{
    /// <summary>Civil days in which the next begin of hours is searched: a week, and the day of a daylight-saving gap
    /// in which hours are empty.</summary>
    private const int DaysAhead = 15;

    /// <summary>The list that serves a queue; null for none. A referral that no line takes has the list of the first
    /// line, by id, that has one: everyone who triages works on such referrals.</summary>
    public static OnCallList? Serving(ServiceLineId queue, IReadOnlyDictionary<ServiceLineId, ServiceLine> lines) =>
        queue != ServiceLineId.Unassigned ? lines.GetValueOrDefault(queue)?.OnCall
            : lines.Values.Where(line => line.OnCall is not null)
                .MinBy(line => line.Id.Value, StringComparer.Ordinal)?.OnCall;

    /// <summary>The list that serves several queues: that of the first one that has a list; null for none.</summary>
    public static OnCallList? Serving(IEnumerable<ServiceLineId> queues,
        IReadOnlyDictionary<ServiceLineId, ServiceLine> lines) =>
        queues.Select(queue => Serving(queue, lines)).FirstOrDefault(list => list is not null);

    /// <summary>The person to alert now: the first one whose hours hold and who was not alerted yet, else the
    /// supervisor. Null when no one is left now.</summary>
    /// <param name="alerted">Who was alerted already.</param>
    /// <param name="now">The instant of the alert.</param>
    public OnCallPerson? Next(IReadOnlyCollection<OnCallKey> alerted, Instant now) =>
        People.FirstOrDefault(p => !alerted.Contains(p.Key) && p.IsOnCall(now, Zone))
        ?? (Supervisor is { } last && !alerted.Contains(last.Key) ? last : null);

    /// <summary>When the hours of someone who was not alerted yet begin, after <paramref name="now"/>; null for
    /// never.</summary>
    public Instant? NextBegin(IReadOnlyCollection<OnCallKey> alerted, Instant now)
    {
        var today = CivilTime.DayOf(now, Zone);
        var begins = from person in People
                     where !alerted.Contains(person.Key)
                     from hours in person.Hours
                     from ahead in Enumerable.Range(0, DaysAhead)
                     let open = hours.On(today.PlusDays(ahead), Zone)
                     where open is { } o && o.Start > now
                     select open!.Value.Start;
        return begins.Select(b => (Instant?)b).Min();
    }

    /// <summary>The entry of a person and a channel, at present; null when it was taken off the list.</summary>
    public OnCallPerson? Find(OnCallKey key) =>
        People.FirstOrDefault(p => p.Key == key) ?? (Supervisor?.Key == key ? Supervisor : null);
}

/// <summary>A person and a channel: it is alerted once for each alarm, however often it stands in the list.</summary>
/// <param name="Person">Staff id, or the id made from the name.</param>
/// <param name="Channel">The channel.</param>
public readonly record struct OnCallKey(string Person, MessageChannel Channel);

/// <summary>One person on call, with one address and one set of hours.</summary>
/// <param name="Key">Who, by which channel.</param>
/// <param name="To">E.164 number or mailbox.</param>
/// <param name="Language">BCP 47.</param>
/// <param name="Hours">Weekly windows in the zone of the line.</param>
public sealed record OnCallPerson(OnCallKey Key, string To, string Language, IReadOnlyList<WeeklyWindow> Hours)
{
    /// <summary>Whether the hours hold at an instant.</summary>
    public bool IsOnCall(Instant at, DateTimeZone zone)
    {
        var day = CivilTime.DayOf(at, zone);
        return Hours.Any(h => h.On(day, zone) is { } open && open.Contains(at));
    }

    /// <summary>Contains no personal data, for logs (PR-4).</summary>
    public override string ToString() => Key.Person;
}
