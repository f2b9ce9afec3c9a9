using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http.Features;
using ReferralSilo.Api.Access;

namespace ReferralSilo.Messaging.Callbacks;

/// <summary>Limits of the routes that need no sign-in.</summary>
internal static class CallbackLimits
{
    /// <summary>Largest body, bytes. The longest text has 1,600 characters.</summary>
    public const int BodyBytes = 64 * 1024;

    /// <summary>Most fields of a form.</summary>
    public const int Fields = 100;

    /// <summary>Longest id of a message or text, characters.</summary>
    public const int IdLength = 100;

    /// <summary>Longest text that is kept, characters; the rest is cut off.</summary>
    public const int TextLength = 4_000;

    /// <summary>Most calls at once and per second on average, for each IPv4 address or IPv6 /64 network. 100 messages a
    /// second lead to 400 receipts, which come from a few addresses.</summary>
    public const int Burst = 4_000, PerSecond = 2_000;

    public static FormOptions Form { get; } = new()
    {
        BufferBodyLengthLimit = BodyBytes, ValueCountLimit = Fields, KeyLengthLimit = 256, ValueLengthLimit = BodyBytes,
    };

    public static PartitionedRateLimiter<HttpContext> Rate() => PartitionedRateLimiter.Create<HttpContext, string>(
        http => RateLimitPartition.GetTokenBucketLimiter(AddressNetwork.Text(http.Connection.RemoteIpAddress),
            _ => new TokenBucketRateLimiterOptions
            {
                TokenLimit = Burst, TokensPerPeriod = PerSecond, ReplenishmentPeriod = TimeSpan.FromSeconds(1),
            }));
}
