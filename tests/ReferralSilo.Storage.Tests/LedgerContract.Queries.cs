using NodaTime;
using static ReferralSilo.Storage.Tests.ACommit;

namespace ReferralSilo.Storage.Tests;

public abstract partial class LedgerContract
{
    [Fact]
    public async Task Due_streams_of_a_partition_come_earliest_first()
    {
        var streams = Enumerable.Range(0, 400).Select(n => Referral($"r{n}")).ToList();
        var partition = streams[0].Partition;
        await Task.WhenAll(streams.Select((s, n) => Ledger.Commit(Of(s, 0, due: Now - Duration.FromTicks(n)))));
        var expected = streams.Select((s, n) => new DueStream(s, Now - Duration.FromTicks(n)))
            .Where(d => d.Stream.Partition == partition && d.DueAt < Now).OrderBy(d => d.DueAt).ToList();

        Assert.Equal(expected, await Ledger.Due(partition, Now, 100));
        Assert.Equal(expected.Take(2), await Ledger.Due(partition, Now, 2));
        Assert.Equal(expected.Skip(1).Take(2), await Ledger.Due(partition, Now, 2, skip: 1));
        Assert.Empty(await Ledger.Due(partition, Now, 2, skip: expected.Count));
    }

    [Fact]
    public async Task A_stream_without_a_deadline_is_never_due()
    {
        await Ledger.Commit(First("a", due: Now));
        await Ledger.Commit(Of(Referral("a"), 1, due: null));

        Assert.Empty(await Ledger.Due(Referral("a").Partition, Now + Duration.FromDays(1), 10));
    }

    [Fact]
    public async Task A_stream_is_found_by_any_of_its_tokens()
    {
        await Ledger.Commit(First("a", Columns(tokens: [1, 2])));
        await Ledger.Commit(First("b", Columns(tokens: [2, 3])));
        await Ledger.Commit(First("c", Columns(tokens: [4])));

        Assert.Equal(["a", "b"], await Any(1, 3));
        Assert.Equal(["a", "b"], await Any(2));
        Assert.Equal(["c"], await Any(4, 5));
        Assert.Empty(await Any(6));

        async Task<IEnumerable<string>> Any(params long[] tokens) =>
            (await Ledger.Search(new ReferralListQuery(10) { AnyToken = tokens })).Items.Select(s => s.Stream.Id)
                .Order();
    }

    [Fact]
    public async Task Outbox_rows_stay_until_they_are_acknowledged()
    {
        await Ledger.Commit(Of(Referral("a"), 0, outbox: 2));
        await Ledger.Commit(Of(Referral("a"), 1, outbox: 1));

        var pending = await Ledger.PendingOutbox(Now.PlusTicks(1), 10);
        Assert.Equal([new(Referral("a"), 1, 0), new(Referral("a"), 1, 1), new(Referral("a"), 2, 0)],
            pending.Select(p => p.Id));
        Assert.Equal("body fact 1", Text(pending[1].Message.Body));
        Assert.Equal(("service-line/derm", "changed", Now),
            (pending[1].Message.Destination, pending[1].Message.Kind, pending[1].At));

        await Ledger.Acknowledge([pending[0].Id, pending[1].Id]);
        await Ledger.Acknowledge([pending[0].Id, new(Referral("never"), 1, 0)]);

        Assert.Equal([pending[2].Id], (await Ledger.PendingOutbox(Now.PlusTicks(1), 10)).Select(p => p.Id));
    }

    [Fact]
    public async Task An_outbox_row_is_pending_only_when_it_and_all_earlier_rows_are_old_enough()
    {
        await Ledger.Commit(Of(Referral("a"), 0, at: Now + Duration.FromHours(1)));
        await Ledger.Commit(Of(Referral("a"), 1, at: Now));
        await Ledger.Commit(Of(Referral("b"), 0, at: Now));

        Assert.Equal([Referral("b")], (await Ledger.PendingOutbox(Now.PlusTicks(1), 10)).Select(p => p.Id.Sender));
    }

    [Fact]
    public async Task Outbox_rows_come_by_stream_oldest_first_and_skip_whole_streams()
    {
        await Ledger.Commit(Of(Referral("z"), 0, outbox: 2, at: Now - Duration.FromHours(2)));
        await Ledger.Commit(Of(Referral("a"), 0, outbox: 2, at: Now - Duration.FromHours(1)));
        await Ledger.Commit(Of(Referral("z"), 1, outbox: 2));
        await Ledger.Commit(Of(Referral("b"), 0, outbox: 2));

        Assert.Equal(["z 1 0", "z 1 1", "z 2 0", "z 2 1", "a 1 0", "a 1 1", "b 1 0", "b 1 1"], await Pending(10, 0));
        Assert.Equal(["z 1 0", "z 1 1", "z 2 0"], await Pending(3, 0));
        Assert.Equal(["a 1 0", "a 1 1", "b 1 0"], await Pending(3, 1));
        Assert.Equal(["b 1 0", "b 1 1"], await Pending(10, 2));
        Assert.Empty(await Pending(10, 3));

        async Task<IEnumerable<string>> Pending(int limit, int skip) =>
            (await Ledger.PendingOutbox(Now.PlusTicks(1), limit, skip))
                .Select(p => $"{p.Id.Sender.Id} {p.Id.Version} {p.Id.Ordinal}");
    }

