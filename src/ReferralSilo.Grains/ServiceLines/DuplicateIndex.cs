using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using ReferralSilo.Domain;
using ReferralSilo.Domain.Boards;

namespace ReferralSilo.Grains.ServiceLines;

/// <summary>The open referrals of a service line by the traits of their persons (IN-5). Thread-safe. It keeps hashes of
/// the traits, no names.</summary>
public sealed class DuplicateIndex(ServiceLineId line)
{
    private readonly Lock _gate = new();
    // Most keys have one referral; a list for each would take more memory than all the rest.
    private readonly Dictionary<long, ReferralId> _first = [];
    private readonly Dictionary<long, ImmutableArray<ReferralId>> _others = [];
    private readonly Dictionary<ReferralId, HashedTraits> _referrals = [];

    public ServiceLineId Line { get; } = line;

    /// <summary>Adds or replaces a referral.</summary>
    public void Put(ReferralId id, HashedTraits hashed)
    {
        lock (_gate)
        {
            if (_referrals.TryGetValue(id, out var before))
            {
                if (before.Equals(hashed)) return;
                Unlist(id, before);
            }

            _referrals[id] = hashed;
            foreach (var key in hashed.Keys)
                if (!_first.TryAdd(key, id)) _others[key] = [.. Others(key), id];
        }
    }

    /// <summary>Removes a referral; does nothing when it is not here.</summary>
    public void Remove(ReferralId id)
    {
        lock (_gate)
            if (_referrals.Remove(id, out var hashed)) Unlist(id, hashed);
    }

    /// <summary>Referrals in this index, except this one, that may be of the same person or order. <paramref
    /// name="person"/> is a <see cref="PersonTraits"/> as text.</summary>
    public IReadOnlyList<string> Find(string person, ReferralId except)
    {
        if (PersonTraits.Parse(person) is not { } traits) return [];
        var asked = HashedTraits.From(traits);
        var found = new List<string>();
        lock (_gate)
        {
            foreach (var key in asked.Keys)
            {
                if (!_first.TryGetValue(key, out var first)) continue;
                foreach (var id in Others(key).Insert(0, first))
                    if (id != except && asked.MatchesBirthDate(_referrals[id]) && !found.Contains(id.Value))
                        found.Add(id.Value);
            }
        }

        return found;
    }

    private void Unlist(ReferralId id, HashedTraits hashed)
    {
        foreach (var key in hashed.Keys)
        {
            var others = Others(key);
            if (_first[key] != id) others = others.Remove(id);
            else if (others is [var next, .. var rest]) (_first[key], others) = (next, rest);
            else _first.Remove(key);
            if (others.Length > 0) _others[key] = others;
            else _others.Remove(key);
        }
    }

    private ImmutableArray<ReferralId> Others(long key) => _others.TryGetValue(key, out var others) ? others : [];
}

/// <summary>The traits of a person as hashes.</summary>
/// <param name="Born">Birth date as a number, <c>19880412</c>; 0 when unknown.</param>
/// <param name="Keys">Hashes of <see cref="PersonTraits.Keys"/> in their order, without repetition.</param>
public readonly record struct HashedTraits(int Born, IReadOnlyList<long> Keys)
{
    public static HashedTraits From(PersonTraits traits) => new(
        int.TryParse(traits.Born, NumberStyles.None, CultureInfo.InvariantCulture, out var born) ? born : 0,
        traits.Keys().Select(Hash).Distinct().ToArray());

    /// <summary>See <see cref="PersonTraits.MatchesBirthDate"/>.</summary>
    public bool MatchesBirthDate(HashedTraits other) => Born == 0 || other.Born == 0 || Born == other.Born;

    /// <summary>Compares the content.</summary>
    public bool Equals(HashedTraits other) => Born == other.Born && Keys.SequenceEqual(other.Keys);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Born, Keys.Count);

    private static long Hash(string key)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(MemoryMarshal.AsBytes(key.AsSpan()), hash);
        return MemoryMarshal.Read<long>(hash);
    }
}
