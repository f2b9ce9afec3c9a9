namespace ReferralSilo.Benchmarks;

/// <summary>Prints the table of a benchmark.</summary>
internal static class Report
{
    public static double Median(IEnumerable<double> values) => values.Order().ToArray() is { Length: > 0 } sorted
        ? (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2
        : double.NaN;

    /// <param name="values">In any order.</param>
    /// <param name="part">Fraction, for example 0.99 for the 99th percentile.</param>
    public static double Percentile(IEnumerable<double> values, double part) =>
        values.Order().ToArray() is { Length: > 0 } sorted
            ? sorted[Math.Min((int)(sorted.Length * part), sorted.Length - 1)] : double.NaN;

    /// <summary>
    /// Prints the load of the machine: absolute figures of two runs are comparable only under the same load.
    /// </summary>
    public static void Machine() => Console.WriteLine(
        $"{Environment.ProcessorCount} processors, load average {File.ReadAllText("/proc/loadavg").Split(' ')[0]} at "
            + $"{DateTime.UtcNow:yyyy-MM-dd HH:mm} UTC\n");

    public static void Row(string name, IReadOnlyCollection<double> values, string unit) => Console.WriteLine(
        $"{name,-60} {Median(values),10:N2} {unit,-10} "
            + $"{(values.Count > 1 ? $"({string.Join("  ", values.Select(v => v.ToString("N2")))})" : "")}".TrimEnd());

    public static void Latency(string name, IReadOnlyCollection<double> milliseconds) => Console.WriteLine(
        $"{name,-60} {Median(milliseconds),10:N2} ms p50  {Percentile(milliseconds, 0.99),10:N2} ms p99  "
            + $"({milliseconds.Count:N0})");

    public static void Ratio(double ratio, string goal) =>
        Console.WriteLine($"{"  ratio",-60} {ratio,10:0.00} x          {goal}\n");

    public static void Goal(string goal) => Console.WriteLine($"{"  goal",-60} {goal,21}");
}
