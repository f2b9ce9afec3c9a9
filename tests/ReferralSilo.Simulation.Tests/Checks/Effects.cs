using NodaTime;
using E = ReferralSilo.Domain.Referrals.ReferralEvent;

namespace ReferralSilo.Simulation.Tests.Checks;

/// <summary>Which key had which effect, when: read from the events, whoever recorded them.</summary>
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

    /// <summary>Ids of holds and bookings are <c>referral:key:slot</c>.</summary>
    public static string KeyOfGrant(string id) => id.Split(':')[1];
}
