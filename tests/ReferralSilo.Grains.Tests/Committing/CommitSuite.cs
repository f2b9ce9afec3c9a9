using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Domain.Referrals;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Grains.Interfaces;
using ReferralSilo.Grains.Referrals;
using ReferralSilo.Grains.Tests.Silos;
using ReferralSilo.Storage;
using static ReferralSilo.Grains.Tests.Silos.TestData;

namespace ReferralSilo.Grains.Tests.Committing;

public sealed class SqliteCommitTests(SqliteSilos silos) : CommitSuite(silos), IClassFixture<SqliteSilos>;

public sealed class PostgresCommitTests(PostgresSilos silos) : CommitSuite(silos), IClassFixture<PostgresSilos>;

/// <summary>One command is one commit; after any failure a retry gets the committed result (I1–I3, I6).</summary>
public abstract class CommitSuite(SiloFixture silos)
{
    [Fact]
    public async Task A_command_is_durable_when_it_is_answered()
    {
        var id = await silos.Received(await silos.ServiceLine());
        var outcome = await silos.Referral(id).Handle(Envelope(new Claim()));

        var stored = await silos.Real.Read(Stream(id));
        Assert.Equal((2, 2), (outcome.Version, stored!.Version));
        Assert.Equal("nora", ReferralJson.Form.ReadState(stored.State.Span).Case.Claim!.By);
        Assert.Equal(["received", "claimed"], await silos.Events(id));
    }

    [Fact]
    public async Task A_referral_is_found_by_name_after_any_change()
    {
        var line = await silos.ServiceLine();
        var id = await silos.Received(line, new Claim(), new Accept());
        await silos.Deactivate(silos.Referral(id));
        await silos.Do(id, new Withdraw("no"));

        var tokens = SearchTokens.ForSearchText(silos.Of<Storage.Sealing.KeyedHash>(), "okafor");
        var found = await silos.Real.Search(new ReferralListQuery(10, ServiceLine: line) { Tokens = tokens });
        Assert.Equal(id, Assert.Single(found.Items).Stream.Id);
    }

    [Fact]
    public async Task A_lost_write_is_not_shown_and_the_retry_takes_effect_once()
    {
        var id = await silos.Received(await silos.ServiceLine());
        silos.Ledger.FailNext(Stream(id), Fault.Before);

        Assert.True((await Claim(id, "op-a" + id)).Unknown);
        Assert.Null((await silos.State(id)).Case.Claim);
        Assert.False((await Claim(id, "op-a" + id)).Replayed);
        Assert.Equal(["received", "claimed"], await silos.Events(id));
    }

    [Fact]
    public async Task A_write_with_a_lost_answer_is_shown_and_the_retry_gets_its_answer()
    {
        var id = await silos.Received(await silos.ServiceLine());
        silos.Ledger.FailNext(Stream(id), Fault.After);

        Assert.True((await Claim(id, "op-b" + id)).Unknown);
        Assert.Equal("nora", (await silos.State(id)).Case.Claim!.By);
        var retry = await Claim(id, "op-b" + id);
        Assert.Equal((true, 2L, "nora"), (retry.Replayed, retry.Version, retry.State!.View!.Value.ClaimedBy));
        Assert.Equal(["received", "claimed"], await silos.Events(id));
    }

    [Theory]
    [InlineData(Fault.Before)]
    [InlineData(Fault.After)]
    public async Task A_submission_with_a_lost_outcome_is_stored_once(Fault when)
    {
        var (id, line) = (New("r"), await silos.ServiceLine());
        silos.Ledger.FailNext(Stream(id), when);

        Assert.True((await silos.Referral(id).Handle(Envelope(Submission(id, line), "op-s" + id))).Unknown);
        Assert.Equal(1, (await silos.Referral(id).Handle(Envelope(Submission(id, line), "op-s" + id))).Version);
        Assert.Equal(["received"], await silos.Events(id));
    }

    [Fact]
    public async Task A_stale_activation_reloads_and_decides_again()
    {
        var id = await silos.Received(await silos.ServiceLine());
        await ClaimInLedger(id, "otto");

        var outcome = await silos.Referral(id).Handle(Envelope(new Claim()));
        Assert.Equal("claimed-by-another", outcome.Refusal!.Code);
        Assert.Equal(["received", "claimed"], await silos.Events(id));
    }

    [Fact]
    public async Task A_replay_answers_with_the_state_at_that_version()
    {
        var id = await silos.Received(await silos.ServiceLine());
        await Claim(id, "op-c" + id);
        await silos.Do(id, new Accept(), new Withdraw("no"));

        var replay = await Claim(id, "op-c" + id);
        Assert.Equal((true, 2L), (replay.Replayed, replay.Version));
        Assert.Equal(Stage.Received, replay.State!.View!.Value.Stage);
        Assert.IsType<Referral.Ended>(await silos.State(id));
    }

