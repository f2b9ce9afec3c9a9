namespace ReferralSilo.Benchmarks;

/// <summary>The table that a benchmark prints.</summary>
internal static class Report
{
    public static double Median(IEnumerable<double> values) =>
        values.Order().ToArray() is { Length: > 0 } sorted ? sorted[sorted.Length / 2] : double.NaN;

    public static void Row(string name, IReadOnlyCollection<double> values, string unit) => Console.WriteLine(
        $"{name,-48} {Median(values),10:N2} {unit,-10} ({string.Join("  ", values.Select(v => v.ToString("N2")))})");

    public static void Ratio(double ratio, string goal) => Console.WriteLine($"{"  ratio",-48} {ratio,10:0.00} x          {goal}\n");
}
