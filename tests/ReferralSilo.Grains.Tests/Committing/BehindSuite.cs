using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Domain.Referrals;
using ReferralSilo.Domain.Schedules;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Grains.Referrals;
using ReferralSilo.Grains.Schedules;
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
        Assert.Equal((false, 4L), (outcome.AlreadySo, outcome.Version));
        Assert.Equal(["received", "claimed", "claim-ended", "claimed"], await silos.Events(id));
    }

    [Fact]
    public async Task Who_has_seen_the_newest_version_may_order_on_it()
    {
        var id = await silos.Received(await silos.ServiceLine(), new Claim());
        await silos.BehindItsBack(id, Released);

        Assert.Equal("version-mismatch", (await silos.Referral(id).Handle(Order(new Claim()) with { IfVersion = 2 })).Refusal!.Code);
        Assert.Null((await silos.Referral(id).Handle(Order(new Claim()) with { IfVersion = 3 })).Refusal);
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
        var shown = (await silos.Of<CurrentReads>().Read(silos.Of<ScheduleForm>(), clinician, () => silos.Schedule(clinician).Show()))!;
        Assert.Single(shown.State.Bookings);
    }

    private Task<Snapshot<Referral>?> Read(string id) => silos.Of<CurrentReads>().Read(silos.Of<ReferralForm>(), id, () => silos.Referral(id).Show());

    private async Task ReleaseBehindItsBack(string clinician)
    {
        var (form, stream) = (silos.Of<ScheduleForm>(), new StreamId("schedule", clinician));
        var stored = (await silos.Real.Read(stream))!;
        var state = form.Read(stored.State.Span);
        var decision = ScheduleDecider.Decide(state, new ScheduleCommand.ReleaseHold(state.Holds.Single().Id), silos.Now);
        var events = ((Domain.Decision<ScheduleEvent>.Accepted)decision).Events;
        var next = events.Aggregate(state, form.Evolve);
        Assert.IsType<CommitResult.Committed>(await silos.Real.Commit(new Commit(
            stream, stored.Version, form.Write(next), [.. events.Select(e => form.Write(e, "otto"))], [], form.DueAt(next), form.Search(state, next), null, silos.Now)));
    }
}
