using System.Globalization;

namespace ReferralSilo.Testing;

/// <summary>Process data from Linux, see <c>proc(5)</c>.</summary>
public static class ProcessTable
{
    private const double TicksPerSecond = 100;

    // Field numbers of /proc/PID/stat, from 0.
    private const int ParentField = 3, UserField = 13, SystemField = 14, WaitedUserField = 15, WaitedSystemField = 16;

    // Field numbers of the first line of /proc/stat, from 0.
    private const int IdleField = 4, DiskWaitField = 5, StolenField = 8;

    /// <summary>Finds children by parent id, because PostgreSQL's processes change their names.</summary>
    public static IReadOnlyList<int> Children(int parent) =>
        [.. All().Where(process => Fields(process) is { } fields && (int)Number(fields, ParentField) == parent)];

    public static int Parent(int process) => (int)Number(Fields(process)!, ParentField);

    /// <summary>User and system time in seconds; 0 when the process has ended.</summary>
    public static double CpuSeconds(int process) =>
        Fields(process) is { } fields ? (Number(fields, UserField) + Number(fields, SystemField)) / TicksPerSecond : 0;

    /// <summary>The same, including the children that the process has waited for.</summary>
    public static double CpuSecondsWithEnded(int process) => Fields(process) is { } fields
        ? CpuSeconds(process) + (Number(fields, WaitedUserField) + Number(fields, WaitedSystemField)) / TicksPerSecond
        : 0;

    /// <summary>
    /// Unused seconds of all processors since the machine started: idle, waiting for a disk, or used by another virtual
    /// machine (stolen).
    /// </summary>
    public static double UnusedSeconds()
    {
        var fields = File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return (Number(fields, IdleField) + Number(fields, DiskWaitField)
            + Number(fields, StolenField)) / TicksPerSecond;
    }

    private static IEnumerable<int> All() => Directory.GetDirectories("/proc").Select(Path.GetFileName)
        .Where(name => char.IsAsciiDigit(name![0])).Select(name => int.Parse(name!, CultureInfo.InvariantCulture));

    private static double Number(string[] fields, int field) =>
        double.Parse(fields[field], CultureInfo.InvariantCulture);

    // Field 1, the name, may contain spaces: it is removed.
    private static string[]? Fields(int process)
    {
        try
        {
            var text = File.ReadAllText($"/proc/{process}/stat");
            return ["", "", .. text[(text.LastIndexOf(')') + 2)..].Split(' ')];
        }
        catch (IOException)
        {
            // The process has ended.
            return null;
        }
    }
}
