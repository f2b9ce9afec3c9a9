using System.Text.Json;
using ReferralSilo.Domain.Referrals;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Storage;

namespace ReferralSilo.Grains.Referrals;

/// <summary>Stores the one stream from which silos take blocks of counters. It is in the ledger, so it is backed up,
/// restored and migrated together with the referrals that have the numbers.</summary>
public sealed class NumberBlocksMapper : IAggregateMapper<NumberBlocks, NumbersTaken>
{
    public const string StreamKind = "referral-numbers";

    /// <summary>Id of the only stream.</summary>
    public const string Id = "all";

    private const string EventType = "numbers-taken";

    public string Kind => StreamKind;

    public NumberBlocks Read(ReadOnlySpan<byte> state) =>
        JsonSerializer.Deserialize<NumberBlocks>(state, ReferralJson.Options)!;

    public byte[] Write(NumberBlocks state) => JsonSerializer.SerializeToUtf8Bytes(state, ReferralJson.Options);

    public NumbersTaken ReadEvent(ReadOnlySpan<byte> body) =>
        JsonSerializer.Deserialize<NumbersTaken>(body, ReferralJson.Options)!;

    public EventToStore Write(NumbersTaken happened, string actor) =>
        new(EventType, actor, JsonSerializer.SerializeToUtf8Bytes(happened, ReferralJson.Options));

    public NumberBlocks Evolve(NumberBlocks? state, NumbersTaken happened) => new(happened.From + happened.Count);
}
