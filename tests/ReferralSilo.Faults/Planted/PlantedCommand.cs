namespace ReferralSilo.Faults.Planted;

/// <summary>
/// <c>run --planted [BUG]</c>: runs every planted bug, and its trouble alone, and prints the violations.
/// </summary>
internal static class PlantedCommand
{
    public static async Task<int> Run(string? bug)
    {
        var cases = PlantedCase.All.Where(c =>
            bug is null || string.Equals(c.Bug.ToString(), bug, StringComparison.OrdinalIgnoreCase)).ToList();
        if (cases.Count == 0)
        {
            Console.Error.WriteLine($"One of: {string.Join(", ", PlantedCase.All.Select(c => c.Bug))}.");
            return 2;
        }

        var failed = 0;
        foreach (var planted in cases)
        {
            var (alone, found) = (await planted.Find(planted: false), await planted.Find(planted: true));
            var isSeen = found.Any(v => v.Invariant == planted.Invariant);
            if (alone.Count > 0 || !isSeen) failed++;
            var counts = string.Join(", ", found.CountBy(v => v.Invariant).Select(c => $"{c.Key} {c.Value}"));
            Console.WriteLine(
                $"{planted.Bug}: {(isSeen ? "detected" : "NOT DETECTED")} by {planted.Invariant}; {counts}; "
                + $"without it {alone.Count}");
            foreach (var violation in found.DistinctBy(v => v.Invariant).Concat(alone.Take(5)))
                Console.WriteLine($"  {violation}");
        }

        return failed == 0 ? 0 : 1;
    }
}
