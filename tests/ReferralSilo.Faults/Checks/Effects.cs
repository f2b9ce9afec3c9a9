using ReferralSilo.Domain.Referrals;
using ReferralSilo.Simulation.Tests.Checks;
using E = ReferralSilo.Domain.Referrals.ReferralEvent;

namespace ReferralSilo.Faults.Checks;

/// <summary>
/// The events that each operation caused: found by the operation id on the event and, because a bug may lose that id,
/// by the content of the event (<see cref="EffectKeys"/>).
/// </summary>
public static class Effects
{
    /// <summary>The events of each operation, by operation id.</summary>
    public static ILookup<string, EventStep<Referral, E>> Of(History history)
    {
        var operations = history.Calls.Where(c => c.Request is { Key: not null, Operation: not null })
            .DistinctBy(c => c.Request.Key).ToDictionary(c => c.Request.Key!, c => c.Request.Operation!);
        return history.Referrals.Values.SelectMany(stream => stream.Steps)
            .SelectMany(step => Named(step, operations).Distinct().Select(operation => (operation, step)))
            .ToLookup(pair => pair.operation, pair => pair.step);
    }

    private static IEnumerable<string> Named(EventStep<Referral, E> step, Dictionary<string, string> operations)
    {
        if (step.Stored.Operation is { } id) yield return id;
        if (EffectKeys.Operation(step.Happened) is { } asker) yield return asker;
        if (EffectKeys.Text(step.Happened) is { } text
            && operations.TryGetValue(text, out var named)) yield return named;
    }
}
