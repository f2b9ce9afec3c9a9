using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Domain;
using ReferralSilo.Domain.Referrals;
using ReferralSilo.Domain.Schedules;
using ReferralSilo.Domain.Sources;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Grains.Referrals;
using ReferralSilo.Grains.Schedules;
using ReferralSilo.Grains.Sources;
using ReferralSilo.Grains.Tests.Silos;
using ReferralSilo.Storage;
using static ReferralSilo.Grains.Tests.Silos.TestData;

namespace ReferralSilo.Grains.Tests.Committing;

public sealed class SqliteStaleActivationTests(SqliteSilos silos) : StaleActivationSuite(silos),
    IClassFixture<SqliteSilos>;

public sealed class PostgresStaleActivationTests(PostgresSilos silos) : StaleActivationSuite(silos),
    IClassFixture<PostgresSilos>;

/// <summary>A stale activation, overtaken by another one, shows no old state and gives no wrong refusal (I6).</summary>
public abstract class StaleActivationSuite(SiloFixture silos)
{
    private static readonly ReferralEvent Released = new ReferralEvent.ClaimEnded("nora", "released");

    [Fact]
    public async Task A_read_shows_what_another_activation_committed()
    {
        var id = await silos.Received(await silos.ServiceLine(), new Claim());
        Assert.Equal(2, (await Read(id))!.Version);
        await silos.CommitInLedger(id, Released);

        var shown = (await Read(id))!;
        Assert.Equal((3, null), (shown.Version, shown.State.Case.Claim));
        Assert.Equal(2, (await silos.Referral(id).Show())!.Version);
    }

    [Fact]
    public async Task A_read_of_a_missing_referral_finds_nothing() => Assert.Null(await Read(New("r")));

    [Fact]
    public async Task A_read_fails_when_the_ledger_cannot_confirm_its_version()
    {
        var id = await silos.Received(await silos.ServiceLine());
        silos.Ledger.FailsReadVersion = true;

        await Assert.ThrowsAsync<LedgerUnavailableException>(() => Read(id));
        silos.Ledger.FailsReadVersion = false;
        Assert.Equal(1, (await Read(id))!.Version);
    }

    [Fact]
    public async Task A_refusal_is_decided_on_the_committed_state()
    {
        var id = await silos.Received(await silos.ServiceLine(), new Claim());
        await silos.CommitInLedger(id, Released);

        var outcome = await silos.Referral(id).Handle(Envelope(new Claim(), actor: "pia"));
        Assert.Equal((null, 4L, "pia"), (outcome.Refusal, outcome.Version, outcome.State!.View!.Value.ClaimedBy));
    }

    [Fact]
    public async Task An_answer_without_a_change_is_decided_on_the_committed_state()
    {
        var id = await silos.Received(await silos.ServiceLine(), new Claim());
        await silos.CommitInLedger(id, Released);

        var outcome = await silos.Referral(id).Handle(Envelope(new Claim(), "op-so" + id));
        Assert.Equal((false, 4L), (outcome.NoChange, outcome.Version));
        Assert.Equal(["received", "claimed", "claim-ended", "claimed"], await silos.Events(id));
    }

    [Fact]
    public async Task A_condition_on_the_newest_version_is_met()
    {
        var id = await silos.Received(await silos.ServiceLine(), new Claim());
        await silos.CommitInLedger(id, Released);

        Assert.Equal("version-mismatch",
            (await silos.Referral(id).Handle(Envelope(new Claim()) with { IfVersion = 2 })).Refusal!.Code);
        Assert.Null((await silos.Referral(id).Handle(Envelope(new Claim()) with { IfVersion = 3 })).Refusal);
    }

    [Fact]
    public async Task A_change_on_a_stale_activation_is_decided_again_and_not_unknown()
    {
        var id = await silos.Received(await silos.ServiceLine(), new Claim());
        await silos.CommitInLedger(id, Released);

        var outcome = await silos.Referral(id).Handle(Envelope(new Prioritize(Contracts.Priority.Stat), "op-c" + id));
        Assert.Equal((false, null, 4L), (outcome.Unknown, outcome.Refusal, outcome.Version));
        Assert.Equal(["received", "claimed", "claim-ended", "prioritized"], await silos.Events(id));
        Assert.True((await silos.Referral(id)
            .Handle(Envelope(new Prioritize(Contracts.Priority.Stat), "op-c" + id))).Replayed);
    }

    [Fact]
    public async Task A_change_that_the_committed_state_forbids_is_refused_and_its_holds_released()
    {
        var line = await silos.ServiceLine();
        var (clinician, mine) = (await silos.Clinician(line), await silos.Waiting(line));
        var clock = (await silos.State(mine)).Clock!;
        await silos.CommitInLedger(mine,
            new ReferralEvent.Ended(Contracts.Stage.Withdrawn, "moved", null,
                clock with { Kind = Contracts.ClockKind.LoopClosure }));

        var outcome = await silos.Referral(mine).Handle(Envelope(new Offer([silos.Slot(clinician)]), "op-h" + mine));
        Assert.Equal("not-allowed-in-stage", outcome.Refusal!.Code);
        Assert.Empty((await silos.ScheduleOf(clinician)).Holds);
    }

