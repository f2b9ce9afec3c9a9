using NodaTime;
using static ReferralSilo.Storage.Tests.ACommit;

namespace ReferralSilo.Storage.Tests;

public abstract partial class LedgerContract
{
    [Fact]
    public async Task Rows_are_counted_by_the_values_of_their_columns()
    {
        await Plan("a", "blocked", "sms", "no-consent");
        await Plan("b", "blocked", "sms", "no-consent");
        await Plan("c", "blocked", null, "no-consent");
        await Plan("d", "accepted", "sms", null);
        await Plan("e", "rejected", "email", "550", open: false);
        await Plan("f", "rejected", "email", "550", open: false, Now - Duration.FromDays(8));
        await Ledger.Commit(First("r"));

        Assert.Equal([" blocked no-consent 1", "sms blocked no-consent 2"],
            await Tally(new(1, Open: true) { HasReason = true }));
        Assert.Equal(["email rejected 550 1"], await Tally(new(1, Open: false)
        {
            Statuses = ["rejected", "unknown"], PlannedSince = Now - Duration.FromDays(7),
        }));
        Assert.Equal(["email rejected 550 2", "sms accepted  1"],
            await Tally(new(1) { Statuses = ["rejected", "accepted"] }));
        Assert.Empty(await Tally(new(1, Reason: "pace")));

        async Task<IEnumerable<string>> Tally(MessageListQuery query) =>
            (await Ledger.Count(query, ["channel", "status", "reason"]))
                .Select(t => $"{string.Join(' ', t.Values)} {t.Count}").Order(StringComparer.Ordinal);
    }

    [Fact]
    public async Task States_without_a_row_in_their_list_are_counted()
    {
        await Plan("a", "blocked", "sms", "no-consent");
        await Plan("b", "blocked", "sms", "no-consent");
        Assert.Equal(0, await Ledger.CountUnlisted(MessageListRow.Table));
        await Ledger.Commit(Of(new StreamId("message", "c"), 0) with { Row = null });

        Assert.Equal((1, 0), (await Ledger.CountUnlisted(MessageListRow.Table),
            await Ledger.CountUnlisted(ReferralListRow.Table)));
    }

    [Fact]
    public async Task Rows_are_counted_by_text_columns_and_without_a_cursor_only()
    {
        await Assert.ThrowsAsync<ArgumentException>(() => Ledger.Count(new MessageListQuery(1), ["planned_at"]));
        await Assert.ThrowsAsync<ArgumentException>(() => Ledger.Count(new MessageListQuery(1), []));
        await Assert.ThrowsAsync<ArgumentException>(() => Ledger.Count(new MessageListQuery(1, "x"), ["status"]));
    }

    [Fact]
    public async Task A_search_finds_messages_of_some_statuses_that_have_a_reason()
    {
        await Plan("a", "blocked", "sms", "no-consent");
        await Plan("b", "accepted", "sms", null);

        Assert.Equal(["a"], (await Ledger.Search(new MessageListQuery(10)
        {
            HasReason = true, Statuses = ["blocked", "accepted"],
        })).Items.Select(i => i.Stream.Id));
    }

    private Task<CommitResult> Plan(string id, string status, string? channel, string? reason, bool open = true,
        Instant? at = null) => Ledger.Commit(Of(new StreamId("message", id), 0) with
        {
            Row = new MessageListRow(at ?? Now, open, "r", null, status, "booked", channel, reason).Change(null),
        });
}
