using System.Globalization;

namespace ReferralSilo.Benchmarks;

/// <summary>Options such as <c>--seconds 10</c>; missing options have defaults.</summary>
internal sealed class CommandOptions
{
    private readonly Dictionary<string, string> _given = [];

    /// <param name="arguments">Pairs of a name and a value.</param>
    /// <param name="known">Option names without dashes.</param>
    public CommandOptions(string[] arguments, params string[] known)
    {
        for (var i = 0; i < arguments.Length; i += 2)
        {
            if (!arguments[i].StartsWith("--", StringComparison.Ordinal) || !known.Contains(arguments[i][2..])
                || i + 1 == arguments.Length)
                throw new CannotMeasureException(
                    $"{arguments[i]} is not an option; this benchmark takes "
                    + $"{string.Join(", ", known.Select(k => $"--{k} VALUE"))}.");
            _given[arguments[i][2..]] = arguments[i + 1];
        }
    }

    public int Number(string name, int defaultValue) =>
        !_given.TryGetValue(name, out var text) ? defaultValue
        : int.TryParse(text, CultureInfo.InvariantCulture, out var number) && number > 0 ? number
        : throw new CannotMeasureException($"--{name} needs a number above 0.");

    public TimeSpan Seconds(int defaultValue) => TimeSpan.FromSeconds(Number("seconds", defaultValue));

    /// <summary>The value, one of the allowed names; null when the option is missing.</summary>
    public string? Choice(string name, params string[] allowed) =>
        !_given.TryGetValue(name, out var text) || allowed.Contains(text)
        ? text
        : throw new CannotMeasureException($"--{name} is {string.Join(" or ", allowed)}.");

    /// <summary>The requested engine; both when the option is missing.</summary>
    public IReadOnlyList<Engine> Engines() =>
        _given.TryGetValue("engine", out var text) ? [Engine(text)]
        : [Benchmarks.Engine.Sqlite, Benchmarks.Engine.Postgres];

    public Engine Engine(Engine defaultValue) =>
        _given.TryGetValue("engine", out var text) ? Engine(text) : defaultValue;

    private static Engine Engine(string text) =>
        Enum.TryParse<Engine>(text, ignoreCase: true, out var engine) && Enum.IsDefined(engine)
        ? engine
        : throw new CannotMeasureException("--engine is postgres or sqlite.");
}

/// <summary>The database engine of the measured program.</summary>
internal enum Engine
{
    Sqlite,
    Postgres,
}
