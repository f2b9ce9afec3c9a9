using System.Collections.Frozen;
using ReferralSilo.Contracts;

namespace ReferralSilo.Domain.Messages.Codes;

/// <summary>A status word of the gateway.</summary>
/// <param name="Rank">A message's status never goes to a lower rank: accepted 1, queued 2, sending 3, sent 4, a final
/// one 5, read 6.</param>
/// <param name="Status">As the contract shows it.</param>
public readonly record struct GatewayStatus(int Rank, MessageStatus Status)
{
    /// <summary>No later receipt changes it, but for read.</summary>
    public bool IsFinal => Rank >= GatewayStatuses.FinalRank;
}

/// <summary>The status words of Twilio's message API and their rank (outreach.md 1.3).</summary>
public static class GatewayStatuses
{
    /// <summary>The lowest rank of a final status.</summary>
    public const int FinalRank = 5;

    private static readonly FrozenDictionary<string, GatewayStatus> Words = new Dictionary<string, GatewayStatus>
    {
        ["accepted"] = new(1, MessageStatus.Accepted),
        ["scheduled"] = new(1, MessageStatus.Accepted),
        ["queued"] = new(2, MessageStatus.Queued),
        ["sending"] = new(3, MessageStatus.Queued),
        ["sent"] = new(4, MessageStatus.Sent),
        ["delivered"] = new(FinalRank, MessageStatus.Delivered),
        ["undelivered"] = new(FinalRank, MessageStatus.Undelivered),
        ["failed"] = new(FinalRank, MessageStatus.Failed),
        ["canceled"] = new(FinalRank, MessageStatus.Failed),
        ["read"] = new(6, MessageStatus.Read),
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>The status of a word in any case; null for a word that is not known, which changes nothing.</summary>
    public static GatewayStatus? Find(string? word) =>
        word is not null && Words.TryGetValue(word, out var status) ? status : null;
}