    [Fact]
    public async Task A_refusal_is_replayed_even_when_the_command_would_now_be_accepted()
    {
        var id = await silos.Received(await silos.ServiceLine());
        Assert.Equal("not-allowed-in-stage",
            (await silos.Referral(id).Handle(Envelope(new Close(), "op-d" + id))).Refusal!.Code);
        await silos.Do(id, new Decline("no"));

        var replay = await silos.Referral(id).Handle(Envelope(new Close(), "op-d" + id));
        Assert.Equal(("not-allowed-in-stage", true), (replay.Refusal!.Code, replay.Replayed));
        Assert.Null((await silos.Referral(id).Handle(Envelope(new Close(), "op-e" + id))).Refusal);
    }

    [Fact]
    public async Task A_refusal_that_could_not_be_recorded_is_not_given()
    {
        var id = await silos.Received(await silos.ServiceLine());
        silos.Ledger.FailNextRefusal("op-f" + id);

        Assert.True((await silos.Referral(id).Handle(Envelope(new Close(), "op-f" + id))).Unknown);
        Assert.Equal("not-allowed-in-stage",
            (await silos.Referral(id).Handle(Envelope(new Close(), "op-f" + id))).Refusal!.Code);
    }

    [Fact]
    public async Task Repeating_a_done_command_under_a_key_is_recorded_as_accepted()
    {
        var id = await silos.Received(await silos.ServiceLine(), new Claim());

        Assert.Equal(2, (await Claim(id, "op-g" + id)).Version);
        await silos.Do(id, new Release());
        var replay = await Claim(id, "op-g" + id);
        Assert.Equal((true, 2L), (replay.Replayed, replay.Version));
    }

    [Fact]
    public async Task A_new_operation_costs_no_lookup_and_a_repeated_one_is_found()
    {
        var id = await silos.Received(await silos.ServiceLine());
        await Claim(id, "op-i" + id);
        Assert.DoesNotContain("op-i" + id, silos.Ledger.OperationLookups);

        await silos.Do(id, new Release());
        Assert.True((await Claim(id, "op-i" + id)).Replayed);
        Assert.Contains("op-i" + id, silos.Ledger.OperationLookups);
        Assert.Equal(["received", "claimed", "claim-ended"], await silos.Events(id));
    }

    [Fact]
    public async Task A_key_that_was_used_for_another_request_is_refused_on_any_referral()
    {
        var line = await silos.ServiceLine();
        var (id, other) = (await silos.Received(line), await silos.Received(line));
        await Claim(id, "op-h" + id);

        Assert.Equal("idempotency-key-reused",
            (await silos.Referral(id).Handle(Envelope(new Release(), "op-h" + id, hash: "other"))).Refusal!.Code);
        Assert.Equal("idempotency-key-reused",
            (await silos.Referral(other).Handle(Envelope(new Claim(), "op-h" + id, hash: "other"))).Refusal!.Code);
        var created = New("r");
        Assert.Equal("idempotency-key-reused",
            (await silos.Referral(created).Handle(Envelope(Submission(created, line), "op-h" + id, hash: "other")))
                .Refusal!.Code);
        Assert.Null(await silos.Referral(created).Show());
    }

    [Fact]
    public async Task A_command_for_another_version_is_refused()
    {
        var id = await silos.Received(await silos.ServiceLine(), new Claim());

        Assert.Equal("version-mismatch",
            (await silos.Referral(id).Handle(Envelope(new Release()) with { IfVersion = 1 })).Refusal!.Code);
        Assert.Null((await silos.Referral(id).Handle(Envelope(new Release()) with { IfVersion = 2 })).Refusal);
    }

    [Fact]
    public async Task Of_many_concurrent_claims_one_is_accepted()
    {
        var id = await silos.Received(await silos.ServiceLine());
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 20)
            .Select(n => silos.Referral(id).Handle(Envelope(new Claim(), actor: $"nurse-{n}"))));

        Assert.Single(outcomes, o => o.Refusal is null);
        Assert.All(outcomes.Where(o => o.Refusal is not null), o =>
            Assert.Equal("claimed-by-another", o.Refusal!.Code));
        Assert.Equal(["received", "claimed"], await silos.Events(id));
    }

    private Task<CommandOutcome<ReferralResult>> Claim(string id, string operation) =>
        silos.Referral(id).Handle(Envelope(new Claim(), operation));

    private Task ClaimInLedger(string id, string actor) =>
        silos.CommitInLedger(id,
            new ReferralEvent.Claimed(new StaffClaim(actor, silos.Now + NodaTime.Duration.FromMinutes(15))));
}
