using System.Text.RegularExpressions;

namespace ReferralSilo.Host.Tests.Monitoring;

/// <summary>Reads the text format of Prometheus and fails on anything that it would not accept.</summary>
public sealed partial class PrometheusText
{
    private static readonly string[] Types = ["counter", "gauge", "histogram", "summary", "untyped"];

    /// <summary>Name and labels of each series, and its value.</summary>
    public IReadOnlyDictionary<string, double> Series { get; }

    /// <summary>Series that are there twice.</summary>
    public IReadOnlyList<string> Repeated { get; }

    private PrometheusText(Dictionary<string, double> series, List<string> repeated) =>
        (Series, Repeated) = (series, repeated);

    public static PrometheusText Parse(string text)
    {
        var (types, series) = (new Dictionary<string, string>(), new Dictionary<string, double>());
        var repeated = new List<string>();
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.StartsWith("# TYPE ", StringComparison.Ordinal))
            {
                var words = line.Split(' ');
                Assert.Contains(words[3], Types);
                Assert.True(types.TryAdd(words[2], words[3]), $"A second type: {line}");
            }
            else if (!line.StartsWith('#'))
            {
                var match = Sample().Match(line);
                Assert.True(match.Success, $"Not a sample: {line}");
                var name = match.Groups["name"].Value;
                var isTyped = types.ContainsKey(name)
                    || types.GetValueOrDefault(Suffix().Replace(name, "")) == "histogram";
                Assert.True(isTyped, $"Without a type: {line}");
                var value = match.Groups["value"].Value.Replace("Inf", "Infinity", StringComparison.Ordinal)
                    .TrimStart('+');
                var full = name + match.Groups["labels"].Value;
                if (series.ContainsKey(full)) repeated.Add(full);
                series[full] = double.Parse(value, System.Globalization.CultureInfo.InvariantCulture);
            }
        }

        return new PrometheusText(series, repeated);
    }

    /// <summary>The sum of the series with this name and all these labels; null when there is none.</summary>
    public double? Find(string name, params string[] labels)
    {
        var found = Series.Where(s => (s.Key == name || s.Key.StartsWith(name + "{", StringComparison.Ordinal))
            && labels.All(l => s.Key.Contains(l, StringComparison.Ordinal))).ToList();
        return found.Count == 0 ? null : found.Sum(s => s.Value);
    }

    [GeneratedRegex("^(?<name>[a-zA-Z_:][a-zA-Z0-9_:]*)"
        + "(?<labels>\\{([a-zA-Z_][a-zA-Z0-9_]*=\"([^\"\\\\]|\\\\.)*\",?)*\\})? "
        + "(?<value>[-+0-9.eEINaf]+)( -?[0-9]+)?$")]
    private static partial Regex Sample();

    [GeneratedRegex("_(bucket|sum|count)$")]
    private static partial Regex Suffix();
}
