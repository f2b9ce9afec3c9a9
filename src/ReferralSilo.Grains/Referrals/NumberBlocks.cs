using System.Text.Json;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Storage;

namespace ReferralSilo.Grains.Referrals;

/// <summary>How many counters of referral numbers were given to silos: all below <paramref name="Next"/>.</summary>
public sealed record NumberBlocks(long Next);

/// <summary>A silo took <paramref name="Count"/> counters from <paramref name="From"/> on; some stay unused.</summary>
public sealed record NumbersTaken(long From, int Count);

/// <summary>Stores the one stream from which silos take blocks of counters. It is in the ledger, so it is backed up,
/// restored and migrated together with the referrals that have the numbers.</summary>
public sealed class NumberBlocksMapper : IAggregateMapper<NumberBlocks, NumbersTaken>
{
    public const string StreamKind = "referral-numbers";

    /// <summary>Id of the only stream.</summary>
    public const string Id = "all";

    private const string EventType = "numbers-taken";

    public string Kind => StreamKind;

    public NumberBlocks Read(ReadOnlySpan<byte> state) => JsonSerializer.Deserialize<NumberBlocks>(state)!;

    public byte[] Write(NumberBlocks state) => JsonSerializer.SerializeToUtf8Bytes(state);

    public NumbersTaken ReadEvent(ReadOnlySpan<byte> body) => JsonSerializer.Deserialize<NumbersTaken>(body)!;

    public EventToStore Write(NumbersTaken happened, string actor) =>
        new(EventType, actor, JsonSerializer.SerializeToUtf8Bytes(happened));

    public NumberBlocks Evolve(NumberBlocks? state, NumbersTaken happened) => new(happened.From + happened.Count);
}
