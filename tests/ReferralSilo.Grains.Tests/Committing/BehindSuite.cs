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
using static ReferralSilo.Grains.Tests.Silos.AProgram;

namespace ReferralSilo.Grains.Tests.Committing;

public sealed class SqliteBehindTests(SqliteSilos silos) : BehindSuite(silos), IClassFixture<SqliteSilos>;

public sealed class PostgresBehindTests(PostgresSilos silos) : BehindSuite(silos), IClassFixture<PostgresSilos>;

/// <summary>An activation that another one has overtaken shows nothing old and says no wrong no (I6).</summary>
public abstract class BehindSuite(SiloFixture silos)
{
    private static readonly ReferralEvent Released = new ReferralEvent.ClaimEnded("nora", "released");

    [Fact]
    public async Task A_read_shows_what_another_activation_committed()
    {
        var id = await silos.Received(await silos.ServiceLine(), new Claim());
        Assert.Equal(2, (await Read(id))!.Version);
        await silos.BehindItsBack(id, Released);

        var shown = (await Read(id))!;
        Assert.Equal((3, null), (shown.Version, shown.State.Case.Claim));
        Assert.Equal(2, (await silos.Referral(id).Show())!.Version);
    }

    [Fact]
    public async Task A_read_of_what_does_not_exist_finds_nothing() => Assert.Null(await Read(New("r")));

    [Fact]
    public async Task A_read_that_the_ledger_cannot_vouch_for_is_not_given()
    {
        var id = await silos.Received(await silos.ServiceLine());
        silos.Ledger.HidesVersions = true;

        await Assert.ThrowsAsync<LedgerUnavailableException>(() => Read(id));
        silos.Ledger.HidesVersions = false;
        Assert.Equal(1, (await Read(id))!.Version);
    }

    [Fact]
    public async Task What_is_refused_is_refused_on_the_truth()
    {
        var id = await silos.Received(await silos.ServiceLine(), new Claim());
        await silos.BehindItsBack(id, Released);

        var outcome = await silos.Referral(id).Handle(Order(new Claim(), actor: "pia"));
        Assert.Equal((null, 4L, "pia"), (outcome.Refusal, outcome.Version, outcome.State!.View!.Value.ClaimedBy));
    }

    [Fact]
    public async Task What_is_so_already_is_so_on_the_truth()
    {
        var id = await silos.Received(await silos.ServiceLine(), new Claim());
        await silos.BehindItsBack(id, Released);

        var outcome = await silos.Referral(id).Handle(Order(new Claim(), "op-so" + id));
        Assert.Equal((false, 4L), (outcome.NoChange, outcome.Version));
        Assert.Equal(["received", "claimed", "claim-ended", "claimed"], await silos.Events(id));
    }

    [Fact]
    public async Task Who_has_seen_the_newest_version_may_order_on_it()
    {
        var id = await silos.Received(await silos.ServiceLine(), new Claim());
        await silos.BehindItsBack(id, Released);

        Assert.Equal("version-mismatch",
            (await silos.Referral(id).Handle(Order(new Claim()) with { IfVersion = 2 })).Refusal!.Code);
        Assert.Null((await silos.Referral(id).Handle(Order(new Claim()) with { IfVersion = 3 })).Refusal);
    }

    [Fact]
    public async Task A_change_of_an_activation_that_is_behind_is_decided_again_and_not_called_unknown()
    {
        var id = await silos.Received(await silos.ServiceLine(), new Claim());
        await silos.BehindItsBack(id, Released);

        var outcome = await silos.Referral(id).Handle(Order(new Prioritize(Contracts.Priority.Stat), "op-c" + id));
        Assert.Equal((false, null, 4L), (outcome.Unknown, outcome.Refusal, outcome.Version));
        Assert.Equal(["received", "claimed", "claim-ended", "prioritized"], await silos.Events(id));
        Assert.True((await silos.Referral(id)
            .Handle(Order(new Prioritize(Contracts.Priority.Stat), "op-c" + id))).Replayed);
    }

    [Fact]
    public async Task A_change_that_the_truth_does_not_allow_is_refused_and_its_holds_are_free_again()
    {
        var line = await silos.ServiceLine();
        var (clinician, mine) = (await silos.Clinician(line), await silos.Waiting(line));
        var clock = (await silos.State(mine)).Clock!;
        await silos.BehindItsBack(mine,
            new ReferralEvent.Ended(Contracts.Stage.Withdrawn, "moved", null,
            clock with { Kind = Contracts.ClockKind.LoopClosure }));

        var outcome = await silos.Referral(mine).Handle(Order(new Offer([silos.Slot(clinician)]), "op-h" + mine));
        Assert.Equal("not-allowed-in-stage", outcome.Refusal!.Code);
        Assert.Empty((await silos.ScheduleOf(clinician)).Holds);
    }

    [Fact]
    public async Task A_booking_that_was_refused_because_of_its_version_does_not_take_effect_later()
    {
        var line = await silos.ServiceLine();
        var (clinician, mine) = (await silos.Clinician(line), await silos.Waiting(line));
        var version = (await Read(mine))!.Version;
        await silos.BehindItsBack(mine, new ReferralEvent.Assigned("sam"));

        var outcome = await silos.Referral(mine)
            .Handle(Order(new Book(silos.Slot(clinician)), "op-v" + mine) with { IfVersion = version });
        Assert.Equal("version-mismatch", outcome.Refusal!.Code);
        await Testing.Eventually.Is("the slot is free again", async () =>
            (await silos.ScheduleOf(clinician)).Bookings.Count == 0);
        Assert.Equal(Contracts.Stage.Waiting, (await silos.State(mine)).Stage);
    }

