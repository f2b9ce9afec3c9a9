using ReferralSilo.Host.Setup;

namespace ReferralSilo.Host.Commands;

/// <summary>The options of a command: <c>--name value</c> and switches.</summary>
internal sealed class CommandLine
{
    private static readonly string[] Switches = ["--online", "--release-messages"];

    private readonly Dictionary<string, string> _values = [];

    /// <exception cref="SetupException">An option is unknown to this command or has no value.</exception>
    public CommandLine(ReadOnlySpan<string> args, string command, params string[] known)
    {
        for (var i = 0; i < args.Length; i++)
        {
            var name = args[i];
            if (!known.Contains(name)) throw new SetupException($"{command} knows no {name}; --help lists all.");
            if (Switches.Contains(name)) _values[name] = "";
            else if (i + 1 < args.Length) _values[name] = args[++i];
            else throw new SetupException($"{command} {name} needs a value; --help lists all.");
        }
    }

    public string Data => Path.GetFullPath(_values.GetValueOrDefault("--data", "data"));

    public bool Has(string name) => _values.ContainsKey(name);

    public string Needed(string name, string command) =>
        _values.GetValueOrDefault(name) is { Length: > 0 } value ? value
            : throw new SetupException($"{command} needs {name}; --help lists all.");
}
