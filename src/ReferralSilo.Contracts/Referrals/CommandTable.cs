using System.Reflection;
using System.Text.Json;
using ReferralSilo.Contracts.Session;

namespace ReferralSilo.Contracts.Referrals;

/// <summary>One public command of a referral, as its record declares it.</summary>
/// <param name="Type">Its record, a <see cref="ReferralCommand"/>.</param>
/// <param name="Name">Name in the URL and in <c>ReferralView.Actions</c>.</param>
/// <param name="Permission">What the caller needs.</param>
/// <param name="Stages">Stages that allow it.</param>
/// <param name="Event">Wire name of its event; null when the history text of its event is
/// not that of one command.</param>
/// <param name="Did">The event in the history, after the name of the person.</param>
/// <param name="Button">Null when the screens have their own way to send it.</param>
/// <param name="Fields">What the form of the button asks for.</param>
/// <param name="BoundByClaim">True when the claim of another person refuses it.</param>
public sealed record CommandRow(
    Type Type, string Name, Permission Permission, Stages Stages, string? Event, string? Did, ButtonAttribute? Button,
    IReadOnlyList<CommandField> Fields, bool BoundByClaim);

/// <summary>A parameter that the form of a command asks for.</summary>
/// <param name="Name">JSON name.</param>
/// <param name="Label">Text above the field.</param>
/// <param name="Type">Type of the parameter without its nullability: text, an enumeration, or a list of texts.</param>
/// <param name="Required">False when the parameter may be null.</param>
/// <param name="None">Shown for no choice in an optional field.</param>
public sealed record CommandField(string Name, string Label, Type Type, bool Required, string None);

/// <summary>
/// Every public command of a referral. Endpoints, rights, allowed stages, buttons and history texts are read from
/// here: a new command is its record with its attributes, its rule and its event.
/// </summary>
public static class CommandTable
{
    /// <summary>All rows, in the order in which the records are declared.</summary>
    public static IReadOnlyList<CommandRow> All { get; } =
    [
        .. typeof(ReferralCommand).Assembly.GetTypes()
            .Where(type => type.IsSubclassOf(typeof(ReferralCommand)) && !type.IsAbstract)
            .OrderBy(type => type.MetadataToken)
            .Select(Row),
    ];

    private static readonly Dictionary<Type, CommandRow> ByType = All.ToDictionary(row => row.Type);

    // An undo is possible only in the seconds after a decision, which a stage does not show.
    private static readonly Dictionary<Stage, string[]> ByStage = Enum.GetValues<Stage>().ToDictionary(
        stage => stage, stage => All.Where(row => Contains(row.Stages, stage) && row.Type != typeof(Undo))
            .Select(row => row.Name).ToArray());

    /// <summary>The row of a command; null for one that only the program itself sends.</summary>
    public static CommandRow? Of(ReferralCommand command) => ByType.GetValueOrDefault(command.GetType());

    /// <summary>The command's public name; of one that only the program itself sends the name of its type.</summary>
    public static string Name(ReferralCommand command) => Of(command)?.Name ?? command.GetType().Name;

    /// <summary>Names of the commands that a stage allows, without <c>undo</c>.</summary>
    public static IReadOnlyList<string> AllowedIn(Stage stage) => ByStage[stage];

    /// <summary>Whether a stage allows the command. False for one that only the program itself sends.</summary>
    public static bool Allows(Stage stage, ReferralCommand command) =>
        Of(command) is { } row && Contains(row.Stages, stage);

    /// <summary>Whether the claim of another person refuses the command.</summary>
    public static bool IsBoundByClaim(ReferralCommand command) => Of(command) is { BoundByClaim: true };

    /// <summary>Whether the set holds the stage.</summary>
    public static bool Contains(this Stages stages, Stage stage) => ((int)stages & 1 << (int)stage) != 0;

    private static CommandRow Row(Type type)
    {
        var command = type.GetCustomAttribute<CommandAttribute>()
            ?? throw new InvalidOperationException($"{type.Name} has no [Command].");
        var nullability = new NullabilityInfoContext();
        var fields = type.GetProperties().OrderBy(property => property.MetadataToken)
            .Select(property => (Property: property, Ask: property.GetCustomAttribute<AskAttribute>()))
            .Where(field => field.Ask is not null)
            .Select(field => new CommandField(
                JsonNamingPolicy.CamelCase.ConvertName(field.Property.Name), field.Ask!.Label,
                Nullable.GetUnderlyingType(field.Property.PropertyType) ?? field.Property.PropertyType,
                nullability.Create(field.Property).WriteState != NullabilityState.Nullable, field.Ask.None));
        return new CommandRow(type, command.Name, command.Permission, command.Stages, command.Event, command.Did,
            type.GetCustomAttribute<ButtonAttribute>(), [.. fields], command.BoundByClaim);
    }
}
