using System.Diagnostics;
using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Domain.Boards;
using ReferralSilo.Domain.Matching;
using ReferralSilo.Domain.Schedules;

namespace ReferralSilo.Benchmarks;

/// <summary>The best slots of 336,000 for a referral and the best referrals of 10,000 for a slot: the index, the scan
/// of every slot, and SQL. All three must give the same scores. Domain code on one processor.</summary>
internal static class MatchingBenchmark
{
    private const int Limit = 10;
    private const int Needs = 1_000;

    public static async Task Run(string[] arguments)
    {
        var options = new CommandOptions(arguments, "clinicians", "waiting", "searches");
        var world = new MatchingWorld(options.Number("clinicians", 500));
        var searches = options.Number("searches", 20_000);
        var now = MatchingWorld.Now;
        MatchNeed[] needs = [.. Enumerable.Range(0, Needs).Select(world.Need)];
        var slots = world.Schedules.Count * 14 * 48;

        var index = Rebuild(world, now);
        Search($"best {Limit} of {slots:N0} slots", "p50 <= 25, p99 <= 100 us", searches,
            i => index.Search(needs[i % Needs], Limit));
        Search("  with their explanations", "p99 <= 250 us", searches,
            i => index.BestSlots(needs[i % Needs], Limit));
        var fast = Report.Median(Times(searches, i => index.Search(needs[i % Needs], Limit)));

        var capacity = CapacityIndex.Build(world.Schedules, new Interval(now, now + ScheduleBoards.Horizon), now);
        var scan = Times(30, i => Matcher.BestSlots(needs[i], capacity, now, Limit));
        Report.Row("  the scan of every free slot, which is already computed", scan, "us");
        Report.Ratio(Report.Median(scan) / fast, "goal >= 300");
        await Sql(world, index, needs, capacity, fast);

        Waiting(world, index, options.Number("waiting", 10_000), searches);
        Holds(world, index, now);
    }

    private static MatchIndex Rebuild(MatchingWorld world, Instant now)
    {
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var index = Build(world, now);
        var memory = GC.GetTotalMemory(forceFullCollection: true) - before;
        var times = new List<double>();
        // The first round compiles the code.
        for (var round = 0; round < 6; round++)
        {
            var started = Stopwatch.GetTimestamp();
            Build(world, now);
            if (round > 0) times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }

        Report.Row($"rebuild of {world.Schedules.Count} clinicians x 14 days", times, "ms");
        Report.Goal("<= 150 ms");
        Report.Row("  memory of the index", [memory / 1e6], "MB");
        Report.Goal("<= 4 MB");
        return index;
    }

    private static MatchIndex Build(MatchingWorld world, Instant now)
    {
        var index = new MatchIndex();
        foreach (var schedule in world.Schedules) index.Put(schedule);
        index.Advance(now);
        return index;
    }

    private static void Waiting(MatchingWorld world, MatchIndex index, int waiting, int searches)
    {
        var now = MatchingWorld.Now;
        QueueEntry[] entries = [.. Enumerable.Range(0, waiting).Select(world.Entry)];
        var queue = WaitingReferrals.From(entries);
        var asked = Enumerable.Range(0, Needs).Select(_ => world.FreeSlot())
            .Select(f => (f.Slot, Types: index.FreeTypesOf(f.Slot)!, world.Schedules[f.At].Profile)).ToArray();
        Search($"best {Limit} of {waiting:N0} referrals for a slot", "p99 <= 100 us", searches, i =>
            queue.Find(asked[i % Needs].Slot, asked[i % Needs].Types, asked[i % Needs].Profile, now, Limit));
        Search("  with their explanations", "p99 <= 250 us", searches, i =>
            queue.Best(asked[i % Needs].Slot, asked[i % Needs].Types, asked[i % Needs].Profile, now, Limit));
        MatchNeed[] needs = [.. entries.Select(MatchNeed.From)];
        for (var i = 0; i < 20; i++)
        {
            var (slot, types, profile) = asked[i];
            Same(Matcher.BestReferrals(slot, types, profile, needs, now, Limit).Select(m => m.Score),
                queue.Best(slot, types, profile, now, Limit).Select(m => m.Score));
        }
    }

    private static void Holds(MatchingWorld world, MatchIndex index, Instant now)
    {
        var times = new List<double>();
        var words = new List<double>();
        for (var i = 0; i < 3_000; i++)
        {
            var (at, slot) = world.FreeSlot();
            var schedule = world.Schedules[at];
            world.Schedules[at] = schedule = schedule with
            {
                Holds = [.. schedule.Holds,
                    new Hold(new($"h{i}"), slot, new("r1"), VisitType.Video, now + Duration.FromHours(1))],
            };
            var (before, started) = (i < 1_000 ? 0 : index.WordsWritten, Stopwatch.GetTimestamp());
            index.Put(schedule);
            index.Advance(now);
            if (i < 1_000) continue;
            times.Add(Stopwatch.GetElapsedTime(started).TotalMicroseconds);
            words.Add(index.WordsWritten - before);
        }

        Report.Row("one hold into the index, p50", [Report.Median(times)], "us");
        Report.Row("  p99", [Report.Percentile(times, 0.99)], "us");
        Report.Goal("<= 20 us a touched day");
        Report.Row("  words written, most", [words.Max()], "");
    }

    private static async Task Sql(MatchingWorld world, MatchIndex index, MatchNeed[] needs, CapacityIndex capacity,
        double fast)
    {
        await using var sql = await MatchingSql.Fill(world, capacity);
        // Only what the question in SQL knows.
        MatchNeed[] simple = [.. needs.Where(n => n.Times.Count == 0 && n.NeedBy is null).Take(30)];
        List<double> times = [];
        foreach (var need in simple)
        {
            var started = Stopwatch.GetTimestamp();
            var found = await sql.BestScores(need, MatchingWorld.Now, Limit);
            times.Add(Stopwatch.GetElapsedTime(started).TotalMicroseconds);
            Same(index.BestSlots(need, Limit).Items.Select(m => m.Score), found);
            Same(index.BestSlots(need, Limit).Items.Select(m => m.Score),
                Matcher.BestSlots(need, capacity, MatchingWorld.Now, Limit).Items.Select(m => m.Score));
        }

        Report.Row("  the question in SQL, without times and need-by", times, "us");
        Report.Ratio(Report.Median(times) / fast, "goal >= 50");
    }

    private static void Same(IEnumerable<double> one, IEnumerable<double> other)
    {
        if (!one.SequenceEqual(other))
            throw new CannotMeasureException(
                $"Not the same scores: {string.Join(" ", one)} and {string.Join(" ", other)}");
    }

    private static void Search(string name, string goal, int searches, Action<int> search)
    {
        var times = Times(searches, search);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < Needs; i++) search(i);
        var bytes = (GC.GetAllocatedBytesForCurrentThread() - before) / Needs;
        Report.Row($"{name}, p50", [Report.Median(times)], "us");
        Report.Row("  p99", [Report.Percentile(times, 0.99)], "us");
        Report.Row("  allocated", [bytes], "bytes");
        Report.Goal(goal);
    }

    private static List<double> Times(int count, Action<int> measured)
    {
        // Compiles the code fully.
        for (var i = 0; i < Math.Min(count, 2_000); i++) measured(i);
        var times = new List<double>(count);
        for (var i = 0; i < count; i++)
        {
            var started = Stopwatch.GetTimestamp();
            measured(i);
            times.Add(Stopwatch.GetElapsedTime(started).TotalMicroseconds);
        }

        return times;
    }
}
