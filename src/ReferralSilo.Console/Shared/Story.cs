using ReferralSilo.Console.Words;
using ReferralSilo.Contracts.Screens;

namespace ReferralSilo.Console.Shared;

/// <summary>What happened to a referral since it was read: who did what, and when.</summary>
/// <param name="Text">Sentences, the last first; null when the history says nothing.</param>
/// <param name="OnlyMine">The reader did all of it.</param>
public sealed record Story(string? Text, bool OnlyMine)
{
    /// <summary>Most sentences: the rest is in the history.</summary>
    private const int Most = 3;

    /// <summary>From the history after <paramref name="version"/>. Times in <paramref name="zone"/>, which is
    /// named.</summary>
    public static async Task<Story> Since(IConsoleApi desk, string referral, long version, Names names, Zone zone,
        CancellationToken ct = default)
    {
        var answer = await desk.History(referral, ct);
        var since = answer.Value?.Where(e => e.Version > version).ToList() ?? [];
        // An event of a clock is shown only when no person acted.
        var acts = since.Where(e => e.By != "system").ToList() is { Count: > 0 } people ? people : since;
        if (acts.Count == 0) return new Story(null, false);
        var told = acts.AsEnumerable().Reverse().Take(Most)
            .Select(e => $"{names.Subject(e.By)} {HappenedWords.Did(e)} at {zone.Clock(e.At)}");
        return new Story($"{string.Join("; ", told)} ({PlaceNames.Zone(zone.Name)}).", acts.All(e => names.IsMe(e.By)));
    }
}
