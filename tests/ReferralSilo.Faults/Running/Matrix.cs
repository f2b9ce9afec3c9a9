using System.Globalization;
using System.Text;

namespace ReferralSilo.Faults.Running;

/// <summary>A table of violations by invariant and fault, with calls, commands and the seed of each run.</summary>
internal static class Matrix
{
    private static readonly string[] Invariants =
        ["I1", "I2", "I3", "answers", "I4", "I5", "I6", "I7", "I8", "I9", "I10", "I13", "I16", "recovery"];

    public static string Of(IReadOnlyList<RunResult> results)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture,
            $"| fault | seed | calls | commands | {string.Join(" | ", Invariants)} |");
        text.AppendLine(CultureInfo.InvariantCulture,
            $"|---|---|---|---|{string.Concat(Invariants.Select(_ => "---|"))}");
        foreach (var run in results)
        {
            var cells = Invariants.Select(i =>
                run.Violations.Count(v => v.Invariant == i).ToString(CultureInfo.InvariantCulture));
            text.AppendLine(CultureInfo.InvariantCulture,
                $"| {string.Join(", ", run.Options.Faults.Select(f => f.Name))} | {run.Options.Seed} | {run.Calls} | "
                    + $"{run.Commands} | {string.Join(" | ", cells)} |");
        }

        text.AppendLine(CultureInfo.InvariantCulture,
            $"{results.Count} runs, {results.Sum(r => r.Calls)} calls, {results.Sum(r => r.Commands)} commands, "
                + $"{results.Sum(r => r.Violations.Count)} violations");
        foreach (var figure in results.SelectMany(r => r.Figures))
            text.AppendLine(CultureInfo.InvariantCulture, $"{figure.What}: {figure.Value}");
        return text.ToString();
    }
}
