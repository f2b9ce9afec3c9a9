using System.Collections.Concurrent;

namespace ReferralSilo.Storage;

/// <summary>The <c>.sql</c> files of this assembly, by their path under the project.</summary>
internal static class SqlText
{
    private static readonly ConcurrentDictionary<string, string> Loaded = new();

    public static string Load(string path) => Loaded.GetOrAdd(path, static p =>
    {
        using var stream = typeof(SqlText).Assembly.GetManifestResourceStream(p)
            ?? throw new InvalidOperationException($"The SQL file {p} is not embedded.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    });

    /// <summary>
    /// The file without the lines marked <c>--? name</c> whose name is not among <paramref name="wanted"/>: a filter
    /// that is not asked for must not be in the statement, or the planner cannot choose an index by it.
    /// </summary>
    public static string Load(string path, IReadOnlyCollection<string> wanted) =>
        Loaded.GetOrAdd($"{path}?{string.Join(',', wanted)}", _ => string.Join('\n', Load(path).Split('\n').Where(
            line => line.IndexOf("--?", StringComparison.Ordinal) is var mark
                && (mark < 0 || wanted.Contains(line[(mark + 3)..].Trim())))));

    /// <summary>The numbered scripts of a folder, in order.</summary>
    public static IReadOnlyList<(int Number, string Path)> Numbered(string folder) =>
        [.. typeof(SqlText).Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(folder + "/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(name => (int.Parse(name.AsSpan(folder.Length + 1, 4)), name))];
}