    [Fact]
    public async Task A_booking_refused_for_its_version_does_not_take_effect_later()
    {
        var line = await silos.ServiceLine();
        var (clinician, mine) = (await silos.Clinician(line), await silos.Waiting(line));
        var version = (await Read(mine))!.Version;
        await silos.CommitInLedger(mine, new ReferralEvent.Assigned("sam"));

        var outcome = await silos.Referral(mine)
            .Handle(Envelope(new Book(silos.Slot(clinician)), "op-v" + mine) with { IfVersion = version });
        Assert.Equal("version-mismatch", outcome.Refusal!.Code);
        await Testing.Eventually.Is("the slot is free again", async () =>
            (await silos.ScheduleOf(clinician)).Bookings.Count == 0);
        Assert.Equal(Contracts.Stage.Waiting, (await silos.State(mine)).Stage);
    }

    [Fact]
    public async Task A_booking_on_a_stale_activation_is_booked_once()
    {
        var line = await silos.ServiceLine();
        var (clinician, mine) = (await silos.Clinician(line), await silos.Waiting(line));
        await silos.CommitInLedger(mine, new ReferralEvent.Assigned("sam"));

        var outcome = await silos.Referral(mine).Handle(Envelope(new Book(silos.Slot(clinician)), "op-b" + mine));
        Assert.Equal((false, null), (outcome.Unknown, outcome.Refusal));
        Assert.Single((await silos.ScheduleOf(clinician)).Bookings);
        Assert.Equal(("sam", Contracts.Stage.Booked),
            (outcome.State!.View!.Value.AssignedTo, outcome.State.View.Value.Stage));
    }

    [Fact]
    public async Task A_change_whose_outcome_is_unknown_stays_unknown()
    {
        var id = await silos.Received(await silos.ServiceLine());
        silos.Ledger.FailNext(Stream(id), Fault.After);
        Assert.True((await silos.Referral(id).Handle(Envelope(new Claim(), "op-u" + id))).Unknown);
        Assert.True((await silos.Referral(id).Handle(Envelope(new Claim(), "op-u" + id))).Replayed);
    }

    [Fact]
    public async Task A_change_on_a_stale_schedule_is_decided_again()
    {
        var line = await silos.ServiceLine();
        var (clinician, mine) = (await silos.Clinician(line), await silos.Waiting(line));
        await silos.Do(mine, new Offer([silos.Slot(clinician)]));
        await ReleaseInLedger(clinician);

        await silos.Do(await silos.Waiting(line), new Book(silos.Slot(clinician, 1)));
        var stored = silos.Of<ScheduleMapper>()
            .Read((await silos.Real.Read(new StreamId("schedule", clinician)))!.State.Span);
        Assert.Equal((0, 1), (stored.Holds.Count, stored.Bookings.Count));
    }

    [Fact]
    public async Task A_change_on_a_stale_source_is_decided_again()
    {
        var id = New("source");
        var grain = silos.Grains.GetGrain<ISourceGrain>(id);
        Assert.Null((await grain.Handle(new CommandEnvelope<SourceCommand>(Named("One"), "nora", true))).Refusal);
        var (mapper, stream) = (silos.Of<SourceMapper>(), new StreamId(SourceMapper.StreamKind, id));
        var stored = (await silos.Real.Read(stream))!;
        var state = mapper.Read(stored.State.Span);
        var added = ((Decision<SourceEvent>.Accepted)SourceDecider.Decide(state, Named("Two"))).Events;
        var next = added.Aggregate(state, mapper.Evolve);
        Assert.IsType<CommitResult.Committed>(await silos.Real.Commit(new Commit(
            stream, stored.Version, mapper.Write(next), [.. added.Select(e => mapper.Write(e, "otto"))], [], null,
                null, null, silos.Now)));

        var outcome = await grain.Handle(new CommandEnvelope<SourceCommand>(Named("Three"), "nora", true));
        Assert.Equal((false, 3L), (outcome.Unknown, outcome.Version));

        SourceCommand Named(string name) =>
            new SourceCommand.Define(new SourceId(id), name, Contracts.SourceKind.Clinical, true, null, null);
    }

    [Fact]
    public async Task A_stale_schedule_grants_a_slot_that_is_free_by_now()
    {
        var line = await silos.ServiceLine();
        var (clinician, mine) = (await silos.Clinician(line), await silos.Waiting(line));
        var slot = silos.Slot(clinician);
        await silos.Do(mine, new Offer([slot]));
        await ReleaseInLedger(clinician);

        await silos.Do(await silos.Waiting(line), new Book(slot));
        var shown = (await silos.Of<CurrentReads>()
            .Read(silos.Of<ScheduleMapper>(), clinician, () => silos.Schedule(clinician).Show()))!;
        Assert.Single(shown.State.Bookings);
    }

    private Task<Snapshot<Referral>?> Read(string id) =>
        silos.Of<CurrentReads>().Read(silos.Of<ReferralMapper>(), id, () => silos.Referral(id).Show());

    private async Task ReleaseInLedger(string clinician)
    {
        var (mapper, stream) = (silos.Of<ScheduleMapper>(), new StreamId("schedule", clinician));
        var stored = (await silos.Real.Read(stream))!;
        var state = mapper.Read(stored.State.Span);
        var decision =
            ScheduleDecider.Decide(state, new ScheduleCommand.ReleaseHold(state.Holds.Single().Id), silos.Now);
        var events = ((Decision<ScheduleEvent>.Accepted)decision).Events;
        var next = events.Aggregate(state, mapper.Evolve);
        Assert.IsType<CommitResult.Committed>(await silos.Real.Commit(new Commit(
            stream, stored.Version, mapper.Write(next), [.. events.Select(e => mapper.Write(e, "otto"))], [],
                mapper.DueAt(next), null, null, silos.Now)));
    }
}
