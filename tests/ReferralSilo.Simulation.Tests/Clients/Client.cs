using NodaTime;
using ReferralSilo.Domain;
using ReferralSilo.Domain.Referrals;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Grains.Interfaces;
using ReferralSilo.Grains.Referrals;
using ReferralSilo.Simulation.Tests.Checks;
using ReferralSilo.Simulation.Tests.Ledgers;
using ReferralSilo.Simulation.Tests.Scheduling;
using ReferralSilo.Simulation.Tests.Silos;
using ReferralSilo.Storage;

namespace ReferralSilo.Simulation.Tests.Clients;

/// <summary>A simulated user: reads a referral, sends a command, and repeats it with the same key while the outcome is
/// unknown. Sometimes it reads the operation record instead, or repeats an answered command.</summary>
public sealed class Client(string name, Cluster cluster, Checker checker)
{
    private readonly SeededScheduler _scheduler = cluster.Scheduler;
    private readonly ReferralMapper _mapper = new(TestKeys.Hash);
    private readonly CommandChoice _choice = new(cluster.Scheduler);
    private int _requests;

    public async Task Submit(string referral)
    {
        await _scheduler.Wait(_scheduler.Between(Duration.Zero, Duration.FromSeconds(30)));
        await SendWithRetries(NewRequest(referral, key =>
            new Submit(new ReferralId(referral), Clinic.Submission(key), "RS-" + key)));
    }

    public async Task Work(int actions)
    {
        for (var i = 0; i < actions; i++)
        {
            await _scheduler.Wait(_scheduler.Between(Duration.Zero, Duration.FromSeconds(50)));
            var referral = _scheduler.Pick(Clinic.Referrals);
            if (await Read(referral) is not { } state) continue;
            if (state is Referral.Offered { Offer.DueAt: var end } && _scheduler.Happens(0.3))
                await WaitUntilAbout(end);
            await SendWithRetries(NewRequest(referral, key => _choice.Next(state, key)));
        }
    }

    /// <summary>Repeats with the same key until there is an answer.</summary>
    public async Task RetryUntilAnswered(ClientRequest request)
    {
        while (request.Answers.Count == 0)
        {
            await Send(request);
            await _scheduler.Wait(Duration.FromSeconds(2));
        }
    }

    private ClientRequest NewRequest(string referral, Func<string, Contracts.Referrals.ReferralCommand> command)
    {
        var key = $"{name}-{++_requests}";
        var request = new ClientRequest(key, referral, name, command(key));
        checker.Add(request);
        return request;
    }

    private async Task SendWithRetries(ClientRequest request)
    {
        if (_scheduler.Happens(0.1)) _ = Send(request); // A double click.
        for (var tries = 0; tries < 5 && request.Answers.Count == 0; tries++)
        {
            await Send(request);
            if (request.Answers.Count > 0) break;
            if (_scheduler.Happens(0.25)) await ReadOperation(request);
            else await _scheduler.Wait(_scheduler.Between(Duration.FromMilliseconds(100), Duration.FromSeconds(25)));
        }

        if (!_scheduler.Happens(0.2)) return;
        await _scheduler.Wait(_scheduler.Between(Duration.Zero, Duration.FromSeconds(60)));
        await Send(request);
    }

    private async Task Send(ClientRequest request)
    {
        var gateway = Gateway();
        cluster.Trace.Write(() => $"{name} sends {request} through {gateway?.Name}");
        try
        {
            var outcome = gateway is null ? null
                : await cluster.At(gateway, silo => silo.NewReferralWriter.Write(request.Envelope));
            outcome ??= await new SiloGrainFactory(gateway, cluster).GetGrain<IReferralGrain>(request.Referral)
                .Handle(request.Envelope);
            cluster.Trace.Write(() =>
                $"{name} gets for {request.Key}: "
                + $"{(outcome.Unknown ? "unknown" : outcome.Refusal?.Code ?? $"accepted, version {outcome.Version}")}");
            if (!outcome.Unknown) checker.Receive(request,
                new Answer(_scheduler.Now, outcome.Refusal is null ? outcome.State!.State : null, outcome.Version,
                outcome.Refusal?.Code));
        }
        catch (Exception e) when (e is TimeoutException or OrleansException or LedgerUnavailableException)
        {
            cluster.Trace.Write(() => $"{name} gets for {request.Key}: {e.Message}");
        }
        catch (Exception e)
        {
            checker.Report("I3", $"{request} was answered with {e}");
        }
    }

    /// <summary>Reads the operation record, like <c>POST /api/operations/settle</c>.</summary>
    private async Task ReadOperation(ClientRequest request)
    {
        if (Gateway() is not { } silo) return;
        try
        {
            var id = request.Key;
            if (await silo.Operations.Resolve(id, _scheduler.Now, CancellationToken.None) is not { } found) return;
            var code = found.Refusal is { } refusal ? IdempotencyStore.ReadRefusal(refusal)?.Code : null;
            cluster.Trace.Write(() => $"{name} reads operation {id}: {code ?? "applied"}");
            checker.Receive(request, new Answer(_scheduler.Now, null, found.Version ?? 0, code));
        }
        catch (LedgerUnavailableException)
        {
            // The outcome is still unknown.
        }
    }

    private async Task<Referral?> Read(string referral)
    {
        try
        {
            var (gateway, shownBefore) = (Gateway(), checker.NewestShown(referral));
            Task<Snapshot<Referral>?> Show() =>
                new SiloGrainFactory(gateway, cluster).GetGrain<IReferralGrain>(referral).Show();
            var shown = gateway is null || cluster.Planted == PlantedBug.UncheckedRead
                ? await Show()
                : await new CurrentReads(gateway.Ledger).Read(_mapper, referral, Show);
            checker.CheckRead(referral, shown, shownBefore);
            return shown?.State;
        }
        catch (Exception e) when (e is TimeoutException or OrleansException or LedgerUnavailableException)
        {
            return null;
        }
    }

    /// <summary>Waits until shortly before or after the end of an offer: a command that is sent in time may arrive too
    /// late.</summary>
    private Task WaitUntilAbout(Instant end) =>
        _scheduler.Wait(end - _scheduler.Now - (_scheduler.Happens(0.5)
            ? Duration.FromMilliseconds(_scheduler.Chance.Next(-2, 8))
            : Duration.FromMilliseconds(_scheduler.Chance.Next(-500, 3_000))));

    private Silo? Gateway() => cluster.Silos.Count == 0 ? null : _scheduler.Pick(cluster.Silos);
}
