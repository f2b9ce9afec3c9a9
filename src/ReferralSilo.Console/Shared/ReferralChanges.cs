using ReferralSilo.Console.Words;
using ReferralSilo.Contracts.Screens;

namespace ReferralSilo.Console.Shared;

/// <summary>What changed on a referral since it was read: who did what, and when.</summary>
/// <param name="Text">Sentences, newest first; null when the history shows no change.</param>
/// <param name="OnlyMine">True when the reader made all changes.</param>
public sealed record ReferralChanges(string? Text, bool OnlyMine)
{
    /// <summary>Maximum number of sentences; the history shows the rest.</summary>
    private const int MaxSentences = 3;

    /// <summary>
    /// Reads the history after <paramref name="version"/>. The text
    /// states times in <paramref name="zone"/> and names the zone.
    /// </summary>
    public static async Task<ReferralChanges> Since(
        IConsoleApi api, string referral, long version, Names names, Zone zone, CancellationToken ct = default)
    {
        var answer = await api.History(referral, ct);
        var since = answer.Value?.Where(e => e.Version > version).ToList() ?? [];
        // Timer events are shown only when no person acted.
        var acts = since.Where(e => e.By != "system").ToList() is { Count: > 0 } people ? people : since;
        if (acts.Count == 0) return new ReferralChanges(null, false);
        var sentences = acts.AsEnumerable().Reverse().Take(MaxSentences)
            .Select(e => $"{names.Subject(e.By)} {HistoryWords.Describe(e)} at {zone.Clock(e.At)}"
                + (e is { What: "claimed", Why: { } why } ? $": {PlainWords.Isolated(why)}" : ""));
        return new ReferralChanges($"{string.Join("; ", sentences)} ({PlaceNames.Zone(zone.Name)}).",
            acts.All(e => names.IsMe(e.By)));
    }
}
