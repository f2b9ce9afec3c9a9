using System.Globalization;
using ReferralSilo.Contracts.Json;
using ReferralSilo.Domain.Boards;
using ReferralSilo.Domain.Referrals;
using ReferralSilo.Faults.Histories;

namespace ReferralSilo.Faults.Checks;

/// <summary>
/// I9 for the wallboard, whose numbers have no version. When a change is acknowledged, each referral has at least the
/// last version that any client received; until the deadline it may pass through every state decided by then. A number
/// outside the range that this allows misses an acknowledged change.
/// </summary>
internal sealed class WallboardLiveCheck
{
    /// <summary>Shortest time between two checked changes, seconds, because each check reads all referrals.</summary>
    private const double CheckEvery = 1;

    /// <summary>
    /// Numbers that do not depend on referrals; checked only at the end (<see cref="UnversionedRows"/>).
    /// </summary>
    private static readonly string[] OfSchedules = ["heldSlots", "clinicians"];

    /// <summary>Largest difference between the clocks of product and harness, seconds.</summary>
    private const double ClocksDiffer = 2;

    private readonly History _history;
    private readonly (string Id, Step[] Steps)[] _referrals;
    private readonly (long Ticks, string Id, long Version)[] _received;

    private WallboardLiveCheck(History history)
    {
        _history = history;
        _referrals = [.. history.Referrals.Values.Select(l =>
            (l.Id, l.Steps.Select(s => new Step(history.TicksAt(s.Stored.At), Counts(s.After))).ToArray()))];
        _received = [.. history.Calls.Where(c => c.IsOk)
            .SelectMany(c => (c.Answer!.Shown ?? []).Select(s => (c.Answer.Ticks, s.Id, s.Version)))
            .Concat(history.Of<FrameReceived>().SelectMany(f => f.Rows.Select(r => (f.Ticks, r.Key, r.Version))))
            .Where(t => history.Referrals.ContainsKey(t.Item2)).OrderBy(t => t.Item1)];
    }

    /// <summary>Checks all screens of the wallboard.</summary>
    /// <param name="history">The history of the run.</param>
    /// <param name="screens">All screens.</param>
    /// <param name="changes">Acknowledged changes, ordered by acknowledgement.</param>
    public static IEnumerable<Violation> Behinds(History history, IReadOnlyList<ScreenHistory> screens,
        IReadOnlyList<Call> changes)
    {
        var wallboards = screens.Where(s => s.Name.Kind == "wallboard").ToList();
        if (wallboards.Count == 0) return [];
        var check = new WallboardLiveCheck(history);
        return wallboards.SelectMany(screen => check.Behinds(screen, changes));
    }

    private IEnumerable<Violation> Behinds(ScreenHistory screen, IReadOnlyList<Call> changes)
    {
        var received = new Dictionary<string, long>();
        var (next, lastChecked) = (0, long.MinValue);
        foreach (var (change, rows, _, turned, deadline) in LiveCheck.Live(_history, screen, changes))
        {
            var acknowledgedAt = change.Answer!.Ticks;
            if (lastChecked != long.MinValue && acknowledgedAt - lastChecked < _history.Ticks(CheckEvery)) continue;
            lastChecked = acknowledgedAt;
            for (; next < _received.Length && _received[next].Ticks <= acknowledgedAt; next++)
            {
                var (_, id, version) = _received[next];
                received[id] = Math.Max(received.GetValueOrDefault(id), version);
            }

            var bounds = Bounds(received, deadline + _history.Ticks(ClocksDiffer));
            var shown = rows.Values.SelectMany(r =>
                r.Values!.Keys.Where(what => !OfSchedules.Contains(what)).Select(what => (r.Key, what)));
            foreach (var (line, what) in bounds.Keys.Union(shown))
            {
                var (least, most) = bounds.GetValueOrDefault((line, what));
                var value = int.Parse(rows.GetValueOrDefault(line)?.Values!.GetValueOrDefault(what) ?? "0",
                    CultureInfo.InvariantCulture);
                if (value >= least && value <= most) continue;
                yield return new("I9",
                    $"{screen.Watcher} showed \"live\" on {screen.Board} {LiveCheck.Behind} s after {change.Name} was "
                        + $"acknowledged, and showed {what} {value} of {line}; expected {least} to {most}.",
                    turned, change.Answer);
            }
        }
    }

    /// <summary>The range of each number.</summary>
    private Dictionary<(string Line, string What), (int Least, int Most)> Bounds(Dictionary<string, long> received,
        long until)
    {
        var bounds = new Dictionary<(string, string), (int Least, int Most)>();
        foreach (var (id, steps) in _referrals)
        {
            var version = (int)received.GetValueOrDefault(id);
            var later = steps.Skip(version).TakeWhile(s => s.Decided <= until).ToList();
            // No client received it: it may not be counted yet.
            IReadOnlyList<(string, string)> surely = version == 0 ? [] : steps[version - 1].Counts;
            foreach (var number in surely.Concat(later.SelectMany(s => s.Counts)).Distinct().ToList())
            {
                var (least, most) = bounds.GetValueOrDefault(number);
                bounds[number] =
                    (surely.Contains(number) && later.All(s => s.Counts.Contains(number)) ? least + 1 : least,
                    most + 1);
            }
        }

        return bounds;
    }

    /// <summary>The numbers of the wallboard that count a referral.</summary>
    private static IReadOnlyList<(string Line, string What)> Counts(Referral state)
    {
        if (!state.IsOpen) return [];
        var (entry, line) = (QueueEntry.From(state, 1), state.Case.ServiceLine.Value);
        List<(string, string)> counts = [(line, entry.Stage.WireName())];
        if (entry.Alarm) counts.Add((line, "alarms"));
        if (entry.Breached) counts.Add((line, "breached"));
        return counts;
    }

    /// <param name="Decided">Decision time, monotonic clock.</param>
    /// <param name="Counts">The numbers that count the referral from then on.</param>
    private sealed record Step(long Decided, IReadOnlyList<(string Line, string What)> Counts);
}
