using ReferralSilo.Domain.Referrals;
using ReferralSilo.Domain.Stored;
using ReferralSilo.Grains.Committing;

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

    public StoredForm<NumberBlocks, NumbersTaken> Form => ReferralJson.NumbersForm;

    public string NameOf(NumbersTaken happened) => EventType;

    public NumberBlocks Evolve(NumberBlocks? state, NumbersTaken happened) => new(happened.From + happened.Count);
}
