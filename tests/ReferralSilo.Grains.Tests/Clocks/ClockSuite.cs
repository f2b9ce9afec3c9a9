using NodaTime;
using ReferralSilo.Contracts;
using ReferralSilo.Contracts.Referrals;
using ReferralSilo.Domain.Schedules;
using ReferralSilo.Grains.Clocks;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Grains.Tests.Silos;
using static ReferralSilo.Grains.Tests.Silos.TestData;

namespace ReferralSilo.Grains.Tests.Clocks;

public sealed class SqliteClockTests(SqliteSilos silos) : ClockSuite(silos), IClassFixture<SqliteSilos>;

public sealed class PostgresClockTests(PostgresSilos silos) : ClockSuite(silos), IClassFixture<PostgresSilos>;

/// <summary>Every deadline is handled once, whether its grain is active or not (I5, I10).</summary>
public abstract class ClockSuite(SiloFixture silos)
{
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(10);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_hold_expires_and_ends_its_offer(bool inactive)
    {
        var line = await silos.ServiceLine();
        var clinician = await silos.Clinician(line);
        var id = await silos.Waiting(line);
        await silos.Do(id,
            new Offer([silos.Slot(clinician)], (silos.Now + Duration.FromMinutes(2)).ToDateTimeOffset()));
        if (inactive) await DeactivateBoth(id, clinician);

        await silos.Until("the schedule recorded the end of the hold", async () =>
            (await Stored(clinician)).Holds.Count == 0, TimeSpan.FromMinutes(4), Step);
        await silos.Until("the referral waits again", async () =>
            (await silos.Events(id))[^1] == "offer-ended", TimeSpan.FromMinutes(2), Step);
        await silos.Do(await silos.Waiting(line), new Book(silos.Slot(clinician)));
    }

    [Fact]
    public async Task An_expired_ping_does_not_stop_the_silo()
    {
        silos.Calls.CancelsPings = true;
        await silos.Until("pings expired", () =>
            Task.FromResult(silos.Calls.Cancelled > StreamId.Partitions), TimeSpan.FromMinutes(4), Step);
        silos.Calls.CancelsPings = false;

        Assert.False(silos.Of<ClockPinger>().ExecuteTask!.IsCompleted);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_claim_expires(bool inactive)
    {
        var id = await silos.Received(await silos.ServiceLine(new("Line", "America/Denver", ClaimMinutes: 2)),
            new Claim());
        if (inactive) await silos.Deactivate(silos.Referral(id));

        await silos.Until("the end of the claim is recorded", async () =>
            (await silos.Events(id))[^1] == "claim-ended", TimeSpan.FromMinutes(4), Step);
        Assert.Equal(["received", "claimed", "claim-ended"], await silos.Events(id));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_missed_review_is_recorded_once(bool inactive)
    {
        var line = await silos.ServiceLine(new("Line", "America/Denver", Targets: [new(ClockKind.Review, 2)]));
        var id = await silos.Received(line);
        if (inactive) await silos.Deactivate(silos.Referral(id));

        await silos.Until("the breach is recorded", async () =>
            (await silos.Events(id)).Count > 1, TimeSpan.FromMinutes(4), Step);
        await silos.Referral(id).OnDeadline();
        Assert.Equal(["received", "target-breached"], await silos.Events(id));
    }

    [Fact]
    public async Task A_call_before_the_deadline_does_nothing()
    {
        var line = await silos.ServiceLine();
        var clinician = await silos.Clinician(line);
        var id = await silos.Waiting(line);
        await silos.Do(id, new Offer([silos.Slot(clinician)]));
        var before = await silos.Events(id);

        await silos.Referral(id).OnDeadline();
        await silos.Schedule(clinician).OnDeadline();
        Assert.Equal(before, await silos.Events(id));
        Assert.Single((await Stored(clinician)).Holds);
    }

    [Fact]
    public async Task A_timer_that_fires_too_early_because_time_was_set_back_fires_again()
    {
        var line = await silos.ServiceLine(new("Line", "America/Denver", ClaimMinutes: 2));
        var clinician = await silos.Clinician(line);
        var (claimed, offered) = (await silos.Received(line, new Claim()), await silos.Waiting(line));
        await silos.Do(offered,
            new Offer([silos.Slot(clinician)], (silos.Now + Duration.FromMinutes(2)).ToDateTimeOffset()));
        // The clock grains are off, so only the timer can call.
        silos.Ledger.FailsDue = true;
        try
        {
            silos.Time.SetBack(TimeSpan.FromSeconds(40));

            await silos.Until("the claim has ended", async () =>
                (await silos.Events(claimed))[^1] == "claim-ended", TimeSpan.FromMinutes(4), Step);
            await silos.Until("the hold has ended", async () =>
                (await Stored(clinician)).Holds.Count == 0, TimeSpan.FromMinutes(1), Step);
        }
        finally
        {
            silos.Ledger.FailsDue = false;
        }
    }

    [Fact]
    public async Task A_deadline_call_to_a_missing_stream_does_nothing()
    {
        await silos.Referral(New("r")).OnDeadline();
        await silos.Schedule(New("dr")).OnDeadline();
    }

    private async Task DeactivateBoth(string referral, string clinician)
    {
        await silos.Deactivate(silos.Referral(referral));
        await silos.Deactivate(silos.Schedule(clinician));
    }

    /// <summary>Reads the ledger: a call would activate the grain.</summary>
    private async Task<Schedule> Stored(string clinician) =>
        silos.Of<Grains.Schedules.ScheduleMapper>()
            .Read((await silos.Real.Read(new StreamId("schedule", clinician)))!.State.Span);
}