    [Fact]
    public async Task An_empty_outbox_body_stays_empty()
    {
        var commit = First("a") with { Outbox = [new("source/x", "changed", default)] };
        await Ledger.Commit(commit);

        Assert.True(Assert.Single(await Ledger.PendingOutbox(Now.PlusTicks(1), 10)).Message.Body.IsEmpty);
    }

    [Fact]
    public async Task A_search_returns_rows_that_match_all_filters()
    {
        await Ledger.Commit(First("a", Columns(priority: 2, campaign: "c1", assigned: "nurse", tokens: [1, 2, 3])));
        await Ledger.Commit(
            First("b", Columns(stage: "closed", open: false, line: "cardiology", source: "dr-b", tokens: [2, 3])));
        await Ledger.Commit(Of(new("schedule", "s"), 0));
        var any = new ReferralListQuery(10);

        await Finds("a", any with { Stage = "waiting" });
        await Finds("b", any with { ServiceLine = "cardiology" });
        await Finds("b", any with { ServiceLines = ["cardiology", "nowhere"] });
        await Finds("", any with { ServiceLines = ["nowhere"] });
        await Finds("a", any with { Priority = 2 });
        await Finds("b", any with { Source = "dr-b" });
        await Finds("a", any with { Campaign = "c1" });
        await Finds("a", any with { AssignedTo = "nurse" });
        await Finds("a", any with { Open = true });
        await Finds("b", any with { Open = false });
        await Finds("b", any with { Open = false, Tokens = [3, 2, 3] });
        await Finds("a", any with { Tokens = [1, 3] });
        await Finds("", any with { Tokens = [1, 4] });
        await Finds("", any with { Stage = "waiting", ServiceLine = "cardiology" });
    }

    [Fact]
    public async Task A_search_returns_rows_received_since_an_instant()
    {
        for (var hours = 0; hours < 6; hours++)
            await Ledger.Commit(First($"r{hours}", Columns(
                received: Now - Duration.FromHours(hours), open: hours % 2 == 0, line: "dermatology")));
        await Ledger.Commit(First("other", Columns(received: Now, open: false, line: "cardiology")));
        var closed = new ReferralListQuery(10, ServiceLine: "dermatology", Open: false,
            ReceivedSince: Now - Duration.FromHours(3));

        await Finds("r1 r3", closed);
        await Finds("r1", closed with { ReceivedSince = closed.ReceivedSince + Duration.FromTicks(1) });
        await Finds("r0 r2", closed with { Open = true });
        await Finds("", closed with { ReceivedSince = Now });
        var first = await Ledger.Search(closed with { Limit = 1 });
        var second = await Ledger.Search(closed with { Limit = 1, Cursor = first.Next });
        Assert.Equal(["r1", "r3"], first.Items.Concat(second.Items).Select(i => i.Stream.Id));
        Assert.Null(second.Next);
    }

    [Theory]
    [InlineData(true, "referral_list_open")]
    [InlineData(false, "referral_list_closed")]
    public void A_search_in_a_line_reads_only_the_index_of_the_open_or_of_the_closed(bool open, string index)
    {
        var query = new ReferralListQuery(500, ServiceLine: "dermatology", Open: open, ReceivedSince: Now);
        foreach (var plan in new[] { database.Plan(query), database.Plan(query with { ReceivedSince = null }) })
        {
            Assert.Contains(index, plan);
            Assert.DoesNotContain("referral_list_received", plan);
        }
    }

    [Fact]
    public void A_search_reads_only_the_states_of_the_rows_that_it_finds()
    {
        var plan = database.Plan(new ReferralListQuery(50, Source: "clinic"));

        // The words of SQLite and of PostgreSQL: the key of the state is looked up for each row.
        Assert.Matches(@"SEARCH s USING INDEX \S+ \(kind=\? AND id=\?\)|Index Cond: .* AND \(id = l\.id\)", plan);
    }

    [Fact]
    public async Task Tokens_follow_the_last_commit()
    {
        await Ledger.Commit(First("a", Columns(tokens: [1, 2])));
        await Ledger.Commit(Of(Referral("a"), 1, Columns(tokens: [2, 9])));

        await Finds("", new(10) { Tokens = [1] });
        await Finds("a", new(10) { Tokens = [9, 2] });

        await Ledger.Commit(Of(Referral("a"), 2, Columns(stage: "offered") with { Tokens = null }));
        await Finds("a", new(10, Stage: "offered") { Tokens = [9, 2] });

        await Ledger.Commit(Of(Referral("a"), 3, Columns()));
        await Finds("", new(10) { Tokens = [2] });
    }

