using ReferralSilo.Domain.Referrals;
using ReferralSilo.Simulation.Tests.Checks;
using E = ReferralSilo.Domain.Referrals.ReferralEvent;

namespace ReferralSilo.Faults.Checks;

/// <summary>
/// Which events an operation caused. By the id on the event; and, so that a lost id is no hiding place, by what the
/// event says (<see cref="EffectKeys"/>).
/// </summary>
public static class Effects
{
    /// <summary>The events each operation caused, per event type, by operation id.</summary>
    public static ILookup<string, EventStep<Referral, E>> Of(History history)
    {
        var operations = history.Calls.Where(c => c.Asked is { Key: not null, Operation: not null })
            .DistinctBy(c => c.Asked.Key).ToDictionary(c => c.Asked.Key!, c => c.Asked.Operation!);
        return history.Referrals.Values.SelectMany(line => line.Steps)
            .SelectMany(step => Named(step, operations).Distinct().Select(operation => (operation, step)))
            .ToLookup(pair => pair.operation, pair => pair.step);
    }

    private static IEnumerable<string> Named(EventStep<Referral, E> step, Dictionary<string, string> operations)
    {
        if (step.Line.Operation is { } id) yield return id;
        if (EffectKeys.Operation(step.Happened) is { } asker) yield return asker;
        if (EffectKeys.Text(step.Happened) is { } text
            && operations.TryGetValue(text, out var named)) yield return named;
    }
}
