using NodaTime;

namespace ReferralSilo.Domain.ServiceLines;

/// <summary>Whom an alarm calls and when (TR-6): the people of the list one after the other, each once, then the
/// supervisor again and again. Referrals and conversations use the same rules; each step is one event with one message
/// in its commit, so it is taken once whatever silo dies (decisions 0122, 0126).</summary>
public static class OnCallRules
{
    /// <summary>How long no screen may show the alarm until the first person is alerted before the time.</summary>
    public static readonly Duration UnseenFor = Duration.FromSeconds(30);

    /// <summary>From one alert to the supervisor to the next one, while no one takes the alarm.</summary>
    public static readonly Duration SupervisorAgain = Duration.FromMinutes(15);

    /// <summary>Most alerts of one alarm to the supervisor, alerts: three hours.</summary>
    public const int SupervisorAlerts = 12;

    /// <summary>The run of an alarm that begins. Without a list it has no time, and it begins when there is a
    /// list.</summary>
    /// <param name="before">The run of the alarm before; null for none.</param>
    public static OnCallRun Begin(OnCallRun? before, OnCallList? list, Instant now)
    {
        var run = new OnCallRun((before?.Number ?? 0) + 1, now, null, []);
        return list is null ? run : run with { NextAt = NextAt(run, list, now) };
    }

    /// <summary>Takes the step that is due. Null: nothing changes.</summary>
    public static OnCallChange? Step(OnCallRun run, OnCallList? list, Instant now)
    {
        if (list is null || Person(run, list, now) is not { } person)
        {
            var next = list is null ? null : NextAt(run, list, now);
            return next == run.NextAt ? null : new OnCallChange.Due(run with { NextAt = next });
        }

        var alert = new OnCallAlert(person.Key.Person, person.Key.Channel, now, person == list.Supervisor)
        {
            Waits = OnCallAlert.Planned,
        };
        return new OnCallChange.Alerted(run.Number, alert,
            NextAt(run with { Alerts = [.. run.Alerts, alert] }, list, now));
    }

    /// <summary>The first step, when no screen shows the alarm: before its time. Null: nothing changes.</summary>
    public static OnCallChange? StepUnseen(OnCallRun run, OnCallList? list, Instant now) =>
        run is { Alerts.Count: 0, NextAt: { } next } && next > now && now >= run.StartedAt + UnseenFor
            && list?.Next([], now) is not null ? Step(run, list, now) : null;

    /// <summary>The list changed: the running clock follows it. A list that became empty changes nothing until the next
    /// step. Null: nothing changes.</summary>
    public static OnCallChange? Follow(OnCallRun? run, OnCallList? list, Instant now)
    {
        if (list is null) return null;
        if (run is null) return new OnCallChange.Due(Begin(null, list, now));
        var next = NextAt(run, list, now);
        return next == run.NextAt || next <= now && run.NextAt <= now ? null
            : new OnCallChange.Due(run with { NextAt = next });
    }

    /// <summary>What the message of an alert became. When it does not leave soon, the next person is alerted at
    /// once.</summary>
    /// <param name="isOn">True while the alarm is on. Else only a failure is recorded.</param>
    public static IEnumerable<OnCallChange> Report(OnCallRun? run, OnCallReport report, bool isOn, OnCallList? list,
        Instant now)
    {
        if (run is null || run.Number != report.Run) yield break;
        var alert = run.Alerts.LastOrDefault(a => report.IsAbout(a) && a.Failure is null);
        if (alert is null || report.Failure is null && (!isOn || report.Waits == alert.Waits)) yield break;
        var reported = new OnCallChange.Reported(report with { At = alert.At });
        yield return reported;
        var after = reported.Apply(run)!;
        if (isOn && alert.MayArrive && after.Alerts[^1] is { MayArrive: false } last && report.IsAbout(last)
            && Step(after, list, now) is { } next) yield return next;
    }

    /// <summary>Whom to alert now; null for no one.</summary>
    private static OnCallPerson? Person(OnCallRun run, OnCallList list, Instant now) =>
        list.Next(run.Alerted, now) ?? (AgainAt(run, list) <= now ? list.Supervisor : null);

    /// <summary>When the next person is alerted: after the line's time, at once after an alert that does not leave,
    /// when the hours of someone begin, or when the supervisor is alerted again. Null when no one is left.</summary>
    private static Instant? NextAt(OnCallRun run, OnCallList list, Instant now)
    {
        var due = run.Alerts switch
        {
            [] => run.StartedAt + list.After,
            [.., { MayArrive: false }] => now,
            [.., var last] => last.At + list.Every,
        };
        due = Instant.Max(due, now);
        if (list.Next(run.Alerted, due) is not null) return due;
        var (begin, again) = (list.NextBegin(run.Alerted, due), AgainAt(run, list));
        return again is { } at && (begin is null || at < begin) ? Instant.Max(at, now) : begin;
    }

    /// <summary>When the supervisor is alerted again; null when not.</summary>
    private static Instant? AgainAt(OnCallRun run, OnCallList list)
    {
        if (list.Supervisor is not { } supervisor) return null;
        var alerts = run.Alerts.Where(a => a.Key == supervisor.Key).ToList();
        return alerts is [.., var last] && alerts.Count < SupervisorAlerts ? last.At + SupervisorAgain : null;
    }
}
