using ReferralSilo.Domain.Referrals;
using ReferralSilo.Grains.Referrals;
using ReferralSilo.Storage;
using ReferralSilo.Storage.Sealing;

namespace ReferralSilo.Host.Api.Referrals;

/// <summary>Open referrals of the same person in the same service line (IN-5): told, never dropped.</summary>
public sealed class PossibleDuplicates(ILedger ledger, KeyedHash hash)
{
    /// <summary>Most told of, referrals.</summary>
    private const int Most = 20;

    public async Task<IReadOnlyList<string>> Of(ReferralCase referral)
    {
        if (SearchTokens.Person(hash, referral.Submission.Patient) is not { } person) return [];
        var found = await ledger.Search(new StateQuery(
            ReferralForm.StreamKind, Most + 1, ServiceLine: referral.ServiceLine.Value, Person: person, Open: true));
        return [.. found.Items.Select(s => s.Stream.Id).Where(id => id != referral.Id.Value).Take(Most)];
    }
}
