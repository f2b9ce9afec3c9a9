using NodaTime;
using ReferralSilo.Contracts;

namespace ReferralSilo.Domain.Referrals;

/// <summary>
/// Decides which of several consents of a person counts. A withdrawal counts until a newer consent with evidence: a
/// consent without a date, with a date after it was received, or without saying how it was given is never newer than a
/// withdrawal. The result does not depend on the order in which the consents arrive.
/// </summary>
public static class ConsentOrder
{
    /// <summary>The consents with the time at which the program received them, where they have none.</summary>
    /// <param name="consents">As sent.</param>
    /// <param name="now">When they were received.</param>
    public static IReadOnlyList<Consent> Received(IReadOnlyList<Consent> consents, Instant now) =>
        consents.All(c => c.RecordedAt is not null) ? consents
            : [.. consents.Select(c => c.RecordedAt is null ? c with { RecordedAt = now } : c)];

    /// <summary>One consent of each kind and purpose: the one that counts.</summary>
    public static IReadOnlyList<Consent> Add(IReadOnlyList<Consent> known, IReadOnlyList<Consent> more)
    {
        if (more.Count == 0) return known;
        var all = known.ToList();
        foreach (var consent in more)
        {
            var at = all.FindIndex(c => c.Kind == consent.Kind && c.Purpose == consent.Purpose);
            if (at < 0) all.Add(consent);
            else if (Compare(all[at], consent) <= 0) all[at] = consent;
        }

        return all;
    }

    /// <summary>The consent that counts for a purpose; null when nothing is known. A consent without a purpose is for
    /// care and reminders; a withdrawal without one is for every purpose.</summary>
    public static Consent? Find(IReadOnlyList<Consent> consents, ConsentKind kind, ConsentPurpose purpose) =>
        consents.Where(c => c.Kind == kind && (c.Purpose is { } own ? own == purpose
                : !c.Given || purpose is ConsentPurpose.Care or ConsentPurpose.Reminders))
            .Aggregate((Consent?)null, (best, c) => best is null || Compare(best, c) <= 0 ? c : best);

    /// <summary>True when the consent that counts was given.</summary>
    public static bool IsGiven(IReadOnlyList<Consent> consents, ConsentKind kind,
        ConsentPurpose purpose = ConsentPurpose.Care) => Find(consents, kind, purpose) is { Given: true };

    /// <summary>Above zero when the first one counts, below zero when the second one does.</summary>
    public static int Compare(Consent first, Consent second)
    {
        var (a, b) = (Since(first), Since(second));
        if (a != b) return a.CompareTo(b);
        if (first.Given != second.Given) return first.Given ? -1 : 1;
        return (first.RecordedAt ?? Instant.MinValue).CompareTo(second.RecordedAt ?? Instant.MinValue);
    }

    /// <summary>Since when it counts; the earliest instant for a consent whose date or evidence is missing.</summary>
    private static Instant Since(Consent consent)
    {
        var (said, received) = (consent.At, consent.RecordedAt);
        if (!consent.Given)
            return said is { } day && received is { } known ? Instant.Min(day, known)
                : said ?? received ?? Instant.MinValue;
        var proven = consent.By is not null || !string.IsNullOrWhiteSpace(consent.How);
        return proven && said is { } at && at <= received ? at : Instant.MinValue;
    }
}
