using ReferralSilo.Host.Tests.Api;
using static ReferralSilo.Host.Tests.Api.AProgram;

namespace ReferralSilo.Host.Tests.Monitoring;

/// <summary>A referral that went through many routes.</summary>
/// <param name="Texts">What of it may be in no metric and no span.</param>
public sealed record Canary(IReadOnlyList<string> Texts)
{
    public static async Task<Canary> Create(RunningHost host)
    {
        var (family, key) = (New("Canary"), New("key"));
        var made = await host.Api.Create(Referral(family: family, phone: "+13035550177"), key);
        var id = made.Id;
        await using var board = await HubClient.Watch(host.Address, await host.Token(), $"triage/{Line}");
        await using var own = await HubClient.Watch(host.Address, await host.Token(), $"referral/{id}");
        await board.Shows(id, _ => true, "at once");
        (await host.Api.Do(id, "claim")).Is(200);
        (await host.Api.Get($"/api/referrals/{id}")).Is(200);
        (await host.Api.Get($"/api/referrals/{id}/history")).Is(200);
        (await host.Api.Get($"/api/operations/{key}")).Is(200);
        (await host.Api.Get($"/fhir/R4/ServiceRequest/{id}")).Is(200);
        (await host.Api.Post("/api/patients/search", new { q = family })).Is(200);
        // Refused, unknown and invented paths.
        (await host.Api.Do(id, "complete", new { outcome = "done" })).Is(409);
        (await host.Api.Get($"/api/referrals/{family}")).Is(404);
        (await host.Api.Get($"/nothing/{family}")).Is(404);
        (await host.Api.Post("/api/referrals/search", new { q = family })).Is(200);
        return new Canary([id, family, key, made.Json["number"]!.GetValue<string>(), "Dana", "3035550177"]);
    }
}
