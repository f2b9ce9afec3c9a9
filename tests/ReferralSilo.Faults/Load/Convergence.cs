using System.Text.Json;
using ReferralSilo.Faults.Histories;

namespace ReferralSilo.Faults.Load;

/// <summary>Waits until screens show what a file says, which is written anew while holds end and clocks ring.</summary>
internal static class Convergence
{
    /// <summary>What the client process answers.</summary>
    public static async Task<string> Of(IReadOnlyList<Screen> screens, string file)
    {
        var (different, expected, written) = ("", new Dictionary<string, RowShown[]>(), DateTime.MinValue);
        try
        {
            await Testing.Eventually.Is("all screens show it", async () =>
            {
                if (File.GetLastWriteTimeUtc(file) is var at && at != written)
                    (expected, written) =
                        (JsonSerializer.Deserialize<Dictionary<string, RowShown[]>>(await File.ReadAllTextAsync(file))!,
                        at);
                different = string.Join("; ", screens.Select(s => Difference(s, expected[s.Board])).OfType<string>());
                return different.Length == 0;
            }, LoadLimits.Converged);
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
        var wrong = expected.Where(e => !IsShown(shown.GetValueOrDefault(e.Key), e))
            .Select(e => $"{e.Key} is not {Text(e)} but {Text(shown.GetValueOrDefault(e.Key))}")
            .Concat(shown.Keys.Where(k => !keys.Contains(k)).Select(k => $"{k} is still there")).ToList();
        if (!screen.IsLive) wrong.Insert(0, "not live");
        return wrong.Count == 0 ? null : $"{screen.Board}: {wrong.Count} wrong, {string.Join(", ", wrong.Take(3))}";
    }

    private static bool IsShown(RowShown? shown, RowShown expected) =>
        shown is not null && shown.Version >= expected.Version && Says(shown).SequenceEqual(Says(expected));

    private static string Text(RowShown? row) =>
        row is null ? "there" : row.Says is null ? $"at {row.Version}"
            : string.Join(", ", Says(row).Select(s => $"{s.Key} {s.Value}"));

    private static IEnumerable<KeyValuePair<string, string>> Says(RowShown row) =>
        (row.Says ?? Enumerable.Empty<KeyValuePair<string, string>>()).OrderBy(s => s.Key, StringComparer.Ordinal);
}
