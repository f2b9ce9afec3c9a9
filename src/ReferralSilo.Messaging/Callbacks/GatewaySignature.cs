using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Primitives;

namespace ReferralSilo.Messaging.Callbacks;

/// <summary>
/// The signature of the text gateway's calls: HMAC-SHA1 with the account's token over the address that the gateway was
/// given, followed by the form's fields in the order of their names, each name with its value
/// (twilio.com/docs/usage/security).
/// </summary>
internal static class GatewaySignature
{
    public const string Header = "X-Twilio-Signature";

    /// <param name="token">The account's secret.</param>
    /// <param name="url">The public address with path and query, whatever a proxy made of it.</param>
    /// <param name="form">The fields as sent.</param>
    public static string Of(string token, string url, IEnumerable<KeyValuePair<string, StringValues>> form)
    {
        var signed = new StringBuilder(url);
        foreach (var (name, values) in form.OrderBy(f => f.Key, StringComparer.Ordinal))
            foreach (var value in values.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
                signed.Append(name).Append(value);
        // The gateway's protocol fixes the algorithm.
#pragma warning disable CA5350
        return Convert.ToBase64String(HMACSHA1.HashData(Encoding.UTF8.GetBytes(token),
            Encoding.UTF8.GetBytes(signed.ToString())));
#pragma warning restore CA5350
    }

    /// <summary>Compares in constant time.</summary>
    public static bool IsValid(string? given, string token, string url,
        IEnumerable<KeyValuePair<string, StringValues>> form) =>
        given is { Length: > 0 } && CryptographicOperations.FixedTimeEquals(
            Encoding.UTF8.GetBytes(Of(token, url, form)), Encoding.UTF8.GetBytes(given));
}
