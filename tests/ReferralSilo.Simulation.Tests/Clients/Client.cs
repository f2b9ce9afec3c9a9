using NodaTime;
using ReferralSilo.Domain;
using ReferralSilo.Domain.Referrals;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Grains.Referrals;
using ReferralSilo.Simulation.Tests.Checks;
using ReferralSilo.Simulation.Tests.Ledgers;
using ReferralSilo.Simulation.Tests.Scheduling;
using ReferralSilo.Simulation.Tests.Silos;
using ReferralSilo.Storage;

namespace ReferralSilo.Simulation.Tests.Clients;

/// <summary>
/// Somebody at work: looks at a referral, orders something, repeats with the same key while nobody knows, now and then
/// asks for the operation instead, or repeats what was answered already.
/// </summary>
public sealed class Client(string name, Cluster cluster, Checker checker)
{
    private readonly SeededScheduler _scheduler = cluster.Scheduler;
    private readonly ReferralMapper _form = new(TestKeys.Hash);
    private readonly CommandChoice _choice = new(cluster.Scheduler);
    private int _asked;

    public async Task Submit(string referral)
    {
        await _scheduler.Wait(_scheduler.Between(Duration.Zero, Duration.FromSeconds(30)));
        await Order(Ask(referral, key => new Submit(new ReferralId(referral), Clinic.Submission(key), "RS-" + key)));
    }

    public async Task Work(int actions)
    {
        for (var i = 0; i < actions; i++)
        {
            await _scheduler.Wait(_scheduler.Between(Duration.Zero, Duration.FromSeconds(50)));
            var referral = _scheduler.Pick(Clinic.Referrals);
            if (await Look(referral) is not { } seen) continue;
            if (seen is Referral.Offered { Offer.DueAt: var end } && _scheduler.Happens(0.3)) await UntilAbout(end);
            await Order(Ask(referral, key => _choice.Next(seen, key)));
        }
    }

    /// <summary>Repeats with the same key until there is an answer.</summary>
    public async Task Insist(Asked asked)
    {
        while (asked.Answers.Count == 0)
        {
            await Call(asked);
            await _scheduler.Wait(Duration.FromSeconds(2));
        }
    }

    private Asked Ask(string referral, Func<string, Contracts.Referrals.ReferralCommand> command)
    {
        var key = $"{name}-{++_asked}";
        var asked = new Asked(key, referral, name, command(key));
        checker.Add(asked);
        return asked;
    }

    private async Task Order(Asked asked)
    {
        if (_scheduler.Happens(0.1)) _ = Call(asked); // Clicked twice.
        for (var tries = 0; tries < 5 && asked.Answers.Count == 0; tries++)
        {
            await Call(asked);
            if (asked.Answers.Count > 0) break;
            if (_scheduler.Happens(0.25)) await AskForOperation(asked);
            else await _scheduler.Wait(_scheduler.Between(Duration.FromMilliseconds(100), Duration.FromSeconds(25)));
        }

        if (!_scheduler.Happens(0.2)) return;
        await _scheduler.Wait(_scheduler.Between(Duration.Zero, Duration.FromSeconds(60)));
        await Call(asked);
    }

    private async Task Call(Asked asked)
    {
        var gateway = Gateway();
        cluster.Trace.Say(() => $"{name} orders {asked} by {gateway?.Name}");
        try
        {
            var outcome = gateway is null ? null
                : await cluster.At(gateway, silo => silo.NewReferralWriter.Write(asked.Order));
            outcome ??= await new SiloGrainFactory(gateway, cluster).GetGrain<IReferralGrain>(asked.Referral)
                .Handle(asked.Order);
            cluster.Trace.Say(() =>
                $"{name} hears of {asked.Key}: "
                + $"{(outcome.Unknown ? "unknown" : outcome.Refusal?.Code ?? $"yes, version {outcome.Version}")}");
            if (!outcome.Unknown) checker.Receive(asked,
                new Answer(_scheduler.Now, outcome.Refusal is null ? outcome.State!.State : null, outcome.Version,
                outcome.Refusal?.Code));
        }
        catch (Exception e) when (e is TimeoutException or OrleansException or LedgerUnavailableException)
        {
            cluster.Trace.Say(() => $"{name} hears of {asked.Key}: {e.Message}");
        }
        catch (Exception e)
        {
            checker.Broken("I3", $"{asked} was answered with {e}");
        }
    }

    /// <summary>As <c>GET /api/operations/{key}</c>.</summary>
    private async Task AskForOperation(Asked asked)
    {
        if (Gateway() is not { } silo) return;
        try
        {
            var id = asked.Key;
            if (await silo.Operations.Resolve(id, _scheduler.Now, CancellationToken.None) is not { } found) return;
            var code = found.Refusal is { } refusal ? IdempotencyStore.ReadRefusal(refusal)?.Code : null;
            cluster.Trace.Say(() => $"{name} asks for {id}: {code ?? "applied"}");
            checker.Receive(asked, new Answer(_scheduler.Now, null, found.Version ?? 0, code));
        }
        catch (LedgerUnavailableException)
        {
            // Unknown still.
        }
    }

    private async Task<Referral?> Look(string referral)
    {
        try
        {
            var (gateway, shownBefore) = (Gateway(), checker.NewestShown(referral));
            Task<Snapshot<Referral>?> Show() =>
                new SiloGrainFactory(gateway, cluster).GetGrain<IReferralGrain>(referral).Show();
            var shown = gateway is null || cluster.Planted == PlantedBug.UncheckedRead
                ? await Show()
                : await new CurrentReads(gateway.Ledger).Read(_form, referral, Show);
            checker.See(referral, shown, shownBefore);
            return shown?.State;
        }
        catch (Exception e) when (e is TimeoutException or OrleansException or LedgerUnavailableException)
        {
            return null;
        }
    }

    /// <summary>The last moment of an offer, a hair before or after: asked in time, it may arrive too late.</summary>
    private Task UntilAbout(Instant end) =>
        _scheduler.Wait(end - _scheduler.Now - (_scheduler.Happens(0.5)
            ? Duration.FromMilliseconds(_scheduler.Chance.Next(-2, 8))
            : Duration.FromMilliseconds(_scheduler.Chance.Next(-500, 3_000))));

    private Silo? Gateway() => cluster.Silos.Count == 0 ? null : _scheduler.Pick(cluster.Silos);
}
