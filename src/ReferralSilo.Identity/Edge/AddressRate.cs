using System.Collections.Concurrent;
using System.Net;
using ReferralSilo.Api.Access;
using ReferralSilo.Identity.Limits;

namespace ReferralSilo.Identity.Edge;

/// <summary>
/// A token bucket per network. The framework's limiters read the wall clock; this one uses a <see
/// cref="TimeProvider"/>, so tests can control the time.
/// </summary>
/// <param name="rate">Size and refill of a bucket.</param>
/// <param name="time">The clock.</param>
/// <param name="remembered">Most networks that are remembered.</param>
public sealed class AddressRate(Rate rate, TimeProvider time, int remembered = SecurityLimits.RememberedAddresses)
{
    /// <summary>Part of the networks that is forgotten when there are too many, so that a flood of new ones rarely
    /// pays for it.</summary>
    private const int ForgottenPart = 10;

    private readonly ConcurrentDictionary<UInt128, Bucket> _buckets = new();
    private readonly Lock _forgetting = new();

    /// <summary>Number of networks that are remembered.</summary>
    internal int Count => _buckets.Count;

    /// <summary>Takes one token. Returns false and the time to wait when there is none.</summary>
    public bool TryTake(IPAddress? address, out TimeSpan wait) => Look(address, take: true, out wait);

    /// <summary>Like <see cref="TryTake"/>, but takes no token.</summary>
    public bool HasRoom(IPAddress? address, out TimeSpan wait) => Look(address, take: false, out wait);

    private bool Look(IPAddress? address, bool take, out TimeSpan wait)
    {
        var now = time.GetTimestamp();
        wait = TimeSpan.Zero;
        var network = AddressNetwork.Of(address);
        // An unknown network has a full bucket, which is not worth remembering.
        if (!_buckets.TryGetValue(network, out var bucket))
        {
            if (!take) return true;
            if (_buckets.Count >= remembered) Forget(now);
            bucket = _buckets.GetOrAdd(network, static (_, s) => new Bucket(s.rate.Burst, s.now), (rate, now));
        }

        lock (bucket)
        {
            (bucket.Level, bucket.At) = (LevelOf(bucket, now), now);
            var has = bucket.Level >= 1;
            if (!has) wait = TimeSpan.FromSeconds((1 - bucket.Level) / rate.PerSecond);
            if (has && take)
                bucket.Level--;
            return has;
        }
    }

    /// <summary>Forgets the fullest buckets: they limit no caller. Those that are empty stay, so that no caller gets a
    /// new bucket by coming from many networks.</summary>
    private void Forget(long now)
    {
        // One thread is enough; the others go a little over the limit meanwhile.
        if (!_forgetting.TryEnter()) return;
        try
        {
            var fullest = _buckets.Select(b => (b.Key, Level: LevelOf(b.Value, now))).OrderByDescending(b => b.Level)
                .Take(Math.Max(1, remembered / ForgottenPart));
            foreach (var (network, _) in fullest)
                _buckets.TryRemove(network, out _);
        }
        finally
        {
            _forgetting.Exit();
        }
    }

    private double LevelOf(Bucket bucket, long now) =>
        Math.Min(rate.Burst, bucket.Level + (time.GetElapsedTime(bucket.At, now).TotalSeconds * rate.PerSecond));

    private sealed class Bucket(double level, long at)
    {
        public double Level = level;
        public long At = at;
    }
}

/// <summary>The rates of signing in.</summary>
internal sealed class SignInRates(TimeProvider time)
{
    /// <summary>All sign-in attempts of people and machines.</summary>
    public AddressRate Attempts { get; } = new(SecurityLimits.SignInsPerAddress, time);

    /// <summary>Failed sign-in attempts.</summary>
    public AddressRate Failures { get; } = new(SecurityLimits.FailuresPerAddress, time);

    /// <summary>Wrong secrets and unknown ids of machine clients.</summary>
    public AddressRate ClientFailures { get; } = new(SecurityLimits.ClientFailuresPerAddress, time);

    /// <summary>Wrong set-up codes.</summary>
    public AddressRate SetUps { get; } = new(SecurityLimits.SetUpsPerAddress, time);
}
