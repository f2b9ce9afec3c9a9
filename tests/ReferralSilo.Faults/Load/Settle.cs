using ReferralSilo.Faults.Histories;

namespace ReferralSilo.Faults.Load;

/// <summary>
/// After the load, resolves unknown outcomes: half by querying the operation, half by repeating the request.
/// </summary>
internal static class Settle
{
    /// <summary>Returns how many could not be settled in time.</summary>
    public static async Task<int> All(LoadPlan load, Calls calls, SharedState shared)
    {
        var chance = new Random(load.Seed);
        var silos = new SiloChoice([.. load.Silos.Select(s => s.Name)]);
        try
        {
            await Testing.Eventually.Is("every unknown outcome is answered", async () =>
            {
                foreach (var (key, request) in shared.Unknown)
                {
                    var settled = await IsKnown(calls, $"{load.Name}-settles", silos.Next(chance),
                        chance.Next(2) == 0 ? ClientRequest.QueryOperation(key) : request);
                    if (settled) shared.Unknown.TryRemove(key, out _);
                }

                return shared.Unknown.IsEmpty;
            }, LoadLimits.Answerable);
        }
        catch (TimeoutException)
        {
            // The count is returned; the checker reports each.
        }

        return shared.Unknown.Count;
    }

    private static async Task<bool> IsKnown(Calls calls, string client, string silo, ClientRequest request)
    {
        var answer = await calls.Send(client, silo, request);
        if (request.AskedKey is null) return answer.Outcome != CallOutcome.Unknown;
        return answer is { IsOk: true, Body: { } body } && body.GetProperty("state").GetString() != "unknown";
    }
}
