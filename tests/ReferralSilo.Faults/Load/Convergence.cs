using System.Text.Json;
using ReferralSilo.Faults.Histories;
using ReferralSilo.Grains.Boards;

namespace ReferralSilo.Faults.Load;

/// <summary>
/// Waits until screens show the content of a file, which is rewritten while holds end and deadlines fire.
/// </summary>
internal static class Convergence
{
    /// <summary>Returns the answer of the client process.</summary>
    public static async Task<string> Wait(IReadOnlyList<Screen> screens, string file, TimeSpan within)
    {
        var (different, expected, written) = ("", new Dictionary<string, RowShown[]>(), DateTime.MinValue);
        try
        {
            await Testing.Eventually.Is("all screens show it", async () =>
            {
                if (File.GetLastWriteTimeUtc(file) is var at && at != written)
                {
                    var text = await File.ReadAllTextAsync(file);
                    (expected, written) = (JsonSerializer.Deserialize<Dictionary<string, RowShown[]>>(text)!, at);
                }

                different = string.Join("; ", screens.Select(s => Difference(s, expected[s.Board])).OfType<string>());
                return different.Length == 0;
            }, within);
            return "screens-same";
        }
        catch (TimeoutException)
        {
            return "screens-differ " + different;
        }
    }

    private static string? Difference(Screen screen, RowShown[] expected)
    {
        var (shown, keys) = (screen.Rows, expected.Select(e => e.Key).ToHashSet());
        var without = expected.Count(e => !shown.ContainsKey(e.Key));
        // A queue board has rows for the most urgent referrals and counts exactly the others.
        var queued = shown.Keys.Count(key => !key.StartsWith("clinician:", StringComparison.Ordinal));
        var counts = without == screen.More && (without == 0 || queued >= BoardLimits.QueueRows);
        var wrong = expected.Where(e => !(counts && !shown.ContainsKey(e.Key)))
            .Where(e => !IsShown(shown.GetValueOrDefault(e.Key), e))
            .Select(e => $"{e.Key} should be {Text(e)} and is {Text(shown.GetValueOrDefault(e.Key))}")
            .Concat(shown.Where(s => !keys.Contains(s.Key) && !s.Value.IsOnlyZeros)
                .Select(s => $"{s.Key} is still shown")).ToList();
        if (!counts) wrong.Insert(0, $"{without} have no row, and {screen.More} are counted");
        if (!screen.IsLive) wrong.Insert(0, "not live");
        return wrong.Count == 0 ? null : $"{screen.Board}: {wrong.Count} wrong, {string.Join(", ", wrong.Take(3))}";
    }

    private static bool IsShown(RowShown? shown, RowShown expected) =>
        shown is not null && shown.Version >= expected.Version && Values(shown).SequenceEqual(Values(expected));

    private static string Text(RowShown? row) =>
        row is null ? "missing" : row.Values is null ? $"at {row.Version}"
            : string.Join(", ", Values(row).Select(s => $"{s.Key} {s.Value}"));

    private static IEnumerable<KeyValuePair<string, string>> Values(RowShown row) =>
        (row.Values ?? Enumerable.Empty<KeyValuePair<string, string>>()).OrderBy(s => s.Key, StringComparer.Ordinal);
}
