using System.Collections.Concurrent;
using ReferralSilo.Grains.Outbox;
using ReferralSilo.Storage;

namespace ReferralSilo.Faults.Planted;

/// <summary>
/// A feed by ascending numbers: each commit gets its number when it begins, and a reader receives only numbers greater
/// than the last it saw.
/// </summary>
internal sealed class NumberedFeed
{
    private readonly ConcurrentDictionary<(string Sender, long Version), long> _numbers = new();
    private readonly ConcurrentDictionary<string, long> _last = new();
    private long _next;

    public void Begin(Commit commit) =>
        _numbers[(commit.Stream.ToString(), commit.ExpectedVersion + commit.Events.Count)] =
            Interlocked.Increment(ref _next);

    /// <summary>The items that the reader sees, of those that it would receive now.</summary>
    public IReadOnlyList<OutboxItem> After(string reader, IReadOnlyList<OutboxItem> items)
    {
        var last = _last.GetValueOrDefault(reader);
        OutboxItem[] seen = [.. items.Where(i => Number(i) is not { } number || number > last)];
        _last[reader] = seen.Max(Number) is { } newest ? Math.Max(last, newest) : last;
        return seen;
    }

    /// <summary>Null for items committed before a restart of the program.</summary>
    private long? Number(OutboxItem item) =>
        _numbers.TryGetValue((item.Sender, item.Version), out var number) ? number : null;
}
