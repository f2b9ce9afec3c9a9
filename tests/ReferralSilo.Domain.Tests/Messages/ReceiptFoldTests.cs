using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Domain.Messages;

namespace ReferralSilo.Domain.Tests.Messages;

/// <summary>Receipts come in any order, late, twice and in parts; the rules are those of outreach.md 1.3.</summary>
public sealed class ReceiptFoldTests
{
    private static readonly Instant At = Instant.FromUtc(2026, 3, 2, 15, 0);

    private static readonly MessageStatus[] Reported =
    [
        MessageStatus.Accepted, MessageStatus.Queued, MessageStatus.Sent, MessageStatus.Delivered,
        MessageStatus.Undelivered, MessageStatus.Failed, MessageStatus.Read,
    ];

    [Fact]
    public void Each_set_of_receipts_leads_to_one_result_in_every_order_and_with_repeats()
    {
        var checkedSets = 0;
        foreach (var set in Subsets(Reported.Length))
        {
            if (set.Length == 0) continue;
            var expected = ReceiptFold.Of([.. set.Select(Whole)]);
            foreach (var order in Permutations(set))
            {
                Assert.Equal(expected, ReceiptFold.Of([.. order.Select(Whole)]));
                Assert.Equal(expected, ReceiptFold.Of([.. order.Concat(order).Select(Whole)]));
            }

            checkedSets++;
        }

        Assert.Equal(126, checkedSets);
    }

    [Fact]
    public void A_message_leads_to_one_state_in_every_order_of_receipts_and_answer()
    {
        int[] set = [1, 2, 3, 4];
        var states = Permutations(set).SelectMany(order => Enumerable.Range(0, set.Length + 1)
            .Select(answerAt => Run(order, answerAt))).Distinct().ToList();

        Assert.Single(states);
        Assert.Equal((MessageStatus.Delivered, true), states[0]);
    }

    [Theory]
    [InlineData("sent delivered", MessageStatus.Delivered, false)]
    [InlineData("delivered sent queued", MessageStatus.Delivered, false)]
    [InlineData("failed delivered", MessageStatus.Delivered, true)]
    [InlineData("delivered undelivered", MessageStatus.Delivered, true)]
    [InlineData("undelivered sent", MessageStatus.Undelivered, false)]
    [InlineData("read", MessageStatus.Read, false)]
    [InlineData("read failed", MessageStatus.Read, true)]
    public void Delivered_after_failed_is_a_conflict(string words, MessageStatus status, bool conflict)
    {
        var fold = ReceiptFold.Of([.. words.Split(' ').Select(w => Enum.Parse<MessageStatus>(w, ignoreCase: true))
            .Select(s => new Receipt("SM1", s, null, At, s.ToString()))]);

        Assert.Equal((status, conflict), (fold.Status, fold.Conflict));
    }

    [Fact]
    public void The_worst_part_counts_until_all_parts_are_in()
    {
        Receipt[] parts = [Part(1, MessageStatus.Delivered), Part(2, MessageStatus.Delivered)];

        Assert.Equal(MessageStatus.Sent, ReceiptFold.Of(parts).Status);
        Assert.Equal(MessageStatus.Delivered, ReceiptFold.Of([.. parts, Part(3, MessageStatus.Delivered)]).Status);
        var failed = ReceiptFold.Of([.. parts, Part(3, MessageStatus.Undelivered)]);
        Assert.Equal((MessageStatus.Undelivered, false), (failed.Status, failed.Conflict));
    }

    [Fact]
    public void Of_two_submissions_the_better_one_counts() => Assert.Equal(MessageStatus.Delivered, ReceiptFold.Of(
    [
        new Receipt("SM1", MessageStatus.Delivered, null, At, ""),
        new Receipt("SM2", MessageStatus.Failed, "30008", At, ""),
    ]).Status);

    private static (MessageStatus, bool) Run(IReadOnlyList<int> order, int answerAt)
    {
        var message = AMessage.Submitting();
        for (var i = 0; i <= order.Count; i++)
        {
            if (i == answerAt)
                message = message.After(new MessageCommand.Answer(1, new SubmitOutcome.Accepted("SM1")));
            if (i < order.Count) message = message.After(new MessageCommand.Receive(Whole(order[i])));
        }

        return (message.Status, ((Message.Accepted)message).Proof.Conflict);
    }

    private static Receipt Whole(int status) => new("SM1", Reported[status], null, At, Reported[status].ToString());

    private static Receipt Part(int part, MessageStatus status) => new("SM1", status, null, At, "", part, 3);

    /// <summary>All sets of up to six statuses.</summary>
    private static IEnumerable<int[]> Subsets(int count) => Enumerable.Range(0, 1 << count)
        .Select(bits => Enumerable.Range(0, count).Where(n => (bits & (1 << n)) != 0).ToArray())
        .Where(set => set.Length <= 6);

    private static IEnumerable<int[]> Permutations(int[] set) => set.Length <= 1 ? [set]
        : set.SelectMany((first, i) => Permutations([.. set[..i], .. set[(i + 1)..]])
            .Select(rest => (int[])[first, .. rest]));
}
