using System.Globalization;

namespace ReferralSilo.Testing;

/// <summary>What Linux says of processes, <c>proc(5)</c>.</summary>
public static class ProcessTable
{
    private const double TicksPerSecond = 100;

    // Field numbers of proc(5), from 0.
    private const int ParentField = 3, UserField = 13, SystemField = 14, WaitedUserField = 15, WaitedSystemField = 16;

    // Of the first line of /proc/stat, from 0.
    private const int IdleField = 4, DiskWaitField = 5, StolenField = 8;

    /// <summary>By their parent, not by name: a server's processes call themselves after what they do.</summary>
    public static IReadOnlyList<int> Children(int parent) =>
        [.. All().Where(process => Fields(process) is { } fields && (int)Number(fields, ParentField) == parent)];

    public static int Parent(int process) => (int)Number(Fields(process)!, ParentField);

    /// <summary>User and system time, seconds; 0 when the process has ended.</summary>
    public static double CpuSeconds(int process) =>
        Fields(process) is { } fields ? (Number(fields, UserField) + Number(fields, SystemField)) / TicksPerSecond : 0;

    /// <summary>The same with that of the children it has waited for.</summary>
    public static double CpuSecondsWithEnded(int process) => Fields(process) is { } fields
        ? CpuSeconds(process) + (Number(fields, WaitedUserField) + Number(fields, WaitedSystemField)) / TicksPerSecond
        : 0;

    /// <summary>
    /// Seconds of all processors together, since the machine started, in which they had nothing to do, or another
    /// machine had them: idle, waiting for a disk and stolen.
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

    // The name, field 1, may hold spaces: it is cut out.
    private static string[]? Fields(int process)
    {
        try
        {
            var text = File.ReadAllText($"/proc/{process}/stat");
            return ["", "", .. text[(text.LastIndexOf(')') + 2)..].Split(' ')];
        }
        catch (IOException)
        {
            // It has ended.
            return null;
        }
    }
}
