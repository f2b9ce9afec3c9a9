using ReferralSilo.Faults.Checks;
using ReferralSilo.Faults.Histories;

namespace ReferralSilo.Faults.Running;

/// <summary>
/// The verb <c>check</c>: checks the history in a folder again and prints each violation with its proof.
/// </summary>
internal static class CheckCommand
{
    public static History Read(string folder) => new(HistoryFile.Read(Directory.GetFiles(folder, "*.jsonl")));

    public static int Run(string folder)
    {
        var found = Checkers.Check(Read(folder));
        foreach (var violation in found) Console.WriteLine(violation);
        Console.WriteLine($"{found.Count} violations");
        return found.Count == 0 ? 0 : 1;
    }
}
