using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Boards;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Contracts.Screens;
using ReferralSilo.Domain;
using ReferralSilo.Domain.Referrals;
using ReferralSilo.Domain.Sources;
using ReferralSilo.Grains.Boards;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Grains.Referrals;
using ReferralSilo.Grains.Sources;
using ReferralSilo.Grains.Tests.Silos;

namespace ReferralSilo.Grains.Tests.Boards;

public sealed class SqliteSourceBoardTests(SqliteSilos silos) : SourceBoardSuite(silos), IClassFixture<SqliteSilos>;

public sealed class PostgresSourceBoardTests(PostgresSilos silos) : SourceBoardSuite(silos),
    IClassFixture<PostgresSilos>;

/// <summary>The board <c>source/{id}</c> shows what is committed about the referrals of one source.</summary>
public abstract class SourceBoardSuite(SiloFixture silos)
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task It_shows_the_referrals_of_its_source_and_their_changes()
    {
        var (source, other, line) = (await Source(), await Source(), await silos.ServiceLine());
        var first = await Sent(source, line);
        await Sent(other, line);
        await using var board = Follow(source);
        await board.Shows<SourceRow>(first, r => r is { Stage: Stage.Received, Patient: "Okafor, Dana" }, "at once");

        await silos.Do(first, new RequestInformation(["insurance"], "Which plan?"));
        await board.Shows<SourceRow>(first, r => r.Asked is { Items: ["insurance"], Message: "Which plan?" }, "asked");
        var second = await Sent(source, line);
        await board.Shows<SourceRow>(second, r => r.Version == 1, "as it comes");
        await silos.Do(second, new Decline("not ours"));
        await board.Shows<SourceRow>(second, r => r is { Stage: Stage.Declined, EndedBecause: "not ours" }, "declined");
        Assert.Equal(2, board.Text().Split('\n').Length);
    }

    [Fact]
    public async Task It_shows_what_another_activation_wrote()
    {
        var (source, line) = (await Source(), await silos.ServiceLine());
        var id = await Sent(source, line);
        await using var board = Follow(source);
        await board.Shows<SourceRow>(id, r => r.Version == 1, "at once");

        await silos.CommitInLedger(id, new ReferralEvent.Assigned("nora"));
        await board.Shows<SourceRow>(id, r => r.Version == 2, "as committed");
    }

    [Fact]
    public async Task A_referral_that_belongs_to_another_source_now_leaves_the_board_for_the_other()
    {
        var (source, other, line) = (await Source(), await Source(), await silos.ServiceLine());
        var id = await Sent(source, line);
        await using var from = Follow(source);
        await using var to = Follow(other);
        await from.Shows<SourceRow>(id, _ => true, "at once");
        var stored = (await silos.Real.Read(TestData.Stream(id), TestContext.Current.CancellationToken))!;
        var received = (Referral.Received)silos.Of<ReferralMapper>().Read(stored.State.Span);
        var again = received.Case.Submission with { Source = new SourceId(other) };

        await silos.CommitInLedger(id, new ReferralEvent.ChangedBySender(again, ["/source"],
            received.Case.ServiceLine, Priority.Routine, Priority.Routine, null, [], received.Case.Eligibility, [],
            received.Review));

        await to.Shows<SourceRow>(id, r => r.Version == 2, "after the change");
        await from.ShowsNo(id);
    }

    [Fact]
    public async Task A_source_that_does_not_exist_has_no_board_until_it_is_created()
    {
        var id = TestData.New("nobody");
        await using var frames = silos.Feed().Watch($"source/{id}", null, TestContext.Current.CancellationToken)
            .GetAsyncEnumerator(TestContext.Current.CancellationToken);
        var refused = await Assert.ThrowsAsync<BoardRefusedException>(async () => await frames.MoveNextAsync());
        Assert.Equal("board-unknown", refused.Code);

        await Define(id);
        var sent = await Sent(id, await silos.ServiceLine());
        await silos.Deactivate(silos.Grains.GetGrain<IBoardHost>(
            GrainId.Create(FollowedBoardGrain.Type, $"source/{id}")));
        await using var board = Follow(id);
        await board.Shows<SourceRow>(sent, _ => true, "after it was created");
    }

    [Fact]
    public async Task It_is_not_live_while_the_events_cannot_be_read()
    {
        var (source, line) = (await Source(), await silos.ServiceLine());
        var id = await Sent(source, line);
        await using var frames = silos.Feed().Watch($"source/{source}", null, TestContext.Current.CancellationToken)
            .GetAsyncEnumerator(TestContext.Current.CancellationToken);
        Assert.True(await frames.MoveNextAsync());
        silos.Ledger.FailsReadAll = true;
        var refused = Assert.ThrowsAsync<BoardRefusedException>(async () =>
        {
            while (await frames.MoveNextAsync()) { }
        });
        await silos.Until("the stream has ended", () =>
            Task.FromResult(refused.IsCompleted), Soon, TimeSpan.FromMilliseconds(50));
        Assert.Equal("board-unavailable", (await refused).Code);

        silos.Ledger.FailsReadAll = false;
        await using var again = Follow(source);
        await silos.Until("it is live again", () => Task.FromResult(again.Row<SourceRow>(id) is not null), Soon);
    }

    private BoardReader Follow(string source) => new(silos.Feed(silos.Silos - 1), $"source/{source}");

    private async Task<string> Source()
    {
        var id = TestData.New("source");
        await Define(id);
        return id;
    }

    private async Task Define(string id) =>
        Assert.Null((await silos.Grains.GetGrain<ISourceGrain>(id).Handle(CommandEnvelopes.BySystem<SourceCommand>(
            new SourceCommand.Define(new SourceId(id), "Lakeside", SourceKind.Clinical, true, null, null)))).Refusal);

    private async Task<string> Sent(string source, string line)
    {
        var (id, submit) = (TestData.New("r"), TestData.Submission("r", line));
        await silos.Do(id, TestData.Submission(id, line) with
        {
            Submission = submit.Submission with { Source = new SourceId(source) },
        });
        return id;
    }
}