    [Fact]
    public async Task Lists_follow_the_last_commit()
    {
        await Ledger.Commit(First("a", Columns(line: "dermatology")));
        await Ledger.Commit(Of(Referral("a"), 1, Columns(stage: "offered", line: "dermatology")));
        await Finds("a", new(10, Stage: "offered", ServiceLine: "dermatology", Open: true));

        await Ledger.Commit(Of(Referral("a"), 2, Columns(line: "cardiology")));
        await Finds("", new(10, ServiceLine: "dermatology", Open: true));
        await Finds("a", new(10, ServiceLine: "cardiology", Open: true));

        await Ledger.Commit(Of(Referral("a"), 3, Columns(line: "cardiology", open: false)));
        await Finds("", new(10, ServiceLine: "cardiology", Open: true));
        await Finds("a", new(10, ServiceLine: "cardiology", Open: false));

        await Ledger.Commit(First("b", Columns(received: Now - NodaTime.Duration.FromHours(1))));
        Assert.Equal(["a", "b"], (await Ledger.Search(new ReferralListQuery(10))).Items.Select(s => s.Stream.Id));
        await Ledger.Commit(Of(Referral("b"), 1, Columns(received: Now + NodaTime.Duration.FromHours(1))));
        Assert.Equal(["b", "a"], (await Ledger.Search(new ReferralListQuery(10))).Items.Select(s => s.Stream.Id));
    }

    [Fact]
    public async Task A_row_changes_whether_or_not_an_index_contains_the_column()
    {
        await Ledger.Commit(First("a", Columns(tokens: [1])));
        // Only columns without an index: the row is changed in place.
        await Ledger.Commit(Of(Referral("a"), 1,
            Listed(stage: "offered", priority: 3, assigned: "nurse").Change(Listed(), null)));
        await Finds("a", new(10, Stage: "offered", ServiceLine: "dermatology", Priority: 3, AssignedTo: "nurse",
            Open: true) { Tokens = [1] });

        await Ledger.Commit(Of(Referral("a"), 2,
            Listed(stage: "offered", line: "cardiology").Change(Listed(stage: "offered"), null)));
        await Finds("a", new(10, ServiceLine: "cardiology", Open: true) { Tokens = [1] });
        await Finds("", new(10, ServiceLine: "dermatology", Open: true));
    }

    [Fact]
    public async Task A_row_that_stays_is_not_written()
    {
        Assert.Null(Listed().Change(Listed(), null));
        await Ledger.Commit(First("a", Columns(tokens: [1])));
        await Ledger.Commit(Of(Referral("a"), 1));

        var found = Assert.Single((await Ledger.Search(new ReferralListQuery(10) { Tokens = [1] })).Items);
        Assert.Equal(2, found.Version);
    }

    [Fact]
    public async Task All_states_of_a_kind_are_listed_in_pages_by_id()
    {
        await Task.WhenAll(Enumerable.Range(0, 12).Select(n => Ledger.Commit(Of(new("schedule", $"s{n:00}"), 0))));
        await Ledger.Commit(First("a", Columns()));

        var seen = new List<string>();
        string? cursor = null;
        do
        {
            var page = await Ledger.List("schedule", 5, cursor);
            Assert.InRange(page.Items.Count, 1, 5);
            seen.AddRange(page.Items.Select(i => $"{i.Stream.Id} {Text(i.State)}"));
            cursor = page.Next;
        }
        while (cursor is not null);

        Assert.Equal(Enumerable.Range(0, 12).Select(n => $"s{n:00} body state 1"), seen);
        await Assert.ThrowsAsync<ArgumentException>(() => Ledger.List("schedule", 5, "not a cursor"));
    }

    [Fact]
    public async Task Pages_skip_and_repeat_no_row_also_with_equal_times()
    {
        await Task.WhenAll(Enumerable.Range(0, 53).Select(n =>
            Ledger.Commit(First($"r{n:00}", Columns(received: Now + Duration.FromTicks(n / 10))))));

        var seen = new List<string>();
        string? cursor = null;
        do
        {
            var page = await Ledger.Search(new ReferralListQuery(7, cursor));
            seen.AddRange(page.Items.Select(i => i.Stream.Id));
            cursor = page.Next;
        }
        while (cursor is not null);

        Assert.Equal(Enumerable.Range(0, 53).OrderByDescending(n => (n / 10, n)).Select(n => $"r{n:00}"), seen);
    }

    [Fact]
    public async Task A_foreign_cursor_is_an_argument_error() =>
        await Assert.ThrowsAsync<ArgumentException>(() => Ledger.Search(new ReferralListQuery(7, "not a cursor")));

    private async Task Finds(string ids, ReferralListQuery query) =>
        Assert.Equal(ids, string.Join(' ', (await Ledger.Search(query)).Items.Select(i => i.Stream.Id)));
}
