using ReferralSilo.Faults.Histories;

namespace ReferralSilo.Faults.Load;

/// <summary>After the load: whatever nobody told is asked for until it is told, half by the operation, half by
/// repeating.</summary>
internal static class Settle
{
    /// <summary>How many could not be settled in time.</summary>
    public static async Task<int> All(LoadPlan load, Calls calls, Pool pool)
    {
        var chance = new Random(load.Seed);
        var silos = new SiloChoice([.. load.Silos.Select(s => s.Name)]);
        try
        {
            await Testing.Eventually.Is("every unknown outcome is answered", async () =>
            {
                foreach (var (key, request) in pool.Unknown)
                {
                    if (await IsTold(calls, $"{load.Name}-settles", silos.Next(chance), chance.Next(2) == 0
                        ? ClientRequest.Of(key) : request)) pool.Unknown.TryRemove(key, out _);
                }

                return pool.Unknown.IsEmpty;
            }, LoadLimits.Answerable);
        }
        catch (TimeoutException)
        {
            // The count says it; the checker names each.
        }

        return pool.Unknown.Count;
    }

    private static async Task<bool> IsTold(Calls calls, string client, string silo, ClientRequest request)
    {
        var answer = await calls.Send(client, silo, request);
        if (request.AskedKey is null) return answer.Outcome != Told.Unknown;
        return answer is { IsOk: true, Body: { } body } && body.GetProperty("state").GetString() != "unknown";
    }
}
