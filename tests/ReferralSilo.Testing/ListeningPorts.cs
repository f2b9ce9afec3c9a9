using System.Globalization;

namespace ReferralSilo.Testing;

/// <summary>The TCP ports on which a process of this machine listens, from <c>/proc</c>.</summary>
public static class ListeningPorts
{
    private const string Listening = "0A";
    private const int Local = 1, State = 3, Inode = 9;

    public static IReadOnlySet<int> Of(int process)
    {
        var own = Directory.EnumerateFileSystemEntries($"/proc/{process}/fd")
            .Select(fd => new FileInfo(fd).LinkTarget)
            .Where(link => link?.StartsWith("socket:[", StringComparison.Ordinal) == true)
            .Select(l => l![8..^1]).ToHashSet();
        return new[] { "tcp", "tcp6" }.SelectMany(table => File.ReadLines($"/proc/{process}/net/{table}").Skip(1))
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(fields => fields[State] == Listening && own.Contains(fields[Inode]))
            .Select(fields => fields[Local].Split(':')[^1])
            .Select(port => int.Parse(port, NumberStyles.HexNumber, CultureInfo.InvariantCulture)).ToHashSet();
    }
}
