using System.Text.Json;

namespace ReferralSilo.Faults.Histories;

/// <summary>
/// Appends lines to a file of this process; thread-safe. Each line is written in one call, so a killed writer leaves at
/// most one incomplete line.
/// </summary>
public sealed class HistoryWriter(string path) : IDisposable
{
    private static readonly byte[] End = "\n"u8.ToArray();
    private readonly FileStream _file = new(path, FileMode.Append, FileAccess.Write, FileShare.Read, bufferSize: 0);
    private readonly Lock _gate = new();

    public void Write(params IReadOnlyList<HistoryLine> lines)
    {
        using var text = new MemoryStream();
        foreach (var line in lines)
        {
            JsonSerializer.Serialize(text, line, HistoryFile.Options);
            text.Write(End);
        }

        lock (_gate) _file.Write(text.GetBuffer().AsSpan(0, (int)text.Length));
    }

    public void Dispose() => _file.Dispose();
}
