using System.Diagnostics;
using System.Security.Cryptography;
using NodaTime;
using ReferralSilo.Storage;

namespace ReferralSilo.Benchmarks;

/// <summary>Grains that each commit one change after the other, over 10,000 streams.</summary>
internal sealed class CommitLoad(ILedger ledger, string prefix = "r")
{
    public const int Grains = 64;
    private const int StreamsPerGrain = 156;

    private static readonly byte[] State = RandomNumberGenerator.GetBytes(1024);
    private static readonly byte[] Event = RandomNumberGenerator.GetBytes(400);
    private static readonly byte[] Fact = RandomNumberGenerator.GetBytes(100);
    private static readonly string[] Stages = ["received", "waiting", "offered", "booked"];
    private readonly long[][] _versions = [.. Enumerable.Range(0, Grains).Select(_ => new long[StreamsPerGrain])];
    private readonly long[][] _tokens = [.. Enumerable.Range(0, Grains * StreamsPerGrain)
        .Select(n => Enumerable.Range(0, 10).Select(t => (long)HashCode.Combine(n % 2500, t)).ToArray())];

    public Task Prepare() => ForEachGrain(async grain =>
    {
        for (var stream = 0; stream < StreamsPerGrain; stream++) await Commit(grain, stream);
    });

    public async Task<double> PerSecond(TimeSpan time)
    {
        var done = 0L;
        var started = Stopwatch.GetTimestamp();
        await ForEachGrain(async grain =>
        {
            var count = 0L;
            for (; Stopwatch.GetElapsedTime(started) < time; count++) await Commit(grain,
                (int)(count % StreamsPerGrain));
            Interlocked.Add(ref done, count);
        });
        return done / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    public async Task Commit(int grain, int stream)
    {
        var seen = _versions[grain][stream];
        var now = SystemClock.Instance.GetCurrentInstant();
        var row = Row(grain, stream, seen).Change(seen == 0 ? null : Row(grain, stream, seen - 1),
            seen == 0 ? _tokens[grain * StreamsPerGrain + stream] : null);
        var result = await ledger.Commit(new(
            new("referral", $"{prefix}-{grain:000}-{stream:000000000000}"), seen, State,
            [new("stage-changed", "staff-0001", Event)],
            [new("service-line/dermatology", "referral-changed", Fact)], now + Duration.FromHours(seen % 48), row,
            new($"client-1/{Guid.NewGuid():N}", "0123456789abcdef0123456789abcdef"), now));
        _versions[grain][stream] = result is CommitResult.Committed committed
            ? committed.Version
            : throw new InvalidOperationException($"Not committed: {result}");
    }

    // Each commit changes the row, as each change of a stage does.
    private static ReferralListRow Row(int grain, int stream, long seen) => new(
        Instant.FromUnixTimeSeconds(1_700_000_000 + stream), true, Stages[seen % 4], $"line-{grain % 8}",
        (int)(seen % 4), "source-1", null, null);

    private static Task ForEachGrain(Func<int, Task> work) =>
        Task.WhenAll(Enumerable.Range(0, Grains).Select(grain => Task.Run(() => work(grain))));
}
