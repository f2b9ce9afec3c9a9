using System.Globalization;
using Microsoft.Extensions.Configuration;
using ReferralSilo.Host.Setup;
using YamlDotNet.Core;
using YamlDotNet.Serialization;

namespace ReferralSilo.Host.Tests.Deploy;

/// <summary>The files of <c>deploy/</c>, read as those who run them read them.</summary>
internal static class DeployFiles
{
    /// <summary>Settings of the framework that the files use; all others must be the program's own.</summary>
    private static readonly string[] OfTheFramework = ["DOTNET_NOLOGO"];

    public static string Folder { get; } = Path.Combine(SharedData.RepositoryRoot, "deploy");

    public static string Text(string file) => File.ReadAllText(Path.Combine(Folder, file));

    public static IReadOnlyList<string> Lines(string file) =>
        [.. File.ReadLines(Path.Combine(Folder, file)).Where(l => l.Length > 0 && l[0] != '#')];

    /// <summary>A YAML document with its anchors and merges resolved.</summary>
    public static Yaml Document(string file)
    {
        using var text = new StringReader(Text(file));
        return new Yaml(new DeserializerBuilder().Build().Deserialize(new MergingParser(new Parser(text))), file);
    }

    /// <summary>Lets the program itself read these settings and arguments; fails with its sentence.</summary>
    public static ProgramOptions Accepted(IEnumerable<KeyValuePair<string, string>> environment,
        params string[] arguments)
    {
        var settings = environment.Where(e => !OfTheFramework.Contains(e.Key))
            .ToDictionary(e => e.Key.Replace("__", ":"), e => (string?)e.Value);
        Assert.All(settings.Keys, key => Assert.Matches("^((ReferralSilo|Orleans|ConnectionStrings):|OTEL_)", key));
        var (value, error) =
            ProgramOptions.Read(arguments, new ConfigurationBuilder().AddInMemoryCollection(settings).Build());
        Assert.True(value is not null, error);
        return value;
    }

    /// <summary>Port that all of <c>--urls</c> ask for.</summary>
    public static int HttpPort(ProgramOptions options) =>
        options.Urls.Split(';').Select(u => new Uri(u.Replace("+", "localhost")).Port).Distinct().Single();
}

/// <summary>A node of a YAML document; a missing one fails with its path.</summary>
internal sealed class Yaml(object? node, string path)
{
    public Yaml this[string key] =>
        new(Has(key) ? Map[key] : throw new KeyNotFoundException($"{path}.{key}"), $"{path}.{key}");

    public Yaml this[int index] => Items[index];

    public IReadOnlyList<Yaml> Items => [.. ((List<object>)node!).Select((item, i) => new Yaml(item, $"{path}[{i}]"))];

    public IReadOnlyList<string> Keys => [.. Map.Keys.Cast<string>()];

    public string Value => (string)node!;

    public int Number => int.Parse(Value, NumberStyles.None, CultureInfo.InvariantCulture);

    public bool Has(string key) => Map.ContainsKey(key);

    public IReadOnlyDictionary<string, string> Texts => Map.ToDictionary(m => (string)m.Key, m => (string)m.Value);

    private Dictionary<object, object> Map => (Dictionary<object, object>)node!;
}
