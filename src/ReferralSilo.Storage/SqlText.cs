using System.Collections.Concurrent;

namespace ReferralSilo.Storage;

/// <summary>Loads the <c>.sql</c> files of this assembly by their path in the project.</summary>
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

    /// <summary>The numbered scripts of a folder, in order.</summary>
    public static IReadOnlyList<(int Number, string Path)> Numbered(string folder) =>
        [.. typeof(SqlText).Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(folder + "/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(name => (int.Parse(name.AsSpan(folder.Length + 1, 4)), name))];
}
