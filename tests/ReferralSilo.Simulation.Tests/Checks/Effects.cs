using NodaTime;
using E = ReferralSilo.Domain.Referrals.ReferralEvent;

namespace ReferralSilo.Simulation.Tests.Checks;

/// <summary>The effects of each key with their instants, read from the events.</summary>
public sealed class Effects
{
    private readonly Dictionary<(string Key, Type What), List<Instant>> _seen = [];

    public IEnumerable<(string Key, Type What, List<Instant> At)> All =>
        _seen.Select(s => (s.Key.Key, s.Key.What, s.Value));

    public void Add(E happened, Instant at)
    {
        if ((EffectKeys.Text(happened) ?? EffectKeys.Operation(happened)) is not { } key) return;
        if (!_seen.TryGetValue((key, happened.GetType()), out var moments)) _seen[(key, happened.GetType())] = moments =
            [];
        moments.Add(at);
    }

    /// <summary>The key in the id of a hold or booking, <c>referral:key:slot</c>.</summary>
    public static string KeyOfGrant(string id) => id.Split(':')[1];
}
