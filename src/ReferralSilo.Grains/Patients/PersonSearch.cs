using ReferralSilo.Domain.Referrals;
using ReferralSilo.Grains.Committing;
using ReferralSilo.Grains.Referrals;
using ReferralSilo.Storage;
using ReferralSilo.Storage.Batching;
using ReferralSilo.Storage.Sealing;

namespace ReferralSilo.Grains.Patients;

/// <summary>Finds the referrals of a person. Intakes that wait at the same time share one query: each query also reads
/// the part of the index that is not sorted yet, which costs as much as the search itself.</summary>
public sealed class PersonSearch
{
    /// <summary>Referrals that are returned for one person, newest first.</summary>
    private const int MostReferrals = 50;

    /// <summary>Persons in one query.</summary>
    private const int Batch = 64;

    private readonly ILedger _ledger;
    private readonly ReferralMapper _referrals;
    private readonly KeyedHash _hash;
    private readonly RequestBatcher<IReadOnlyList<string>, IReadOnlyList<ReferralCase>> _waiting;

    public PersonSearch(ILedger ledger, ReferralMapper referrals, KeyedHash hash)
    {
        (_ledger, _referrals, _hash) = (ledger, referrals, hash);
        _waiting = new(Search, Batch);
    }

    /// <summary>The newest referrals with one of the keys.</summary>
    /// <param name="keys">See <see cref="PatientMatch.Keys(ReferralCase)"/>.</param>
    /// <exception cref="LedgerUnavailableException">The referrals are not known.</exception>
    public Task<IReadOnlyList<ReferralCase>> Find(IReadOnlyList<string> keys) => _waiting.Send(keys);

    private async Task<IReadOnlyList<IReadOnlyList<ReferralCase>>> Search(
        IReadOnlyList<IReadOnlyList<string>> persons)
    {
        var (found, isAll) = await Read([.. persons.SelectMany(keys => keys)], MostReferrals * persons.Count);
        if (isAll || persons.Count == 1)
            return [.. persons.Select(keys => Of(found, keys))];
        // One person has so many referrals that those of another one may be missing.
        var each = new List<IReadOnlyList<ReferralCase>>();
        foreach (var keys in persons) each.Add(Of((await Read(keys, MostReferrals)).Found, keys));
        return each;
    }

    private async Task<(IReadOnlyList<(ReferralCase Case, IReadOnlyList<string> Keys)> Found, bool IsAll)> Read(
        IReadOnlyList<string> keys, int limit)
    {
        var page = await _ledger.Search(new ReferralListQuery(limit)
        {
            AnyToken = [.. keys.Select(key => SearchTokens.PersonToken(_hash, key)).Distinct()],
        });
        return ([.. page.Items.Select(row => _referrals.Read(row.State.Span).Case)
            .Select(c => (c, PatientMatch.Keys(c)))], page.Next is null);
    }

    /// <summary>A token is only 64 bits of a hash, so the keys themselves are compared.</summary>
    private static IReadOnlyList<ReferralCase> Of(
        IReadOnlyList<(ReferralCase Case, IReadOnlyList<string> Keys)> found, IReadOnlyList<string> keys) =>
        [.. found.Where(f => f.Keys.Intersect(keys, StringComparer.Ordinal).Any()).Take(MostReferrals)
            .Select(f => f.Case)];
}