    [Fact]
    public async Task A_booking_of_an_activation_that_is_behind_is_booked_once()
    {
        var line = await silos.ServiceLine();
        var (clinician, mine) = (await silos.Clinician(line), await silos.Waiting(line));
        await silos.BehindItsBack(mine, new ReferralEvent.Assigned("sam"));

        var outcome = await silos.Referral(mine).Handle(Order(new Book(silos.Slot(clinician)), "op-b" + mine));
        Assert.Equal((false, null), (outcome.Unknown, outcome.Refusal));
        Assert.Single((await silos.ScheduleOf(clinician)).Bookings);
        Assert.Equal(("sam", Contracts.Stage.Booked),
            (outcome.State!.View!.Value.AssignedTo, outcome.State.View.Value.Stage));
    }

    [Fact]
    public async Task A_change_whose_outcome_is_unknown_stays_unknown()
    {
        var id = await silos.Received(await silos.ServiceLine());
        silos.Ledger.BreakNext(Stream(id), Break.After);
        Assert.True((await silos.Referral(id).Handle(Order(new Claim(), "op-u" + id))).Unknown);
        Assert.True((await silos.Referral(id).Handle(Order(new Claim(), "op-u" + id))).Replayed);
    }

    [Fact]
    public async Task A_change_of_a_schedule_that_is_behind_is_decided_again()
    {
        var line = await silos.ServiceLine();
        var (clinician, mine) = (await silos.Clinician(line), await silos.Waiting(line));
        await silos.Do(mine, new Offer([silos.Slot(clinician)]));
        await ReleaseBehindItsBack(clinician);

        await silos.Do(await silos.Waiting(line), new Book(silos.Slot(clinician, 1)));
        var stored = silos.Of<ScheduleMapper>()
            .Read((await silos.Real.Read(new StreamId("schedule", clinician)))!.State.Span);
        Assert.Equal((0, 1), (stored.Holds.Count, stored.Bookings.Count));
    }

    [Fact]
    public async Task A_change_of_a_source_that_is_behind_is_decided_again()
    {
        var id = New("source");
        var grain = silos.Grains.GetGrain<ISourceGrain>(id);
        Assert.Null((await grain.Handle(new CommandEnvelope<SourceCommand>(Named("One"), "nora", true))).Refusal);
        var (form, stream) = (silos.Of<SourceMapper>(), new StreamId(SourceMapper.StreamKind, id));
        var stored = (await silos.Real.Read(stream))!;
        var state = form.Read(stored.State.Span);
        var added = ((Decision<SourceEvent>.Accepted)SourceDecider.Decide(state, Named("Two"))).Events;
        var next = added.Aggregate(state, form.Evolve);
        Assert.IsType<CommitResult.Committed>(await silos.Real.Commit(new Commit(
            stream, stored.Version, form.Write(next), [.. added.Select(e => form.Write(e, "otto"))], [], null,
                form.Search(state, next), null, silos.Now)));

        var outcome = await grain.Handle(new CommandEnvelope<SourceCommand>(Named("Three"), "nora", true));
        Assert.Equal((false, 3L), (outcome.Unknown, outcome.Version));

        SourceCommand Named(string name) =>
            new SourceCommand.Define(new SourceId(id), name, Contracts.SourceKind.Clinical, true, null, null);
    }

    [Fact]
    public async Task A_schedule_that_is_behind_gives_what_is_free_by_now()
    {
        var line = await silos.ServiceLine();
        var (clinician, mine) = (await silos.Clinician(line), await silos.Waiting(line));
        var slot = silos.Slot(clinician);
        await silos.Do(mine, new Offer([slot]));
        await ReleaseBehindItsBack(clinician);

        await silos.Do(await silos.Waiting(line), new Book(slot));
        var shown = (await silos.Of<CurrentReads>()
            .Read(silos.Of<ScheduleMapper>(), clinician, () => silos.Schedule(clinician).Show()))!;
        Assert.Single(shown.State.Bookings);
    }

    private Task<Snapshot<Referral>?> Read(string id) =>
        silos.Of<CurrentReads>().Read(silos.Of<ReferralMapper>(), id, () => silos.Referral(id).Show());

    private async Task ReleaseBehindItsBack(string clinician)
    {
        var (form, stream) = (silos.Of<ScheduleMapper>(), new StreamId("schedule", clinician));
        var stored = (await silos.Real.Read(stream))!;
        var state = form.Read(stored.State.Span);
        var decision =
            ScheduleDecider.Decide(state, new ScheduleCommand.ReleaseHold(state.Holds.Single().Id), silos.Now);
        var events = ((Decision<ScheduleEvent>.Accepted)decision).Events;
        var next = events.Aggregate(state, form.Evolve);
        Assert.IsType<CommitResult.Committed>(await silos.Real.Commit(new Commit(
            stream, stored.Version, form.Write(next), [.. events.Select(e => form.Write(e, "otto"))], [],
                form.DueAt(next), form.Search(state, next), null, silos.Now)));
    }
}
