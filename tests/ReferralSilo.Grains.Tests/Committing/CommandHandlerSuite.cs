using ReferralSilo.Grains.Committing;
using ReferralSilo.Grains.Referrals;
using ReferralSilo.Grains.Schedules;
using ReferralSilo.Grains.Sources;
using ReferralSilo.Grains.Tests.Silos;
using static ReferralSilo.Grains.Tests.Silos.TestData;

namespace ReferralSilo.Grains.Tests.Committing;

public sealed class SqliteCommandHandlerTests(SqliteSilos silos) : CommandHandlerSuite(silos),
    IClassFixture<SqliteSilos>;

public sealed class PostgresCommandHandlerTests(PostgresSilos silos) : CommandHandlerSuite(silos),
    IClassFixture<PostgresSilos>;

/// <summary>Every kind of aggregate handles its commands in the same way (I1–I3, I6).</summary>
public abstract class CommandHandlerSuite(SiloFixture silos)
{
    public static TheoryData<string> Kinds =>
        [ReferralMapper.StreamKind, ScheduleMapper.StreamKind, SourceMapper.StreamKind];

    [Theory, MemberData(nameof(Kinds))]
    public async Task A_repeated_operation_gets_its_first_answer(string kind)
    {
        var (stream, operation) = (await HandledStream.Create(silos, kind), New("op"));
        var first = await stream.Send(Step.Change, operation);
        await stream.Send(Step.Change);

        Assert.Equal(first with { Replayed = true }, await stream.Send(Step.Change, operation));
        Assert.Equal(first.Version + 1, await Version(stream));
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task A_key_of_another_request_is_refused(string kind)
    {
        var (stream, operation) = (await HandledStream.Create(silos, kind), New("op"));
        await stream.Send(Step.Change, operation);

        Assert.Equal("idempotency-key-reused", (await stream.Send(Step.Change, operation, "other")).Code);
        Assert.Equal("idempotency-key-reused", (await stream.Send(Step.Refused, operation, "other")).Code);
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task A_version_condition_is_checked_on_the_newest_state(string kind)
    {
        var (stream, operation) = (await HandledStream.Create(silos, kind), New("op"));
        var newest = (await stream.Send(Step.Change, second: true)).Version;

        Assert.Equal("version-mismatch", (await stream.Send(Step.Change, operation, ifVersion: newest - 1)).Code);
        Assert.Null(await silos.Real.FindOperation(operation));
        await stream.Send(Step.Change, second: true);
        Assert.Equal((null, newest + 2), await stream.Send(Step.Change, operation, ifVersion: newest + 1) is var met
            ? (met.Code, met.Version) : default);
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task A_refusal_is_recorded_before_it_is_answered(string kind)
    {
        var (stream, operation) = (await HandledStream.Create(silos, kind), New("op"));
        silos.Ledger.FailNextRefusal(operation);

        Assert.True((await stream.Send(Step.Refused, operation)).Unknown);
        Assert.Null(await silos.Real.FindOperation(operation));
        var refused = await stream.Send(Step.Refused, operation);
        Assert.Equal((stream.RefusalCode, false), (refused.Code, refused.Replayed));
        Assert.NotNull((await silos.Real.FindOperation(operation))!.Refusal);
        Assert.Equal((stream.RefusalCode, true), await stream.Send(Step.Change, operation) is var again
            ? (again.Code, again.Replayed) : default);
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task An_answer_without_a_change_is_recorded(string kind)
    {
        var (stream, operation) = (await HandledStream.Create(silos, kind), New("op"));
        var changed = await stream.Send(Step.Change);
        var repeated = await stream.Send(Step.Repeat, operation);
        await stream.Send(Step.Change);

        Assert.Equal(changed with { NoChange = true }, repeated);
        Assert.Equal(repeated with { Replayed = true }, await stream.Send(Step.Change, operation));
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task A_stale_activation_decides_again(string kind)
    {
        var stream = await HandledStream.Create(silos, kind);
        var newest = (await stream.Send(Step.Change, second: true)).Version;

        var outcome = await stream.Send(Step.Change);
        Assert.Equal((null, newest + 1, 0), (outcome.Code, outcome.Version, stream.Deactivations));
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task Conflicts_end_after_the_last_attempt(string kind)
    {
        var stream = await HandledStream.Create(silos, kind);
        var before = await Version(stream);
        silos.Ledger.ConflictNext(stream.Stream, CommandEnvelopes.MaxAttempts - 1);
        Assert.Equal(before + 1, (await stream.Send(Step.Change)).Version);

        silos.Ledger.ConflictNext(stream.Stream, CommandEnvelopes.MaxAttempts);
        Assert.True((await stream.Send(Step.Change)).Unknown);
        Assert.Equal((before + 1, 1), (await Version(stream), stream.Deactivations));
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task An_operation_of_another_activation_gets_its_answer(string kind)
    {
        var (stream, change, refusal) = (await HandledStream.Create(silos, kind), New("op"), New("op"));
        var first = await stream.Send(Step.Change, change, second: true);
        await stream.Send(Step.Refused, refusal, second: true);

        Assert.Equal(first with { Replayed = true }, await stream.Send(Step.Change, change));
        await stream.Send(Step.Refused);
        silos.Ledger.OverlookedOperation = refusal;
        Assert.Equal((stream.RefusalCode, true), await stream.Send(Step.Refused, refusal) is var again
            ? (again.Code, again.Replayed) : default);
        Assert.Equal((first.Version, 0), (await Version(stream), stream.Deactivations));
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task An_unknown_outcome_discards_the_state(string kind)
    {
        var (stream, operation) = (await HandledStream.Create(silos, kind), New("op"));
        var before = await Version(stream);
        silos.Ledger.FailNext(stream.Stream, Fault.After);

        Assert.True((await stream.Send(Step.Change, operation)).Unknown);
        Assert.Equal(1, stream.Deactivations);
        var retry = await stream.Send(Step.Change, operation, second: true);
        Assert.Equal((true, before + 1, before + 1), (retry.Replayed, retry.Version, await Version(stream)));
    }

    private Task<long> Version(HandledStream stream) => silos.Real.ReadVersion(stream.Stream);
}
