using System.Globalization;

namespace ReferralSilo.Benchmarks;

/// <summary>Options such as <c>--seconds 10</c>; what is not given keeps its default.</summary>
internal sealed class CommandOptions
{
    private readonly Dictionary<string, string> _given = [];

    /// <param name="arguments">Pairs of a name and a value.</param>
    /// <param name="known">Names without their dashes.</param>
    public CommandOptions(string[] arguments, params string[] known)
    {
        for (var i = 0; i < arguments.Length; i += 2)
        {
            if (!arguments[i].StartsWith("--", StringComparison.Ordinal) || !known.Contains(arguments[i][2..])
                || i + 1 == arguments.Length)
                throw new CannotMeasureException(
                    $"{arguments[i]} makes no sense; this benchmark takes "
                    + $"{string.Join(", ", known.Select(k => $"--{k} VALUE"))}.");
            _given[arguments[i][2..]] = arguments[i + 1];
        }
    }

    public int Number(string name, int otherwise) =>
        !_given.TryGetValue(name, out var text) ? otherwise
        : int.TryParse(text, CultureInfo.InvariantCulture, out var number) && number > 0 ? number
        : throw new CannotMeasureException($"--{name} needs a number above 0.");

    public TimeSpan Seconds(int otherwise) => TimeSpan.FromSeconds(Number("seconds", otherwise));

    /// <summary>One of the names allowed; null when nothing is said.</summary>
    public string? Choice(string name, params string[] allowed) =>
        !_given.TryGetValue(name, out var text) || allowed.Contains(text)
        ? text
        : throw new CannotMeasureException($"--{name} is {string.Join(" or ", allowed)}.");

    /// <summary>The engine asked for; both when nothing is said.</summary>
    public IReadOnlyList<Engine> Engines() =>
        _given.TryGetValue("engine", out var text) ? [Engine(text)]
        : [Benchmarks.Engine.Sqlite, Benchmarks.Engine.Postgres];

    public Engine Engine(Engine otherwise) => _given.TryGetValue("engine", out var text) ? Engine(text) : otherwise;

    private static Engine Engine(string text) =>
        Enum.TryParse<Engine>(text, ignoreCase: true, out var engine) && Enum.IsDefined(engine)
        ? engine
        : throw new CannotMeasureException("--engine is postgres or sqlite.");
}

/// <summary>Which database the measured program keeps its data in.</summary>
internal enum Engine
{
    Sqlite,
    Postgres,
}
