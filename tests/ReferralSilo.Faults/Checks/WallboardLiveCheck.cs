using System.Globalization;
using ReferralSilo.Contracts.Json;
using ReferralSilo.Domain.Boards;
using ReferralSilo.Domain.Referrals;
using ReferralSilo.Faults.Histories;

namespace ReferralSilo.Faults.Checks;

/// <summary>
/// I9 for the wallboard, whose numbers have no version. When a change is acknowledged, each referral is as it was last
/// told to anybody, or further; until the deadline it may go through all that was decided by then. A number below or
/// above all that this allows leaves out what was acknowledged.
/// </summary>
internal sealed class WallboardLiveCheck
{
    /// <summary>Pause between two changes that are judged, seconds: each is a look at all referrals.</summary>
    private const double JudgedEvery = 1;

    /// <summary>Numbers that no referral decides; judged at the end only (<see cref="UnversionedRows"/>).</summary>
    private static readonly string[] OfSchedules = ["heldSlots", "clinicians"];

    /// <summary>How far the product's clock may be from the harness's, seconds.</summary>
    private const double ClocksDiffer = 2;

    private readonly History _history;
    private readonly (string Id, Step[] Steps)[] _referrals;
    private readonly (long Ticks, string Id, long Version)[] _told;

    private WallboardLiveCheck(History history)
    {
        _history = history;
        _referrals =
            [.. history.Referrals.Values.Select(l =>
            (l.Id, l.Steps.Select(s => new Step(history.TicksAt(s.Line.At), Counts(s.After))).ToArray()))];
        _told = [.. history.Calls.Where(c => c.IsOk)
            .SelectMany(c => (c.Told!.Shown ?? []).Select(s => (c.Told.Ticks, s.Id, s.Version)))
            .Concat(history.Of<BoardShown>().SelectMany(f => f.Rows.Select(r => (f.Ticks, r.Key, r.Version))))
            .Where(t => history.Referrals.ContainsKey(t.Item2)).OrderBy(t => t.Item1)];
    }

    /// <summary>Of all screens of the wallboard.</summary>
    /// <param name="history">Of the run.</param>
    /// <param name="screens">All.</param>
    /// <param name="changes">Acknowledged ones, in the order of their acknowledgements.</param>
    public static IEnumerable<Violation> Behinds(History history, IReadOnlyList<Screen> screens,
        IReadOnlyList<Call> changes)
    {
        var walls = screens.Where(s => s.Name.Kind == "wallboard").ToList();
        if (walls.Count == 0) return [];
        var check = new WallboardLiveCheck(history);
        return walls.SelectMany(screen => check.Behinds(screen, changes));
    }

    private IEnumerable<Violation> Behinds(Screen screen, IReadOnlyList<Call> changes)
    {
        var known = new Dictionary<string, long>();
        var (next, judged) = (0, long.MinValue);
        foreach (var (change, rows, turned, deadline) in LiveCheck.Live(_history, screen, changes))
        {
            var told = change.Told!.Ticks;
            if (judged != long.MinValue && told - judged < _history.Ticks(JudgedEvery)) continue;
            judged = told;
            for (; next < _told.Length && _told[next].Ticks <= told; next++)
                known[_told[next].Id] = Math.Max(known.GetValueOrDefault(_told[next].Id), _told[next].Version);
            var bounds = Bounds(known, deadline + _history.Ticks(ClocksDiffer));
            var shown = rows.Values.SelectMany(r =>
                r.Says!.Keys.Where(what => !OfSchedules.Contains(what)).Select(what => (r.Key, what)));
            foreach (var (line, what) in bounds.Keys.Union(shown))
            {
                var (least, most) = bounds.GetValueOrDefault((line, what));
                var says = int.Parse(rows.GetValueOrDefault(line)?.Says!.GetValueOrDefault(what) ?? "0",
                    CultureInfo.InvariantCulture);
                if (says >= least && says <= most) continue;
                yield return new("I9",
                    $"{screen.Watcher} said \"live\" on {screen.Board} {LiveCheck.Behind} s after {change.Name} was "
                        + $"acknowledged, and said {what} {says} of {line}, which had {least} to {most}.",
                    turned, change.Told);
            }
        }
    }

    /// <summary>Of each number the least and the most it may say.</summary>
    private Dictionary<(string Line, string What), (int Least, int Most)> Bounds(Dictionary<string, long> known,
        long until)
    {
        var bounds = new Dictionary<(string, string), (int Least, int Most)>();
        foreach (var (id, steps) in _referrals)
        {
            var version = (int)known.GetValueOrDefault(id);
            var later = steps.Skip(version).TakeWhile(s => s.Decided <= until).ToList();
            // Not told to anybody: it may not be there yet.
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

    /// <param name="Decided">When, by the monotonic clock.</param>
    /// <param name="Counts">Where the referral counts from then on.</param>
    private sealed record Step(long Decided, IReadOnlyList<(string Line, string What)> Counts);
}
