using System.Collections.Concurrent;
using Microsoft.AspNetCore.Authentication;
using NodaTime;
using ReferralSilo.Identity.Limits;

namespace ReferralSilo.Identity.SigningIn;

/// <summary>Caches validated tokens until they expire. When the cache is full, it is cleared.</summary>
internal sealed class ValidatedTokens(IClock clock)
{
    private readonly ConcurrentDictionary<TokenFingerprint, (AuthenticationTicket Ticket, Instant ExpiresAt)> _known =
        new();
    private int _count;

    public AuthenticationTicket? Find(TokenFingerprint id)
    {
        if (!_known.TryGetValue(id, out var known))
            return null;
        if (known.ExpiresAt > clock.GetCurrentInstant())
            return known.Ticket;
        if (_known.TryRemove(id, out _))
            Interlocked.Decrement(ref _count);
        return null;
    }

    public void Remember(TokenFingerprint id, AuthenticationTicket ticket, DateTimeOffset expiresAt)
    {
        // ConcurrentDictionary.Count locks every bucket, so the count is kept separately.
        if (Volatile.Read(ref _count) >= SecurityLimits.RememberedTokens)
        {
            _known.Clear();
            Volatile.Write(ref _count, 0);
        }

        if (_known.TryAdd(id, (ticket, Instant.FromDateTimeOffset(expiresAt))))
            Interlocked.Increment(ref _count);
    }
}
