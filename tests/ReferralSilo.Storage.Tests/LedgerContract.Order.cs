using ReferralSilo.Testing;
using static ReferralSilo.Storage.Tests.ACommit;

namespace ReferralSilo.Storage.Tests;

public abstract partial class LedgerContract
{
    [Fact]
    public async Task All_events_are_read_once_in_the_order_of_their_commits()
    {
        Assert.Equal(LedgerPosition.Start, await Ledger.LastPosition());
        await Ledger.Commit(Of(Referral("b"), 0, events: 2));
        await Ledger.Commit(Of(Referral("a"), 0));
        await Ledger.RecordRefusal(new("op-no", "h"), Referral("a"), Bytes("no"), Now);
        await Ledger.Commit(Of(Referral("b"), 2));

        var all = await ReadAll(count: 4, pageSize: 2);

        Assert.Equal(["b1", "b2", "a1", "b3"], all.Select(e => $"{e.Stream.Id}{e.Event.Version}"));
        Assert.Equal(all.Select(e => e.Position).Order(), all.Select(e => e.Position));
        Assert.Equal(["body event 1", "body event 2", "body event 1", "body event 3"],
            all.Select(e => Text(e.Event.Body)));
        Assert.All(all, e => Assert.Equal((true, "received", "staff-1", Now),
            (e.IsReadable, e.Event.Type, e.Event.Actor, e.Event.At)));
        await Eventually.Is("the last position is that of the last event", async () =>
            await Ledger.LastPosition() == all[^1].Position);
    }

    [Fact]
    public async Task Positions_stay_the_same_after_a_restart_and_go_on()
    {
        await Ledger.Commit(Of(Referral("a"), 0, events: 2));
        var before = await ReadAll(count: 2);
        await _open.DisposeAsync();
        _open = await database.Open();

        await Ledger.Commit(Of(Referral("a"), 2));

        var after = await ReadAll(count: 3);
        Assert.Equal(before.Select(e => e.Position), after.Take(2).Select(e => e.Position));
        Assert.True(after[2].Position > after[1].Position);
    }

    [Fact]
    public async Task A_reader_beside_many_writers_misses_no_event_and_gets_none_twice()
    {
        const int Streams = 40, Versions = 12;
        await using var second = await database.Open();
        ILedger[] silos = [Ledger, second.Ledger];
        var read = new List<PositionedEvent>();
        var writing = Task.WhenAll(Enumerable.Range(0, Streams).Select(async n =>
        {
            for (var seen = 0; seen < Versions; seen++)
                await silos[n % silos.Length].Commit(Of(Referral($"r{n}"), seen, outbox: 0));
        }));

        await Eventually.Is("all events were read", async () =>
        {
            read.AddRange(await silos[1].ReadAll(read.Count == 0 ? LedgerPosition.Start : read[^1].Position, 7));
            return writing.IsCompleted && read.Count >= Streams * Versions;
        });
        await writing;
        Assert.Equal(Streams * Versions, read.Select(e => (e.Stream, e.Event.Version)).Distinct().Count());
        Assert.Equal(Streams * Versions, read.Count);
        Assert.All(read.GroupBy(e => e.Stream), s =>
            Assert.Equal(Enumerable.Range(1, Versions), s.Select(e => (int)e.Event.Version)));
    }

    [Fact]
    public async Task A_commit_wakes_the_readers_of_its_own_process()
    {
        var next = Ledger.NextCommit;

        await Ledger.Commit(First("a"));

        await next;
    }

    /// <summary>Reads until that many events are there: a transaction that is still open, for example one that reports
    /// commits, may hide the last ones for a moment.</summary>
    private async Task<List<PositionedEvent>> ReadAll(int count, int pageSize = 10)
    {
        var all = new List<PositionedEvent>();
        await Eventually.Is($"{count} events can be read", async () =>
        {
            all.Clear();
            while (await Ledger.ReadAll(all.Count == 0 ? LedgerPosition.Start : all[^1].Position, pageSize) is
                { Count: > 0 } page) all.AddRange(page);
            return all.Count >= count;
        });
        Assert.Equal(count, all.Count);
        return all;
    }
}
